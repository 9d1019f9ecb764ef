/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The parts of a training in one figure, and what is painted over it as the pointer moves. */
#include "config.h"
#include "fig-training-private.h"

#include <math.h>
#include <string.h>

#define PANEL_LEAST 330.0        /* px: narrower, and charts stand below each other */
#define GAP         24.0

/* ── charts as places ── */

void
fig__panel (FigScene *scene, FigRect area, double from, double to, char *text)
{
  FigMark *mark;

  fig__pen_rect (scene, area.x, area.y, area.width, area.height, 0);
  mark = fig__fill (scene, fig_color_fade (scene->palette.ink, 0));
  fig__tell (mark, FIG_PANEL, text);
  mark->touch = area;
  mark->low = from;
  mark->high = to;
}

void
fig__now_line (FigScene *scene, const FigRect *area, double x, gboolean bead)
{
  double top = bead ? area->y - 6 : area->y - 3;

  fig__pen_line (scene, x, top, x, area->y + area->height + (bead ? 0 : 3));
  fig__stroke (scene, scene->palette.ink, 2);
  if (!bead)
    return;
  fig__pen_circle (scene, x, top, 5.5);
  fig__draw (scene, &(FigPaint) { .fill = scene->palette.now,
                                  .stroke = scene->palette.ink,
                                  .line = 1.5 });
}

static double
distance_to (const FigRect *area, double x, double y)
{
  double dx = fmax (fmax (area->x - x, x - area->x - area->width), 0);
  double dy = fmax (fmax (area->y - y, y - area->y - area->height), 0);

  return hypot (dx, dy);
}

gboolean
fig_training_step_at (const FigScene *scene, double x, double y, double *step)
{
  double nearest = INFINITY;

  for (guint i = 0; i < scene->marks->len; i++)
    {
      const FigMark *mark = g_ptr_array_index (scene->marks, i);
      const FigRect *area = &mark->touch;
      double far = distance_to (area, x / scene->zoom, y / scene->zoom), part;

      if (mark->datum.kind != FIG_PANEL || far >= nearest)
        continue;
      nearest = far;
      part = CLAMP ((x / scene->zoom - area->x) / area->width, 0, 1);
      *step = mark->low + part * (mark->high - mark->low);
    }
  return isfinite (nearest);
}

static double
place_of (const FigMark *panel, double step)
{
  return panel->touch.x
         + CLAMP ((step - panel->low) / (panel->high - panel->low), 0, 1) * panel->touch.width;
}

static void
set_color (cairo_t *cr, FigColor color)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
}

/* What the curves say at a step, in the corner of the chart that is farther from the line. */
static void
paint_values (FigScene *scene, cairo_t *cr, const FigRect *area, double x)
{
  g_auto (FigPick) pick = { .kind = FIG_NOTHING };
  g_autoptr (PangoLayout) layout = NULL;
  g_autofree char *markup = NULL;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink);
  int width, height;
  double left;

  if (!fig_scene_pick (scene, x * scene->zoom, (area->y + area->height - 1) * scene->zoom, &pick)
      || pick.kind != FIG_POINT || pick.text == NULL)
    return;
  markup = g_markup_escape_text (pick.text, -1);
  layout = fig_text_layout (scene->text, &face, markup);
  pango_layout_get_pixel_size (layout, &width, &height);
  left = x < area->x + area->width / 2 ? area->x + area->width - width - 8 : area->x + 8;
  cairo_rectangle (cr, left - 6, area->y + 2, width + 12, height + 8);
  set_color (cr, fig_color_fade (scene->palette.card, 0.94));
  cairo_fill_preserve (cr);
  set_color (cr, scene->palette.hairline);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  set_color (cr, scene->palette.ink);
  cairo_move_to (cr, left, area->y + 6);
  pango_cairo_show_layout (cr, layout);
}

void
fig_training_paint_step (FigScene *scene, cairo_t *cr, double step)
{
  g_return_if_fail (scene != NULL && cr != NULL);
  cairo_save (cr);
  cairo_scale (cr, scene->zoom, scene->zoom);
  for (guint i = 0; i < scene->marks->len; i++)
    {
      const FigMark *mark = g_ptr_array_index (scene->marks, i);
      double x;

      if (mark->datum.kind != FIG_PANEL || step < mark->low || step > mark->high)
        continue;
      x = place_of (mark, step);
      cairo_move_to (cr, x, mark->touch.y);
      cairo_line_to (cr, x, mark->touch.y + mark->touch.height);
      set_color (cr, scene->palette.ink);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
      paint_values (scene, cr, &mark->touch, x);
    }
  cairo_restore (cr);
}

void
fig_training_paint_span (FigScene *scene, cairo_t *cr, double from, double to)
{
  g_return_if_fail (scene != NULL && cr != NULL);
  cairo_save (cr);
  cairo_scale (cr, scene->zoom, scene->zoom);
  for (guint i = 0; i < scene->marks->len; i++)
    {
      const FigMark *mark = g_ptr_array_index (scene->marks, i);
      double x0, x1;

      if (mark->datum.kind != FIG_PANEL)
        continue;
      x0 = place_of (mark, fmin (from, to));
      x1 = place_of (mark, fmax (from, to));
      cairo_rectangle (cr, x0, mark->touch.y, x1 - x0, mark->touch.height);
      set_color (cr, fig_color_fade (scene->palette.accent, 0.22));
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

/* ── the whole ── */

static double
draw_panels (FigScene *scene, const FigTrainingData *data, FigTrainingParts parts, double y)
{
  double room = scene->width - 2 * FIG_MARGIN, half = (room - GAP) / 2, below;
  gboolean loss = parts & FIG_TRAINING_LOSS, accuracy = parts & FIG_TRAINING_ACCURACY;

  if (loss && accuracy && half >= PANEL_LEAST)
    {
      below = fig__training_curves (scene, data, FALSE, FIG_MARGIN, y, half);
      return fmax (below, fig__training_curves (scene, data, TRUE, FIG_MARGIN + half + GAP, y,
                                                half));
    }
  if (loss)
    y = fig__training_curves (scene, data, FALSE, FIG_MARGIN, y, room);
  if (accuracy)
    y = fig__training_curves (scene, data, TRUE, FIG_MARGIN, y, room);
  return y;
}

FigScene *
fig_training_new (const FigTrainingData *data, FigTrainingParts parts, const FigStyle *style)
{
  FigScene *scene;
  double y = 14;

  g_return_val_if_fail (data != NULL && data->to > data->from && style != NULL, NULL);
  scene = fig__scene_new (style);
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1);
      g_autofree char *words
          = data->subtitle != NULL ? g_markup_escape_text (data->subtitle, -1) : NULL;

      y = fig__heading (scene, FIG_MARGIN, y, scene->width - FIG_MARGIN, title, words) + 4;
    }
  y = draw_panels (scene, data, parts, y);
  if (parts & FIG_TRAINING_GRADIENT)
    y = fig__training_gradient (scene, data, FIG_MARGIN, y, scene->width - 2 * FIG_MARGIN);
  scene->height = y + 8;
  return scene;
}
