/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#include "rn-test.h"

#include <math.h>

void
rn__assert_close (const float *found, const float *expected, gsize n, double tolerance,
                  const char *what, const char *where)
{
  double scale = 0, worst = -1;
  gsize at = 0;

  for (gsize i = 0; i < n; i++)
    scale = fmax (scale, fabs (expected[i]));
  for (gsize i = 0; i < n; i++)
    {
      double difference = fabs ((double) found[i] - expected[i]);

      if (!(difference <= worst))
        {
          worst = difference;
          at = i;
        }
      if (isnan (difference))
        break;
    }
  if (n == 0 || worst <= tolerance * scale)
    return;
  g_error ("%s: %s: element %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " is %.9g, expected %.9g: "
           "off by %.3g, %.3g of the largest magnitude %.6g (allowed %.3g)",
           where, what, at, n, found[at], expected[at], worst, worst / scale, scale, tolerance);
}

/*
 * Where gradients are 0 in truth, as that of a bias before a batch norm, the roundings of some 70
 * terms about 1 are left; with bfloat16 factors the terms themselves are 2⁻⁸ off.
 */
#define NOTHING 1e-12

static const struct
{
  double tolerance;              /* of the largest magnitude */
  double left_over;
} kinds[] = {
  /* some ten float roundings (6e-8 each) a layer, through a dozen layers of sums and norms */
  [RN_CASE_BLOCK] = { 1e-5, 1e-5 },
  /*
   * A float that lies next to the middle of two bfloat16 numbers may be rounded to the other one
   * than the double is, 2⁻⁸ of it away; a norm over few numbers enlarges that.
   */
  [RN_CASE_BF16] = { 2e-2, 0.1 },
  /* a few blocks, one after the other, their last norms over a few pixels; and more terms */
  [RN_CASE_NETWORK] = { 5e-5, 5e-5 },
};

static double
largest_of (const float *values, gsize n)
{
  double largest = 0;

  for (gsize i = 0; i < n; i++)
    largest = fmax (largest, fabs (values[i]));
  return largest;
}

void
rn__assert_case (const float *found, const float *expected, gsize n, guint kind, const char *what,
                 const char *where)
{
  double left = largest_of (found, n);

  if (largest_of (expected, n) >= NOTHING)
    rn__assert_close (found, expected, n, kinds[kind].tolerance, what, where);
  else if (!(left <= kinds[kind].left_over))
    g_error ("%s: %s: up to %.3g, expected 0", where, what, left);
}

char *
rn_test_data (const char *name)
{
  return g_build_filename (g_getenv ("G_TEST_SRCDIR"), "data", name, NULL);
}

char *
rn_test_shared (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("RESLAB_SOURCE_ROOT"), "..", "shared", name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}
