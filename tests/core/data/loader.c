/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Batches: their order, the same numbers whatever the threads do, going back, sharing out. */
#include "rn-loader.h"

#include <string.h>

#include "rn-error.h"
#include "rn-file.h"
#include "rn-test.h"

#define PIXELS 3072
#define N      23

/* Record r is of class r mod 10, and all its pixels are r. */
static RnDataset *
make_set (guint n)
{
  g_autofree char *path = rn_test_scratch ("plain.bin");
  g_autofree guint8 *data = g_malloc (n * (PIXELS + 1));
  RnDataset *set;

  for (guint r = 0; r < n; r++)
    {
      memset (data + r * (PIXELS + 1), (int) r, PIXELS + 1);
      data[r * (PIXELS + 1)] = (guint8) (r % 10);
    }
  g_assert_true (rn_file_write (path, data, n * (PIXELS + 1), NULL));
  set = rn_dataset_open (path, NULL, NULL);
  g_assert_nonnull (set);
  return set;
}

static RnLoader *
make_loader (const RnLoaderOptions *options, const char *text)
{
  g_autoptr (RnDataset) set = make_set (N);
  g_autoptr (RnTransform) transform = rn_transform_parse (text, set, NULL, NULL);
  g_autoptr (GError) error = NULL;
  RnLoader *loader = rn_loader_new (set, transform, options, &error);

  g_assert_no_error (error);
  return loader;
}

/* Indices, labels and pixels of a batch belong together; behind them is nothing. */
static void
assert_batch (const RnBatch *batch, guint size)
{
  const float *values = rn_tensor_values (batch->pictures);

  g_assert_cmpfloat (batch->share, ==, 1);
  for (guint i = 0; i < size; i++)
    {
      float expected = i < batch->n ? (float) ((double) batch->indices[i] / 255) : 0;

      g_assert_cmpuint (batch->labels[i], ==, i < batch->n ? batch->indices[i] % 10 : 0);
      g_assert_cmpfloat (values[i * PIXELS], ==, expected);
      g_assert_cmpfloat (values[i * PIXELS + PIXELS - 1], ==, expected);
    }
}

static void
test_file_order (void)
{
  const RnLoaderOptions options = { .batch = 10, .order = RN_LOADER_FILE, .once = TRUE };
  g_autoptr (RnLoader) loader = make_loader (&options, "");
  RnShape shape = rn_loader_shape (loader), expected = rn_shape_4d (10, 3, 32, 32);
  g_autoptr (GError) error = NULL;

  g_assert_true (rn_shape_equal (&shape, &expected));
  g_assert_cmpuint (rn_loader_n_batches (loader), ==, 3);
  for (guint b = 0; b < 3; b++)
    {
      const RnBatch *batch = rn_loader_next (loader, NULL);

      g_assert_cmpuint (batch->n, ==, b < 2 ? 10 : 3);
      g_assert_cmpuint (batch->position.batch, ==, b);
      for (guint i = 0; i < batch->n; i++)
        g_assert_cmpuint (batch->indices[i], ==, 10 * b + i);
      assert_batch (batch, 10);
    }
  g_assert_null (rn_loader_next (loader, &error));
  g_assert_no_error (error);
  rn_loader_seek (loader, (RnLoaderPosition) { 0, 1 });
  g_assert_cmpuint (rn_loader_next (loader, NULL)->indices[0], ==, 10);
}

/* Each picture once an epoch, and every epoch in another order. */
static void
test_shuffled (void)
{
  const RnLoaderOptions options = { .batch = 4, .seed = 3 };
  g_autoptr (RnLoader) loader = make_loader (&options, "");
  gsize orders[5][N];

  for (guint epoch = 0; epoch < 5; epoch++)
    {
      guint seen = 0, counts[N] = { 0 };

      for (guint b = 0; b < 6; b++)
        {
          const RnBatch *batch = rn_loader_next (loader, NULL);

          g_assert_cmpuint (batch->position.epoch, ==, epoch);
          assert_batch (batch, 4);
          for (guint i = 0; i < batch->n; i++)
            {
              counts[batch->indices[i]]++;
              orders[epoch][seen++] = batch->indices[i];
            }
        }
      g_assert_cmpuint (seen, ==, N);
      for (guint i = 0; i < N; i++)
        g_assert_cmpuint (counts[i], ==, 1);
      for (guint before = 0; before < epoch; before++)
        g_assert_true (memcmp (orders[before], orders[epoch], sizeof orders[0]) != 0);
    }
}

static void
test_whole_batches (void)
{
  const RnLoaderOptions options = { .batch = 10, .whole_batches = TRUE };
  g_autoptr (RnLoader) loader = make_loader (&options, "");

  g_assert_cmpuint (rn_loader_n_batches (loader), ==, 2);
  for (guint b = 0; b < 7; b++)
    {
      const RnBatch *batch = rn_loader_next (loader, NULL);

      g_assert_cmpuint (batch->n, ==, 10);
      g_assert_cmpuint (batch->position.epoch, ==, b / 2);
      g_assert_cmpuint (batch->position.batch, ==, b % 2);
    }
}

static void
assert_same (const RnBatch *a, const RnBatch *b, guint size)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpfloat (a->share, ==, b->share);
  g_assert_cmpmem (a->labels, size * sizeof (guint), b->labels, size * sizeof (guint));
  g_assert_cmpmem (a->partners, size * sizeof (guint), b->partners, size * sizeof (guint));
  g_assert_cmpmem (rn_tensor_values (a->pictures), rn_tensor_elements (a->pictures) * sizeof (float),
                   rn_tensor_values (b->pictures), rn_tensor_elements (b->pictures) * sizeof (float));
}

/* Bit for bit, over epochs, with everything random there is. */
static void
test_threads_change_nothing (void)
{
  const RnLoaderOptions one = { .batch = 4, .seed = 8, .threads = 1 };
  const RnLoaderOptions many = { .batch = 4, .seed = 8, .threads = 5 };
  g_autoptr (RnLoader) a = make_loader (&one, "pad:4,crop:32,flip,normalise,mixup:1");
  g_autoptr (RnLoader) b = make_loader (&many, "pad:4,crop:32,flip,normalise,mixup:1");

  for (guint i = 0; i < 40; i++)
    assert_same (rn_loader_next (a, NULL), rn_loader_next (b, NULL), 4);
}

/* A loader that was sent anywhere gives what one that went there gives. */
static void
test_seek (void)
{
  const RnLoaderOptions options = { .batch = 4, .seed = 1, .threads = 2 };
  g_autoptr (RnLoader) gone = make_loader (&options, "flip,normalise");
  g_autoptr (RnLoader) sent = make_loader (&options, "flip,normalise");

  for (guint i = 0; i < 15; i++)
    {
      RnLoaderPosition position = rn_loader_position (gone);
      const RnBatch *batch = rn_loader_next (gone, NULL);

      g_assert_cmpuint (batch->position.epoch, ==, position.epoch);
      g_assert_cmpuint (batch->position.batch, ==, position.batch);
      rn_loader_seek (sent, position);
      assert_same (batch, rn_loader_next (sent, NULL), 4);
      rn_loader_next (sent, NULL);                  /* and is elsewhere when it is sent again */
    }
  rn_loader_seek (sent, (RnLoaderPosition) { 0, 13 });      /* 6 batches an epoch: 2 + 1 */
  g_assert_cmpuint (rn_loader_position (sent).epoch, ==, 2);
  g_assert_cmpuint (rn_loader_position (sent).batch, ==, 1);
}

/* What three ranks get is, one after the other, what one gets. */
static void
test_ranks (void)
{
  const RnLoaderOptions all = { .batch = 6, .seed = 2, .whole_batches = TRUE };
  g_autoptr (RnLoader) whole = make_loader (&all, "pad:4,crop:32,flip");
  RnLoader *parts[3];             /* owned */

  for (guint r = 0; r < 3; r++)
    {
      const RnLoaderOptions own = { .batch = 6, .seed = 2, .rank = r, .ranks = 3 };

      parts[r] = make_loader (&own, "pad:4,crop:32,flip");
    }
  for (guint b = 0; b < 8; b++)
    {
      const RnBatch *batch = rn_loader_next (whole, NULL);

      for (guint r = 0; r < 3; r++)
        {
          const RnBatch *part = rn_loader_next (parts[r], NULL);

          g_assert_cmpuint (part->n, ==, 2);
          g_assert_cmpmem (part->indices, 2 * sizeof (gsize), batch->indices + 2 * r,
                           2 * sizeof (gsize));
          g_assert_cmpmem (rn_tensor_values (part->pictures), 2 * PIXELS * sizeof (float),
                           rn_tensor_values (batch->pictures) + 2 * r * PIXELS,
                           2 * PIXELS * sizeof (float));
        }
    }
  for (guint r = 0; r < 3; r++)
    rn_loader_free (parts[r]);
}

/* Ten inputs a picture, one behind the other. */
static void
test_views (void)
{
  const RnLoaderOptions options = { .batch = 8, .order = RN_LOADER_FILE };
  g_autoptr (RnLoader) loader = make_loader (&options, "ten-crop:28");
  RnShape shape = rn_loader_shape (loader), expected = rn_shape_4d (80, 3, 28, 28);
  const RnBatch *batch = rn_loader_next (loader, NULL);

  g_assert_true (rn_shape_equal (&shape, &expected));
  for (guint i = 0; i < 80; i++)
    g_assert_cmpfloat (rn_tensor_values (batch->pictures)[i * 3 * 28 * 28], ==,
                       (float) (i / 10 / 255.0));
}

/* Each row adds up to 1, by share and smoothing. */
static void
test_targets (void)
{
  const guint labels[] = { 2, 0 }, partners[] = { 1, 0 };
  const RnBatch batch = { .n = 2, .labels = labels, .partners = partners, .share = 0.75 };
  const float expected[] = { 0.025f, 0.25f, 0.7f, 0.025f, 0.925f, 0.025f, 0.025f, 0.025f };
  float targets[8];

  rn_batch_targets (&batch, 4, 0.1, targets);
  rn_assert_close (targets, expected, 8, 1e-6, "targets");      /* roundings of numbers below 1 */
}

static void
test_refused (void)
{
  static const RnLoaderOptions cases[] = {
    { .batch = 0 },
    { .batch = 1 << 30 },
    { .batch = 10, .ranks = 3 },
    { .batch = 6, .rank = 3, .ranks = 3 },
    { .batch = 24, .whole_batches = TRUE },
  };
  g_autoptr (RnDataset) set = make_set (N);
  g_autoptr (RnTransform) transform = rn_transform_parse ("", set, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rn_loader_new (set, transform, &cases[i], &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
    }
}

/* Dropped at any moment, with threads in the middle of their work. */
static void
test_free (void)
{
  for (guint i = 0; i < 30; i++)
    {
      const RnLoaderOptions options = { .batch = 5, .threads = 1 + i % 4 };
      g_autoptr (RnLoader) loader = make_loader (&options, "pad:4,crop:32");

      for (guint b = 0; b < i % 3; b++)
        g_assert_nonnull (rn_loader_next (loader, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/loader/file-order", test_file_order);
  g_test_add_func ("/core/data/loader/shuffled", test_shuffled);
  g_test_add_func ("/core/data/loader/whole-batches", test_whole_batches);
  g_test_add_func ("/core/data/loader/threads-change-nothing", test_threads_change_nothing);
  g_test_add_func ("/core/data/loader/seek", test_seek);
  g_test_add_func ("/core/data/loader/ranks", test_ranks);
  g_test_add_func ("/core/data/loader/views", test_views);
  g_test_add_func ("/core/data/loader/targets", test_targets);
  g_test_add_func ("/core/data/loader/refused", test_refused);
  g_test_add_func ("/core/data/loader/free", test_free);
  return g_test_run ();
}
