/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Gradient gate: going forward nothing happens, going backward the gradient is multiplied by one
 * number. With 0 on all branches but some, and on the shortcuts of those, a gradient goes along one
 * path only.
 *
 *   y = x,   dx = factor·dy; that is not the derivative of y unless the factor is 1
 *
 * Veit et al., Residual Networks Behave Like Ensembles of Relatively Shallow Networks, NIPS 2016,
 * §4.3.
 */
#include "config.h"

#include "ops-private.h"

#include <float.h>
#include <string.h>

enum { FACTOR };

static const RnAttribute attributes[] = {
  [FACTOR] = { "factor", RN_ATTRIBUTE_REAL, -FLT_MAX, FLT_MAX, NAN,
               N_("what the gradient is multiplied by") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_size (&rn__op_gradient_scale, call, &call->inputs[0], error))
    return FALSE;
  *output = call->inputs[0];
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_gradient_scale, call, counts);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  memcpy (data->output, data->inputs[0], rn_shape_elements (&call->output) * sizeof (float));
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

  rn__explain_copy (explanation, 0, &call->inputs[0], at, data->inputs[0][at]);
}

const RnOp rn__op_gradient_scale = {
  .name = "gradient_scale",
  .title = "gradient gate",
  .formula = "y = x,  dx = factor · dy",
  .source = "Veit et al. 2016, §4.3",
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
