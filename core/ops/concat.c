/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Concatenation: the channels of all inputs, one after the other.
 *
 *   y[n, c₁ + … + cᵢ₋₁ + c] = xᵢ[n, c],   dxᵢ = its part of dy
 *
 * Szegedy et al., Going deeper with convolutions, CVPR 2015, fig. 2.
 */
#include "config.h"

#include "ops-private.h"

#include <string.h>

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnOp *op = &rn__op_concat;
  RnShape y = call->inputs[0];

  for (guint i = 0; i < call->n_inputs; i++)
    {
      const gsize *first = call->inputs[0].dim, *dim = call->inputs[i].dim;

      if (!rn__op_check_input (op, call, i, 4, error))
        return FALSE;
      if (dim[0] != first[0] || dim[2] != first[2] || dim[3] != first[3])
        {
          g_autofree char *a = rn_shape_describe (&call->inputs[0]);
          g_autofree char *b = rn_shape_describe (&call->inputs[i]);

          return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                              _("input 1 is %s, input %u is %s; only their channels may differ"),
                              a, i + 1, b);
        }
      if (i > 0)
        y.dim[1] += dim[1];
    }
  if (!rn__op_check_size (op, call, &y, error))
    return FALSE;
  *output = y;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_concat, call, counts);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->output.dim[0], pixels = call->output.dim[2] * call->output.dim[3];
  float *y = data->output;

  for (gsize n = 0; n < N; n++)
    for (guint input = 0; input < call->n_inputs; input++)
      {
        gsize part = call->inputs[input].dim[1] * pixels;

        memcpy (y, &data->inputs[input][n * part], part * sizeof (float));
        y += part;
      }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->output.dim[0], pixels = call->output.dim[2] * call->output.dim[3];
  const float *dy = data->d_output;

  for (gsize n = 0; n < N; n++)
    for (guint input = 0; input < call->n_inputs; input++)
      {
        gsize part = call->inputs[input].dim[1] * pixels;

        if (data->d_inputs[input] != NULL)
          for (gsize i = 0; i < part; i++)
            data->d_inputs[input][n * part + i] += dy[i];
        dy += part;
      }
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize c = index[1];
  guint input = 0;

  while (c >= call->inputs[input].dim[1])
    c -= call->inputs[input++].dim[1];

  gsize at = rn__offset (&call->inputs[input], index[0], c, index[2], index[3]);

  rn__explain_copy (explanation, input, &call->inputs[input], at, data->inputs[input][at]);
}

const RnOp rn__op_concat = {
  .name = "concat",
  .title = "concatenation",
  .formula = "y = [x₁, …, xₙ]",
  .source = "Szegedy et al. 2015, fig. 2",
  .min_inputs = 2,
  .max_inputs = RN_OP_MAX_INPUTS,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
