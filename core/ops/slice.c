/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Slice: some of the channels, neighbours in order.
 *
 *   y[n, c] = x[n, begin + c] for c < length,   dx = dy there, 0 elsewhere
 *
 * Gao et al., Res2Net, TPAMI 2021, §3 (a block's channels split into scales).
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>
#include <string.h>

enum { BEGIN, LENGTH, N_ATTRIBUTES };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [BEGIN] = { "begin", RN_ATTRIBUTE_INTEGER, 0, RN_MAX_CHANNELS, NAN,
              N_("first channel taken, counted from 0") },
  [LENGTH] = { "length", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_CHANNELS, NAN, N_("channels taken") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  gsize begin = (gsize) call->attributes[BEGIN], length = (gsize) call->attributes[LENGTH];

  if (!rn__op_check_input (&rn__op_slice, call, 0, 4, error))
    return FALSE;
  if (begin + length > call->inputs[0].dim[1])
    return rn__op_fail (&rn__op_slice, call, RN_ERROR_SHAPE, error,
                        _("channels %zu to %zu of an input that has %zu"),
                        begin, begin + length - 1, call->inputs[0].dim[1]);
  *output = call->inputs[0];
  output->dim[1] = length;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_slice, call, counts);
}

/* Where sample @n's part begins in x. */
static gsize
part_of (const RnOpCall *call, gsize n)
{
  return rn__offset (&call->inputs[0], n, (gsize) call->attributes[BEGIN], 0, 0);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->output.dim[0], part = rn_shape_elements (&call->output) / N;

  for (gsize n = 0; n < N; n++)
    memcpy (&data->output[n * part], &data->inputs[0][part_of (call, n)], part * sizeof (float));
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->output.dim[0], part = rn_shape_elements (&call->output) / N;

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize n = 0; n < N; n++)
    for (gsize i = 0; i < part; i++)
      data->d_inputs[0][part_of (call, n) + i] += data->d_output[n * part + i];
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize c = (gsize) call->attributes[BEGIN] + index[1];
  gsize at = rn__offset (&call->inputs[0], index[0], c, index[2], index[3]);

  rn__explain_copy (explanation, 0, &call->inputs[0], at, data->inputs[0][at]);
}

const RnOp rn__op_slice = {
  .name = "slice",
  .title = "slice of channels",
  .formula = "y[c] = x[begin + c]",
  .source = "Gao et al. 2021, §3",
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
