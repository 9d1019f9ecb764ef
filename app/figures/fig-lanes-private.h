/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-anatomy-private.h"

G_BEGIN_DECLS

/*
 * Where the things of a fork stand, in either posture: along the main line from where the lanes
 * part, and to the side of it. A figure fills the spots with what it draws and their sizes.
 */
typedef struct _FigLanes FigLanes;

typedef struct
{
  FigStep   step;            /* lanes borrowed */
  FigLanes *lanes;           /* (owned) (nullable) of a fork that is drawn as one */
  char     *words;           /* (owned) (nullable) what the figure writes into it */
  gboolean  is_round;        /* an addition or a multiplication, in a ring */
  double    half;            /* px along */
  double    at;              /* its middle, px along */
} FigSpot;

typedef struct
{
  GArray *spots;             /* (owned) (element-type FigSpot) empty: the tensor itself */
  guint   number;            /* among all lanes of the fork */
  guint   stands_for;        /* > 1: so many lanes, drawn as “…” */
  RnNode  first, last;       /* the nodes of all of them; RN_NODE_NONE where there are none */
  double  side;              /* of its line, px from the main line */
} FigLane;

struct _FigLanes
{
  const FigStep *fork;       /* borrowed */
  gboolean       is_gate;    /* the second lane multiplies the first */
  GArray        *lanes;      /* (owned) (element-type FigLane) */
  double         length;     /* from where the lanes part to where they meet, px */
};

typedef void (*FigSpotFill) (GArray *spots, const FigStep *step, guint lane, gpointer data);

/* (transfer full) (element-type FigSpot) */
GArray   *fig__spots_new  (void);
/* Where more than @most lanes would stand, those in the middle become one that says so. */
void      fig__lanes_read  (FigLanes *self, const RnGraph *graph, const FigStep *fork, guint most,
                            FigSpotFill fill, gpointer data);
void      fig__lanes_clear (FigLanes *self);
/* @gap: between spots, and before and behind them. A spot that reads another lane stands behind
   what it reads. */
void      fig__lanes_place (FigLanes *self, const RnGraph *graph, double gap);
/* Side by side, @pitch apart, their middle on the main line; a gate beside it. */
void      fig__lanes_spread (FigLanes *self, double pitch);
/* The spot of an earlier lane that spot @i of lane @lane reads, and which lane that is; NULL: none. */
const FigSpot *fig__lanes_link (const FigLanes *self, const RnGraph *graph, guint lane, guint i,
                                guint *from);
static inline FigLane *
fig__lane (const FigLanes *self, guint i)
{
  return &g_array_index (self->lanes, FigLane, i);
}

static inline FigSpot *
fig__spot (const FigLane *lane, guint i)
{
  return &g_array_index (lane->spots, FigSpot, i);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigLanes, fig__lanes_clear)

G_END_DECLS
