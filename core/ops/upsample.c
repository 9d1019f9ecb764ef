/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Upsampling: a map becomes as high and wide as another one, by the nearest pixel or, with smooth, by
 * a mean of the four around. The other map gives its size and nothing else; no gradient goes there.
 *
 *   y[c, p, q] = x[c, ⌊p·h / H⌋, ⌊q·w / W⌋]                     h × w becomes H × W
 *
 *   y[c, p, q] = Σ of the pixels at row and row + 1, column and column + 1, each by its two shares:
 *                row = ⌊r⌋, r = max(0, (p + ½)·h / H − ½), shares 1 − (r − row) and r − row, and so for
 *                columns; past the edge the last pixel once more
 *   dx gathers from every y the pixel went into, by the same shares
 *
 * As PyTorch's interpolate with nearest, and with bilinear and align_corners off.
 *
 * Lin et al., Feature Pyramid Networks, CVPR 2017, §3.
 */
#include "config.h"

#include "ops-private.h"

enum { SMOOTH, N_ATTRIBUTES };
enum { X, LIKE };

static const RnAttribute attributes[N_ATTRIBUTES] = {
  [SMOOTH] = { "smooth", RN_ATTRIBUTE_BOOLEAN, 0, 1, 0,
               N_("whether neighbours are mixed; else the nearest pixel is taken") },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  const RnOp *op = &rn__op_upsample;
  const RnShape *x = &call->inputs[X], *like = &call->inputs[LIKE];
  RnShape y = *x;

  if (!rn__op_check_input (op, call, X, 4, error) || !rn__op_check_input (op, call, LIKE, 4, error))
    return FALSE;
  if (x->dim[0] != like->dim[0])
    return rn__op_fail (op, call, RN_ERROR_SHAPE, error,
                        _("input 1 has %zu samples, the map it is to be as large as has %zu"),
                        x->dim[0], like->dim[0]);
  y.dim[2] = like->dim[2];
  y.dim[3] = like->dim[3];
  if (!rn__op_check_size (op, call, &y, error))
    return FALSE;
  *output = y;
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_upsample, call, counts);
  /* of the other map only the size is read */
  counts->bytes_read -= sizeof (float) * rn_shape_elements (&call->inputs[LIKE]);
  counts->upsample_elements = rn_shape_elements (&call->output);
  counts->upsample_reads = counts->upsample_elements * (call->attributes[SMOOTH] != 0 ? 4 : 1);
}

RnSource
rn__upsample_source (gsize at, gsize from, gsize to, gboolean smooth)
{
  double place;
  gsize first;

  if (!smooth)
    return (RnSource) { { at * from / to, 0 }, { 1, 0 } };
  place = fmax (0, ((double) at + 0.5) * (double) from / (double) to - 0.5);
  first = MIN ((gsize) place, from - 1);
  return (RnSource) { { first, MIN (first + 1, from - 1) },
                      { 1 - (place - (double) first), place - (double) first } };
}

/* The rows and columns that pixel (@p, @q) of y is made of. */
static void
sources (const RnOpCall *call, gsize p, gsize q, RnSource *row, RnSource *column)
{
  const gsize *x = call->inputs[X].dim, *y = call->output.dim;
  gboolean smooth = call->attributes[SMOOTH] != 0;

  *row = rn__upsample_source (p, x[2], y[2], smooth);
  *column = rn__upsample_source (q, x[3], y[3], smooth);
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  const gsize *in = call->inputs[X].dim, *out = call->output.dim;
  gsize maps = out[0] * out[1];
  float *y = data->output;

  for (gsize map = 0; map < maps; map++)
    for (gsize p = 0; p < out[2]; p++)
      for (gsize q = 0; q < out[3]; q++)
        {
          const float *x = &data->inputs[X][map * in[2] * in[3]];
          RnSource row, column;
          double sum = 0;

          sources (call, p, q, &row, &column);
          for (guint i = 0; i < 2; i++)
            for (guint j = 0; j < 2; j++)
              if (row.share[i] * column.share[j] != 0)
                sum += row.share[i] * column.share[j] * x[row.at[i] * in[3] + column.at[j]];
          *y++ = (float) sum;
        }
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  const gsize *in = call->inputs[X].dim, *out = call->output.dim;
  gsize maps = out[0] * out[1];
  const float *dy = data->d_output;

  if (data->d_inputs[X] == NULL)
    return;
  for (gsize map = 0; map < maps; map++)
    for (gsize p = 0; p < out[2]; p++)
      for (gsize q = 0; q < out[3]; q++, dy++)
        {
          float *dx = &data->d_inputs[X][map * in[2] * in[3]];
          RnSource row, column;

          sources (call, p, q, &row, &column);
          for (guint i = 0; i < 2; i++)
            for (guint j = 0; j < 2; j++)
              dx[row.at[i] * in[3] + column.at[j]] +=
                (float) (row.share[i] * column.share[j] * *dy);
        }
}

static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  RnSource row, column;

  sources (call, index[2], index[3], &row, &column);
  rn__explain_begin (explanation);
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < 2; j++)
      {
        gsize at = rn__offset (&call->inputs[X], index[0], index[1], row.at[i], column.at[j]);
        double share = row.share[i] * column.share[j];

        if (share != 0)
          rn__explain_term (explanation, X, &call->inputs[X], at, G_MAXSIZE, data->inputs[X][at],
                            share);
      }
  rn__explain_sum (explanation, 0);
}

static gint64
floor_of (double value)
{
  return (gint64) floor (value);
}

/* Where the row below lies, not held back at the edges. */
static RnSpan
source_span (const RnSpan *to, gsize in, gsize out, gboolean smooth)
{
  double ratio = (double) in / (double) out, half = smooth ? 0.5 : 0;
  double first = ((double) to->first + half) * ratio - half;
  double last = ((double) to->last + half) * ratio - half;

  return (RnSpan) { floor_of (first), smooth ? (gint64) ceil (last) : floor_of (last) };
}

/* Of the map it is to be as large as, nothing. */
static gboolean
reads (const RnOpCall *call, guint input, const RnSpan to[2], RnSpan from[2])
{
  for (guint axis = 0; axis < 2; axis++)
    from[axis] = source_span (&to[axis], call->inputs[X].dim[2 + axis], call->output.dim[2 + axis],
                              call->attributes[SMOOTH] != 0);
  return input == X;
}

const RnOp rn__op_upsample = {
  .name = "upsample",
  .title = "upsampling",
  .formula = "y[p, q] = x[p·h/H, q·w/W]",
  .source = "Lin et al. 2017, §3",
  .min_inputs = 2,
  .max_inputs = 2,
  .attributes = attributes,
  .n_attributes = N_ATTRIBUTES,
  .infer = infer,
  .cost = cost,
  .forward = forward,
  .backward = backward,
  .explain = explain,
  .reads = reads,
};
