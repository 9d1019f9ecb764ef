/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Softmax: K numbers become K probabilities.
 *
 *   y[n, k] = e^(x[n, k] − m) / Σ_j e^(x[n, j] − m)
 *   m = max_j x[n, j] cancels out; it keeps e from overflowing
 *   dx[n, k] = y[n, k] · (dy[n, k] − Σ_j dy[n, j] · y[n, j])
 *
 * Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990.
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_input (&rn__op_softmax, call, 0, 2, error))
    return FALSE;
  *output = call->inputs[0];
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_softmax, call, counts);
  counts->activation_elements = rn_shape_elements (&call->output);
}

double
rn__softmax_sum (const float *x, gsize n, double *largest)
{
  double sum = 0;

  *largest = x[0];
  for (gsize k = 1; k < n; k++)
    *largest = fmax (*largest, x[k]);
  for (gsize k = 0; k < n; k++)
    sum += exp (x[k] - *largest);
  return sum;
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->output.dim[0], K = call->output.dim[1];

  for (gsize n = 0; n < N; n++)
    {
      double largest, sum = rn__softmax_sum (&data->inputs[0][n * K], K, &largest);

      for (gsize k = n * K; k < (n + 1) * K; k++)
        data->output[k] = (float) (exp (data->inputs[0][k] - largest) / sum);
    }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize N = call->output.dim[0], K = call->output.dim[1];
  const float *y = data->output, *dy = data->d_output;

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize n = 0; n < N; n++)
    {
      double mean = 0;    /* of dy, each weighted by its probability */

      for (gsize k = n * K; k < (n + 1) * K; k++)
        mean += (double) dy[k] * y[k];
      for (gsize k = n * K; k < (n + 1) * K; k++)
        data->d_inputs[0][k] += (float) (y[k] * (dy[k] - mean));
    }
}

/* The sum is the exponent x − m. */
static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize K = call->output.dim[1], at = index[0] * K + index[1];
  double largest, sum = rn__softmax_sum (&data->inputs[0][index[0] * K], K, &largest);

  rn__explain_begin (explanation);
  rn__explain_term (explanation, 0, &call->inputs[0], at, G_MAXSIZE, data->inputs[0][at], 1);
  explanation->constant = -largest;
  explanation->result = exp (explanation->sum + explanation->constant) / sum;

  g_autofree char *x_text = rn__number (explanation->sum), *largest_text = rn__operand (largest);
  g_autofree char *sum_text = rn__number (sum), *result_text = rn__number (explanation->result);

  explanation->formula = g_strdup_printf ("e^(%s " RN_MINUS " %s) / %s = %s",
                                          x_text, largest_text, sum_text, result_text);
}

const RnOp rn__op_softmax = {
  .name = "softmax",
  .title = "softmax",
  .formula = "y[k] = e^x[k] / Σ_j e^x[j]",
  .source = "Bridle 1990",
  .min_inputs = 1,
  .max_inputs = 1,
  .backward_reads = RN_BACKWARD_READS_OUTPUT,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
