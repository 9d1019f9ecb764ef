/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The edges of the network diagram: ways with their arrows, cut and scaled shortcuts. */
#include "config.h"
#include "fig-network-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define EDGE_PX      3.0
#define BACKWARD_PX  9.0

double
fig__edge_width (const FigNetwork *net, double norm)
{
  double span = net->gradient_high - net->gradient_low;

  if (!net->data->backward || !(norm > 0) || !isfinite (norm))
    return EDGE_PX;
  return EDGE_PX
         + (BACKWARD_PX - EDGE_PX)
             * (span > 0 ? CLAMP ((log10 (norm) - net->gradient_low) / span, 0, 1) : 0.5);
}

static double
gradient_norm (const FigNetwork *net, RnNode node)
{
  const RnRecord *record;

  if (node == RN_NODE_NONE || net->data->records == NULL)
    return NAN;
  record = &g_array_index (net->data->records->records, RnRecord, node);
  return record->has_gradient ? record->gradient.l2 : NAN;
}

double
fig__split_norm (const FigNetwork *net, RnScope block, gboolean branch)
{
  const RnRecords *records = net->data->records;

  for (guint s = 0; records != NULL && s < records->splits->len; s++)
    {
      const RnSplit *split = &g_array_index (records->splits, RnSplit, s);

      if (split->block == block)
        return branch ? split->branch_norm : split->shortcut_norm;
    }
  return NAN;
}

static char *
edge_text (const FigNetwork *net, RnNode from, double norm)
{
  g_autofree char *shape = fig__shape_text (net, from);
  g_autofree char *number = fig_format_number (norm, 3);

  if (net->data->backward && isfinite (norm))
    return g_strdup_printf (_("%s\ngradient norm %s"), shape, number);
  return g_strdup_printf ("%s · %s", rn_graph_node (net->graph, from)->name, shape);
}

/* Shortens the end that carries the arrow so that the line does not show beyond the tip. */
static void
draw_head (const FigNetwork *net, FigPoint *tip, FigPoint before, FigColor color, double line,
           gboolean done)
{
  double dx = tip->x - before.x, dy = tip->y - before.y, length = hypot (dx, dy);
  double head = 9 + (line - EDGE_PX);

  if (length < 1)
    return;
  fig__pen_arrow (net->scene, tip->x, tip->y, dx, dy, head, 5 + (line - EDGE_PX) * 0.6);
  fig__fill (net->scene, done ? color : fig_color_fade (color, 0.6));
  tip->x -= dx / length * fmin (head - 1, length);
  tip->y -= dy / length * fmin (head - 1, length);
}

static void
draw_bead (const FigNetwork *net, const FigPoint *points, guint n)
{
  double dx = points[n - 1].x - points[n - 2].x, dy = points[n - 1].y - points[n - 2].y,
         length = hypot (dx, dy);

  fig__pen_circle (net->scene, points[n - 1].x - dx / length * 18,
                   points[n - 1].y - dy / length * 18, 5);
  fig__draw (net->scene, &(FigPaint) { .fill = net->scene->palette.now,
                                       .stroke = net->scene->palette.ink,
                                       .line = 1.3 });
}

FigMark *
fig__edge (const FigNetwork *net, const FigPoint *points, guint n, FigColor color, RnNode from,
           RnNode to, double norm, gboolean arrow)
{
  g_autofree FigPoint *way = g_memdup2 (points, n * sizeof *points);
  gboolean done = fig__is_done (net, from);
  FigMark *mark;
  double line;

  if (isnan (norm))
    norm = gradient_norm (net, from);
  line = fig__edge_width (net, norm);
  if (arrow && net->data->backward)
    draw_head (net, &way[0], way[1], color, line, done);
  else if (arrow)
    draw_head (net, &way[n - 1], way[n - 2], color, line, done);
  fig__pen_route (net->scene, way, n, FIG_CORNER);
  mark = fig__draw (net->scene, &(FigPaint) { .stroke = done ? color : fig_color_fade (color, 0.6),
                                              .line = line,
                                              .dash = done ? FIG_SOLID : FIG_DOTS });
  if (from != RN_NODE_NONE)
    {
      fig__tell (mark, FIG_EDGE, edge_text (net, from, norm));
      mark->datum.node = from;
      mark->datum.value = norm;
    }
  if (from != RN_NODE_NONE && to != RN_NODE_NONE)
    fig__leads (mark, points, n, to);
  if (!net->data->quiet && to != RN_NODE_NONE && to == net->data->current
      && hypot (points[n - 1].x - points[n - 2].x, points[n - 1].y - points[n - 2].y) > 26)
    draw_bead (net, points, n);
  return mark;
}

/* (transfer full) “shortcut cut”, “shortcut ×0.5” */
static char *
scale_words (double scale)
{
  g_autofree char *factor = fig__factor (scale);

  return scale == 0 ? g_strdup (_("shortcut cut"))
                    /* TRANSLATORS: a factor comes after it: “shortcut ×0.5” */
                    : g_strdup_printf (_("shortcut %s"), factor);
}

FigMark *
fig__arc_pill (const FigNetwork *net, const char *words, double x, double y)
{
  FigScene *scene = net->scene;
  FigFace face = fig__face (FIG_SMALL, TRUE, scene->palette.shortcut.text);
  double width = fig__text_width (scene, face, words) + 16;
  FigMark *mark;

  fig__pen_rect (scene, x - width / 2, y - 11, width, 22, 11);
  mark = fig__draw (scene, &(FigPaint) { .fill = scene->palette.shortcut.tint,
                                         .stroke = scene->palette.shortcut.line,
                                         .line = 1.5 });
  fig__text (scene, x, y, FIG_CENTER, face, words);
  return mark;
}

FigMark *
fig__cut (const FigNetwork *net, FigMark *edge, RnScope block, double x, double y)
{
  RnNode scaled = fig__scaled_node (net->graph, block);
  double scale = fig__shortcut_scale (net->graph, block);
  g_autofree char *factor = fig__factor (scale);
  FigMark *mark;

  edge->datum.scope = block;
  if (scale == 1)
    return NULL;
  if (scale == 0)
    {
      edge->paint.dash = FIG_DASHES;
      edge->paint.stroke = fig_color_fade (edge->paint.stroke, 0.6);
    }
  mark = scale == 0 ? fig__scissors (net->scene, x, y, 12) : fig__arc_pill (net, factor, x, y);
  fig__tell (mark, FIG_EDGE, scale_words (scale));
  mark->datum.scope = block;
  mark->datum.node = scaled;
  mark->datum.value = scale;
  return mark;
}

void
fig__dot (const FigNetwork *net, double x, double y, double radius, FigColor color)
{
  fig__pen_circle (net->scene, x, y, radius);
  fig__fill (net->scene, color);
}
