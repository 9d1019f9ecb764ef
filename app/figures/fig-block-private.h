/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-anatomy-private.h"
#include "fig-block.h"
#include "fig-parts-private.h"

G_BEGIN_DECLS

#define CONV_PX        28.0
#define GAP_PX         18.0
#define PILL_PX        20.0
#define PLUS           14.0

/* One thing on the way down: a convolution, or what stands between two as a pill. */
typedef struct
{
  RnNode   node;             /* a pill: its last */
  char    *words;            /* (owned) of a pill; NULL for a convolution */
} FigRung;

typedef struct
{
  const FigBlock *block;
  RnScope         scope;
  FigAnatomy      anatomy;
  GArray         *rungs;     /* (owned) (element-type FigRung) */
  gsize           widest;    /* channels */
  double          height;    /* px, at natural gaps */
} FigLadder;

typedef struct
{
  FigScene  *scene;
  FigLadder *ladders;        /* [n] */
  guint      n;
  double     scale;          /* px a channel */
  double     content;        /* px inside a card */
  double     arc;            /* of the arc, px from the content's left */
  double     axis;           /* of the main line, px from the content's left */
  double     text;           /* of the side text, px from the content's left */
  gboolean   alone;          /* one card without frame and title: no ratios either */
} FigSheet;

static inline gsize
channels (const RnGraph *graph, RnNode node)
{
  return node == RN_NODE_NONE ? 1 : rn_graph_node (graph, node)->shape.dim[1];
}

static inline double
rung_height (const FigRung *rung)
{
  return rung->words != NULL ? PILL_PX : CONV_PX;
}

/* A pill sits close between two convolutions. */
static inline double
gap_between (const FigRung *a, const FigRung *b)
{
  return a != NULL && b != NULL && (a->words != NULL || b->words != NULL) ? 6 : GAP_PX;
}

double   fig__sheet_side_room       (const FigSheet *sheet);
gboolean fig__ladder_has_projection (const FigLadder *ladder);
void     fig__ladder_draw           (const FigSheet *sheet, const FigLadder *ladder, double left,
                                     double y, double stretch);

G_END_DECLS
