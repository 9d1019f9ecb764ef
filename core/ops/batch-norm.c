/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Batch normalisation: each channel gets mean 0 and deviation 1, then a learned scale and shift.
 *
 *   y = γ·(x − μ)/σ + β,   σ = √(variance + ε)
 *
 * In training μ and the variance are the batch's own, over the channel's M = N·H·W numbers, and the
 * running ones move towards them, r ← (1 − momentum)·r + momentum·batch, the running variance
 * towards Σ(x − μ)²/(M − 1) as in PyTorch. In evaluation they are the running ones, constants.
 * With x̂ = (x − μ)/σ:
 *
 *   dγ = Σ dy·x̂,   dβ = Σ dy
 *   dx = γ/σ · (dy − dβ/M − x̂·dγ/M)     in training, because μ and σ depend on x
 *   dx = γ/σ · dy                       in evaluation
 *
 * Ioffe and Szegedy, Batch Normalization, ICML 2015.
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>

enum { EPSILON, MOMENTUM, N_ATTRIBUTES };
enum { WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR, N_PARAMETERS };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [EPSILON] = { "epsilon", RN_ATTRIBUTE_REAL, 1e-12, 1, 1e-5,
                N_("added to the variance, so that nothing is divided by 0") },
  [MOMENTUM] = { "momentum", RN_ATTRIBUTE_REAL, 0, 1, 0.1,
                 N_("share of the new batch in the running statistics") },
};

static const RnParameterSlot parameter_slots[N_PARAMETERS] = {
  [WEIGHT] = { "weight", TRUE, RN_INIT_ONE },
  [BIAS] = { "bias", TRUE, RN_INIT_ZERO },
  [RUNNING_MEAN] = { "running_mean", FALSE, RN_INIT_ZERO },
  [RUNNING_VAR] = { "running_var", FALSE, RN_INIT_ONE },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_input (&rn__op_batch_norm, call, 0, 4, error))
    return FALSE;
  *output = call->inputs[0];
  for (guint i = 0; i < N_PARAMETERS; i++)
    parameters[i] = rn_shape_1d (output->dim[1]);
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_batch_norm, call, counts);
  counts->norm_elements = rn_shape_elements (&call->output);
}

/* The means and the 1/σ the pass used, [2, C]. */
static gsize
state (const RnOpCall *call)
{
  return 2 * call->inputs[0].dim[1];
}

typedef struct
{
  double mean;
  double variance;               /* divided by M */
} Moments;

static Moments
batch_moments (const RnShape *shape, const float *x, gsize c)
{
  gsize N = shape->dim[0], C = shape->dim[1], pixels = shape->dim[2] * shape->dim[3];
  double sum = 0, squares = 0;

  for (gsize n = 0; n < N; n++)
    for (gsize i = 0; i < pixels; i++)
      sum += x[(n * C + c) * pixels + i];
  double mean = sum / ((double) N * pixels);

  for (gsize n = 0; n < N; n++)
    for (gsize i = 0; i < pixels; i++)
      {
        double deviation = x[(n * C + c) * pixels + i] - mean;

        squares += deviation * deviation;
      }
  return (Moments) { mean, squares / ((double) N * pixels) };
}

static Moments
moments (const RnOpCall *call, const RnOpData *data, gsize c)
{
  if (data->training)
    return batch_moments (&call->inputs[0], data->inputs[0], c);
  return (Moments) { data->parameters[RUNNING_MEAN][c], data->parameters[RUNNING_VAR][c] };
}

/* A channel of one number has no spread to estimate: its variance stays the 0 it is. */
static void
update_running (const RnOpCall *call, const RnOpData *data, gsize c, Moments batch)
{
  const gsize *dim = call->inputs[0].dim;
  double m = (double) dim[0] * dim[2] * dim[3];
  double unbiased = m > 1 ? batch.variance * m / (m - 1) : batch.variance;
  double momentum = call->attributes[MOMENTUM];
  float *mean = &data->parameters[RUNNING_MEAN][c], *variance = &data->parameters[RUNNING_VAR][c];

  *mean = (float) ((1 - momentum) * *mean + momentum * batch.mean);
  *variance = (float) ((1 - momentum) * *variance + momentum * unbiased);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  const gsize *dim = call->inputs[0].dim;
  gsize N = dim[0], C = dim[1], pixels = dim[2] * dim[3];

#pragma omp parallel for if (N * C * pixels > RN_WORTH_THREADS)
  for (gsize c = 0; c < C; c++)
    {
      Moments m = moments (call, data, c);
      double inverse = 1 / sqrt (m.variance + call->attributes[EPSILON]);
      double scale = data->parameters[WEIGHT][c] * inverse, shift = data->parameters[BIAS][c];

      for (gsize n = 0; n < N; n++)
        for (gsize i = (n * C + c) * pixels; i < (n * C + c + 1) * pixels; i++)
          data->output[i] = (float) (scale * (data->inputs[0][i] - m.mean) + shift);
      data->state[c] = (float) m.mean;
      data->state[C + c] = (float) inverse;
      if (data->training && !data->again)
        update_running (call, data, c, m);
    }
}

static void
backward_channel (const RnOpCall *call, const RnOpData *data, gsize c)
{
  const gsize *dim = call->inputs[0].dim;
  gsize N = dim[0], C = dim[1], pixels = dim[2] * dim[3];
  const float *x = data->inputs[0], *dy = data->d_output;
  double mean = data->state[c], inverse = data->state[C + c], m = (double) N * pixels;
  double d_weight = 0, d_bias = 0;

  for (gsize n = 0; n < N; n++)
    for (gsize i = (n * C + c) * pixels; i < (n * C + c + 1) * pixels; i++)
      {
        d_weight += dy[i] * (x[i] - mean) * inverse;
        d_bias += dy[i];
      }
  if (data->d_parameters[WEIGHT] != NULL)
    data->d_parameters[WEIGHT][c] += (float) d_weight;
  if (data->d_parameters[BIAS] != NULL)
    data->d_parameters[BIAS][c] += (float) d_bias;
  if (data->d_inputs[0] == NULL)
    return;
  for (gsize n = 0; n < N; n++)
    for (gsize i = (n * C + c) * pixels; i < (n * C + c + 1) * pixels; i++)
      {
        double through = data->training ? (d_bias + (x[i] - mean) * inverse * d_weight) / m : 0;

        data->d_inputs[0][i] += (float) (data->parameters[WEIGHT][c] * inverse * (dy[i] - through));
      }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize C = call->inputs[0].dim[1], elements = rn_shape_elements (&call->inputs[0]);

#pragma omp parallel for if (elements > RN_WORTH_THREADS)
  for (gsize c = 0; c < C; c++)
    backward_channel (call, data, c);
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize c = index[1], at = rn__offset_of (&call->inputs[0], index);
  Moments m = moments (call, data, c);
  double sigma = sqrt (m.variance + call->attributes[EPSILON]);
  double weight = data->parameters[WEIGHT][c], bias = data->parameters[BIAS][c];
  double x = data->inputs[0][at];

  rn__explain_begin (explanation);
  rn__explain_term (explanation, 0, &call->inputs[0], at, c, x, weight / sigma);
  explanation->constant = bias - weight * m.mean / sigma;
  explanation->result = explanation->sum + explanation->constant;

  g_autofree char *gamma_text = rn__number (weight), *x_text = rn__number (x);
  g_autofree char *mean_text = rn__operand (m.mean), *sigma_text = rn__number (sigma);
  g_autofree char *beta_text = rn__operand (bias), *result_text = rn__number (explanation->result);

  explanation->formula = g_strdup_printf ("%s " RN_TIMES " (%s " RN_MINUS " %s) / %s + %s = %s",
                                          gamma_text, x_text, mean_text, sigma_text, beta_text,
                                          result_text);
}

const RnOp rn__op_batch_norm = {
  .name = "batch_norm",
  .title = "batch normalisation",
  .formula = "y = γ·(x − μ)/σ + β",
  .source = "Ioffe and Szegedy 2015",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .parameters = parameter_slots,
  .n_parameters = N_PARAMETERS,
  .backward_reads = RN_BACKWARD_READS_INPUTS,
  .infer = infer,
  .cost = cost,
  .state = state,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
