/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Statistics against sums in long double, for easy and for hard values. */
#include "rn-statistics.h"

#include "rn-random.h"

#include <math.h>
#include <omp.h>

/* The definitions, two passes, long double. */
static RnStatistics
measure_plainly (const float *x, gsize n)
{
  RnStatistics s = { .count = n, .min = INFINITY, .max = -INFINITY };
  long double sum = 0, l1 = 0, square = 0, deviation = 0, finite;

  for (gsize i = 0; i < n; i++)
    if (!isfinite (x[i]))
      s.not_finite++;
    else
      {
        s.zeros += x[i] == 0;
        s.negatives += x[i] < 0;
        s.min = fmin (s.min, x[i]);
        s.max = fmax (s.max, x[i]);
        sum += x[i];
        l1 += fabsl (x[i]);
        square += (long double) x[i] * x[i];
      }
  finite = (long double) (n - s.not_finite);
  if (n == s.not_finite)
    return (RnStatistics) { .count = n, .not_finite = n };
  for (gsize i = 0; i < n; i++)
    if (isfinite (x[i]))
      deviation += (x[i] - sum / finite) * (x[i] - sum / finite);
  s.mean = (double) (sum / finite);
  s.std = (double) sqrtl (deviation / finite);
  s.l1 = (double) l1;
  s.l2 = (double) sqrtl (square);
  return s;
}

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance))
    g_error ("found %.12g, expected %.12g, off by %.3g, allowed %.3g", found, expected,
             fabs (found - expected), tolerance);
}

/*
 * Counts and range are exact. A lane adds at most 4,096 / 32 = 128 numbers in float, each addition
 * off by at most half a unit of its result: 128 · 2⁻²⁴ = 8e-6 relative at worst, and some 1e-6
 * seen. The mean is taken about the block's own mean, so it is judged by the deviation.
 */
static void
check (const float *x, gsize n)
{
  RnStatistics expected = measure_plainly (x, n), found;

  rn_statistics_measure (&found, x, n);
  g_assert_cmpuint (found.count, ==, n);
  g_assert_cmpuint (found.zeros, ==, expected.zeros);
  g_assert_cmpuint (found.negatives, ==, expected.negatives);
  g_assert_cmpuint (found.not_finite, ==, expected.not_finite);
  g_assert_cmpfloat (found.min, ==, expected.min);
  g_assert_cmpfloat (found.max, ==, expected.max);
  assert_near (found.l1, expected.l1, 8e-6 * expected.l1);
  assert_near (found.std, expected.std, 8e-6 * expected.std);
  assert_near (found.l2, expected.l2, 8e-6 * expected.l2);
  assert_near (found.mean, expected.mean, 8e-6 * expected.std + 1e-15 * fabs (expected.mean));
}

static void
fill (float *x, gsize n, double mean, double deviation)
{
  for (gsize i = 0; i < n; i++)
    x[i] = (float) (mean + deviation * rn_random_normal (1, 2, i));
}

/* every remainder of lanes, blocks and chunks */
static void
test_sizes (void)
{
  static const gsize sizes[] = { 1, 2, 15, 16, 17, 31, 32, 33, 63, 4095, 4096, 4097, 8192 + 5,
                                 65535, 65536, 65537, 200003 };
  g_autofree float *x = g_new (float, 200003);

  fill (x, 200003, 0.1, 1);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check (x, sizes[i]);
}

static void
test_mean_much_larger (void)
{
  g_autofree float *x = g_new (float, 100000);

  for (double mean = 1; mean < 1e7; mean *= -10)
    {
      fill (x, 100000, mean, 1);
      check (x, 100000);
    }
}

/* a first element far off, a step half-way, one element that outweighs all others */
static void
test_uneven (void)
{
  g_autofree float *x = g_new (float, 100000);

  fill (x, 100000, 0, 1);
  x[0] = 1e6f;
  check (x, 100000);
  fill (x, 100000, 0, 1);
  for (gsize i = 50001; i < 100000; i++)
    x[i] += 1000;
  check (x, 100000);
}

static void
test_tiny_and_huge (void)
{
  static const double deviations[] = { 1e-6, 1e-12, 1e-18, 1e-25, 1e-30, 1e-36, 1e6, 1e12, 1e18,
                                       1e25, 1e32, 3e37 };
  g_autofree float *x = g_new (float, 10000);

  for (guint i = 0; i < G_N_ELEMENTS (deviations); i++)
    {
      fill (x, 10000, 0, deviations[i]);
      check (x, 10000);
    }
}

static void
test_like_relu (void)
{
  g_autofree float *x = g_new (float, 70000);

  fill (x, 70000, -0.5, 1);
  for (gsize i = 0; i < 70000; i++)
    x[i] = x[i] > 0 ? x[i] : i % 2 ? 0.0f : -0.0f;
  check (x, 70000);
}

static void
test_constant (void)
{
  static const float values[] = { 0, 1, -3.7f, 1e-30f, 1e30f };
  g_autofree float *x = g_new (float, 70000);
  RnStatistics found;

  for (guint k = 0; k < G_N_ELEMENTS (values); k++)
    {
      for (gsize i = 0; i < 70000; i++)
        x[i] = values[k];
      rn_statistics_measure (&found, x, 70000);
      /* the joining of blocks rounds in double */
      assert_near (found.mean, values[k], 1e-15 * fabs ((double) values[k]));
      assert_near (found.std, 0, 1e-15 * fabs ((double) values[k]));
    }
}

static void
test_not_finite (void)
{
  g_autofree float *x = g_new (float, 140000);
  RnStatistics found;

  fill (x, 140000, 3, 1);
  x[0] = NAN;
  x[5000] = INFINITY;
  x[5001] = -INFINITY;
  x[139999] = -NAN;
  check (x, 140000);
  for (gsize i = 0; i < 140000; i++)
    x[i] = i % 3 ? NAN : INFINITY;
  check (x, 140000);
  rn_statistics_measure (&found, x, 140000);
  g_assert_cmpfloat (found.mean, ==, 0);
  g_assert_cmpfloat (found.min, ==, 0);
}

static void
test_empty (void)
{
  RnStatistics found;

  rn_statistics_measure (&found, NULL, 0);
  g_assert_cmpuint (found.count, ==, 0);
  g_assert_cmpfloat (found.mean, ==, 0);
  g_assert_cmpfloat (found.max, ==, 0);
  g_assert_cmpfloat (rn_dot (NULL, NULL, 0), ==, 0);
}

static void
test_threads_do_not_matter (void)
{
  g_autofree float *x = g_new (float, 1000003);
  RnStatistics one, three;
  double dot_one, dot_three;

  fill (x, 1000003, 0.3, 2);
  omp_set_num_threads (1);
  rn_statistics_measure (&one, x, 1000003);
  dot_one = rn_dot (x, x + 1, 1000002);
  omp_set_num_threads (3);
  rn_statistics_measure (&three, x, 1000003);
  dot_three = rn_dot (x, x + 1, 1000002);
  g_assert_cmpmem (&one, sizeof one, &three, sizeof three);
  g_assert_cmpfloat (dot_one, ==, dot_three);
}

/*
 * products of floats are exact in double, their sum of 100,000 is off by less than 1e-12 of Σ|a·b|
 */
static void
test_dot (void)
{
  static const double scales[] = { 1, 1e-25, 1e25 };
  g_autofree float *a = g_new (float, 100001), *b = g_new (float, 100001);

  for (guint k = 0; k < G_N_ELEMENTS (scales); k++)
    {
      long double expected = 0, magnitude = 0;

      for (gsize i = 0; i < 100001; i++)
        {
          a[i] = (float) (scales[k] * rn_random_normal (1, 2, i));
          b[i] = (float) (scales[k] * rn_random_normal (1, 3, i));
          expected += (long double) a[i] * b[i];
          magnitude += fabsl ((long double) a[i] * b[i]);
        }
      assert_near (rn_dot (a, b, 100001), (double) expected, 1e-12 * (double) magnitude);
    }
}

static void
test_histogram (void)
{
  g_autofree float *x = g_new (float, 150000);
  RnHistogram histogram;
  guint64 expected[RN_HISTOGRAM_BINS] = { 0 };

  for (gsize i = 0; i < 150000; i++)
    {
      /* thirds of a bin: never on an edge by rounding */
      guint step = (guint) (rn_random_bits (1, 2, i) % 192);

      x[i] = (float) (step * (1.0 / 48) - 1);                       /* [−1, 3), bins of 1/16 */
      expected[step / 3]++;
    }
  rn_histogram_measure (&histogram, -1, 3, x, 150000);
  for (guint b = 0; b < RN_HISTOGRAM_BINS; b++)
    {
      /*
       * exact thirds fall on either side of an edge only where step % 3 == 0: those are multiples
       * of 1/16, exact in float
       */
      g_assert_cmpuint (histogram.counts[b], ==, expected[b]);
    }
}

static void
test_histogram_edges (void)
{
  const float x[] = { 0, 64, 63.99f, 1, -0.001f, 64.01f, NAN, INFINITY, -INFINITY };
  const float same[] = { 2, 2, 2 };
  RnHistogram histogram;
  guint64 sum = 0;

  rn_histogram_measure (&histogram, 0, 64, x, G_N_ELEMENTS (x));
  g_assert_cmpuint (histogram.counts[0], ==, 1);
  g_assert_cmpuint (histogram.counts[1], ==, 1);
  g_assert_cmpuint (histogram.counts[63], ==, 2);
  for (guint b = 0; b < RN_HISTOGRAM_BINS; b++)
    sum += histogram.counts[b];
  g_assert_cmpuint (sum, ==, 4);
  rn_histogram_measure (&histogram, 2, 2, same, 3);
  g_assert_cmpuint (histogram.counts[63], ==, 3);
}

/* Deviations 0, 1, 2, 2 and, of one number beside one that is none, 0. */
static void
test_liveliest (void)
{
  const float x[] = { 9, 9, 0, 2, -2, 2, 2, -2, 1, NAN };

  g_assert_cmpuint (rn_statistics_liveliest (x, 5, 2), ==, 2);
  g_assert_cmpuint (rn_statistics_liveliest (x, 2, 2), ==, 1);
  g_assert_cmpuint (rn_statistics_liveliest (x, 1, 2), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/tensor/statistics/sizes", test_sizes);
  g_test_add_func ("/core/tensor/statistics/mean-much-larger", test_mean_much_larger);
  g_test_add_func ("/core/tensor/statistics/uneven", test_uneven);
  g_test_add_func ("/core/tensor/statistics/tiny-and-huge", test_tiny_and_huge);
  g_test_add_func ("/core/tensor/statistics/like-relu", test_like_relu);
  g_test_add_func ("/core/tensor/statistics/constant", test_constant);
  g_test_add_func ("/core/tensor/statistics/not-finite", test_not_finite);
  g_test_add_func ("/core/tensor/statistics/empty", test_empty);
  g_test_add_func ("/core/tensor/statistics/threads-do-not-matter", test_threads_do_not_matter);
  g_test_add_func ("/core/tensor/statistics/dot", test_dot);
  g_test_add_func ("/core/tensor/statistics/histogram", test_histogram);
  g_test_add_func ("/core/tensor/statistics/histogram-edges", test_histogram_edges);
  g_test_add_func ("/core/tensor/statistics/liveliest", test_liveliest);
  return g_test_run ();
}
