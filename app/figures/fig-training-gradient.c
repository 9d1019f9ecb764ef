/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * How large the gradient of each layer's weights was at each step: a row a layer, a column a step
 * or several, one logarithmic scale for all networks.
 */
#include "config.h"
#include "fig-training-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define MAP_LEAST  250.0         /* px of a network's width, its labels included */
#define GAP        22.0
#define ROW_MOST   13.0          /* px */
#define ROW_LEAST  3.0
#define ROWS_PX    260.0
#define LABEL_LEAST 13.0         /* px of a group that is named */
#define NOT_YET    0.5           /* alpha of the grid's colour over steps that are not taken */
#define RARE       0.01          /* part of the numbers that may lie outside the scale, each side */

/* ── the scale ── */

static int
by_value (const void *a, const void *b)
{
  float p = *(const float *) a, q = *(const float *) b;

  return (p > q) - (p < q);
}

static FigColorScale
scale_of (const FigTrainingData *data)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (float));
  FigColorScale scale = { .low = 0.1, .high = 1, .gamma = 1, .is_log = TRUE };

  for (guint r = 0; r < data->n_runs; r++)
    {
      const RnTensor *norms = data->runs[r].norms;

      for (gsize i = 0; norms != NULL && i < rn_tensor_elements (norms); i++)
        if (isfinite (rn_tensor_values (norms)[i]) && rn_tensor_values (norms)[i] > 0)
          g_array_append_val (all, rn_tensor_values (norms)[i]);
    }
  if (all->len == 0)
    return scale;
  g_array_sort (all, by_value);
  scale.low = g_array_index (all, float, (guint) (RARE * (all->len - 1)));
  scale.high = fmax (g_array_index (all, float, (guint) ((1 - RARE) * (all->len - 1))),
                     1.01 * scale.low);
  return scale;
}

/* ── a network ── */

/* The columns first ≤ c < end that are shown. FALSE: none is. */
static gboolean
shown_columns (const FigTrainingData *data, const FigTrainingRun *run, gsize *first, gsize *end)
{
  gsize columns = run->norms != NULL ? rn_tensor_shape (run->norms)->dim[1] : 0;

  *first = (gsize) floor (data->from / data->column_steps);
  *end = MIN (columns, (gsize) ceil (data->to / data->column_steps));
  return *first < *end;
}

/* (transfer full) [n_layers, end − first] */
static RnTensor *
cut_out (const FigTrainingRun *run, gsize first, gsize end)
{
  gsize columns = rn_tensor_shape (run->norms)->dim[1];
  RnShape shape = rn_shape_2d (run->n_layers, end - first);
  RnTensor *part = rn_tensor_new (&shape, NULL);

  for (guint row = 0; part != NULL && row < run->n_layers; row++)
    memcpy (rn_tensor_data (part) + row * (end - first),
            rn_tensor_values (run->norms) + row * columns + first, (end - first) * sizeof (float));
  return part;
}

static void
draw_map (FigScene *scene, const FigTrainingData *data, guint run, const FigColorScale *scale,
          const FigRect *area)
{
  const FigTrainingRun *at = &data->runs[run];
  double per_step = area->width / (data->to - data->from), left, right;
  g_autoptr (RnTensor) part = NULL;
  gsize first, end;
  FigMark *mark;

  if (!shown_columns (data, at, &first, &end) || (part = cut_out (at, first, end)) == NULL)
    return;
  left = area->x + fmax ((double) first * data->column_steps - data->from, 0) * per_step;
  right = area->x + fmin ((double) end * data->column_steps - data->from, data->now - data->from)
                      * per_step;
  right = fmin (right, area->x + area->width);
  if (right <= left)
    return;
  mark = fig__image (scene,
                     fig_color_scale_image (scale, &scene->palette, rn_tensor_values (part),
                                            at->n_layers, end - first),
                     left, area->y, right - left, area->height, 0);
  fig__image_values (mark, part, 0, at->n_layers, end - first);
  fig__tell (mark, FIG_CELL, g_strdup (at->name));
  mark->datum.item = (int) run;
  mark->row_names = g_new0 (char *, at->n_layers + 1);
  for (guint k = 0; k < at->n_layers; k++)
    mark->row_names[k] = g_strdup (at->layers[k]);
  mark->low = (double) first * data->column_steps + 1;
  mark->high = data->column_steps;
}

static gboolean
begins_group (const FigTrainingRun *run, guint layer)
{
  return layer == 0 || strcmp (run->groups[layer], run->groups[layer - 1]) != 0;
}

static void
draw_groups (FigScene *scene, const FigTrainingRun *run, const FigRect *area)
{
  double row = area->height / run->n_layers;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);

  for (guint i = 0, end; i < run->n_layers; i = end)
    {
      double top = area->y + i * row;

      for (end = i + 1; end < run->n_layers && !begins_group (run, end);)
        end++;
      if (i > 0)
        {
          fig__pen_line (scene, area->x - 14, top, area->x - 2, top);
          fig__stroke (scene, scene->palette.ink2, 1);
        }
      if ((end - i) * row >= LABEL_LEAST - 1)
        {
          g_autofree char *markup = g_markup_escape_text (run->groups[i], -1);

          fig__text (scene, area->x - 18, top + (end - i) * row / 2, FIG_END, face, markup);
        }
    }
}

static double
groups_room (FigScene *scene, const FigTrainingRun *run)
{
  double room = 0;

  for (guint i = 0; i < run->n_layers; i++)
    if (begins_group (run, i))
      {
        g_autofree char *markup = g_markup_escape_text (run->groups[i], -1);

        room = fmax (room, fig__text_width (
                               scene, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2),
                               markup));
      }
  return room + 20;
}

static void
draw_selected (FigScene *scene, const FigTrainingData *data, const FigTrainingRun *run,
               const FigRect *area)
{
  double row = area->height / run->n_layers;

  for (guint i = 0; i < run->n_layers; i++)
    if (g_strcmp0 (run->layers[i], data->layer) == 0)
      {
        fig__pen_rect (scene, area->x - 1, area->y + i * row - 1, area->width + 2, row + 2, 2);
        fig__stroke (scene, scene->palette.ink, 1.6);
      }
}

static void
draw_name (FigScene *scene, const FigTrainingRun *run, double x, double y, double right)
{
  FigFace bold = fig__face (FIG_SMALL, TRUE, fig_palette_role (&scene->palette, run->path).text);
  FigFace quiet = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);
  g_autofree char *escaped = g_markup_escape_text (run->name, -1);
  g_autofree char *name = fig__shorten (scene, bold, escaped, right - x);
  double width = fig__text_width (scene, bold, name);

  fig__text (scene, x, y, FIG_START, bold, name);
  if (run->words != NULL
      && x + width + 10 + fig__text_width (scene, quiet, run->words) <= right)
    fig__text (scene, x + width + 10, y, FIG_START, quiet, run->words);
}

static double
draw_network (FigScene *scene, const FigTrainingData *data, guint r, const FigColorScale *scale,
              double x, double y, double width)
{
  const FigTrainingRun *run = &data->runs[r];
  double row = CLAMP (ROWS_PX / MAX (run->n_layers, 1), ROW_LEAST, ROW_MOST);
  double room = groups_room (scene, run);
  FigRect area = { x + room, y + 18, width - room - 12, row * MAX (run->n_layers, 1) };
  FigAxis axis = { .low = data->from, .high = data->to, .start = area.x, .end = area.x + area.width };

  draw_name (scene, run, area.x, y + 6, x + width);
  fig__pen_rect (scene, area.x, area.y, area.width, area.height, 3);
  fig__fill (scene, fig_color_fade (scene->palette.hairline, NOT_YET));
  fig__panel (scene, area, data->from, data->to, g_strdup (run->name));
  draw_map (scene, data, r, scale, &area);
  draw_groups (scene, run, &area);
  if (data->layer != NULL)
    draw_selected (scene, data, run, &area);
  if (data->now >= data->from && data->now <= data->to)
    fig__now_line (scene, &area, fig_axis_place (&axis, data->now), FALSE);
  fig__axis_below (scene, &axis, area.y + area.height, 5);
  return area.y + area.height + 28;
}

double
fig__training_gradient (FigScene *scene, const FigTrainingData *data, double x, double y,
                        double width)
{
  FigColorScale scale = scale_of (data);
  double bar = fig__color_bar (scene, x + width, y + 9, &scale), below = y;
  guint columns = (guint) CLAMP ((width + GAP) / (MAP_LEAST + GAP), 1, MAX (data->n_runs, 1));
  double each = (width - GAP * (columns - 1)) / columns;

  y = fig__heading (scene, x, y, bar - 12, _("Weight gradient by layer, over time"),
                    _("norm, log scale; one scale for all")) + 6;
  y = fmax (y, below + 28);
  below = y;
  for (guint r = 0; r < data->n_runs; r++)
    {
      if (r > 0 && r % columns == 0)
        y = below;
      below = fmax (below, draw_network (scene, data, r, &scale, x + (r % columns) * (each + GAP),
                                         y, each));
    }
  return below;
}
