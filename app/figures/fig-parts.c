/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What several figures draw: headings, colour bars, axes. */
#include "config.h"
#include "fig-parts-private.h"

#include <math.h>
#include <string.h>

#include "fig-format.h"

#define COLOR_BAR_PX 96.0

double
fig__note (FigScene *self, double x, double y, double right, FigFace face, const char *markup)
{
  FigMark *mark;
  int height;

  face.wrap = fmax (right - x, 40);
  mark = fig__text (self, x, y, FIG_START, face, markup);
  mark->x = x;
  pango_layout_get_size (mark->layout, NULL, &height);
  return y + (double) height / PANGO_SCALE + 2;
}

double
fig__heading (FigScene *self, double x, double y, double right, const char *title,
              const char *subtitle)
{
  const FigPalette *palette = &self->palette;
  FigFace bold = fig__face (FIG_HEADING, TRUE, palette->ink),
          quiet = fig__face (FIG_SMALL, FALSE, palette->ink2);
  double width = fig__text_width (self, bold, title);

  if (x + width <= right)
    fig__text (self, x, y + 10, FIG_START, bold, title);
  else
    y = fig__note (self, x, y + 10, right, bold, title) - 28;
  if (subtitle == NULL || subtitle[0] == '\0')
    return y + 28;
  if (x + width + 12 + fig__text_width (self, quiet, subtitle) <= right)
    {
      fig__text (self, x + width + 12, y + 11, FIG_START, quiet, subtitle);
      return y + 28;
    }
  return fig__note (self, x, y + 32, right, quiet, subtitle) + 2;
}

double
fig__color_bar (FigScene *self, double right, double y, const FigColorScale *scale)
{
  g_autofree char *low = fig_format_number (scale->low, 3),
                  *high = fig_format_number (scale->high, 3);
  g_autofree char *high_signed = g_strconcat (scale->is_signed ? "+" : "", high, NULL);
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, self->palette.ink2);
  float ramp[256];
  double left;

  for (guint i = 0; i < G_N_ELEMENTS (ramp); i++)
    {
      double part = (i + 0.5) / G_N_ELEMENTS (ramp);

      ramp[i] = (float) (scale->is_log ? scale->low * pow (scale->high / scale->low, part)
                                       : scale->low + (scale->high - scale->low) * part);
    }
  fig__text (self, right, y, FIG_END, face, high_signed);
  left = right - fig__text_width (self, face, high_signed) - 8 - COLOR_BAR_PX;
  fig__image (self, fig_color_scale_image (scale, &self->palette, ramp, 1, G_N_ELEMENTS (ramp)),
              left, y - 5, COLOR_BAR_PX, 10, 3);
  fig__text (self, left - 8, y, FIG_END, face, low);
  return left - 8 - fig__text_width (self, face, low);
}

double
fig__axis_room (FigScene *self, const FigAxis *axis, guint n)
{
  double ticks[FIG_TICKS_MOST], room = 0;
  guint count = fig_axis_ticks (axis, n, ticks);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *label = fig_axis_label (axis, ticks[i]);

      room = fmax (room,
                   fig__text_width (self, fig__face (FIG_TICK_SIZE, FALSE, self->palette.ink2),
                                    label));
    }
  return ceil (room);
}

void
fig__axis_below (FigScene *self, const FigAxis *axis, double y, guint n)
{
  double ticks[FIG_TICKS_MOST], free_from = -INFINITY;
  guint count = fig_axis_ticks (axis, n, ticks);
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, self->palette.ink2);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *label = fig_axis_label (axis, ticks[i]);
      double x = fig_axis_place (axis, ticks[i]), half = fig__text_width (self, face, label) / 2;

      if (x - half < free_from)
        continue;
      fig__pen_line (self, x, y, x, y + 4);
      fig__stroke (self, self->palette.ink2, 1);
      fig__text (self, x, y + 14, FIG_CENTER, face, label);
      free_from = x + half + 10;
    }
}

void
fig__axis_left (FigScene *self, const FigAxis *axis, double left, double right, guint n)
{
  double ticks[FIG_TICKS_MOST];
  guint count = fig_axis_ticks (axis, n, ticks);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *label = fig_axis_label (axis, ticks[i]);
      double y = fig_axis_place (axis, ticks[i]);

      fig__pen_line (self, left, y, right, y);
      fig__stroke (self, self->palette.grid, 1);
      fig__text (self, left - 8, y, FIG_END, fig__face (FIG_TICK_SIZE, FALSE, self->palette.ink2),
                 label);
    }
}

void
fig__letter (FigScene *self, double x, double y, guint i)
{
  char letter[2] = { (char) ('A' + i % 26), '\0' };

  fig__pen_circle (self, x, y, 12);
  fig__fill (self, self->palette.accent);
  fig__text (self, x, y, FIG_CENTER, fig__face (FIG_SMALL, TRUE, self->palette.on_accent), letter);
}

FigMark *
fig__picture (FigScene *self, RnTensor *picture, double x, double y, double side, double radius)
{
  const RnShape *shape = rn_tensor_shape (picture);
  const float *v = rn_tensor_values (picture);
  gsize plane = shape->dim[2] * shape->dim[3], next = shape->dim[1] == 3 ? plane : 0;
  double low = v[0], high = v[0];

  for (gsize i = 0; i < plane + 2 * next; i++)
    {
      low = fmin (low, v[i]);
      high = fmax (high, v[i]);
    }
  return fig__image (self,
                     fig_rgb_image (v, v + next, v + 2 * next, shape->dim[2], shape->dim[3], low,
                                    high),
                     x, y, side, side, radius);
}

FigMark *
fig__scissors (FigScene *self, double x, double y, double radius)
{
  double k = radius / 12;
  FigMark *ring;

  fig__pen_circle (self, x, y, radius);
  ring = fig__draw (self, &(FigPaint) { .fill = self->palette.card,
                                        .stroke = self->palette.ink,
                                        .line = 1.5 });
  fig__pen_circle (self, x - 3.5 * k, y + 4.5 * k, 2.2 * k);
  fig__pen_circle (self, x + 3.5 * k, y + 4.5 * k, 2.2 * k);
  fig__pen_line (self, x - 2.2 * k, y + 2.7 * k, x + 3.6 * k, y - 6 * k);
  fig__pen_line (self, x + 2.2 * k, y + 2.7 * k, x - 3.6 * k, y - 6 * k);
  fig__stroke (self, self->palette.ink, 1.4 * fmin (k, 1));
  return ring;
}

void
fig__spread (double *places, guint n, double gap, double low, double high)
{
  double least = low;

  for (guint i = 0; i < n; i++)
    {
      places[i] = fmax (places[i], least);
      least = places[i] + gap;
    }
  double most = high;

  for (guint i = n; i-- > 0;)
    {
      places[i] = fmin (places[i], most);
      most = places[i] - gap;
    }
}

char *
fig__shorten (FigScene *self, FigFace face, const char *text, double width)
{
  GString *out = g_string_new (text);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  while (fig__text_width (self, face, markup) > width && g_utf8_strlen (out->str, -1) > 2)
    {
      char *last = g_utf8_find_prev_char (out->str, out->str + out->len);
      char *before = g_utf8_find_prev_char (out->str, last);
      gboolean again = strcmp (last, "…") == 0;

      g_string_truncate (out, (gsize) ((again ? before : last) - out->str));
      g_string_append (out, "…");
      g_free (markup);
      markup = g_markup_escape_text (out->str, -1);
    }
  return g_string_free (out, FALSE);
}

char *
fig__factor (double factor)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.3g", fabs (factor));
  return g_strdup_printf ("×%s%s", factor < 0 ? "−" : "", digits);
}

double
fig__pieces_width (FigScene *self, double size, const FigPiece *pieces, guint n)
{
  double width = 0;

  for (guint i = 0; i < n; i++)
    width += fig__text_width (self, fig__face (size, FALSE, pieces[i].color), pieces[i].markup);
  return width;
}

void
fig__pieces (FigScene *self, double x, double y, FigAnchor anchor, double size,
             const FigPiece *pieces, guint n)
{
  double width = fig__pieces_width (self, size, pieces, n);

  x -= anchor == FIG_CENTER ? width / 2 : anchor == FIG_END ? width : 0;
  for (guint i = 0; i < n; i++)
    {
      FigFace face = fig__face (size, FALSE, pieces[i].color);

      fig__text (self, x, y, FIG_START, face, pieces[i].markup);
      x += fig__text_width (self, face, pieces[i].markup);
    }
}
