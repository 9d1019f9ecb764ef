/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Multiplication by one number, the same everywhere and not trained: what a scaled or cut shortcut
 * does.
 *
 *   y = λ·x,   dx = λ·dy; λ = 0 lets nothing through either way
 *
 * He et al., Identity Mappings in Deep Residual Networks, ECCV 2016, §3.1.
 */
#include "config.h"

#include "ops-private.h"

#include <float.h>

enum { FACTOR };

static const RnAttribute attributes[] = {
  [FACTOR] = { "factor", RN_ATTRIBUTE_REAL, -FLT_MAX, FLT_MAX, NAN, N_("λ, what is multiplied by") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_size (&rn__op_scale_constant, call, &call->inputs[0], error))
    return FALSE;
  *output = call->inputs[0];
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_scale_constant, call, counts);
  counts->multiplications = rn_shape_elements (&call->output);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);
  double factor = call->attributes[FACTOR];

  for (gsize i = 0; i < n; i++)
    data->output[i] = (float) (factor * data->inputs[0][i]);
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);
  double factor = call->attributes[FACTOR];

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    data->d_inputs[0][i] += (float) (factor * data->d_output[i]);
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize at = rn__offset_of (&call->output, index);

  rn__explain_begin (explanation);
  rn__explain_term (explanation, 0, &call->inputs[0], at, G_MAXSIZE, data->inputs[0][at],
                    call->attributes[FACTOR]);
  rn__explain_sum (explanation, 0);
}

const RnOp rn__op_scale_constant = {
  .name = "scale_constant",
  .title = "multiplication by a constant",
  .formula = "y = λ · x",
  .source = "He et al. 2016, ECCV, §3.1",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = G_N_ELEMENTS (attributes),
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
