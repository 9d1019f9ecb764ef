/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Networks and blocks timed in turns. */
#include "config.h"

#include "compare-measure.h"

#include "cli-output.h"
#include "cli.h"
#include "lab-depth-run.h"

#define RUN_MS  20.0
#define WARM_UP 2            /* passes before the first that counts */

void
compare_subject_clear (CompareSubject *self)
{
  cli_subject_clear (&self->subject);
  g_clear_pointer (&self->forward_ms, g_array_unref);
  g_clear_pointer (&self->backward_ms, g_array_unref);
}

static gboolean
count (CompareSubject *self, GError **error)
{
  const RnGraph *graph = self->subject.graph;
  guint n = rn_graph_n_nodes (graph);
  g_autofree RnShape *shapes = g_new (RnShape, n);

  if (!rn_graph_infer (graph, rn_tensor_shape (self->subject.input), shapes, error))
    return FALSE;
  rn_totals_measure (graph, shapes, 0, n, rn_convention_default (), &self->totals);
  return TRUE;
}

gboolean
compare_open (CompareSubject *self, RnSpec *spec, const RnShape *input, int threads, GError **error)
{
  const CliSource source = { .noise = TRUE, .threads = threads };

  self->forward_ms = g_array_new (FALSE, FALSE, sizeof (double));
  self->backward_ms = g_array_new (FALSE, FALSE, sizeof (double));
  return cli_subject_open (&self->subject, &source, spec, input, TRUE, error)
         && count (self, error)
         && cli_subject_plan (&self->subject, &source, RN_MODE_TRAIN, TRUE, RN_KEEP_NOTHING, error)
         && lab_aim (self->subject.session, 0, error);
}

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Mean times of @passes passes. */
static gboolean
time_passes (CompareSubject *self, guint passes, double *forward, double *backward, GError **error)
{
  RnSession *session = self->subject.session;

  *forward = *backward = 0;
  for (guint i = 0; i < passes; i++)
    {
      double start = now_ms (), middle;

      if (!rn_session_forward (session, NULL, error))
        return FALSE;
      middle = now_ms ();
      if (!rn_session_backward (session, NULL, error))
        return FALSE;
      *forward += (middle - start) / passes;
      *backward += (now_ms () - middle) / passes;
    }
  return TRUE;
}

static CompareTime
summarize (GArray *times)
{
  CompareTime time = { .median = cli_median (times) };

  time.low = g_array_index (times, double, 0);
  time.high = g_array_index (times, double, times->len - 1);
  return time;
}

/* Warm, and with the number of passes a run needs in @passes. */
static gboolean
prepare (CompareSubject *self, guint *passes, GError **error)
{
  double forward, backward;

  if (!time_passes (self, WARM_UP, &forward, &backward, error)
      || !time_passes (self, 1, &forward, &backward, error))
    return FALSE;
  *passes = (guint) CLAMP (RUN_MS / MAX (forward + backward, 1e-3) + 1, 1, 1000);
  return TRUE;
}

gboolean
compare_measure (CompareSubject *subjects, guint n, guint runs, GError **error)
{
  g_autofree guint *passes = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    if (!rn_progress_step (cli_progress (), 0, "warming up", error)
        || !prepare (&subjects[i], &passes[i], error))
      return FALSE;
  for (guint run = 0; run < runs; run++)
    for (guint k = 0; k < n; k++)
      {
        guint i = run % 2 == 0 ? k : n - 1 - k;
        double forward, backward;

        if (!rn_progress_step (cli_progress (), (double) (run * n + k) / (runs * n), "measuring",
                               error)
            || !time_passes (&subjects[i], passes[i], &forward, &backward, error))
          return FALSE;
        g_array_append_val (subjects[i].forward_ms, forward);
        g_array_append_val (subjects[i].backward_ms, backward);
      }
  for (guint i = 0; i < n; i++)
    {
      subjects[i].forward = summarize (subjects[i].forward_ms);
      subjects[i].backward = summarize (subjects[i].backward_ms);
    }
  return TRUE;
}
