/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Ticks at numbers people like, and places along a scale. */
#include "fig-axis.h"

#include <math.h>

#define CLOSE 1e-9   /* places and ticks are a few roundings of double from exact */

static void
linear_ticks_are_nice (void)
{
  static const double spans[][2] = { { 0, 213056 }, { -4.3, 4.1 },   { 0, 25.1 },
                                     { 1.2, 3 },    { -1e-5, 3e-5 }, { 7, 7 } };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      FigAxis axis = fig_axis_linear (spans[i][0], spans[i][1], 5);
      double ticks[FIG_TICKS_MOST];
      guint n = fig_axis_ticks (&axis, 5, ticks);

      /* an end that is a nice number stays where it is, up to a rounding */
      g_assert_cmpfloat (axis.low, <=, spans[i][0] + CLOSE);
      g_assert_cmpfloat (axis.high, >=, spans[i][1] - CLOSE);
      g_assert_cmpuint (n, >=, 2);
      for (guint k = 0; k + 1 < n; k++)
        {
          double step = ticks[k + 1] - ticks[k],
                 part = step / pow (10, floor (log10 (step) + 1e-6));

          g_assert_true (fabs (part - 1) < 1e-6 || fabs (part - 2) < 1e-6
                         || fabs (part - 5) < 1e-6);
        }
    }
}

static void
log_ticks_are_decades (void)
{
  FigAxis axis = fig_axis_log (0.0021, 117);
  double ticks[FIG_TICKS_MOST];

  g_assert_cmpuint (fig_axis_ticks (&axis, 8, ticks), ==, 7);
  g_assert_cmpfloat_with_epsilon (ticks[0], 0.001, CLOSE);
  g_assert_cmpfloat_with_epsilon (ticks[6], 1000, CLOSE);
  axis = fig_axis_log (1e-40, 1e30);
  g_assert_cmpuint (fig_axis_ticks (&axis, 8, ticks), <=, 9);
}

static void
places_run_from_end_to_end (void)
{
  FigAxis axis = { .low = 2, .high = 6, .start = 100, .end = 20 },
          log = { .log = TRUE, .low = 0.01, .high = 100, .start = 0, .end = 400 };

  g_assert_cmpfloat_with_epsilon (fig_axis_place (&axis, 2), 100, CLOSE);
  g_assert_cmpfloat_with_epsilon (fig_axis_place (&axis, 5), 40, CLOSE);
  g_assert_cmpfloat_with_epsilon (fig_axis_place (&axis, 99), 20, CLOSE);
  g_assert_cmpfloat_with_epsilon (fig_axis_place (&log, 1), 200, CLOSE);
  g_assert_cmpfloat_with_epsilon (fig_axis_place (&log, 0), 0, CLOSE);
  g_assert_cmpfloat_with_epsilon (fig_axis_place (&log, NAN), 0, CLOSE);
}

static void
labels_say_the_number (void)
{
  static const struct { gboolean log; double tick; const char *label;
  } cases[] = { { FALSE, 0.5, "0.5" },      { FALSE, 0, "0" },    { FALSE, 200, "200" },
                { FALSE, 100000, "100 k" }, { FALSE, -3, "−3" },  { TRUE, 0.001, "0.001" },
                { TRUE, 0.5, "0.5" },       { TRUE, 100, "100" }, { TRUE, 1e-7, "1×10⁻⁷" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FigAxis axis = { .log = cases[i].log,
                       .low = cases[i].log ? 1e-8 : -4,
                       .high = cases[i].tick > 4 ? cases[i].tick : 4 };
      g_autofree char *label = fig_axis_label (&axis, cases[i].tick);

      g_assert_cmpstr (label, ==, cases[i].label);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/axis/linear-ticks-are-nice", linear_ticks_are_nice);
  g_test_add_func ("/figures/axis/log-ticks-are-decades", log_ticks_are_decades);
  g_test_add_func ("/figures/axis/places-run-from-end-to-end", places_run_from_end_to_end);
  g_test_add_func ("/figures/axis/labels-say-the-number", labels_say_the_number);
  return g_test_run ();
}
