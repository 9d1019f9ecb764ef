/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Convolution, grouped and dilated: each filter slides over the input and sums the products under
 * its taps.
 *
 *   y[n, k, p, q] = b[k] + Σ_c Σ_r Σ_s w[k, c, r, s] · x[n, g·C/G + c, h, w],   c < C/G
 *   h = p·stride + r·dilation − pad,   w = q·stride + s·dilation − pad
 *   g = k / (K/G) rounded down is the filter's group; x is 0 outside the picture
 *
 *   dx[n, c, h, w]  = Σ_k Σ_r Σ_s w[k, c, r, s] · dy[n, k, p, q]   over the (p, q) that hit (h, w)
 *   dw[k, c, r, s]  = Σ_n Σ_p Σ_q dy[n, k, p, q] · x[n, c, h, w]
 *   db[k]           = Σ_n Σ_p Σ_q dy[n, k, p, q]
 *
 * With bf16, matrix units' way of multiplying: x, w and, going backward, dy are rounded to bfloat16
 * (8 significant bits, to nearest, ties to even) before anything else is done with them; bias, sums
 * and results are not.
 *
 *   y[n, k, p, q]   = b[k] + Σ_c Σ_r Σ_s bf16 (w[k, c, r, s]) · bf16 (x[n, g·C/G + c, h, w])
 *   and dx, dw, db as above with bf16 (w), bf16 (x), bf16 (dy)
 *
 * LeCun et al., Gradient-based learning applied to document recognition, Proc. IEEE 1998, §II.
 */
#include "config.h"

#include "ops-private.h"
#include "rn-size.h"

#include <math.h>

/* Columns that are summed together, in double, before they are rounded to float once. */
#define COLUMNS 256

enum { OUT, KERNEL, STRIDE, PAD, DILATION, GROUPS, BIAS, BF16, N_ATTRIBUTES };
enum { WEIGHT, BIASES, N_PARAMETERS };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [OUT] = { "out", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_CHANNELS, NAN,
            N_("filters, the channels that come out") },
  [KERNEL] = { "kernel", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, NAN,
               N_("height and width of a filter, taps") },
  [STRIDE] = { "stride", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, 1,
               N_("step between windows, input pixels") },
  [PAD] = { "pad", RN_ATTRIBUTE_INTEGER, 0, RN_MAX_WINDOW, 0,
            N_("zero rows and columns added on each side") },
  [DILATION] = { "dilation", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, 1,
                 N_("distance between taps, input pixels") },
  [GROUPS] = { "groups", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_CHANNELS, 1,
               N_("parts the channels are split into") },
  [BIAS] = { "bias", RN_ATTRIBUTE_BOOLEAN, 0, 1, 0,
             N_("whether a number is added to each output channel") },
  [BF16] = { "bf16", RN_ATTRIBUTE_BOOLEAN, 0, 1, 0,
             N_("whether bfloat16 numbers are multiplied; they are summed as ever") },
};

static const RnParameterSlot parameter_slots[N_PARAMETERS] = {
  [WEIGHT] = { "weight", TRUE, RN_INIT_HE_FAN_OUT },
  [BIASES] = { "bias", TRUE, RN_INIT_UNIFORM_FAN_IN },
};

/* All sizes of a call under their names in the formula. */
typedef struct
{
  gsize N, C, H, W, K, P, Q, R, S;
  gsize work;                    /* multiply-adds */
  gsize per_group;               /* C / G */
  gsize filters;                 /* K / G */
  gsize stride, pad, dilation;
} Sizes;

static RnWindow
window_of (const RnOpCall *call)
{
  return (RnWindow) { (gsize) call->attributes[KERNEL], (gsize) call->attributes[STRIDE],
                      (gsize) call->attributes[PAD], (gsize) call->attributes[DILATION] };
}

static Sizes
sizes_of (const RnOpCall *call)
{
  const gsize *x = call->inputs[0].dim, *y = call->output.dim, *w = call->parameters[WEIGHT].dim;
  RnWindow window = window_of (call);

  return (Sizes) {
    .N = x[0], .C = x[1], .H = x[2], .W = x[3],
    .K = y[1], .P = y[2], .Q = y[3],
    .R = w[2], .S = w[3],
    .work = rn_shape_elements (&call->output) * w[1] * w[2] * w[3],
    .per_group = w[1], .filters = y[1] / (gsize) call->attributes[GROUPS],
    .stride = window.stride, .pad = window.pad, .dilation = window.dilation,
  };
}

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnOp *op = &rn__op_conv2d;
  const RnShape *x = &call->inputs[0];
  RnWindow window = window_of (call);
  gsize out = (gsize) call->attributes[OUT], groups = (gsize) call->attributes[GROUPS];
  gsize height, width, macs;

  if (!rn__op_check_input (op, call, 0, 4, error))
    return FALSE;
  if (x->dim[1] % groups != 0 || out % groups != 0)
    return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                        _("%zu groups must divide the input's channels, %zu, and the filters, %zu"),
                        groups, x->dim[1], out);
  if (!rn__window_places (&window, op, call, &height, &width, error))
    return FALSE;

  RnShape y = rn_shape_4d (x->dim[0], out, height, width);
  RnShape weight = rn_shape_4d (out, x->dim[1] / groups, window.kernel, window.kernel);

  if (!rn__op_check_size (op, call, &y, error) || !rn__op_check_size (op, call, &weight, error))
    return FALSE;
  if (!rn_size_multiply (rn_shape_elements (&y), rn_shape_elements (&weight) / out, &macs))
    return rn__op_fail (op, call, RN_ERROR_RANGE, error,
                        _("more multiply-adds than can be counted"));
  *output = y;
  parameters[WEIGHT] = weight;
  parameters[BIASES] = call->attributes[BIAS] != 0 ? rn_shape_1d (out) : RN_NO_SHAPE;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_conv2d, call, counts);
  counts->macs = sizes_of (call).work;
  if (call->parameters[BIASES].rank > 0)
    counts->bias_adds = rn_shape_elements (&call->output);
}

/* The rounded x, w and dy, one after the other; nothing where they are not rounded. */
static gsize
state (const RnOpCall *call)
{
  if (call->attributes[BF16] == 0)
    return 0;
  return rn_shape_elements (&call->inputs[0]) + rn_shape_elements (&call->parameters[WEIGHT])
       + rn_shape_elements (&call->output);
}

static const float *
round_all (const float *from, float *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = rn__bf16 (from[i]);
  return to;
}

/* What is multiplied. */
typedef struct
{
  const float *x, *w, *dy;
} Operands;

/* As they are, or rounded into @data's state; dy only where there is one. */
static Operands
operands_of (const RnOpCall *call, const RnOpData *data)
{
  gsize n_x = rn_shape_elements (&call->inputs[0]);
  gsize n_w = rn_shape_elements (&call->parameters[WEIGHT]);
  const float *x = data->inputs[0], *w = data->parameters[WEIGHT], *dy = data->d_output;

  if (call->attributes[BF16] == 0)
    return (Operands) { x, w, dy };
  return (Operands) {
    .x = round_all (x, data->state, n_x),
    .w = round_all (w, data->state + n_x, n_w),
    .dy = dy == NULL ? NULL : round_all (dy, data->state + n_x + n_w,
                                         rn_shape_elements (&call->output)),
  };
}

/* The places i < @count with @low ≤ i·stride + tap·dilation − pad < @high. */
static void
places_between (const Sizes *z, gsize tap, gsize count, gsize low, gsize high,
                gsize *first, gsize *end)
{
  gsize shift = tap * z->dilation;
  gsize from = low + z->pad, to = high + z->pad;    /* from ≤ i·stride + shift < to */

  *first = from > shift ? (from - shift + z->stride - 1) / z->stride : 0;
  *end = to > shift ? MIN (count, (to - shift + z->stride - 1) / z->stride) : 0;
}

/* Adds filter @k's products with one input row to the columns q0 ≤ q < q1 of an output row. */
static void
add_row_products (const Sizes *z, const float *w, const float *x_row, gsize q0, gsize q1,
                  double *restrict sum)
{
  for (gsize s = 0; s < z->S; s++)
    {
      gsize first, end;

      places_between (z, s, q1, 0, z->W, &first, &end);
      for (gsize q = MAX (first, q0); q < end; q++)
        sum[q - q0] += (double) w[s] * x_row[q * z->stride + s * z->dilation - z->pad];
    }
}

static void
forward_row (const Sizes *z, const Operands *from, const float *bias, gsize n, gsize k, gsize p,
             float *y_row)
{
  gsize c0 = k / z->filters * z->per_group;

  for (gsize q0 = 0; q0 < z->Q; q0 += COLUMNS)
    {
      gsize q1 = MIN (q0 + COLUMNS, z->Q);
      double sum[COLUMNS];

      for (gsize q = q0; q < q1; q++)
        sum[q - q0] = bias != NULL ? bias[k] : 0;
      for (gsize c = 0; c < z->per_group; c++)
        for (gsize r = 0; r < z->R; r++)
          {
            gsize h = p * z->stride + r * z->dilation - z->pad;    /* above the picture it wraps */

            if (h < z->H)
              add_row_products (z, &from->w[((k * z->per_group + c) * z->R + r) * z->S],
                                &from->x[((n * z->C + c0 + c) * z->H + h) * z->W], q0, q1, sum);
          }
      for (gsize q = q0; q < q1; q++)
        y_row[q] = (float) sum[q - q0];
    }
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  Sizes z = sizes_of (call);
  Operands from = operands_of (call, data);

#pragma omp parallel for collapse (2) if (z.work > RN_WORTH_THREADS)
  for (gsize n = 0; n < z.N; n++)
    for (gsize k = 0; k < z.K; k++)
      for (gsize p = 0; p < z.P; p++)
        forward_row (&z, &from, data->parameters[BIASES], n, k, p,
                     &data->output[((n * z.K + k) * z.P + p) * z.Q]);
}

/* Adds what one row of dy sends back through filter row @w to columns w0 ≤ w < w1 of dx. */
static void
add_row_gradients (const Sizes *z, const float *w, const float *dy_row, gsize w0, gsize w1,
                   double *restrict sum)
{
  for (gsize s = 0; s < z->S; s++)
    {
      gsize first, end;

      places_between (z, s, z->Q, w0, w1, &first, &end);
      for (gsize q = first; q < end; q++)
        sum[q * z->stride + s * z->dilation - z->pad - w0] += (double) w[s] * dy_row[q];
    }
}

static void
backward_input_row (const Sizes *z, const Operands *from, gsize n, gsize c, gsize h, float *dx_row)
{
  gsize k0 = c / z->per_group * z->filters, c_in_group = c % z->per_group;

  for (gsize w0 = 0; w0 < z->W; w0 += COLUMNS)
    {
      gsize w1 = MIN (w0 + COLUMNS, z->W);
      double sum[COLUMNS] = { 0 };

      for (gsize k = k0; k < k0 + z->filters; k++)
        for (gsize r = 0; r < z->R; r++)
          {
            gsize first, end;

            places_between (z, r, z->P, h, h + 1, &first, &end);    /* one place at most */
            if (first < end)
              add_row_gradients (z, &from->w[((k * z->per_group + c_in_group) * z->R + r) * z->S],
                                 &from->dy[((n * z->K + k) * z->P + first) * z->Q], w0, w1, sum);
          }
      for (gsize i = w0; i < w1; i++)
        dx_row[i] += (float) sum[i - w0];
    }
}

/* dL/dw[k, c, r, s]: how well dy and the shifted input match. */
static double
weight_gradient (const Sizes *z, const Operands *from, gsize k, gsize c, gsize r, gsize s)
{
  gsize channel = k / z->filters * z->per_group + c;
  gsize p0, p1, q0, q1;
  double sum = 0;

  places_between (z, r, z->P, 0, z->H, &p0, &p1);
  places_between (z, s, z->Q, 0, z->W, &q0, &q1);
  for (gsize n = 0; n < z->N; n++)
    for (gsize p = p0; p < p1; p++)
      {
        gsize h = p * z->stride + r * z->dilation - z->pad;
        const float *x_row = &from->x[((n * z->C + channel) * z->H + h) * z->W];
        const float *dy_row = &from->dy[((n * z->K + k) * z->P + p) * z->Q];

        for (gsize q = q0; q < q1; q++)
          sum += (double) dy_row[q] * x_row[q * z->stride + s * z->dilation - z->pad];
      }
  return sum;
}

static void
backward_weight (const Sizes *z, const Operands *from, float *dw)
{
#pragma omp parallel for collapse (2) if (z->work > RN_WORTH_THREADS)
  for (gsize k = 0; k < z->K; k++)
    for (gsize c = 0; c < z->per_group; c++)
      for (gsize r = 0; r < z->R; r++)
        for (gsize s = 0; s < z->S; s++)
          {
            double sum = weight_gradient (z, from, k, c, r, s);

            dw[((k * z->per_group + c) * z->R + r) * z->S + s] += (float) sum;
          }
}

static void
backward_bias (const Sizes *z, const float *dy, float *db)
{
  for (gsize k = 0; k < z->K; k++)
    {
      double sum = 0;

      for (gsize n = 0; n < z->N; n++)
        for (gsize i = 0; i < z->P * z->Q; i++)
          sum += dy[(n * z->K + k) * z->P * z->Q + i];
      db[k] += (float) sum;
    }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  Sizes z = sizes_of (call);
  Operands from = operands_of (call, data);
  float *dx = data->d_inputs[0];

  if (dx != NULL)
    {
#pragma omp parallel for collapse (2) if (z.work > RN_WORTH_THREADS)
      for (gsize n = 0; n < z.N; n++)
        for (gsize c = 0; c < z.C; c++)
          for (gsize h = 0; h < z.H; h++)
            backward_input_row (&z, &from, n, c, h, &dx[((n * z.C + c) * z.H + h) * z.W]);
    }
  if (data->d_parameters[WEIGHT] != NULL)
    backward_weight (&z, &from, data->d_parameters[WEIGHT]);
  if (data->d_parameters[BIASES] != NULL)
    backward_bias (&z, from.dy, data->d_parameters[BIASES]);
}

/* What is multiplied is shown, so it is rounded where that is. */
static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  Sizes z = sizes_of (call);
  gboolean bf16 = call->attributes[BF16] != 0;
  gsize k = index[1], c0 = k / z.filters * z.per_group;

  rn__explain_begin (explanation);
  for (gsize c = 0; c < z.per_group; c++)
    for (gsize r = 0; r < z.R; r++)
      for (gsize s = 0; s < z.S; s++)
        {
          gsize h = index[2] * z.stride + r * z.dilation - z.pad;
          gsize w = index[3] * z.stride + s * z.dilation - z.pad;
          gsize weight = ((k * z.per_group + c) * z.R + r) * z.S + s;
          gsize at = rn__offset (&call->inputs[0], index[0], c0 + c, h, w);

          if (h >= z.H || w >= z.W)
            continue;

          float x = data->inputs[0][at], factor = data->parameters[WEIGHT][weight];

          rn__explain_term (explanation, 0, &call->inputs[0], at, weight, bf16 ? rn__bf16 (x) : x,
                            bf16 ? rn__bf16 (factor) : factor);
        }
  rn__explain_sum (explanation, data->parameters[BIASES] != NULL ? data->parameters[BIASES][k] : 0);
}

const RnOp rn__op_conv2d = {
  .name = "conv2d",
  .title = "convolution",
  .formula = "y[k] = Σ_c w[k, c] ∗ x[c] + b[k]",
  .source = "LeCun et al. 1998, §II",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .parameters = parameter_slots,
  .n_parameters = N_PARAMETERS,
  .backward_reads = RN_BACKWARD_READS_INPUTS,
  .infer = infer,
  .cost = cost,
  .state = state,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
