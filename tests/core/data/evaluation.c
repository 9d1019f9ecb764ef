/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Counting right answers: by hand, of several views, and of a network over a data set. */
#include "rn-evaluation.h"

#include <math.h>

#include "rn-error.h"
#include "rn-spec.h"
#include "rn-test.h"

static const char net[] = "{\"name\": \"small\", \"input\": [3, 32, 32],"
                          " \"stem\": {\"kernel\": 3, \"stride\": 1, \"out\": 8, \"pool\": \"none\"},"
                          " \"block\": {\"body\": \"basic\"},"
                          " \"stages\": [{\"count\": 1, \"out\": 8}],"
                          " \"head\": {\"classes\": 10}}";

/* Two of three right; the third is fourth of six. Loss: −log softmax, by its definition. */
static void
test_by_hand (void)
{
  static const float logits[3][6] = {
    { 0, 3, 1, -2, 0, 0 }, { 5, 4, 3, 2, 1, 0 }, { 1, 2, 3, 0, 4, -1 },
  };
  static const guint labels[3] = { 1, 0, 0 };
  g_autoptr (RnEvaluation) evaluation = rn_evaluation_new (6);
  double loss = 0;

  rn_evaluation_add (evaluation, logits[0], 3, 1, labels);
  g_assert_cmpuint (rn_evaluation_n (evaluation), ==, 3);
  g_assert_cmpuint (rn_evaluation_correct (evaluation), ==, 2);
  g_assert_cmpuint (rn_evaluation_correct5 (evaluation), ==, 3);
  g_assert_cmpuint (rn_evaluation_confused (evaluation, 1, 1), ==, 1);
  g_assert_cmpuint (rn_evaluation_confused (evaluation, 0, 0), ==, 1);
  g_assert_cmpuint (rn_evaluation_confused (evaluation, 0, 4), ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      double sum = 0;

      for (guint k = 0; k < 6; k++)
        sum += exp (logits[i][k]);
      loss -= log (exp (logits[i][labels[i]]) / sum) / 3;
    }
  g_assert_cmpfloat_with_epsilon (rn_evaluation_loss (evaluation), loss, 1e-12);
}

/* The last of six is not among five; of equals the first comes first. */
static void
test_top5_and_ties (void)
{
  static const float logits[2][6] = { { 5, 4, 3, 2, 1, 0 }, { 1, 1, 1, 1, 1, 1 } };
  static const guint last[2] = { 5, 5 }, first[2] = { 5, 0 };
  g_autoptr (RnEvaluation) a = rn_evaluation_new (6);
  g_autoptr (RnEvaluation) b = rn_evaluation_new (6);

  rn_evaluation_add (a, logits[0], 2, 1, last);
  rn_evaluation_add (b, logits[0], 2, 1, first);
  g_assert_cmpuint (rn_evaluation_correct5 (a), ==, 0);
  g_assert_cmpuint (rn_evaluation_correct5 (b), ==, 1);
  g_assert_cmpuint (rn_evaluation_correct (b), ==, 1);
}

/* Probabilities are averaged, not logits: here these would say the other class. */
static void
test_views (void)
{
  static const float logits[2][2] = { { 8, 0 }, { 0, 9 } }, three[3][2] = { { 1, 0 }, { 1, 0 },
                                                                           { 0, 9 } };
  static const guint labels[] = { 0 };
  g_autoptr (RnEvaluation) two = rn_evaluation_new (2);
  g_autoptr (RnEvaluation) odd = rn_evaluation_new (2);
  double p = (1 / (1 + exp (-8)) + 1 / (1 + exp (9))) / 2;

  rn_evaluation_add (two, logits[0], 1, 2, labels);
  g_assert_cmpfloat_with_epsilon (rn_evaluation_loss (two), -log (p), 1e-12);
  rn_evaluation_add (odd, three[0], 1, 3, labels);
  p = (2 / (1 + exp (-1)) + 1 / (1 + exp (9))) / 3;
  g_assert_cmpfloat_with_epsilon (rn_evaluation_loss (odd), -log (p), 1e-12);
}

static void
test_not_finite (void)
{
  const float logits[2][3] = { { NAN, 1, 2 }, { 0, INFINITY, 0 } };
  const guint labels[] = { 0, 1 };
  g_autoptr (RnEvaluation) evaluation = rn_evaluation_new (3);

  g_assert_true (isnan (rn_evaluation_loss (evaluation)));
  rn_evaluation_add (evaluation, logits[0], 2, 1, labels);
  g_assert_cmpuint (rn_evaluation_n (evaluation), ==, 2);
  g_assert_cmpuint (rn_evaluation_correct (evaluation), ==, 0);
  g_assert_cmpuint (rn_evaluation_correct5 (evaluation), ==, 0);
  g_assert_true (isnan (rn_evaluation_loss (evaluation)));
}

typedef struct
{
  RnGraph      *graph;          /* all (owned) */
  RnParameters *parameters;
  RnSession    *session;
  RnLoader     *loader;
} Shown;

static void
shown_clear (Shown *shown)
{
  rn_session_free (shown->session);
  rn_parameters_unref (shown->parameters);
  rn_graph_unref (shown->graph);
  rn_loader_free (shown->loader);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

/* The network of seed 1 and @n pictures of shapes, @batch at a time. */
static void
show (Shown *shown, const char *text, gsize n, gsize batch)
{
  const RnDatasetOptions some = { .split = "test", .count = n };
  const RnLoaderOptions options = { .batch = batch, .order = RN_LOADER_FILE, .once = TRUE };
  const RnSessionOptions session = { .mode = RN_MODE_EVAL, .keep = RN_KEEP_NOTHING };
  g_autoptr (RnDataset) data = rn_dataset_open ("shapes", &some, NULL);
  g_autoptr (RnTransform) transform = rn_transform_parse (text, data, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = rn_spec_parse (net, "net", &error);
  RnBuildOptions build = { .loss = FALSE };

  g_assert_no_error (error);
  shown->loader = rn_loader_new (data, transform, &options, NULL);
  build.input = rn_loader_shape (shown->loader);
  shown->graph = rn_spec_build (spec, &build, NULL);
  shown->parameters = rn_parameters_new (shown->graph, NULL);
  rn_parameters_initialize (shown->parameters, 1);
  shown->session = rn_session_new (shown->graph, shown->parameters, &build.input, &session, &error);
  g_assert_no_error (error);
}

/* However the pictures are dealt into batches, also with some left over, the counts are the same. */
static void
test_batches_change_nothing (void)
{
  static const gsize batches[] = { 23, 5, 8, 40 };
  guint64 correct[G_N_ELEMENTS (batches)];
  double loss[G_N_ELEMENTS (batches)];

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_auto (Shown) shown = { .graph = NULL };
      g_autoptr (RnEvaluation) evaluation = rn_evaluation_new (10);
      g_autoptr (GError) error = NULL;
      guint64 sum = 0, diagonal = 0;

      show (&shown, "normalise:0.5:0.5:0.5:0.3:0.3:0.3", 23, batches[i]);
      g_assert_true (rn_evaluation_run (evaluation,
                                        &(RnEvaluationPass) { shown.session, shown.loader }, 1,
                                        NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (rn_evaluation_n (evaluation), ==, 23);
      correct[i] = rn_evaluation_correct (evaluation);
      loss[i] = rn_evaluation_loss (evaluation);
      for (guint k = 0; k < 100; k++)
        sum += rn_evaluation_confused (evaluation, k / 10, k % 10);
      for (guint k = 0; k < 10; k++)
        diagonal += rn_evaluation_confused (evaluation, k, k);
      g_assert_cmpuint (sum, ==, 23);
      g_assert_cmpuint (diagonal, ==, correct[i]);
      g_assert_cmpuint (correct[i], ==, correct[0]);
      /* another batch may be another kernel: roundings of floats */
      g_assert_cmpfloat_with_epsilon (loss[i], loss[0], 1e-5);
    }
}

/* A size more is one answer with the first, not pictures more: twice the same size changes nothing. */
static void
test_scales (void)
{
  g_auto (Shown) first = { .graph = NULL };
  g_auto (Shown) again = { .graph = NULL };
  g_auto (Shown) alone = { .graph = NULL };
  g_auto (Shown) larger = { .graph = NULL };
  g_autoptr (RnEvaluation) twice = rn_evaluation_new (10);
  g_autoptr (RnEvaluation) once = rn_evaluation_new (10);
  RnEvaluationPass passes[2];
  g_autoptr (GError) error = NULL;

  show (&first, "normalise:0.5:0.5:0.5:0.3:0.3:0.3", 9, 4);
  show (&again, "normalise:0.5:0.5:0.5:0.3:0.3:0.3", 9, 4);
  show (&alone, "normalise:0.5:0.5:0.5:0.3:0.3:0.3", 9, 4);
  show (&larger, "resize:48,normalise:0.5:0.5:0.5:0.3:0.3:0.3", 9, 4);
  passes[0] = (RnEvaluationPass) { first.session, first.loader };
  passes[1] = (RnEvaluationPass) { again.session, again.loader };
  g_assert_true (rn_evaluation_run (twice, passes, 2, NULL, &error));
  passes[0] = (RnEvaluationPass) { alone.session, alone.loader };
  g_assert_true (rn_evaluation_run (once, passes, 1, NULL, &error));
  g_assert_cmpuint (rn_evaluation_n (twice), ==, 9);
  g_assert_cmpfloat_with_epsilon (rn_evaluation_loss (twice), rn_evaluation_loss (once), 1e-12);
  passes[0] = (RnEvaluationPass) { larger.session, larger.loader };
  g_assert_true (rn_evaluation_run (once, passes, 1, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rn_evaluation_n (once), ==, 18);
}

static void
test_refused (void)
{
  g_auto (Shown) shown = { .graph = NULL };
  g_autoptr (RnEvaluation) other = rn_evaluation_new (11);
  g_autoptr (GError) error = NULL;

  show (&shown, "", 4, 2);
  g_assert_false (rn_evaluation_run (other, &(RnEvaluationPass) { shown.session, shown.loader }, 1,
                                     NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/data/evaluation/by-hand", test_by_hand);
  g_test_add_func ("/core/data/evaluation/top5-and-ties", test_top5_and_ties);
  g_test_add_func ("/core/data/evaluation/views", test_views);
  g_test_add_func ("/core/data/evaluation/not-finite", test_not_finite);
  g_test_add_func ("/core/data/evaluation/batches-change-nothing", test_batches_change_nothing);
  g_test_add_func ("/core/data/evaluation/scales", test_scales);
  g_test_add_func ("/core/data/evaluation/refused", test_refused);
  return g_test_run ();
}
