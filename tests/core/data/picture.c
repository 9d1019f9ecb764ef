/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Pictures as they come: orientation, grey, alpha, CMYK, palettes; too large, cut short, random;
 * resize and crop.
 */
#include "rn-picture.h"

#include "rn-file.h"
#include "rn-random.h"
#include "rn-test.h"

#include <math.h>
#include <string.h>

static GdkPixbuf *
load (const char *name)
{
  g_autofree char *below = g_build_filename ("pictures", name, NULL);
  g_autofree char *path = rn_test_data (below);
  g_autoptr (GError) error = NULL;
  GdkPixbuf *picture = rn_picture_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_n_channels (picture), ==, 3);
  g_assert_cmpint (gdk_pixbuf_get_bits_per_sample (picture), ==, 8);
  return picture;
}

static const guint8 *
get_pixel (GdkPixbuf *picture, int x, int y)
{
  return gdk_pixbuf_read_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture) + 3 * x;
}

/* Lossy formats are off by a few levels at most at quality 95. */
static void
assert_pixel (GdkPixbuf *picture, int x, int y, int r, int g, int b, int allowed)
{
  const guint8 *p = get_pixel (picture, x, y);

  if (ABS (p[0] - r) > allowed || ABS (p[1] - g) > allowed || ABS (p[2] - b) > allowed)
    g_error ("pixel %d, %d is %d %d %d, expected %d %d %d ± %d", x, y, p[0], p[1], p[2], r, g, b,
             allowed);
}

static void
assert_quarters (GdkPixbuf *picture, int allowed)
{
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 48);
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 32);
  assert_pixel (picture, 10, 6, 220, 30, 40, allowed);
  assert_pixel (picture, 40, 6, 20, 200, 60, allowed);
  assert_pixel (picture, 10, 26, 30, 60, 210, allowed);
  assert_pixel (picture, 40, 26, 255, 255, 255, allowed);
}

static void
test_orientation (void)
{
  for (guint i = 1; i <= 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("orientation-%u.jpg", i);
      g_autoptr (GdkPixbuf) picture = load (name);

      assert_quarters (picture, 4);
    }
}

static void
test_formats (void)
{
  static const char *const names[] = { "colour.png", "colour.bmp", "palette.gif", "palette.png" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GdkPixbuf) picture = load (names[i]);

      assert_quarters (picture, 0);
    }
}

static void
test_grey_alpha_cmyk (void)
{
  g_autoptr (GdkPixbuf) grey = load ("grey.jpg");
  g_autoptr (GdkPixbuf) grey_alpha = load ("grey-alpha.png");
  g_autoptr (GdkPixbuf) alpha = load ("alpha.png");
  g_autoptr (GdkPixbuf) cmyk = load ("cmyk.jpg");

  assert_pixel (grey, 3, 3, 100, 100, 100, 1);
  assert_pixel (grey_alpha, 3, 3, 224, 224, 224, 0);           /* 0.2 · 100 + 0.8 · 255 */
  assert_pixel (alpha, 3, 3, 227, 147, 172, 0);                /* 128/255 of it, the rest white */
  /* (255 − C)(255 − K)/255 of C 0, M 200, Y 100, K 40 */
  assert_pixel (cmyk, 3, 3, 215, 46, 131, 3);
}

static void
test_built_in (void)
{
  g_autoptr (GdkPixbuf) picture = rn_picture_built_in ();

  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 512);
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 384);
}

static void
put_be (guint8 *to, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (to, &value, 4);
}

/* CRC-32 of ISO 3309, as in a PNG chunk */
static guint32
checksum (const guint8 *data, gsize n)
{
  guint32 crc = G_MAXUINT32;

  for (gsize i = 0; i < n; i++)
    {
      crc ^= data[i];
      for (guint k = 0; k < 8; k++)
        crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
    }
  return ~crc;
}

/* The header of a PNG that tells of @width × @height, and the beginning of its pixels. */
static GBytes *
make_png_header (guint32 width, guint32 height)
{
  guint8 png[64] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

  put_be (png + 16, width);
  put_be (png + 20, height);
  memcpy (png + 24, "\x08\x02\0\0\0", 5);
  put_be (png + 29, checksum (png + 12, 17));
  memcpy (png + 33, "\0\0\1\0IDAT\x78\x9c", 10);
  return g_bytes_new (png, sizeof png);
}

static void
test_too_large (void)
{
  static const guint32 sizes[][2] = { { 20000, 20000 }, { 999999, 201 }, { 999999, 999999 },
                                      { 14143, 14143 },
                                     { 2001, 2000 } /* of 64 bytes */ };
  guint8 bmp[8192] = "BM";
  g_autoptr (GBytes) bitmap = NULL;
  guint8 pnm[300] = "P6 3000 2000 255\n";
  g_autoptr (GBytes) map = g_bytes_new_static (pnm, sizeof pnm);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) png = make_png_header (sizes[i][0], sizes[i][1]);

      g_assert_null (rn_picture_decode (png, "test", &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
      g_clear_error (&error);
    }
  g_assert_null (rn_picture_decode (map, "test", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);

  bmp[10] = 54;                                   /* pixels begin */
  bmp[14] = 40;                                   /* size of what follows */
  /* 60,000 × 60,000, 1 plane, 24 bits */
  memcpy (bmp + 18, "\x60\xea\0\0\x60\xea\0\0\1\0\x18", 11);
  bitmap = g_bytes_new_static (bmp, sizeof bmp);
  g_assert_null (rn_picture_decode (bitmap, "test", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

/* Cut short anywhere: an error. Flipped anywhere: a picture or an error. */
static void
test_broken (void)
{
  static const char *const names[] = { "orientation-6.jpg", "cmyk.jpg", "alpha.png", "palette.gif",
                                       "palette.png", "colour.bmp" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *below = g_build_filename ("pictures", names[i], NULL);
      g_autofree char *path = rn_test_data (below);
      g_autoptr (GBytes) good = rn_file_read (path, 1 << 20, NULL);
      gsize size;
      const guint8 *data = g_bytes_get_data (good, &size);
      g_autofree guint8 *flipped = g_memdup2 (data, size);

      for (gsize n = 0; n < size; n += size > 1000 ? 13 : 1)
        {
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (good, 0, n);
          g_autoptr (GError) error = NULL;
          g_autoptr (GdkPixbuf) picture = rn_picture_decode (part, names[i], &error);

          g_assert_null (picture);
          g_assert_nonnull (error);
        }
      for (guint64 trial = 0; trial < 300; trial++)
        {
          gsize at = rn_random_bits (5, i, trial) % size;
          g_autoptr (GBytes) bytes = g_bytes_new_static (flipped, size);
          g_autoptr (GError) error = NULL;
          g_autoptr (GdkPixbuf) picture = NULL;

          flipped[at] ^= (guint8) (1 << trial % 8);
          picture = rn_picture_decode (bytes, names[i], &error);
          g_assert_true ((picture == NULL) == (error != NULL));
          flipped[at] = data[at];
        }
    }
}

static void
test_not_pictures (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;
  guint8 noise[300];

  g_assert_null (rn_picture_decode (empty, "test", &error));
  g_assert_nonnull (error);
  for (guint64 trial = 0; trial < 100; trial++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (noise, sizeof noise);

      for (guint i = 0; i < sizeof noise; i++)
        noise[i] = (guint8) rn_random_bits (9, trial, i);
      g_clear_error (&error);
      g_assert_null (rn_picture_decode (bytes, "test", &error));
      g_assert_nonnull (error);
    }
  g_clear_error (&error);
  g_assert_null (rn_picture_load ("/", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

/* the formula of make.py */
static GdkPixbuf *
make_pattern (int width, int height)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint8 *p = gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture)
                    + 3 * x;

        p[0] = (guint8) (x * 37 + y * 11);
        p[1] = (guint8) (x * y * 5 + 17);
        p[2] = (x / 3 + y / 2) % 2 ? 255 : 0;
      }
  return picture;
}

/*
 * Bit for bit what Pillow makes: shrinking, enlarging, odd margins, extreme shapes, a single pixel.
 */
static void
test_crop_as_pillow (void)
{
  static const struct { int width, height; guint size; } cases[] = {
    { 97, 61, 24 }, { 61, 97, 21 }, { 9, 7, 24 }, { 300, 5, 14 }, { 1, 1, 7 }, { 32, 32, 28 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("crop-%dx%d-%u.ppm", cases[i].width, cases[i].height,
                                               cases[i].size);
      g_autoptr (GdkPixbuf) expected = load (name);
      g_autoptr (GdkPixbuf) picture = make_pattern (cases[i].width, cases[i].height);
      g_autoptr (GdkPixbuf) crop = NULL;
      RnPictureTransform transform;

      rn_picture_transform_default (&transform, cases[i].size, cases[i].size);
      crop = rn_picture_crop (picture, &transform);
      g_assert_cmpint (gdk_pixbuf_get_width (crop), ==, (int) cases[i].size);
      for (int y = 0; y < (int) cases[i].size; y++)
        g_assert_cmpmem (get_pixel (crop, 0, y), 3 * cases[i].size,
                         get_pixel (expected, 0, y), 3 * cases[i].size);
    }
}

static void
test_luma_as_pillow (void)
{
  g_autoptr (GdkPixbuf) expected = load ("luma-61x97-21.pgm");
  g_autoptr (GdkPixbuf) picture = make_pattern (61, 97);
  g_autoptr (RnTensor) tensor = NULL;
  RnPictureTransform transform;

  rn_picture_transform_default (&transform, 21, 21);
  tensor = rn_picture_tensor (picture, &transform, 1, NULL);
  for (int y = 0; y < 21; y++)
    for (int x = 0; x < 21; x++)
      {
        double value = *get_pixel (expected, x, y);

        g_assert_cmpfloat (rn_tensor_values (tensor)[y * 21 + x], ==,
                           (float) ((value / 255 - 0.485) / 0.229));
      }
}

/*
 * A constant stays itself; a slope a·x + b stays a slope through the centres of the pixels, to the
 * rounding of 8 bits.
 */
static void
test_closed_forms (void)
{
  g_autoptr (GdkPixbuf) constant = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 333, 77);
  g_autoptr (GdkPixbuf) slope = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 240, 240);
  g_autoptr (GdkPixbuf) even = NULL;
  g_autoptr (GdkPixbuf) ramp = NULL;
  RnPictureTransform transform;

  rn_picture_transform_default (&transform, 50, 60);
  gdk_pixbuf_fill (constant, 0x0a80ffff);
  even = rn_picture_crop (constant, &transform);
  for (int i = 0; i < 50 * 60; i++)
    assert_pixel (even, i % 60, i / 60, 0x0a, 0x80, 0xff, 0);

  for (int i = 0; i < 240 * 240; i++)
    memset (gdk_pixbuf_get_pixels (slope) + (i / 240) * gdk_pixbuf_get_rowstride (slope)
            + 3 * (i % 240), i % 240, 3);
  rn_picture_transform_default (&transform, 70, 70);
  /* 240 → 80, the middle 70: pixel i is centred at 3 (i + 5) + 1 */
  ramp = rn_picture_crop (slope, &transform);
  for (int i = 0; i < 70; i++)
    assert_pixel (ramp, i, 35, 3 * (i + 5) + 1, 3 * (i + 5) + 1, 3 * (i + 5) + 1, 0);
}

static void
test_tensor (void)
{
  g_autoptr (GdkPixbuf) picture = make_pattern (32, 32);
  RnPictureTransform transform = { .height = 32, .width = 32, .resize = 1,
                                   .mean = { 0.1, 0.2, 0.3 }, .std = { 0.5, 0.25, 2 } };
  g_autoptr (RnTensor) tensor = rn_picture_tensor (picture, &transform, 3, NULL);
  RnShape expected = rn_shape_4d (1, 3, 32, 32);

  g_assert_true (rn_shape_equal (rn_tensor_shape (tensor), &expected));
  for (guint c = 0; c < 3; c++)
    for (int i = 0; i < 1024; i++)
      {
        guint8 value = get_pixel (picture, i % 32, i / 32)[c];

        g_assert_cmpfloat (rn_tensor_values (tensor)[c * 1024 + (guint) i], ==,
                           (float) ((value / 255.0 - transform.mean[c]) / transform.std[c]));
      }
}

static void
test_tensor_refuses (void)
{
  g_autoptr (GdkPixbuf) picture = make_pattern (8, 8);
  RnPictureTransform good, bad;
  g_autoptr (GError) error = NULL;

  rn_picture_transform_default (&good, 8, 8);
  g_assert_null (rn_picture_tensor (picture, &good, 2, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  for (guint i = 0; i < 5; i++)
    {
      g_clear_error (&error);
      bad = good;
      if (i == 0)
        bad.height = 0;
      else if (i == 1)
        bad.width = 1 << 20;
      else if (i == 2)
        bad.resize = NAN;
      else if (i == 3)
        bad.std[1] = 0;
      else
        bad.mean[2] = INFINITY;
      g_assert_null (rn_picture_tensor (picture, &bad, 3, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
    }
}

/* Long and thin: only what is seen is made. */
static void
test_extreme_shapes (void)
{
  static const int shapes[][2] = { { 1, 100000 }, { 100000, 1 }, { 2, 30000 }, { 30000, 2 },
                                   { 3000, 3000 } };
  static const guint sizes[] = { 1, 2, 224 };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, shapes[i][0],
                                                        shapes[i][1]);
        g_autoptr (GdkPixbuf) crop = NULL;
        RnPictureTransform transform;
        int last = (int) sizes[k] - 1;

        gdk_pixbuf_fill (picture, 0x20406000);
        rn_picture_transform_default (&transform, sizes[k], sizes[k]);
        crop = rn_picture_crop (picture, &transform);
        assert_pixel (crop, 0, 0, 0x20, 0x40, 0x60, 0);
        assert_pixel (crop, last, last, 0x20, 0x40, 0x60, 0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/picture/orientation", test_orientation);
  g_test_add_func ("/core/data/picture/formats", test_formats);
  g_test_add_func ("/core/data/picture/grey-alpha-cmyk", test_grey_alpha_cmyk);
  g_test_add_func ("/core/data/picture/built-in", test_built_in);
  g_test_add_func ("/core/data/picture/too-large", test_too_large);
  g_test_add_func ("/core/data/picture/broken", test_broken);
  g_test_add_func ("/core/data/picture/not-pictures", test_not_pictures);
  g_test_add_func ("/core/data/picture/crop-as-pillow", test_crop_as_pillow);
  g_test_add_func ("/core/data/picture/luma-as-pillow", test_luma_as_pillow);
  g_test_add_func ("/core/data/picture/closed-forms", test_closed_forms);
  g_test_add_func ("/core/data/picture/tensor", test_tensor);
  g_test_add_func ("/core/data/picture/tensor-refuses", test_tensor_refuses);
  g_test_add_func ("/core/data/picture/extreme-shapes", test_extreme_shapes);
  return g_test_run ();
}
