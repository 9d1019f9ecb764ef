/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Loss or accuracy by step: what each batch gave as a thin line, its mean as a thick one, tests as
 * marks, and where the learning rate changed.
 */
#include "config.h"
#include "fig-training-chart-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define PLOT_PX 176.0

/* ── lines ── */

/* At most a point for each px: of more, their mean and, where @spread, their extremes. */
static void
pen_values (const FigChart *chart, const double *values, guint first, guint last, gboolean spread)
{
  guint n = last - first + 1, bin = MAX (1, n / (guint) fmax (chart->area.width, 1));
  gboolean down = FALSE;

  for (guint i = first; i <= last; i += bin)
    {
      double low = INFINITY, high = -INFINITY, x = fig_axis_place (&chart->x, i + 1);

      for (guint k = i; k <= MIN (i + bin - 1, last); k++)
        if (isfinite (values[k]))
          {
            low = fmin (low, values[k]);
            high = fmax (high, values[k]);
          }
      if (!isfinite (low))
        continue;
      low = fig_axis_place (&chart->y, spread ? low : (low + high) / 2);
      high = fig_axis_place (&chart->y, spread ? high : values[MIN (i + bin - 1, last)]);
      if (down)
        cairo_line_to (chart->scene->pen, x, low);
      else
        cairo_move_to (chart->scene->pen, x, low);
      if (spread && bin > 1)
        cairo_line_to (chart->scene->pen, x, high);
      down = TRUE;
    }
}

static void
draw_lines (const FigChart *chart, gboolean smooth)
{
  guint first, last;

  for (guint r = 0; r < chart->data->n_runs; r++)
    {
      const FigTrainingRun *run = &chart->data->runs[r];
      FigColor color = fig_palette_role (&chart->scene->palette, run->path).line;
      FigPaint paint = { .stroke = smooth ? color : fig_color_fade (color, 0.4),
                         .line = smooth ? (run->thin ? 1.4 : 2.5) : 0.8,
                         .dash = smooth && run->path == FIG_PLAIN ? FIG_DASHES : FIG_SOLID };

      if (!fig__chart_shown (chart, r, &first, &last))
        continue;
      pen_values (chart, smooth ? chart->smooth[r] : fig__chart_values (chart, r), first, last, !smooth);
      fig__draw (chart->scene, &paint);
    }
}

static void
draw_tests (const FigChart *chart)
{
  FigScene *scene = chart->scene;

  for (guint r = 0; r < chart->data->n_runs; r++)
    for (guint i = 0; i < chart->data->runs[r].n_tests; i++)
      {
        const FigTrainingRun *run = &chart->data->runs[r];
        const FigTest *test = &run->tests[i];
        double x = fig_axis_place (&chart->x, test->step),
               y = fig_axis_place (&chart->y, fig__chart_test (chart, test)), radius = run->thin ? 2.6 : 3.6;
        g_autofree char *value = fig__chart_format (chart, fig__chart_test (chart, test));
        FigMark *mark;

        if (test->step < chart->data->from || test->step > chart->data->to
            || !isfinite (fig__chart_test (chart, test)))
          continue;
        if (run->path == FIG_PLAIN)
          fig__pen_rect (scene, x - radius, y - radius, 2 * radius, 2 * radius, 0);
        else
          fig__pen_circle (scene, x, y, radius);
        mark = fig__draw (scene, &(FigPaint) {
                                   .fill = scene->palette.card,
                                   .stroke = fig_palette_role (&scene->palette, run->path).line,
                                   .line = 1.7 });
        fig__tell (mark, FIG_POINT,
                   g_strdup_printf (_("%s, test after step %d: %s"), run->name, (int) test->step,
                                    value));
        mark->datum.item = (int) r;
        mark->datum.column = (int) test->step;
        mark->datum.value = fig__chart_test (chart, test);
      }
}

/* ── what else is marked ── */

/* Labels stay left of the present step, whose names stand right of it, and of each other. */
static void
draw_changes (const FigChart *chart, double now)
{
  FigScene *scene = chart->scene;
  double free_from = chart->area.x, bottom = chart->area.y + chart->area.height;

  for (guint i = 0; i < chart->data->n_changes; i++)
    {
      const FigRateChange *change = &chart->data->changes[i];
      g_autofree char *before = fig_format_number (change->before, 2);
      g_autofree char *after = fig_format_number (change->after, 2);
      g_autofree char *label = g_strdup_printf ("lr %s → %s", before, after);
      double x = fig_axis_place (&chart->x, change->step), width, left;

      if (change->step < chart->data->from || change->step > chart->data->to)
        continue;
      fig__pen_line (scene, x, chart->area.y, x, bottom);
      fig__draw (scene,
                 &(FigPaint) { .stroke = scene->palette.ink2, .line = 1.2, .dash = FIG_DASHES });
      width = fig__text_width (scene, fig__chart_tick_face (chart), label);
      left = x + 6 + width < now - 8 ? x + 6 : x - 6 - width;
      if (left < free_from)
        continue;
      fig__text (scene, left, chart->accuracy ? bottom - 9 : chart->area.y + 9, FIG_START,
                 fig__chart_tick_face (chart), label);
      free_from = left + width + 8;
    }
}

static void
draw_divergences (const FigChart *chart)
{
  FigScene *scene = chart->scene;

  for (guint r = 0; r < chart->data->n_runs; r++)
    {
      const FigTrainingRun *run = &chart->data->runs[r];
      double x = fig_axis_place (&chart->x, run->diverged), y = chart->area.y + 12;
      FigMark *mark;

      if (run->diverged == 0 || run->diverged < chart->data->from
          || run->diverged > chart->data->to)
        continue;
      fig__pen_line (scene, x - 5, y - 5, x + 5, y + 5);
      fig__pen_line (scene, x + 5, y - 5, x - 5, y + 5);
      mark = fig__stroke (scene, scene->palette.branch.line, 3);
      fig__tell (mark, FIG_POINT,
                 g_strdup_printf (_("%s: the loss of step %u is no number"), run->name,
                                  run->diverged));
      mark->datum.item = (int) r;
      mark->datum.column = (int) run->diverged;
    }
}

/* ── the chart ── */

static void
draw_head (const FigChart *chart, double x, double y, double right)
{
  FigScene *scene = chart->scene;
  const char *title = chart->accuracy ? _("Accuracy") : _("Loss");
  const char *key = _("lines: batch · marks: test");
  FigFace bold = fig__face (FIG_BODY, TRUE, scene->palette.ink),
          quiet = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);

  fig__text (scene, x, y + 8, FIG_START, bold, title);
  if (x + fig__text_width (scene, bold, title) + 12 + fig__text_width (scene, quiet, key) <= right)
    fig__text (scene, right, y + 8, FIG_END, quiet, key);
}

double
fig__training_curves (FigScene *scene, const FigTrainingData *data, gboolean accuracy, double x,
                      double y, double width)
{
  FigChart chart = { .scene = scene, .data = data, .accuracy = accuracy };
  double now;

  g_return_val_if_fail (data->n_runs <= G_N_ELEMENTS (chart.smooth), y);
  for (guint r = 0; r < data->n_runs; r++)
    chart.smooth[r] = fig_training_smooth (fig__chart_values (&chart, r), data->runs[r].n_steps);
  fig__chart_set_axes (&chart);
  draw_head (&chart, x, y, x + width);
  chart.area.x = x + fig__chart_label_room (&chart) + 10;
  chart.area.y = y + 38;
  chart.area.width = fmax (x + width - fig__chart_names_room (&chart) - chart.area.x, 60);
  chart.area.height = PLOT_PX;
  chart.x = (FigAxis) { .low = data->from, .high = data->to, .start = chart.area.x,
                        .end = chart.area.x + chart.area.width };
  chart.y.start = chart.area.y + chart.area.height;
  chart.y.end = chart.area.y;
  now = fig_axis_place (&chart.x, data->now);
  fig__chart_axes (&chart);
  fig__panel (scene, chart.area, data->from, data->to, fig__chart_summary (&chart));
  draw_changes (&chart, now);
  draw_lines (&chart, FALSE);
  draw_lines (&chart, TRUE);
  fig__chart_tell_steps (&chart);
  draw_tests (&chart);
  draw_divergences (&chart);
  if (data->now >= data->from && data->now <= data->to)
    fig__now_line (scene, &chart.area, now, TRUE);
  fig__chart_names (&chart, now);
  for (guint r = 0; r < data->n_runs; r++)
    g_free (chart.smooth[r]);
  return chart.area.y + chart.area.height + 26;
}
