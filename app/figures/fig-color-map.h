/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <cairo.h>

#include "fig-palette.h"

G_BEGIN_DECLS

/* From numbers to colour. Signed values are symmetric about 0, so that neutral always means 0. */
typedef struct
{
  gboolean is_signed;
  double   low;
  double   high;
  double   gamma;            /* unsigned only: 0.75 in thumbnails, 1 beside a colour bar */
  gboolean is_log;           /* unsigned only, low > 0: equal factors are equal steps */
} FigColorScale;

/* The scale that holds @n values: signed if one is below 0. Not-finite values are left out. */
FigColorScale    fig_color_scale_of     (const float *values, gsize n);
/* As @self, signed: for a channel that happens to hold no negative number among others that do. */
FigColorScale    fig_color_scale_signed (const FigColorScale *self);
/* 0xRRGGBB; a value that is no finite number is drawn in the palette's vermillion, which no map
   holds. */
guint32          fig_color_scale_pixel  (const FigColorScale *self, const FigPalette *palette,
                                         double value);
cairo_surface_t *fig_color_scale_image  (const FigColorScale *self, const FigPalette *palette,
                                         const float *values, gsize rows, gsize columns);
/* Three planes as red, green and blue, low … high. */
cairo_surface_t *fig_rgb_image          (const float *red, const float *green, const float *blue,
                                         gsize rows, gsize columns, double low, double high);

G_END_DECLS
