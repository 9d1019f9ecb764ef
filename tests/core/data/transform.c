/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Transforms: each step against its formula, what is random, and what is refused. */
#include "rn-transform.h"

#include <math.h>
#include <string.h>

#include "rn-error.h"
#include "rn-file.h"
#include "rn-picture.h"
#include "rn-random.h"
#include "rn-test.h"

#define SIDE    32
#define PLANE   (SIDE * SIDE)
#define PIXELS  (3 * PLANE)
#define RECORDS 5

static guint8
pixel_of (guint record, guint c, guint y, guint x)
{
  return (guint8) rn_random_bits (record, c, y * SIDE + x);
}

/* CIFAR-10 records of noise, as a data set. */
static RnDataset *
make_set (void)
{
  g_autofree char *path = rn_test_scratch ("noise.bin");
  g_autofree guint8 *data = g_malloc0 (RECORDS * (PIXELS + 1));
  RnDataset *set;

  for (guint r = 0; r < RECORDS; r++)
    for (guint i = 0; i < PIXELS; i++)
      data[r * (PIXELS + 1) + 1 + i] = pixel_of (r, i / PLANE, i % PLANE / SIDE, i % SIDE);
  g_assert_true (rn_file_write (path, data, RECORDS * (PIXELS + 1), NULL));
  set = rn_dataset_open (path, NULL, NULL);
  g_assert_nonnull (set);
  return set;
}

static RnTransform *
parse (const char *text)
{
  g_autoptr (RnDataset) set = make_set ();
  g_autoptr (GError) error = NULL;
  RnTransform *transform = rn_transform_parse (text, set, NULL, &error);

  g_assert_no_error (error);
  return transform;
}

/* What @text makes of picture @record; (transfer full). */
static float *
apply (const char *text, guint record, guint view, guint64 seed, guint64 epoch, RnShape *shape)
{
  g_autoptr (RnTransform) transform = parse (text);
  g_autofree float *scratch = g_new (float, rn_transform_scratch (transform));
  const RnTransformDraw draw = { seed, epoch };
  guint8 pixels[PIXELS];
  float *input;

  *shape = rn_transform_output (transform);
  input = g_new (float, rn_shape_elements (shape));
  for (guint i = 0; i < PIXELS; i++)
    pixels[i] = pixel_of (record, i / PLANE, i % PLANE / SIDE, i % SIDE);
  rn_transform_apply (transform, &draw, record, view, pixels, input, scratch);
  return input;
}

static void
assert_shape (const RnShape *shape, gsize c, gsize h, gsize w)
{
  RnShape expected = rn_shape_4d (1, c, h, w);

  g_assert_true (rn_shape_equal (shape, &expected));
}

static void
test_nothing (void)
{
  RnShape shape;
  g_autofree float *input = apply ("", 2, 0, 0, 0, &shape);

  assert_shape (&shape, 3, SIDE, SIDE);
  for (guint i = 0; i < PIXELS; i++)
    g_assert_cmpfloat (input[i], ==,
                       (float) (pixel_of (2, i / PLANE, i % PLANE / SIDE, i % SIDE) / 255.0));
}

/* Rounded once, from double; a step behind it sees what it made. */
static void
test_normalise (void)
{
  static const double mean[] = { 0.485, 0.456, 0.406 }, std[] = { 0.229, 0.224, 0.225 };
  RnShape shape;
  g_autofree float *input = apply ("normalise:0.485:0.456:0.406:0.229:0.224:0.225,pad:1:7", 1, 0, 0,
                                   0, &shape);

  assert_shape (&shape, 3, SIDE + 2, SIDE + 2);
  for (guint c = 0; c < 3; c++)
    for (guint y = 0; y < SIDE + 2; y++)
      for (guint x = 0; x < SIDE + 2; x++)
        {
          float found = input[(c * (SIDE + 2) + y) * (SIDE + 2) + x];

          if (y == 0 || x == 0 || y == SIDE + 1 || x == SIDE + 1)
            g_assert_cmpfloat (found, ==, 7);
          else
            g_assert_cmpfloat (found, ==, (float) ((pixel_of (1, c, y - 1, x - 1) / 255.0 - mean[c])
                                                   / std[c]));
        }
}

/* Without numbers: over the whole set mean 0, deviation 1. And the text then has the numbers. */
static void
test_own_moments (void)
{
  g_autoptr (RnTransform) transform = parse ("normalise");
  g_autofree char *text = rn_transform_text (transform);
  double sum = 0, squares = 0;

  for (guint r = 0; r < RECORDS; r++)
    {
      RnShape shape;
      g_autofree float *input = apply (text, r, 0, 0, 0, &shape);
      g_autofree float *same = apply ("normalise", r, 0, 0, 0, &shape);

      g_assert_cmpmem (input, PIXELS * sizeof (float), same, PIXELS * sizeof (float));
      for (guint i = 0; i < PLANE; i++)
        sum += input[i];
      for (guint i = 0; i < PLANE; i++)
        squares += (double) input[i] * input[i];
    }
  /* roundings of floats near 1, of which the mean keeps less than one */
  g_assert_cmpfloat_with_epsilon (sum / (RECORDS * PLANE), 0, 1e-7);
  g_assert_cmpfloat_with_epsilon (squares / (RECORDS * PLANE), 1, 1e-6);
}

/* Over the training pictures every pixel's mean is 0. */
static void
test_pixel_mean (void)
{
  double sums[PIXELS] = { 0 };

  for (guint r = 0; r < RECORDS; r++)
    {
      RnShape shape;
      g_autofree float *input = apply ("pixel-mean", r, 0, 0, 0, &shape);

      for (guint i = 0; i < PIXELS; i++)
        sums[i] += input[i];
    }
  for (guint i = 0; i < PIXELS; i++)
    g_assert_cmpfloat_with_epsilon (sums[i], 0, 1e-6);    /* 5 numbers below 1, rounded to float */
}

/* The offset and the side a padded, cut and flipped picture shows; fails where it shows none. */
static void
find_place (const float *input, guint record, int *top, int *left, gboolean *flipped)
{
  for (*flipped = 0; *flipped < 2; (*flipped)++)
    for (*top = -4; *top <= 4; (*top)++)
      for (*left = -4; *left <= 4; (*left)++)
        {
          gboolean same = TRUE;

          for (int i = 0; i < PIXELS && same; i++)
            {
              int y = i % PLANE / SIDE + *top, column = i % SIDE;
              int x = (*flipped ? SIDE - 1 - column : column) + *left;
              gboolean inside = y >= 0 && x >= 0 && y < SIDE && x < SIDE;
              float value = inside ? (float) (pixel_of (record, (guint) i / PLANE, (guint) y,
                                                        (guint) x) / 255.0) : 0;

              same = input[i] == value;
            }
          if (same)
            return;
        }
  g_assert_not_reached ();
}

/*
 * Every place and both sides, about equally often. 2,000 draws: 24.7 of each of 81 places, with a
 * deviation of 4.9; flips 1,000 with a deviation of 22; five of them are allowed.
 */
static void
test_crop_and_flip (void)
{
  g_autoptr (RnTransform) transform = parse ("pad:4,crop:32,flip");
  g_autofree float *scratch = g_new (float, rn_transform_scratch (transform));
  g_autofree float *input = g_new (float, PIXELS);
  guint8 pixels[PIXELS];
  guint places[9][9] = { { 0 } }, flips = 0;

  g_assert_true (rn_transform_is_random (transform));
  for (guint i = 0; i < PIXELS; i++)
    pixels[i] = pixel_of (0, i / PLANE, i % PLANE / SIDE, i % SIDE);
  for (guint64 epoch = 0; epoch < 2000; epoch++)
    {
      const RnTransformDraw draw = { 3, epoch };
      gboolean flipped;
      int top, left;

      rn_transform_apply (transform, &draw, 0, 0, pixels, input, scratch);
      find_place (input, 0, &top, &left, &flipped);
      places[top + 4][left + 4]++;
      flips += (guint) flipped;
    }
  for (guint i = 0; i < 81; i++)
    g_assert_cmpfloat_with_epsilon (places[i / 9][i % 9], 24.7, 25);
  g_assert_cmpfloat_with_epsilon (flips, 1000, 112);
}

/* The same for the same seed, epoch and picture; another for any other. */
static void
test_counter_based (void)
{
  const char *text = "pad:4,crop:32,flip";
  RnShape shape;
  g_autofree float *first = apply (text, 1, 0, 5, 9, &shape);
  g_autofree float *again = apply (text, 1, 0, 5, 9, &shape);
  guint same = 0;

  g_assert_cmpmem (first, PIXELS * sizeof (float), again, PIXELS * sizeof (float));
  for (guint64 k = 1; k <= 40; k++)
    {
      g_autofree float *seed = apply (text, 1, 0, 5 + k, 9, &shape);
      g_autofree float *epoch = apply (text, 1, 0, 5, 9 + k, &shape);

      same += memcmp (first, seed, PIXELS * sizeof (float)) == 0;
      same += memcmp (first, epoch, PIXELS * sizeof (float)) == 0;
    }
  g_assert_cmpuint (same, <=, 5);       /* of 80, each alike with probability 1/162 */
}

/* torchvision's order of the ten. */
static void
test_ten_crop (void)
{
  static const guint corners[5][2] = { { 0, 0 }, { 0, 8 }, { 8, 0 }, { 8, 8 }, { 4, 4 } };
  g_autoptr (RnTransform) transform = parse ("ten-crop:24");

  g_assert_cmpuint (rn_transform_views (transform), ==, 10);
  g_assert_false (rn_transform_is_random (transform));
  for (guint view = 0; view < 10; view++)
    {
      RnShape shape;
      g_autofree float *input = apply ("ten-crop:24", 4, view, 0, 0, &shape);
      const guint *corner = corners[view % 5];

      assert_shape (&shape, 3, 24, 24);
      for (guint c = 0; c < 3; c++)
        for (guint y = 0; y < 24; y++)
          for (guint x = 0; x < 24; x++)
            {
              guint column = corner[1] + (view < 5 ? x : 23 - x);

              g_assert_cmpfloat (input[(c * 24 + y) * 24 + x], ==,
                                 (float) (pixel_of (4, c, corner[0] + y, column) / 255.0));
            }
    }
}

static GdkPixbuf *
picture_of (guint record)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, SIDE, SIDE);

  for (guint i = 0; i < PIXELS; i++)
    gdk_pixbuf_get_pixels (picture)[(gsize) (i % PLANE / SIDE)
                                      * (gsize) gdk_pixbuf_get_rowstride (picture)
                                    + i % SIDE * 3 + i / PLANE]
      = pixel_of (record, i / PLANE, i % PLANE / SIDE, i % SIDE);
  return picture;
}

/* The same bits as a photo's way, which is tested against Pillow. */
static void
test_resize_and_middle (void)
{
  static const struct { const char *text; guint size; double resize; } cases[] = {
    { "resize:16", 16, 1 }, { "resize:50", 50, 1 }, { "resize:48:48,centre-crop:21", 21, 48.0 / 21 },
    { "resize:24,centre-crop:23", 23, 24.0 / 23 },
  };
  g_autoptr (GdkPixbuf) picture = picture_of (3);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const RnPictureTransform photo = { .height = cases[i].size, .width = cases[i].size,
                                         .resize = cases[i].resize, .std = { 1, 1, 1 } };
      g_autoptr (RnTensor) expected = rn_picture_tensor (picture, &photo, 3, NULL);
      RnShape shape;
      g_autofree float *found = apply (cases[i].text, 3, 0, 0, 0, &shape);

      assert_shape (&shape, 3, cases[i].size, cases[i].size);
      g_assert_cmpmem (found, rn_shape_elements (&shape) * sizeof (float),
                       rn_tensor_values (expected), rn_tensor_elements (expected) * sizeof (float));
    }
}

static void
test_grey_and_colour (void)
{
  g_autoptr (GdkPixbuf) picture = picture_of (3);
  const RnPictureTransform photo = { .height = SIDE, .width = SIDE, .resize = 1,
                                     .mean = { 0.25 }, .std = { 0.5 } };
  g_autoptr (RnTensor) expected = rn_picture_tensor (picture, &photo, 1, NULL);
  RnShape shape;
  g_autofree float *grey = apply ("grey,normalise:0.25:0.5", 3, 0, 0, 0, &shape);
  g_autofree float *three = NULL;

  assert_shape (&shape, 1, SIDE, SIDE);
  g_assert_cmpmem (grey, PLANE * sizeof (float), rn_tensor_values (expected),
                   PLANE * sizeof (float));
  three = apply ("grey,colour,normalise:0.25:0.25:0.25:0.5:0.5:0.5", 3, 0, 0, 0, &shape);
  assert_shape (&shape, 3, SIDE, SIDE);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpmem (three + c * PLANE, PLANE * sizeof (float), grey, PLANE * sizeof (float));
}

/*
 * λ ~ Beta (α, α): mean ½, variance 1/(4(2α + 1)); of 4,000 draws the mean is off by at most ½/√4000
 * and the variance by about 1.5 % (its fourth moment is at most its bound's), five of each allowed.
 */
static void
test_mixup_share (void)
{
  static const double alphas[] = { 0.1, 0.2, 1, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (alphas); i++)
    {
      g_autofree char *text = g_strdup_printf ("mixup:%g", alphas[i]);
      g_autoptr (RnTransform) transform = parse (text);
      const RnTransformDraw draw = { 1, 2 };
      double sum = 0, squares = 0, variance = 1 / (4 * (2 * alphas[i] + 1));

      for (guint64 batch = 0; batch < 4000; batch++)
        {
          guint partners[2];
          float inputs[2] = { 0 };
          double share = rn_transform_mix (transform, &draw, batch, 2, 1, inputs, partners);

          g_assert_true (share >= 0 && share <= 1);
          sum += share;
          squares += (share - 0.5) * (share - 0.5);
        }
      g_assert_cmpfloat_with_epsilon (sum / 4000, 0.5, 5 * sqrt (variance / 4000));
      g_assert_cmpfloat_with_epsilon (squares / 4000 / variance, 1, 0.08);
    }
}

static void
test_mixup_batch (void)
{
  g_autoptr (RnTransform) transform = parse ("mixup:1");
  const RnTransformDraw draw = { 7, 0 };
  float inputs[6] = { 1, 2, 30, 40, 500, 600 };
  const float before[6] = { 1, 2, 30, 40, 500, 600 };
  guint partners[3];
  double share = rn_transform_mix (transform, &draw, 4, 3, 2, inputs, partners);

  g_assert_true (share > 0.01 && share < 0.99);       /* of this seed: there is something to see */
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (partners[i], !=, i);
      for (guint k = 0; k < 2; k++)                   /* two products and a sum in float */
        g_assert_cmpfloat_with_epsilon (inputs[2 * i + k],
                                        share * before[2 * i + k]
                                        + (1 - share) * before[2 * partners[i] + k], 1e-3);
    }
}

/* The text of a transform makes the same transform; JSON says the same as text. */
static void
test_texts (void)
{
  static const struct { const char *given, *text; } cases[] = {
    { " pad:4 , crop:32 ,flip ", "pad:4:0,crop:32,flip:0.5" },
    { "[\"pad:4\", {\"name\": \"crop\", \"height\": 30, \"width\": 31}, \"flip:0.25\"]",
      "pad:4:0,crop:30:31,flip:0.25" },
    { "[{\"name\": \"normalise\", \"mean\": [0, 0.5, 1], \"std\": [1, 2, 0.1]}]",
      "normalise:0:0.5:1:1:2:0.1" },
    { "[]", "" },
    { "grey,normalise:0.3:0.2,mixup", "grey,normalise:0.3:0.2,mixup:0.2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RnTransform) transform = parse (cases[i].given);
      g_autofree char *text = rn_transform_text (transform);
      g_autoptr (RnTransform) second = parse (text);
      g_autofree char *same = rn_transform_text (second);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (same, ==, text);
    }
}

static void
test_refused (void)
{
  static const struct { const char *text; int code; } cases[] = {
    { "krop:32", RN_ERROR_UNKNOWN },
    { "crop", RN_ERROR_RANGE },
    { "crop:0", RN_ERROR_RANGE },
    { "crop:2.5", RN_ERROR_RANGE },
    { "crop:-1", RN_ERROR_RANGE },
    { "crop:nan", RN_ERROR_FORMAT },
    { "crop:1e300", RN_ERROR_RANGE },
    { "crop:x", RN_ERROR_FORMAT },
    { "crop:", RN_ERROR_FORMAT },
    { "crop:33", RN_ERROR_SHAPE },
    { "crop:20,crop:21", RN_ERROR_SHAPE },
    { "crop:8:8:8", RN_ERROR_RANGE },
    { "flip:1.5", RN_ERROR_RANGE },
    { "flip,", RN_ERROR_UNKNOWN },
    { ",flip", RN_ERROR_UNKNOWN },
    { "normalise:0:0:0:1:1", RN_ERROR_RANGE },
    { "normalise:0:0:0:1:1:0", RN_ERROR_RANGE },
    { "normalise,resize:8", RN_ERROR_RANGE },
    { "crop:8,pixel-mean", RN_ERROR_SHAPE },
    { "ten-crop:16,ten-crop:8", RN_ERROR_RANGE },
    { "pad:4096,pad:4096,pad:4096", RN_ERROR_RANGE },
    { "resize:16384:16384", RN_ERROR_RANGE },
    { "[", RN_ERROR_FORMAT },
    { "[{}]", RN_ERROR_FORMAT },
    { "[7]", RN_ERROR_UNKNOWN },
    { "[{\"name\": \"crop\", \"size\": 32}]", RN_ERROR_UNKNOWN },
    { "[{\"name\": \"crop\", \"height\": \"32\"}]", RN_ERROR_FORMAT },
    { "[{\"name\": \"normalise\", \"mean\": [1, 2]}]", RN_ERROR_FORMAT },
  };
  g_autoptr (RnDataset) set = make_set ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (rn_transform_parse (cases[i].text, set, NULL, &error));
      g_assert_error (error, RN_ERROR, cases[i].code);
    }
}

/* Words of the language in any order: a transform or an error. */
static void
test_any_text (void)
{
  static const char *const words[] = { "crop", "pad", ":", ":", ",", ",", "4", "32", "-1", "1e9",
                                       "flip", "normalise", "grey", "colour", "resize", "mixup",
                                       "ten-crop", "pixel-mean", "[", "]", "{", "\"", " ", "nan" };
  g_autoptr (RnDataset) set = make_set ();

  for (guint64 trial = 0; trial < 3000; trial++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (RnTransform) transform = NULL;

      for (guint i = 0; i < 1 + trial % 8; i++)
        g_string_append (text, words[rn_random_bits (4, trial, i) % G_N_ELEMENTS (words)]);
      transform = rn_transform_parse (text->str, set, NULL, &error);
      g_assert_true ((transform == NULL) == (error != NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/transform/nothing", test_nothing);
  g_test_add_func ("/core/data/transform/normalise", test_normalise);
  g_test_add_func ("/core/data/transform/own-moments", test_own_moments);
  g_test_add_func ("/core/data/transform/pixel-mean", test_pixel_mean);
  g_test_add_func ("/core/data/transform/crop-and-flip", test_crop_and_flip);
  g_test_add_func ("/core/data/transform/counter-based", test_counter_based);
  g_test_add_func ("/core/data/transform/ten-crop", test_ten_crop);
  g_test_add_func ("/core/data/transform/resize-and-middle", test_resize_and_middle);
  g_test_add_func ("/core/data/transform/grey-and-colour", test_grey_and_colour);
  g_test_add_func ("/core/data/transform/mixup-share", test_mixup_share);
  g_test_add_func ("/core/data/transform/mixup-batch", test_mixup_batch);
  g_test_add_func ("/core/data/transform/texts", test_texts);
  g_test_add_func ("/core/data/transform/refused", test_refused);
  g_test_add_func ("/core/data/transform/any-text", test_any_text);
  return g_test_run ();
}
