/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Zero-padding of channels: a shortcut without parameters grows to its block's width (option A).
 *
 *   y[n, c] = x[n, c − before] where that channel exists, else 0;   dx = dy there
 *
 * He et al., Deep Residual Learning for Image Recognition, CVPR 2016, §3.3.
 */
#include "config.h"

#include "ops-private.h"

#include <string.h>

enum { BEFORE, AFTER, N_ATTRIBUTES };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [BEFORE] = { "before", RN_ATTRIBUTE_INTEGER, 0, RN_MAX_CHANNELS, 0,
               N_("zero channels put before the input's") },
  [AFTER] = { "after", RN_ATTRIBUTE_INTEGER, 0, RN_MAX_CHANNELS, 0,
              N_("zero channels put after the input's") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_input (&rn__op_pad_channels, call, 0, 4, error))
    return FALSE;

  RnShape y = call->inputs[0];

  y.dim[1] += (gsize) call->attributes[BEFORE] + (gsize) call->attributes[AFTER];
  if (!rn__op_check_size (&rn__op_pad_channels, call, &y, error))
    return FALSE;
  *output = y;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_pad_channels, call, counts);
}

/* Where sample @n's part begins in y. */
static gsize
part_of (const RnOpCall *call, gsize n)
{
  return rn__offset (&call->output, n, (gsize) call->attributes[BEFORE], 0, 0);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->inputs[0].dim[0], part = rn_shape_elements (&call->inputs[0]) / N;

  memset (data->output, 0, rn_shape_elements (&call->output) * sizeof (float));
  for (gsize n = 0; n < N; n++)
    memcpy (&data->output[part_of (call, n)], &data->inputs[0][n * part], part * sizeof (float));
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->inputs[0].dim[0], part = rn_shape_elements (&call->inputs[0]) / N;

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize n = 0; n < N; n++)
    for (gsize i = 0; i < part; i++)
      data->d_inputs[0][n * part + i] += data->d_output[part_of (call, n) + i];
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  const RnShape *input = &call->inputs[0];
  gsize c = index[1] - (gsize) call->attributes[BEFORE];    /* wraps below the input's channels */

  if (c < input->dim[1])
    {
      gsize at = rn__offset (input, index[0], c, index[2], index[3]);

      rn__explain_copy (explanation, 0, input, at, data->inputs[0][at]);
      return;
    }
  rn__explain_begin (explanation);
  explanation->formula = g_strdup ("0");
}

const RnOp rn__op_pad_channels = {
  .name = "pad_channels",
  .title = "zero channels added",
  .formula = "y = [0, x, 0]",
  .source = "He et al. 2016, §3.3 option A",
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
