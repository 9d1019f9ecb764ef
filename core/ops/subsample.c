/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Subsampling: every stride-th pixel, the shortcut that shrinks without parameters.
 *
 *   y[n, c, p, q] = x[n, c, p·stride, q·stride],   dx = dy at the pixels kept, 0 elsewhere
 *
 * He et al., Deep Residual Learning for Image Recognition, CVPR 2016, §3.3.
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>

enum { STRIDE, N_ATTRIBUTES };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [STRIDE] = { "stride", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, NAN,
               N_("distance between the pixels kept") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  gsize stride = (gsize) call->attributes[STRIDE];

  if (!rn__op_check_input (&rn__op_subsample, call, 0, 4, error))
    return FALSE;
  *output = call->inputs[0];
  output->dim[2] = (output->dim[2] - 1) / stride + 1;
  output->dim[3] = (output->dim[3] - 1) / stride + 1;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_subsample, call, counts);
}

/* Where pixel (@p, @q) of map @map (n·C + c) comes from. */
static gsize
origin (const RnOpCall *call, gsize map, gsize p, gsize q)
{
  const gsize *in = call->inputs[0].dim;
  gsize stride = (gsize) call->attributes[STRIDE];

  return (map * in[2] + p * stride) * in[3] + q * stride;
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  const gsize *out = call->output.dim;
  float *y = data->output;

  for (gsize map = 0; map < out[0] * out[1]; map++)
    for (gsize p = 0; p < out[2]; p++)
      for (gsize q = 0; q < out[3]; q++)
        *y++ = data->inputs[0][origin (call, map, p, q)];
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  const gsize *out = call->output.dim;
  const float *dy = data->d_output;

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize map = 0; map < out[0] * out[1]; map++)
    for (gsize p = 0; p < out[2]; p++)
      for (gsize q = 0; q < out[3]; q++)
        data->d_inputs[0][origin (call, map, p, q)] += *dy++;
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize at = origin (call, index[0] * call->output.dim[1] + index[1], index[2], index[3]);

  rn__explain_copy (explanation, 0, &call->inputs[0], at, data->inputs[0][at]);
}

const RnOp rn__op_subsample = {
  .name = "subsample",
  .title = "subsampling",
  .formula = "y[p, q] = x[p·stride, q·stride]",
  .source = "He et al. 2016, §3.3",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
