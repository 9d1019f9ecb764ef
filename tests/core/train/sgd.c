/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How a step moves parameters, against torch.optim.SGD in double precision. */
#include <math.h>

#include "rn-sgd.h"
#include "rn-spec.h"

#define STEPS 3

/* y = w·x + b: three weights and a bias. */
static RnGraph *
one_layer (void)
{
  RnGraph *graph = rn_graph_new ("g");
  RnShape shape = rn_shape_2d (2, 3);
  RnNode x = rn_graph_input (graph, "input", &shape);

  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "part", x);
  rn_graph_append (graph, "linear", "fc", x, RN_ARGS ({ "out", 1 }));
  rn_graph_close_scope (graph);
  g_assert_true (rn_graph_check (graph, NULL));
  return graph;
}

static float *
values (RnParameters *parameters, guint i)
{
  return rn_parameters_values (parameters, i);
}

static void
start (RnParameters *parameters)
{
  static const float w[] = { 2, -1, 0.5f };

  for (guint i = 0; i < 3; i++)
    values (parameters, 0)[i] = w[i];
  values (parameters, 1)[0] = 0.25f;
}

static void
set_gradients (RnParameters *parameters, guint step)
{
  static const float w[STEPS][3] = { { 1, -0.5f, 0.25f }, { -0.5f, 0.5f, 2 }, { 0.25f, 1, -1 } };
  static const float b[STEPS] = { 0.5f, -1, 0.125f };

  for (guint i = 0; i < 3; i++)
    rn_parameters_gradients (parameters, 0)[i] = w[step][i];
  rn_parameters_gradients (parameters, 1)[0] = b[step];
}

/* Three steps at rate 0.1 in torch.optim.SGD; clipping by torch.nn.utils.clip_grad_norm_. */
static void
test_steps (void)
{
  static const struct { RnSgdOptions options; double w[3], b; } rows[] = {
    { { 0 }, { 1.925, -1.1, 0.375 }, 0.2875 },
    { { .momentum = 0.9, .decay = 0.01 }, { 1.788119498, -1.054034749, 0.1497423745 },
      0.2906886498 },
    { { .momentum = 0.9, .nesterov = TRUE, .decay = 0.01 },
      { 1.728878416, -1.145848958, 0.0589867291 }, 0.3234447823 },
    { { .momentum = 0.9, .decay = 0.1, .weights_only = TRUE },
      { 1.691048, -1.005274, 0.127387 }, 0.292 },
    { { .momentum = 0.5, .clip = 0.75 }, { 1.905978514, -1.023511674, 0.4298363016 },
      0.2389668625 },
  };
  g_autoptr (RnGraph) graph = one_layer ();

  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
      g_autoptr (RnSgd) sgd = rn_sgd_new (parameters, &rows[r].options, NULL);

      start (parameters);
      for (guint step = 0; step < STEPS; step++)
        {
          guint64 version = rn_parameters_version (parameters);

          set_gradients (parameters, step);
          rn_sgd_step (sgd, 0.1);
          g_assert_cmpuint (rn_parameters_version (parameters), >, version);
        }
      /* float roundings of numbers near 2, a few a step */
      for (guint i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon (values (parameters, 0)[i], rows[r].w[i], 1e-6);
      g_assert_cmpfloat_with_epsilon (values (parameters, 1)[0], rows[r].b, 1e-6);
    }
}

static void
test_norm (void)
{
  g_autoptr (RnGraph) graph = one_layer ();
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (RnSgd) sgd = rn_sgd_new (parameters, &(RnSgdOptions) { 0 }, NULL);

  set_gradients (parameters, 0);
  g_assert_cmpfloat_with_epsilon (rn_sgd_gradient_norm (sgd), sqrt (1 + 0.25 + 0.0625 + 0.25),
                                  1e-7);
  g_assert_cmpfloat_with_epsilon (rn_sgd_gradient_norm_of (sgd, 0), sqrt (1 + 0.25 + 0.0625),
                                  1e-7);
  g_assert_cmpfloat_with_epsilon (rn_sgd_gradient_norm_of (sgd, 1), 0.5, 1e-7);
  g_assert_true (rn_sgd_freeze (sgd, "part", TRUE, NULL));
  g_assert_cmpfloat (rn_sgd_gradient_norm_of (sgd, 0), ==, 0);
}

static void
test_frozen (void)
{
  g_autoptr (RnGraph) graph = one_layer ();
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (RnSgd) sgd = rn_sgd_new (parameters, &(RnSgdOptions) { .decay = 0.1 }, NULL);
  g_autoptr (GError) error = NULL;

  start (parameters);
  set_gradients (parameters, 0);
  g_assert_false (rn_sgd_freeze (sgd, "par", TRUE, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_true (rn_sgd_freeze (sgd, "part", TRUE, NULL));
  g_assert_true (rn_sgd_is_frozen (sgd, 0));
  rn_sgd_step (sgd, 0.1);
  g_assert_cmpfloat (values (parameters, 0)[0], ==, 2);
  g_assert_cmpfloat (rn_sgd_gradient_norm (sgd), ==, 0);
  g_assert_true (rn_sgd_freeze (sgd, "", FALSE, NULL));
  rn_sgd_step (sgd, 0.1);
  g_assert_cmpfloat (values (parameters, 0)[0], <, 2);
}

/* Running statistics are parameters nobody trains. */
static void
test_not_trained (void)
{
  g_autoptr (RnSpec) spec = rn_spec_open ("{\"body\":\"basic\",\"in\":4,\"out\":4}", NULL);
  g_autoptr (RnGraph) graph = rn_spec_build (spec, NULL, NULL);
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  g_autoptr (RnSgd) sgd = rn_sgd_new (parameters, &(RnSgdOptions) { .decay = 1 }, NULL);
  guint mean = rn_graph_find_parameter (graph, "bn1.running_mean");
  guint weight = rn_graph_find_parameter (graph, "bn1.weight");

  values (parameters, mean)[0] = values (parameters, weight)[0] = 3;
  rn_sgd_step (sgd, 0.5);
  g_assert_cmpfloat (values (parameters, mean)[0], ==, 3);
  g_assert_cmpfloat (values (parameters, weight)[0], ==, 1.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/sgd/as-torch", test_steps);
  g_test_add_func ("/core/train/sgd/norm", test_norm);
  g_test_add_func ("/core/train/sgd/frozen", test_frozen);
  g_test_add_func ("/core/train/sgd/not-trained", test_not_trained);
  return g_test_run ();
}
