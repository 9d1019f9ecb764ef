/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Steps, resets, refusals, observers: a session's own promises, on every engine. */
#include <math.h>
#include <string.h>

#include "rn-test-model.h"
#include "rn-test-run.h"
#include "rn-test.h"

#define BLOCK "{\"body\":\"basic\",\"in\":16,\"out\":16}"
#define PREACTIVATION "{\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":32," \
  "\"shortcut_from\":\"preact\"}"
#define INPUT "2,16,6,6"

typedef struct
{
  RnGraph      *graph;
  RnParameters *parameters;
  RnSession    *session;
} Bench;

static void
bench_start (Bench *self, RnGraph *graph, const RnTestRun *run)
{
  self->graph = graph;
  self->parameters = rn_test_parameters (graph, 3);
  self->session = rn_test_session (graph, self->parameters, run);
}

static void
bench_clear (Bench *self)
{
  rn_session_free (self->session);
  rn_parameters_unref (self->parameters);
  rn_graph_unref (self->graph);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static RnGraph *
small_network (gboolean loss)
{
  g_autoptr (RnSpec) spec = rn_test_open ("cifar_resnet20");
  RnBuildOptions options = { .input = rn_shape_4d (2, 3, 16, 16), .loss = loss };
  RnGraph *graph = rn_spec_build (spec, &options, NULL);

  g_assert_nonnull (graph);
  return graph;
}

static void
assert_same_bits (RnSession *a, RnSession *b)
{
  RnGraph *graph = rn_session_graph (a);

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      g_autoptr (RnTensor) x = rn_session_activation (a, i, NULL);
      g_autoptr (RnTensor) y = rn_session_activation (b, i, NULL);
      g_autoptr (RnTensor) dx = rn_session_gradient (a, i, NULL);
      g_autoptr (RnTensor) dy = rn_session_gradient (b, i, NULL);

      g_assert_cmpmem (rn_tensor_values (x), rn_tensor_elements (x) * sizeof (float),
                       rn_tensor_values (y), rn_tensor_elements (y) * sizeof (float));
      g_assert_true ((dx == NULL) == (dy == NULL));
      if (dx != NULL)
        g_assert_cmpmem (rn_tensor_values (dx), rn_tensor_elements (dx) * sizeof (float),
                         rn_tensor_values (dy), rn_tensor_elements (dy) * sizeof (float));
    }
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      gsize bytes = rn_shape_elements (&rn_graph_parameter (graph, i)->shape) * sizeof (float);

      g_assert_cmpmem (rn_parameters_values (rn_session_parameters (a), i), bytes,
                       rn_parameters_values (rn_session_parameters (b), i), bytes);
      g_assert_cmpmem (rn_parameters_gradients (rn_session_parameters (a), i), bytes,
                       rn_parameters_gradients (rn_session_parameters (b), i), bytes);
    }
}

/* ── steps ── */

static void
test_steps_equal_passes (gconstpointer engine)
{
  RnTestRun run = { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 };
  g_auto (Bench) stepped = { 0 }, whole = { 0 };
  guint n;

  bench_start (&stepped, small_network (TRUE), &run);
  bench_start (&whole, small_network (TRUE), &run);
  rn_test_pass (whole.session);
  n = rn_session_n_steps (stepped.session);
  g_assert_cmpuint (n, ==, 2 * rn_graph_n_nodes (stepped.graph));
  for (guint i = 1; i <= n; i++)
    {
      g_assert_true (rn_session_seek (stepped.session, i, NULL));
      g_assert_cmpuint (rn_session_position (stepped.session), ==, i);
      if (i % 7 == 0)
        {
          g_assert_true (rn_session_seek (stepped.session, i / 2, NULL));
          g_assert_cmpuint (rn_session_position (stepped.session), ==, i / 2);
        }
    }
  g_assert_cmpfloat (rn_session_loss (stepped.session), ==, rn_session_loss (whole.session));
  assert_same_bits (stepped.session, whole.session);
}

static void
test_step_nodes (void)
{
  g_auto (Bench) bench = { 0 };
  RnDirection direction;
  guint n;

  bench_start (&bench, rn_test_build (BLOCK, INPUT),
               &(RnTestRun) { "reference", RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  n = rn_graph_n_nodes (bench.graph);
  g_assert_cmpuint (rn_session_step_node (bench.session, 0, &direction), ==, 0);
  g_assert_cmpint (direction, ==, RN_FORWARD);
  g_assert_cmpuint (rn_session_step_node (bench.session, n - 1, &direction), ==, n - 1);
  g_assert_cmpint (direction, ==, RN_FORWARD);
  g_assert_cmpuint (rn_session_step_node (bench.session, n, &direction), ==, n - 1);
  g_assert_cmpint (direction, ==, RN_BACKWARD);
  g_assert_cmpuint (rn_session_step_node (bench.session, 2 * n - 1, &direction), ==, 0);
}

typedef struct
{
  GArray   *events;         /* (element-type guint) node, direction and hook packed by event() */
  RnNode    stop_at;        /* RN_NODE_NONE: nowhere */
  guint     begins, finishes;
} Log;

enum { BEFORE, EDGE, AFTER };

static guint
event (guint hook, RnDirection direction, RnNode node)
{
  return node * 8 + direction * 4 + hook;
}

static void
note (Log *log, guint hook, RnDirection direction, RnNode node)
{
  guint value = event (hook, direction, node);

  g_array_append_val (log->events, value);
}

static void
log_begin (gpointer data, RnSession *session, RnDirection direction)
{
  ((Log *) data)->begins++;
}

static void
log_before (gpointer data, RnNode node, RnDirection direction, const RnLook *look)
{
  note (data, BEFORE, direction, node);
}

static void
log_edge (gpointer data, RnNode reader, guint slot, const RnLook *look)
{
  note (data, EDGE, RN_BACKWARD, reader);
}

static gboolean
log_after (gpointer data, RnNode node, RnDirection direction, const RnLook *look)
{
  Log *log = data;

  note (log, AFTER, direction, node);
  g_assert_cmpint (rn_look_microseconds (look), >=, 0);
  return node != log->stop_at;
}

static void
log_finish (gpointer data, RnDirection direction)
{
  ((Log *) data)->finishes++;
}

static RnObserver
log_observer (Log *log)
{
  return (RnObserver) { .data = log, .begin = log_begin, .before_node = log_before,
                        .edge = log_edge,
                        .after_node = log_after, .finish = log_finish };
}

static void
test_going_back_computes_nothing (gconstpointer engine)
{
  g_auto (Bench) bench = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), RN_NODE_NONE, 0, 0 };
  RnObserver observer = log_observer (&log);
  g_autoptr (RnTensor) before = NULL, after = NULL;
  guint last;

  bench_start (&bench, rn_test_build (BLOCK, INPUT),
               &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  last = rn_session_n_steps (bench.session);
  rn_session_seek (bench.session, last, NULL);
  before = rn_session_gradient (bench.session, 0, NULL);
  rn_session_observe (bench.session, &observer);
  rn_session_seek (bench.session, 0, NULL);
  rn_session_seek (bench.session, last, NULL);
  after = rn_session_gradient (bench.session, 0, NULL);
  g_assert_cmpuint (log.events->len, ==, 0);
  g_assert_cmpmem (rn_tensor_values (before), rn_tensor_elements (before) * sizeof (float),
                   rn_tensor_values (after), rn_tensor_elements (after) * sizeof (float));
  rn_session_unobserve (bench.session, &observer);
  g_array_unref (log.events);
}

static void
test_new_input_resets (gconstpointer engine)
{
  g_auto (Bench) bench = { 0 };
  g_autoptr (RnTensor) value = NULL, seen = NULL;
  g_autoptr (GError) error = NULL;

  bench_start (&bench, rn_test_build (BLOCK, INPUT),
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
  g_auto (Bench) forward_only = { 0 }, bench = { 0 }, unseeded = { 0 };
  g_autoptr (GError) error = NULL;

  bench_start (&forward_only, small_network (TRUE),
               &(RnTestRun) { engine, RN_MODE_TRAIN, FALSE, RN_KEEP_ALL, 1 });
  rn_test_forward (forward_only.session);
  g_assert_false (rn_session_backward (forward_only.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);

  bench_start (&bench, small_network (TRUE),
               &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  g_assert_false (rn_session_backward (bench.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  rn_test_pass (bench.session);

  bench_start (&unseeded, small_network (FALSE),
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
      g_auto (Bench) bench = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree float *first = NULL;
      gsize n;

      bench_start (&bench, small_network (TRUE),
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
  g_auto (Bench) bench = { 0 };
  RnShape wrong = rn_shape_4d (2, 16, 6, 7), batch = rn_shape_4d (1, 16, 6, 6);
  RnShape narrow = rn_shape_4d (2, 15, 6, 6);
  g_autoptr (RnTensor) value = rn_tensor_new (&wrong, NULL), one = rn_tensor_new (&batch, NULL);
  RnSessionOptions options = { .engine = rn_engine_find (engine), .threads = 1 };
  g_autoptr (GError) error = NULL;

  bench_start (&bench, rn_test_build (BLOCK, INPUT),
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
  g_auto (Bench) bench = { 0 };
  RnShape logits = rn_shape_2d (2, 10);
  g_autoptr (RnTensor) value = rn_tensor_new (&logits, NULL);
  g_autoptr (GError) error = NULL;
  double before;

  bench_start (&bench, small_network (TRUE),
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
      g_auto (Bench) bench = { 0 };

      bench_start (&bench, small_network (TRUE),
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

static void
test_not_computed (gconstpointer engine)
{
  g_auto (Bench) bench = { 0 };
  guint n;

  bench_start (&bench, rn_test_build (BLOCK, INPUT),
               &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  n = rn_graph_n_nodes (bench.graph);
  for (guint step = 0; step <= 2 * n; step++)
    {
      g_assert_true (rn_session_seek (bench.session, step, NULL));
      for (RnNode i = 1; i < n; i++)
        {
          g_autoptr (GError) error = NULL, no_gradient = NULL, no_edge = NULL;
          g_autoptr (RnTensor) value = rn_session_activation (bench.session, i, &error);
          g_autoptr (RnTensor) gradient = rn_session_gradient (bench.session, i, &no_gradient);
          g_autoptr (RnTensor) edge = rn_session_edge_gradient (bench.session, i, 0, &no_edge);

          g_assert_true ((value != NULL) == (i < step));
          g_assert_true ((edge != NULL) == (step > 2 * n - 1 - i));
          /*
           * whole once all later nodes have sent; the last one's is there with the first step back
           */
          g_assert_true ((gradient != NULL) == (step > n && step >= 2 * n - 1 - i));
          if (value == NULL)
            g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
          if (gradient == NULL)
            g_assert_error (no_gradient, RN_ERROR, RN_ERROR_UNKNOWN);
          if (edge == NULL)
            g_assert_error (no_edge, RN_ERROR, RN_ERROR_UNKNOWN);
        }
    }
}

/* ── observers ── */

static void
test_hook_order (gconstpointer engine)
{
  g_auto (Bench) bench = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), RN_NODE_NONE, 0, 0 };
  RnObserver observer = log_observer (&log);
  guint at = 0, n;

  bench_start (&bench, rn_test_build (BLOCK, INPUT),
               &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  n = rn_graph_n_nodes (bench.graph);
  rn_session_observe (bench.session, &observer);
  rn_test_pass (bench.session);
  for (RnNode i = 0; i < n; i++)
    {
      g_assert_cmpuint (g_array_index (log.events, guint, at++), ==, event (BEFORE, RN_FORWARD, i));
      g_assert_cmpuint (g_array_index (log.events, guint, at++), ==, event (AFTER, RN_FORWARD, i));
    }
  for (RnNode i = n; i-- > 0;)
    {
      g_assert_cmpuint (g_array_index (log.events, guint, at++), ==,
                        event (BEFORE, RN_BACKWARD, i));
      for (guint k = 0; k < rn_graph_node (bench.graph, i)->n_inputs; k++)
        g_assert_cmpuint (g_array_index (log.events, guint, at++), ==,
                          event (EDGE, RN_BACKWARD, i));
      g_assert_cmpuint (g_array_index (log.events, guint, at++), ==, event (AFTER, RN_BACKWARD, i));
    }
  g_assert_cmpuint (log.events->len, ==, at);
  g_assert_cmpuint (log.begins, ==, 2);
  g_assert_cmpuint (log.finishes, ==, 2);
  rn_session_unobserve (bench.session, &observer);
  rn_test_pass (bench.session);
  g_assert_cmpuint (log.events->len, ==, at);
  g_array_unref (log.events);
}

static void
test_observer_cancels (gconstpointer engine)
{
  g_auto (Bench) bench = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), 3, 0, 0 };
  RnObserver observer = log_observer (&log);
  g_autoptr (GError) error = NULL;

  bench_start (&bench, rn_test_build (BLOCK, INPUT),
               &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  rn_session_observe (bench.session, &observer);
  g_assert_false (rn_session_forward (bench.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (log.events->len, ==, 2 * 4);
  g_assert_false (rn_session_backward (bench.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);

  log.stop_at = RN_NODE_NONE;
  rn_test_forward (bench.session);
  log.stop_at = 3;
  g_assert_false (rn_session_backward (bench.session, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_CANCELLED);
  rn_session_unobserve (bench.session, &observer);
  g_array_unref (log.events);
}

/* What was computed stays, and going on does none of it twice. */
static void
test_resume (gconstpointer engine)
{
  RnTestRun run = { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 };
  g_auto (Bench) stopped = { 0 }, whole = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), 3, 0, 0 };
  RnObserver observer = log_observer (&log);

  bench_start (&whole, rn_test_build (BLOCK, INPUT), &run);
  rn_test_pass (whole.session);
  bench_start (&stopped, rn_test_build (BLOCK, INPUT), &run);
  rn_session_observe (stopped.session, &observer);
  for (guint i = 0; i < 2; i++)
    g_assert_false (rn_session_seek (stopped.session, rn_session_n_steps (stopped.session), NULL));
  g_assert_true (rn_session_seek (stopped.session, rn_session_n_steps (stopped.session), NULL));
  assert_same_bits (stopped.session, whole.session);
  rn_session_unobserve (stopped.session, &observer);
  g_array_unref (log.events);
}

static void
cancel_half_way (double fraction, const char *what, gpointer data)
{
  if (fraction > 0.5)
    g_cancellable_cancel (data);
}

static void
test_cancellable (gconstpointer engine)
{
  g_auto (Bench) bench = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  RnProgress progress = { cancel_half_way, cancellable, cancellable };
  g_autoptr (GError) error = NULL;
  guint reached;

  bench_start (&bench, small_network (TRUE),
               &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  g_assert_false (rn_session_forward (bench.session, &progress, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_CANCELLED);
  reached = rn_session_position (bench.session);
  g_assert_cmpuint (reached, >, rn_graph_n_nodes (bench.graph) / 3);
  g_assert_cmpuint (reached, <, rn_graph_n_nodes (bench.graph));
  g_assert_true (rn_session_seek (bench.session, rn_session_n_steps (bench.session), NULL));
}

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
  g_auto (Bench) bench = { 0 };

  bench_start (&bench, rn_test_build (PREACTIVATION, INPUT),
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
run_threads (const char *engine, guint threads, Bench *bench)
{
  bench_start (bench, small_network (TRUE),
               &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, threads });
  rn_test_pass (bench->session);
}

static void
test_same_bits_again (gconstpointer engine)
{
  g_auto (Bench) one = { 0 }, again = { 0 };

  run_threads (engine, 2, &one);
  run_threads (engine, 2, &again);
  assert_same_bits (one.session, again.session);
}

static void
test_same_bits_any_threads (void)
{
  g_auto (Bench) one = { 0 }, two = { 0 };

  run_threads ("reference", 1, &one);
  run_threads ("reference", 2, &two);
  assert_same_bits (one.session, two.session);
}

/* The fast engine's own kernels: a graph without a convolution or product, which are oneDNN's. */
static void
test_own_kernels_any_threads (void)
{
  RnShape input = rn_shape_4d (4, 16, 40, 40);
  Bench benches[2];

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
      bench_start (&benches[i], graph,
                   &(RnTestRun) { "onednn", RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, i + 1 });
      rn_test_pass (benches[i].session);
    }
  assert_same_bits (benches[0].session, benches[1].session);
  for (guint i = 0; i < 2; i++)
    bench_clear (&benches[i]);
}

int
main (int argc, char **argv)
{
  static const struct { const char *name; void (*test) (gconstpointer); } tests[] = {
    { "steps-equal-passes", test_steps_equal_passes },
    { "going-back-computes-nothing", test_going_back_computes_nothing },
    { "new-input-resets", test_new_input_resets },
    { "backward-refused", test_backward_refused },
    { "backward-twice", test_backward_twice },
    { "wrong-shapes", test_wrong_shapes },
    { "labels", test_labels },
    { "not-kept", test_not_kept },
    { "not-computed", test_not_computed },
    { "hook-order", test_hook_order },
    { "observer-cancels", test_observer_cancels },
    { "resume", test_resume },
    { "cancellable", test_cancellable },
    { "edges-sum", test_edges_sum },
    { "same-bits-again", test_same_bits_again },
  };
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  g_test_init (&argc, &argv, NULL);
  for (guint e = 0; e < n; e++)
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
      {
        g_autofree char *path = g_strdup_printf ("/core/session/session/%s/%s",
                                                 rn_engine_name (engines[e]), tests[i].name);

        g_test_add_data_func (path, rn_engine_name (engines[e]), tests[i].test);
      }
  g_test_add_func ("/core/session/session/step-nodes", test_step_nodes);
  g_test_add_func ("/core/session/session/same-bits-any-threads", test_same_bits_any_threads);
  g_test_add_func ("/core/session/session/own-kernels-any-threads", test_own_kernels_any_threads);
  return g_test_run ();
}
