/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-anatomy-private.h"
#include "fig-network.h"
#include "fig-parts-private.h"

G_BEGIN_DECLS

/* What the parts of the network diagram share while it is drawn. */
typedef struct
{
  const FigNetworkData *data;
  const RnGraph        *graph;
  FigScene             *scene;
  double                gradient_low, gradient_high;   /* log10 of the norms */
  gboolean              low;       /* a box stands beside the block it leads to, … */
  double                tight;     /* … and blocks stand closer. 0: at ease … 1: as low as words allow */
} FigNetwork;

/* A length between what it is at ease and what it is at its least. */
static inline double
fig__give (const FigNetwork *net, double ease, double least)
{
  return ease + (least - ease) * net->tight;
}

/* The words of a tile. */
typedef enum
{
  FIG_WORDS_BELOW,           /* name and kind */
  FIG_WORDS_RIGHT,
  FIG_WORDS_NAME,            /* the op's own word below */
  FIG_WORDS_ASIDE,           /* the same, right of a line that goes on downwards */
  FIG_WORDS_BESIDE,          /* the same, right of the tile */
  FIG_WORDS_NONE,
} FigWords;

/* One unit of the flow. */
typedef enum
{
  FIG_ITEM_OP,               /* one op, or conv·BN·ReLU in a row */
  FIG_ITEM_BLOCK,            /* a folded block, or several equal ones */
  FIG_ITEM_STAGE,            /* a folded stage */
  FIG_ITEM_CARD,             /* an unfolded block */
} FigItemKind;

typedef struct
{
  FigItemKind kind;
  RnScope     scope;         /* RN_SCOPE_ROOT for an op */
  RnNode      first, last;
  guint       repeats;
  RnScope     last_scope;    /* of repeats: the last block */
  gboolean    arc;
  guint       shortcuts, scaled;     /* blocks inside with one, and those cut or scaled */
  char       *on_arc;        /* (owned) (nullable) what a folded block's shortcut ends in: “gate” */
  char       *name;          /* (owned) markup */
  char       *detail;        /* (owned) markup */
  double      width;
} FigItem;

typedef struct
{
  FigPoint enter, leave;     /* where the main line comes in (from the left) and goes out … */
  gboolean down;             /* … to the right, or downwards */
  double   bottom;
} FigFlow;

/* marks */
double   fig__edge_width  (const FigNetwork *net, double norm);
/* ‖gradient‖ through a block's branch or shortcut; NAN where not measured */
double   fig__split_norm  (const FigNetwork *net, RnScope block, gboolean branch);
gboolean fig__is_done     (const FigNetwork *net, RnNode node);
/* The way a tensor goes from @from to @to (either may be RN_NODE_NONE), along points. @norm: NAN
   for @from's own gradient. */
FigMark *fig__edge        (const FigNetwork *net, const FigPoint *points, guint n, FigColor color,
                           RnNode from, RnNode to, double norm, gboolean arrow);
/* The edge's mark becomes that of a block's shortcut: where it is cut dashed, with scissors at
   x, y, where it is scaled with “×0.5” there. That mark, NULL where the shortcut is whole. */
FigMark *fig__cut         (const FigNetwork *net, FigMark *edge, RnScope block, double x, double y);
/* A pill on a shortcut. */
FigMark *fig__arc_pill    (const FigNetwork *net, const char *words, double x, double y);
void     fig__dot         (const FigNetwork *net, double x, double y, double radius,
                           FigColor color);
/* A square tile centred at x, y: map, empty frame, or the op's symbol; its words go where @words
   says. */
void     fig__tile        (const FigNetwork *net, const FigStep *step, double x, double y,
                           double side, const FigRole *role, FigWords words);
double   fig__tile_words_width (const FigNetwork *net, const FigStep *step);
/* ⊕, or ⊗ for a multiplication, which stands for the nodes @first … @node. */
void     fig__ring        (const FigNetwork *net, RnNode first, RnNode node, double x, double y,
                           double radius, const FigRole *role);
/* The map of @node's output; FALSE where there is none to show. */
gboolean fig__thumbnail   (const FigNetwork *net, RnNode node, double x, double y, double side,
                           double radius);
/* Yellow ring or ink ring around a box that holds the current or selected node. */
void     fig__rings       (const FigNetwork *net, RnNode first, RnNode last, double x, double y,
                           double width, double height, double radius);
/* (transfer full) for tooltips */
char    *fig__node_text   (const FigNetwork *net, RnNode node);
char    *fig__shape_text  (const FigNetwork *net, RnNode node);     /* (transfer full) “64×56×56” */
const RnShape *fig__shape (const FigNetwork *net, RnNode node);

/* (transfer full) (element-type FigItem) without widths */
GArray  *fig__network_items (const FigNetwork *net);
/* Room left and right of the rows for the turns. */
#define LANE 18.0

/* A part that reads several maps of other sizes, as rows by size; whether it is one and has the room. */
gboolean fig__levels_fit  (const FigNetwork *net, RnScope scope, double width);
FigFlow  fig__levels      (const FigNetwork *net, const FigItem *item, double left, double right,
                           double y);
/* An unfolded block from y down, over left … right. */
FigFlow  fig__card        (const FigNetwork *net, const FigItem *item, double left, double right,
                           double y);

G_END_DECLS
