/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Networks and blocks timed in turns. */
#include "config.h"

#include "compare-measure.h"

#include "cli.h"
#include "rn-random.h"

#define SEED    0
#define RUN_MS  20.0
#define WARM_UP 2            /* passes before the first that counts */

void
compare_subject_clear (CompareSubject *self)
{
  g_clear_pointer (&self->session, rn_session_free);
  g_clear_pointer (&self->graph, rn_graph_unref);
  g_clear_pointer (&self->spec, rn_spec_unref);
  g_clear_pointer (&self->forward_ms, g_array_unref);
  g_clear_pointer (&self->backward_ms, g_array_unref);
}

static gboolean
set_noise (CompareSubject *self, GError **error)
{
  g_autoptr (RnTensor) input = rn_tensor_new (&self->input, error);
  g_autoptr (RnTensor) gradient = NULL;
  g_autofree guint *labels = g_new0 (guint, self->input.dim[0]);

  if (input == NULL)
    return FALSE;
  rn_tensor_fill_normal (input, SEED, rn_random_stream ("input"));
  if (!rn_session_set_input (self->session, 0, input, error))
    return FALSE;
  if (rn_spec_block (self->spec) == NULL)
    return rn_session_set_labels (self->session, labels, error);
  gradient = rn_tensor_new (rn_session_shape (self->session, rn_graph_output (self->graph)), error);
  if (gradient == NULL)
    return FALSE;
  rn_tensor_fill_normal (gradient, SEED, rn_random_stream ("grad_output"));
  return rn_session_set_output_gradient (self->session, gradient, error);
}

static gboolean
count (CompareSubject *self, GError **error)
{
  guint n = rn_graph_n_nodes (self->graph);
  g_autofree RnShape *shapes = g_new (RnShape, n);

  if (!rn_graph_infer (self->graph, &self->input, shapes, error))
    return FALSE;
  rn_totals_measure (self->graph, shapes, 0, n, rn_convention_default (), &self->totals);
  return TRUE;
}

gboolean
compare_open (CompareSubject *self, RnSpec *spec, const RnShape *input, guint threads, GError **error)
{
  g_autoptr (RnParameters) parameters = NULL;
  RnSessionOptions options = { .mode = RN_MODE_TRAIN, .backward = TRUE, .threads = threads };
  gboolean is_network = rn_spec_block (spec) == NULL;

  self->spec = rn_spec_ref (spec);
  self->graph = rn_spec_build (spec, &(RnBuildOptions) { .input = *input, .loss = is_network }, error);
  if (self->graph == NULL)
    return FALSE;
  self->input = rn_graph_node (self->graph, 0)->shape;
  self->forward_ms = g_array_new (FALSE, FALSE, sizeof (double));
  self->backward_ms = g_array_new (FALSE, FALSE, sizeof (double));
  parameters = rn_parameters_new (self->graph, error);
  if (parameters == NULL || !count (self, error))
    return FALSE;
  rn_parameters_initialize (parameters, SEED);
  self->session = rn_session_new (self->graph, parameters, &self->input, &options, error);
  return self->session != NULL && set_noise (self, error);
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
  *forward = *backward = 0;
  for (guint i = 0; i < passes; i++)
    {
      double start = now_ms (), middle;

      if (!rn_session_forward (self->session, NULL, error))
        return FALSE;
      middle = now_ms ();
      if (!rn_session_backward (self->session, NULL, error))
        return FALSE;
      *forward += (middle - start) / passes;
      *backward += (now_ms () - middle) / passes;
    }
  return TRUE;
}

static int
ascending (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static CompareTime
summarize (GArray *times)
{
  const double *time;

  g_array_sort (times, ascending);
  time = (const double *) times->data;
  return (CompareTime) { (time[(times->len - 1) / 2] + time[times->len / 2]) / 2, time[0], time[times->len - 1] };
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

        if (!rn_progress_step (cli_progress (), (double) (run * n + k) / (runs * n), "measuring", error)
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
