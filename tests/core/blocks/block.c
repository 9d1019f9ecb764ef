/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The graph of a block: its nodes in order, its scopes, its parameters, and what is said where two
 * paths do not fit.
 */
#include <string.h>

#include "rn-test-model.h"

/* The names of the nodes first ≤ i < end, with a space between. */
static char *
node_names (const RnGraph *graph, RnNode first, RnNode end)
{
  GString *names = g_string_new (NULL);

  for (RnNode i = first; i < end; i++)
    g_string_append_printf (names, "%s%s", i == first ? "" : " ", rn_graph_node (graph, i)->name);
  return g_string_free (names, FALSE);
}

static void
assert_scope (const RnGraph *graph, RnScopeKind kind, const char *nodes)
{
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == kind)
      {
        const RnScopeInfo *scope = rn_graph_scope (graph, i);
        g_autofree char *names = node_names (graph, scope->first, scope->end);

        g_assert_cmpstr (names, ==, nodes);
        g_assert_cmpuint (scope->input, ==,
                          kind == RN_SCOPE_GROUP ? rn_graph_find (graph, "bn2") : 0);
        return;
      }
  g_assert_null (nodes);
}

typedef struct
{
  const char *spec;
  const char *all;           /* nodes after "input" */
  const char *branch;
  const char *shortcut;      /* NULL: no such scope */
  const char *group;
} Layout;

static const Layout layouts[] = {
  { "{\"in\":8,\"out\":8}", "conv1 bn1 relu1 conv2 bn2 addition relu", "conv1 bn1 relu1 conv2 bn2", "", NULL },
  { "{\"in\":8,\"out\":16,\"stride\":2,\"activation\":\"relu6\"}",
    "conv1 bn1 relu6_1 conv2 bn2 downsample.0 downsample.1 addition relu6", "conv1 bn1 relu6_1 conv2 bn2",
    "downsample.0 downsample.1", NULL },
  { "{\"in\":8,\"out\":16,\"stride\":2,\"shortcut_norm\":false}",
    "conv1 bn1 relu1 conv2 bn2 downsample.0 addition relu", "conv1 bn1 relu1 conv2 bn2", "downsample.0", NULL },
  { "{\"in\":8,\"out\":9,\"stride\":2,\"shortcut\":\"pad\"}",
    "conv1 bn1 relu1 conv2 bn2 shortcut.subsample shortcut.pad addition relu", "conv1 bn1 relu1 conv2 bn2",
    "shortcut.subsample shortcut.pad", NULL },
  { "{\"in\":8,\"out\":8,\"shortcut\":\"none\",\"norm\":\"none\"}", "conv1 relu1 conv2 relu", "conv1 relu1 conv2", NULL, NULL },
  { "{\"in\":8,\"out\":8,\"activation\":\"none\"}", "conv1 bn1 conv2 bn2 addition", "conv1 bn1 conv2 bn2", "", NULL },
  { "{\"body\":\"bottleneck\",\"in\":8,\"out\":8,\"output_activation\":\"gelu\"}",
    "conv1 bn1 relu1 conv2 bn2 relu2 conv3 bn3 addition gelu", "conv1 bn1 relu1 conv2 bn2 relu2 conv3 bn3", "", NULL },
  { "{\"order\":\"pre\",\"in\":8,\"out\":8}", "bn1 relu1 conv1 bn2 relu2 conv2 addition", "bn1 relu1 conv1 bn2 relu2 conv2", "", NULL },
  { "{\"order\":\"pre\",\"in\":8,\"out\":16,\"shortcut_from\":\"preact\"}",
    "bn1 relu1 conv1 bn2 relu2 conv2 downsample.bn1 downsample.relu1 downsample.0 addition",
    "bn1 relu1 conv1 bn2 relu2 conv2", "downsample.bn1 downsample.relu1 downsample.0", NULL },
  { "{\"in\":8,\"out\":8,\"se\":4}",
    "conv1 bn1 relu1 conv2 bn2 se.pool se.fc1 se.relu se.fc2 se.sigmoid se.scale addition relu",
    "conv1 bn1 relu1 conv2 bn2 se.pool se.fc1 se.relu se.fc2 se.sigmoid se.scale", "",
    "se.pool se.fc1 se.relu se.fc2 se.sigmoid se.scale" },
};

static void
test_layout (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      const Layout *layout = &layouts[i];
      g_autofree char *spec = g_strdup_printf ("{\"body\":\"basic\",%s", layout->spec + 1);
      g_autoptr (RnGraph) graph
          = rn_test_build (strstr (layout->spec, "body") != NULL ? layout->spec : spec, NULL);
      g_autofree char *all = node_names (graph, 1, rn_graph_n_nodes (graph));

      g_test_message ("%s", layout->spec);
      g_assert_cmpstr (all, ==, layout->all);
      assert_scope (graph, RN_SCOPE_BLOCK, layout->all);
      assert_scope (graph, RN_SCOPE_BRANCH, layout->branch);
      assert_scope (graph, RN_SCOPE_SHORTCUT, layout->shortcut);
      assert_scope (graph, RN_SCOPE_GROUP, layout->group);
    }
}

static void
test_described (void)
{
  const char *spec = "{\"body\":\"bottleneck\",\"in\":8,\"out\":16,\"stride\":2}";
  g_autoptr (RnGraph) graph = rn_test_build (spec, NULL);
  const RnScopeInfo *block = rn_graph_scope (graph, 1);

  g_assert_cmpint (block->kind, ==, RN_SCOPE_BLOCK);
  g_assert_cmpstr (block->spec, ==, spec);
  g_assert_cmpstr (block->summary, ==, "bottleneck · stride 2 · projection");
  g_assert_cmpstr (rn_graph_scope (graph, RN_SCOPE_ROOT)->spec, ==, spec);
}

/* The pre-activation's norm runs in both paths on one set of parameters. */
static void
test_shared_norm (void)
{
  const char *spec
      = "{\"body\":\"basic\",\"order\":\"pre\",\"in\":8,\"out\":16,\"shortcut_from\":\"preact\"}";
  g_autoptr (RnGraph) graph = rn_test_build (spec, NULL);
  const RnNodeInfo *in_branch = rn_graph_node (graph, rn_graph_find (graph, "bn1"));
  const RnNodeInfo *in_shortcut = rn_graph_node (graph, rn_graph_find (graph, "downsample.bn1"));

  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (in_branch->parameters[i], ==, in_shortcut->parameters[i]);
  g_assert_cmpuint (in_shortcut->inputs[0], ==, 0);
  g_assert_cmpuint (rn_graph_find_parameter (graph, "downsample.bn1.weight"), ==, G_MAXUINT);
}

static RnInit
init_of (const RnGraph *graph, const char *parameter)
{
  return rn_graph_parameter (graph, rn_graph_find_parameter (graph, parameter))->init;
}

static void
test_zero_init (void)
{
  g_autoptr (RnGraph) post
      = rn_test_build ("{\"body\":\"bottleneck\",\"in\":8,\"out\":16,\"zero_init\":true}", NULL);
  g_autoptr (RnGraph) pre = rn_test_build (
      "{\"body\":\"basic\",\"order\":\"pre\",\"in\":8,\"out\":8,\"zero_init\":true}", NULL);

  g_assert_cmpint (init_of (post, "bn3.weight"), ==, RN_INIT_ZERO);
  g_assert_cmpint (init_of (post, "bn2.weight"), ==, RN_INIT_ONE);
  g_assert_cmpint (init_of (post, "downsample.1.weight"), ==, RN_INIT_ONE);
  g_assert_cmpint (init_of (post, "conv3.weight"), ==, RN_INIT_HE_FAN_OUT);
  g_assert_cmpint (init_of (pre, "bn2.weight"), ==, RN_INIT_ZERO);
}

/* Which convolution strides, read off the shape behind it. */
static void
test_stride_at (void)
{
  g_autoptr (RnGraph) early = rn_test_build (
      "{\"body\":\"bottleneck\",\"in\":8,\"out\":16,\"stride\":2,\"stride_at\":\"1x1\"}",
      "1,8,9,9");
  g_autoptr (RnGraph) late
      = rn_test_build ("{\"body\":\"bottleneck\",\"in\":8,\"out\":16,\"stride\":2}", "1,8,9,9");

  g_assert_cmpuint (rn_graph_node (early, rn_graph_find (early, "conv1"))->shape.dim[2], ==, 5);
  g_assert_cmpuint (rn_graph_node (late, rn_graph_find (late, "conv1"))->shape.dim[2], ==, 9);
  g_assert_cmpuint (rn_graph_node (late, rn_graph_find (late, "conv2"))->shape.dim[2], ==, 5);
}

/* Option A, 6 channels to 13: 7 zero channels, 3 before and 4 after. */
static void
test_pad (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
      "{\"body\":\"basic\",\"in\":6,\"out\":13,\"stride\":2,\"shortcut\":\"pad\"}", NULL);
  const RnNodeInfo *pad = rn_graph_node (graph, rn_graph_find (graph, "shortcut.pad"));

  g_assert_cmpfloat (pad->attributes[rn_op_attribute (pad->op, "before")], ==, 3);
  g_assert_cmpfloat (pad->attributes[rn_op_attribute (pad->op, "after")], ==, 4);
}

static char *
build_error (const char *text, const RnShape *input, RnError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = rn_test_open (text);
  RnBuildOptions options = { .input = *input };

  g_assert_null (rn_spec_build (spec, &options, &error));
  g_assert_error (error, RN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  return g_strdup (error->message);
}

static void
assert_says (const char *message, const char *const *pieces)
{
  for (; *pieces != NULL; pieces++)
    if (strstr (message, *pieces) == NULL)
      g_error ("“%s” is not said in: %s", *pieces, message);
}

#define SAYS(...) ((const char *const[]) { __VA_ARGS__, NULL })

/* The message names both shapes, every layer of both ways, and the keys that would mend it. */
static void
test_mismatch (void)
{
  RnShape input = rn_shape_4d (2, 16, 10, 10);
  g_autofree char *widths
      = build_error ("{\"body\":\"basic\",\"in\":16,\"out\":32,\"shortcut\":\"identity\"}", &input,
                     RN_ERROR_SHAPE);
  g_autofree char *both = build_error (
      "{\"body\":\"bottleneck\",\"in\":16,\"out\":32,\"stride\":2,\"shortcut\":\"identity\"}",
      &input, RN_ERROR_SHAPE);
  g_autofree char *stride = build_error (
      "{\"body\":\"basic\",\"in\":16,\"out\":16,\"stride\":2,\"shortcut\":\"identity\"}", &input,
      RN_ERROR_SHAPE);

  assert_says (widths, SAYS ("2×32×10×10", "2×16×10×10", "conv1", "bn1", "relu1", "conv2", "bn2",
                             "x ", "\"shortcut\": \"projection\"", "\"out\": 16"));
  g_assert_null (strstr (widths, "\"stride\""));
  assert_says (both,
               SAYS ("2×32×5×5", "2×16×10×10", "conv3", "2×8×5×5", "\"out\": 16", "\"stride\": 1"));
  assert_says (stride, SAYS ("2×16×5×5", "\"shortcut\": \"projection\"", "\"stride\": 1"));
  g_assert_null (strstr (stride, "\"out\""));
}

static void
test_wrong_input (void)
{
  const char *spec = "{\"body\":\"basic\",\"in\":16,\"out\":16}";
  RnShape narrow = rn_shape_4d (1, 8, 10, 10), flat = rn_shape_2d (1, 16);
  g_autofree char *channels = build_error (spec, &narrow, RN_ERROR_SHAPE);
  g_autofree char *rank = build_error (spec, &flat, RN_ERROR_SHAPE);

  assert_says (channels, SAYS ("1×8×10×10", "16"));
  assert_says (rank, SAYS ("1×16", "N×16×H×W"));
}

/* A block that does not hold fails the graph it is appended to, and nothing after it is built. */
static void
test_fails_graph (void)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("test");
  g_autoptr (GError) error = NULL;
  RnShape input = rn_shape_4d (1, 16, 4, 4);
  RnNode x = rn_graph_input (graph, "input", &input);
  RnBlockSpec spec;

  rn_block_spec_init (&spec);
  x = rn_block_append (graph, x, "first", &spec);
  g_assert_cmpuint (x, ==, RN_NODE_NONE);
  g_assert_cmpuint (rn_block_append (graph, x, "second", &spec), ==, RN_NODE_NONE);
  g_assert_cmpuint (rn_graph_n_nodes (graph), ==, 1);
  g_assert_false (rn_graph_check (graph, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  assert_says (error->message, SAYS ("first", "1×16×4×4", "64"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/blocks/block/layout", test_layout);
  g_test_add_func ("/core/blocks/block/described", test_described);
  g_test_add_func ("/core/blocks/block/shared-norm", test_shared_norm);
  g_test_add_func ("/core/blocks/block/zero-init", test_zero_init);
  g_test_add_func ("/core/blocks/block/stride-at", test_stride_at);
  g_test_add_func ("/core/blocks/block/pad", test_pad);
  g_test_add_func ("/core/blocks/block/mismatch", test_mismatch);
  g_test_add_func ("/core/blocks/block/wrong-input", test_wrong_input);
  g_test_add_func ("/core/blocks/block/fails-graph", test_fails_graph);
  return g_test_run ();
}
