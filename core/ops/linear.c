/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Linear layer: every output is a weighted sum of all numbers of a sample; a map is read as one
 * long vector.
 *
 *   y[n, k] = Σ_d w[k, d] · x[n, d] + b[k],   D = C·H·W
 *   dx[n, d] = Σ_k w[k, d] · dy[n, k],   dw[k, d] = Σ_n dy[n, k] · x[n, d],   db[k] = Σ_n dy[n, k]
 *
 * Rosenblatt, The perceptron, Psychological Review 1958.
 */
#include "config.h"

#include "ops-private.h"
#include "rn-size.h"

#include <math.h>

enum { OUT, BIAS, N_ATTRIBUTES };
enum { WEIGHT, BIASES, N_PARAMETERS };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [OUT] = { "out", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_CHANNELS, NAN, N_("numbers that come out") },
  [BIAS] = { "bias", RN_ATTRIBUTE_BOOLEAN, 0, 1, 1, N_("whether a number is added to each output") },
};

static const RnParameterSlot parameter_slots[N_PARAMETERS] = {
  [WEIGHT] = { "weight", TRUE, RN_INIT_UNIFORM_FAN_IN },
  [BIASES] = { "bias", TRUE, RN_INIT_UNIFORM_FAN_IN },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnOp *op = &rn__op_linear;
  const RnShape *x = &call->inputs[0];
  gsize out = (gsize) call->attributes[OUT], macs;

  if (!rn__op_check_input (op, call, 0, x->rank == 2 ? 2 : 4, error))
    return FALSE;

  RnShape y = rn_shape_2d (x->dim[0], out);
  RnShape weight = rn_shape_2d (out, x->dim[1] * x->dim[2] * x->dim[3]);

  if (!rn__op_check_size (op, call, &y, error) || !rn__op_check_size (op, call, &weight, error))
    return FALSE;
  if (!rn_size_multiply (rn_shape_elements (&y), weight.dim[1], &macs))
    return rn__op_fail (op, call, RN_ERROR_RANGE, error,
                        _("more multiply-adds than can be counted"));
  *output = y;
  parameters[WEIGHT] = weight;
  parameters[BIASES] = call->attributes[BIAS] != 0 ? rn_shape_1d (out) : RN_NO_SHAPE;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  guint64 outputs = rn_shape_elements (&call->output);

  rn__op_cost_memory (&rn__op_linear, call, counts);
  counts->macs = outputs * call->parameters[WEIGHT].dim[1];
  counts->bias_adds = call->parameters[BIASES].rank > 0 ? outputs : 0;
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->output.dim[0], K = call->output.dim[1], D = call->parameters[WEIGHT].dim[1];
  const float *x = data->inputs[0], *w = data->parameters[WEIGHT], *b = data->parameters[BIASES];

#pragma omp parallel for collapse (2) if (N * K * D > RN_WORTH_THREADS)
  for (gsize n = 0; n < N; n++)
    for (gsize k = 0; k < K; k++)
      {
        double sum = b != NULL ? b[k] : 0;

        for (gsize d = 0; d < D; d++)
          sum += (double) w[k * D + d] * x[n * D + d];
        data->output[n * K + k] = (float) sum;
      }
}

static void
backward_input (const RnOpCall *call, const RnOpData *data, float *dx)
{
  gsize N = call->output.dim[0], K = call->output.dim[1], D = call->parameters[WEIGHT].dim[1];

#pragma omp parallel for collapse (2) if (N * K * D > RN_WORTH_THREADS)
  for (gsize n = 0; n < N; n++)
    for (gsize d = 0; d < D; d++)
      {
        double sum = 0;

        for (gsize k = 0; k < K; k++)
          sum += (double) data->parameters[WEIGHT][k * D + d] * data->d_output[n * K + k];
        dx[n * D + d] += (float) sum;
      }
}

static void
backward_weight (const RnOpCall *call, const RnOpData *data, float *dw)
{
  gsize N = call->output.dim[0], K = call->output.dim[1], D = call->parameters[WEIGHT].dim[1];

#pragma omp parallel for if (N * K * D > RN_WORTH_THREADS)
  for (gsize k = 0; k < K; k++)
    for (gsize d = 0; d < D; d++)
      {
        double sum = 0;

        for (gsize n = 0; n < N; n++)
          sum += (double) data->d_output[n * K + k] * data->inputs[0][n * D + d];
        dw[k * D + d] += (float) sum;
      }
}

static void
backward_bias (const RnOpCall *call, const RnOpData *data, float *db)
{
  gsize N = call->output.dim[0], K = call->output.dim[1];

  for (gsize k = 0; k < K; k++)
    {
      double sum = 0;

      for (gsize n = 0; n < N; n++)
        sum += data->d_output[n * K + k];
      db[k] += (float) sum;
    }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  if (data->d_inputs[0] != NULL)
    backward_input (call, data, data->d_inputs[0]);
  if (data->d_parameters[WEIGHT] != NULL)
    backward_weight (call, data, data->d_parameters[WEIGHT]);
  if (data->d_parameters[BIASES] != NULL)
    backward_bias (call, data, data->d_parameters[BIASES]);
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize n = index[0], k = index[1], D = call->parameters[WEIGHT].dim[1];

  rn__explain_begin (explanation);
  for (gsize d = 0; d < D; d++)
    rn__explain_term (explanation, 0, &call->inputs[0], n * D + d, k * D + d,
                      data->inputs[0][n * D + d], data->parameters[WEIGHT][k * D + d]);
  rn__explain_sum (explanation, data->parameters[BIASES] != NULL ? data->parameters[BIASES][k] : 0);
}

const RnOp rn__op_linear = {
  .name = "linear",
  .title = "linear layer",
  .formula = "y = W·x + b",
  .source = "Rosenblatt 1958",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .parameters = parameter_slots,
  .n_parameters = N_PARAMETERS,
  .backward_reads = RN_BACKWARD_READS_INPUTS,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
