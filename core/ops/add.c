/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Element-wise addition: where a block's branch and its shortcut meet.
 *
 *   y = x₁ + … + xₙ,   dxᵢ = dy: addition hands the gradient on to all its inputs unchanged
 *
 * He et al., Deep Residual Learning for Image Recognition, CVPR 2016, eq. 1.
 */
#include "config.h"

#include "ops-private.h"

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnShape *first = &call->inputs[0];

  if (!rn__op_check_size (&rn__op_add, call, first, error))
    return FALSE;
  for (guint i = 1; i < call->n_inputs; i++)
    if (!rn_shape_equal (first, &call->inputs[i]))
      {
        g_autofree char *a = rn_shape_describe (first), *b = rn_shape_describe (&call->inputs[i]);

        return rn__op_fail (&rn__op_add, call, RN_ERROR_SHAPE, error,
                            _("input 1 is %s, input %u is %s; expected one shape"), a, i + 1, b);
      }
  *output = *first;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_add, call, counts);
  counts->additions = (call->n_inputs - 1) * (guint64) rn_shape_elements (&call->output);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);

  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      for (guint input = 0; input < call->n_inputs; input++)
        sum += data->inputs[input][i];
      data->output[i] = (float) sum;
    }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);

  for (guint input = 0; input < call->n_inputs; input++)
    if (data->d_inputs[input] != NULL)
      for (gsize i = 0; i < n; i++)
        data->d_inputs[input][i] += data->d_output[i];
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize at = rn__offset_of (&call->output, index);

  rn__explain_begin (explanation);
  for (guint input = 0; input < call->n_inputs; input++)
    rn__explain_term (explanation, input, &call->inputs[input], at, G_MAXSIZE,
                      data->inputs[input][at], 1);
  rn__explain_sum (explanation, 0);
}

const RnOp rn__op_add = {
  .name = "add",
  .title = "addition",
  .formula = "y = F(x) + h(x)",
  .source = "He et al. 2016, eq. 1",
  .min_inputs = 2,
  .max_inputs = RN_OP_MAX_INPUTS,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
