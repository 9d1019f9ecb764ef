/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A pass in steps, forth and back, and those who look on: the same promises on every engine. */
#include "rn-test-bench.h"
#include "rn-test-model.h"

#define BLOCK "{\"body\":\"basic\",\"in\":16,\"out\":16}"
#define INPUT "2,16,6,6"

/* ── steps ── */

static void
test_steps_equal_passes (gconstpointer engine)
{
  RnTestRun run = { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 };
  g_auto (RnTestBench) stepped = { 0 }, whole = { 0 };
  guint n;

  rn_test_bench_start (&stepped, rn_test_small_network (TRUE), &run);
  rn_test_bench_start (&whole, rn_test_small_network (TRUE), &run);
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
  rn_test_assert_same_bits (stepped.session, whole.session);
}

static void
test_step_nodes (void)
{
  g_auto (RnTestBench) bench = { 0 };
  RnDirection direction;
  guint n;

  rn_test_bench_start (&bench, rn_test_build (BLOCK, INPUT),
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

static void
test_not_computed (gconstpointer engine)
{
  g_auto (RnTestBench) bench = { 0 };
  guint n;

  rn_test_bench_start (&bench, rn_test_build (BLOCK, INPUT),
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
  g_auto (RnTestBench) bench = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), RN_NODE_NONE, 0, 0 };
  RnObserver observer = log_observer (&log);
  g_autoptr (RnTensor) before = NULL, after = NULL;
  guint last;

  rn_test_bench_start (&bench, rn_test_build (BLOCK, INPUT),
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
test_hook_order (gconstpointer engine)
{
  g_auto (RnTestBench) bench = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), RN_NODE_NONE, 0, 0 };
  RnObserver observer = log_observer (&log);
  guint at = 0, n;

  rn_test_bench_start (&bench, rn_test_build (BLOCK, INPUT),
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
  g_auto (RnTestBench) bench = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), 3, 0, 0 };
  RnObserver observer = log_observer (&log);
  g_autoptr (GError) error = NULL;

  rn_test_bench_start (&bench, rn_test_build (BLOCK, INPUT),
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
  g_auto (RnTestBench) stopped = { 0 }, whole = { 0 };
  Log log = { g_array_new (FALSE, FALSE, sizeof (guint)), 3, 0, 0 };
  RnObserver observer = log_observer (&log);

  rn_test_bench_start (&whole, rn_test_build (BLOCK, INPUT), &run);
  rn_test_pass (whole.session);
  rn_test_bench_start (&stopped, rn_test_build (BLOCK, INPUT), &run);
  rn_session_observe (stopped.session, &observer);
  for (guint i = 0; i < 2; i++)
    g_assert_false (rn_session_seek (stopped.session, rn_session_n_steps (stopped.session), NULL));
  g_assert_true (rn_session_seek (stopped.session, rn_session_n_steps (stopped.session), NULL));
  rn_test_assert_same_bits (stopped.session, whole.session);
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
  g_auto (RnTestBench) bench = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  RnProgress progress = { cancel_half_way, cancellable, cancellable };
  g_autoptr (GError) error = NULL;
  guint reached;

  rn_test_bench_start (&bench, rn_test_small_network (TRUE),
                       &(RnTestRun) { engine, RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 1 });
  g_assert_false (rn_session_forward (bench.session, &progress, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_CANCELLED);
  reached = rn_session_position (bench.session);
  g_assert_cmpuint (reached, >, rn_graph_n_nodes (bench.graph) / 3);
  g_assert_cmpuint (reached, <, rn_graph_n_nodes (bench.graph));
  g_assert_true (rn_session_seek (bench.session, rn_session_n_steps (bench.session), NULL));
}

int
main (int argc, char **argv)
{
  static const RnTestOfEngine tests[] = {
    { "steps-equal-passes", test_steps_equal_passes },
    { "going-back-computes-nothing", test_going_back_computes_nothing },
    { "not-computed", test_not_computed },
    { "hook-order", test_hook_order },
    { "observer-cancels", test_observer_cancels },
    { "resume", test_resume },
    { "cancellable", test_cancellable },
  };

  g_test_init (&argc, &argv, NULL);
  rn_test_add_engines ("/core/session/steps", tests, G_N_ELEMENTS (tests));
  g_test_add_func ("/core/session/steps/step-nodes", test_step_nodes);
  return g_test_run ();
}
