/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* IDX files made here, plain and packed: what is read, and what hostile ones get. */
#include "rn-dataset.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rn-error.h"
#include "rn-file.h"
#include "rn-random.h"
#include "rn-test.h"

#define H 5
#define W 7

static guint8
pixel_of (guint picture, guint i)
{
  return (guint8) (picture * 40 + i * 3);
}

static void
append_size (GByteArray *bytes, guint32 size)
{
  guint32 big = GUINT32_TO_BE (size);

  g_byte_array_append (bytes, (const guint8 *) &big, 4);
}

static GByteArray *
make_images (guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  append_size (bytes, 0x803);
  append_size (bytes, n);
  append_size (bytes, H);
  append_size (bytes, W);
  for (guint p = 0; p < n; p++)
    for (guint i = 0; i < H * W; i++)
      g_byte_array_append (bytes, (const guint8[]) { pixel_of (p, i) }, 1);
  return bytes;
}

/* Classes first, first + 1, … */
static GByteArray *
make_labels (guint n, guint first)
{
  GByteArray *bytes = g_byte_array_new ();

  append_size (bytes, 0x801);
  append_size (bytes, n);
  for (guint p = 0; p < n; p++)
    g_byte_array_append (bytes, (const guint8[]) { (guint8) (first + p) }, 1);
  return bytes;
}

static GByteArray *
packed (GByteArray *bytes /* (transfer full) */)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GZlibCompressor) pack = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (pack));
  GByteArray *small = g_byte_array_new ();

  g_assert_true (g_output_stream_write_all (stream, bytes->data, bytes->len, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  g_byte_array_append (small, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                       (guint) g_memory_output_stream_get_data_size (
                         G_MEMORY_OUTPUT_STREAM (memory)));
  g_byte_array_unref (bytes);
  return small;
}

static void
write_file (const char *name, GByteArray *bytes /* (transfer full) */)
{
  g_autofree char *path = rn_test_scratch (name);

  g_assert_true (rn_file_write (path, bytes->data, bytes->len, NULL));
  g_byte_array_unref (bytes);
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

static RnDataset *
open_scratch (const char *name, const char *split, GError **error)
{
  g_autofree char *path = rn_test_scratch (name);
  const RnDatasetOptions options = { .split = split };

  return rn_dataset_open (path, &options, error);
}

static void
assert_pictures (RnDataset *set, guint n, guint first)
{
  RnShape shape = rn_dataset_shape (set), expected = rn_shape_4d (1, 1, H, W);
  guint8 pixels[H * W];

  g_assert_true (rn_shape_equal (&shape, &expected));
  g_assert_cmpuint (rn_dataset_n (set), ==, n);
  for (guint p = 0; p < n; p++)
    {
      g_assert_cmpuint (rn_dataset_label (set, p), ==, first + p);
      g_assert_true (rn_dataset_read (set, p, pixels, NULL));
      for (guint i = 0; i < H * W; i++)
        g_assert_cmpuint (pixels[i], ==, pixel_of (p, i));
    }
}

/* MNIST's names, one split packed; each split knows the classes of both. */
static void
test_directory (void)
{
  static const char *const names[] = { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                       "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
                                       NULL };
  g_autoptr (RnDataset) train = NULL;
  g_autoptr (RnDataset) test = NULL;

  write_file (names[0], make_images (6));
  write_file (names[1], make_labels (6, 4));
  write_file (names[2], packed (make_images (3)));
  write_file (names[3], packed (make_labels (3, 0)));
  train = open_scratch ("", "train", NULL);
  test = open_scratch ("", "test", NULL);
  assert_pictures (train, 6, 4);
  assert_pictures (test, 3, 0);
  g_assert_cmpstr (rn_dataset_kind (test), ==, "idx");
  g_assert_cmpuint (rn_dataset_n_classes (train), ==, 10);
  g_assert_cmpuint (rn_dataset_n_classes (test), ==, 10);
  g_assert_cmpstr (rn_dataset_class (test, 9), ==, "9");
  remove_files (names);
}

/* EMNIST's names, unpacked by hand; and one file alone, its labels packed or not. */
static void
test_other_names (void)
{
  static const char *const names[] = { "emnist-letters-test-images.idx3-ubyte",
                                       "emnist-letters-test-labels.idx1-ubyte", NULL };
  static const char *const packed_labels[] = { "emnist-letters-test-labels.idx1-ubyte.gz", NULL };
  g_autoptr (RnDataset) test = NULL;
  g_autoptr (RnDataset) single = NULL;

  write_file (names[0], make_images (4));
  write_file (names[1], make_labels (4, 1));
  test = open_scratch ("", "test", NULL);
  assert_pictures (test, 4, 1);
  single = open_scratch (names[0], "train", NULL);
  assert_pictures (single, 4, 1);
  g_assert_cmpstr (rn_dataset_split (single), ==, "all");
  write_file (packed_labels[0], packed (make_labels (4, 7)));
  remove_files (names + 1);
  g_clear_pointer (&single, rn_dataset_unref);
  single = open_scratch (names[0], "train", NULL);
  assert_pictures (single, 4, 7);
  remove_files (packed_labels);
  remove_files (names);
}

static void
assert_refused (GByteArray *images, GByteArray *labels, const char *ending, GQuark domain, int code)
{
  g_autofree char *first = g_strconcat ("x-images-idx3-ubyte", ending, NULL);
  g_autofree char *second = g_strconcat ("x-labels-idx1-ubyte", ending, NULL);
  const char *const names[] = { first, second, NULL };
  g_autoptr (GError) error = NULL;

  write_file (first, images);
  write_file (second, labels);
  g_assert_null (open_scratch (first, NULL, &error));
  g_assert_error (error, domain, code);
  remove_files (names);
}

/* Byte @at of the array becomes @value. */
static GByteArray *
changed (GByteArray *bytes, guint at, guint8 value)
{
  bytes->data[at] = value;
  return bytes;
}

static GByteArray *
resized (GByteArray *bytes, guint n)
{
  guint before = bytes->len;

  g_byte_array_set_size (bytes, n);
  if (n > before)
    memset (bytes->data + before, 0, n - before);
  return bytes;
}

static void
test_refused (void)
{
  guint whole = 16 + 3 * H * W;

  assert_refused (changed (make_images (3), 0, 1), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_FORMAT);
  assert_refused (changed (make_images (3), 2, 0x0d), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_DTYPE);
  assert_refused (changed (make_images (3), 3, 4), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_SHAPE);
  assert_refused (make_labels (3, 0), make_labels (3, 0), "", RN_ERROR, RN_ERROR_SHAPE);
  assert_refused (make_images (3), make_labels (4, 0), "", RN_ERROR, RN_ERROR_SHAPE);
  assert_refused (resized (make_images (3), whole - 1), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_TRUNCATED);
  assert_refused (resized (make_images (3), whole + 1), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_FORMAT);
  /* no pictures; sides that are none; 4 billion pictures */
  assert_refused (make_images (0), make_labels (0, 0), "", RN_ERROR, RN_ERROR_RANGE);
  assert_refused (changed (make_images (3), 11, 0), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_RANGE);
  assert_refused (changed (make_images (3), 8, 1), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_RANGE);
  assert_refused (changed (make_images (3), 4, 0xff), make_labels (3, 0), "", RN_ERROR,
                  RN_ERROR_TRUNCATED);
}

/* What a packed file promises is bounded by what its bytes can become. */
static void
test_packed_refused (void)
{
  guint whole = 16 + 3 * H * W;

  assert_refused (make_images (3), packed (make_labels (3, 0)), ".gz", G_IO_ERROR,
                  G_IO_ERROR_INVALID_DATA);
  assert_refused (packed (changed (make_images (3), 4, 0xff)), packed (make_labels (3, 0)), ".gz",
                  RN_ERROR, RN_ERROR_TRUNCATED);
  assert_refused (packed (changed (make_images (3), 6, 1)), packed (make_labels (3, 0)), ".gz",
                  RN_ERROR, RN_ERROR_TRUNCATED);
  assert_refused (packed (resized (make_images (3), whole + 1)), packed (make_labels (3, 0)), ".gz",
                  RN_ERROR, RN_ERROR_FORMAT);
}

static void
test_missing (void)
{
  static const char *const names[] = { "train-images-idx3-ubyte", NULL };
  g_autoptr (GError) error = NULL;

  write_file (names[0], make_images (2));
  g_assert_null (open_scratch ("", "train", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (open_scratch ("", "test", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  remove_files (names);
}

/* Cut anywhere, or with bits flipped anywhere: a data set or an error. */
static void
test_broken (void)
{
  static const char *const kinds[] = { "", ".gz" };

  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *first = g_strconcat ("y-images-idx3-ubyte", kinds[k], NULL);
      g_autofree char *second = g_strconcat ("y-labels-idx1-ubyte", kinds[k], NULL);
      const char *const names[] = { first, second, NULL };

      write_file (second, k == 1 ? packed (make_labels (2, 0)) : make_labels (2, 0));
      for (guint64 trial = 0; trial < 400; trial++)
        {
          GByteArray *bytes = k == 1 ? packed (make_images (2)) : make_images (2);
          g_autoptr (GError) error = NULL;
          g_autoptr (RnDataset) set = NULL;
          guint at = (guint) (rn_random_bits (1, k, trial) % bytes->len);

          if (trial % 2 == 0)
            bytes->data[at] ^= (guint8) (1 << trial / 2 % 8);
          else
            g_byte_array_set_size (bytes, at);
          write_file (first, bytes);
          set = open_scratch (first, NULL, &error);
          g_assert_true ((set == NULL) == (error != NULL));
          g_assert_true (set == NULL || trial % 2 == 0);
        }
      remove_files (names);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/idx/directory", test_directory);
  g_test_add_func ("/core/data/idx/other-names", test_other_names);
  g_test_add_func ("/core/data/idx/refused", test_refused);
  g_test_add_func ("/core/data/idx/packed-refused", test_packed_refused);
  g_test_add_func ("/core/data/idx/missing", test_missing);
  g_test_add_func ("/core/data/idx/broken", test_broken);
  return g_test_run ();
}
