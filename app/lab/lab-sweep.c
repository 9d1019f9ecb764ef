/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task sweep: what one number of a block does to its cost; and task sweep_times: to its time. */
#include "config.h"

#include "lab-sweep.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-block.h"
#include "lab-comparison.h"

void
lab_sweep_unref (LabSweep *self)
{
  if (g_atomic_int_dec_and_test (&self->refs))
    g_free (self);
}

void
lab_sweep_times_unref (LabSweepTimes *self)
{
  if (g_atomic_int_dec_and_test (&self->refs))
    g_free (self);
}

LabSweep *
lab_sweep (Lab *lab)
{
  return lab_result (lab, LAB_TASK_sweep);
}

guint
lab_sweep_block (Lab *lab)
{
  return MIN (lab_look (lab)->sweep_block, lab_document (lab)->n_blocks - 1);
}

const char *const *
lab_sweep_words (void)
{
  static const char *const words[] = { "channels", "groups", "ratio", "resolution", NULL };

  return words;
}

gboolean
lab_sweep_applies (LabSweepKey over, const RnBlockSpec *spec)
{
  return (over != LAB_SWEEP_GROUPS || rn_block_spec_uses (spec, "groups"))
         && (over != LAB_SWEEP_RATIO || rn_block_spec_uses (spec, "mid"));
}

/* ── the points ── */

static int
scaled (int value, double factor)
{
  return (int) fmin (fmax (round (value * factor), 1), G_MAXINT / 2);
}

gboolean
lab__sweep_apply (LabSweepKey over, double x, RnBlockSpec *spec, guint *side, guint batch,
                  GError **error)
{
  RnBlockSpec changed = *spec;
  guint size = *side;

  switch (over)
    {
    case LAB_SWEEP_CHANNELS:         /* in proportion */
      changed.in = scaled (spec->in, x / spec->out);
      changed.mid = spec->mid > 0 ? scaled (spec->mid, x / spec->out) : 0;
      changed.out = (int) x;
      break;
    case LAB_SWEEP_GROUPS:
      changed.groups = (int) x;
      break;
    case LAB_SWEEP_RATIO:
      changed.mid = 0;
      changed.ratio = x;
      if (!rn_block_spec_uses (&changed, "ratio"))        /* inner channels of another origin */
        changed.mid = scaled (spec->out, 1 / x);
      break;
    case LAB_SWEEP_RESOLUTION:
      size = (guint) x;
      break;
    }
  if (!lab_block_check (&changed, batch, size, error))
    return FALSE;
  *spec = changed;
  *side = size;
  return TRUE;
}

/* Of the block as it is. */
static double
present (LabSweepKey over, const RnBlockSpec *spec, guint side)
{
  switch (over)
    {
    case LAB_SWEEP_CHANNELS:
      return spec->out;
    case LAB_SWEEP_GROUPS:
      return spec->groups;
    case LAB_SWEEP_RATIO:
      return spec->out / (double) rn_block_spec_mid (spec);
    case LAB_SWEEP_RESOLUTION:
      return side;
    }
  return NAN;
}

/* Halves, quarters … down, and twice: a forward pass costs with the square of both. */
static guint
halves (double value, double *x)
{
  guint n = 0;

  for (int power = -4; power <= 1; power++)
    {
      double next = ldexp (value, power);

      if (next >= 1 && next == floor (next))
        x[n++] = next;
    }
  return n;
}

/* All divisors if there is room; else powers of two, and the present one. */
static guint
divisors (int width, double now, double *x)
{
  guint n = 0, all = 0;

  for (int d = 1; d <= width; d++)
    all += width % d == 0;
  for (int d = 1; d <= width && n < LAB_BLOCKS_RUN_MOST; d++)
    if (width % d == 0 && (all <= LAB_BLOCKS_RUN_MOST || (d & (d - 1)) == 0 || d == now))
      x[n++] = d;
  return n;
}

static guint
ratios (double now, double *x)
{
  guint n = 0;
  gboolean placed = FALSE;

  for (double ratio = now < 1 ? 0.125 : 1; ratio <= 32 && n < LAB_BLOCKS_RUN_MOST; ratio *= 2)
    {
      if (!placed && now <= ratio)
        {
          placed = TRUE;
          if (now < ratio)
            x[n++] = now;
        }
      if (n < LAB_BLOCKS_RUN_MOST)
        x[n++] = ratio;
    }
  return n;
}

static guint
values (LabSweepKey over, const RnBlockSpec *spec, guint side, double *x)
{
  double now = present (over, spec, side);

  if (!lab_sweep_applies (over, spec))
    {
      x[0] = now;
      return 1;
    }
  switch (over)
    {
    case LAB_SWEEP_CHANNELS:
    case LAB_SWEEP_RESOLUTION:
      return halves (now, x);
    case LAB_SWEEP_GROUPS:
      return divisors (rn_block_spec_mid (spec), now, x);
    case LAB_SWEEP_RATIO:
      return ratios (now, x);
    }
  return 0;
}

/* ── counted ── */

typedef struct
{
  RnBlockSpec         spec;
  guint               block, batch, side;
  LabSweepKey         over;
  const RnConvention *convention;
} Request;

static Request
request_of (Lab *lab)
{
  const LabComparison *comparison = lab_comparison (lab);
  guint block = lab_sweep_block (lab);

  return (Request) { .spec = comparison->blocks[block].spec,
                     .block = block,
                     .batch = comparison->batch,
                     .side = comparison->side,
                     .over = lab_look (lab)->sweep,
                     .convention = lab_look (lab)->convention };
}

/* (nullable) what is swept, without how it is counted */
static char *
swept_key (Lab *lab)
{
  Request request;
  json_object *json;
  char *text;

  if (lab_look (lab)->view != LAB_VIEW_COMPARE || !lab_is_current (lab, LAB_TASK_comparison))
    return NULL;
  request = request_of (lab);
  json = rn_block_spec_write (&request.spec);
  text = g_strdup_printf ("%c %d %u %u %s", 'A' + (int) request.block, request.over,
                          request.batch, request.side, json_object_to_json_string (json));
  json_object_put (json);
  return text;
}

static char *
sweep_key (Lab *lab)
{
  g_autofree char *swept = swept_key (lab);

  return swept != NULL ? g_strdup_printf ("%s by %s", swept,
                                          rn_convention_name (lab_look (lab)->convention))
                       : NULL;
}

static gpointer
sweep_prepare (Lab *lab)
{
  Request request = request_of (lab);

  return g_memdup2 (&request, sizeof request);
}

static gboolean
count (LabSweepPoint *point, const Request *request, GError **error)
{
  LabCompared block = { .graph = lab__block_graph (&point->spec, request->batch, point->side,
                                                   error) };

  if (block.graph == NULL)
    return FALSE;
  point->weights = lab__graph_weights (block.graph);
  point->mult_adds = lab_compared_count (&block, request->convention);
  rn_graph_unref (block.graph);
  return TRUE;
}

/* Values that cannot be built are no points: eight groups in a block ten channels wide. */
static gpointer
sweep_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;
  double x[LAB_BLOCKS_RUN_MOST], now = present (request->over, &request->spec, request->side);
  guint n = values (request->over, &request->spec, request->side, x);
  LabSweep *sweep = g_new0 (LabSweep, 1);

  *sweep = (LabSweep) { .refs = 1, .block = request->block, .over = request->over,
                        .batch = request->batch, .now = -1 };
  for (guint i = 0; i < n; i++)
    {
      LabSweepPoint *point = &sweep->points[sweep->n];

      *point = (LabSweepPoint) { .x = x[i], .spec = request->spec, .side = request->side };
      if (x[i] != now
          && !lab__sweep_apply (request->over, x[i], &point->spec, &point->side, request->batch,
                                NULL))
        continue;
      if (!count (point, request, error))
        {
          lab_sweep_unref (sweep);
          return NULL;
        }
      if (x[i] == now)
        sweep->now = (int) sweep->n;
      sweep->n++;
    }
  return sweep;
}

const LabTask lab__task_sweep = {
  .name = "sweep",
  .title = N_("Counting the sweep"),
  .key = sweep_key,
  .prepare = sweep_prepare,
  .run = sweep_run,
  .free_request = g_free,
  .free_result = (void (*) (gpointer)) lab_sweep_unref,
};

/* ── measured ── */

#define MEASURED " measured "

LabSweepTimes *
lab_sweep_times (Lab *lab)
{
  const char *key = lab_result_key (lab, LAB_TASK_sweep_times);
  const char *counted = lab_result_key (lab, LAB_TASK_sweep);
  const char *by = counted != NULL ? g_strrstr (counted, " by ") : NULL;
  g_autofree char *swept = by != NULL ? g_strndup (counted, (gsize) (by - counted)) : NULL;
  g_autofree char *start = swept != NULL ? g_strconcat (swept, MEASURED, NULL) : NULL;

  return key != NULL && start != NULL && g_str_has_prefix (key, start)
           ? lab_result (lab, LAB_TASK_sweep_times)
           : NULL;
}

static char *
times_key (Lab *lab)
{
  g_autofree char *swept = lab_is_current (lab, LAB_TASK_sweep) ? swept_key (lab) : NULL;

  return swept != NULL
           ? g_strdup_printf ("%s" MEASURED "%u", swept, lab_look (lab)->measurement)
           : NULL;
}

static gpointer
times_prepare (Lab *lab)
{
  return g_memdup2 (lab_sweep (lab), sizeof (LabSweep));
}

typedef struct
{
  LabBlocksRun *blocks;
  LabBench     *bench;
} Measurement;

static LabSweepTimes *
summarize (const LabBlocksRun *blocks, guint run)
{
  LabSweepTimes *times = g_new0 (LabSweepTimes, 1);

  *times = (LabSweepTimes) { .refs = 1, .n = blocks->n, .run = run, .n_runs = LAB_SWEEP_RUNS };
  for (guint i = 0; i < blocks->n; i++)
    times->forward[i] = lab_timed_forward (&blocks->timed[i]);
  return times;
}

static void
after_run (guint run, gpointer data)
{
  const Measurement *self = data;

  if (run + 1 < LAB_SWEEP_RUNS)
    lab__bench_publish (self->bench, summarize (self->blocks, run + 1));
}

static gpointer
times_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const LabSweep *sweep = data;
  g_autoptr (LabBlocksRun) blocks = lab__blocks_run_new ();
  Measurement measurement = { blocks, bench };

  for (guint i = 0; i < sweep->n; i++)
    if (!lab__blocks_run_add (blocks, &sweep->points[i].spec, sweep->batch,
                              sweep->points[i].side, FALSE, progress, error))
      return NULL;
  if (!lab_time (blocks->timed, blocks->n, LAB_SWEEP_RUNS, progress, after_run, &measurement,
                 error))
    return NULL;
  return summarize (blocks, LAB_SWEEP_RUNS);
}

const LabTask lab__task_sweep_times = {
  .name = "sweep_times",
  .title = N_("Measuring the sweep"),
  .key = times_key,
  .prepare = times_prepare,
  .run = times_run,
  .free_request = g_free,
  .free_result = (void (*) (gpointer)) lab_sweep_times_unref,
  .yields = TRUE,
};
