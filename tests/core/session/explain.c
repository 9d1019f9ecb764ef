/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What is explained of an output element is what was computed: same result, terms that read what
 * the inputs hold.
 */
#include <math.h>
#include <string.h>

#include "rn-random.h"
#include "rn-test-model.h"
#include "rn-test-run.h"

/*
 * Of the largest magnitude of the tensor: the explanation sums in double what the engine summed in
 * float.
 */
#define TOLERANCE 1e-5

static RnSession *
run_model (const char *spec, const char *input, RnMode mode)
{
  g_autoptr (RnGraph) graph = rn_test_build (spec, input);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 5);
  RnSession *session = rn_test_session (graph, parameters,
                                        &(RnTestRun) { "onednn", mode, FALSE, RN_KEEP_ALL, 2 });

  rn_test_forward (session);
  return session;
}

static gsize
offset_of (const RnShape *shape, const gsize *index)
{
  gsize offset = 0;

  for (guint i = 0; i < RN_SHAPE_MAX_RANK; i++)
    offset = offset * shape->dim[i] + index[i];
  return offset;
}

static void
check_terms (RnSession *session, RnNode node, const RnExplanation *explanation)
{
  const RnNodeInfo *info = rn_graph_node (rn_session_graph (session), node);
  gboolean is_product = g_str_equal (info->op->name, "conv2d")
                        || g_str_equal (info->op->name, "linear");
  double sum = 0;

  for (guint i = 0; i < explanation->terms->len; i++)
    {
      const RnTerm *term = &g_array_index (explanation->terms, RnTerm, i);
      g_autoptr (RnTensor) input = NULL;
      gsize index[RN_SHAPE_MAX_RANK] = { 0 };

      g_assert_cmpuint (term->input, <, info->n_inputs);
      input = rn_session_activation (session, info->inputs[term->input], NULL);
      memcpy (index, term->index, rn_tensor_shape (input)->rank * sizeof (gsize));
      g_assert_cmpfloat (rn_tensor_values (input)[offset_of (rn_tensor_shape (input), index)], ==,
                         (float) term->value);
      if (is_product && term->weight_index != G_MAXSIZE)
        g_assert_cmpfloat (rn_parameters_values (rn_session_parameters (session),
                                                 info->parameters[0])[term->weight_index], ==,
                           (float) term->factor);
      sum += term->product;
    }
  g_assert_cmpfloat_with_epsilon (sum, explanation->sum, 1e-12 * (1 + fabs (sum)));
}

static double
largest (const RnTensor *tensor)
{
  double most = 0;

  for (gsize i = 0; i < rn_tensor_elements (tensor); i++)
    most = fmax (most, fabs (rn_tensor_values (tensor)[i]));
  return most;
}

static void
check_node (RnSession *session, RnNode node, guint n)
{
  const RnNodeInfo *info = rn_graph_node (rn_session_graph (session), node);
  g_autoptr (RnTensor) output = rn_session_activation (session, node, NULL);
  const RnShape *shape = rn_tensor_shape (output);
  double scale = largest (output);

  for (guint i = 0; i < n; i++)
    {
      gsize index[RN_SHAPE_MAX_RANK];
      RnExplanation explanation = { 0 };
      g_autoptr (GError) error = NULL;
      double expected;

      for (guint d = 0; d < RN_SHAPE_MAX_RANK; d++)
        index[d] = rn_random_bits (node, d, i) % shape->dim[d];
      expected = rn_tensor_values (output)[offset_of (shape, index)];
      rn_session_explain (session, node, index, &explanation, &error);
      g_assert_no_error (error);
      if (!(fabs (explanation.result - expected) <= TOLERANCE * scale))
        g_error ("%s: explained as %.9g, computed as %.9g", info->name, explanation.result,
                 expected);
      g_assert_nonnull (explanation.formula);
      check_terms (session, node, &explanation);
      rn_explanation_clear (&explanation);
    }
}

/*
 * Every kind of op in stem, first block and head: convolution, norm, ReLU, pooling, addition,
 * average, linear.
 */
static void
check_resnet18 (RnMode mode)
{
  g_autoptr (RnSession) session = run_model ("resnet18", "2,3,48,48", mode);
  const RnGraph *graph = rn_session_graph (session);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (RnNode i = 1; i < rn_graph_n_nodes (graph); i++)
    {
      const RnNodeInfo *info = rn_graph_node (graph, i);

      if (g_str_has_prefix (info->name, "layer1.0") || !g_str_has_prefix (info->name, "layer"))
        {
          check_node (session, i, 12);
          g_hash_table_add (seen, (gpointer) info->op->name);
        }
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 7);
}

static void
test_train (void)
{
  check_resnet18 (RN_MODE_TRAIN);
}

static void
test_eval (void)
{
  check_resnet18 (RN_MODE_EVAL);
}

static void
test_other_ops (void)
{
  static const char *const specs[] = {
    "{\"body\":\"bottleneck\",\"in\":16,\"out\":32,\"se\":4,\"groups\":2,\"stride\":2,"
    "\"shortcut\":\"pad\",\"activation\":\"gelu\"}",
    "{\"body\":\"basic\",\"order\":\"pre\",\"in\":16,\"out\":16,\"activation\":\"silu\"}",
    "{\"body\":\"basic\",\"in\":16,\"out\":16,\"activation\":\"relu6\",\"norm\":\"none\"}",
  };

  for (guint s = 0; s < G_N_ELEMENTS (specs); s++)
    {
      g_autoptr (RnSession) session = run_model (specs[s], "2,16,6,6", RN_MODE_TRAIN);

      for (RnNode i = 1; i < rn_graph_n_nodes (rn_session_graph (session)); i++)
        check_node (session, i, 12);
    }
}

static void
test_refused (void)
{
  g_autoptr (RnSession) session = run_model ("{\"body\":\"basic\",\"in\":16,\"out\":16}",
                                             "2,16,6,6", RN_MODE_TRAIN);
  g_autoptr (RnTensor) picture = rn_session_activation (session, 0, NULL);
  RnExplanation explanation = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (rn_session_explain (session, 1, (gsize[]) { 0, 0, 6, 0 }, &explanation, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  rn_session_set_input (session, 0, picture, NULL);     /* nothing is computed any more */
  g_assert_false (rn_session_explain (session, 1, (gsize[]) { 0, 0, 0, 0 }, &explanation, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
}

/* Explaining is looking: nothing changes, in particular not the running statistics. */
static void
test_changes_nothing (void)
{
  g_autoptr (RnSession) session = run_model ("{\"body\":\"basic\",\"in\":16,\"out\":16}",
                                             "2,16,6,6", RN_MODE_TRAIN);
  RnParameters *parameters = rn_session_parameters (session);
  gsize bytes = rn_graph_parameter_floats (rn_session_graph (session)) * sizeof (float);
  g_autofree float *before = g_memdup2 (rn_parameters_values (parameters, 0), bytes);

  for (RnNode i = 1; i < rn_graph_n_nodes (rn_session_graph (session)); i++)
    check_node (session, i, 2);
  g_assert_cmpmem (before, bytes, rn_parameters_values (parameters, 0), bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/session/explain/resnet18-train", test_train);
  g_test_add_func ("/core/session/explain/resnet18-eval", test_eval);
  g_test_add_func ("/core/session/explain/other-ops", test_other_ops);
  g_test_add_func ("/core/session/explain/refused", test_refused);
  g_test_add_func ("/core/session/explain/changes-nothing", test_changes_nothing);
  return g_test_run ();
}
