/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Pixels one after another: maps of one width in channels and of any size become one column of
 * pixels, each map row by row. That is how the levels of a pyramid come out as one tensor, as
 * detection heads read them.
 *
 *   y[n, c, :] = [x₁[n, c, :], x₂[n, c, :], …],   each dx its part of dy
 *
 * Lin et al., Feature Pyramid Networks, CVPR 2017, §4.
 */
#include "config.h"

#include "ops-private.h"

static gsize
pixels_of (const RnShape *shape)
{
  return shape->dim[2] * shape->dim[3];
}

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnOp *op = &rn__op_concat_pixels;
  RnShape y = rn_shape_4d (call->inputs[0].dim[0], call->inputs[0].dim[1], 0, 1);

  for (guint i = 0; i < call->n_inputs; i++)
    {
      if (!rn__op_check_input (op, call, i, 4, error))
        return FALSE;
      if (call->inputs[i].dim[0] != y.dim[0] || call->inputs[i].dim[1] != y.dim[1])
        {
          g_autofree char *a = rn_shape_describe (&call->inputs[0]);
          g_autofree char *b = rn_shape_describe (&call->inputs[i]);

          return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                              _("input 1 is %s, input %u is %s; only height and width may differ"),
                              a, i + 1, b);
        }
      y.dim[2] += pixels_of (&call->inputs[i]);
    }
  if (!rn__op_check_size (op, call, &y, error))
    return FALSE;
  *output = y;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_concat_pixels, call, counts);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize maps = call->output.dim[0] * call->output.dim[1];
  float *y = data->output;

  for (gsize map = 0; map < maps; map++)
    for (guint input = 0; input < call->n_inputs; input++)
      {
        gsize part = pixels_of (&call->inputs[input]);

        memcpy (y, &data->inputs[input][map * part], part * sizeof (float));
        y += part;
      }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize maps = call->output.dim[0] * call->output.dim[1];
  const float *dy = data->d_output;

  for (gsize map = 0; map < maps; map++)
    for (guint input = 0; input < call->n_inputs; input++)
      {
        gsize part = pixels_of (&call->inputs[input]);

        if (data->d_inputs[input] != NULL)
          for (gsize i = 0; i < part; i++)
            data->d_inputs[input][map * part + i] += dy[i];
        dy += part;
      }
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize pixel = index[2], map = index[0] * call->output.dim[1] + index[1], at;
  guint input = 0;

  while (pixel >= pixels_of (&call->inputs[input]))
    pixel -= pixels_of (&call->inputs[input++]);
  at = map * pixels_of (&call->inputs[input]) + pixel;
  rn__explain_copy (explanation, input, &call->inputs[input], at, data->inputs[input][at]);
}

/* Rows of y are pixels: of one line of the map some columns, of several all. */
static gboolean
reads (const RnOpCall *call, guint input, const RnSpan to[2], RnSpan from[2])
{
  gint64 start = 0, width = (gint64) call->inputs[input].dim[3], first, last;

  for (guint i = 0; i < input; i++)
    start += (gint64) pixels_of (&call->inputs[i]);
  first = MAX (to[0].first, start) - start;
  last = MIN (to[0].last, start + (gint64) pixels_of (&call->inputs[input]) - 1) - start;
  if (last < first)
    return FALSE;
  from[0] = (RnSpan) { first / width, last / width };
  from[1] = from[0].first == from[0].last ? (RnSpan) { first % width, last % width }
                                          : (RnSpan) { 0, width - 1 };
  return TRUE;
}

const RnOp rn__op_concat_pixels = {
  .name = "concat_pixels",
  .title = "pixels in one column",
  .formula = "y = [x₁; …; xₙ] over the pixels",
  .source = "Lin et al. 2017, §4",
  .min_inputs = 1,
  .max_inputs = RN_OP_MAX_INPUTS,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
  .reads = reads,
};
