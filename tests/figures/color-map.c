/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Colours of numbers, and that text can be read on every surface. */
#include "fig-color-map.h"

#include <math.h>

static double
luminance (FigColor color)
{
  double parts[3] = { color.red, color.green, color.blue };

  for (guint i = 0; i < 3; i++)
    parts[i] = parts[i] <= 0.04045 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

/* WCAG 2: 4.5 for text, 3 for lines */
static double
contrast (FigColor a, FigColor b)
{
  double p = luminance (a) + 0.05, q = luminance (b) + 0.05;

  return p > q ? p / q : q / p;
}

static void
cividis_rises (void)
{
  FigColorScale scale = { .low = 0, .high = 2, .gamma = 1 };
  double before = -1;

  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 0), ==, 0x00204D);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 1), ==, 0x707173);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 5), ==, 0xFFEA46);
  for (double value = 0; value <= 2; value += 0.05)
    {
      double now = luminance (
        fig_color (fig_color_scale_pixel (&scale, fig_palette_light (), value)));

      g_assert_cmpfloat (now, >, before);
      before = now;
    }
}

/* On a log scale the geometric middle has the middle's colour, and nothing lies below the least. */
static void
log_goes_by_factors (void)
{
  FigColorScale scale = { .low = 1e-4, .high = 1e4, .gamma = 1, .is_log = TRUE };

  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 1), ==, 0x707173);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 0), ==, 0x00204D);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 1e5), ==, 0xFFEA46);
}

static void
signed_is_symmetric (void)
{
  static const float values[] = { -1, 0.5f, 3, NAN };
  FigColorScale scale = fig_color_scale_of (values, 4);

  g_assert_true (scale.is_signed);
  g_assert_cmpfloat (scale.low, ==, -3);
  g_assert_cmpfloat (scale.high, ==, 3);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 0), ==, 0xF4F4F2);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_dark (), 0), ==, 0x1F1F24);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), -3), ==, 0x3F0F6B);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_dark (), 3), ==, 0xFFE28F);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), NAN), ==, 0xD55E00);
}

static void
nothing_has_a_colour (void)
{
  static const float zeros[4] = { 0 };
  FigColorScale scale = fig_color_scale_of (zeros, 4);

  g_assert_false (scale.is_signed);
  g_assert_cmphex (fig_color_scale_pixel (&scale, fig_palette_light (), 0), ==, 0x00204D);
}

static void
text_can_be_read (void)
{
  const FigPalette *palettes[] = { fig_palette_light (), fig_palette_dark () };
  static const guint32 pages[] = { 0xFAFAFA, 0x242424 };         /* window_bg_color of app/gtk/style*.css */

  for (guint i = 0; i < G_N_ELEMENTS (palettes); i++)
    {
      const FigPalette *p = palettes[i];
      FigColor page = fig_color (pages[i]);
      const FigRole *roles[] = { &p->shortcut, &p->branch, &p->sum, &p->plain };

      for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
        {
          g_assert_cmpfloat (contrast (roles[r]->text, p->canvas), >=, 4.5);
          g_assert_cmpfloat (contrast (roles[r]->text, p->card), >=, 4.5);
          g_assert_cmpfloat (contrast (roles[r]->text, page), >=, 4.5);
          g_assert_cmpfloat (contrast (roles[r]->text, roles[r]->tint), >=, 4.5);
          g_assert_cmpfloat (contrast (roles[r]->line, p->card), >=, 3);
        }
      g_assert_cmpfloat (contrast (p->ink2, p->card), >=, 4.5);
      g_assert_cmpfloat (contrast (p->on_accent, p->accent), >=, 4.5);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/color-map/cividis-rises", cividis_rises);
  g_test_add_func ("/figures/color-map/log-goes-by-factors", log_goes_by_factors);
  g_test_add_func ("/figures/color-map/signed-is-symmetric", signed_is_symmetric);
  g_test_add_func ("/figures/color-map/nothing-has-a-colour", nothing_has_a_colour);
  g_test_add_func ("/figures/color-map/text-can-be-read", text_can_be_read);
  return g_test_run ();
}
