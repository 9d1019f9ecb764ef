/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Building and reading graphs. */
#include <math.h>
#include <string.h>

#include "rn-graph.h"

static RnNode
input (RnGraph *graph, gsize channels, gsize size)
{
  RnShape shape = rn_shape_4d (2, channels, size, size);

  return rn_graph_input (graph, "input", &shape);
}

static RnNode
conv (RnGraph *graph, const char *word, RnNode x, guint out)
{
  return rn_graph_append (graph, "conv2d", word, x,
                          RN_ARGS ({ "out", out }, { "kernel", 3 }, { "pad", 1 }));
}

static void
assert_fails (RnGraph *graph, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rn_graph_check (graph, &error));
  g_assert_error (error, RN_ERROR, code);
}

static void
test_first_error_stays (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnNode x = input (graph, 4, 8), y = conv (graph, "conv", x, 6);
  g_autoptr (GError) first = NULL, later = NULL;
  guint n;

  g_assert_true (rn_graph_check (graph, NULL));
  n = rn_graph_n_nodes (graph);
  g_assert_cmpuint (rn_graph_append_many (graph, "add", "sum", (RnNode[]) { x, y }, 2, RN_NO_ARGS),
                    ==, RN_NODE_NONE);
  g_assert_false (rn_graph_check (graph, &first));
  g_assert_error (first, RN_ERROR, RN_ERROR_SHAPE);
  g_assert_nonnull (strstr (first->message, "sum"));

  g_assert_cmpuint (conv (graph, "next", RN_NODE_NONE, 6), ==, RN_NODE_NONE);
  g_assert_cmpuint (rn_graph_append_again (graph, y, "again", RN_NODE_NONE), ==, RN_NODE_NONE);
  rn_graph_fail (graph, g_error_new_literal (RN_ERROR, RN_ERROR_RANGE, "another"));
  rn_graph_set_init (graph, RN_NODE_NONE, 0, RN_INIT_ZERO);
  rn_graph_set_output (graph, RN_NODE_NONE);
  g_assert_cmpuint (rn_graph_n_nodes (graph), ==, n);
  g_assert_false (rn_graph_check (graph, &later));
  g_assert_cmpstr (later->message, ==, first->message);
}

static void
test_attributes_refused (void)
{
  static const struct { RnArg args[4]; int code; } rows[] = {
    { { { "out", 8 }, { "kernel", 0 } }, RN_ERROR_RANGE },
    { { { "out", 0 }, { "kernel", 3 } }, RN_ERROR_RANGE },
    { { { "out", -8 }, { "kernel", 3 } }, RN_ERROR_RANGE },
    { { { "out", 1e18 }, { "kernel", 3 } }, RN_ERROR_RANGE },
    { { { "out", NAN }, { "kernel", 3 } }, RN_ERROR_RANGE },
    { { { "out", 8.5 }, { "kernel", 3 } }, RN_ERROR_RANGE },
    { { { "out", 8 } }, RN_ERROR_RANGE },                          /* kernel has no default */
    { { { "out", 8 }, { "kernel", 1 }, { "bias", 2 } }, RN_ERROR_RANGE },
    { { { "out", 8 }, { "kernel", 1 }, { "colour", 2 } }, RN_ERROR_UNKNOWN },
    { { { "out", 8 }, { "kernel", 9 } }, RN_ERROR_RANGE },         /* larger than the picture */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RnGraph) graph = rn_graph_new ("g");
      RnNode x = input (graph, 4, 8);

      g_assert_cmpuint (rn_graph_append (graph, "conv2d", "conv", x, rows[i].args), ==,
                        RN_NODE_NONE);
      assert_fails (graph, rows[i].code);
      g_assert_cmpuint (rn_graph_n_parameters (graph), ==, 0);
    }
}

static void
test_defaults (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  const RnNodeInfo *info = rn_graph_node (graph, conv (graph, "conv", input (graph, 4, 8), 6));

  for (guint i = 0; i < info->op->n_attributes; i++)
    {
      const RnAttribute *attribute = &info->op->attributes[i];
      double expected = g_str_equal (attribute->name, "out")
                        ? 6 : g_str_equal (attribute->name, "kernel") ? 3
                        : g_str_equal (attribute->name, "pad") ? 1 : attribute->fallback;

      g_assert_cmpfloat (info->attributes[i], ==, expected);
    }
  g_assert_cmpuint (info->parameters[1], ==, G_MAXUINT);        /* no bias unless asked for */
}

static void
test_number_of_inputs (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnNode x = input (graph, 4, 8);

  rn_graph_append_many (graph, "relu", "relu", (RnNode[]) { x, x }, 2, RN_NO_ARGS);
  assert_fails (graph, RN_ERROR_RANGE);
}

static void
test_names_are_unique (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnNode x = input (graph, 4, 8);
  RnNode outside = conv (graph, "conv", x, 4), inside;

  rn_graph_open_scope (graph, RN_SCOPE_STAGE, "layer1", RN_NODE_NONE);
  inside = conv (graph, "conv", outside, 4);                    /* another path */
  rn_graph_close_scope (graph);
  g_assert_cmpstr (rn_graph_node (graph, inside)->name, ==, "layer1.conv");
  g_assert_cmpstr (rn_graph_node (graph, inside)->word, ==, "conv");
  g_assert_cmpuint (rn_graph_find (graph, "layer1.conv"), ==, inside);
  g_assert_cmpuint (rn_graph_find (graph, "conv"), ==, outside);
  g_assert_cmpuint (rn_graph_find (graph, "layer1"), ==, RN_NODE_NONE);
  g_assert_true (rn_graph_check (graph, NULL));
  g_assert_cmpuint (conv (graph, "conv", x, 4), ==, RN_NODE_NONE);
  g_assert_false (rn_graph_check (graph, NULL));
}

static void
assert_scope (const RnGraph *graph, RnScope scope, const char *path, RnNode reads, RnNode first,
              RnNode end, RnScope parent)
{
  const RnScopeInfo *info = rn_graph_scope (graph, scope);

  g_assert_cmpstr (info->path, ==, path);
  g_assert_cmpuint (info->input, ==, reads);
  g_assert_cmpuint (info->first, ==, first);
  g_assert_cmpuint (info->end, ==, end);
  g_assert_cmpuint (info->parent, ==, parent);
}

/* The tree, and what each scope holds, with that of the scopes inside it. */
static void
test_scopes (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnNode x = input (graph, 4, 8), y;
  RnScope stage = rn_graph_open_scope (graph, RN_SCOPE_STAGE, "layer1", RN_NODE_NONE);
  RnScope block = rn_graph_open_scope (graph, RN_SCOPE_BLOCK, "0", RN_NODE_NONE), branch, shortcut;

  branch = rn_graph_open_scope (graph, RN_SCOPE_BRANCH, "", x);
  y = conv (graph, "conv1", x, 4);
  y = conv (graph, "conv2", y, 4);
  rn_graph_close_scope (graph);
  shortcut = rn_graph_open_scope (graph, RN_SCOPE_SHORTCUT, "shortcut", x);
  rn_graph_close_scope (graph);
  y = rn_graph_append_many (graph, "add", "add", (RnNode[]) { y, x }, 2, RN_NO_ARGS);
  rn_graph_close_scope (graph);
  rn_graph_close_scope (graph);
  rn_graph_append (graph, "relu", "relu", y, RN_NO_ARGS);
  g_assert_true (rn_graph_check (graph, NULL));

  g_assert_cmpuint (rn_graph_n_scopes (graph), ==, 5);
  assert_scope (graph, RN_SCOPE_ROOT, "", RN_NODE_NONE, 0, 5, RN_SCOPE_ROOT);
  assert_scope (graph, stage, "layer1", 0, 1, 4, RN_SCOPE_ROOT);
  assert_scope (graph, block, "layer1.0", 0, 1, 4, stage);
  assert_scope (graph, branch, "layer1.0", 0, 1, 3, block);
  assert_scope (graph, shortcut, "layer1.0.shortcut", 0, 3, 3, block);
  g_assert_cmpstr (rn_graph_node (graph, 1)->name, ==, "layer1.0.conv1");
  g_assert_cmpuint (rn_graph_node (graph, 1)->scope, ==, branch);
  g_assert_cmpuint (rn_graph_node (graph, 3)->scope, ==, block);
  g_assert_cmpuint (rn_graph_node (graph, 4)->scope, ==, RN_SCOPE_ROOT);
  g_assert_cmpuint (rn_graph_scope_above (graph, branch, RN_SCOPE_STAGE), ==, stage);
  g_assert_cmpuint (rn_graph_scope_above (graph, branch, RN_SCOPE_BRANCH), ==, branch);
  g_assert_cmpuint (rn_graph_scope_above (graph, stage, RN_SCOPE_BLOCK), ==, RN_SCOPE_ROOT);
}

static void
test_again_shares (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnNode x = input (graph, 4, 8), y = conv (graph, "conv", x, 4);
  RnNode z = rn_graph_append_again (graph, y, "again", y);
  RnNode wide;

  g_assert_cmpuint (rn_graph_n_parameters (graph), ==, 1);
  g_assert_cmpuint (rn_graph_node (graph, z)->parameters[0], ==,
                    rn_graph_node (graph, y)->parameters[0]);
  g_assert_cmpmem (rn_graph_node (graph, z)->attributes, sizeof (double) * RN_OP_MAX_ATTRIBUTES,
                   rn_graph_node (graph, y)->attributes, sizeof (double) * RN_OP_MAX_ATTRIBUTES);
  g_assert_cmpuint (rn_graph_parameter (graph, 0)->node, ==, y);
  wide = conv (graph, "wide", x, 6);
  g_assert_cmpuint (rn_graph_append_again (graph, y, "wrong", wide), ==, RN_NODE_NONE);
  assert_fails (graph, RN_ERROR_SHAPE);
}

static void
test_readers (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnNode x = input (graph, 4, 8), y = conv (graph, "conv", x, 4);
  RnNode twice = rn_graph_append_many (graph, "add", "twice", (RnNode[]) { y, y }, 2, RN_NO_ARGS);
  RnNode sum = rn_graph_append_many (graph, "add", "sum", (RnNode[]) { twice, y, x }, 3,
                                     RN_NO_ARGS);
  g_autoptr (GArray) of_x = rn_graph_readers (graph, x), of_y = rn_graph_readers (graph, y);
  g_autoptr (GArray) of_sum = rn_graph_readers (graph, sum);

  g_assert_cmpmem (of_x->data, of_x->len * sizeof (RnNode), ((RnNode[]) { y, sum }),
                   2 * sizeof (RnNode));
  g_assert_cmpmem (of_y->data, of_y->len * sizeof (RnNode), ((RnNode[]) { twice, sum }),
                   2 * sizeof (RnNode));
  g_assert_cmpuint (of_sum->len, ==, 0);
}

static void
test_output_and_loss (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnShape labels = rn_shape_1d (2);
  RnNode x = input (graph, 4, 8);
  RnNode y = rn_graph_append (graph, "linear", "fc", x, RN_ARGS ({ "out", 3 })), loss;

  g_assert_cmpuint (rn_graph_output (graph), ==, y);
  g_assert_cmpuint (rn_graph_loss (graph), ==, RN_NODE_NONE);
  loss = rn_graph_append_many (graph, "softmax_cross_entropy", "loss",
                               (RnNode[]) { y, rn_graph_input (graph, "labels", &labels) },
                               2, RN_NO_ARGS);
  g_assert_cmpuint (rn_graph_output (graph), ==, loss);
  g_assert_cmpuint (rn_graph_loss (graph), ==, loss);
  rn_graph_set_output (graph, y);
  g_assert_cmpuint (rn_graph_output (graph), ==, y);
}

static void
test_infer (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnShape labels = rn_shape_1d (2), other = rn_shape_4d (5, 4, 13, 11);
  RnShape narrow = rn_shape_4d (5, 3, 8, 8), expected;
  RnNode x = input (graph, 4, 8), y, fc;
  RnShape shapes[8];
  g_autoptr (GError) error = NULL;

  y = rn_graph_append (graph, "conv2d", "conv", x,
                       RN_ARGS ({ "out", 6 }, { "kernel", 3 }, { "stride", 2 }));
  y = rn_graph_append (graph, "global_avg_pool", "pool", y, RN_NO_ARGS);
  fc = rn_graph_append (graph, "linear", "fc", y, RN_ARGS ({ "out", 3 }));
  rn_graph_append_many (graph, "softmax_cross_entropy", "loss",
                        (RnNode[]) { fc, rn_graph_input (graph, "labels", &labels) },
                        2, RN_NO_ARGS);
  g_assert_true (rn_graph_infer (graph, &other, shapes, NULL));
  expected = rn_shape_4d (5, 6, 6, 5);
  g_assert_true (rn_shape_equal (&shapes[1], &expected));
  expected = rn_shape_2d (5, 3);
  g_assert_true (rn_shape_equal (&shapes[fc], &expected));
  expected = rn_shape_1d (5);
  g_assert_true (rn_shape_equal (&shapes[4], &expected));
  expected = rn_shape_4d (2, 6, 3, 3);
  /* the graph's own stay */
  g_assert_true (rn_shape_equal (&rn_graph_node (graph, 1)->shape, &expected));

  g_assert_false (rn_graph_infer (graph, &narrow, shapes, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
}

/* A line a layer, from the first to the last, and nothing that is not on a way between them. */
static void
test_trace (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  RnNode x = input (graph, 4, 8), a = conv (graph, "left", x, 4), b = conv (graph, "right", x, 4);
  RnNode sum = rn_graph_append_many (graph, "add", "sum", (RnNode[]) { a, b }, 2, RN_NO_ARGS);
  g_autofree char *left = rn_graph_trace (graph, a, sum), *all = rn_graph_trace (graph, x, sum);
  g_auto (GStrv) lines = g_strsplit (left, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 3);              /* two and the empty end */
  g_assert_nonnull (strstr (lines[0], "left"));
  g_assert_nonnull (strstr (lines[0], "conv2d"));
  g_assert_nonnull (strstr (lines[0], "2×4×8×8"));
  g_assert_nonnull (strstr (lines[1], "sum"));
  g_assert_null (strstr (left, "right"));
  g_assert_nonnull (strstr (all, "right"));
  g_assert_nonnull (strstr (all, "input"));
}

/* Each on its own cache line, none over another. */
static void
test_parameter_places (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("g");
  gsize end = 0;

  rn_graph_append (graph, "batch_norm", "bn", conv (graph, "conv", input (graph, 3, 8), 5),
                   RN_NO_ARGS);
  g_assert_cmpuint (rn_graph_n_parameters (graph), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, i);

      g_assert_cmpuint (info->offset % 16, ==, 0);
      g_assert_cmpuint (info->offset, >=, end);
      end = info->offset + rn_shape_elements (&info->shape);
      g_assert_cmpuint (rn_graph_find_parameter (graph, info->name), ==, i);
    }
  g_assert_cmpuint (rn_graph_parameter_floats (graph), >=, end);
  g_assert_cmpuint (rn_graph_find_parameter (graph, "bn.mean"), ==, G_MAXUINT);
  g_assert_true (rn_graph_parameter (graph, rn_graph_find_parameter (graph, "bn.weight"))->trained);
  g_assert_false (rn_graph_parameter (graph,
                                      rn_graph_find_parameter (graph, "bn.running_var"))->trained);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/graph/graph/first-error-stays", test_first_error_stays);
  g_test_add_func ("/core/graph/graph/attributes-refused", test_attributes_refused);
  g_test_add_func ("/core/graph/graph/defaults", test_defaults);
  g_test_add_func ("/core/graph/graph/number-of-inputs", test_number_of_inputs);
  g_test_add_func ("/core/graph/graph/names-are-unique", test_names_are_unique);
  g_test_add_func ("/core/graph/graph/scopes", test_scopes);
  g_test_add_func ("/core/graph/graph/again-shares", test_again_shares);
  g_test_add_func ("/core/graph/graph/readers", test_readers);
  g_test_add_func ("/core/graph/graph/output-and-loss", test_output_and_loss);
  g_test_add_func ("/core/graph/graph/infer", test_infer);
  g_test_add_func ("/core/graph/graph/trace", test_trace);
  g_test_add_func ("/core/graph/graph/parameter-places", test_parameter_places);
  return g_test_run ();
}
