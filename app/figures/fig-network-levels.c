/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A part of the network that reads several earlier maps, each of another size: a row for each size,
 * from the map it starts with on the left. What comes from another row is upsampled on the way, along
 * a line from row to row. Sums go from coarse down to fine, as a feature pyramid is drawn (Lin 2017,
 * fig. 3); concatenations climb from coarse up to fine, the right side of the U (Ronneberger 2015).
 */
#include "config.h"
#include "fig-network-card-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"

#define ROW_PX     88.0      /* from row to row: a tile, its word, and the way between */
#define STUB_PX    86.0      /* the box of a map that is read */
#define PITCH_MOST 72.0
#define PITCH_LEAST 54.0
#define BAR_HALF   4.0
#define NONE       G_MAXUINT

typedef struct
{
  FigStep  step;
  gboolean is_stub;         /* an earlier map that only a spot of another row reads */
  gsize    size;            /* rows of its map */
  guint    row;             /* 0: coarsest */
  guint    before;          /* the spot it follows in its row, or NONE */
  guint    other;           /* the spot of another row it reads, or NONE … */
  RnNode   upsample;        /* … through this; RN_NODE_NONE without */
  RnNode   outside;         /* an earlier map it reads, or RN_NODE_NONE */
  double   half;
  double   x;
} Spot;

typedef struct
{
  const FigNetwork *net;
  GArray           *spots;   /* (owned) (element-type Spot) */
  guint             rows;
  RnNode            gather;  /* what reads the ends of all rows, RN_NODE_NONE: the last spot is all */
  gboolean          climbs;
  double            left, top;
} Levels;

static Spot *
spot_at (const Levels *self, guint i)
{
  return &g_array_index (self->spots, Spot, i);
}

static guint
spot_of (const Levels *self, RnNode node)
{
  for (guint i = 0; i < self->spots->len; i++)
    if (spot_at (self, i)->step.first <= node && node <= spot_at (self, i)->step.node)
      return i;
  return NONE;
}

/* ── reading ── */

static gboolean
joins (const RnGraph *graph, const Spot *last, RnNode node)
{
  return fig__is (graph, last->step.first, "conv2d")
         && rn_graph_node (graph, node)->inputs[0] == last->step.node
         && (fig__is (graph, node, "batch_norm") || fig__is_activation (graph, node));
}

/* The spot that stands for an earlier map. */
static guint
stub_of (Levels *self, RnNode node)
{
  Spot stub = { .step = { .node = node, .first = node, .part = RN_SCOPE_ROOT },
                .is_stub = TRUE,
                .size = fig__shape (self->net, node)->dim[2],
                .before = NONE,
                .other = NONE,
                .upsample = RN_NODE_NONE,
                .outside = node,
                .half = STUB_PX / 2 };

  if (spot_of (self, node) == NONE)
    g_array_append_val (self->spots, stub);
  return spot_of (self, node);
}

/* The inputs of a spot as what is before it, elsewhere, or outside. */
static void
read_inputs (Levels *self, Spot *spot, RnNode first)
{
  const RnNodeInfo *info = rn_graph_node (self->net->graph, spot->step.first);

  spot->before = spot->other = NONE;
  spot->upsample = spot->outside = RN_NODE_NONE;
  for (guint k = 0; k < info->n_inputs; k++)
    {
      RnNode x = info->inputs[k];

      if (x < first)
        spot->outside = x;
      else if (fig__is (self->net->graph, x, "upsample"))
        {
          spot->upsample = x;
          x = rn_graph_node (self->net->graph, x)->inputs[0];
          spot->other = x < first ? stub_of (self, x) : spot_of (self, x);
        }
      else
        spot->before = spot_of (self, x);
    }
}

static void
add_node (Levels *self, RnNode node, RnNode first)
{
  const RnGraph *graph = self->net->graph;
  Spot spot = { .step = { .node = node, .first = node, .part = RN_SCOPE_ROOT },
                .size = fig__shape (self->net, node)->dim[2], .half = LANE_TILE / 2 };

  if (fig__is (graph, node, "upsample"))
    return;
  if (fig__is (graph, node, "concat_pixels"))
    {
      self->gather = node;
      return;
    }
  if (self->spots->len > 0 && joins (graph, spot_at (self, self->spots->len - 1), node))
    {
      spot_at (self, self->spots->len - 1)->step.node = node;
      return;
    }
  if (fig__is (graph, node, "add"))
    spot.half = RING;
  else if (fig__is (graph, node, "concat"))
    {
      spot.half = BAR_HALF;
      self->climbs = TRUE;
    }
  read_inputs (self, &spot, first);
  g_array_append_val (self->spots, spot);
}

/* Rows by size, coarsest first. */
static void
number_rows (Levels *self)
{
  for (guint i = 0; i < self->spots->len; i++)
    {
      guint coarser = 0;

      for (guint k = 0; k < self->spots->len; k++)
        {
          gboolean counted = spot_at (self, k)->size >= spot_at (self, i)->size;

          for (guint j = 0; j < k && !counted; j++)
            counted = spot_at (self, j)->size == spot_at (self, k)->size;
          coarser += !counted;
        }
      spot_at (self, i)->row = coarser;
      self->rows = MAX (self->rows, coarser + 1);
    }
}

static void
read_levels (Levels *self, const FigNetwork *net, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, scope);

  *self = (Levels) { .net = net, .gather = RN_NODE_NONE };
  self->spots = g_array_new (FALSE, FALSE, sizeof (Spot));
  for (RnNode i = info->first; i < info->end; i++)
    add_node (self, i, info->first);
  number_rows (self);
}

/* ── places ── */

/* Whether what a spot reads of another row stands right above or below it. */
static gboolean
is_straight (const Levels *self, const Spot *spot)
{
  return fabs (spot_at (self, spot->other)->x - spot->x) < 0.5;
}

/* The least x of each spot; returns how wide the whole is. */
static double
place (Levels *self, double pitch)
{
  double widest = 0;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->spots->len; i++)
      {
        Spot *spot = spot_at (self, i);
        double x = spot->is_stub ? STUB_PX / 2 : STUB_PX + 22 + spot->half;

        if (spot->before != NONE)
          x = spot_at (self, spot->before)->x + pitch * (spot->half < LANE_TILE / 2 ? 0.8 : 1);
        /* straight down from a ring, else behind what it reads */
        if (spot->other != NONE)
          x = fmax (x, spot_at (self, spot->other)->x
                         + (spot_at (self, spot->other)->half == RING ? 0 : pitch * 0.8));
        /* a line that leaves this row for another one leaves behind what it carries */
        for (guint k = 0; k < i; k++)
          if (spot_at (self, k)->other != NONE && spot_at (self, k)->other == spot->before
              && !is_straight (self, spot_at (self, k)))
            x = fmax (x, spot_at (self, k)->x + pitch * 0.7);
        spot->x = x;
        widest = fmax (widest, x + LANE_TILE / 2);
      }
  return widest + (self->gather != RN_NODE_NONE ? 36 : 20);
}

static double
row_y (const Levels *self, guint row)
{
  return self->top + ROW_PX * (self->climbs ? self->rows - 1 - row : row);
}

static FigPoint
middle (const Levels *self, const Spot *spot)
{
  return (FigPoint) { self->left + spot->x, row_y (self, spot->row) };
}

/* The largest distance between tiles at which all fits into @width; 0: none does. */
static double
find_pitch (Levels *self, double width)
{
  for (double pitch = PITCH_MOST; pitch >= PITCH_LEAST; pitch -= 2)
    if (place (self, pitch) <= width)
      return pitch;
  return 0;
}

static guint
count_outside (const Levels *self)
{
  guint n = 0;

  for (guint i = 0; i < self->spots->len; i++)
    n += spot_at (self, i)->outside != RN_NODE_NONE;
  return n;
}

gboolean
fig__levels_fit (const FigNetwork *net, RnScope scope, double width)
{
  Levels self;
  gboolean fits;

  if (rn_graph_scope (net->graph, scope)->kind != RN_SCOPE_GROUP)
    return FALSE;
  read_levels (&self, net, scope);
  fits = self.rows > 1 && count_outside (&self) > 1 && find_pitch (&self, width - 24) > 0;
  g_array_unref (self.spots);
  return fits;
}

/* ── drawing ── */

/* The stage or op a map comes from. */
static char *
source_name (const RnGraph *graph, RnNode node)
{
  RnScope stage = rn_graph_scope_above (graph, rn_graph_node (graph, node)->scope, RN_SCOPE_STAGE);

  return stage != RN_SCOPE_ROOT ? g_strdup (rn_graph_scope (graph, stage)->path)
                                : fig__op_word (graph, node);
}

static void
draw_stub (const Levels *self, const Spot *spot, double y)
{
  const FigNetwork *net = self->net;
  FigScene *scene = net->scene;
  FigFace face = fig__face (FIG_SMALL, TRUE, scene->palette.ink);
  g_autofree char *whole = source_name (net->graph, spot->outside),
                  *name = fig__shorten (scene, face, whole, STUB_PX - 8),
                  *shape = fig__shape_text (net, spot->outside);
  FigMark *mark;

  fig__pen_rect (scene, self->left, y - 20, STUB_PX, 40, 8);
  mark = fig__draw (scene, &(FigPaint) { .fill = scene->palette.plain.tint,
                                         .stroke = scene->palette.hairline,
                                         .line = 1.3 });
  fig__tell (mark, FIG_NODE, fig__node_text (net, spot->outside));
  mark->datum.node = spot->outside;
  fig__textf (scene, self->left + STUB_PX / 2, y - 8, FIG_CENTER, face, "%s", name);
  fig__textf (scene, self->left + STUB_PX / 2, y + 9, FIG_CENTER,
              fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), "%s", shape);
}

/* From another row: along that row to above or below the spot, then to it, through “×2”. */
static void
draw_between (const Levels *self, const Spot *spot)
{
  const FigNetwork *net = self->net;
  FigScene *scene = net->scene;
  const Spot *other = spot_at (self, spot->other);
  FigPoint to = middle (self, spot), from = middle (self, other);
  gboolean from_below = self->climbs && spot->half == LANE_TILE / 2;
  double way = to.y > from.y ? 1 : -1, y = (to.y + from.y) / 2 + (from_below ? 14 : 4),
         half = spot->half == BAR_HALF ? LANE_TILE / 2 : spot->half;
  const RnShape *small = fig__shape (net, other->step.node),
                *large = fig__shape (net, spot->upsample);
  g_autofree char *words = g_strdup_printf ("×%.3g", (double) large->dim[2] / small->dim[2]);
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink);
  double width = fig__text_width (scene, face, words) + 16;
  FigMark *mark;

  if (is_straight (self, spot))
    fig__edge (net,
               (FigPoint[]) { { to.x, from.y + way * (other->half + 1) },
                              { to.x, to.y - way * (half + 1) } },
               2, scene->palette.ink2, spot->upsample, spot->step.first, NAN, TRUE);
  else
    fig__edge (net,
               (FigPoint[]) { { from.x + other->half + 1, from.y }, { to.x, from.y },
                              { to.x, to.y - way * (half + 1) } },
               3, scene->palette.ink2, spot->upsample, spot->step.first, NAN, TRUE);
  fig__rings (net, spot->upsample, spot->upsample, to.x - width / 2, y - 10, width, 20, 10);
  fig__pen_rect (scene, to.x - width / 2, y - 10, width, 20, 10);
  mark = fig__draw (scene, &(FigPaint) { .fill = scene->palette.card,
                                         .stroke = scene->palette.ink2,
                                         .line = 1.3 });
  fig__tell (mark, FIG_NODE, fig__node_text (net, spot->upsample));
  mark->datum.node = spot->upsample;
  fig__shows (mark, spot->upsample, spot->upsample,
              (FigRect) { to.x - width / 2, y - 10, width, 20 }, 10);
  fig__text (scene, to.x, y, FIG_CENTER, face, words);
}

static void
draw_bar (const Levels *self, RnNode node, double x, double top, double bottom)
{
  const FigNetwork *net = self->net;
  FigRect box = { x - BAR_HALF, top, 2 * BAR_HALF, bottom - top };
  FigMark *mark;

  fig__rings (net, node, node, box.x, box.y, box.width, box.height, 3);
  fig__pen_rect (net->scene, box.x, box.y, box.width, box.height, 3);
  mark = fig__fill (net->scene, net->scene->palette.ink2);
  fig__tell (mark, FIG_NODE, fig__node_text (net, node));
  mark->datum.node = node;
  fig__shows (mark, node, node, box, 3);
}

static void
draw_spot (const Levels *self, const Spot *spot)
{
  const FigPalette *palette = &self->net->scene->palette;
  FigPoint p = middle (self, spot);

  if (spot->is_stub)
    return;
  if (spot->half == BAR_HALF)
    draw_bar (self, spot->step.node, p.x, p.y - LANE_TILE / 2, p.y + LANE_TILE / 2);
  else if (spot->half == RING)
    fig__ring (self->net, spot->step.first, spot->step.node, p.x, p.y, RING, &palette->sum);
  else
    fig__tile (self->net, &spot->step, p.x, p.y, LANE_TILE, &palette->plain,
               self->climbs && spot->other != NONE ? FIG_WORDS_ASIDE : FIG_WORDS_NAME);
}

static void
draw_ways (const Levels *self, const Spot *spot)
{
  FigPoint p = middle (self, spot);
  FigColor color = self->net->scene->palette.ink2;
  double to = p.x - spot->half - 1;

  if (spot->other != NONE)
    draw_between (self, spot);
  if (spot->outside != RN_NODE_NONE)
    {
      draw_stub (self, spot, p.y);
      if (spot->is_stub)
        return;
      fig__edge (self->net, (FigPoint[]) { { self->left + STUB_PX, p.y }, { to, p.y } }, 2, color,
                 spot->outside, spot->step.first, NAN, TRUE);
    }
  if (spot->before != NONE)
    {
      const Spot *before = spot_at (self, spot->before);

      fig__edge (self->net,
                 (FigPoint[]) { { self->left + before->x + before->half + 1, p.y }, { to, p.y } }, 2,
                 color, before->step.node, spot->step.first, NAN, TRUE);
    }
}

/* Dots where a row's line goes on and also leaves for another row. */
static void
draw_dots (const Levels *self)
{
  for (guint i = 0; i < self->spots->len; i++)
    {
      const Spot *spot = spot_at (self, i);

      for (guint k = 0; k < self->spots->len && spot->other != NONE; k++)
        if (spot_at (self, k)->before == spot->other && !is_straight (self, spot))
          fig__dot (self->net, self->left + spot->x,
                    row_y (self, spot_at (self, spot->other)->row), 3.5,
                    self->net->scene->palette.ink2);
    }
}

/* What reads the ends of all rows: a bar down their right. Returns where it is left. */
static FigPoint
draw_gather (const Levels *self, double right)
{
  const RnNodeInfo *info;
  FigPoint out = { right, row_y (self, 0) };
  double low = fmin (row_y (self, 0), row_y (self, self->rows - 1)) - 16,
         high = fmax (row_y (self, 0), row_y (self, self->rows - 1)) + 16;

  if (self->gather == RN_NODE_NONE)
    {
      const Spot *last = spot_at (self, self->spots->len - 1);

      out = middle (self, last);
      out.x += last->half + 1;
      return out;
    }
  info = rn_graph_node (self->net->graph, self->gather);
  for (guint k = 0; k < info->n_inputs; k++)
    {
      const Spot *end = spot_at (self, spot_of (self, info->inputs[k]));
      FigPoint p = middle (self, end);

      fig__edge (self->net, (FigPoint[]) { { p.x + end->half + 1, p.y },
                                           { right - BAR_HALF - 1, p.y } }, 2,
                 self->net->scene->palette.ink2, end->step.node, self->gather, NAN, TRUE);
    }
  draw_bar (self, self->gather, right, low, high);
  out.x += BAR_HALF + 1;
  return out;
}

FigFlow
fig__levels (const FigNetwork *net, const FigItem *item, double left, double right, double y)
{
  Levels self;
  double width, bottom;
  FigFlow flow = { .down = FALSE };
  FigMark *frame;

  read_levels (&self, net, item->scope);
  width = place (&self, find_pitch (&self, right - left - 24));
  self.left = left + 14 + fmax ((right - left - 24 - width) / 2, 0);
  self.top = y + 66;
  bottom = self.top + ROW_PX * (self.rows - 1) + 56;
  fig__pen_rect (net->scene, left, y, right - left, bottom - y, 16);
  frame = fig__draw (net->scene, &(FigPaint) { .fill = net->scene->palette.card,
                                               .stroke = net->scene->palette.hairline,
                                               .line = 1.3 });
  fig__tell (frame, FIG_SCOPE, g_strdup (rn_graph_scope (net->graph, item->scope)->path));
  frame->datum.scope = item->scope;
  fig__shows_scopes (frame, item->scope, fig__scope_end (net->graph, item->scope),
                     (FigRect) { left, y, right - left, bottom - y }, 16);
  fig__text (net->scene, left + 18, y + 22, FIG_START,
             fig__face (FIG_BODY, TRUE, net->scene->palette.ink), item->name);
  for (guint i = 0; i < self.spots->len; i++)
    draw_ways (&self, spot_at (&self, i));
  draw_dots (&self);
  for (guint i = 0; i < self.spots->len; i++)
    draw_spot (&self, spot_at (&self, i));
  flow.leave = draw_gather (&self, self.left + width - 20);
  flow.enter = (FigPoint) { left, row_y (&self, 0) };
  fig__edge (net, (FigPoint[]) { flow.enter, { self.left, flow.enter.y } }, 2,
             net->scene->palette.ink2, rn_graph_scope (net->graph, item->scope)->input, RN_NODE_NONE,
             NAN, FALSE);
  flow.bottom = bottom;
  g_array_unref (self.spots);
  return flow;
}
