/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* CIFAR files made here: what is read, what is refused; and the real ones where they exist. */
#include "rn-dataset.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "rn-error.h"
#include "rn-file.h"
#include "rn-test.h"

#define PIXELS 3072

static guint8
pixel_of (guint record, guint i)
{
  return (guint8) (record * 31 + i * 7 + i / 256);
}

/* @n records of classes first, first + 1, … mod @classes; @before: 0 or 1 */
static GBytes *
make_records (guint n, guint first, guint before, guint classes)
{
  gsize record = before + 1 + PIXELS;
  guint8 *data = g_malloc (n * record);

  for (guint r = 0; r < n; r++)
    {
      guint8 *at = data + r * record;

      at[0] = 7;
      at[before] = (guint8) ((first + r) % classes);
      for (guint i = 0; i < PIXELS; i++)
        at[before + 1 + i] = pixel_of (first + r, i);
    }
  return g_bytes_new_take (data, n * record);
}

static void
write_bytes (const char *path, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  g_assert_true (rn_file_write (path, data, size, NULL));
}

static void
write_records (const char *name, guint n, guint first, guint before, guint classes)
{
  g_autoptr (GBytes) records = make_records (n, first, before, classes);
  g_autofree char *path = rn_test_scratch (name);

  write_bytes (path, records);
}

static void
remove_files (const char *const *names)
{
  for (; *names != NULL; names++)
    {
      g_autofree char *path = rn_test_scratch (*names);

      g_remove (path);
    }
}

static void
assert_picture (RnDataset *set, gsize picture, guint record, guint label)
{
  guint8 pixels[PIXELS];

  g_assert_cmpuint (rn_dataset_label (set, picture), ==, label);
  g_assert_true (rn_dataset_read (set, picture, pixels, NULL));
  for (guint i = 0; i < PIXELS; i++)
    g_assert_cmpuint (pixels[i], ==, pixel_of (record, i));
}

static RnDataset *
open_scratch (const char *name, const char *split, gsize count, GError **error)
{
  g_autofree char *path = rn_test_scratch (name);
  const RnDatasetOptions options = { .split = split, .count = count };

  return rn_dataset_open (path, &options, error);
}

/* Batches follow each other; the splits keep apart. */
static void
test_directory (void)
{
  static const char *const names[] = { "data_batch_1.bin", "data_batch_2.bin", "test_batch.bin",
                                       NULL };
  g_autoptr (RnDataset) train = NULL;
  g_autoptr (RnDataset) test = NULL;
  g_autoptr (RnDataset) few = NULL;
  RnShape shape = rn_shape_4d (1, 3, 32, 32), found;

  write_records (names[0], 3, 0, 0, 10);
  write_records (names[1], 2, 3, 0, 10);
  write_records (names[2], 4, 20, 0, 10);
  train = open_scratch ("", NULL, 0, NULL);
  test = open_scratch ("", "test", 0, NULL);
  few = open_scratch ("", "test", 2, NULL);
  g_assert_cmpuint (rn_dataset_n (train), ==, 5);
  g_assert_cmpuint (rn_dataset_n (test), ==, 4);
  g_assert_cmpuint (rn_dataset_n (few), ==, 2);
  g_assert_cmpstr (rn_dataset_kind (train), ==, "cifar10");
  g_assert_cmpstr (rn_dataset_split (train), ==, "train");
  g_assert_cmpstr (rn_dataset_split (test), ==, "test");
  g_assert_cmpuint (rn_dataset_n_classes (train), ==, 10);
  g_assert_cmpstr (rn_dataset_class (train, 6), ==, "frog");
  found = rn_dataset_shape (test);
  g_assert_true (rn_shape_equal (&found, &shape));
  for (guint i = 0; i < 5; i++)
    assert_picture (train, i, i, i);
  for (guint i = 0; i < 4; i++)
    assert_picture (test, i, 20 + i, i);
  remove_files (names);
}

/* The fine class is the second byte; names lie beside the records. */
static void
test_hundred (void)
{
  static const char *const names[] = { "train.bin", "test.bin", "fine_label_names.txt", NULL };
  g_autofree char *path = rn_test_scratch (names[2]);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RnDataset) plain = NULL;
  g_autoptr (RnDataset) named = NULL;

  write_records (names[0], 2, 0, 1, 100);
  write_records (names[1], 5, 95, 1, 100);
  plain = open_scratch ("", "test", 0, NULL);
  g_assert_cmpstr (rn_dataset_kind (plain), ==, "cifar100");
  g_assert_cmpuint (rn_dataset_n_classes (plain), ==, 100);
  g_assert_cmpstr (rn_dataset_class (plain, 0), ==, "apple");
  g_assert_cmpstr (rn_dataset_class (plain, 99), ==, "worm");
  for (guint i = 0; i < 5; i++)
    assert_picture (plain, i, 95 + i, 95 + i);

  for (guint k = 0; k < 100; k++)
    g_string_append_printf (text, "  thing %u\r\n\n", k);
  g_assert_true (rn_file_write (path, text->str, text->len, NULL));
  named = open_scratch ("", "train", 0, NULL);
  g_assert_cmpstr (rn_dataset_class (named, 42), ==, "thing 42");
  remove_files (names);
}

/* A file alone is what its size says, whichever split is asked for. */
static void
test_single_file (void)
{
  static const char *const names[] = { "mine.bin", "other.bin", NULL };
  g_autoptr (RnDataset) ten = NULL;
  g_autoptr (RnDataset) hundred = NULL;

  write_records (names[0], 3, 5, 0, 10);
  write_records (names[1], 3, 50, 1, 100);
  ten = open_scratch (names[0], "test", 0, NULL);
  hundred = open_scratch (names[1], NULL, 0, NULL);
  g_assert_cmpstr (rn_dataset_kind (ten), ==, "cifar10");
  g_assert_cmpstr (rn_dataset_split (ten), ==, "all");
  g_assert_cmpstr (rn_dataset_kind (hundred), ==, "cifar100");
  assert_picture (ten, 2, 7, 7);
  assert_picture (hundred, 1, 51, 51);
  remove_files (names);
}

/* Also where the test split is asked: what was subtracted in training. By plain sums. */
static void
test_moments (void)
{
  static const char *const names[] = { "data_batch_1.bin", "test_batch.bin", NULL };
  g_autoptr (RnDataset) test = NULL;
  double mean[3], std[3];
  float picture[PIXELS];

  write_records (names[0], 7, 1, 0, 10);
  write_records (names[1], 3, 40, 0, 10);
  test = open_scratch ("", "test", 2, NULL);
  g_assert_true (rn_dataset_moments (test, mean, std, NULL, NULL));
  g_assert_true (rn_dataset_mean_picture (test, picture, NULL, NULL));
  for (guint c = 0; c < 3; c++)
    {
      double sum = 0, squares = 0;

      for (guint r = 1; r <= 7; r++)
        for (guint i = 0; i < 1024; i++)
          sum += pixel_of (r, c * 1024 + i) / 255.0;
      for (guint r = 1; r <= 7; r++)
        for (guint i = 0; i < 1024; i++)
          squares += pow (pixel_of (r, c * 1024 + i) / 255.0 - sum / 7168, 2);
      /* sums of 7,168 terms in double */
      g_assert_cmpfloat_with_epsilon (mean[c], sum / 7168, 1e-12);
      g_assert_cmpfloat_with_epsilon (std[c], sqrt (squares / 7168), 1e-12);
    }
  for (guint i = 0; i < PIXELS; i += 17)
    {
      double sum = 0;

      for (guint r = 1; r <= 7; r++)
        sum += pixel_of (r, i) / 255.0;
      /* one rounding to float of a number below 1 */
      g_assert_cmpfloat_with_epsilon (picture[i], sum / 7, 1e-7);
    }
  remove_files (names);
}

/* Labels of 16 bits, then pixels; another pixel or label makes another sum. */
static void
test_sha256 (void)
{
  guint8 labels[4] = { 3, 0, 4, 0 };
  g_autoptr (GBytes) records = make_records (2, 3, 0, 10);
  const guint8 *data = g_bytes_get_data (records, NULL);
  g_autoptr (GChecksum) expected = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *path = rn_test_scratch ("sum.bin");
  g_autoptr (RnDataset) set = NULL;
  g_autofree char *found = NULL;

  write_bytes (path, records);
  set = rn_dataset_open (path, NULL, NULL);
  found = rn_dataset_sha256 (set, NULL, NULL);
  g_checksum_update (expected, labels, sizeof labels);
  g_checksum_update (expected, data + 1, PIXELS);
  g_checksum_update (expected, data + 2 + PIXELS, PIXELS);
  g_assert_cmpstr (found, ==, g_checksum_get_string (expected));
  g_remove (path);
}

static void
assert_refused (const char *name, const char *split, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_scratch (name, split, 0, &error));
  g_assert_error (error, domain, code);
}

static void
test_refused (void)
{
  static const char *const names[] = { "data_batch_1.bin", "data_batch_3.bin", "test_batch.bin",
                                       "cut.bin", "empty.bin", "label.bin", NULL };
  g_autoptr (GBytes) good = make_records (2, 0, 0, 10);
  g_autofree char *cut = rn_test_scratch ("cut.bin"), *label = rn_test_scratch ("label.bin");
  g_autofree char *empty = rn_test_scratch ("empty.bin");
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), 2 * (PIXELS + 1));

  assert_refused ("nothing-here", NULL, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_true (rn_file_write (cut, data, 2 * PIXELS, NULL));
  assert_refused ("cut.bin", NULL, RN_ERROR, RN_ERROR_TRUNCATED);
  g_assert_true (rn_file_write (empty, "", 0, NULL));
  assert_refused ("empty.bin", NULL, RN_ERROR, RN_ERROR_TRUNCATED);
  data[PIXELS + 1] = 10;
  g_assert_true (rn_file_write (label, data, 2 * (PIXELS + 1), NULL));
  assert_refused ("label.bin", NULL, RN_ERROR, RN_ERROR_RANGE);
  /* a batch was lost; the test split is whole */
  write_records (names[0], 1, 0, 0, 10);
  write_records (names[1], 1, 0, 0, 10);
  write_records (names[2], 1, 0, 0, 10);
  assert_refused ("", "train", G_FILE_ERROR, G_FILE_ERROR_NOENT);
  assert_refused ("", "valid", RN_ERROR, RN_ERROR_UNKNOWN);
  remove_files (names);
}

/* Every length and every first bytes: a data set or an error, never anything else. */
static void
test_broken (void)
{
  g_autoptr (GBytes) good = make_records (2, 0, 1, 100);
  g_autofree char *path = rn_test_scratch ("broken.bin");
  gsize size;
  const guint8 *data = g_bytes_get_data (good, &size);

  for (gsize n = 0; n <= size; n += n < 8 || n + 8 >= size ? 1 : 211)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RnDataset) set = NULL;

      g_assert_true (rn_file_write (path, data, n, NULL));
      set = rn_dataset_open (path, NULL, &error);
      g_assert_true ((set == NULL) == (error != NULL));
      g_assert_true ((set != NULL) == (n % 3074 == 0 && n > 0) || n == 3073 || n == 6146);
    }
  g_remove (path);
}

/*
 * The published mean and deviation of CIFAR-10 are those of its original pictures; these were JPEG
 * for a while, which changes neither by a hundredth.
 */
static void
test_real (void)
{
  static const double means[] = { 0.4914, 0.4822, 0.4465 }, stds[] = { 0.2470, 0.2435, 0.2616 };
  g_autofree char *place = rn_test_shared ("data/cifar10");
  g_autoptr (RnDataset) set = NULL;
  double mean[3], std[3];
  guint counts[10] = { 0 };

  if (place == NULL)
    {
      g_test_skip ("no CIFAR-10 here");
      return;
    }
  set = rn_dataset_open (place, NULL, NULL);
  g_assert_cmpuint (rn_dataset_n (set), ==, 50000);
  for (guint i = 0; i < 50000; i++)
    counts[rn_dataset_label (set, i)]++;
  for (guint k = 0; k < 10; k++)
    g_assert_cmpuint (counts[k], ==, 5000);
  g_assert_true (rn_dataset_moments (set, mean, std, NULL, NULL));
  for (guint c = 0; c < 3; c++)
    {
      g_assert_cmpfloat_with_epsilon (mean[c], means[c], 0.01);
      g_assert_cmpfloat_with_epsilon (std[c], stds[c], 0.01);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/cifar/directory", test_directory);
  g_test_add_func ("/core/data/cifar/hundred", test_hundred);
  g_test_add_func ("/core/data/cifar/single-file", test_single_file);
  g_test_add_func ("/core/data/cifar/moments", test_moments);
  g_test_add_func ("/core/data/cifar/sha256", test_sha256);
  g_test_add_func ("/core/data/cifar/refused", test_refused);
  g_test_add_func ("/core/data/cifar/broken", test_broken);
  g_test_add_func ("/core/data/cifar/real", test_real);
  return g_test_run ();
}
