/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-block.h"
#include "fig-lanes-private.h"
#include "fig-parts-private.h"

G_BEGIN_DECLS

#define CONV_PX        28.0
#define GAP_PX         18.0
#define PILL_PX        20.0
#define PLUS           14.0
#define RING_PX        10.0      /* radius of an addition or multiplication inside a path */
#define BAR_PX         8.0       /* of x, and of a concatenation */
#define LANE_BOX_PX    34.0      /* a convolution in a lane or on the arc: its words in two lines */
#define FORK_WORDS_PX  20.0      /* a line below where lanes meet */
#define LANE_GAP_PX    9.0
#define LANE_LEAST_PX  60.0      /* from one lane to the next */
#define LANE_MOST_PX   84.0

typedef struct
{
  const FigBlock *block;
  RnScope         scope;
  FigAnatomy      anatomy;
  GArray         *rungs;     /* (owned) (element-type FigSpot) the main line, from x to ⊕ */
  GArray         *after;     /* (owned) (element-type FigSpot) behind ⊕ */
  GArray         *arc;       /* (owned) (element-type FigSpot) on the shortcut, but for its gate */
  const FigStep  *gated;     /* (nullable) the multiplication that ends the shortcut */
  GArray         *gate;      /* (owned) (element-type FigSpot) what leads to its second factor */
  guint           linked;    /* the rung that reads a spot of the gate; rungs->len: none */
  gsize           widest;    /* channels */
  double          height;    /* px, at natural gaps */
  double          foot;      /* of which are behind ⊕'s middle */
} FigLadder;

typedef struct
{
  FigScene  *scene;
  FigLadder *ladders;        /* [n] */
  guint      n;
  double     scale;          /* px a channel */
  double     content;        /* px inside a card */
  double     arc;            /* of the arc, px from the content's left */
  double     gate;           /* of the shortcut's gate, px from the content's left */
  double     edge;           /* where the shortcut and its gate end, px from the content's left */
  double     axis;           /* of the main line, px from the content's left */
  double     text;           /* of the side text, px from the content's left */
  guint      most;           /* lanes of a fork that find room side by side */
  gboolean   alone;          /* one card without frame and title: no ratios either */
} FigSheet;

static inline gsize
channels (const RnGraph *graph, RnNode node)
{
  return node == RN_NODE_NONE ? 1 : rn_graph_node (graph, node)->shape.dim[1];
}

static inline const FigSpot *
rung_of (const GArray *spots, guint i)
{
  return &g_array_index (spots, FigSpot, i);
}

/* A pill sits close between two convolutions. */
static inline double
gap_between (const FigSpot *a, const FigSpot *b)
{
  return a != NULL && b != NULL && (a->words != NULL || b->words != NULL) ? 6 : GAP_PX;
}

/* @sheet: its content is known. To be cleared. */
void     fig__ladder_read       (FigLadder *ladder, const FigSheet *sheet);
void     fig__ladder_clear      (FigLadder *ladder);
gboolean fig__ladder_is_shaped  (const RnGraph *graph, RnNode node);
char    *fig__ladder_weights    (guint64 n);                        /* (transfer full) */
guint64  fig__ladder_n_weights  (const RnGraph *graph, RnNode node);
double   fig__sheet_side_room   (const FigSheet *sheet);
double   fig__box_width         (FigScene *scene, const RnGraph *graph, RnNode node);
double   fig__pill_width        (FigScene *scene, const char *words);

/* parts of a ladder; y: of the middle; @most: px a pill may be wide */
void     fig__ladder_shape      (const FigSheet *sheet, const RnGraph *graph, RnNode node,
                                 const FigRole *role, double left, double y);
void     fig__ladder_box        (const FigSheet *sheet, const RnGraph *graph, RnNode node,
                                 const FigRole *role, double x, double y);
void     fig__ladder_pill       (const FigSheet *sheet, const RnGraph *graph, const FigSpot *spot,
                                 const FigRole *role, double x, double y, double most);
void     fig__ladder_ring       (const FigSheet *sheet, const RnGraph *graph, RnNode first,
                                 RnNode node, const FigRole *role, double x, double y,
                                 double radius);
void     fig__ladder_way        (const FigSheet *sheet, const FigPoint *points, guint n,
                                 const FigRole *role, gboolean arrow);
/* a fork of the main line from @top down */
void     fig__ladder_lanes      (const FigSheet *sheet, const RnGraph *graph, const FigSpot *fork,
                                 const FigRole *role, double left, double top);
/* @link: where a rung reads the shortcut's gate, if one does */
void     fig__ladder_arc        (const FigSheet *sheet, const FigLadder *ladder, double left,
                                 double fork, double plus, double link);
void     fig__ladder_draw       (const FigSheet *sheet, const FigLadder *ladder, double left,
                                 double y, double stretch);

G_END_DECLS
