/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Softmax cross-entropy: how surprised the network is by the right class, in nats, on average.
 *
 *   L = −1/N Σ_n Σ_k t[n, k] · log p[n, k],   p = softmax(x)
 *   t[n, k] = (1 − ε)·[k is the label of n] + ε/K      with label smoothing ε
 *   dx[n, k] = (p[n, k] − t[n, k]) / N · dL
 *
 * Because Σ_k t = 1 this is L = 1/N Σ_n (log Σ_j e^x[n, j] − Σ_k t[n, k]·x[n, k]), which is what is
 * computed. Labels are class numbers held in floats, [N], or shares of the classes that sum to 1, [N, K], in
 * place of [k is the label of n]: what MixUp mixes. They get no gradient. A class number outside
 * 0 ≤ label < K makes the loss NaN.
 *
 * Szegedy et al., Rethinking the Inception Architecture, CVPR 2016, §7 (label smoothing).
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>

enum { LOGITS, LABELS };
enum { LABEL_SMOOTHING, N_ATTRIBUTES };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [LABEL_SMOOTHING] = { "label_smoothing", RN_ATTRIBUTE_REAL, 0, 1, 0,
                        N_("share of the target spread over all classes") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnOp *op = &rn__op_softmax_cross_entropy;
  const RnShape *logits = &call->inputs[LOGITS], *labels = &call->inputs[LABELS];

  if (!rn__op_check_input (op, call, LOGITS, 2, error)
      || !rn__op_check_input (op, call, LABELS, labels->rank == 2 ? 2 : 1, error))
    return FALSE;
  if (labels->dim[0] != logits->dim[0])
    return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                        _("%zu labels, expected one for each of %zu samples"),
                        labels->dim[0], logits->dim[0]);
  if (labels->rank == 2 && labels->dim[1] != logits->dim[1])
    return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                        _("shares of %zu classes, expected %zu, one for each logit"),
                        labels->dim[1], logits->dim[1]);
  *output = rn_shape_1d (1);
  return TRUE;
}

/* A loss is no layer of the network: it moves memory, and no convention counts its work. */
static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_softmax_cross_entropy, call, counts);
}

/* The probabilities, [N, K]. */
static gsize
state (const RnOpCall *call)
{
  return rn_shape_elements (&call->inputs[LOGITS]);
}

static double
target (const RnOpCall *call, const RnOpData *data, gsize n, gsize k)
{
  gsize K = call->inputs[LOGITS].dim[1];
  double smoothing = call->attributes[LABEL_SMOOTHING], share, label;

  if (call->inputs[LABELS].rank == 2)
    share = data->inputs[LABELS][n * K + k];
  else
    {
      label = data->inputs[LABELS][n];
      share = label >= 0 && label < K ? k == (gsize) label : NAN;
    }
  return (1 - smoothing) * share + smoothing / K;
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->inputs[LOGITS].dim[0], K = call->inputs[LOGITS].dim[1];
  double loss = 0;

  for (gsize n = 0; n < N; n++)
    {
      const float *x = &data->inputs[LOGITS][n * K];
      double largest, sum = rn__softmax_sum (x, K, &largest);

      loss += log (sum);
      for (gsize k = 0; k < K; k++)
        {
          loss -= target (call, data, n, k) * (x[k] - largest);
          data->state[n * K + k] = (float) (exp (x[k] - largest) / sum);
        }
    }
  data->output[0] = (float) (loss / N);
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->inputs[LOGITS].dim[0], K = call->inputs[LOGITS].dim[1];
  float *dx = data->d_inputs[LOGITS];

  if (dx == NULL)
    return;
  for (gsize n = 0; n < N; n++)
    for (gsize k = 0; k < K; k++)
      {
        double difference = data->state[n * K + k] - target (call, data, n, k);

        dx[n * K + k] += (float) (difference / N * data->d_output[0]);
      }
}

/* The logits with their −t/N are the terms, the mean of log Σ e^x the constant. */
static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize N = call->inputs[LOGITS].dim[0], K = call->inputs[LOGITS].dim[1];
  double constant = 0;

  rn__explain_begin (explanation);
  for (gsize n = 0; n < N; n++)
    {
      double largest, sum = rn__softmax_sum (&data->inputs[LOGITS][n * K], K, &largest);

      constant += (largest + log (sum)) / N;
      for (gsize k = 0; k < K; k++)
        {
          double t = target (call, data, n, k);

          if (t != 0)
            rn__explain_term (explanation, LOGITS, &call->inputs[LOGITS], n * K + k, G_MAXSIZE,
                              data->inputs[LOGITS][n * K + k], -t / N);
        }
    }
  rn__explain_sum (explanation, constant);
}

const RnOp rn__op_softmax_cross_entropy = {
  .name = "softmax_cross_entropy",
  .title = "softmax cross-entropy",
  .formula = "L = −1/N Σ_n Σ_k t[n, k]·log p[n, k]",
  .source = "Szegedy et al. 2016, §7",
  .min_inputs = 2,
  .max_inputs = 2,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .backward_reads = RN_BACKWARD_READS_INPUTS,
  .infer = infer,
  .cost = cost,
  .state = state,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
