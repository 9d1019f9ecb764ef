/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A scope as a graph of its own computes what it computes inside the network. */
#include "rn-graph-part.h"
#include "rn-test-model.h"
#include "rn-test-run.h"
#include "rn-test.h"

static RnScope
nth_of_kind (const RnGraph *graph, RnScopeKind kind, guint n)
{
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == kind && n-- == 0)
      return i;
  g_assert_not_reached ();
}

static RnTensor *
value (RnSession *session, RnNode node)
{
  g_autoptr (GError) error = NULL;
  RnTensor *tensor = rn_session_activation (session, node, &error);

  g_assert_no_error (error);
  return tensor;
}

/* Same names, same scopes, and from the same input the same output, to the bit. */
static void
check_part (RnSession *session, RnScope scope)
{
  RnGraph *graph = rn_session_graph (session);
  const RnScopeInfo *info = rn_graph_scope (graph, scope);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnParameters) parameters = NULL;
  g_autoptr (RnGraph) part =
    rn_graph_part (graph, scope, rn_session_parameters (session), &parameters, &error);
  g_autoptr (RnTensor) x = value (session, info->input), expected = value (session, info->end - 1),
                       found = NULL;
  g_autoptr (RnSession) alone = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (rn_graph_n_nodes (part), ==, info->end - info->first + 1);
  for (RnNode i = info->first; i < info->end; i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i),
                       *own = rn_graph_node (part, i - info->first + 1);

      g_assert_cmpstr (own->name, ==, node->name);
      g_assert_cmpint (rn_graph_scope (part, own->scope)->kind, ==,
                       rn_graph_scope (graph, node->scope)->kind);
      g_assert_cmpstr (rn_graph_scope (part, own->scope)->path, ==,
                       rn_graph_scope (graph, node->scope)->path);
    }
  alone = rn_session_new (part, parameters, rn_tensor_shape (x), rn_session_options (session),
                          &error);
  g_assert_no_error (error);
  g_assert_true (rn_session_set_input (alone, 0, x, &error));
  g_assert_true (rn_session_forward (alone, NULL, &error));
  found = value (alone, rn_graph_output (part));
  rn_assert_close (rn_tensor_values (found), rn_tensor_values (expected),
                   rn_tensor_elements (expected), 0, info->path);
}

static void
test_blocks (void)
{
  static const char *const specs[] = {
    "cifar_resnet20",
    "{\"body\":\"basic\",\"order\":\"pre\",\"in\":8,\"out\":16,\"stride\":2,"
    "\"shortcut_from\":\"preact\",\"se\":4}",
    "{\"body\":\"bottleneck\",\"in\":16,\"out\":16}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (specs[i], i == 0 ? "2,3,16,16" : NULL);
      g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 3);
      g_autoptr (RnSession) session =
        rn_test_session (graph, parameters,
                         &(RnTestRun) { "reference", RN_MODE_TRAIN, FALSE, RN_KEEP_ALL, 1 });

      g_assert_true (rn_session_forward (session, NULL, NULL));
      check_part (session, nth_of_kind (graph, RN_SCOPE_BLOCK, 0));
      if (i > 0)
        continue;
      check_part (session, nth_of_kind (graph, RN_SCOPE_BLOCK, 3));
      check_part (session, nth_of_kind (graph, RN_SCOPE_STAGE, 1));
    }
}

/* A head that reads two things is no part by itself. */
static void
test_second_input (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("two");
  RnShape shape = rn_shape_4d (1, 2, 4, 4);
  RnNode a = rn_graph_input (graph, "a", &shape);
  RnNode b = rn_graph_append (graph, "relu", "b", a, RN_NO_ARGS);
  RnScope scope = rn_graph_open_scope (graph, RN_SCOPE_GROUP, "sum", b);
  g_autoptr (RnParameters) parameters = NULL, own = NULL;
  g_autoptr (GError) error = NULL;

  rn_graph_append_many (graph, "add", "add", (const RnNode[]) { a, b }, 2, RN_NO_ARGS);
  rn_graph_close_scope (graph);
  parameters = rn_parameters_new (graph, NULL);
  g_assert_null (rn_graph_part (graph, scope, parameters, &own, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_null (own);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/graph/part/computes-the-same", test_blocks);
  g_test_add_func ("/core/graph/part/second-input", test_second_input);
  return g_test_run ();
}
