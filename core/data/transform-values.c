/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Steps that change values: grey and colour, normalising, the mean picture, MixUp. */
#include "config.h"

#include "rn-random.h"
#include "transform-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* ── channels ── */

static gboolean
prepare_grey (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  if (step->from.channels == 2)
    return rn__transform_fail (step, RN_ERROR_SHAPE, error, "2 channels are no colour");
  step->to.channels = 1;
  return TRUE;
}

/* the luma of ITU-R BT.601; of bytes a byte, in Pillow's 16 bits after the point */
static void
apply_grey (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  gsize plane = (gsize) step->from.height * step->from.width;
  const float *g = from + plane, *b = from + 2 * plane;

  if (step->from.channels == 1)
    memcpy (to, from, plane * sizeof (float));
  else if (step->of_bytes)
    for (gsize i = 0; i < plane; i++)
      to[i] = (float) (((guint) from[i] * 19595u + (guint) g[i] * 38470u + (guint) b[i] * 7471u
                        + 0x8000u) >> 16);
  else
    for (gsize i = 0; i < plane; i++)
      to[i] = (float) (0.299 * from[i] + 0.587 * g[i] + 0.114 * b[i]);
}

const RnTransformKind rn__transform_grey = {
  .name = "grey",
  .usage = "grey",
  .doc = N_("one channel of brightness"),
  .prepare = prepare_grey,
  .apply = apply_grey,
};

static gboolean
prepare_colour (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  if (step->from.channels == 2)
    return rn__transform_fail (step, RN_ERROR_SHAPE, error, "2 channels are no grey");
  step->to.channels = 3;
  return TRUE;
}

static void
apply_colour (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  gsize plane = (gsize) step->from.height * step->from.width;

  for (guint c = 0; c < 3; c++)
    memcpy (to + c * plane, step->from.channels == 1 ? from : from + c * plane,
            plane * sizeof (float));
}

const RnTransformKind rn__transform_colour = {
  .name = "colour",
  .usage = "colour",
  .doc = N_("three channels, alike where there was one"),
  .prepare = prepare_colour,
  .apply = apply_colour,
};

/* ── normalise ── */

static const RnTransformKey normalise_keys[] = {
  { "mean", -1e6, 1e6, NAN, .optional = TRUE, .per_channel = TRUE },
  { "std", 1e-6, 1e6, NAN, .optional = TRUE, .per_channel = TRUE },
};

/* @own: of the data set, which may have had other channels before grey or colour */
static void
fit_moments (double *own, guint have, guint need)
{
  static const double luma[] = { 0.299, 0.587, 0.114 };

  if (have == 3 && need == 1)
    own[0] = luma[0] * own[0] + luma[1] * own[1] + luma[2] * own[2];
  for (guint c = have; c < need; c++)
    own[c] = own[0];
}

/* What was not given is the data set's own, and from then on is as if it had been given. */
static gboolean
prepare_normalise (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  guint C = step->from.channels, have = (guint) rn_dataset_shape (maker->dataset).dim[1];
  double own[2][RN_DATASET_MAX_CHANNELS] = { { 0 } };

  maker->of_bytes = FALSE;
  if (!isnan (step->values[0]) && !isnan (step->values[C]))
    return TRUE;
  if (!rn_dataset_moments (maker->dataset, own[0], own[1], maker->progress, error))
    return FALSE;
  for (guint k = 0; k < 2; k++)
    {
      fit_moments (own[k], have, C);
      for (guint c = 0; c < C; c++)
        if (isnan (step->values[k * C + c]))
          step->values[k * C + c] = own[k][c];
    }
  return TRUE;
}

static void
apply_normalise (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  gsize plane = (gsize) step->from.height * step->from.width;
  double divisor = step->of_bytes ? 255 : 1;

  for (guint c = 0; c < step->from.channels; c++)
    {
      double mean = step->values[c], deviation = step->values[step->from.channels + c];

      for (gsize i = 0; i < plane; i++)
        to[c * plane + i] = (float) ((from[c * plane + i] / divisor - mean) / deviation);
    }
}

const RnTransformKind rn__transform_normalise = {
  .name = "normalise",
  .usage = "normalise, or normalise:MEAN…:STD… with a number for each channel",
  .doc = N_("minus the mean, divided by the deviation; without numbers the data set's own"),
  .keys = normalise_keys,
  .n_keys = G_N_ELEMENTS (normalise_keys),
  .prepare = prepare_normalise,
  .apply = apply_normalise,
};

/* ── per-pixel mean ── */

static gboolean
prepare_pixel_mean (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  RnShape shape = rn_dataset_shape (maker->dataset);

  maker->of_bytes = FALSE;
  if (shape.dim[1] != step->from.channels || shape.dim[2] != step->from.height
      || shape.dim[3] != step->from.width)
    return rn__transform_fail (step, RN_ERROR_SHAPE, error,
                               "the data set's mean picture is %" G_GSIZE_FORMAT "×%"
                               G_GSIZE_FORMAT ", what comes in %u×%u: put it before what changes "
                               "the size", shape.dim[2], shape.dim[3], step->from.height,
                               step->from.width);
  step->state = g_new (float, rn__planes_floats (&step->from));
  return rn_dataset_mean_picture (maker->dataset, step->state, maker->progress, error);
}

static void
apply_pixel_mean (const RnTransformStep *step, const RnStepDraw *draw, const float *from,
                  float *to)
{
  const float *mean = step->state;          /* [C, H, W], of 0 … 1 */
  double divisor = step->of_bytes ? 255 : 1;

  for (gsize i = 0; i < rn__planes_floats (&step->from); i++)
    to[i] = (float) (from[i] / divisor - mean[i]);
}

const RnTransformKind rn__transform_pixel_mean = {
  .name = "pixel-mean",
  .usage = "pixel-mean",
  .doc = N_("minus the mean of that pixel over the training pictures"),
  .prepare = prepare_pixel_mean,
  .apply = apply_pixel_mean,
  .clear = g_free,
};

/* ── MixUp ── */

/*
 * Two pictures become one, λ of the first and 1 − λ of the second, and so do their labels;
 * λ ~ Beta (α, α), one for a batch.
 *
 * Zhang, Cissé, Dauphin, Lopez-Paz: mixup: beyond empirical risk minimization, ICLR 2018
 */
static const RnTransformKey mixup_keys[] = { { "alpha", 0.01, 100, .fallback = 0.2 } };

typedef struct
{
  guint64 seed;
  guint64 stream;
  guint64 next;
} Numbers;

static double
uniform (Numbers *numbers)
{
  /* never 0, of which there is no logarithm */
  return 1 - rn_random_uniform (numbers->seed, numbers->stream, numbers->next++);
}

/*
 * Gamma of shape @a, scale 1 (Marsaglia & Tsang 2000): below 1 that of a + 1 times u^(1/a). As a
 * logarithm, because for small @a the number itself may be too small for a double.
 */
static double
log_gamma (Numbers *numbers, double a)
{
  double boost = a < 1 ? log (uniform (numbers)) / a : 0;
  double d = (a < 1 ? a + 1 : a) - 1.0 / 3, c = 1 / sqrt (9 * d);

  for (;;)
    {
      double x = rn_random_normal (numbers->seed, ~numbers->stream, numbers->next++);
      double v = 1 + c * x;

      if (v <= 0)
        continue;
      v = v * v * v;
      if (log (uniform (numbers)) < x * x / 2 + d - d * v + d * log (v))
        return log (d * v) + boost;
    }
}

double
rn__transform_mix_share (const RnTransformStep *step, const RnStepDraw *draw)
{
  Numbers numbers = { (guint64) (rn__step_uniform (draw, 0) * 0x1p53),
                      (guint64) (rn__step_uniform (draw, 1) * 0x1p53), 0 };
  double x = log_gamma (&numbers, step->values[0]), y = log_gamma (&numbers, step->values[0]);

  return 1 / (1 + exp (y - x));
}

const RnTransformKind rn__transform_mixup = {
  .name = "mixup",
  .usage = "mixup or mixup:ALPHA",
  .doc = N_("each picture mixed with another of its batch, and their labels as much"),
  .random = TRUE,
  .keys = mixup_keys,
  .n_keys = G_N_ELEMENTS (mixup_keys),
};
