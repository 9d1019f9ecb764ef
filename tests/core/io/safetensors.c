/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* .safetensors: round trips, every number type, and files that are cut short, flipped or lie. */
#include "rn-safetensors.h"

#include "rn-file.h"
#include "rn-random.h"
#include "rn-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/*
 * The bytes of a file with this header (spaces added up to a multiple of 8) and @n bytes of data.
 */
static GBytes *
make_file (const char *header, const void *data, gsize n)
{
  GByteArray *file = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE ((strlen (header) + 7) / 8 * 8);

  g_byte_array_append (file, (const guint8 *) &length, 8);
  g_byte_array_append (file, (const guint8 *) header, (guint) strlen (header));
  while (file->len % 8 != 0)
    g_byte_array_append (file, (const guint8 *) " ", 1);
  g_byte_array_append (file, data, (guint) n);
  return g_byte_array_free_to_bytes (file);
}

static void
assert_refused (const char *header, gsize n, int code)
{
  static const guint8 zeros[256];
  g_autoptr (GBytes) bytes = make_file (header, zeros, n);
  g_autofree char *shown = g_strescape (header, NULL);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", shown);
  g_assert_null (rn_safetensors_parse (bytes, "test", &error));
  g_assert_error (error, RN_ERROR, code);
}

static RnTensors *
make_tensors (void)
{
  RnTensors *tensors = rn_tensors_new ();
  RnShape shapes[] = { rn_shape_4d (2, 3, 4, 5), rn_shape_1d (1), rn_shape_2d (7, 3) };
  static const char *const names[] = { "conv1.weight", "scale “x”\n\\\"", "fc" };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (RnTensor) tensor = rn_tensor_new (&shapes[i], NULL);

      rn_tensor_fill_normal (tensor, 1, i);
      rn_tensors_add (tensors, names[i], tensor);
    }
  rn_tensors_set_metadata (tensors, "format", "pt");
  rn_tensors_set_metadata (tensors, "sp\tec", "{\"body\": \"basic\"}");
  return tensors;
}

static void
assert_same (RnTensors *a, RnTensors *b)
{
  g_assert_cmpuint (rn_tensors_n (a), ==, rn_tensors_n (b));
  for (guint i = 0; i < rn_tensors_n (a); i++)
    {
      RnTensor *p = rn_tensors_nth (a, i), *q = rn_tensors_nth (b, i);

      g_assert_cmpstr (rn_tensors_name (a, i), ==, rn_tensors_name (b, i));
      g_assert_true (rn_shape_equal (rn_tensor_shape (p), rn_tensor_shape (q)));
      g_assert_cmpmem (rn_tensor_values (p), 4 * rn_tensor_elements (p), rn_tensor_values (q),
                       4 * rn_tensor_elements (q));
      g_assert_true (rn_tensors_get (b, rn_tensors_name (a, i)) == q);
    }
}

static void
test_round_trip (void)
{
  g_autofree char *path = rn_test_scratch ("round-trip.safetensors");
  g_autoptr (RnTensors) tensors = make_tensors ();
  g_autoptr (RnTensors) loaded = NULL;
  g_autoptr (RnTensors) parsed = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (rn_safetensors_save (tensors, path, &error));
  g_assert_no_error (error);
  loaded = rn_safetensors_load (path, &error);
  g_assert_no_error (error);
  assert_same (tensors, loaded);
  g_assert_cmpstr (rn_tensors_metadata (loaded, "format"), ==, "pt");
  g_assert_cmpstr (rn_tensors_metadata (loaded, "sp\tec"), ==, "{\"body\": \"basic\"}");
  g_assert_null (rn_tensors_metadata (loaded, "none"));
  g_assert_null (rn_tensors_get (loaded, "none"));

  first = rn_file_read (path, 1 << 20, NULL);
  parsed = rn_safetensors_parse (first, "test", &error);
  g_assert_no_error (error);
  assert_same (tensors, parsed);
  /* header's length */
  g_assert_cmpuint (*(const guint8 *) g_bytes_get_data (first, NULL) % 8, ==, 0);
  g_assert_true (rn_safetensors_save (loaded, path, NULL));
  second = rn_file_read (path, 1 << 20, NULL);
  g_assert_true (g_bytes_equal (first, second));
}

static void
test_replace (void)
{
  g_autoptr (RnTensors) tensors = make_tensors ();
  RnShape shape = rn_shape_1d (2);
  g_autoptr (RnTensor) other = rn_tensor_new (&shape, NULL);

  rn_tensors_add (tensors, "conv1.weight", other);
  rn_tensors_add (tensors, "conv1.weight", other);
  g_assert_cmpuint (rn_tensors_n (tensors), ==, 3);
  g_assert_true (rn_tensors_nth (tensors, 0) == other);
  rn_tensors_set_metadata (tensors, "format", "np");
  g_assert_cmpstr (rn_tensors_metadata (tensors, "format"), ==, "np");
}

/* a header of one tensor */
#define X(dtype, shape, offsets) \
  "{\"x\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}}"

/* Bits written down from the definitions of the formats. */
static void
test_dtypes (void)
{
  static const struct { const char *dtype; guint8 bytes[16]; gsize size; float expected[2]; }
  cases[] = {
    { "F64", { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0x00, 0xc0 }, 8, { 1.5f, -2 } },
    { "F32", { 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0 }, 4, { 1.5f, -2 } },
    { "F16", { 0x00, 0x3e, 0x00, 0xc0 }, 2, { 1.5f, -2 } },
    { "F16", { 0x01, 0x00, 0xff, 0x83 }, 2, { 0x1p-24f, -1023 * 0x1p-24f } },       /* subnormal */
    { "F16", { 0xff, 0x7b, 0x00, 0xfc }, 2, { 65504, -INFINITY } },
    { "F16", { 0x00, 0x04, 0x00, 0x80 }, 2, { 0x1p-14f, -0.0f } },
    { "BF16", { 0xc0, 0x3f, 0x00, 0xc0 }, 2, { 1.5f, -2 } },
    { "I64", { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 0, 0, 0 }, 8,
      { -1, 0x1p32f } },
    { "I32", { 0xfe, 0xff, 0xff, 0xff, 0, 0, 1, 0 }, 4, { -2, 65536 } },
    { "I16", { 0xfd, 0xff, 0, 1 }, 2, { -3, 256 } },
    { "I8", { 0x80, 0x7f }, 1, { -128, 127 } },
    { "U8", { 0x80, 0xff }, 1, { 128, 255 } },
    { "BOOL", { 0, 1 }, 1, { 0, 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = g_strdup_printf (X ("%s", "[2]", "[0,%u]"), cases[i].dtype,
                                                 (guint) (2 * cases[i].size));
      g_autoptr (GBytes) bytes = make_file (header, cases[i].bytes, 2 * cases[i].size);
      g_autoptr (GError) error = NULL;
      g_autoptr (RnTensors) tensors = rn_safetensors_parse (bytes, "test", &error);

      g_assert_no_error (error);
      g_assert_cmpmem (rn_tensor_values (rn_tensors_get (tensors, "x")), 8, cases[i].expected, 8);
    }
}

/*
 * a single number, no number at all, keys in another order, spaces, escapes, tensors out of order
 */
static void
test_odd_but_right (void)
{
  static const guint8 data[12] = { 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40 };
  g_autoptr (GBytes) bytes = make_file (
    "{ \"b\\u00e9\\ud83d\\ude00\\/\" : {\"shape\":[2,1], "
    "\"data_offsets\" : [ 4 , 12 ],\n\"dtype\":\"F32\"},"
    "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
    "\"e\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[4,4]}, \"__metadata__\":{} }",
    data, 12);
  g_autoptr (GBytes) empty = make_file ("{}", data, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTensors) tensors = rn_safetensors_parse (bytes, "test", &error);
  g_autoptr (RnTensors) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (rn_tensors_name (tensors, 0), ==, "bé😀/");
  g_assert_cmpfloat (rn_tensor_values (rn_tensors_nth (tensors, 0))[1], ==, 3);
  g_assert_cmpuint (rn_tensor_shape (rn_tensors_get (tensors, "a"))->rank, ==, 1);
  g_assert_cmpfloat (rn_tensor_values (rn_tensors_get (tensors, "a"))[0], ==, 1);
  g_assert_cmpuint (rn_tensor_elements (rn_tensors_get (tensors, "e")), ==, 0);
  none = rn_safetensors_parse (empty, "test", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rn_tensors_n (none), ==, 0);
}

#define Y(offsets) "\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" offsets "}"
#define Z(offsets) "\"z\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" offsets "}"

static void
test_lies (void)
{
  assert_refused (X ("F32", "[2]", "[0,4]"), 4, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[2]", "[0,8]"), 4, RN_ERROR_TRUNCATED);
  /* more data than told */
  assert_refused (X ("F32", "[2]", "[0,8]"), 12, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[2]", "[4,12]"), 12, RN_ERROR_FORMAT);           /* a hole */
  assert_refused (X ("F32", "[2]", "[8,0]"), 8, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[2]", "[0]"), 8, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[2]", "[0,4,8]"), 8, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[2]", "[-8,0]"), 8, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[1000000000]", "[0,4000000000]"), 8, RN_ERROR_TRUNCATED);
  /* 2⁶⁴ elements */
  assert_refused (X ("F32", "[4611686018427387904,4]", "[0,0]"), 0, RN_ERROR_FORMAT);
  /* 2⁶⁴ bytes */
  assert_refused (X ("F64", "[2305843009213693952]", "[0,0]"), 0, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[18446744073709551615]", "[0,8]"), 8, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[18446744073709551616]", "[0,8]"), 8, RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[2]", "[18446744073709551608,18446744073709551615]"), 8,
                  RN_ERROR_FORMAT);
  assert_refused (X ("F32", "[1,1,1,1,2]", "[0,8]"), 8, RN_ERROR_SHAPE);
  assert_refused (X ("F8_E4M3", "[8]", "[0,8]"), 8, RN_ERROR_DTYPE);
  assert_refused (X ("f32", "[2]", "[0,8]"), 8, RN_ERROR_DTYPE);
  /* overlap */
  assert_refused ("{" Y ("[0,8]") "," Z ("[4,12]") "}", 12, RN_ERROR_FORMAT);
  assert_refused ("{" Y ("[0,8]") "," Z ("[0,8]") "}", 8, RN_ERROR_FORMAT);
  /* twice the name */
  assert_refused ("{" Y ("[0,8]") "," Y ("[8,16]") "}", 16, RN_ERROR_FORMAT);
}

static void
test_bad_headers (void)
{
  static const char *const headers[] = {
    "", "[]", "null", " {}", "{", "{}}", "{} x", "{,}", "{\"x\"}", "{\"x\":}", "{\"x\":{}}",
    "{\"x\":1}", "{x:{}}", "{\"__metadata__\":{\"a\":1}}",
    "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "{\"__metadata__\":[]}",
    "{\"__metadata__\":{},\"__metadata__\":{}}", "{\"__metadata__\":{\"a\":\"\\x\"}}",
    "{\"__metadata__\":{\"a\":\"\\u0000\"}}", "{\"__metadata__\":{\"a\":\"\\ud800\"}}",
    "{\"__metadata__\":{\"a\":\"\\ud800\\u0041\"}}", "{\"__metadata__\":{\"a\":\"\\u12\"}}",
    "{\"__metadata__\":{\"a\":\"\t\"}}", "{\"__metadata__\":{\"a\":\"\xff\"}}",
    "{\"__metadata__\":{\"a\":\"b", "{\"__metadata__\":{\"a\":\"b\\", "{\"__metadata__\":{},}",
    X ("F32", "[02]", "[0,8]"), X ("F32", "[2.0]", "[0,8]"), X ("F32", "[2,]", "[0,8]"),
    X ("F32", "2", "[0,8]"),
    X ("F32", "[1e0]", "[0,8]"), "{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}",
    "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}",
    "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":1}}",
    "{\"x\":{\"dtype\":4,\"shape\":[2],\"data_offsets\":[0,8]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    assert_refused (headers[i], 8, RN_ERROR_FORMAT);
}

static void
test_header_lengths (void)
{
  static const guint64 lengths[] = { 3, 100, 1 << 20, 100000000, 100000001,
                                     G_GUINT64_CONSTANT (1) << 62, G_MAXUINT64,
                                     G_MAXUINT64 - 7 };
  static const int expected[] = { RN_ERROR_FORMAT /* 5 bytes of data nobody owns */,
                                  RN_ERROR_TRUNCATED, RN_ERROR_TRUNCATED,
                                  RN_ERROR_TRUNCATED, RN_ERROR_FORMAT, RN_ERROR_FORMAT,
                                  RN_ERROR_FORMAT, RN_ERROR_FORMAT };
  guint8 file[16] = { 0 };

  memcpy (file + 8, "{}      ", 8);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint64 length = GUINT64_TO_LE (lengths[i]);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      memcpy (file, &length, 8);
      bytes = g_bytes_new (file, sizeof file);
      g_assert_null (rn_safetensors_parse (bytes, "test", &error));
      g_assert_error (error, RN_ERROR, expected[i]);
    }
}

static GBytes *
make_good_file (void)
{
  g_autofree char *path = rn_test_scratch ("good.safetensors");
  g_autoptr (RnTensors) tensors = make_tensors ();

  g_assert_true (rn_safetensors_save (tensors, path, NULL));
  return rn_file_read (path, 1 << 20, NULL);
}

/* Each length of a small file is refused, from memory as from the disk. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) good = make_good_file ();
  g_autofree char *path = rn_test_scratch ("truncated.safetensors");
  gsize size = g_bytes_get_size (good);

  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (good, 0, n);
      g_autoptr (GError) error = NULL;

      g_assert_null (rn_safetensors_parse (part, "test", &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_TRUNCATED);
    }
  g_assert_true (rn_file_write (path, g_bytes_get_data (good, NULL), size, NULL));
  for (gsize n = size; n-- > 0; n -= MIN (n, 97))
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (truncate (path, (off_t) n), ==, 0);
      g_assert_null (rn_safetensors_load (path, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_TRUNCATED);
    }
}

/* Whatever a flipped bit does, the answer is tensors of the file's size or an error of ours. */
static void
test_bit_flips (void)
{
  g_autoptr (GBytes) good = make_good_file ();
  gsize size;
  const guint8 *data = g_bytes_get_data (good, &size);
  g_autofree guint8 *file = g_memdup2 (data, size);
  gsize header = 8 + data[0] + 256u * data[1];
  guint refused = 0;

  for (gsize bit = 0; bit < 8 * header; bit++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (RnTensors) tensors = NULL;
      g_autoptr (GError) error = NULL;

      file[bit / 8] ^= (guint8) (1 << bit % 8);
      bytes = g_bytes_new_static (file, size);
      tensors = rn_safetensors_parse (bytes, "test", &error);
      if (tensors == NULL)
        {
          refused++;
          g_assert_true (error != NULL && error->domain == RN_ERROR);
        }
      else
        g_assert_cmpuint (rn_tensors_n (tensors), <=, 3);
      file[bit / 8] ^= (guint8) (1 << bit % 8);
    }
  g_assert_cmpuint (refused, >, 4 * header);           /* most of the header is no name or text */
}

static void
test_random_bytes (void)
{
  guint8 file[512];

  for (guint64 trial = 0; trial < 2000; trial++)
    {
      gsize n = rn_random_bits (1, trial, 0) % sizeof file;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize i = 0; i < n; i++)
        file[i] = (guint8) rn_random_bits (1, trial, i + 1);
      if (trial % 2 && n > 16)
        {
          /* a length that is right, and a beginning */
          guint64 length = GUINT64_TO_LE (n - 16);

          memcpy (file, &length, 8);
          memcpy (file + 8, "{\"a\":{\"", 7);
        }
      bytes = g_bytes_new_static (file, n);
      g_assert_null (rn_safetensors_parse (bytes, "test", &error));
      g_assert_true (error->domain == RN_ERROR);
    }
}

/*
 * A sparse file tells of 1 TiB: what its header says is refused without reading or holding the
 * rest.
 */
static void
test_huge_file (void)
{
  g_autofree char *path = rn_test_scratch ("huge.safetensors");
  g_autoptr (GError) error = NULL;

  g_assert_true (rn_file_write (path, "\2\0\0\0\0\0\0\0{}", 10, NULL));
  if (truncate (path, (off_t) 1 << 40) != 0)
    {
      g_test_skip ("the file system has no sparse files of this size");
      return;
    }
  g_assert_null (rn_safetensors_load (path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
}

static void
test_missing (void)
{
  g_autofree char *path = rn_test_scratch ("missing.safetensors");
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_safetensors_load (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* Files written by another program. */
static void
test_reference_cases (void)
{
  g_autofree char *folder = rn_test_shared ("reference/cases");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  if (dir == NULL)
    {
      g_test_skip ("no reference cases beside the checkout");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".safetensors"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (RnTensors) tensors = rn_safetensors_load (path, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (rn_tensor_shape (rn_tensors_get (tensors, "input"))->rank, ==, 4);
        g_assert_nonnull (strstr (rn_tensors_metadata (tensors, "case"), "\"block\""));
        n++;
      }
  g_assert_cmpuint (n, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/io/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/core/io/safetensors/replace", test_replace);
  g_test_add_func ("/core/io/safetensors/dtypes", test_dtypes);
  g_test_add_func ("/core/io/safetensors/odd-but-right", test_odd_but_right);
  g_test_add_func ("/core/io/safetensors/lies", test_lies);
  g_test_add_func ("/core/io/safetensors/bad-headers", test_bad_headers);
  g_test_add_func ("/core/io/safetensors/header-lengths", test_header_lengths);
  g_test_add_func ("/core/io/safetensors/truncated", test_truncated);
  g_test_add_func ("/core/io/safetensors/bit-flips", test_bit_flips);
  g_test_add_func ("/core/io/safetensors/random-bytes", test_random_bytes);
  g_test_add_func ("/core/io/safetensors/huge-file", test_huge_file);
  g_test_add_func ("/core/io/safetensors/missing", test_missing);
  g_test_add_func ("/core/io/safetensors/reference-cases", test_reference_cases);
  return g_test_run ();
}
