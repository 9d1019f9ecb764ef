/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What parameters start as. */
#include <math.h>
#include <string.h>

#include "rn-parameters.h"

static RnNode
add_layer (RnGraph *graph, RnNode x, const char *word, guint out, guint kernel)
{
  return rn_graph_append (graph, "conv2d", word, x,
                          RN_ARGS ({ "out", out }, { "kernel", kernel }, { "pad", kernel / 2 },
                                   { "bias", 1 }));
}

static RnGraph *
two_layers (gboolean other_order)
{
  RnGraph *graph = rn_graph_new ("g");
  RnShape shape = rn_shape_4d (1, 64, 8, 8);
  RnNode x = rn_graph_input (graph, "input", &shape);

  if (other_order)
    add_layer (graph, x, "third", 32, 1);
  add_layer (graph, x, other_order ? "second" : "first", 64, 3);
  add_layer (graph, x, other_order ? "first" : "second", 64, 3);
  rn_graph_append (graph, "batch_norm", "bn", x, RN_NO_ARGS);
  rn_graph_append (graph, "linear", "fc", x, RN_ARGS ({ "out", 10 }));
  g_assert_true (rn_graph_check (graph, NULL));
  return graph;
}

static float *
find (RnParameters *parameters, const char *name, gsize *n)
{
  const RnGraph *graph = rn_parameters_graph (parameters);
  guint i = rn_graph_find_parameter (graph, name);

  g_assert_cmpuint (i, !=, G_MAXUINT);
  *n = rn_shape_elements (&rn_graph_parameter (graph, i)->shape);
  return rn_parameters_values (parameters, i);
}

static RnParameters *
initialised (RnGraph *graph, guint64 seed)
{
  RnParameters *parameters = rn_parameters_new (graph, NULL);

  rn_parameters_initialize (parameters, seed);
  return parameters;
}

static void
test_by_seed_and_name (void)
{
  g_autoptr (RnGraph) graph = two_layers (FALSE), other = two_layers (TRUE);
  g_autoptr (RnParameters) a = initialised (graph, 7), b = initialised (other, 7);
  g_autoptr (RnParameters) c = initialised (graph, 8);
  static const char *const names[] = { "first.weight", "first.bias", "second.weight", "fc.weight",
                                       "fc.bias" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize n, m;
      const float *x = find (a, names[i], &n), *y = find (b, names[i], &m);
      const float *z = find (c, names[i], &m);

      g_assert_cmpmem (x, n * sizeof (float), y, n * sizeof (float));
      g_assert_cmpint (memcmp (x, z, n * sizeof (float)), !=, 0);
    }
  {
    gsize n;
    const float *first = find (a, "first.weight", &n), *second = find (a, "second.weight", &n);

    g_assert_cmpint (memcmp (first, second, n * sizeof (float)), !=, 0);
  }
}

static double
deviation (const float *values, gsize n, double *mean)
{
  double sum = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += values[i];
      squares += (double) values[i] * values[i];
    }
  *mean = sum / n;
  return sqrt (squares / n - *mean * *mean);
}

/*
 * 36,864 weights: the deviation of a sample of n is known to 1/√(2n) = 0.4 %, the mean to σ/√n;
 * four of these are allowed.
 */
static void
test_he_fan_out (void)
{
  g_autoptr (RnGraph) graph = two_layers (FALSE);
  g_autoptr (RnParameters) parameters = initialised (graph, 1);
  gsize n;
  const float *weight = find (parameters, "first.weight", &n);
  double expected = sqrt (2.0 / (64 * 3 * 3)), mean, found = deviation (weight, n, &mean);

  g_assert_cmpuint (n, ==, 64 * 64 * 9);
  g_assert_cmpfloat (fabs (found / expected - 1), <, 4 / sqrt (2.0 * n));
  g_assert_cmpfloat (fabs (mean), <, 4 * expected / sqrt ((double) n));
}

/* PyTorch's linear layer: uniform in ±1/√(inputs), weight and bias. */
static void
test_uniform_fan_in (void)
{
  g_autoptr (RnGraph) graph = two_layers (FALSE);
  g_autoptr (RnParameters) parameters = initialised (graph, 1);
  double reach = 1 / sqrt (64.0 * 8 * 8), mean, largest = 0;
  gsize n, biases;
  const float *weight = find (parameters, "fc.weight", &n);
  const float *bias = find (parameters, "fc.bias", &biases);

  for (gsize i = 0; i < n; i++)
    largest = fmax (largest, fabs (weight[i]));
  g_assert_cmpfloat (largest, <=, reach * (1 + 1e-6));
  g_assert_cmpfloat (largest, >, reach * 0.999);                /* 40,960 of them come this near */
  g_assert_cmpfloat (fabs (deviation (weight, n, &mean) / (reach / sqrt (3)) - 1), <,
                     4 / sqrt (2.0 * n));
  for (gsize i = 0; i < biases; i++)
    g_assert_cmpfloat (fabs (bias[i]), <=, reach * (1 + 1e-6));
}

static void
test_norm_starts_as_identity (void)
{
  g_autoptr (RnGraph) graph = two_layers (FALSE);
  g_autoptr (RnParameters) parameters = initialised (graph, 1);
  g_autoptr (RnParameters) fresh = rn_parameters_new (graph, NULL);
  gsize n;

  for (gsize i = 0; i < 64; i++)
    {
      g_assert_cmpfloat (find (parameters, "bn.weight", &n)[i], ==, 1);
      g_assert_cmpfloat (find (parameters, "bn.bias", &n)[i], ==, 0);
      g_assert_cmpfloat (find (parameters, "bn.running_mean", &n)[i], ==, 0);
      g_assert_cmpfloat (find (parameters, "bn.running_var", &n)[i], ==, 1);
      g_assert_cmpfloat (find (fresh, "bn.running_var", &n)[i], ==, 1);
      g_assert_cmpfloat (find (fresh, "bn.weight", &n)[i], ==, 0);
    }
}

static void
test_zero_init (void)
{
  g_autoptr (RnGraph) graph = two_layers (FALSE);
  g_autoptr (RnParameters) parameters = NULL;
  gsize n;

  rn_graph_set_init (graph, rn_graph_find (graph, "bn"), 0, RN_INIT_ZERO);
  parameters = initialised (graph, 1);
  g_assert_cmpfloat (find (parameters, "bn.weight", &n)[3], ==, 0);
}

static void
test_set (void)
{
  g_autoptr (RnGraph) graph = two_layers (FALSE);
  g_autoptr (RnParameters) parameters = initialised (graph, 1);
  RnShape right = rn_shape_1d (64), wrong = rn_shape_1d (63);
  g_autoptr (RnTensor) value = rn_tensor_new (&right, NULL), other = rn_tensor_new (&wrong, NULL);
  guint64 version = rn_parameters_version (parameters);
  g_autoptr (GError) error = NULL;
  gsize n;

  rn_tensor_data (value)[5] = 3;
  g_assert_false (rn_parameters_set (parameters, "bn.weight", other, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_false (rn_parameters_set (parameters, "bn2.weight", value, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_cmpuint (rn_parameters_version (parameters), ==, version);
  g_assert_true (rn_parameters_set (parameters, "bn.weight", value, NULL));
  g_assert_cmpuint (rn_parameters_version (parameters), >, version);
  g_assert_cmpfloat (find (parameters, "bn.weight", &n)[5], ==, 3);
}

static void
test_clear_gradients (void)
{
  g_autoptr (RnGraph) graph = two_layers (FALSE);
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  guint bias = rn_graph_find_parameter (graph, "first.bias");

  g_assert_true (rn_parameters_need_gradients (parameters, NULL));
  rn_parameters_gradients (parameters, bias)[63] = 1;
  rn_parameters_clear_gradients (parameters);
  g_assert_cmpfloat (rn_parameters_gradients (parameters, bias)[63], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/graph/parameters/by-seed-and-name", test_by_seed_and_name);
  g_test_add_func ("/core/graph/parameters/he-fan-out", test_he_fan_out);
  g_test_add_func ("/core/graph/parameters/uniform-fan-in", test_uniform_fan_in);
  g_test_add_func ("/core/graph/parameters/norm-starts-as-identity", test_norm_starts_as_identity);
  g_test_add_func ("/core/graph/parameters/zero-init", test_zero_init);
  g_test_add_func ("/core/graph/parameters/set", test_set);
  g_test_add_func ("/core/graph/parameters/clear-gradients", test_clear_gradients);
  return g_test_run ();
}
