/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What dropout leaves out by chance: how much, whether it is the same again when it should be and
 * another when it should be, and whether backward leaves out the same.
 */
#include "op-harness.h"
#include "rn-random.h"
#include "rn-test-run.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#define RATE 0.3

static OpCase
new_case (const char *name, const RnShape *shape)
{
  OpCase c = { .name = (char *) name, .op = rn_op_find ("dropout"), .training = TRUE,
               .inputs = { *shape } };

  op_attributes (c.op, RN_ARGS ({ "rate", RATE }), c.attributes);
  return c;
}

/* After the case has its place: the call points into it. */
static OpRun *
run_case (OpCase *c, float passes, float seed)
{
  OpRun *run;

  c->call = (RnOpCall) { .name = c->name, .attributes = c->attributes, .n_inputs = 1,
                         .inputs = c->inputs, .parameters = c->parameters };
  g_assert_true (c->op->infer (&c->call, &c->call.output, c->parameters, NULL));
  run = op_run_new_random (c);
  run->parameters[0][0] = passes;
  run->parameters[1][0] = seed;
  op_run_forward (run);
  op_run_backward (run);
  return run;
}

static gsize
kept (const float *values, gsize n)
{
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += values[i] != 0;
  return count;
}

/* Each element is x / (1 − rate) or 0; about 1 − rate of them stay, and so does the mean. */
static void
test_share (void)
{
  RnShape shape = rn_shape_4d (4, 8, 41, 37);
  OpCase c = new_case ("dropout", &shape);
  g_autoptr (OpRun) run = run_case (&c, 0, 0);
  gsize n = rn_shape_elements (&shape);
  double share = kept (run->output, n) / (double) n, mean = 0;

  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (run->output[i] == 0
                     || fabsf (run->output[i] - run->inputs[0][i] / (1 - (float) RATE))
                          <= 1e-6f * fabsf (run->output[i]));
      g_assert_true ((run->output[i] == 0) == (run->d_inputs[0][i] == 0));
      mean += (run->output[i] != 0) / (1 - RATE) / (double) n;
    }
  /* n chances of RATE each: 5 deviations √(RATE·(1 − RATE)/n) */
  g_assert_cmpfloat (fabs (share - (1 - RATE)), <, 5 * sqrt (RATE * (1 - RATE) / (double) n));
  g_assert_cmpfloat (fabs (mean - 1), <, 5 * sqrt (RATE / (1 - RATE) / (double) n));
}

/* Neither the rows of one channel nor its samples repeat: neighbours are kept independently. */
static void
test_independent (void)
{
  static const gsize apart[] = { 1, 2, 3, 4, 5, 37, 41 * 37, 8 * 41 * 37 };
  RnShape shape = rn_shape_4d (4, 8, 41, 37);
  OpCase c = new_case ("dropout", &shape);
  g_autoptr (OpRun) run = run_case (&c, 0, 0);
  gsize n = rn_shape_elements (&shape);

  for (gsize k = 0; k < G_N_ELEMENTS (apart); k++)
    {
      double both = 0, expected = (1 - RATE) * (1 - RATE);
      gsize pairs = n - apart[k];

      for (gsize i = 0; i < pairs; i++)
        both += run->output[i] != 0 && run->output[i + apart[k]] != 0;
      /* pairs share members, which can at most double the variance of their count */
      g_assert_cmpfloat (fabs (both / (double) pairs - expected), <,
                         5 * sqrt (2 * expected * (1 - expected) / (double) pairs));
    }
}

static gboolean
same_mask (const OpRun *a, const OpRun *b)
{
  gsize n = rn_shape_elements (&a->c->call.output);

  for (gsize i = 0; i < n; i++)
    if ((a->output[i] == 0) != (b->output[i] == 0))
      return FALSE;
  return TRUE;
}

/* The mask is a function of name, seed and pass, on any number of threads. */
static void
test_repeatable (void)
{
  RnShape shape = rn_shape_4d (2, 8, 61, 43);      /* enough to wake the threads */
  OpCase c = new_case ("dropout", &shape), other = new_case ("another", &shape);
  int before = omp_get_max_threads ();
  g_autoptr (OpRun) first = run_case (&c, 3, 7);
  g_autoptr (OpRun) pass = run_case (&c, 4, 7);
  g_autoptr (OpRun) seed = run_case (&c, 3, 8);
  g_autoptr (OpRun) name = run_case (&other, 3, 7);

  for (int threads = 1; threads <= 3; threads++)
    {
      g_autoptr (OpRun) again = NULL;

      omp_set_num_threads (threads);
      again = run_case (&c, 3, 7);
      g_assert_cmpmem (first->output, rn_shape_elements (&shape) * sizeof (float), again->output,
                       rn_shape_elements (&shape) * sizeof (float));
    }
  omp_set_num_threads (before);
  g_assert_false (same_mask (first, pass));
  g_assert_false (same_mask (first, seed));
  g_assert_false (same_mask (first, name));
  op_run_forward (first);                          /* the next pass is pass 4 */
  g_assert_true (same_mask (first, pass));
  g_assert_cmpfloat (first->parameters[0][0], ==, 5);
}

/* With the mask held, that is passes set back, y is linear in x, so differences are exact but for
 * the rounding of x ± v and of y. */
static void
test_differences (void)
{
  RnShape shape = rn_shape_4d (2, 3, 7, 5);
  OpCase c = new_case ("dropout", &shape);
  g_autoptr (OpRun) run = run_case (&c, 11, 2);
  gsize n = rn_shape_elements (&shape);
  double difference = 0, expected = 0;

  for (int sign = -1; sign <= 1; sign += 2)
    {
      for (gsize i = 0; i < n; i++)
        run->inputs[0][i] += (float) (sign * rn_random_normal (9, 0, i));
      run->parameters[0][0] = 11;
      op_run_forward (run);
      for (gsize i = 0; i < n; i++)
        {
          difference += sign * (double) run->d_output[i] * run->output[i];
          expected += sign == 1 ? run->d_inputs[0][i] * rn_random_normal (9, 0, i) : 0;
        }
    }
  g_assert_cmpfloat_with_epsilon (difference, expected, 1e-5 * n);
}

static RnGraph *
new_graph (void)
{
  RnGraph *graph = rn_graph_new ("two");
  RnShape shape = rn_shape_4d (2, 6, 9, 7);
  RnNode x = rn_graph_input (graph, "input", &shape);

  x = rn_graph_append (graph, "dropout", "drop1", x, RN_ARGS ({ "rate", RATE }));
  x = rn_graph_append (graph, "conv2d", "conv", x, RN_ARGS ({ "out", 8 }, { "kernel", 1 }));
  rn_graph_append (graph, "dropout", "drop2", x, RN_ARGS ({ "rate", RATE }));
  rn_graph_check (graph, NULL);
  return graph;
}

/* Seeds come from the network's own, each layer another, and travel as parameters; every training
 * pass counts, no other does. */
static void
test_session (void)
{
  g_autoptr (RnGraph) graph = new_graph ();
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  guint passes = rn_graph_find_parameter (graph, "drop2.passes");
  guint seeds[2] = { rn_graph_find_parameter (graph, "drop1.seed"),
                     rn_graph_find_parameter (graph, "drop2.seed") };
  float drawn;

  rn_parameters_initialize (parameters, 1);
  drawn = rn_parameters_values (parameters, seeds[0])[0];
  g_assert_cmpfloat (drawn, !=, rn_parameters_values (parameters, seeds[1])[0]);
  g_assert_cmpfloat (drawn, ==, floorf (drawn));
  g_assert_true (drawn >= 0 && drawn < 0x1p24f);
  rn_parameters_initialize (parameters, 2);
  g_assert_cmpfloat (drawn, !=, rn_parameters_values (parameters, seeds[0])[0]);
  for (guint mode = 0; mode < 2; mode++)
    {
      RnTestRun run = { "onednn", mode == 0 ? RN_MODE_EVAL : RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 };
      g_autoptr (RnSession) session = rn_test_session (graph, parameters, &run);

      rn_test_pass (session);
      rn_test_pass (session);
      g_assert_cmpfloat (rn_parameters_values (parameters, passes)[0], ==, mode == 0 ? 0 : 2);
    }
}

/* What is told of an element is what the last pass did with it. */
static void
test_explained (void)
{
  g_autoptr (RnGraph) graph = new_graph ();
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 5);
  RnTestRun run = { "onednn", RN_MODE_TRAIN, FALSE, RN_KEEP_ALL, 2 };
  g_autoptr (RnSession) session = rn_test_session (graph, parameters, &run);
  g_autoptr (RnTensor) y = NULL;
  RnNode node = rn_graph_find (graph, "drop2");

  rn_test_forward (session);
  rn_test_forward (session);
  y = rn_session_activation (session, node, NULL);
  for (gsize w = 0; w < 7; w++)
    {
      RnExplanation told;

      g_assert_true (rn_session_explain (session, node, (const gsize[]) { 1, 3, 4, w }, &told,
                                         NULL));
      g_assert_cmpfloat ((float) told.result, ==,
                         rn_tensor_values (y)[((8 + 3) * 9 + 4) * 7 + w]);
      rn_explanation_clear (&told);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ops/dropout/share-and-mean-stay", test_share);
  g_test_add_func ("/core/ops/dropout/elements-are-independent", test_independent);
  g_test_add_func ("/core/ops/dropout/repeatable", test_repeatable);
  g_test_add_func ("/core/ops/dropout/differences-with-the-mask-held", test_differences);
  g_test_add_func ("/core/ops/dropout/seeds-and-passes", test_session);
  g_test_add_func ("/core/ops/dropout/explained-as-computed", test_explained);
  return g_test_run ();
}
