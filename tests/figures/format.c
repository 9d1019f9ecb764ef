/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Numbers for people: the design language's own examples and the edges. */
#include "fig-format.h"

#include <locale.h>
#include <math.h>

static void
assert_text (char *found, const char *expected)
{
  g_assert_cmpstr (found, ==, expected);
  g_free (found);
}

static void
units (void)
{
  assert_text (fig_format (FIG_UNIT_COUNT, 1180672), "1,180,672");
  assert_text (fig_format (FIG_UNIT_COUNT, 999), "999");
  assert_text (fig_format (FIG_UNIT_MULTIPLY_ADDS, 3699376128.0), "3,699.4 M");
  assert_text (fig_format (FIG_UNIT_MULTIPLY_ADDS, 16414015488.0), "16.41 G");
  assert_text (fig_format (FIG_UNIT_MULTIPLY_ADDS, 69632), "69,632");
  assert_text (fig_format (FIG_UNIT_BYTES, 25690112), "25.69 MB");
  assert_text (fig_format (FIG_UNIT_BYTES, 401408), "0.40 MB");
  assert_text (fig_format (FIG_UNIT_BYTES, 0), "0 B");
  assert_text (fig_format (FIG_UNIT_MILLISECONDS, 115.32), "115.3 ms");
  assert_text (fig_format (FIG_UNIT_MILLISECONDS, 0.014), "0.014 ms");
}

static void
numbers (void)
{
  assert_text (fig_format_number (-24.5, 3), "−24.5");
  assert_text (fig_format_number (0, 4), "0");
  assert_text (fig_format_number (-0.0, 4), "0");
  assert_text (fig_format_number (3.12e-4, 3), "3.12×10⁻⁴");
  assert_text (fig_format_number (1.5e12, 2), "1.5×10¹²");
  assert_text (fig_format_number (9.9996, 4), "10.00");
  assert_text (fig_format_number (99999999, 3), "1.00×10⁸");
  assert_text (fig_format_number (0.0319, 3), "0.0319");
  assert_text (fig_format_number (NAN, 3), "–");
  assert_text (fig_format_number (-INFINITY, 3), "−∞");
  assert_text (fig_format_fixed (-0.001, 1), "0.0");
  assert_text (fig_format_fixed (-1234567.891, 2), "−1,234,567.89");
  assert_text (fig_format_si (200000), "200 k");
  assert_text (fig_format_si (1250000), "1.25 M");
  assert_text (fig_format_si (2e12), "2 T");
  assert_text (fig_format_si (2e21), "2.0×10²¹");
  assert_text (fig_format_count (G_MAXUINT64), "18,446,744,073,709,551,615");
}

static void
ratios (void)
{
  assert_text (fig_format_ratio (FIG_UNIT_COUNT, 69632, 1179648), "16.9× fewer");
  assert_text (fig_format_ratio (FIG_UNIT_COUNT, 2, 1), "2.0× more");
  assert_text (fig_format_ratio (FIG_UNIT_BYTES, 19.27, 25.69), "1.3× less");
  assert_text (fig_format_ratio (FIG_UNIT_MILLISECONDS, 14.2, 115.3), "8.1× faster");
  assert_text (fig_format_ratio (FIG_UNIT_MILLISECONDS, 2, 1), "2.0× slower");
  assert_text (fig_format_ratio (FIG_UNIT_COUNT, 1000, 1001), "the same");
  assert_text (fig_format_ratio (FIG_UNIT_COUNT, 1, 0), "–");
}

static void
shapes (void)
{
  RnShape map = rn_shape_4d (8, 64, 56, 56), vector = rn_shape_4d (1, 512, 1, 1),
          rows = rn_shape_2d (4, 1000), one = rn_shape_1d (1);
  RnShape line = rn_shape_4d (1, 3, 1, 5);

  assert_text (fig_format_map (&map), "64×56×56");
  assert_text (fig_format_map (&vector), "512");
  assert_text (fig_format_map (&rows), "1000");
  assert_text (fig_format_map (&one), "1");
  assert_text (fig_format_map (&line), "3×1×5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/format/units", units);
  g_test_add_func ("/figures/format/numbers", numbers);
  g_test_add_func ("/figures/format/ratios", ratios);
  g_test_add_func ("/figures/format/shapes", shapes);
  return g_test_run ();
}
