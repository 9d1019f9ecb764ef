/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Max pooling: the largest value under each window; zeros of the padding never win.
 *
 *   y[n, c, p, q] = max over the window at (p, q) of x[n, c]
 *   dx            : dy goes to the winner, the first one in reading order where several are equal
 *
 * Zhou and Chellappa, Computation of optical flow using a neural network, ICNN 1988.
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>

static const RnAttribute attributes[] = { RN_POOL_ATTRIBUTES };

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  return rn__pool_infer (&rn__op_max_pool, call, output, error);
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__pool_cost (&rn__op_max_pool, call, counts);
}

/* Which tap of its window won, r·kernel + s, for every output. */
static gsize
state (const RnOpCall *call)
{
  return rn_shape_elements (&call->output);
}

/* Place in @x [H, W] of the largest value of @patch; a NaN counts as larger than all. */
static gsize
find_winner (const float *x, gsize width, RnPatch patch)
{
  gsize winner = patch.top * width + patch.left;

  for (gsize h = patch.top; h < patch.bottom; h++)
    for (gsize w = patch.left; w < patch.right; w++)
      if (x[h * width + w] > x[winner] || (isnan (x[h * width + w]) && !isnan (x[winner])))
        winner = h * width + w;
  return winner;
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  const RnShape *input = &call->inputs[0];
  gsize maps = input->dim[0] * input->dim[1], H = input->dim[2], W = input->dim[3];
  gsize P = call->output.dim[2], Q = call->output.dim[3];
  RnWindow window = rn__pool_window (call);

  for (gsize map = 0; map < maps; map++)
    for (gsize p = 0; p < P; p++)
      for (gsize q = 0; q < Q; q++)
        {
          const float *x = &data->inputs[0][map * H * W];
          gsize winner = find_winner (x, W, rn__window_patch (&window, input, p, q));
          gsize r = winner / W + window.pad - p * window.stride;
          gsize s = winner % W + window.pad - q * window.stride;
          gsize at = (map * P + p) * Q + q;

          data->output[at] = x[winner];
          data->state[at] = (float) (r * window.kernel + s);
        }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  const RnShape *input = &call->inputs[0];
  gsize maps = input->dim[0] * input->dim[1], H = input->dim[2], W = input->dim[3];
  gsize P = call->output.dim[2], Q = call->output.dim[3];
  RnWindow window = rn__pool_window (call);

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize map = 0; map < maps; map++)
    for (gsize p = 0; p < P; p++)
      for (gsize q = 0; q < Q; q++)
        {
          gsize at = (map * P + p) * Q + q, tap = (gsize) data->state[at];
          gsize h = p * window.stride + tap / window.kernel - window.pad;
          gsize w = q * window.stride + tap % window.kernel - window.pad;

          data->d_inputs[0][(map * H + h) * W + w] += data->d_output[at];
        }
}

/* All values under the window are terms; the winner has the factor 1, the others 0. */
static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  const RnShape *input = &call->inputs[0];
  RnWindow window = rn__pool_window (call);
  RnPatch patch = rn__window_patch (&window, input, index[2], index[3]);
  gsize W = input->dim[3], map = rn__offset (input, index[0], index[1], 0, 0);
  gsize winner = find_winner (&data->inputs[0][map], W, patch);
  GString *formula = g_string_new ("max(");

  rn__explain_begin (explanation);
  for (gsize h = patch.top; h < patch.bottom; h++)
    for (gsize w = patch.left; w < patch.right; w++)
      {
        gsize at = h * W + w;
        double value = data->inputs[0][map + at];
        g_autofree char *text = rn__number (value);
        guint n = explanation->terms->len;

        rn__explain_term (explanation, 0, input, map + at, G_MAXSIZE, value, at == winner);
        if (n < 9)
          g_string_append_printf (formula, "%s%s", n == 0 ? "" : ", ", text);
        else if (n == 9)
          g_string_append (formula, ", …");
      }
  explanation->result = explanation->sum;

  g_autofree char *result = rn__number (explanation->result);

  g_string_append_printf (formula, ") = %s", result);
  explanation->formula = g_string_free (formula, FALSE);
}

const RnOp rn__op_max_pool = {
  .name = "max_pool",
  .title = "max pooling",
  .formula = "y = max over the window of x",
  .source = "Zhou and Chellappa 1988",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = G_N_ELEMENTS (attributes),
  .infer = infer,
  .cost = cost,
  .state = state,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
