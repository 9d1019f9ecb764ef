/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Batch norm's inner loops, compiled for three kinds of machine, of which a plan takes one: all that
 * run here give the same bits, because the lanes are written out and nothing is contracted.
 */
#include "../../../core/engine/onednn/norm-strips-private.h"

#include <math.h>
#include <string.h>

#include "rn-tensor.h"

#define ROWS  301              /* more than are summed in float at once, and odd */
#define WIDTH 39               /* two strips of 16, one of 4, three of 1 */

typedef struct
{
  float     y[ROWS * WIDTH], masked[ROWS * WIDTH], dx[ROWS * WIDTH];
  guint16   narrow_y[ROWS * WIDTH], narrow_alone[ROWS * WIDTH], narrow_dx[ROWS * WIDTH];
  double    moments[2 * WIDTH], sums[2 * WIDTH];
  RnMoments counts[7];
} Results;

static RnTensor *
random_numbers (guint64 stream)
{
  RnShape shape = rn_shape_2d (ROWS, WIDTH);
  RnTensor *tensor = rn_tensor_new (&shape, NULL);

  rn_tensor_fill_normal (tensor, 1, stream);
  return tensor;
}

/* One forward and backward pass with an addition and a ReLU, everything counted. */
static Results *
run (const NormStrips *strips)
{
  g_autoptr (RnTensor) x = random_numbers (1), h = random_numbers (2), dy = random_numbers (3);
  g_autoptr (RnTensor) constants = random_numbers (4);
  const float *c = rn_tensor_values (constants);
  NormChannels channels = { c, c + WIDTH, c + 2 * WIDTH, c + 3 * WIDTH, c + 4 * WIDTH };
  Results *r = g_new0 (Results, 1);

  strips->moments (rn_tensor_values (x), c, ROWS, WIDTH, r->moments, &r->counts[0]);
  strips->apply (rn_tensor_values (x), rn_tensor_values (h), r->y, r->narrow_y, &channels, TRUE,
                 ROWS, WIDTH, &r->counts[1]);
  strips->apply (rn_tensor_values (x), rn_tensor_values (h), NULL, r->narrow_alone, &channels, TRUE,
                 ROWS, WIDTH, NULL);
  strips->reduce (rn_tensor_values (dy), rn_tensor_values (x), r->y, r->masked, &channels, TRUE,
                  ROWS, WIDTH, r->sums, &r->counts[4]);
  strips->backward (r->masked, rn_tensor_values (x), NULL, r->dx, NULL, &channels, FALSE, ROWS,
                    WIDTH, &r->counts[6]);
  strips->backward (r->masked, rn_tensor_values (x), NULL, NULL, r->narrow_dx, &channels, FALSE,
                    ROWS, WIDTH, NULL);
  return r;
}

static void
check_same (const NormStrips *strips)
{
  g_autofree Results *expected = run (&norm_strips_baseline), *found = run (strips);

  g_assert_cmpmem (found, sizeof *found, expected, sizeof *expected);
}

static void
test_avx2 (void)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx2"))
    {
      check_same (&norm_strips_avx2);
      return;
    }
#endif
  g_test_skip ("this machine has no AVX2");
}

static void
test_avx512 (void)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq"))
    {
      check_same (&norm_strips_avx512);
      return;
    }
#endif
  g_test_skip ("this machine has no AVX-512");
}

/* What the loops count equals what a pass over memory measures; double sums differ in order only. */
static void
test_counts (void)
{
  g_autofree Results *r = run (&norm_strips_baseline);
  const float *tensors[] = { r->y, r->masked, r->dx };
  const guint places[] = { 3, 5, 6 };

  for (guint i = 0; i < G_N_ELEMENTS (tensors); i++)
    {
      RnStatistics expected, found;

      rn_statistics_measure (&expected, tensors[i], ROWS * WIDTH);
      rn__moments_finish (&r->counts[places[i]], ROWS * WIDTH, &found);
      g_assert_cmpuint (found.zeros, ==, expected.zeros);
      g_assert_cmpuint (found.negatives, ==, expected.negatives);
      g_assert_cmpfloat (found.min, ==, expected.min);
      g_assert_cmpfloat (found.max, ==, expected.max);
      g_assert_cmpfloat_with_epsilon (found.std, expected.std, 1e-6 * expected.std);
      g_assert_cmpfloat_with_epsilon (found.l1, expected.l1, 1e-6 * expected.l1);
    }
}

/* Half a step of 8 significant bits away at most, and in the middle the one that ends in 0. */
static void
assert_nearest (guint16 found, float value)
{
  guint32 bits = (guint32) found << 16;
  float narrow;
  double step;
  int exponent;

  memcpy (&narrow, &bits, sizeof narrow);
  frexp (value, &exponent);
  step = ldexp (1, exponent - 8);
  g_assert_cmpfloat (fabs ((double) narrow - value), <=, step / 2);
  if (fabs ((double) narrow - value) == step / 2)
    g_assert_cmpuint (found & 1, ==, 0);
}

static void
test_narrow (void)
{
  g_autofree Results *r = run (&norm_strips_baseline);

  for (gsize i = 0; i < ROWS * WIDTH; i++)
    {
      assert_nearest (r->narrow_y[i], r->y[i]);
      assert_nearest (r->narrow_dx[i], r->dx[i]);
    }
  g_assert_cmpmem (r->narrow_alone, sizeof r->narrow_alone, r->narrow_y, sizeof r->narrow_y);
}

/* Ties, the largest, infinities and what is no number; a norm of scale 1 and shift 0 hands on. */
static void
test_narrow_edges (void)
{
  static const struct { guint32 bits; guint16 expected; } table[] = {
    { 0x3f808000, 0x3f80 }, { 0x3f818000, 0x3f82 }, { 0x3f808001, 0x3f81 }, { 0x3f807fff, 0x3f80 },
    { 0xbf818000, 0xbf82 }, { 0x7f7fffff, 0x7f80 }, { 0x7f800000, 0x7f80 }, { 0xff800000, 0xff80 },
    { 0x00000000, 0x0000 }, { 0x00018000, 0x0002 }, { 0x7f800001, 0x7fc0 }, { 0x7fffffff, 0x7fff },
  };
  const float zero = 0, one = 1;
  NormChannels channels = { &zero, &one, &zero, &zero, &zero };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      float x;
      guint16 found;

      memcpy (&x, &table[i].bits, sizeof x);
      norm_strips_baseline.apply (&x, NULL, NULL, &found, &channels, FALSE, 1, 1, NULL);
      if (isnan (x))
        g_assert_cmphex (found & 0x7fc0, ==, 0x7fc0);
      else
        g_assert_cmphex (found, ==, table[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/engine/norm-strips/avx2-same-bits", test_avx2);
  g_test_add_func ("/core/engine/norm-strips/avx512-same-bits", test_avx512);
  g_test_add_func ("/core/engine/norm-strips/counts-as-measured", test_counts);
  g_test_add_func ("/core/engine/norm-strips/narrow-is-nearest", test_narrow);
  g_test_add_func ("/core/engine/norm-strips/narrow-edges", test_narrow_edges);
  return g_test_run ();
}
