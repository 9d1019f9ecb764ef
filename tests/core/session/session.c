/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Inputs, refusals, what is kept, equal bits: a session's own promises, on every engine. */
#include <math.h>

#include "rn-test-bench.h"
#include "rn-test-model.h"
#include "rn-test.h"

#define BLOCK "{\"body\":\"basic\",\"in\":16,\"out\":16}"
#define PREACTIVATION "{\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":32," \
  "\"shortcut_from\":\"preact\"}"
#define INPUT "2,16,6,6"

static void
test_new_input_resets (gconstpointer engine)
{
  g_auto (RnTestBench) bench = { 0 };
  g_autoptr (RnTensor) value = NULL, seen = NULL;
  g_autoptr (GError) error = NULL;

  rn_test_bench_start (&bench, rn_test_build (BLOCK, INPUT),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  rn_test_pass (bench.session);
  value = rn_tensor_new (rn_session_shape (bench.session, 0), NULL);
  rn_tensor_fill_normal (value, 5, 5);
  g_assert_true (rn_session_set_input (bench.session, 0, value, NULL));
  g_assert_cmpuint (rn_session_position (bench.session), ==, 0);
  g_assert_null (rn_session_activation (bench.session, 1, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  seen = rn_session_activation (bench.session, 0, NULL);
  g_assert_cmpmem (rn_tensor_values (seen), rn_tensor_elements (seen) * sizeof (float),
                   rn_tensor_values (value), rn_tensor_elements (value) * sizeof (float));
}

/* ── refusals ── */

static void
test_backward_refused (gconstpointer engine)
{
  g_auto (RnTestBench) forward_only = { 0 }, bench = { 0 }, unseeded = { 0 };
  g_autoptr (GError) error = NULL;

  rn_test_bench_start (&forward_only, rn_test_small_network (TRUE),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, FALSE, RN_KEEP_ALL, 1 });
  rn_test_forward (forward_only.session);
  g_assert_false (rn_session_backward (forward_only.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);

  rn_test_bench_start (&bench, rn_test_small_network (TRUE),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  g_assert_false (rn_session_backward (bench.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  rn_test_pass (bench.session);

  rn_test_bench_start (&unseeded, rn_test_small_network (FALSE),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  g_assert_true (rn_session_set_output_gradient (unseeded.session, NULL, NULL));
  rn_test_forward (unseeded.session);
  g_assert_false (rn_session_backward (unseeded.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

/*
 * Where memory is reused a backward pass consumes what the forward pass left: a second one must not
 * use the remains.
 */
static void
test_backward_twice (gconstpointer engine)
{
  for (RnKeep keep = RN_KEEP_NOTHING; keep <= RN_KEEP_ALL; keep++)
    {
      g_auto (RnTestBench) bench = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree float *first = NULL;
      gsize n;

      rn_test_bench_start (&bench, rn_test_small_network (TRUE),
                           &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, keep, 1 });
      n = rn_graph_parameter_floats (bench.graph);
      rn_test_pass (bench.session);
      first = g_memdup2 (rn_parameters_gradients (bench.parameters, 0), n * sizeof (float));
      if (rn_session_backward (bench.session, NULL, &error))
        g_assert_cmpmem (first, n * sizeof (float), rn_parameters_gradients (bench.parameters, 0),
                         n * sizeof (float));
      else
        g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
      g_assert_true (keep < RN_KEEP_ALL || error == NULL);
    }
}

static void
test_wrong_shapes (gconstpointer engine)
{
  g_auto (RnTestBench) bench = { 0 };
  RnShape wrong = rn_shape_4d (2, 16, 6, 7), batch = rn_shape_4d (1, 16, 6, 6);
  RnShape narrow = rn_shape_4d (2, 15, 6, 6);
  g_autoptr (RnTensor) value = rn_tensor_new (&wrong, NULL), one = rn_tensor_new (&batch, NULL);
  RnSessionOptions options = { .engine = rn_engine_find (engine), .threads = 1 };
  g_autoptr (GError) error = NULL;

  rn_test_bench_start (&bench, rn_test_build (BLOCK, INPUT),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  g_assert_false (rn_session_set_input (bench.session, 0, value, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_false (rn_session_set_input (bench.session, 0, one, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_false (rn_session_set_output_gradient (bench.session, value, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_null (rn_session_new (bench.graph, NULL, &narrow, &options, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
}

static void
test_labels (gconstpointer engine)
{
  g_auto (RnTestBench) bench = { 0 };
  RnShape logits = rn_shape_2d (2, 10);
  g_autoptr (RnTensor) value = rn_tensor_new (&logits, NULL);
  g_autoptr (GError) error = NULL;
  double before;

  rn_test_bench_start (&bench, rn_test_small_network (TRUE),
                       &(RnTestRun) { engine, RN_MODE_EVAL, TRUE, RN_KEEP_ALL, 1 });
  g_assert_true (isnan (rn_session_loss (bench.session)));
  rn_test_forward (bench.session);
  before = rn_session_loss (bench.session);
  g_assert_false (rn_session_set_labels (bench.session, (guint[]) { 0, 10 }, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_cmpfloat (rn_session_loss (bench.session), ==, before);
  g_assert_true (rn_session_set_labels (bench.session, (guint[]) { 9, 9 }, NULL));
  g_assert_true (isnan (rn_session_loss (bench.session)));
  rn_test_forward (bench.session);
  g_assert_cmpfloat (rn_session_loss (bench.session), !=, before);
  g_assert_false (rn_session_set_output_gradient (bench.session, value, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

/* Nothing between is readable where it is not kept: not even what happens to lie there still. */
static void
test_not_kept (gconstpointer engine)
{
  for (RnKeep keep = RN_KEEP_NOTHING; keep < RN_KEEP_ALL; keep++)
    {
      g_auto (RnTestBench) bench = { 0 };

      rn_test_bench_start (&bench, rn_test_small_network (TRUE),
                           &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, keep, 1 });
      rn_test_pass (bench.session);
      for (RnNode i = 0; i < rn_graph_n_nodes (bench.graph); i++)
        {
          gboolean given = rn_graph_node (bench.graph, i)->n_inputs == 0;
          g_autoptr (GError) error = NULL, no_gradient = NULL;
          g_autoptr (RnTensor) value = rn_session_activation (bench.session, i, &error);
          g_autoptr (RnTensor) gradient = rn_session_gradient (bench.session, i, &no_gradient);

          if (given || i == rn_graph_output (bench.graph) || i == rn_graph_loss (bench.graph))
            g_assert_no_error (error);
          else
            g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
          g_assert_error (no_gradient, RN_ERROR, RN_ERROR_UNKNOWN);
        }
    }
}

/* ── edges ── */

/* A sum of all edges a tensor's readers send, in the order they run. */
static void
sum_edges (RnSession *session, RnNode node, float *sum)
{
  const RnGraph *graph = rn_session_graph (session);

  for (RnNode i = rn_graph_n_nodes (graph); i-- > node + 1;)
    for (guint k = 0; k < rn_graph_node (graph, i)->n_inputs; k++)
      if (rn_graph_node (graph, i)->inputs[k] == node)
        {
          g_autoptr (RnTensor) edge = rn_session_edge_gradient (session, i, k, NULL);

          for (gsize e = 0; edge != NULL && e < rn_tensor_elements (edge); e++)
            sum[e] += rn_tensor_values (edge)[e];
        }
}

/* Exactly: both add the same floats in the same order. */
static void
test_edges_sum (gconstpointer engine)
{
  g_auto (RnTestBench) bench = { 0 };

  rn_test_bench_start (&bench, rn_test_build (PREACTIVATION, INPUT),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  rn_test_pass (bench.session);
  for (RnNode i = 0; i < rn_graph_output (bench.graph); i++)
    {
      g_autoptr (RnTensor) whole = rn_session_gradient (bench.session, i, NULL);
      g_autofree float *sum = g_new0 (float, rn_tensor_elements (whole));

      sum_edges (bench.session, i, sum);
      rn_assert_close (sum, rn_tensor_values (whole), rn_tensor_elements (whole), 0,
                       rn_graph_node (bench.graph, i)->name);
    }
}

/* ── equal bits ── */

static void
run_threads (const char *engine, guint threads, RnTestBench *bench)
{
  rn_test_bench_start (bench, rn_test_small_network (TRUE),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, threads });
  rn_test_pass (bench->session);
}

static void
test_same_bits_again (gconstpointer engine)
{
  g_auto (RnTestBench) one = { 0 }, again = { 0 };

  run_threads (engine, 2, &one);
  run_threads (engine, 2, &again);
  rn_test_assert_same_bits (one.session, again.session);
}

static void
test_same_bits_any_threads (void)
{
  g_auto (RnTestBench) one = { 0 }, two = { 0 };

  run_threads ("reference", 1, &one);
  run_threads ("reference", 2, &two);
  rn_test_assert_same_bits (one.session, two.session);
}

/* The fast engine's own kernels: a graph without a convolution or product, which are oneDNN's. */
static void
test_own_kernels_any_threads (void)
{
  RnShape input = rn_shape_4d (4, 16, 40, 40);
  RnTestBench benches[2];

  for (guint i = 0; i < 2; i++)
    {
      RnGraph *graph = rn_graph_new ("own");
      RnNode x = rn_graph_input (graph, "input", &input), y;

      x = rn_graph_append (graph, "batch_norm", "bn1", x, RN_NO_ARGS);
      y = rn_graph_append (graph, "relu", "relu1", x, RN_NO_ARGS);
      y = rn_graph_append (graph, "batch_norm", "bn2", y, RN_NO_ARGS);
      y = rn_graph_append_many (graph, "add", "add", (RnNode[]) { y, x }, 2, RN_NO_ARGS);
      y = rn_graph_append (graph, "relu", "relu2", y, RN_NO_ARGS);
      y = rn_graph_append (graph, "subsample", "subsample", y, RN_ARGS ({ "stride", 2 }));
      rn_graph_append (graph, "pad_channels", "pad", y, RN_ARGS ({ "before", 8 }, { "after", 8 }));
      rn_test_bench_start (&benches[i], graph,
                           &(RnTestRun) { "onednn", RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, i + 1 });
      rn_test_pass (benches[i].session);
    }
  rn_test_assert_same_bits (benches[0].session, benches[1].session);
  for (guint i = 0; i < 2; i++)
    rn_test_bench_clear (&benches[i]);
}

int
main (int argc, char **argv)
{
  static const RnTestOfEngine tests[] = {
    { "new-input-resets", test_new_input_resets },
    { "backward-refused", test_backward_refused },
    { "backward-twice", test_backward_twice },
    { "wrong-shapes", test_wrong_shapes },
    { "labels", test_labels },
    { "not-kept", test_not_kept },
    { "edges-sum", test_edges_sum },
    { "same-bits-again", test_same_bits_again },
  };

  g_test_init (&argc, &argv, NULL);
  rn_test_add_engines ("/core/session/session", tests, G_N_ELEMENTS (tests));
  g_test_add_func ("/core/session/session/same-bits-any-threads", test_same_bits_any_threads);
  g_test_add_func ("/core/session/session/own-kernels-any-threads", test_own_kernels_any_threads);
  return g_test_run ();
}
