/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Cividis for values ≥ 0, purple – neutral – gold for signed ones. */
#include "fig-color-map.h"

#include <math.h>

FigColorScale
fig_color_scale_signed (const FigColorScale *self)
{
  FigColorScale scale = *self;

  scale.is_signed = TRUE;
  scale.high = fmax (-self->low, self->high);
  scale.low = -scale.high;
  return scale;
}

FigColorScale
fig_color_scale_of (const float *values, gsize n)
{
  FigColorScale scale = { .low = 0, .high = 0, .gamma = 1 };

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        scale.low = MIN (scale.low, values[i]);
        scale.high = MAX (scale.high, values[i]);
      }
  return scale.low < 0 ? fig_color_scale_signed (&scale) : scale;
}

static guint32
mix (guint32 a, guint32 b, double part, guint shift)
{
  double from = (a >> shift) & 255, to = (b >> shift) & 255;

  /* never negative, so this rounds; a call of lround() for each pixel would cost most of the time */
  return (guint32) (from + (to - from) * part + 0.5) << shift;
}

static guint32
between (const guint32 *stops, double position)
{
  double place = CLAMP (position, 0, 1) * (FIG_MAP_STOPS - 1);
  guint first = MIN ((guint) place, FIG_MAP_STOPS - 2);
  double part = place - first;
  guint32 a = stops[first], b = stops[first + 1];

  return mix (a, b, part, 16) | mix (a, b, part, 8) | mix (a, b, part, 0);
}

guint32
fig_color_scale_pixel (const FigColorScale *self, const FigPalette *palette, double value)
{
  double span = self->is_log ? log (self->high / self->low) : self->high - self->low;
  double way = self->is_log ? log (fmax (value, self->low) / self->low) : value - self->low;
  double position = span > 0 ? CLAMP (way / span, 0, 1) : self->is_signed ? 0.5 : 0;

  if (!isfinite (value))
    return palette->dark ? 0xF0803C : 0xD55E00;
  if (!self->is_signed && self->gamma != 1)
    position = pow (position, self->gamma);
  return between (self->is_signed ? palette->diverging : palette->sequential, position);
}

cairo_surface_t *
fig_color_scale_image (const FigColorScale *self, const FigPalette *palette, const float *values,
                       gsize rows, gsize columns)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) columns,
                                                       (int) rows);
  unsigned char *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image);

  if (data == NULL)
    return image;
  cairo_surface_flush (image);
  for (gsize y = 0; y < rows; y++)
    for (gsize x = 0; x < columns; x++)
      ((guint32 *) (gpointer) (data + y * (gsize) stride))[x]
        = fig_color_scale_pixel (self, palette, values[y * columns + x]);
  cairo_surface_mark_dirty (image);
  return image;
}

cairo_surface_t *
fig_rgb_image (const float *red, const float *green, const float *blue, gsize rows, gsize columns,
               double low, double high)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) columns,
                                                       (int) rows);
  unsigned char *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image);
  const float *planes[3] = { red, green, blue };

  if (data == NULL)
    return image;
  cairo_surface_flush (image);
  for (gsize i = 0; i < rows * columns; i++)
    {
      guint32 pixel = 0;

      for (guint c = 0; c < 3; c++)
        {
          double level = high > low ? (planes[c][i] - low) / (high - low) : 0.5;

          pixel = (pixel << 8)
                  | (guint32) lround (255 * (isfinite (level) ? CLAMP (level, 0, 1) : 0));
        }
      ((guint32 *) (gpointer) (data + (i / columns) * (gsize) stride))[i % columns] = pixel;
    }
  cairo_surface_mark_dirty (image);
  return image;
}
