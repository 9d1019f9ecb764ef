/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Networks tried out on random numbers. */
#include "config.h"

#include "rn-trial.h"

#include <math.h>

#include "rn-random.h"

static gboolean
set_labels (RnSession *session, guint64 seed, GError **error)
{
  const RnShape *logits = rn_session_shape (session, rn_graph_output (rn_session_graph (session)));
  guint64 stream = rn_random_stream ("labels");
  g_autofree guint *labels = g_new (guint, logits->dim[0]);

  for (gsize i = 0; i < logits->dim[0]; i++)
    labels[i] = (guint) (rn_random_uniform (seed, stream, i) * (double) logits->dim[1]);
  return rn_session_set_labels (session, labels, error);
}

/* Normal random numbers for node @node. */
static RnTensor *
make_noise (RnSession *session, RnNode node, guint64 seed, const char *stream, GError **error)
{
  RnTensor *noise = rn_tensor_new (rn_session_shape (session, node), error);

  if (noise != NULL)
    rn_tensor_fill_normal (noise, seed, rn_random_stream (stream));
  return noise;
}

gboolean
rn_trial_aim (RnSession *session, guint64 seed, GError **error)
{
  RnGraph *graph = rn_session_graph (session);
  g_autoptr (RnTensor) gradient = NULL;

  if (rn_graph_loss (graph) != RN_NODE_NONE)
    return set_labels (session, seed, error);
  gradient = make_noise (session, rn_graph_output (graph), seed, "grad_output", error);
  return gradient != NULL && rn_session_set_output_gradient (session, gradient, error);
}

RnSession *
rn_trial_session (RnGraph *graph, guint64 seed, const RnSessionOptions *options, GError **error)
{
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, error);
  g_autoptr (RnSession) session = NULL;
  g_autoptr (RnTensor) input = NULL;

  if (parameters == NULL)
    return NULL;
  rn_parameters_initialize (parameters, seed);
  session = rn_session_new (graph, parameters, &rn_graph_node (graph, 0)->shape, options, error);
  input = session != NULL ? make_noise (session, 0, seed, "input", error) : NULL;
  if (input == NULL || !rn_session_set_input (session, 0, input, error)
      || (options->backward && !rn_trial_aim (session, seed, error)))
    return NULL;
  return g_steal_pointer (&session);
}

/* ── against another that should give the same ── */

typedef struct
{
  RnTensor *output;              /* (owned) */
  RnTensor *gradient;            /* (owned) */
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_clear_pointer (&self->output, rn_tensor_unref);
  g_clear_pointer (&self->gradient, rn_tensor_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static gboolean
try (RnGraph *graph, guint64 seed, Outcome *outcome, const RnProgress *progress, GError **error)
{
  const RnSessionOptions options = { .mode = RN_MODE_TRAIN, .backward = TRUE,
                                     .keep = RN_KEEP_ALL };
  g_autoptr (RnSession) session = rn_trial_session (graph, seed, &options, error);

  if (session == NULL || !rn_session_forward (session, progress, error)
      || !rn_session_backward (session, progress, error))
    return FALSE;
  outcome->output = rn_session_activation (session, rn_graph_output (graph), error);
  if (outcome->output == NULL)
    return FALSE;
  outcome->gradient = rn_session_gradient (session, 0, error);
  return outcome->gradient != NULL;
}

static double
deviation_of (RnTensor *tensor, RnTensor *exact)
{
  gsize n = rn_shape_elements (rn_tensor_shape (exact));
  const float *a = rn_tensor_data (tensor), *b = rn_tensor_data (exact);
  double difference = 0, magnitude = 0;

  for (gsize i = 0; i < n; i++)
    {
      double off = (double) a[i] - (double) b[i];

      difference += off * off;
      magnitude += (double) b[i] * (double) b[i];
    }
  return difference == 0 ? 0 : sqrt (difference / magnitude);
}

gboolean
rn_trial_deviation (RnGraph *graph, RnGraph *exact, guint64 seed, RnDeviation *deviation,
                    const RnProgress *progress, GError **error)
{
  g_auto (Outcome) ours = { 0 }, theirs = { 0 };

  if (!try (graph, seed, &ours, progress, error) || !try (exact, seed, &theirs, progress, error))
    return FALSE;
  deviation->output = deviation_of (ours.output, theirs.output);
  deviation->gradient = deviation_of (ours.gradient, theirs.gradient);
  return TRUE;
}
