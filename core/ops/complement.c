/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What is left to 1: the other side of a gate.
 *
 *   y = 1 − x,   dx = −dy
 *
 * He et al., Identity Mappings in Deep Residual Networks, ECCV 2016, §3.1: a gate g on the branch
 * leaves 1 − g to the shortcut.
 */
#include "config.h"

#include "ops-private.h"

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_size (&rn__op_complement, call, &call->inputs[0], error))
    return FALSE;
  *output = call->inputs[0];
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_complement, call, counts);
  counts->additions = rn_shape_elements (&call->output);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);

  for (gsize i = 0; i < n; i++)
    data->output[i] = 1 - data->inputs[0][i];
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    data->d_inputs[0][i] -= data->d_output[i];
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize at = rn__offset_of (&call->output, index);

  rn__explain_begin (explanation);
  rn__explain_term (explanation, 0, &call->inputs[0], at, G_MAXSIZE, data->inputs[0][at], -1);
  explanation->constant = 1;
  explanation->result = explanation->sum + 1;

  g_autofree char *x_text = rn__operand (data->inputs[0][at]);
  g_autofree char *result_text = rn__number (explanation->result);

  explanation->formula = g_strdup_printf ("1 " RN_MINUS " %s = %s", x_text, result_text);
}

const RnOp rn__op_complement = {
  .name = "complement",
  .title = "complement",
  .formula = "y = 1 − x",
  .source = "He et al. 2016, ECCV, §3.1",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
