/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task times: forward and backward of the compared blocks, in turns. */
#include "config.h"

#include "lab-comparison.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-blocks-run.h"

#define MEASURED " measured "

void
lab_times_unref (LabTimes *self)
{
  if (g_atomic_int_dec_and_test (&self->refs))
    g_free (self);
}

/* The blocks as they are now: those whose times are wanted, or were when Compare was last seen. */
LabTimes *
lab_times (Lab *lab)
{
  const char *key = lab_result_key (lab, LAB_TASK_times);
  const char *blocks = lab_result_key (lab, LAB_TASK_comparison);

  return key != NULL && blocks != NULL && g_str_has_prefix (key, blocks)
             && g_str_has_prefix (key + strlen (blocks), MEASURED)
           ? lab_result (lab, LAB_TASK_times)
           : NULL;
}

/* ── the task ── */

static char *
key (Lab *lab)
{
  if (lab_look (lab)->view != LAB_VIEW_COMPARE || !lab_is_current (lab, LAB_TASK_comparison))
    return NULL;
  return g_strdup_printf ("%s" MEASURED "%u", lab_result_key (lab, LAB_TASK_comparison),
                          lab_look (lab)->measurement);
}

typedef struct
{
  guint       n;
  RnBlockSpec specs[LAB_BLOCKS_MOST];
  guint       batch, side;
} Request;

static gpointer
prepare (Lab *lab)
{
  const LabComparison *comparison = lab_comparison (lab);
  Request *request = g_new0 (Request, 1);

  request->n = comparison->n;
  request->batch = comparison->batch;
  request->side = comparison->side;
  for (guint i = 0; i < comparison->n; i++)
    request->specs[i] = comparison->blocks[i].spec;
  return request;
}

typedef struct
{
  LabBlocksRun *blocks;
  LabBench     *bench;
  RnDeviation   deviation[LAB_BLOCKS_MOST];
} Measurement;

/* What a block in bfloat16 pays for its speed. */
static gboolean
deviate (const Request *request, guint block, RnDeviation *deviation, const RnProgress *progress,
         GError **error)
{
  RnBlockSpec exact = request->specs[block];
  g_autoptr (RnGraph) graph = NULL, reference = NULL;

  *deviation = (RnDeviation) { NAN, NAN };
  if (exact.precision == RN_FP32)
    return TRUE;
  exact.precision = RN_FP32;
  graph = lab__block_graph (&request->specs[block], request->batch, request->side, error);
  reference = graph != NULL ? lab__block_graph (&exact, request->batch, request->side, error)
                            : NULL;
  return reference != NULL && rn_trial_deviation (graph, reference, 0, deviation, progress, error);
}

static LabTimes *
summarize (const Measurement *measurement, guint run)
{
  const LabBlocksRun *blocks = measurement->blocks;
  LabTimes *times = g_new0 (LabTimes, 1);

  times->refs = 1;
  times->n = blocks->n;
  times->run = run;
  times->n_runs = LAB_TIMING_RUNS;
  times->threads = rn_session_options (blocks->timed[0].session)->threads;
  for (guint i = 0; i < blocks->n; i++)
    {
      times->forward[i] = lab_timed_forward (&blocks->timed[i]);
      times->backward[i] = lab_timed_backward (&blocks->timed[i]);
      times->deviation[i] = measurement->deviation[i];
    }
  return times;
}

static void
after_run (guint run, gpointer data)
{
  const Measurement *self = data;

  if (run + 1 < LAB_TIMING_RUNS)
    lab__bench_publish (self->bench, summarize (self, run + 1));
}

static gpointer
run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;
  g_autoptr (LabBlocksRun) blocks = lab__blocks_run_new ();
  Measurement measurement = { .blocks = blocks, .bench = bench };

  for (guint i = 0; i < request->n; i++)
    if (!lab__blocks_run_add (blocks, &request->specs[i], request->batch, request->side, TRUE,
                              progress, error)
        || !deviate (request, i, &measurement.deviation[i], progress, error))
      return NULL;
  if (!lab_time (blocks->timed, blocks->n, LAB_TIMING_RUNS, progress, after_run, &measurement,
                 error))
    return NULL;
  return summarize (&measurement, LAB_TIMING_RUNS);
}

const LabTask lab__task_times = {
  .name = "times",
  .title = N_("Measuring the blocks"),
  .key = key,
  .prepare = prepare,
  .run = run,
  .free_request = g_free,
  .free_result = (void (*) (gpointer)) lab_times_unref,
  .yields = TRUE,
};
