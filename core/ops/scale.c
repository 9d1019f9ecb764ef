/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Multiplication by a gate: every channel of x by a number of its own, as squeeze-and-excitation
 * does, or every element by its own.
 *
 *   y[n, c, h, w] = x[n, c, h, w] · s[n, c],         s of [N, C, 1, 1]
 *   dx = dy · s,   ds[n, c] = Σ_h Σ_w dy[n, c, h, w] · x[n, c, h, w]
 *
 *   y = x · s,   dx = dy · s,   ds = dy · x          s of x's shape
 *
 * Hu et al., Squeeze-and-Excitation Networks, CVPR 2018, eq. 4; gated shortcuts: He et al., Identity
 * Mappings in Deep Residual Networks, ECCV 2016, §3.1.
 */
#include "config.h"

#include "ops-private.h"

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnShape *x = &call->inputs[0], *s = &call->inputs[1];
  RnShape wanted = rn_shape_4d (x->dim[0], x->dim[1], 1, 1);

  if (!rn__op_check_input (&rn__op_scale, call, 0, 4, error))
    return FALSE;
  if (!rn_shape_equal (s, &wanted) && !rn_shape_equal (s, x))
    {
      g_autofree char *a = rn_shape_describe (x), *b = rn_shape_describe (s);
      g_autofree char *c = rn_shape_describe (&wanted);

      return rn__op_fail (&rn__op_scale, call, RN_ERROR_SHAPE, error,
                          _("factors are %s; input %s expects %s or its own shape"), b, a, c);
    }
  *output = *x;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_scale, call, counts);
  counts->multiplications = rn_shape_elements (&call->output);
}

/* How many elements of x, side by side, share a factor: a channel's pixels, or 1. */
static gsize
share_of (const RnOpCall *call)
{
  return rn_shape_elements (&call->inputs[0]) / rn_shape_elements (&call->inputs[1]);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize factors = rn_shape_elements (&call->inputs[1]), share = share_of (call);

  for (gsize c = 0; c < factors; c++)
    for (gsize i = c * share; i < (c + 1) * share; i++)
      data->output[i] = data->inputs[0][i] * data->inputs[1][c];
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize factors = rn_shape_elements (&call->inputs[1]), share = share_of (call);
  const float *x = data->inputs[0], *s = data->inputs[1], *dy = data->d_output;

  for (gsize c = 0; c < factors; c++)
    {
      double ds = 0;

      for (gsize i = c * share; i < (c + 1) * share; i++)
        ds += (double) dy[i] * x[i];
      if (data->d_inputs[1] != NULL)
        data->d_inputs[1][c] += (float) ds;
      if (data->d_inputs[0] != NULL)
        for (gsize i = c * share; i < (c + 1) * share; i++)
          data->d_inputs[0][i] += dy[i] * s[c];
    }
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize at = rn__offset_of (&call->output, index);

  rn__explain_begin (explanation);
  rn__explain_term (explanation, 0, &call->inputs[0], at, G_MAXSIZE,
                    data->inputs[0][at], data->inputs[1][at / share_of (call)]);
  rn__explain_sum (explanation, 0);
}

const RnOp rn__op_scale = {
  .name = "scale",
  .title = "multiplication by a gate",
  .formula = "y = s · x",
  .source = "Hu et al. 2018, eq. 4",
  .min_inputs = 2,
  .max_inputs = 2,
  .backward_reads = RN_BACKWARD_READS_INPUTS,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
