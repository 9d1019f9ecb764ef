/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Average pooling: the mean under each window, of the whole map, or of each of size × size parts.
 *
 *   avg_pool         y[n, c, p, q] = Σ over the window of x[n, c] / count
 *                    dx: each window sends dy / count to all its pixels
 *   global_avg_pool  y[n, c] = Σ_h Σ_w x[n, c, h, w] / (H·W),   dx = dy / (H·W)
 *
 *   adaptive_avg_pool  y[n, c, p, q] = mean of x[n, c] over rows ⌊p·H/size⌋ ≤ h < ⌈(p + 1)·H/size⌉ and
 *                    columns likewise; parts overlap where size does not divide, and where the map is
 *                    smaller than size its pixels are repeated
 *
 * count is kernel² with count_include_pad, else the number of pixels inside the picture.
 *
 * LeCun et al., Proc. IEEE 1998, §II (sub-sampling).
 * Lin et al., Network In Network, ICLR 2014, §3.2 (global).
 * As PyTorch's AdaptiveAvgPool2d (adaptive).
 */
#include "config.h"

#include "ops-private.h"

#include <math.h>

enum { COUNT_INCLUDE_PAD = RN_POOL_N_ATTRIBUTES, N_ATTRIBUTES };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  RN_POOL_ATTRIBUTES,
  [COUNT_INCLUDE_PAD] = { "count_include_pad", RN_ATTRIBUTE_BOOLEAN, 0, 1, 1,
                          N_("whether padding counts as zeros in the mean") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  return rn__pool_infer (&rn__op_avg_pool, call, output, error);
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__pool_cost (&rn__op_avg_pool, call, counts);
}

/* The pixels of output place (@p, @q), and what each of them counts: 1 / count. */
static RnPatch
patch_of (const RnOpCall *call, gsize p, gsize q, double *share)
{
  RnWindow window = rn__pool_window (call);
  RnPatch patch = rn__window_patch (&window, &call->inputs[0], p, q);
  gsize inside = (patch.bottom - patch.top) * (patch.right - patch.left);

  *share = 1.0 / inside;
  if (call->attributes[COUNT_INCLUDE_PAD] != 0)
    *share = 1.0 / (window.kernel * window.kernel);
  return patch;
}

static double
patch_sum (const float *x, gsize width, RnPatch patch)
{
  double sum = 0;

  for (gsize h = patch.top; h < patch.bottom; h++)
    for (gsize w = patch.left; w < patch.right; w++)
      sum += x[h * width + w];
  return sum;
}

typedef RnPatch (*PatchOf) (const RnOpCall *call, gsize p, gsize q, double *share);

static void
forward_by (const RnOpCall *call, const RnOpData *data, PatchOf patch_at)
{
  const gsize *in = call->inputs[0].dim, *out = call->output.dim;

  for (gsize map = 0; map < in[0] * in[1]; map++)
    for (gsize p = 0; p < out[2]; p++)
      for (gsize q = 0; q < out[3]; q++)
        {
          double share;
          RnPatch patch = patch_at (call, p, q, &share);

          data->output[(map * out[2] + p) * out[3] + q] =
            (float) (patch_sum (&data->inputs[0][map * in[2] * in[3]], in[3], patch) * share);
        }
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  forward_by (call, data, patch_of);
}

static void
backward_by (const RnOpCall *call, const RnOpData *data, PatchOf patch_at)
{
  const gsize *in = call->inputs[0].dim, *out = call->output.dim;

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize map = 0; map < in[0] * in[1]; map++)
    for (gsize p = 0; p < out[2]; p++)
      for (gsize q = 0; q < out[3]; q++)
        {
          double share;
          RnPatch patch = patch_at (call, p, q, &share);
          double dy = data->d_output[(map * out[2] + p) * out[3] + q];

          for (gsize h = patch.top; h < patch.bottom; h++)
            for (gsize w = patch.left; w < patch.right; w++)
              data->d_inputs[0][(map * in[2] + h) * in[3] + w] += (float) (dy * share);
        }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  backward_by (call, data, patch_of);
}

/* A mean is told as sum / count; the terms are the pixels, each with its share. */
static void
explain_mean (const RnOpCall *call, const RnOpData *data, const gsize *index, RnPatch patch,
              double share, RnExplanation *explanation)
{
  const RnShape *input = &call->inputs[0];
  gsize map = rn__offset (input, index[0], index[1], 0, 0);

  rn__explain_begin (explanation);
  for (gsize h = patch.top; h < patch.bottom; h++)
    for (gsize w = patch.left; w < patch.right; w++)
      {
        gsize at = map + h * input->dim[3] + w;

        rn__explain_term (explanation, 0, input, at, G_MAXSIZE, data->inputs[0][at], share);
      }
  explanation->result = explanation->sum;

  g_autofree char *sum = rn__number (patch_sum (&data->inputs[0][map], input->dim[3], patch));
  g_autofree char *count = rn__number (1 / share), *result = rn__number (explanation->result);

  explanation->formula = g_strdup_printf ("%s / %s = %s", sum, count, result);
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  double share;
  RnPatch patch = patch_of (call, index[2], index[3], &share);

  explain_mean (call, data, index, patch, share, explanation);
}

const RnOp rn__op_avg_pool = {
  .name = "avg_pool",
  .title = "average pooling",
  .formula = "y = mean over the window of x",
  .source = "LeCun et al. 1998, §II",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};

static gboolean
global_infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_input (&rn__op_global_avg_pool, call, 0, 4, error))
    return FALSE;
  *output = rn_shape_4d (call->inputs[0].dim[0], call->inputs[0].dim[1], 1, 1);
  return TRUE;
}

static void
global_cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_global_avg_pool, call, counts);
  counts->global_pool_reads = rn_shape_elements (&call->inputs[0]);
}

static RnPatch
whole_map (const RnOpCall *call)
{
  return (RnPatch) { 0, call->inputs[0].dim[2], 0, call->inputs[0].dim[3] };
}

static void
global_forward (const RnOpCall *call, const RnOpData *data)
{
  gsize maps = rn_shape_elements (&call->output), width = call->inputs[0].dim[3];
  gsize pixels = call->inputs[0].dim[2] * width;
  RnPatch patch = whole_map (call);

  for (gsize map = 0; map < maps; map++)
    data->output[map] = (float) (patch_sum (&data->inputs[0][map * pixels], width, patch) / pixels);
}

static void
global_backward (const RnOpCall *call, const RnOpData *data)
{
  gsize maps = rn_shape_elements (&call->output);
  gsize pixels = call->inputs[0].dim[2] * call->inputs[0].dim[3];

  if (data->d_inputs[0] == NULL)
    return;
  for (gsize map = 0; map < maps; map++)
    for (gsize i = map * pixels; i < (map + 1) * pixels; i++)
      data->d_inputs[0][i] += (float) (data->d_output[map] / (double) pixels);
}

static void
global_explain (const RnOpCall *call, const RnOpData *data, const gsize *index,
                RnExplanation *explanation)
{
  double pixels = (double) call->inputs[0].dim[2] * call->inputs[0].dim[3];

  explain_mean (call, data, index, whole_map (call), 1 / pixels, explanation);
}

const RnOp rn__op_global_avg_pool = {
  .name = "global_avg_pool",
  .title = "global average pooling",
  .formula = "y[c] = Σ x[c] / (H·W)",
  .source = "Lin et al. 2014, §3.2",
  .min_inputs = 1,
  .max_inputs = 1,
  .infer = global_infer,
  .cost = global_cost,
  .forward = global_forward,
  .backward = global_backward,
  .explain = global_explain,
};

enum { SIZE };

static const RnAttribute adaptive_attributes[] = {
  [SIZE] = { "size", RN_ATTRIBUTE_INTEGER, 1, RN_MAX_WINDOW, NAN,
             N_("height and width of what comes out, pixels") },
};

static gboolean
adaptive_infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  gsize size = (gsize) call->attributes[SIZE];
  RnShape y;

  if (!rn__op_check_input (&rn__op_adaptive_avg_pool, call, 0, 4, error))
    return FALSE;
  y = rn_shape_4d (call->inputs[0].dim[0], call->inputs[0].dim[1], size, size);
  if (!rn__op_check_size (&rn__op_adaptive_avg_pool, call, &y, error))
    return FALSE;
  *output = y;
  return TRUE;
}

static void
adaptive_cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_adaptive_avg_pool, call, counts);
  counts->global_pool_reads = rn_shape_elements (&call->inputs[0]);
}

static RnPatch
part_of (const RnOpCall *call, gsize p, gsize q, double *share)
{
  gsize size = (gsize) call->attributes[SIZE];
  gsize height = call->inputs[0].dim[2], width = call->inputs[0].dim[3];
  RnPatch patch = {
    .top = p * height / size,
    .bottom = ((p + 1) * height + size - 1) / size,
    .left = q * width / size,
    .right = ((q + 1) * width + size - 1) / size,
  };

  *share = 1.0 / (double) ((patch.bottom - patch.top) * (patch.right - patch.left));
  return patch;
}

static void
adaptive_forward (const RnOpCall *call, const RnOpData *data)
{
  forward_by (call, data, part_of);
}

static void
adaptive_backward (const RnOpCall *call, const RnOpData *data)
{
  backward_by (call, data, part_of);
}

static void
adaptive_explain (const RnOpCall *call, const RnOpData *data, const gsize *index,
                  RnExplanation *explanation)
{
  double share;
  RnPatch patch = part_of (call, index[2], index[3], &share);

  explain_mean (call, data, index, patch, share, explanation);
}

static gboolean
adaptive_reads (const RnOpCall *call, guint input, const RnSpan to[2], RnSpan from[2])
{
  for (guint axis = 0; axis < 2; axis++)
    {
      double ratio = (double) call->inputs[input].dim[2 + axis] / call->attributes[SIZE];

      from[axis] = (RnSpan) { (gint64) floor ((double) to[axis].first * ratio),
                              (gint64) ceil ((double) (to[axis].last + 1) * ratio) - 1 };
    }
  return TRUE;
}

const RnOp rn__op_adaptive_avg_pool = {
  .name = "adaptive_avg_pool",
  .title = "adaptive average pooling",
  .formula = "y = mean over each of size × size parts of x",
  .source = "PyTorch, AdaptiveAvgPool2d",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = adaptive_attributes,
  .n_attributes = G_N_ELEMENTS (adaptive_attributes),
  .infer = adaptive_infer,
  .cost = adaptive_cost,
  .forward = adaptive_forward,
  .backward = adaptive_backward,
  .explain = adaptive_explain,
  .reads = adaptive_reads,
};
