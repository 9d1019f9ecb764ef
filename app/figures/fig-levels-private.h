/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-network-card-private.h"

G_BEGIN_DECLS

/*
 * A part of the network that reads several earlier maps, each of another size, as rows: one for each
 * size, its spots from left to right.
 */

#define FIG_SOURCE_PX 86.0     /* the box of a map that is read */
#define FIG_BAR_HALF  4.0
#define FIG_NO_SPOT   G_MAXUINT

typedef struct
{
  FigStep  step;
  gboolean is_source;       /* an earlier map that only a spot of another row reads */
  gsize    size;            /* rows of its map */
  guint    row;             /* 0: coarsest */
  guint    before;          /* the spot it follows in its row, or FIG_NO_SPOT */
  guint    other;           /* the spot of another row it reads, or FIG_NO_SPOT … */
  RnNode   upsample;        /* … through this; RN_NODE_NONE without */
  RnNode   outside;         /* an earlier map it reads, or RN_NODE_NONE */
  double   half;
  double   x;
} FigLevelSpot;

typedef struct
{
  const FigNetwork *net;
  GArray           *spots;   /* (owned) (element-type FigLevelSpot) */
  guint             rows;
  RnNode            gather;  /* what reads the ends of all rows, RN_NODE_NONE: the last spot is all */
  gboolean          climbs;  /* coarse below, fine above */
  double            left, top;
} FigLevels;

FigLevelSpot *fig__spot_at (const FigLevels *self, guint i);
/* FIG_NO_SPOT: none has it */
guint    fig__spot_of (const FigLevels *self, RnNode node);

/* FALSE, and nothing to clear, where @scope is no such part. */
gboolean fig__levels_read     (FigLevels *self, const FigNetwork *net, RnScope scope);
void     fig__levels_clear    (FigLevels *self);
/* Gives each spot its least x; how wide the whole is. */
double   fig__levels_place    (FigLevels *self, double pitch);
/* The largest distance between tiles at which all fits into @width; 0: none does. */
double   fig__levels_pitch    (FigLevels *self, double width);
/* Whether what a spot reads of another row stands right above or below it. */
gboolean fig__levels_straight (const FigLevels *self, const FigLevelSpot *spot);

G_END_DECLS
