/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Activations: one function, applied to every element; dx = slope · dy.
 *
 *   relu     max(0, x)             slope 1 where x > 0, else 0
 *   relu6    min(max(0, x), 6)     slope 1 where 0 < x < 6, else 0
 *   silu     x·σ(x)                slope σ(x)·(1 + x·(1 − σ(x)))
 *   gelu     x·Φ(x)                slope Φ(x) + x·φ(x)
 *   sigmoid  σ(x) = 1/(1 + e^−x)   slope y·(1 − y)
 *
 * Φ and φ are the normal distribution and its density, Φ(x) = (1 + erf(x/√2))/2.
 *
 * relu: Nair and Hinton, Rectified linear units, ICML 2010. relu6: Krizhevsky, Convolutional deep
 * belief networks on CIFAR-10, 2010. gelu, silu: Hendrycks and Gimpel, Gaussian error linear units,
 * 2016; Elfwing et al., Sigmoid-weighted linear units, Neural Networks 2018. sigmoid: Rumelhart,
 * Hinton and Williams, Nature 1986.
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>

static gboolean
infer_same (const RnOp *op, const RnOpCall *call, RnShape *output, GError **error)
{
  if (!rn__op_check_size (op, call, &call->inputs[0], error))
    return FALSE;
  *output = call->inputs[0];
  return TRUE;
}

/* Each is its value at x and its slope, taken from y where that is enough, else from x. */
static double relu_value (double x) { return x < 0 ? 0 : x; }
static double relu_slope (double y) { return y > 0; }

static double relu6_value (double x) { return x < 0 ? 0 : x > 6 ? 6 : x; }
static double relu6_slope (double y) { return y > 0 && y < 6; }

static double sigmoid_value (double x) { return 1 / (1 + exp (-x)); }
static double sigmoid_slope (double y) { return y * (1 - y); }

static double silu_value (double x) { return x * sigmoid_value (x); }

static double
silu_slope (double x)
{
  double s = sigmoid_value (x);

  return s * (1 + x * (1 - s));
}

/* Φ(x); erfc keeps the far left exact, where 1 + erf would cancel */
static double normal_share (double x) { return 0.5 * erfc (-x * M_SQRT1_2); }
static double gelu_value (double x) { return x * normal_share (x); }

static double
gelu_slope (double x)
{
  double density = exp (-0.5 * x * x) / sqrt (2 * G_PI);    /* φ(x) */

  return normal_share (x) + x * density;
}

static void
apply (const RnOpCall *call, const RnOpData *data, double (*value) (double))
{
  gsize n = rn_shape_elements (&call->output);

  for (gsize i = 0; i < n; i++)
    data->output[i] = (float) value (data->inputs[0][i]);
}

static void
apply_slope (const RnOpCall *call, const RnOpData *data, const float *known,
             double (*slope) (double))
{
  gsize n = rn_shape_elements (&call->output);

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    data->d_inputs[0][i] += (float) (slope (known[i]) * data->d_output[i]);
}

/* @pattern is the formula with @ for x. */
static void
explain_value (const RnOpCall *call, const RnOpData *data, const gsize *index,
               double (*value) (double), const char *pattern, RnExplanation *explanation)
{
  gsize at = rn__offset_of (&call->output, index);
  double x = data->inputs[0][at];
  g_autofree char *x_text = rn__number (x), *result = NULL;
  GString *formula = g_string_new (pattern);

  rn__explain_begin (explanation);
  rn__explain_term (explanation, 0, &call->inputs[0], at, G_MAXSIZE, x, 1);
  explanation->result = value (x);
  result = rn__number (explanation->result);
  g_string_replace (formula, "@", x_text, 0);
  g_string_append_printf (formula, " = %s", result);
  explanation->formula = g_string_free (formula, FALSE);
}

/*
 * The descriptor called @symbol, over symbol##_value and symbol##_slope. @known is what the slope
 * is taken from, inputs[0] or output; @reads says the same to the planner.
 */
#define ACTIVATION(symbol, title_, formula_, source_, pattern, known, reads)                      \
  static gboolean                                                                                 \
  symbol##_infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)     \
  {                                                                                               \
    return infer_same (&rn__op_##symbol, call, output, error);                                    \
  }                                                                                               \
                                                                                                  \
  static void                                                                                     \
  symbol##_cost (const RnOpCall *call, RnCost *counts)                                            \
  {                                                                                               \
    rn__op_cost_memory (&rn__op_##symbol, call, counts);                                          \
    counts->activation_elements = rn_shape_elements (&call->output);                              \
  }                                                                                               \
                                                                                                  \
  static void                                                                                     \
  symbol##_forward (const RnOpCall *call, const RnOpData *data)                                   \
  {                                                                                               \
    apply (call, data, symbol##_value);                                                           \
  }                                                                                               \
                                                                                                  \
  static void                                                                                     \
  symbol##_backward (const RnOpCall *call, const RnOpData *data)                                  \
  {                                                                                               \
    apply_slope (call, data, data->known, symbol##_slope);                                        \
  }                                                                                               \
                                                                                                  \
  static void                                                                                     \
  symbol##_explain (const RnOpCall *call, const RnOpData *data, const gsize *index,               \
                    RnExplanation *explanation)                                                   \
  {                                                                                               \
    explain_value (call, data, index, symbol##_value, pattern, explanation);                      \
  }                                                                                               \
                                                                                                  \
  const RnOp rn__op_##symbol = {                                                                  \
    .name = #symbol,                                                                              \
    .title = title_,                                                                              \
    .formula = formula_,                                                                          \
    .source = source_,                                                                            \
    .min_inputs = 1,                                                                              \
    .max_inputs = 1,                                                                              \
    .backward_reads = reads,                                                                      \
    .infer = symbol##_infer,                                                                      \
    .cost = symbol##_cost,                                                                        \
    .forward = symbol##_forward,                                                                  \
    .backward = symbol##_backward,                                                                \
    .explain = symbol##_explain,                                                                  \
  };

ACTIVATION (relu, "ReLU", "y = max(0, x)", "Nair and Hinton 2010",
            "max(0, @)", output, RN_BACKWARD_READS_OUTPUT)
ACTIVATION (relu6, "ReLU6", "y = min(max(0, x), 6)", "Krizhevsky 2010",
            "min(max(0, @), 6)", output, RN_BACKWARD_READS_OUTPUT)
ACTIVATION (silu, "SiLU", "y = x·σ(x)", "Hendrycks and Gimpel 2016; Elfwing et al. 2018",
            "@ " RN_TIMES " σ(@)", inputs[0], RN_BACKWARD_READS_INPUTS)
ACTIVATION (gelu, "GELU", "y = x·Φ(x)", "Hendrycks and Gimpel 2016",
            "@ " RN_TIMES " Φ(@)", inputs[0], RN_BACKWARD_READS_INPUTS)
ACTIVATION (sigmoid, "sigmoid", "y = 1 / (1 + e^−x)", "Rumelhart, Hinton and Williams 1986",
            "σ(@)", output, RN_BACKWARD_READS_OUTPUT)
