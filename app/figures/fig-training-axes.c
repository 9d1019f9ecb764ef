/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The scales of a chart of a training: ranges, ticks, grid. */
#include "config.h"
#include "fig-training-chart-private.h"

#include <math.h>

#include "fig-format.h"

#define TICKS 4
#define RARE  0.01               /* part of the values that may lie above a chart */

static int
by_value (const void *a, const void *b)
{
  float p = *(const float *) a, q = *(const float *) b;

  return (p > q) - (p < q);
}

/* The range of the losses, but for the few that stand out at the beginning. */
static void
loss_range (const FigChart *chart, double *low, double *high)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (float));
  guint first, last;

  for (guint r = 0; r < chart->data->n_runs; r++)
    if (fig__chart_shown (chart, r, &first, &last))
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

void
fig__chart_set_axes (FigChart *chart)
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
      if (fig__chart_shown (chart, r, &first, &last))
        for (guint i = first; i <= last; i++)
          high = fmax (high, run->accuracy[i]);
    }
  chart->y = fig_axis_linear (0, CLAMP (high, 0.2, 1), TICKS);
}

static char *
tick_label (const FigChart *chart, double tick)
{
  g_autofree char *plain = fig_axis_label (&chart->y, tick), *number = NULL;

  if (!chart->accuracy)
    return g_steal_pointer (&plain);
  number = fig_format_fixed (100 * tick, 0);
  return g_strdup_printf ("%s %%", number);
}

FigFace
fig__chart_tick_face (const FigChart *chart)
{
  return fig__face (FIG_TICK_SIZE, FALSE, chart->scene->palette.ink2);
}

double
fig__chart_label_room (const FigChart *chart)
{
  double ticks[FIG_TICKS_MOST], room = 0;
  guint n = fig_axis_ticks (&chart->y, TICKS, ticks);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tick_label (chart, ticks[i]);

      room = fmax (room, fig__text_width (chart->scene, fig__chart_tick_face (chart), label));
    }
  return ceil (room);
}

void
fig__chart_axes (const FigChart *chart)
{
  double ticks[FIG_TICKS_MOST], right = chart->area.x + chart->area.width;
  guint n = fig_axis_ticks (&chart->y, TICKS, ticks);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = tick_label (chart, ticks[i]);
      double y = fig_axis_place (&chart->y, ticks[i]);

      fig__pen_line (chart->scene, chart->area.x, y, right, y);
      fig__stroke (chart->scene, chart->scene->palette.grid, 1);
      fig__text (chart->scene, chart->area.x - 8, y, FIG_END, fig__chart_tick_face (chart), label);
    }
  fig__axis_below (chart->scene, &chart->x, chart->area.y + chart->area.height, 5);
}
