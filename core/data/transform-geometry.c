/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Steps that move pixels: resize, crops, flip, padding. */
#include "config.h"

#include "taps-private.h"
#include "transform-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SIDE 16384             /* px */

enum { HEIGHT, WIDTH };

/* one number is both */
static const RnTransformKey size_keys[] = {
  [HEIGHT] = { "height", 1, SIDE, NAN, .integer = TRUE },
  [WIDTH] = { "width", 1, SIDE, NAN, .integer = TRUE, .optional = TRUE },
};

static guint
height_of (const RnTransformStep *step)
{
  return (guint) step->values[HEIGHT];
}

static guint
width_of (const RnTransformStep *step)
{
  return isnan (step->values[WIDTH]) ? height_of (step) : (guint) step->values[WIDTH];
}

/* ── resize ── */

typedef struct
{
  RnTaps columns, rows;
} Resize;

/* A single number is the short side; the long one keeps its proportion, rounded down. */
static void
resized (RnTransformStep *step)
{
  guint64 height = step->from.height, width = step->from.width, side = height_of (step);

  step->to.height = (guint) side;
  step->to.width = width_of (step);
  if (!isnan (step->values[WIDTH]))
    return;
  if (height <= width)
    step->to.width = (guint) MIN (side * width / height, G_MAXUINT);
  else
    step->to.height = (guint) MIN (side * height / width, G_MAXUINT);
}

static void
clear_resize (gpointer state)
{
  Resize *resize = state;

  rn__taps_clear (&resize->columns);
  rn__taps_clear (&resize->rows);
  g_free (resize);
}

static gboolean
prepare_resize (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  Resize *resize = step->state = g_new0 (Resize, 1);

  if (!maker->of_bytes)
    return rn__transform_fail (step, RN_ERROR_RANGE, error, "must come before what normalises");
  resized (step);
  if (step->to.height > SIDE || step->to.width > SIDE)
    return TRUE;                                /* refused with its size */
  if (rn__taps_make (&resize->columns, step->from.width, step->to.width, 0, step->to.width)
      && rn__taps_make (&resize->rows, step->from.height, step->to.height, 0, step->to.height))
    return TRUE;
  return rn__transform_fail (step, RN_ERROR_NO_MEMORY, error, "no memory for %u×%u pixels",
                             step->to.height, step->to.width);
}

/* @count bytes held in floats, @step apart, weighed and rounded to a byte */
static inline float
weighed (const float *from, gsize step, const gint32 *weights, guint count)
{
  gint32 sum = 1 << (RN__TAP_BITS - 1);

  for (guint k = 0; k < count; k++)
    sum += weights[k] * (gint32) from[k * step];
  sum >>= RN__TAP_BITS;
  return (float) CLAMP (sum, 0, 255);
}

/* Columns first, then rows, each rounded to 8 bits: what Pillow does. */
static void
apply_resize (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  const Resize *resize = step->state;
  const RnTaps *columns = &resize->columns, *rows = &resize->rows;
  guint height = step->from.height, width = step->from.width;
  g_autofree float *narrow = g_new (float, (gsize) height * columns->n);     /* [H, W'] */

  for (guint c = 0; c < step->from.channels; c++, from += (gsize) height * width)
    {
      for (guint y = 0; y < height; y++)
        for (guint x = 0; x < columns->n; x++)
          narrow[(gsize) y * columns->n + x]
            = weighed (from + (gsize) y * width + columns->first[x], 1,
                       columns->weights + (gsize) x * columns->stride, columns->count[x]);
      for (guint y = 0; y < rows->n; y++)
        for (guint x = 0; x < columns->n; x++)
          *to++ = weighed (narrow + (gsize) rows->first[y] * columns->n + x, columns->n,
                           rows->weights + (gsize) y * rows->stride, rows->count[y]);
    }
}

const RnTransformKind rn__transform_resize = {
  .name = "resize",
  .usage = "resize:SHORT-SIDE or resize:HEIGHT:WIDTH",
  .doc = N_("to another size; a single number is the short side"),
  .keys = size_keys,
  .n_keys = G_N_ELEMENTS (size_keys),
  .prepare = prepare_resize,
  .apply = apply_resize,
  .clear = clear_resize,
};

/* ── crops ── */

static gboolean
prepare_crop (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  step->to.height = height_of (step);
  step->to.width = width_of (step);
  if (step->to.height <= step->from.height && step->to.width <= step->from.width)
    return TRUE;
  return rn__transform_fail (step, RN_ERROR_SHAPE, error,
                             "cannot cut %u×%u out of %u×%u: pad or resize before",
                             step->to.height, step->to.width, step->from.height,
                             step->from.width);
}

static void
flip_row (float *to, const float *from, guint width)
{
  for (guint x = 0; x < width; x++)
    to[x] = from[width - 1 - x];
}

static void
cut (const RnTransformStep *step, guint top, guint left, gboolean flipped, const float *from,
     float *to)
{
  gsize plane = (gsize) step->from.height * step->from.width;
  guint width = step->to.width;

  for (guint c = 0; c < step->from.channels; c++)
    for (guint y = 0; y < step->to.height; y++, to += width)
      {
        const float *row = from + c * plane + (gsize) (top + y) * step->from.width + left;

        if (flipped)
          flip_row (to, row, width);
        else
          memcpy (to, row, width * sizeof (float));
      }
}

/* Rows and columns that are left out, before and behind together. */
static guint
spare_rows (const RnTransformStep *step)
{
  return step->from.height - step->to.height;
}

static guint
spare_columns (const RnTransformStep *step)
{
  return step->from.width - step->to.width;
}

/* torchvision's middle: halves are rounded to even */
static guint
middle (guint spare)
{
  return (guint) rint (spare / 2.0);
}

static void
apply_centre_crop (const RnTransformStep *step, const RnStepDraw *draw, const float *from,
                   float *to)
{
  cut (step, middle (spare_rows (step)), middle (spare_columns (step)), FALSE, from, to);
}

const RnTransformKind rn__transform_centre_crop = {
  .name = "centre-crop",
  .usage = "centre-crop:SIZE or centre-crop:HEIGHT:WIDTH",
  .doc = N_("the middle"),
  .keys = size_keys,
  .n_keys = G_N_ELEMENTS (size_keys),
  .prepare = prepare_crop,
  .apply = apply_centre_crop,
};

static void
apply_crop (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  guint top = rn__step_below (draw, 0, spare_rows (step) + 1);
  guint left = rn__step_below (draw, 1, spare_columns (step) + 1);

  cut (step, top, left, FALSE, from, to);
}

const RnTransformKind rn__transform_crop = {
  .name = "crop",
  .usage = "crop:SIZE or crop:HEIGHT:WIDTH",
  .doc = N_("a part at a random place"),
  .random = TRUE,
  .keys = size_keys,
  .n_keys = G_N_ELEMENTS (size_keys),
  .prepare = prepare_crop,
  .apply = apply_crop,
};

static gboolean
prepare_ten_crop (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  if (maker->views > 1)
    return rn__transform_fail (step, RN_ERROR_RANGE, error, "there can be one only");
  maker->views = 10;
  return prepare_crop (step, maker, error);
}

/* torchvision's order: four corners, the middle; then the same flipped */
static void
apply_ten_crop (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  guint place = draw->view % 5;
  guint top = place == 4 ? middle (spare_rows (step)) : (place / 2) * spare_rows (step);
  guint left = place == 4 ? middle (spare_columns (step)) : (place % 2) * spare_columns (step);

  cut (step, top, left, draw->view >= 5, from, to);
}

const RnTransformKind rn__transform_ten_crop = {
  .name = "ten-crop",
  .usage = "ten-crop:SIZE or ten-crop:HEIGHT:WIDTH",
  .doc = N_("corners and middle, and these flipped: ten inputs whose answers are averaged"),
  .keys = size_keys,
  .n_keys = G_N_ELEMENTS (size_keys),
  .prepare = prepare_ten_crop,
  .apply = apply_ten_crop,
};

/* ── flip ── */

static const RnTransformKey flip_keys[] = { { "probability", 0, 1, .fallback = 0.5 } };

static void
apply_flip (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  cut (step, 0, 0, rn__step_uniform (draw, 0) < step->values[0], from, to);
}

const RnTransformKind rn__transform_flip = {
  .name = "flip",
  .usage = "flip or flip:PROBABILITY",
  .doc = N_("left for right, half of the time"),
  .random = TRUE,
  .keys = flip_keys,
  .n_keys = G_N_ELEMENTS (flip_keys),
  .apply = apply_flip,
};

/* ── pad ── */

enum { PIXELS, VALUE };

static const RnTransformKey pad_keys[] = {
  [PIXELS] = { "pixels", 0, 4096, NAN, .integer = TRUE },
  [VALUE] = { "value", -1e6, 1e6, .fallback = 0 },
};

static gboolean
prepare_pad (RnTransformStep *step, RnTransformMaker *maker, GError **error)
{
  step->to.height += 2 * (guint) step->values[PIXELS];
  step->to.width += 2 * (guint) step->values[PIXELS];
  return TRUE;
}

static void
apply_pad (const RnTransformStep *step, const RnStepDraw *draw, const float *from, float *to)
{
  guint pixels = (guint) step->values[PIXELS], width = step->from.width;
  float value = (float) (step->values[VALUE] * (step->of_bytes ? 255 : 1));

  for (gsize i = 0; i < rn__planes_floats (&step->to); i++)
    to[i] = value;
  for (guint c = 0; c < step->from.channels; c++)
    for (guint y = 0; y < step->from.height; y++, from += width)
      memcpy (to + ((gsize) c * step->to.height + y + pixels) * step->to.width + pixels, from,
              width * sizeof (float));
}

const RnTransformKind rn__transform_pad = {
  .name = "pad",
  .usage = "pad:PIXELS or pad:PIXELS:VALUE",
  .doc = N_("a frame of zeros, or of another value (black is 0, white 1)"),
  .keys = pad_keys,
  .n_keys = G_N_ELEMENTS (pad_keys),
  .prepare = prepare_pad,
  .apply = apply_pad,
};
