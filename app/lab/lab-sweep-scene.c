/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The sweep as two line charts: what it costs, how long it takes. */
#include "config.h"

#include "lab-compare-scene.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-lines.h"
#include "lab-comparison.h"
#include "lab-sweep.h"

static char *
axis_words (const LabSweep *sweep)
{
  const RnBlockSpec *spec = &sweep->points[MAX (sweep->now, 0)].spec;

  if (!lab_sweep_applies (sweep->over, spec))
    return g_strdup_printf (_("%s: has no %s to choose"), rn_block_spec_title (spec),
                            sweep->over == LAB_SWEEP_GROUPS ? _("groups") : _("ratio"));
  switch (sweep->over)
    {
    case LAB_SWEEP_CHANNELS:
      return g_strdup (_("channels that go out"));
    case LAB_SWEEP_GROUPS:
      return g_strdup_printf (_("groups, %d channels wide"),
                              rn_block_spec_mid (spec));
    case LAB_SWEEP_RATIO:
      return g_strdup_printf (_("ratio, %d channels ÷ inner ones"), spec->out);
    case LAB_SWEEP_RESOLUTION:
      return g_strdup (_("height and width, px"));
    }
  return NULL;
}

/* Of a point: its weights, which resolution leaves as they are. */
static double
cost_of (const LabSweep *sweep, guint i)
{
  return (double) (sweep->over == LAB_SWEEP_RESOLUTION ? sweep->points[i].mult_adds
                                                       : sweep->points[i].weights);
}

/* The level to hold against: the other block that costs most nearly the same; −1: none. */
static int
neighbour (const LabComparison *comparison, const LabSweep *sweep)
{
  double own = log ((double) comparison->blocks[sweep->block].weights + 1), nearest = INFINITY;
  int found = -1;

  for (guint i = 0; i < comparison->n; i++)
    {
      double away = fabs (log ((double) comparison->blocks[i].weights + 1) - own);

      if (i != sweep->block && away < nearest)
        {
          nearest = away;
          found = (int) i;
        }
    }
  return found;
}

typedef struct
{
  const LabSweep *sweep;
  double          x[LAB_BLOCKS_RUN_MOST];
  double          cost[LAB_BLOCKS_RUN_MOST];
  double          time[LAB_BLOCKS_RUN_MOST];
  char           *axis;                      /* (owned) as are those below */
  char           *cost_level_words;
  char           *time_level_words;
  char           *time_title;
  double          cost_level, time_level;
} Charts;

static void
charts_clear (Charts *self)
{
  g_free (self->axis);
  g_free (self->cost_level_words);
  g_free (self->time_level_words);
  g_free (self->time_title);
}

static void
fill_levels (Charts *self, Lab *lab)
{
  const LabComparison *comparison = lab_comparison (lab);
  const LabTimes *times = lab_times (lab);
  int other = neighbour (comparison, self->sweep);
  FigUnit unit = self->sweep->over == LAB_SWEEP_RESOLUTION ? FIG_UNIT_MULTIPLY_ADDS
                                                           : FIG_UNIT_COUNT;

  self->cost_level = self->time_level = NAN;
  if (other < 0)
    return;
  self->cost_level = (double) (unit == FIG_UNIT_COUNT
                                 ? comparison->blocks[other].weights
                                 : lab_compared_count (&comparison->blocks[other],
                                                       lab_look (lab)->convention));
  {
    g_autofree char *words = fig_format (unit, self->cost_level);

    self->cost_level_words = g_strdup_printf ("%c: %s", 'A' + other, words);
  }
  if (times != NULL && isfinite (times->forward[other].median))
    {
      g_autofree char *words = fig_format (FIG_UNIT_MILLISECONDS, times->forward[other].median);

      self->time_level = times->forward[other].median;
      self->time_level_words = g_strdup_printf ("%c: %s", 'A' + other, words);
    }
}

static char *
time_title (Lab *lab, const LabSweepTimes *times)
{
  guint run = times != NULL ? times->run : 0;

  if (times != NULL && run == times->n_runs)
    return g_strdup (_("Forward time, ms"));
  if (!lab_is_working (lab))
    return g_strdup (_("Forward, ms: not measured"));
  if (times == NULL && !lab_is_current (lab, LAB_TASK_times))
    return g_strdup (_("Forward, ms: after the blocks"));
  return g_strdup_printf (_("Forward, ms: measuring %u of %u"), run + 1, LAB_SWEEP_RUNS);
}

static void
charts_fill (Charts *self, Lab *lab, const LabSweep *sweep)
{
  const LabSweepTimes *times = lab_sweep_times (lab);

  *self = (Charts) { .sweep = sweep, .axis = axis_words (sweep),
                     .time_title = time_title (lab, times) };
  for (guint i = 0; i < sweep->n; i++)
    {
      self->x[i] = sweep->points[i].x;
      self->cost[i] = cost_of (sweep, i);
      self->time[i] = times != NULL && i < times->n ? times->forward[i].median : NAN;
    }
  fill_levels (self, lab);
}

FigScene *
lab_compare_sweep_scene (Lab *lab, const FigStyle *style, GError **error)
{
  const LabSweep *sweep = lab_sweep (lab);
  gboolean resolution = sweep != NULL && sweep->over == LAB_SWEEP_RESOLUTION;
  Charts charts;
  FigScene *scene;

  if (sweep == NULL || lab_comparison (lab) == NULL || sweep->block >= lab_comparison (lab)->n)
    return NULL;
  charts_fill (&charts, lab, sweep);
  {
    const FigLine cost = { NULL, FIG_BRANCH, charts.x, charts.cost, sweep->n, sweep->now };
    const FigLine time = { NULL, FIG_BRANCH, charts.x, charts.time, sweep->n, sweep->now };
    const FigPlot plots[] = {
      { .title = resolution ? _("Multiply-adds") : _("Parameters of the convolutions"),
        .x_name = charts.axis, .x_log = TRUE, .x_ticks = TRUE, .y_from_zero = TRUE,
        .unit = resolution ? FIG_UNIT_MULTIPLY_ADDS : FIG_UNIT_COUNT,
        .lines = &cost, .n_lines = 1,
        .reference = charts.cost_level, .reference_name = charts.cost_level_words },
      { .title = charts.time_title,
        .x_name = charts.axis, .x_log = TRUE, .x_ticks = TRUE, .y_from_zero = TRUE,
        .unit = FIG_UNIT_MILLISECONDS,
        .lines = &time, .n_lines = 1,
        .reference = charts.time_level, .reference_name = charts.time_level_words },
    };

    scene = fig_lines_new (NULL, plots, G_N_ELEMENTS (plots), style);
  }
  charts_clear (&charts);
  return scene;
}

char *
lab_sweep_summary (Lab *lab)
{
  const LabSweep *sweep = lab_sweep (lab);
  const LabSweepTimes *times = lab_sweep_times (lab);
  gboolean timed;
  g_autofree char *cost = NULL, *time = NULL;

  if (sweep == NULL || sweep->now < 1)
    return NULL;
  timed = times != NULL && (guint) sweep->now < times->n && times->run == times->n_runs;
  cost = fig_format_ratio (FIG_UNIT_COUNT, cost_of (sweep, (guint) sweep->now), cost_of (sweep, 0));
  time = timed ? fig_format_ratio (FIG_UNIT_MILLISECONDS, times->forward[sweep->now].median,
                                   times->forward[0].median)
               : NULL;
  /* TRANSLATORS: “32 against 1: 3.0× fewer weights, 1.9× faster” */
  return g_strdup_printf (sweep->over == LAB_SWEEP_RESOLUTION ? _("%g against %g: %s multiply-adds%s%s")
                                                              : _("%g against %g: %s weights%s%s"),
                          sweep->points[sweep->now].x, sweep->points[0].x, cost,
                          time != NULL ? _(", ") : "", time != NULL ? time : "");
}
