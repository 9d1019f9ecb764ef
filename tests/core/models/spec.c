/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Network specs from text and files: what is built, what is refused and how it is told. */
#include <string.h>

#include "rn-random.h"
#include "rn-test-model.h"
#include "rn-test.h"

#define STAGES "\"stages\":[{\"count\":2,\"out\":8},{\"count\":1,\"out\":16,\"stride\":2}]"

static RnScope
find_scope (const RnGraph *graph, RnScopeKind kind, const char *path)
{
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == kind
        && g_str_equal (rn_graph_scope (graph, i)->path, path))
      return i;
  g_error ("no scope \"%s\" of kind %d", path, kind);
}

static void
assert_nodes (const RnGraph *graph, RnScopeKind kind, const char *path, const char *first,
              const char *last)
{
  const RnScopeInfo *scope = rn_graph_scope (graph, find_scope (graph, kind, path));

  g_assert_cmpstr (rn_graph_node (graph, scope->first)->name, ==, first);
  g_assert_cmpstr (rn_graph_node (graph, scope->end - 1)->name, ==, last);
}

static void
test_scope_tree (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", NULL);
  RnScope stage = find_scope (graph, RN_SCOPE_STAGE, "layer2");
  RnScope block = find_scope (graph, RN_SCOPE_BLOCK, "layer2.0");
  RnScope branch = find_scope (graph, RN_SCOPE_BRANCH, "layer2.0");
  RnScope shortcut = find_scope (graph, RN_SCOPE_SHORTCUT, "layer2.0.downsample");
  RnNode addition = rn_graph_find (graph, "layer2.0.addition");

  g_assert_cmpuint (rn_graph_scope (graph, stage)->parent, ==, RN_SCOPE_ROOT);
  g_assert_cmpuint (rn_graph_scope (graph, block)->parent, ==, stage);
  g_assert_cmpuint (rn_graph_scope (graph, branch)->parent, ==, block);
  g_assert_cmpuint (rn_graph_scope (graph, shortcut)->parent, ==, block);
  g_assert_cmpuint (rn_graph_node (graph, addition)->scope, ==, block);
  g_assert_cmpuint (rn_graph_scope (graph, block)->input, ==,
                    rn_graph_find (graph, "layer1.1.relu"));
  g_assert_cmpuint (rn_graph_scope (graph, branch)->input, ==,
                    rn_graph_scope (graph, block)->input);
  g_assert_cmpuint (rn_graph_scope (graph, shortcut)->input, ==,
                    rn_graph_scope (graph, block)->input);
  g_assert_cmpstr (rn_graph_scope (graph, block)->spec, ==,
                   "{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2}");

  assert_nodes (graph, RN_SCOPE_STEM, "", "conv1", "maxpool");
  assert_nodes (graph, RN_SCOPE_STAGE, "layer2", "layer2.0.conv1", "layer2.1.relu");
  assert_nodes (graph, RN_SCOPE_BLOCK, "layer2.0", "layer2.0.conv1", "layer2.0.relu");
  assert_nodes (graph, RN_SCOPE_BRANCH, "layer2.0", "layer2.0.conv1", "layer2.0.bn2");
  assert_nodes (graph, RN_SCOPE_SHORTCUT, "layer2.0.downsample", "layer2.0.downsample.0",
                "layer2.0.downsample.1");
  assert_nodes (graph, RN_SCOPE_HEAD, "", "avgpool", "fc");
}

static void
test_option_a_tree (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("cifar_resnet20", NULL);
  RnScope identity = find_scope (graph, RN_SCOPE_SHORTCUT, "layer1.0.shortcut");

  assert_nodes (graph, RN_SCOPE_SHORTCUT, "layer2.0.shortcut", "layer2.0.shortcut.subsample",
                "layer2.0.shortcut.pad");
  assert_nodes (graph, RN_SCOPE_STEM, "", "conv1", "relu");
  g_assert_cmpuint (rn_graph_scope (graph, identity)->first, ==,
                    rn_graph_scope (graph, identity)->end);
}

static void
test_plain_tree (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("plain18", NULL);

  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    g_assert_cmpint (rn_graph_scope (graph, i)->kind, !=, RN_SCOPE_SHORTCUT);
  g_assert_cmpuint (rn_graph_find (graph, "layer2.0.addition"), ==, RN_NODE_NONE);
}

static void
test_loss (void)
{
  g_autoptr (RnSpec) spec = rn_test_open ("cifar_resnet20");
  g_autoptr (RnSpec) block = rn_test_open ("{\"body\":\"basic\",\"in\":8,\"out\":8}");
  RnBuildOptions options
      = { .loss = TRUE, .label_smoothing = 0.1, .input = rn_shape_4d (4, 3, 32, 32) };
  g_autoptr (GError) error = NULL;
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, &error);
  const RnNodeInfo *loss;

  g_assert_no_error (error);
  loss = rn_graph_node (graph, rn_graph_loss (graph));
  g_assert_cmpstr (loss->name, ==, "loss");
  g_assert_cmpfloat (loss->attributes[rn_op_attribute (loss->op, "label_smoothing")], ==, 0.1);
  g_assert_cmpuint (rn_graph_output (graph), ==, rn_graph_find (graph, "fc"));
  g_assert_cmpuint (rn_graph_node (graph, rn_graph_find (graph, "labels"))->shape.dim[0], ==, 4);

  options.input = (RnShape) { 0 };
  g_assert_null (rn_spec_build (block, &options, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

/*
 * All parts left out are those of an ImageNet ResNet; what a stage says goes before what the
 * network says.
 */
static void
test_defaults_and_overrides (void)
{
  const char *text = "{\"block\":{\"body\":\"bottleneck\",\"activation\":\"silu\"},\"stages\":["
                     "{\"count\":1,\"out\":64},{\"name\":\"wide\",\"count\":1,\"out\":64,\"block\":{\"ratio\":1}}]}";
  g_autoptr (RnGraph) graph = rn_test_build (text, NULL);
  g_autoptr (RnSpec) spec = rn_test_open (text);

  g_assert_cmpstr (rn_spec_name (spec), ==, "network");
  g_assert_cmpuint (rn_spec_input (spec).dim[3], ==, 224);
  g_assert_cmpuint (rn_graph_node (graph, rn_graph_find (graph, "layer1.0.conv1"))->shape.dim[1],
                    ==, 16);
  g_assert_cmpuint (rn_graph_node (graph, rn_graph_find (graph, "wide.0.conv1"))->shape.dim[1], ==,
                    64);
  g_assert_cmpuint (rn_graph_find (graph, "wide.0.silu1"), !=, RN_NODE_NONE);
  g_assert_cmpuint (rn_graph_node (graph, rn_graph_find (graph, "fc"))->shape.dim[1], ==, 1000);
}

/* Stages that differ in their blocks are written with a block each, and read back. */
static void
test_written (void)
{
  const char *text
      = "{\"name\":\"mixed\",\"input\":[1,28,28],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":4,"
        "\"norm\":\"none\","
        "\"activation\":\"gelu\",\"pool\":\"none\"},\"stages\":["
        "{\"name\":\"a\",\"count\":1,\"out\":8,\"block\":{\"norm\":\"none\"}},"
        "{\"name\":\"b\",\"count\":2,\"out\":8,\"stride\":2,\"block\":{\"zero_init\":true}}],"
        "\"head\":{\"classes\":10}}";
  g_autoptr (RnSpec) spec = rn_test_open (text);
  json_object *json = rn_spec_json (spec);

  g_assert_cmpstr (json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN), ==, text);
  json_object_put (json);
}

/* The bare sum of pre-activation blocks gets its norm and activation before the pooling. */
static void
test_preactivation_head (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("{\"block\":{\"order\":\"pre\"}," STAGES "}", NULL);

  assert_nodes (graph, RN_SCOPE_HEAD, "", "bn", "fc");
}

static void
test_names (void)
{
  g_autoptr (RnSpec) block = rn_test_open (" {\"body\":\"bottleneck\",\"in\":64,\"out\":256}");
  g_autoptr (RnSpec) odd = rn_test_open ("{\"name\":\"my net\"," STAGES "}");
  g_autoptr (RnSpec) wide = rn_test_open ("wide_resnet50_2");
  g_autoptr (RnSpec) odd_twin = rn_spec_plain_twin (odd);
  g_autoptr (RnSpec) wide_twin = rn_spec_plain_twin (wide);

  g_assert_cmpstr (rn_spec_name (block), ==, "bottleneck 64→64→256");
  g_assert_cmpuint (rn_spec_input (block).dim[1], ==, 64);
  g_assert_cmpuint (rn_spec_input (block).dim[2], ==, 56);
  g_assert_cmpstr (rn_spec_name (odd_twin), ==, "my net-plain");
  g_assert_cmpstr (rn_spec_name (wide_twin), ==, "wide_plain50_2");
}

static const struct { const char *text; RnError code; const char *named; } refused[] = {
  { "{}", RN_ERROR_FORMAT, "\"stages\" is missing" },
  { "{\"stages\":[]}", RN_ERROR_FORMAT, "\"stages\"" },
  { "{\"stages\":{}}", RN_ERROR_FORMAT, "\"stages\"" },
  { "{\"stages\":[7]}", RN_ERROR_FORMAT, "stages[0]" },
  { "{\"stages\":[{\"out\":8}]}", RN_ERROR_FORMAT, "\"count\" is missing" },
  { "{\"stages\":[{\"count\":1}]}", RN_ERROR_FORMAT, "\"out\" is missing" },
  { "{\"stages\":[{\"count\":0,\"out\":8}]}", RN_ERROR_RANGE, "\"count\" is 0" },
  { "{\"stages\":[{\"count\":-1,\"out\":8}]}", RN_ERROR_RANGE, "\"count\" is -1" },
  { "{\"stages\":[{\"count\":1000000000,\"out\":8}]}", RN_ERROR_RANGE, "\"count\"" },
  { "{\"stages\":[{\"count\":4096,\"out\":8},{\"count\":1,\"out\":8}]}", RN_ERROR_RANGE, "4096 blocks" },
  { "{\"stages\":[{\"count\":1,\"out\":65537}]}", RN_ERROR_RANGE, "\"out\" is 65537" },
  { "{\"stages\":[{\"count\":1,\"width\":8}]}", RN_ERROR_UNKNOWN, "\"width\"" },
  { "{\"stages\":[{\"count\":1,\"out\":8,\"block\":{\"in\":8}}]}", RN_ERROR_UNKNOWN, "stages'" },
  { "{\"stages\":[{\"count\":1,\"out\":8,\"block\":[]}]}", RN_ERROR_FORMAT, "\"block\"" },
  { "{\"block\":3," STAGES "}", RN_ERROR_FORMAT, "\"block\"" },
  { "{\"block\":{\"bodi\":\"basic\"}," STAGES "}", RN_ERROR_UNKNOWN, "did you mean \"body\"" },
  { "{\"block\":{\"groups\":3}," STAGES "}", RN_ERROR_RANGE, "layer1.0" },
  { "{\"block\":{\"groups\":8,\"mid\":12}," STAGES "}", RN_ERROR_RANGE, "\"mid\"" },
  { "{\"stages\":[{\"count\":1,\"out\":8,\"name\":\"a.b\"}]}", RN_ERROR_FORMAT, "\"name\"" },
  { "{\"stages\":[{\"count\":1,\"out\":8,\"name\":\"\"}]}", RN_ERROR_FORMAT, "\"name\"" },
  { "{\"stages\":[{\"count\":1,\"out\":8,\"name\":\"layer2\"},{\"count\":1,\"out\":8}]}", RN_ERROR_FORMAT, "layer2" },
  { "{\"input\":[3,224]," STAGES "}", RN_ERROR_FORMAT, "[C, H, W]" },
  { "{\"input\":[3,224,\"224\"]," STAGES "}", RN_ERROR_FORMAT, "[C, H, W]" },
  { "{\"input\":[3,0,224]," STAGES "}", RN_ERROR_RANGE, "H is 0" },
  { "{\"input\":[3,224,99999999999999999999]," STAGES "}", RN_ERROR_RANGE, "W is" },
  { "{\"input\":null," STAGES "}", RN_ERROR_FORMAT, "[C, H, W]" },
  { "{\"stem\":{\"kernel\":0}," STAGES "}", RN_ERROR_RANGE, "stem: \"kernel\" is 0" },
  { "{\"stem\":7," STAGES "}", RN_ERROR_FORMAT, "stem" },
  { "{\"head\":{\"classes\":\"ten\"}," STAGES "}", RN_ERROR_FORMAT, "head: \"classes\"" },
  { "{\"name\":7," STAGES "}", RN_ERROR_FORMAT, "\"name\"" },
  { "{\"stage\":[]," STAGES "}", RN_ERROR_UNKNOWN, "did you mean \"stages\"" },
  { "{\"body\":\"basic\"," STAGES "}", RN_ERROR_UNKNOWN, "\"stages\"" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rn_spec_parse (refused[i].text, "spec", &error));
      g_test_message ("%s → %s", refused[i].text, error->message);
      g_assert_error (error, RN_ERROR, (int) refused[i].code);
      g_assert_nonnull (strstr (error->message, refused[i].named));
    }
}

/* Read, but not buildable: a shortcut or the picture does not fit. */
static void
test_unbuildable (void)
{
  g_autoptr (RnSpec) identity = rn_test_open ("{\"block\":{\"shortcut\":\"identity\"}," STAGES "}");
  g_autoptr (RnSpec) fine = rn_test_open ("resnet18");
  RnBuildOptions grey = { .input = rn_shape_4d (1, 1, 224, 224) };
  RnBuildOptions small = { .input = rn_shape_4d (1, 3, 1, 1) };
  g_autoptr (GError) error = NULL;
  g_autoptr (RnGraph) tiny = rn_spec_build (fine, &small, &error);

  g_assert_no_error (error);    /* padding keeps one pixel alive to the end */
  g_assert_cmpuint (rn_graph_node (tiny, rn_graph_find (tiny, "layer4.1.relu"))->shape.dim[2], ==,
                    1);

  g_assert_null (rn_spec_build (identity, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
  g_assert_nonnull (strstr (error->message, "layer1.0"));
  g_assert_nonnull (strstr (error->message, "\"shortcut\": \"auto\""));
  g_clear_error (&error);

  g_assert_null (rn_spec_build (fine, &grey, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
}

/*
 * As deep and wide as a spec may be: its graph is built, and no memory is taken for its parameters.
 */
static void
test_largest (void)
{
  g_autoptr (RnGraph) deep
      = rn_test_build ("{\"input\":[1,8,8],\"stages\":[{\"count\":4096,\"out\":1}]}", NULL);
  g_autoptr (RnGraph) wide
      = rn_test_build ("{\"input\":[65536,1,1],\"stages\":[{\"count\":64,\"out\":65536}]}", NULL);

  g_assert_cmpuint (rn_graph_n_nodes (deep), >, 4096 * 7);
  g_assert_cmpuint (rn_graph_parameter_floats (wide), >, G_GUINT64_CONSTANT (1) << 40);
}

/* A spec with a byte changed or its end cut off is read or refused, and built or refused. */
static void
test_damaged (void)
{
  g_autoptr (RnSpec) spec = rn_test_open ("cifar_resnet20");
  json_object *json = rn_spec_json (spec);
  const char *whole = json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN);
  gsize length = strlen (whole);
  guint refused_texts = 0;

  for (guint64 i = 0; i < 4000; i++)
    {
      g_autofree char *text = g_strdup (whole);
      g_autoptr (GError) error = NULL;
      g_autoptr (RnSpec) damaged = NULL;

      if (i < length)
        text[i] = '\0';
      else
        text[rn_random_bits (5, 1, i) % length] = (char) (1 + rn_random_bits (5, 2, i) % 255);
      damaged = rn_spec_parse (text, "spec", &error);
      refused_texts += damaged == NULL;
      g_assert_true ((damaged == NULL) == (error != NULL));
      if (damaged != NULL)
        {
          g_autoptr (RnGraph) graph = rn_spec_build (damaged, NULL, &error);

          g_assert_true ((graph == NULL) == (error != NULL));
        }
    }
  g_assert_cmpuint (refused_texts, >=, length);
  json_object_put (json);
}

static void
test_files (void)
{
  static const struct { const char *content; gssize length; RnError code; } rows[] = {
    { "", 0, RN_ERROR_FORMAT },
    { "{\"body\":\"basic\",\"in\":8,\"ou", -1, RN_ERROR_FORMAT },
    { "{\"body\":\"basic\",\"in\":8,\"out\":8}\0x", 33, RN_ERROR_FORMAT },
    { "\xff\xfe\x00{", 4, RN_ERROR_FORMAT },
    { "{\"body\":\"b\xe9sic\",\"in\":8,\"out\":8}", -1, RN_ERROR_FORMAT },
  };
  g_autofree char *path = rn_test_scratch ("spec.json");
  g_autofree char *large = g_strnfill (2 * 1024 * 1024, ' ');
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (g_file_set_contents (path, rows[i].content, rows[i].length, NULL));
      g_assert_null (rn_spec_open (path, &error));
      g_assert_error (error, RN_ERROR, (int) rows[i].code);
      g_clear_error (&error);
    }
  g_assert_true (g_file_set_contents (path, large, -1, NULL));
  g_assert_null (rn_spec_open (path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "{\"body\":\"basic\",\"in\":8,\"out\":0}\n", -1, NULL));
  g_assert_null (rn_spec_open (path, &error));
  g_assert_nonnull (strstr (error->message, "spec.json"));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "{\"body\":\"basic\",\"in\":8,\"out\":8}\n", -1, NULL));
  spec = rn_spec_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rn_spec_block (spec)->out, ==, 8);
  g_assert_null (rn_spec_open ("no-such-file.json", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/models/spec/scope-tree", test_scope_tree);
  g_test_add_func ("/core/models/spec/option-a-tree", test_option_a_tree);
  g_test_add_func ("/core/models/spec/plain-tree", test_plain_tree);
  g_test_add_func ("/core/models/spec/loss", test_loss);
  g_test_add_func ("/core/models/spec/defaults-and-overrides", test_defaults_and_overrides);
  g_test_add_func ("/core/models/spec/written", test_written);
  g_test_add_func ("/core/models/spec/preactivation-head", test_preactivation_head);
  g_test_add_func ("/core/models/spec/names", test_names);
  g_test_add_func ("/core/models/spec/refused", test_refused);
  g_test_add_func ("/core/models/spec/unbuildable", test_unbuildable);
  g_test_add_func ("/core/models/spec/largest", test_largest);
  g_test_add_func ("/core/models/spec/damaged", test_damaged);
  g_test_add_func ("/core/models/spec/files", test_files);
  return g_test_run ();
}
