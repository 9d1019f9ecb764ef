/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * dL/dx = g_shortcut + g_branch at every block of every catalogue model, and the three ways to a
 * record (from fused kernels, from memory as it passes, from copies) tell the same.
 */
#include <math.h>
#include <string.h>

#include "rn-record.h"
#include "rn-split.h"
#include "rn-test-model.h"
#include "rn-test-run.h"

#define ALL_FLAGS (RN_RECORD_TIME | RN_RECORD_VALUES | RN_RECORD_GRADIENTS | RN_RECORD_SPLITS)

/*
 * Both sides add the same two floats: one rounding of the sum, 6e-8 of it; three or four terms where a
 * pre-activation block or a head reads the input as well.
 */
#define IDENTITY_TOLERANCE 3e-7

/*
 * Norms and products over the same floats, in another order: sums of blocks of at most 4,096 in
 * float.
 */
#define NORM_TOLERANCE 1e-5

static void
assert_near (double a, double b, double allowed)
{
  if (!(fabs (a - b) <= allowed))
    g_error ("%.9g is not %.9g, off by %.3g (allowed %.3g)", a, b, fabs (a - b), allowed);
}

static RnRecords *
record (RnSession *session, RnRecordFlags flags)
{
  RnRecords *records = rn_records_new (session);
  RnRecorder *recorder = rn_recorder_attach (session, records, flags);

  rn_test_pass (session);
  rn_recorder_detach (recorder);
  return records;
}

static RnSession *
start (RnGraph *graph, const char *engine, RnKeep keep)
{
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 4);

  return rn_test_session (graph, parameters, &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, keep, 2 });
}

static const RnSplit *
split_at (const RnRecords *records, guint i)
{
  return &g_array_index (records->splits, RnSplit, i);
}

static gboolean
is_plain (const RnGraph *graph, RnScope block)
{
  for (RnScope i = block + 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_SHORTCUT
        && rn_graph_scope (graph, i)->parent == block)
      return FALSE;
  return TRUE;
}

/* The numbers of a plain block's shortcut are 0. */
static void
check_split (const RnSplit *split, gboolean plain, const char *name)
{
  g_assert_cmpint (split->has_shortcut, ==, !plain);
  g_assert_cmpfloat (split->branch_norm, >, 0);
  g_assert_cmpfloat (split->input_norm, >, 0);
  if (plain)
    {
      g_assert_cmpfloat (split->shortcut_norm, ==, 0);
      g_assert_cmpfloat (split->ratio, ==, INFINITY);
      g_assert_true (isnan (split->cosine));
      assert_near (split->input_norm / split->branch_norm, 1, NORM_TOLERANCE);
      return;
    }
  g_assert_cmpfloat (split->shortcut_norm, >, 0);
  g_assert_cmpfloat (fabs (split->cosine), <=, 1);
  assert_near (split->ratio * split->shortcut_norm / split->branch_norm, 1, 1e-12);
}

static void
same_splits (const RnRecords *a, const RnRecords *b)
{
  g_assert_cmpuint (a->splits->len, ==, b->splits->len);
  for (guint i = 0; i < a->splits->len; i++)
    {
      const RnSplit *x = split_at (a, i), *y = split_at (b, i);

      assert_near (x->branch_norm, y->branch_norm, NORM_TOLERANCE * y->branch_norm);
      assert_near (x->shortcut_norm, y->shortcut_norm, NORM_TOLERANCE * y->shortcut_norm);
      assert_near (x->input_norm, y->input_norm,
                   NORM_TOLERANCE * (y->branch_norm + y->shortcut_norm));
      if (x->has_shortcut)
        assert_near (x->cosine, y->cosine, NORM_TOLERANCE);
    }
}

static void
check_model (const char *name)
{
  g_autoptr (RnGraph) graph = rn_test_build_small (name);
  /* two sessions: dropout drops something else in each pass */
  g_autoptr (RnSession) session = start (graph, "onednn", RN_KEEP_VALUES);
  g_autoptr (RnSession) again = start (graph, "onednn", RN_KEEP_VALUES);
  g_autoptr (RnRecords) fast = record (session, RN_RECORD_SPLITS);
  g_autoptr (RnRecords) copied = record (again, RN_RECORD_SPLITS | RN_RECORD_IDENTITY);
  double worst = 0;

  g_assert_cmpuint (copied->splits->len, >, 0);
  for (guint i = 0; i < copied->splits->len; i++)
    {
      check_split (split_at (copied, i), is_plain (graph, split_at (copied, i)->block), name);
      g_assert_true (isnan (split_at (fast, i)->identity_error));
      if (!(split_at (copied, i)->identity_error <= IDENTITY_TOLERANCE))
        g_error ("%s: block %u: dL/dx differs from its two terms by %.3g", name, i,
                 split_at (copied, i)->identity_error);
      worst = MAX (worst, split_at (copied, i)->identity_error);
    }
  same_splits (fast, copied);
  g_test_message ("%s: %u blocks, identity to %.2g", name, copied->splits->len, worst);
}

/* ── the split as tensors, in its own words ── */

static double
norm_of (const RnTensor *tensor)
{
  double sum = 0;

  for (gsize i = 0; tensor != NULL && i < rn_tensor_elements (tensor); i++)
    sum += (double) rn_tensor_values (tensor)[i] * rn_tensor_values (tensor)[i];
  return sqrt (sum);
}

/* The largest element is found again in the tensors, and its terms lie there at the same place. */
static void
check_peak (const RnSplit *split, const RnTensor *shortcut, const RnTensor *branch,
            const RnTensor *whole)
{
  const float *values = rn_tensor_values (whole);
  gsize at = 0;

  for (gsize i = 0; i < rn_tensor_elements (whole); i++)
    if (fabsf (values[i]) > fabsf (values[at]))
      at = i;
  g_assert_cmpfloat (split->peak, ==, (double) values[at]);
  g_assert_cmpfloat (split->peak_shortcut, ==,
                     shortcut != NULL ? (double) rn_tensor_values (shortcut)[at] : 0);
  g_assert_cmpfloat (split->peak_branch, ==, (double) rn_tensor_values (branch)[at]);
}

static void
check_against_tensors (RnSession *session, const RnRecords *records)
{
  for (guint i = 0; i < records->splits->len; i++)
    {
      const RnSplit *split = split_at (records, i);
      g_autoptr (RnTensor) shortcut = NULL, branch = NULL, whole = NULL;
      g_autoptr (GError) error = NULL;

      rn_split_read (session, split->block, &shortcut, &branch, &error);
      g_assert_no_error (error);
      whole = rn_session_gradient (session, rn_graph_scope (records->graph, split->block)->input,
                                   NULL);
      assert_near (split->shortcut_norm, norm_of (shortcut), NORM_TOLERANCE * norm_of (shortcut));
      assert_near (split->branch_norm, norm_of (branch), NORM_TOLERANCE * norm_of (branch));
      assert_near (split->input_norm, norm_of (whole), NORM_TOLERANCE * norm_of (whole));
      check_peak (split, shortcut, branch, whole);
    }
}

static void
test_blocks (void)
{
  static const char *const specs[] = {
    "{\"body\":\"basic\",\"in\":16,\"out\":16}",
    "{\"body\":\"bottleneck\",\"in\":16,\"out\":32,\"stride\":2}",
    "{\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":32,\"stride\":2,"
    "\"shortcut_from\":\"preact\"}",
    "{\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":16,\"se\":4}",
    "{\"body\":\"bottleneck\",\"in\":16,\"out\":24,\"shortcut\":\"pad\"}",
    "{\"body\":\"basic\",\"in\":6,\"out\":6,\"shortcut\":\"none\"}",
  };
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  for (guint s = 0; s < n * G_N_ELEMENTS (specs); s++)
    {
      gboolean narrow = strstr (specs[s / n], "\"in\":6") != NULL;
      g_autoptr (RnGraph) graph = rn_test_build (specs[s / n], narrow ? "3,6,7,7" : "3,16,7,7");
      g_autoptr (RnSession) session = start (graph, rn_engine_name (engines[s % n]), RN_KEEP_ALL);
      g_autoptr (RnRecords) records = record (session, RN_RECORD_SPLITS | RN_RECORD_IDENTITY);

      g_assert_cmpuint (records->splits->len, ==, 1);
      g_assert_cmpfloat (split_at (records, 0)->identity_error, <=, IDENTITY_TOLERANCE);
      check_against_tensors (session, records);
    }
}

/* A pyramid and a decoder read the blocks' inputs too: what they send back is none of the blocks'. */
static void
test_read_elsewhere (void)
{
  static const char *const heads[] = {
    "{\"stages\":[{\"count\":2,\"out\":8},{\"count\":2,\"out\":12}],\"head\":{\"kind\":\"pyramid\",\"channels\":4}}",
    "{\"stages\":[{\"count\":2,\"out\":8},{\"count\":2,\"out\":12}],\"head\":{\"kind\":\"unet\",\"classes\":3,"
    "\"channels\":8}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (heads[i], "2,3,64,64");
      g_autoptr (RnSession) session = start (graph, "onednn", RN_KEEP_VALUES);
      g_autoptr (RnRecords) records = record (session, RN_RECORD_SPLITS | RN_RECORD_IDENTITY);

      g_assert_cmpuint (records->splits->len, ==, 4);
      for (guint k = 0; k < 4; k++)
        g_assert_cmpfloat (split_at (records, k)->identity_error, <=, IDENTITY_TOLERANCE);
    }
}

/* ── the three ways ── */

static void
same_statistics (const RnStatistics *a, const RnStatistics *b, const char *name)
{
  double scale = fmax (fabs (b->min), fabs (b->max));

  g_test_message ("%s", name);
  g_assert_cmpuint (a->count, ==, b->count);
  g_assert_cmpuint (a->zeros, ==, b->zeros);
  g_assert_cmpuint (a->negatives, ==, b->negatives);
  g_assert_cmpuint (a->not_finite, ==, 0);
  g_assert_cmpfloat (a->min, ==, b->min);
  g_assert_cmpfloat (a->max, ==, b->max);
  assert_near (a->mean, b->mean, NORM_TOLERANCE * scale);
  assert_near (a->std, b->std, NORM_TOLERANCE * scale);
  assert_near (a->l2, b->l2, NORM_TOLERANCE * b->l2);
}

static void
check_collected (const char *name)
{
  g_autoptr (RnGraph) graph = rn_test_build_small (name);
  g_autoptr (RnSession) fused = start (graph, "onednn", RN_KEEP_STATISTICS);
  g_autoptr (RnSession) plain = start (graph, "onednn", RN_KEEP_VALUES);
  g_autoptr (RnRecords) collected = record (fused, ALL_FLAGS), measured = record (plain, ALL_FLAGS);

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      const RnRecord *a = &g_array_index (collected->records, RnRecord, i);
      const RnRecord *b = &g_array_index (measured->records, RnRecord, i);

      g_assert_cmpint (a->has_values, ==, b->has_values);
      g_assert_cmpint (a->has_gradient, ==, b->has_gradient);
      if (a->has_values)
        same_statistics (&a->values, &b->values, rn_graph_node (graph, i)->name);
      if (a->has_gradient)
        same_statistics (&a->gradient, &b->gradient, rn_graph_node (graph, i)->name);
    }
  same_splits (collected, measured);
  g_assert_cmpfloat (collected->loss, ==, measured->loss);
}

static void
test_collected (void)
{
  check_collected ("resnet18");
  check_collected ("cifar_resnet20");
  check_collected ("cifar_plain20");
}

static void
test_header (void)
{
  g_autoptr (RnGraph) graph = rn_test_build_small ("cifar_resnet20");
  g_autoptr (RnSession) session = start (graph, "onednn", RN_KEEP_VALUES);
  g_autoptr (RnRecords) records = rn_records_new (session);
  guint64 parameters = 0, macs = 0;

  g_assert_cmpuint (records->records->len, ==, rn_graph_n_nodes (graph));
  g_assert_cmpuint (records->splits->len, ==, 9);
  g_assert_cmpstr (records->engine, ==, "onednn");
  g_assert_cmpuint (records->threads, ==, 2);
  g_assert_true (isnan (records->loss));
  for (guint i = 0; i < records->records->len; i++)
    {
      const RnRecord *r = &g_array_index (records->records, RnRecord, i);

      g_assert_true (isnan (r->forward_ms));
      g_assert_false (r->has_values);
      g_assert_cmpuint (r->output_bytes, ==, 4 * rn_shape_elements (&r->output));
      parameters += r->parameters;
      macs += r->macs;
    }
  g_assert_cmpuint (parameters, ==, 269722);
  /* a quarter of the pixels, twice; the head has none */
  g_assert_cmpuint (macs, ==, 2 * (40551040 - 640) / 4 + 2 * 640);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rn_test_add_models ("/core/analysis/recorder/identity", check_model);
  g_test_add_func ("/core/analysis/recorder/blocks", test_blocks);
  g_test_add_func ("/core/analysis/recorder/read-elsewhere", test_read_elsewhere);
  g_test_add_func ("/core/analysis/recorder/collected", test_collected);
  g_test_add_func ("/core/analysis/recorder/header", test_header);
  return g_test_run ();
}
