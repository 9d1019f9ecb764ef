/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * From a picture to a network's input: resize the short side, cut the middle, normalise.
 *
 * The resize is the antialiased bilinear one of Pillow, and with it torchvision's: output pixel i
 * is centred at (i + ½)·s of the input, s = input ÷ output, and weighs what lies within max (s, 1)
 * of there by a triangle. Columns first, rounded to 8 bits, then rows. So the input is that of the
 * published recipes to the bit.
 */
#include "config.h"

#include "rn-picture.h"
#include "taps-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define WEIGHT_BITS RN__TAP_BITS

void
rn_picture_transform_default (RnPictureTransform *self, guint height, guint width)
{
  *self = (RnPictureTransform) {
    .height = height, .width = width, .resize = 256.0 / 224,
    .mean = { 0.485, 0.456, 0.406 }, .std = { 0.229, 0.224, 0.225 },
  };
}

/* One output pixel of 3 channels from @taps of the input, @step bytes apart. */
static inline void
mix (guint8 *to, const guint8 *from, gsize step, const gint32 *weights, guint count)
{
  for (guint c = 0; c < 3; c++)
    {
      gint32 sum = 1 << (WEIGHT_BITS - 1);

      for (guint k = 0; k < count; k++)
        sum += weights[k] * from[k * step + c];
      sum >>= WEIGHT_BITS;
      to[c] = (guint8) CLAMP (sum, 0, 255);
    }
}

static void
mix_columns (guint8 *to, const guint8 *from, const RnTaps *taps)
{
  for (guint x = 0; x < taps->n; x++)
    mix (to + 3 * x, from + 3 * (gsize) taps->first[x], 3, taps->weights + (gsize) x * taps->stride,
         taps->count[x]);
}

static void
mix_rows (guint8 *to, const guint8 *from, gsize stride, guint width, const gint32 *weights,
          guint count)
{
  for (guint x = 0; x < width; x++)
    mix (to + 3 * x, from + 3 * x, stride, weights, count);
}

/* Size of the whole resized picture, and where the middle of @height × @width begins in it. */
typedef struct
{
  guint64 height, width;
  guint64 top, left;
} Frame;

/* torchvision rounds the middle's corner to the nearest pixel, halves to even */
static Frame
place (guint in_height, guint in_width, const RnPictureTransform *transform)
{
  double resize = MAX (transform->resize, 1);
  guint64 height = (guint64) rint (resize * transform->height);
  guint64 width = (guint64) rint (resize * transform->width);
  Frame frame;

  /* @in_height × this factor covers the width too */
  if (height * in_width >= width * in_height)
    frame = (Frame) { .height = height, .width = MAX (height * in_width / in_height,
                                                      transform->width) };
  else
    frame = (Frame) { .height = MAX (width * in_height / in_width, transform->height),
                      .width = width };
  frame.top = (guint64) rint ((double) (frame.height - transform->height) / 2);
  frame.left = (guint64) rint ((double) (frame.width - transform->width) / 2);
  return frame;
}

/**
 * rn_picture_crop:
 * @picture: 3 channels, as rn_picture_load gives it
 * @transform: height, width, resize; at most 65,535 each side
 *
 * Returns: (transfer full) (nullable): RGB of height × width; NULL where the memory cannot be had
 */
GdkPixbuf *
rn_picture_crop (GdkPixbuf *picture, const RnPictureTransform *transform)
{
  g_return_val_if_fail (gdk_pixbuf_get_n_channels (picture) == 3, NULL);
  g_return_val_if_fail (transform->height >= 1 && transform->width >= 1 && transform->resize < 1e4,
                        NULL);
  g_return_val_if_fail (transform->height <= G_MAXUINT16 && transform->width <= G_MAXUINT16, NULL);

  guint in_height = (guint) gdk_pixbuf_get_height (picture);
  guint in_width = (guint) gdk_pixbuf_get_width (picture);
  gsize in_stride = (gsize) gdk_pixbuf_get_rowstride (picture);
  gsize stride = 3 * (gsize) transform->width;
  Frame frame = place (in_height, in_width, transform);
  g_auto (RnTaps) columns = { 0 };
  g_auto (RnTaps) rows = { 0 };
  g_autofree guint8 *narrow = NULL;       /* [rows that are used, width, 3] */
  g_autoptr (GdkPixbuf) crop = NULL;
  const guint8 *pixels = gdk_pixbuf_read_pixels (picture);
  guint top, bottom;

  if (!rn__taps_make (&columns, in_width, frame.width, frame.left, transform->width)
      || !rn__taps_make (&rows, in_height, frame.height, frame.top, transform->height))
    return NULL;
  top = rows.first[0];
  bottom = rows.first[rows.n - 1] + rows.count[rows.n - 1];
  narrow = g_try_malloc_n (bottom - top, stride);
  crop = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) transform->width,
                         (int) transform->height);
  if (narrow == NULL || crop == NULL)
    return NULL;
  for (guint y = top; y < bottom; y++)
    mix_columns (narrow + (y - top) * stride, pixels + y * in_stride, &columns);
  for (guint y = 0; y < rows.n; y++)
    mix_rows (gdk_pixbuf_get_pixels (crop) + y * (gsize) gdk_pixbuf_get_rowstride (crop),
              narrow + (rows.first[y] - top) * stride, stride, transform->width,
              rows.weights + (gsize) y * rows.stride, rows.count[y]);
  return g_steal_pointer (&crop);
}

static gboolean
check_transform (const RnPictureTransform *transform, guint channels, GError **error)
{
  if (channels != 1 && channels != 3)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                   _("a picture has 3 channels, or 1 of grey: the network expects %u"), channels);
      return FALSE;
    }
  if (transform->height < 1 || transform->width < 1 || transform->height > G_MAXUINT16
      || transform->width > G_MAXUINT16
      || !(transform->resize >= 1 && transform->resize < 1e4))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("an input of %u×%u pixels, resized by %g: expected 1 to %u, at least 1"),
                   transform->height, transform->width, transform->resize, G_MAXUINT16);
      return FALSE;
    }
  for (guint c = 0; c < channels; c++)
    if (!isfinite (transform->mean[c]) || !(fabs (transform->std[c]) > 0)
        || !isfinite (transform->std[c]))
      {
        g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("mean %g and deviation %g of channel %u"),
                     transform->mean[c],
                     transform->std[c], c);
        return FALSE;
      }
  return TRUE;
}

/*
 * @plane: [height, width] of one channel; of 1 channel the luma of ITU-R BT.601, in Pillow's 16
 * bits
 */
static void
fill_plane (float *plane, GdkPixbuf *crop, guint channel, gboolean luma, double mean,
            double deviation)
{
  guint height = (guint) gdk_pixbuf_get_height (crop), width = (guint) gdk_pixbuf_get_width (crop);

  for (guint y = 0; y < height; y++)
    {
      const guint8 *p = gdk_pixbuf_read_pixels (crop) + y * (gsize) gdk_pixbuf_get_rowstride (crop);

      for (guint x = 0; x < width; x++, p += 3)
        {
          guint grey = (p[0] * 19595u + p[1] * 38470u + p[2] * 7471u + 0x8000u) >> 16;
          guint value = luma ? grey : p[channel];

          plane[(gsize) y * width + x] = (float) ((value / 255.0 - mean) / deviation);
        }
    }
}

/**
 * rn_picture_tensor:
 * @picture: 3 channels, as rn_picture_load gives it
 * @transform: its first mean and std serve the luma
 * @channels: 3, or 1 for the luma
 * @error: return location
 *
 * Shape:    [1, channels, height, width], (pixel ÷ 255 − mean) ÷ std
 * Errors:   RN_ERROR_SHAPE for other channels; RN_ERROR_RANGE; RN_ERROR_NO_MEMORY
 */
RnTensor *
rn_picture_tensor (GdkPixbuf *picture, const RnPictureTransform *transform, guint channels,
                   GError **error)
{
  g_autoptr (GdkPixbuf) crop = NULL;
  RnShape shape = rn_shape_4d (1, channels, transform->height, transform->width);
  RnTensor *tensor;

  if (!check_transform (transform, channels, error))
    return NULL;
  crop = rn_picture_crop (picture, transform);
  if (crop == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("no memory for an input of %u×%u pixels"),
                   transform->height,
                   transform->width);
      return NULL;
    }
  tensor = rn_tensor_new (&shape, error);
  for (guint c = 0; tensor != NULL && c < channels; c++)
    fill_plane (rn_tensor_data (tensor) + (gsize) c * transform->height * transform->width, crop, c,
                channels == 1,
                transform->mean[c], transform->std[c]);
  return tensor;
}
