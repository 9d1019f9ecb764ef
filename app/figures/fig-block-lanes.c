/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What a block drawn to scale has beside trapezoids: pills, rings, and forks, whose lanes stand side
 * by side in boxes that are not to scale.
 */
#include "config.h"
#include "fig-block-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"

#define LANE_LINE_PX 2.0
#define GATE_LANE_PX 66.0        /* from the main line to a gate beside it */

static void
tell_node (FigMark *mark, const RnGraph *graph, RnNode node)
{
  fig__tell (mark, FIG_NODE, g_strdup (rn_graph_node (graph, node)->name));
  mark->datum.node = node;
}

double
fig__pill_width (FigScene *scene, const char *words)
{
  return fig__text_width (scene, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), words) + 14;
}

/* @role: NULL for a quiet one. */
void
fig__ladder_pill (const FigSheet *sheet, const RnGraph *graph, const FigSpot *spot,
                  const FigRole *role, double x, double y, double most)
{
  const FigPalette *palette = &sheet->scene->palette;
  double width = fmin (fig__pill_width (sheet->scene, spot->words), most);
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, role != NULL ? role->text : palette->ink2);
  FigMark *mark;

  fig__pen_rect (sheet->scene, x - width / 2, y - PILL_PX / 2, width, PILL_PX, PILL_PX / 2);
  mark = fig__draw (sheet->scene,
                    &(FigPaint) { .fill = role != NULL ? role->tint : palette->card,
                                  .stroke = role != NULL ? role->line : palette->hairline,
                                  .line = 1.2 });
  tell_node (mark, graph, spot->step.node);
  fig__shows (mark, spot->step.first, spot->step.node, mark->datum.bounds, PILL_PX / 2);
  fig__textf (sheet->scene, x, y, FIG_CENTER, face, "%s", spot->words);
}

/* ⊕, or ⊗ for a multiplication. */
void
fig__ladder_ring (const FigSheet *sheet, const RnGraph *graph, RnNode first, RnNode node,
                  const FigRole *role, double x, double y, double radius)
{
  double arm = radius / 2, line = radius > RING_PX ? 2.5 : 1.8,
         slant = fig__is (graph, node, "scale") ? arm * M_SQRT1_2 : 0;
  FigMark *mark;

  fig__pen_circle (sheet->scene, x, y, radius);
  mark = fig__draw (sheet->scene,
                    &(FigPaint) { .fill = role->tint, .stroke = role->line, .line = line });
  tell_node (mark, graph, node);
  fig__shows (mark, first, node, (FigRect) { x - radius, y - radius, 2 * radius, 2 * radius },
              radius);
  if (slant > 0)
    {
      fig__pen_line (sheet->scene, x - slant, y - slant, x + slant, y + slant);
      fig__pen_line (sheet->scene, x - slant, y + slant, x + slant, y - slant);
    }
  else
    {
      fig__pen_line (sheet->scene, x - arm, y, x + arm, y);
      fig__pen_line (sheet->scene, x, y - arm, x, y + arm);
    }
  fig__stroke (sheet->scene, role->line, line);
}

/* (transfer full) “64→16” */
static char *
change_words (const RnGraph *graph, RnNode node)
{
  return g_strdup_printf ("%d→%d", (int) channels (graph, rn_graph_node (graph, node)->inputs[0]),
                          (int) channels (graph, node));
}

double
fig__box_width (FigScene *scene, const RnGraph *graph, RnNode node)
{
  g_autofree char *change = change_words (graph, node);
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink);

  return fmax (fig__text_width (scene, face, change) + 10, LANE_BOX_PX);
}

/* “3×3” above “64→16”; of a fully connected layer “FC”. */
void
fig__ladder_box (const FigSheet *sheet, const RnGraph *graph, RnNode node, const FigRole *role,
                 double x, double y)
{
  FigScene *scene = sheet->scene;
  g_autofree char *label = fig__op_label (graph, node), *kind = fig__op_kind (graph, node),
                  *count = fig__ladder_weights (fig__ladder_n_weights (graph, node));
  int kernel = (int) fig__attribute (graph, node, "kernel", 1),
      in = (int) channels (graph, rn_graph_node (graph, node)->inputs[0]),
      out = (int) channels (graph, node);
  g_autofree char *size = g_strdup_printf ("%d×%d", kernel, kernel);
  g_autofree char *change = change_words (graph, node);
  double half = fig__box_width (scene, graph, node) / 2;
  FigMark *mark;

  fig__pen_rect (scene, x - half, y - LANE_BOX_PX / 2, 2 * half, LANE_BOX_PX, 3);
  mark = fig__draw (scene, &(FigPaint) { .fill = role->tint, .stroke = role->line, .line = 1.8 });
  fig__tell (mark, FIG_NODE, g_strdup_printf ("%s\n%s, %d → %d\n%s",
                                              rn_graph_node (graph, node)->name, kind, in, out,
                                              count));
  mark->datum.node = node;
  mark->datum.value = (double) fig__ladder_n_weights (graph, node);
  fig__textf (scene, x, y - 8, FIG_CENTER, fig__face (FIG_SMALL, TRUE, role->text), "%s",
              fig__is (graph, node, "conv2d") && strcmp (label, _("conv")) == 0 ? size : label);
  fig__text (scene, x, y + 8, FIG_CENTER,
             fig__face (FIG_TICK_SIZE, FALSE, role->text), change);
}

/* @arrow: at its end, which is the tip. */
void
fig__ladder_way (const FigSheet *sheet, const FigPoint *points, guint n, const FigRole *role,
                 gboolean arrow)
{
  g_autofree FigPoint *way = g_memdup2 (points, n * sizeof *points);
  FigPoint *tip = &way[n - 1];
  double dx = tip->x - way[n - 2].x, dy = tip->y - way[n - 2].y, length = hypot (dx, dy);

  if (arrow && length > 0)
    {
      fig__pen_arrow (sheet->scene, tip->x, tip->y, dx, dy, 8, 4);
      fig__fill (sheet->scene, role->line);
      tip->x -= dx / length * 7;
      tip->y -= dy / length * 7;
    }
  fig__pen_route (sheet->scene, way, n, 10);
  fig__stroke (sheet->scene, role->line, LANE_LINE_PX);
}

/* ── lanes ── */

static void
draw_spot (const FigSheet *sheet, const RnGraph *graph, const FigSpot *spot, const FigRole *role,
           double x, double y, double most)
{
  if (spot->words != NULL)
    fig__ladder_pill (sheet, graph, spot, NULL, x, y, most);
  else if (spot->is_round)
    fig__ladder_ring (sheet, graph, spot->step.node, spot->step.node, role, x, y, RING_PX);
  else
    fig__ladder_box (sheet, graph, spot->step.node, role, x, y);
}

/* “…” between lanes for those that are not drawn. */
static void
draw_elided (const FigSheet *sheet, const FigLane *lane, double x, double y)
{
  FigScene *scene = sheet->scene;
  FigMark *mark = fig__text (scene, x, y, FIG_CENTER, fig__face (20, TRUE, scene->palette.ink2),
                             "…");

  fig__tell (mark, FIG_NODE,
             g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u path more like these",
                                         "%u paths more like these", lane->stands_for),
                              lane->stands_for));
  mark->datum.node = lane->last;
  fig__shows (mark, lane->first, lane->last, (FigRect) { x - 12, y - 12, 24, 24 }, 6);
}

/* From a spot's line to the ring of a later lane that reads it. */
static void
draw_links (const FigSheet *sheet, const RnGraph *graph, const FigLanes *lanes, guint lane,
            const FigRole *role, double axis, double top)
{
  for (guint i = 0; i < fig__lane (lanes, lane)->spots->len; i++)
    {
      guint from;
      const FigSpot *spot = fig__spot (fig__lane (lanes, lane), i),
                    *link = fig__lanes_link (lanes, graph, lane, i, &from);
      double x0, x1;

      if (link == NULL)
        continue;
      x0 = axis + fig__lane (lanes, from)->side;
      x1 = axis + fig__lane (lanes, lane)->side;
      fig__ladder_way (sheet,
                       (FigPoint[]) { { x0, top + spot->at },
                                      { x1 - copysign (RING_PX + 1, x1 - x0), top + spot->at } },
                       2, role, TRUE);
      fig__pen_circle (sheet->scene, x0, top + spot->at, 3);
      fig__fill (sheet->scene, role->line);
    }
}

/* The lane's own line, from where the lanes part to where they meet. */
static void
draw_lane_line (const FigSheet *sheet, const FigLanes *lanes, const FigLane *lane,
                const FigRole *role, double axis, double top, gboolean concat)
{
  double x = axis + lane->side, end = top + lanes->length,
         stop = axis + copysign (RING_PX + 1, lane->side);

  if (lanes->is_gate && lane->number == 0)
    return;
  if (concat || fabs (lane->side) < 1)
    fig__ladder_way (sheet,
                     (FigPoint[]) { { axis, top }, { x, top }, { x, end - (concat ? 0 : RING_PX) } },
                     3, role, TRUE);
  else
    fig__ladder_way (sheet, (FigPoint[]) { { axis, top }, { x, top }, { x, end }, { stop, end } }, 4,
                     role, TRUE);
}

static void
draw_bar (const FigSheet *sheet, const RnGraph *graph, const FigStep *fork, const FigRole *role,
          double left, double right, double y)
{
  FigMark *mark;

  fig__pen_rect (sheet->scene, left, y, right - left, BAR_PX, 2);
  mark = fig__fill (sheet->scene, role->line);
  tell_node (mark, graph, fork->node);
  fig__shows (mark, fig__join_first (fork), fork->node, (FigRect) { left, y, right - left, BAR_PX },
              2);
}

static double
pitch_of (const FigSheet *sheet, const FigLanes *lanes)
{
  double room = sheet->content - sheet->edge - 8;

  return lanes->is_gate ? GATE_LANE_PX
                        : CLAMP (room / lanes->lanes->len, LANE_LEAST_PX - 6, LANE_MOST_PX);
}

/* Lanes stand around the main line as far as the arc and the edge let them. */
static void
spread (const FigSheet *sheet, FigLanes *lanes, double pitch)
{
  double half = pitch * lanes->lanes->len / 2;
  double least = sheet->edge + 8 + half - sheet->axis, most = sheet->content - half - sheet->axis;

  fig__lanes_spread (lanes, pitch);
  for (guint i = 0; i < lanes->lanes->len && !lanes->is_gate; i++)
    fig__lane (lanes, i)->side += fmin (fmax (0, least), most);
}

void
fig__ladder_lanes (const FigSheet *sheet, const RnGraph *graph, const FigSpot *fork,
                   const FigRole *role, double left, double top)
{
  FigLanes *lanes = fork->lanes;
  gboolean concat = fig__is (graph, fork->step.node, "concat");
  double axis = left + sheet->axis, pitch = pitch_of (sheet, lanes),
         end = top + lanes->length;
  guint n = lanes->lanes->len;

  spread (sheet, lanes, pitch);
  for (guint i = 0; i < n; i++)
    if (fig__lane (lanes, i)->stands_for == 1)
      draw_lane_line (sheet, lanes, fig__lane (lanes, i), role, axis, top, concat);
  for (guint i = 0; i < n; i++)
    draw_links (sheet, graph, lanes, i, role, axis, top);
  for (guint i = 0; i < n; i++)
    {
      const FigLane *lane = fig__lane (lanes, i);

      if (lane->stands_for > 1)
        draw_elided (sheet, lane, axis + lane->side, top + lanes->length / 2);
      for (guint k = 0; k < lane->spots->len; k++)
        draw_spot (sheet, graph, fig__spot (lane, k), role, axis + lane->side,
                   top + fig__spot (lane, k)->at, pitch - 2);
    }
  fig__pen_circle (sheet->scene, axis, top, 3.5);
  fig__fill (sheet->scene, role->line);
  if (concat)
    draw_bar (sheet, graph, &fork->step, role, axis + fig__lane (lanes, 0)->side - 16,
              axis + fig__lane (lanes, n - 1)->side + 16, end);
  else
    fig__ladder_ring (sheet, graph, fig__join_first (&fork->step), fork->step.node, role, axis, end,
                      RING_PX);
}
