/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Loss or accuracy by step: what each batch gave as a thin line, its mean as a thick one, tests as
 * marks, and where the learning rate changed.
 */
#include "config.h"
#include "fig-training-private.h"

#include <math.h>
#include <stdlib.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define PLOT_PX     176.0
#define NAME_GAP    17.0
#define TICKS       4
#define SLICE_LEAST 2.0          /* px of what gives one tooltip */
#define RARE        0.01         /* part of the values that may lie above a chart */

typedef struct
{
  FigScene              *scene;
  const FigTrainingData *data;
  gboolean               accuracy;
  double                *smooth[8];       /* (owned) [n_steps] of each run */
  FigAxis                x, y;
  FigRect                area;
} Chart;

static const double *
values_of (const Chart *chart, guint run)
{
  const FigTrainingRun *at = &chart->data->runs[run];

  return chart->accuracy ? at->accuracy : at->loss;
}

static double
test_of (const Chart *chart, const FigTest *test)
{
  return chart->accuracy ? test->accuracy : test->loss;
}

static char *
format_value (const Chart *chart, double value)
{
  g_autofree char *number = chart->accuracy ? fig_format_fixed (100 * value, 1)
                            : value < 1000  ? fig_format_fixed (value, 3)
                                            : fig_format_number (value, 3);

  return chart->accuracy ? g_strdup_printf ("%s %%", number) : g_steal_pointer (&number);
}

/* The steps first … last of a run that are shown, counted from 0. FALSE: none is. */
static gboolean
shown (const Chart *chart, guint run, guint *first, guint *last)
{
  guint n = chart->data->runs[run].n_steps;

  if (n == 0 || chart->data->from > n)
    return FALSE;
  *first = chart->data->from > 1 ? (guint) ceil (chart->data->from) - 1 : 0;
  *last = MIN (n, (guint) floor (chart->data->to)) - 1;
  return *first < n && *first <= *last && *last < n;
}

/* ── axes ── */

static int
by_value (const void *a, const void *b)
{
  float p = *(const float *) a, q = *(const float *) b;

  return (p > q) - (p < q);
}

/* The range of the losses, but for the few that stand out at the beginning. */
static void
loss_range (const Chart *chart, double *low, double *high)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (float));
  guint first, last;

  for (guint r = 0; r < chart->data->n_runs; r++)
    if (shown (chart, r, &first, &last))
      for (guint i = first; i <= last; i++)
        {
          float value = (float) chart->data->runs[r].loss[i];

          if (isfinite (value))
            g_array_append_val (all, value);
        }
  if (all->len == 0)
    {
      *low = 0;
      *high = 3;
      return;
    }
  g_array_sort (all, by_value);
  *low = g_array_index (all, float, 0);
  *high = g_array_index (all, float, (guint) ((1 - RARE) * (all->len - 1)));
}

static void
set_axes (Chart *chart)
{
  double low, high = 0;
  guint first, last;

  if (!chart->accuracy)
    {
      loss_range (chart, &low, &high);
      chart->y = fig_axis_linear (low, high, TICKS);
      return;
    }
  for (guint r = 0; r < chart->data->n_runs; r++)
    {
      const FigTrainingRun *run = &chart->data->runs[r];

      for (guint i = 0; i < run->n_tests; i++)
        high = fmax (high, run->tests[i].accuracy);
      if (shown (chart, r, &first, &last))
        for (guint i = first; i <= last; i++)
          high = fmax (high, run->accuracy[i]);
    }
  chart->y = fig_axis_linear (0, CLAMP (high, 0.2, 1), TICKS);
}

static char *
tick_label (const Chart *chart, double tick)
{
  g_autofree char *plain = fig_axis_label (&chart->y, tick), *number = NULL;

  if (!chart->accuracy)
    return g_steal_pointer (&plain);
  number = fig_format_fixed (100 * tick, 0);
  return g_strdup_printf ("%s %%", number);
}

static FigFace
tick_face (const Chart *chart)
{
  return fig__face (FIG_TICK_SIZE, FALSE, chart->scene->palette.ink2);
}

static double
label_room (const Chart *chart)
{
  double ticks[FIG_TICKS_MOST], room = 0;
  guint n = fig_axis_ticks (&chart->y, TICKS, ticks);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tick_label (chart, ticks[i]);

      room = fmax (room, fig__text_width (chart->scene, tick_face (chart), label));
    }
  return ceil (room);
}

static void
draw_axes (const Chart *chart)
{
  double ticks[FIG_TICKS_MOST], right = chart->area.x + chart->area.width;
  guint n = fig_axis_ticks (&chart->y, TICKS, ticks);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tick_label (chart, ticks[i]);
      double y = fig_axis_place (&chart->y, ticks[i]);

      fig__pen_line (chart->scene, chart->area.x, y, right, y);
      fig__stroke (chart->scene, chart->scene->palette.grid, 1);
      fig__text (chart->scene, chart->area.x - 8, y, FIG_END, tick_face (chart), label);
    }
  fig__axis_below (chart->scene, &chart->x, chart->area.y + chart->area.height, 5);
}

/* ── names ── */

/* (transfer full) (nullable) where the run's curve ends, of what is shown of it */
static char *
end_value (const Chart *chart, guint run)
{
  guint first, last;

  return shown (chart, run, &first, &last) ? format_value (chart, chart->smooth[run][last]) : NULL;
}

/* (transfer full) markup: its name and where it stands */
static char *
name_of (const Chart *chart, guint run)
{
  g_autofree char *value = end_value (chart, run);
  g_autofree char *name = g_markup_escape_text (chart->data->runs[run].name, -1);

  return value != NULL ? g_strdup_printf ("%s %s", name, value) : g_steal_pointer (&name);
}

static FigFace
name_face (const Chart *chart, guint run)
{
  return fig__face (FIG_SMALL, TRUE,
                    fig_palette_role (&chart->scene->palette, chart->data->runs[run].path).text);
}

static double
names_room (const Chart *chart)
{
  double room = 0;

  for (guint r = 0; r < chart->data->n_runs; r++)
    {
      g_autofree char *name = name_of (chart, r);

      room = fmax (room, fig__text_width (chart->scene, name_face (chart, r), name));
    }
  return room + 14;
}

typedef struct
{
  double y;
  guint  run;
} End;

static int
by_height (const void *a, const void *b)
{
  double p = ((const End *) a)->y, q = ((const End *) b)->y;

  return (p > q) - (p < q);
}

/* Beside the present step, moved apart where they would touch. */
static void
draw_names (const Chart *chart, double x)
{
  End ends[G_N_ELEMENTS (chart->smooth)];
  double places[G_N_ELEMENTS (chart->smooth)];
  guint n = 0, first, last;

  for (guint r = 0; r < chart->data->n_runs; r++)
    if (shown (chart, r, &first, &last) && isfinite (chart->smooth[r][last]))
      ends[n++] = (End) { fig_axis_place (&chart->y, chart->smooth[r][last]), r };
  qsort (ends, n, sizeof *ends, by_height);
  for (guint i = 0; i < n; i++)
    places[i] = ends[i].y;
  fig__spread (places, n, NAME_GAP, chart->area.y + 6, chart->area.y + chart->area.height - 6);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = name_of (chart, ends[i].run);

      fig__text (chart->scene, x + 9, places[i], FIG_START, name_face (chart, ends[i].run), name);
    }
}

/* ── lines ── */

/* At most a point for each px: of more, their mean and, where @spread, their extremes. */
static void
pen_values (const Chart *chart, const double *values, guint first, guint last, gboolean spread)
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
draw_lines (const Chart *chart, gboolean smooth)
{
  guint first, last;

  for (guint r = 0; r < chart->data->n_runs; r++)
    {
      const FigTrainingRun *run = &chart->data->runs[r];
      FigColor color = fig_palette_role (&chart->scene->palette, run->path).line;
      FigPaint paint = { .stroke = smooth ? color : fig_color_fade (color, 0.4),
                         .line = smooth ? (run->thin ? 1.4 : 2.5) : 0.8,
                         .dash = smooth && run->path == FIG_PLAIN ? FIG_DASHES : FIG_SOLID };

      if (!shown (chart, r, &first, &last))
        continue;
      pen_values (chart, smooth ? chart->smooth[r] : values_of (chart, r), first, last, !smooth);
      fig__draw (chart->scene, &paint);
    }
}

static void
draw_tests (const Chart *chart)
{
  FigScene *scene = chart->scene;

  for (guint r = 0; r < chart->data->n_runs; r++)
    for (guint i = 0; i < chart->data->runs[r].n_tests; i++)
      {
        const FigTrainingRun *run = &chart->data->runs[r];
        const FigTest *test = &run->tests[i];
        double x = fig_axis_place (&chart->x, test->step),
               y = fig_axis_place (&chart->y, test_of (chart, test)), radius = run->thin ? 2.6 : 3.6;
        g_autofree char *value = format_value (chart, test_of (chart, test));
        FigMark *mark;

        if (test->step < chart->data->from || test->step > chart->data->to
            || !isfinite (test_of (chart, test)))
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
        mark->datum.value = test_of (chart, test);
      }
}

/* ── what is told ── */

/* (transfer full) “step 120”, and a line for each run */
static char *
step_text (const Chart *chart, guint step)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("step %u"), step);
  for (guint r = 0; r < chart->data->n_runs; r++)
    if (step <= chart->data->runs[r].n_steps)
      {
        g_autofree char *raw = format_value (chart, values_of (chart, r)[step - 1]);
        g_autofree char *mean = format_value (chart, chart->smooth[r][step - 1]);

        /* TRANSLATORS: a network, the mean of the steps around this one, the step's own value */
        g_string_append_printf (text, _("\n%s: %s (this batch %s)"), chart->data->runs[r].name,
                                mean, raw);
      }
  return g_string_free (text, FALSE);
}

/* Slices as high as the chart, each the place of a step. */
static void
tell_steps (const Chart *chart)
{
  double first = fmax (ceil (chart->data->from), 1), last = fmin (chart->data->now, chart->data->to);
  double wide = chart->area.width / (chart->data->to - chart->data->from);
  double every = fmax (ceil (SLICE_LEAST / wide), 1);

  for (double step = first; step <= last; step += every)
    {
      double at = fmin (step + floor (every / 2), last), x = fig_axis_place (&chart->x, step);
      FigMark *mark;

      fig__pen_rect (chart->scene, x, chart->area.y, 1, chart->area.height, 0);
      mark = fig__fill (chart->scene, fig_color_fade (chart->scene->palette.ink, 0));
      fig__tell (mark, FIG_POINT, step_text (chart, (guint) at));
      mark->touch = (FigRect) { x - wide / 2, chart->area.y, every * wide, chart->area.height };
      mark->datum.column = (int) at;
    }
}

/* For those who cannot see it. */
static char *
summary (const Chart *chart)
{
  GString *text = g_string_new (chart->accuracy ? _("Accuracy") : _("Loss"));

  for (guint r = 0; r < chart->data->n_runs; r++)
    {
      g_autofree char *value = end_value (chart, r);

      if (value != NULL)
        g_string_append_printf (text, "\n%s: %s", chart->data->runs[r].name, value);
    }
  return g_string_free (text, FALSE);
}

/* Labels stay left of the present step, whose names stand right of it, and of each other. */
static void
draw_changes (const Chart *chart, double now)
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
      width = fig__text_width (scene, tick_face (chart), label);
      left = x + 6 + width < now - 8 ? x + 6 : x - 6 - width;
      if (left < free_from)
        continue;
      fig__text (scene, left, chart->accuracy ? bottom - 9 : chart->area.y + 9, FIG_START,
                 tick_face (chart), label);
      free_from = left + width + 8;
    }
}

static void
draw_divergences (const Chart *chart)
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
draw_head (const Chart *chart, double x, double y, double right)
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
  Chart chart = { .scene = scene, .data = data, .accuracy = accuracy };
  double now;

  g_return_val_if_fail (data->n_runs <= G_N_ELEMENTS (chart.smooth), y);
  for (guint r = 0; r < data->n_runs; r++)
    chart.smooth[r] = fig_training_smooth (values_of (&chart, r), data->runs[r].n_steps);
  set_axes (&chart);
  draw_head (&chart, x, y, x + width);
  chart.area.x = x + label_room (&chart) + 10;
  chart.area.y = y + 38;
  chart.area.width = fmax (x + width - names_room (&chart) - chart.area.x, 60);
  chart.area.height = PLOT_PX;
  chart.x = (FigAxis) { .low = data->from, .high = data->to, .start = chart.area.x,
                        .end = chart.area.x + chart.area.width };
  chart.y.start = chart.area.y + chart.area.height;
  chart.y.end = chart.area.y;
  now = fig_axis_place (&chart.x, data->now);
  draw_axes (&chart);
  fig__panel (scene, chart.area, data->from, data->to, summary (&chart));
  draw_changes (&chart, now);
  draw_lines (&chart, FALSE);
  draw_lines (&chart, TRUE);
  tell_steps (&chart);
  draw_tests (&chart);
  draw_divergences (&chart);
  if (data->now >= data->from && data->now <= data->to)
    fig__now_line (scene, &chart.area, now, TRUE);
  draw_names (&chart, now);
  for (guint r = 0; r < data->n_runs; r++)
    g_free (chart.smooth[r]);
  return chart.area.y + chart.area.height + 26;
}
