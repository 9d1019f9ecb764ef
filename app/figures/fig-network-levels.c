/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A part of the network that reads several earlier maps, each of another size: a row for each size,
 * from the map it starts with on the left. What comes from another row is upsampled on the way, along
 * a line from row to row. Sums go from coarse down to fine, as a feature pyramid is drawn (Lin 2017,
 * fig. 3); concatenations climb from coarse up to fine, the right side of the U (Ronneberger 2015).
 */
#include "config.h"
#include "fig-levels-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"

#define ROW_PX 88.0          /* from row to row: a tile, its word, and the way between */

static double
row_y (const FigLevels *self, guint row)
{
  return self->top + ROW_PX * (self->climbs ? self->rows - 1 - row : row);
}

static FigPoint
middle (const FigLevels *self, const FigLevelSpot *spot)
{
  return (FigPoint) { self->left + spot->x, row_y (self, spot->row) };
}

gboolean
fig__levels_fit (const FigNetwork *net, RnScope scope, double width)
{
  FigLevels self;
  gboolean fits;

  if (!fig__levels_read (&self, net, scope))
    return FALSE;
  fits = fig__levels_pitch (&self, width - 24) > 0;
  fig__levels_clear (&self);
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
draw_source (const FigLevels *self, const FigLevelSpot *spot, double y)
{
  const FigNetwork *net = self->net;
  FigScene *scene = net->scene;
  FigFace face = fig__face (FIG_SMALL, TRUE, scene->palette.ink);
  g_autofree char *whole = source_name (net->graph, spot->outside),
                  *name = fig__shorten (scene, face, whole, FIG_SOURCE_PX - 8),
                  *shape = fig__shape_text (net, spot->outside);
  FigMark *mark;

  fig__pen_rect (scene, self->left, y - 20, FIG_SOURCE_PX, 40, 8);
  mark = fig__draw (scene, &(FigPaint) { .fill = scene->palette.plain.tint,
                                         .stroke = scene->palette.hairline,
                                         .line = 1.3 });
  fig__tell (mark, FIG_NODE, fig__node_text (net, spot->outside));
  mark->datum.node = spot->outside;
  fig__textf (scene, self->left + FIG_SOURCE_PX / 2, y - 8, FIG_CENTER, face, "%s", name);
  fig__textf (scene, self->left + FIG_SOURCE_PX / 2, y + 9, FIG_CENTER,
              fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), "%s", shape);
}

/* From another row: along that row to above or below the spot, then to it, through “×2”. */
static void
draw_between (const FigLevels *self, const FigLevelSpot *spot)
{
  const FigNetwork *net = self->net;
  FigScene *scene = net->scene;
  const FigLevelSpot *other = fig__spot_at (self, spot->other);
  FigPoint to = middle (self, spot), from = middle (self, other);
  gboolean from_below = self->climbs && spot->half == LANE_TILE / 2;
  double way = to.y > from.y ? 1 : -1, y = (to.y + from.y) / 2 + (from_below ? 14 : 4),
         half = spot->half == FIG_BAR_HALF ? LANE_TILE / 2 : spot->half;
  const RnShape *small = fig__shape (net, other->step.node),
                *large = fig__shape (net, spot->upsample);
  g_autofree char *words = g_strdup_printf ("×%.3g", (double) large->dim[2] / small->dim[2]);
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink);
  double width = fig__text_width (scene, face, words) + 16;
  FigMark *mark;

  if (fig__levels_straight (self, spot))
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
draw_bar (const FigLevels *self, RnNode node, double x, double top, double bottom)
{
  const FigNetwork *net = self->net;
  FigRect box = { x - FIG_BAR_HALF, top, 2 * FIG_BAR_HALF, bottom - top };
  FigMark *mark;

  fig__rings (net, node, node, box.x, box.y, box.width, box.height, 3);
  fig__pen_rect (net->scene, box.x, box.y, box.width, box.height, 3);
  mark = fig__fill (net->scene, net->scene->palette.ink2);
  fig__tell (mark, FIG_NODE, fig__node_text (net, node));
  mark->datum.node = node;
  fig__shows (mark, node, node, box, 3);
}

static void
draw_spot (const FigLevels *self, const FigLevelSpot *spot)
{
  const FigPalette *palette = &self->net->scene->palette;
  FigPoint p = middle (self, spot);

  if (spot->is_source)
    return;
  if (spot->half == FIG_BAR_HALF)
    draw_bar (self, spot->step.node, p.x, p.y - LANE_TILE / 2, p.y + LANE_TILE / 2);
  else if (spot->half == RING)
    fig__ring (self->net, spot->step.first, spot->step.node, p.x, p.y, RING, &palette->sum);
  else
    fig__tile (self->net, &spot->step, p.x, p.y, LANE_TILE, &palette->plain,
               self->climbs && spot->other != FIG_NO_SPOT ? FIG_WORDS_ASIDE : FIG_WORDS_NAME);
}

static void
draw_ways (const FigLevels *self, const FigLevelSpot *spot)
{
  FigPoint p = middle (self, spot);
  FigColor color = self->net->scene->palette.ink2;
  double to = p.x - spot->half - 1;

  if (spot->other != FIG_NO_SPOT)
    draw_between (self, spot);
  if (spot->outside != RN_NODE_NONE)
    {
      draw_source (self, spot, p.y);
      if (spot->is_source)
        return;
      fig__edge (self->net, (FigPoint[]) { { self->left + FIG_SOURCE_PX, p.y }, { to, p.y } }, 2, color,
                 spot->outside, spot->step.first, NAN, TRUE);
    }
  if (spot->before != FIG_NO_SPOT)
    {
      const FigLevelSpot *before = fig__spot_at (self, spot->before);

      fig__edge (self->net,
                 (FigPoint[]) { { self->left + before->x + before->half + 1, p.y }, { to, p.y } }, 2,
                 color, before->step.node, spot->step.first, NAN, TRUE);
    }
}

/* Dots where a row's line goes on and also leaves for another row. */
static void
draw_dots (const FigLevels *self)
{
  for (guint i = 0; i < self->spots->len; i++)
    {
      const FigLevelSpot *spot = fig__spot_at (self, i);

      for (guint k = 0; k < self->spots->len && spot->other != FIG_NO_SPOT; k++)
        if (fig__spot_at (self, k)->before == spot->other && !fig__levels_straight (self, spot))
          fig__dot (self->net, self->left + spot->x,
                    row_y (self, fig__spot_at (self, spot->other)->row), 3.5,
                    self->net->scene->palette.ink2);
    }
}

/* What reads the ends of all rows: a bar down their right. Returns where it is left. */
static FigPoint
draw_gather (const FigLevels *self, double right)
{
  const RnNodeInfo *info;
  FigPoint out = { right, row_y (self, 0) };
  double low = fmin (row_y (self, 0), row_y (self, self->rows - 1)) - 16,
         high = fmax (row_y (self, 0), row_y (self, self->rows - 1)) + 16;

  if (self->gather == RN_NODE_NONE)
    {
      const FigLevelSpot *last = fig__spot_at (self, self->spots->len - 1);

      out = middle (self, last);
      out.x += last->half + 1;
      return out;
    }
  info = rn_graph_node (self->net->graph, self->gather);
  for (guint k = 0; k < info->n_inputs; k++)
    {
      const FigLevelSpot *end = fig__spot_at (self, fig__spot_of (self, info->inputs[k]));
      FigPoint p = middle (self, end);

      fig__edge (self->net, (FigPoint[]) { { p.x + end->half + 1, p.y },
                                           { right - FIG_BAR_HALF - 1, p.y } }, 2,
                 self->net->scene->palette.ink2, end->step.node, self->gather, NAN, TRUE);
    }
  draw_bar (self, self->gather, right, low, high);
  out.x += FIG_BAR_HALF + 1;
  return out;
}

FigFlow
fig__levels (const FigNetwork *net, const FigItem *item, double left, double right, double y)
{
  FigLevels self;
  double width, bottom;
  FigFlow flow = { .down = FALSE };
  FigMark *frame;

  if (!fig__levels_read (&self, net, item->scope))
    g_return_val_if_reached (flow);
  width = fig__levels_place (&self, fig__levels_pitch (&self, right - left - 24));
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
    draw_ways (&self, fig__spot_at (&self, i));
  draw_dots (&self);
  for (guint i = 0; i < self.spots->len; i++)
    draw_spot (&self, fig__spot_at (&self, i));
  flow.leave = draw_gather (&self, self.left + width - 20);
  flow.enter = (FigPoint) { left, row_y (&self, 0) };
  fig__edge (net, (FigPoint[]) { flow.enter, { self.left, flow.enter.y } }, 2,
             net->scene->palette.ink2, rn_graph_scope (net->graph, item->scope)->input, RN_NODE_NONE,
             NAN, FALSE);
  flow.bottom = bottom;
  fig__levels_clear (&self);
  return flow;
}
