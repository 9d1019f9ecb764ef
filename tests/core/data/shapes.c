/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The built-in data set: always the same, balanced, varied, and its classes differ as they say. */
#include "rn-dataset.h"

#include <math.h>
#include <string.h>

#include "rn-error.h"
#include "rn-test.h"

#define PIXELS 3072

static RnDataset *
open_shapes (const char *split, guint64 seed, gsize count)
{
  const RnDatasetOptions options = { .split = split, .seed = seed, .count = count };
  g_autoptr (GError) error = NULL;
  RnDataset *set = rn_dataset_open ("shapes", &options, &error);

  g_assert_no_error (error);
  return set;
}

static void
test_described (void)
{
  g_autoptr (RnDataset) train = open_shapes ("train", 0, 0);
  g_autoptr (RnDataset) test = open_shapes ("test", 0, 0);
  g_autoptr (RnDataset) many = open_shapes ("train", 0, 123456);
  RnShape shape = rn_dataset_shape (train), expected = rn_shape_4d (1, 3, 32, 32);

  g_assert_true (rn_shape_equal (&shape, &expected));
  g_assert_cmpuint (rn_dataset_n (train), ==, 20000);
  g_assert_cmpuint (rn_dataset_n (test), ==, 5000);
  g_assert_cmpuint (rn_dataset_n (many), ==, 123456);
  g_assert_cmpuint (rn_dataset_n_classes (train), ==, 10);
  g_assert_cmpstr (rn_dataset_class (train, 0), ==, "plain disc");
  g_assert_cmpstr (rn_dataset_class (train, 9), ==, "striped ring");
}

/*
 * Only operations that every IEEE machine rounds alike are used: were this sum another anywhere, or
 * after a change, networks trained on shapes would not be what they were. A change on purpose
 * raises RN__SHAPES_VERSION.
 */
static void
test_same_everywhere (void)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (RnDataset) train = open_shapes ("train", 7, 0);
  guint8 pixels[PIXELS];

  for (gsize i = 0; i < 100; i++)
    {
      guint8 label = (guint8) rn_dataset_label (train, i * 199);

      g_assert_true (rn_dataset_read (train, i * 199, pixels, NULL));
      g_checksum_update (sum, &label, 1);
      g_checksum_update (sum, pixels, sizeof pixels);
    }
  g_assert_cmpstr (g_checksum_get_string (sum), ==,
                   "545c79bad83e659b89f9e7e21a506a09c1b7ce4ef7fca8fe008512a5132b2144");
}

/* A picture does not depend on how many there are; it does on split, seed and number. */
static void
test_function_of_number (void)
{
  g_autoptr (RnDataset) some = open_shapes ("train", 3, 50);
  g_autoptr (RnDataset) many = open_shapes ("train", 3, 5000);
  g_autoptr (RnDataset) test = open_shapes ("test", 3, 50);
  g_autoptr (RnDataset) seeded = open_shapes ("train", 4, 50);
  RnDataset *const others[] = { test, seeded };

  for (gsize i = 0; i < 50; i++)
    {
      guint8 a[PIXELS], b[PIXELS];

      g_assert_true (rn_dataset_read (some, i, a, NULL));
      g_assert_true (rn_dataset_read (many, i, b, NULL));
      g_assert_cmpmem (a, PIXELS, b, PIXELS);
      g_assert_cmpuint (rn_dataset_label (some, i), ==, rn_dataset_label (many, i));
      g_assert_true (rn_dataset_read (some, (i + 1) % 50, b, NULL));
      g_assert_true (memcmp (a, b, PIXELS) != 0);
      for (guint k = 0; k < 2; k++)
        {
          g_assert_true (rn_dataset_read (others[k], i, b, NULL));
          g_assert_true (memcmp (a, b, PIXELS) != 0);
        }
    }
}

static void
test_balanced (void)
{
  g_autoptr (RnDataset) test = open_shapes ("test", 0, 5003);
  guint counts[10] = { 0 };

  for (gsize i = 0; i < 5003; i++)
    counts[rn_dataset_label (test, i)]++;
  for (guint k = 0; k < 10; k++)
    g_assert_true (counts[k] == 500 || counts[k] == 501);
}

/*
 * No channel, place or brightness tells a class: the mean of 1,000 pictures of each is the same grey.
 * A picture's mean has a deviation of about 0.2, that of 1,000 one of 0.007; five are allowed.
 */
static void
test_mean_tells_nothing (void)
{
  g_autoptr (RnDataset) train = open_shapes ("train", 0, 10000);
  double sums[10][3] = { { 0 } }, mean[3], std[3];

  g_assert_true (rn_dataset_moments (train, mean, std, NULL, NULL));
  for (gsize i = 0; i < 10000; i++)
    {
      guint8 pixels[PIXELS];

      g_assert_true (rn_dataset_read (train, i, pixels, NULL));
      for (guint k = 0; k < PIXELS; k++)
        sums[rn_dataset_label (train, i)][k / 1024] += pixels[k] / (255.0 * 1024);
    }
  for (guint k = 0; k < 10; k++)
    for (guint c = 0; c < 3; c++)
      g_assert_cmpfloat_with_epsilon (sums[k][c] / 1000, mean[c], 0.035);
}

/* Splits and seeds are told apart in the log; what is the same is the same. */
static void
test_sha256 (void)
{
  static const struct { const char *split; guint64 seed; gsize count; } cases[] = {
    { "train", 0, 100 }, { "test", 0, 100 }, { "train", 1, 100 }, { "train", 0, 101 },
  };
  char *sums[G_N_ELEMENTS (cases)];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RnDataset) set = open_shapes (cases[i].split, cases[i].seed, cases[i].count);
      g_autoptr (RnDataset) again = open_shapes (cases[i].split, cases[i].seed, cases[i].count);
      g_autofree char *same = rn_dataset_sha256 (again, NULL, NULL);

      sums[i] = rn_dataset_sha256 (set, NULL, NULL);
      g_assert_cmpstr (sums[i], ==, same);
      for (guint k = 0; k < i; k++)
        g_assert_cmpstr (sums[i], !=, sums[k]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_free (sums[i]);
}

static void
test_refused (void)
{
  const RnDatasetOptions too_many = { .count = (gsize) 1 << 40 };
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_dataset_open ("shapes", &too_many, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (rn_dataset_open ("shaps", NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/shapes/described", test_described);
  g_test_add_func ("/core/data/shapes/same-everywhere", test_same_everywhere);
  g_test_add_func ("/core/data/shapes/function-of-number", test_function_of_number);
  g_test_add_func ("/core/data/shapes/balanced", test_balanced);
  g_test_add_func ("/core/data/shapes/mean-tells-nothing", test_mean_tells_nothing);
  g_test_add_func ("/core/data/shapes/sha256", test_sha256);
  g_test_add_func ("/core/data/shapes/refused", test_refused);
  return g_test_run ();
}
