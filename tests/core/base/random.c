/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Philox against its authors' vectors, the logarithm against the C library's, moments against
 * theory.
 */
#include "rn-random.h"

#include "rn-random-private.h"

#include <math.h>

/* Random123 1.14, tests/kat_vectors, philox4x32 10 */
static void
test_known_answers (void)
{
  static const struct { guint32 counter[4], key[2], bits[4]; } cases[] = {
    { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, { 0xffffffff, 0xffffffff },
      { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, { 0xa4093822, 0x299f31d0 },
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 bits[4];

      rn__philox (cases[i].counter, cases[i].key, bits);
      for (guint k = 0; k < 4; k++)
        g_assert_cmphex (bits[k], ==, cases[i].bits[k]);
    }
  g_assert_cmphex (rn_random_bits (0, 0, 0), ==, G_GUINT64_CONSTANT (0xe169c58d6627e8d5));
  g_assert_cmphex (rn_random_bits (G_MAXUINT64, G_MAXUINT64, G_MAXUINT64), ==,
                   G_GUINT64_CONSTANT (0x41c83b0e408f276d));
  g_assert_cmphex (rn_random_bits (G_GUINT64_CONSTANT (0x299f31d0a4093822),
                                   G_GUINT64_CONSTANT (0x0370734413198a2e),
                                   G_GUINT64_CONSTANT (0x85a308d3243f6a88)),
                   ==, G_GUINT64_CONSTANT (0x94fdccebd16cfe09));
}

static void
test_logarithm (void)
{
  for (guint64 i = 0; i < 100000; i++)
    {
      double x = ldexp (rn_random_uniform (1, 2, i) + 0.5, (int) (i % 400) - 300);
      double expected = log (x);

      /* 2 units in the last place: the C library is within 1, the series adds two roundings */
      g_assert_cmpfloat (fabs (rn__log (x) - expected), <=,
                         2 * 0x1p-52 * fmax (fabs (expected), 0x1p-3));
    }
  g_assert_cmpfloat (rn__log (1), ==, 0);
}

/* Central moments of uniform numbers: 1/2, 1/12; each bound is 5 deviations of the estimate. */
static void
test_uniform (void)
{
  const guint64 n = 200000;
  double mean = 0, square = 0;

  for (guint64 i = 0; i < n; i++)
    {
      double u = rn_random_uniform (7, 11, i);

      g_assert_true (u >= 0 && u < 1);
      g_assert_cmpfloat (u * 0x1p53, ==, floor (u * 0x1p53));
      mean += u / (double) n;
      square += (u - 0.5) * (u - 0.5) / (double) n;
    }
  g_assert_cmpfloat (fabs (mean - 0.5), <, 5 * sqrt (1.0 / 12 / (double) n));
  g_assert_cmpfloat (fabs (square - 1.0 / 12), <, 5 * sqrt (1.0 / 180 / (double) n));
}

/*
 * E x^k of a standard normal is 0, 1, 0, 3, 0, 15; the k-th sum's variance is E x^2k − (E x^k)².
 * Bounds of 5 deviations.
 */
static void
test_normal_moments (void)
{
  static const double moment[] = { 1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395 };
  const guint64 n = 200000;
  double sum[7] = { 0 }, neighbours = 0;

  for (guint64 i = 0; i < n; i++)
    {
      double x = rn_random_normal (3, 5, i), power = 1;

      for (guint k = 1; k <= 6; k++)
        sum[k] += (power *= x);
      neighbours += x * rn_random_normal (3, 5, i + 1);
    }
  for (guint k = 1; k <= 6; k++)
    g_assert_cmpfloat (fabs (sum[k] / (double) n - moment[k]), <,
                       5 * sqrt ((moment[2 * k] - moment[k] * moment[k]) / (double) n));
  g_assert_cmpfloat (fabs (neighbours) / (double) n, <, 5 / sqrt ((double) n));
}

/*
 * Shares below −2, −1, 0, 1, 2 against the normal distribution, 5 deviations of a binomial share.
 */
static void
test_normal_distribution (void)
{
  const guint n = 100000;

  for (int limit = -2; limit <= 2; limit++)
    {
      double p = 0.5 * erfc (-limit / sqrt (2.0));
      guint below = 0;

      for (guint i = 0; i < n; i++)
        below += rn_random_normal (17, 1, i) < limit;
      g_assert_cmpfloat (fabs ((double) below / n - p), <, 5 * sqrt (p * (1 - p) / n));
    }
}

/*
 * These bits were written down when the generator was: a change here changes every seeded network.
 */
static void
test_same_bits_everywhere (void)
{
  g_assert_cmpfloat (rn_random_uniform (1, 2, 3), ==, 0x1.98fbfd3f7822ep-2);
  g_assert_cmpfloat (rn_random_normal (1, 2, 3), ==, 0x1.e6b141c028fdbp+0);
  g_assert_cmpfloat (rn_random_normal (1, 2, 4), ==, 0x1.ecd40d5acd151p-4);
}

static void
test_stream (void)
{
  /* SHA-256 of “abc” */
  g_assert_cmphex (rn_random_stream ("abc"), ==, G_GUINT64_CONSTANT (0xba7816bf8f01cfea));
  g_assert_cmphex (rn_random_stream ("a"), !=, rn_random_stream ("b"));
}

/* Many numbers together are the numbers one by one, to the bit; indices past 2³² too. */
static void
test_many_lanes (void)
{
  static const guint64 firsts[] = { 0, 16, 12345, G_GUINT64_CONSTANT (0xfffffff8) };

  for (guint seed = 0; seed < 40; seed++)
    for (guint k = 0; k < G_N_ELEMENTS (firsts); k++)
      {
        double normals[2 * RN__LANES];

        rn__random_normal_lanes (seed, seed * 77, firsts[k], normals);
        for (guint i = 0; i < G_N_ELEMENTS (normals); i++)
          g_assert_cmpfloat (normals[i], ==,
                             rn_random_normal (seed, seed * 77, 2 * firsts[k] + i));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/base/random/known-answers", test_known_answers);
  g_test_add_func ("/core/base/random/logarithm", test_logarithm);
  g_test_add_func ("/core/base/random/uniform", test_uniform);
  g_test_add_func ("/core/base/random/many-lanes", test_many_lanes);
  g_test_add_func ("/core/base/random/normal-moments", test_normal_moments);
  g_test_add_func ("/core/base/random/normal-distribution", test_normal_distribution);
  g_test_add_func ("/core/base/random/same-bits-everywhere", test_same_bits_everywhere);
  g_test_add_func ("/core/base/random/stream", test_stream);
  return g_test_run ();
}
