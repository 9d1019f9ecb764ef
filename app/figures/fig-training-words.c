/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a chart of a training says: of which steps, names where curves end, what is told of a step. */
#include "config.h"
#include "fig-training-chart-private.h"

#include <math.h>
#include <stdlib.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define NAME_GAP    17.0
#define SLICE_LEAST 2.0          /* px of what gives one tooltip */

const double *
fig__chart_values (const FigChart *chart, guint run)
{
  const FigTrainingRun *at = &chart->data->runs[run];

  return chart->accuracy ? at->accuracy : at->loss;
}

double
fig__chart_test (const FigChart *chart, const FigTest *test)
{
  return chart->accuracy ? test->accuracy : test->loss;
}

char *
fig__chart_format (const FigChart *chart, double value)
{
  g_autofree char *number = chart->accuracy ? fig_format_fixed (100 * value, 1)
                            : value < 1000  ? fig_format_fixed (value, 3)
                                            : fig_format_number (value, 3);

  return chart->accuracy ? g_strdup_printf ("%s %%", number) : g_steal_pointer (&number);
}

/* The steps first … last of a run that are shown, counted from 0. FALSE: none is. */
gboolean
fig__chart_shown (const FigChart *chart, guint run, guint *first, guint *last)
{
  guint n = chart->data->runs[run].n_steps;

  if (n == 0 || chart->data->from > n)
    return FALSE;
  *first = chart->data->from > 1 ? (guint) ceil (chart->data->from) - 1 : 0;
  *last = MIN (n, (guint) floor (chart->data->to)) - 1;
  return *first < n && *first <= *last && *last < n;
}

/* ── names ── */

/* (transfer full) (nullable) where the run's curve ends, of what is shown of it */
static char *
end_value (const FigChart *chart, guint run)
{
  guint first, last;

  return fig__chart_shown (chart, run, &first, &last) ? fig__chart_format (chart, chart->smooth[run][last]) : NULL;
}

/* (transfer full) markup: its name and where it stands */
static char *
name_of (const FigChart *chart, guint run)
{
  g_autofree char *value = end_value (chart, run);
  g_autofree char *name = g_markup_escape_text (chart->data->runs[run].name, -1);

  return value != NULL ? g_strdup_printf ("%s %s", name, value) : g_steal_pointer (&name);
}

static FigFace
name_face (const FigChart *chart, guint run)
{
  return fig__face (FIG_SMALL, TRUE,
                    fig_palette_role (&chart->scene->palette, chart->data->runs[run].path).text);
}

double
fig__chart_names_room (const FigChart *chart)
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
void
fig__chart_names (const FigChart *chart, double x)
{
  End ends[G_N_ELEMENTS (chart->smooth)];
  double places[G_N_ELEMENTS (chart->smooth)];
  guint n = 0, first, last;

  for (guint r = 0; r < chart->data->n_runs; r++)
    if (fig__chart_shown (chart, r, &first, &last) && isfinite (chart->smooth[r][last]))
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

/* ── what is told ── */

/* (transfer full) “step 120”, and a line for each run */
static char *
step_text (const FigChart *chart, guint step)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("step %u"), step);
  for (guint r = 0; r < chart->data->n_runs; r++)
    if (step <= chart->data->runs[r].n_steps)
      {
        g_autofree char *raw = fig__chart_format (chart, fig__chart_values (chart, r)[step - 1]);
        g_autofree char *mean = fig__chart_format (chart, chart->smooth[r][step - 1]);

        /* TRANSLATORS: a network, the mean of the steps around this one, the step's own value */
        g_string_append_printf (text, _("\n%s: %s (this batch %s)"), chart->data->runs[r].name,
                                mean, raw);
      }
  return g_string_free (text, FALSE);
}

/* Slices as high as the chart, each the place of a step. */
void
fig__chart_tell_steps (const FigChart *chart)
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
char *
fig__chart_summary (const FigChart *chart)
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
