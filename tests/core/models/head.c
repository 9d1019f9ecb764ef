/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What comes after the stages: each kind of head, node by node, and what is refused of them. */
#include <string.h>

#include "rn-test-model.h"

/* A picture of 32×32 through scales of 32 (layer1), 16 (layer2) and 8 pixels (layer3). */
#define SMALL \
  "\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":1,\"out\":4,\"pool\":\"none\"}," \
  "\"stages\":[{\"count\":1,\"out\":4},{\"count\":1,\"out\":8,\"stride\":2}," \
  "{\"count\":1,\"out\":16,\"stride\":2}]"

static void
assert_shape (const RnGraph *graph, const char *name, const char *shape)
{
  RnNode node = rn_graph_find (graph, name);
  g_autofree char *found = NULL;

  if (node == RN_NODE_NONE)
    g_error ("no node \"%s\"", name);
  found = rn_shape_describe (&rn_graph_node (graph, node)->shape);
  g_assert_cmpstr (found, ==, shape);
}

/* "a b" of the nodes that @name reads */
static void
assert_reads (const RnGraph *graph, const char *name, const char *readers)
{
  const RnNodeInfo *node = rn_graph_node (graph, rn_graph_find (graph, name));
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < node->n_inputs; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " " : "",
                            rn_graph_node (graph, node->inputs[i])->name);
  g_assert_cmpstr (words->str, ==, readers);
  g_string_free (words, TRUE);
}

static gboolean
has_head (const RnGraph *graph)
{
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_HEAD)
      return TRUE;
  return FALSE;
}

static void
test_classifier (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
      "{" SMALL ",\"block\":{\"activation\":\"relu6\"},"
      "\"head\":{\"classes\":10,\"conv\":32,\"pool_size\":3,\"hidden\":[20,12],\"drop\":0.25}}",
      NULL);
  RnNode dropout = rn_graph_find (graph, "hidden.drop2");

  assert_shape (graph, "head.conv", "1×32×8×8");
  assert_reads (graph, "head.relu6", "head.bn");
  assert_shape (graph, "avgpool", "1×32×3×3");
  assert_shape (graph, "hidden.fc1", "1×20");
  assert_reads (graph, "hidden.fc2", "hidden.drop1");
  assert_reads (graph, "hidden.drop2", "hidden.relu6_2");
  assert_reads (graph, "fc", "hidden.drop2");
  assert_shape (graph, "fc", "1×10");
  g_assert_cmpfloat (rn_graph_node (graph, dropout)->attributes[0], ==, 0.25);
}

/* Without hidden layers the last one has the dropout before it; without norm the convolution has a
 * bias. */
static void
test_classifier_bare (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
      "{" SMALL ",\"block\":{\"norm\":\"none\"},\"head\":{\"conv\":32,\"drop\":0.5}}", NULL);

  assert_reads (graph, "head.relu", "head.conv");
  g_assert_cmpuint (rn_graph_find_parameter (graph, "head.conv.bias"), !=, G_MAXUINT);
  assert_reads (graph, "drop", "avgpool");
  assert_reads (graph, "fc", "drop");
}

static void
test_none (void)
{
  g_autoptr (RnGraph) post = rn_test_build ("{" SMALL ",\"head\":{\"kind\":\"none\"}}", NULL);
  g_autoptr (RnGraph) pre = rn_test_build (
      "{" SMALL ",\"block\":{\"order\":\"pre\"},\"head\":{\"kind\":\"none\"}}", NULL);

  g_assert_cmpuint (rn_graph_output (post), ==, rn_graph_find (post, "layer3.0.relu"));
  g_assert_false (has_head (post));
  g_assert_true (has_head (pre));
  assert_reads (pre, "bn", "layer3.0.addition");
  g_assert_cmpstr (rn_graph_node (pre, rn_graph_output (pre))->name, ==, "relu2");
}

static void
test_pyramid (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
      "{\"name\":\"p\",\"stages\":[{\"count\":1,\"out\":8},{\"count\":1,\"out\":16,\"stride\":2},"
      "{\"count\":1,\"out\":16},{\"count\":1,\"out\":32,\"stride\":2}],"
      "\"head\":{\"kind\":\"pyramid\",\"channels\":12}}",
      "1,3,64,64");

  /* of stages of one size the last: what is there is layer1, layer3 and layer4, at 16, 8 and 4 */
  assert_reads (graph, "fpn.lateral2", "layer1.0.relu");
  assert_reads (graph, "fpn.lateral3", "layer3.0.relu");
  assert_reads (graph, "fpn.lateral4", "layer4.0.relu");
  assert_reads (graph, "fpn.upsample3", "fpn.lateral4 fpn.lateral3");
  assert_reads (graph, "fpn.sum3", "fpn.lateral3 fpn.upsample3");
  assert_reads (graph, "fpn.upsample2", "fpn.sum3 fpn.lateral2");
  assert_reads (graph, "fpn.output4", "fpn.lateral4");
  assert_reads (graph, "fpn.output2", "fpn.sum2");
  assert_reads (graph, "fpn.levels", "fpn.output2 fpn.output3 fpn.output4");
  assert_shape (graph, "fpn.levels", "1×12×336×1");    /* 16² + 8² + 4² */
  g_assert_cmpuint (rn_graph_find_parameter (graph, "fpn.output4.bias"), !=, G_MAXUINT);
}

static void
test_unet (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
      "{" SMALL ",\"head\":{\"kind\":\"unet\",\"classes\":5,\"channels\":12}}", NULL);

  assert_reads (graph, "decoder.up1.upsample", "layer3.0.relu layer2.0.relu");
  assert_reads (graph, "decoder.up1.concat", "decoder.up1.upsample layer2.0.relu");
  assert_shape (graph, "decoder.up1.concat", "1×24×16×16");
  assert_shape (graph, "decoder.up1.relu2", "1×12×16×16");
  assert_reads (graph, "decoder.up0.concat", "decoder.up0.upsample layer1.0.relu");
  assert_shape (graph, "decoder.up0.conv2", "1×6×32×32");
  assert_reads (graph, "classifier", "decoder.up0.relu2");
  assert_shape (graph, "classifier", "1×5×32×32");
}

/* Behind a stem that strides, the last climb has nothing of its size but the picture; odd sizes fit
 * too, and pooled stages give what they had before the pool. */
static void
test_unet_to_the_picture (void)
{
  g_autoptr (RnGraph) strided = rn_test_build (
      "{\"stages\":[{\"count\":1,\"out\":8}],\"head\":{\"kind\":\"unet\",\"classes\":2}}",
      "2,3,37,50");
  g_autoptr (RnGraph) pooled = rn_test_build (
      "{\"stem\":{\"kind\":\"none\"},\"block\":{\"shortcut\":\"none\"},"
      "\"stages\":[{\"count\":1,\"out\":8,\"pool\":\"max\"}],"
      "\"head\":{\"kind\":\"unet\",\"classes\":2}}",
      "1,3,37,50");

  assert_reads (strided, "decoder.up1.concat", "decoder.up1.upsample relu");
  assert_reads (strided, "decoder.up0.upsample", "decoder.up1.relu2 input");
  assert_reads (strided, "decoder.up0.conv1", "decoder.up0.upsample");
  assert_shape (strided, "classifier", "2×2×37×50");
  assert_reads (pooled, "layer1.maxpool", "layer1.0.relu");
  assert_reads (pooled, "decoder.up0.concat", "decoder.up0.upsample layer1.0.relu");
  assert_shape (pooled, "classifier", "1×2×37×50");
}

/* A network all of whose maps are as large as the picture has nowhere to climb. */
static void
test_unet_flat (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
      "{\"stem\":{\"kind\":\"none\"},\"stages\":[{\"count\":1,\"out\":8}],"
      "\"head\":{\"kind\":\"unet\",\"classes\":2}}",
      "1,3,9,9");

  assert_reads (graph, "classifier", "layer1.0.relu");
}

static void
test_stem_none (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
      "{\"input\":[2,16,16],\"stem\":{\"kind\":\"none\"},"
      "\"stages\":[{\"count\":2,\"out\":8,\"pool\":\"max\"},{\"count\":1,\"out\":8}]}",
      NULL);

  assert_reads (graph, "layer1.0.conv1", "input");
  assert_reads (graph, "layer1.0.downsample.0", "input");
  assert_reads (graph, "layer1.maxpool", "layer1.1.relu");
  assert_reads (graph, "layer2.0.conv1", "layer1.maxpool");
  assert_shape (graph, "layer2.0.relu", "1×8×8×8");
}

static void
test_n_classes (void)
{
  static const struct { const char *text; guint classes; } rows[] = {
    { "resnet18", 1000 },
    { "{" SMALL ",\"head\":{\"kind\":\"none\"}}", 0 },
    { "{" SMALL ",\"head\":{\"kind\":\"unet\"}}", 0 },
    { "{" SMALL ",\"head\":{\"kind\":\"pyramid\"}}", 0 },
    { "{\"body\":\"basic\",\"in\":8,\"out\":8}", 0 },
  };
  RnBuildOptions options = { .loss = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RnSpec) spec = rn_test_open (rows[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, &error);

      g_assert_cmpuint (rn_spec_n_classes (spec), ==, rows[i].classes);
      if (rows[i].classes > 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
    }
}

/* What a head says is written as it was read. */
static void
test_written (void)
{
  static const char *const heads[] = {
    "{\"classes\":10,\"conv\":32,\"pool_size\":7,\"drop\":0.5,\"hidden\":[4096,4096]}",
    "{\"kind\":\"none\"}",
    "{\"kind\":\"pyramid\",\"channels\":64}",
    "{\"kind\":\"unet\",\"classes\":21,\"channels\":64}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"name\":\"h\",\"input\":[3,32,32],\"stem\":{\"kind\":\"none\"},\"block\":{},"
          "\"stages\":[{\"name\":\"layer1\",\"count\":1,\"out\":8,\"pool\":\"max\"}],\"head\":%s}",
          heads[i]);
      g_autoptr (RnSpec) spec = rn_test_open (text);
      json_object *json = rn_spec_json (spec);

      g_assert_cmpstr (json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN), ==, text);
      json_object_put (json);
    }
}

static const struct { const char *part; RnError code; const char *named; } refused[] = {
  { "\"head\":{\"kind\":\"unit\"}", RN_ERROR_UNKNOWN, "did you mean \"unet\"" },
  { "\"head\":{\"kind\":\"none\",\"classes\":10}", RN_ERROR_UNKNOWN, "\"classes\"" },
  { "\"head\":{\"kind\":\"pyramid\",\"classes\":10}", RN_ERROR_UNKNOWN, "\"classes\"" },
  { "\"head\":{\"kind\":\"unet\",\"hidden\":[8]}", RN_ERROR_UNKNOWN, "\"hidden\"" },
  { "\"head\":{\"channels\":8}", RN_ERROR_UNKNOWN, "\"channels\"" },
  { "\"head\":{\"hidden\":[]}", RN_ERROR_FORMAT, "\"hidden\"" },
  { "\"head\":{\"hidden\":8}", RN_ERROR_FORMAT, "\"hidden\"" },
  { "\"head\":{\"hidden\":[8,\"9\"]}", RN_ERROR_FORMAT, "\"hidden\"" },
  { "\"head\":{\"hidden\":[8,0]}", RN_ERROR_RANGE, "width 2 is 0" },
  { "\"head\":{\"hidden\":[99999999999]}", RN_ERROR_RANGE, "width 1" },
  { "\"head\":{\"hidden\":[1,1,1,1,1,1,1,1,1]}", RN_ERROR_FORMAT, "\"hidden\"" },
  { "\"head\":{\"drop\":1}", RN_ERROR_RANGE, "\"drop\"" },
  { "\"head\":{\"pool_size\":0}", RN_ERROR_RANGE, "\"pool_size\"" },
  { "\"stem\":{\"kind\":\"none\",\"out\":8}", RN_ERROR_UNKNOWN, "stem" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *text = g_strdup_printf ("{%s,\"stages\":[{\"count\":1,\"out\":8}]}",
                                               refused[i].part);
      g_autoptr (GError) error = NULL;

      g_assert_null (rn_spec_parse (text, "spec", &error));
      g_test_message ("%s → %s", text, error->message);
      g_assert_error (error, RN_ERROR, (int) refused[i].code);
      g_assert_nonnull (strstr (error->message, refused[i].named));
    }
}

/* The levels of a pyramid are inputs of one node, which are not without end. */
static void
test_too_many_levels (void)
{
  g_autoptr (GString) text = g_string_new ("{\"stages\":[{\"count\":1,\"out\":8}");
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 8; i++)
    g_string_append (text, ",{\"count\":1,\"out\":8,\"stride\":2}");
  g_string_append (text, "],\"head\":{\"kind\":\"pyramid\"}}");
  spec = rn_test_open (text->str);
  g_assert_null (rn_spec_build (spec, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/models/head/classifier", test_classifier);
  g_test_add_func ("/core/models/head/classifier-bare", test_classifier_bare);
  g_test_add_func ("/core/models/head/none", test_none);
  g_test_add_func ("/core/models/head/pyramid", test_pyramid);
  g_test_add_func ("/core/models/head/unet", test_unet);
  g_test_add_func ("/core/models/head/unet-to-the-picture", test_unet_to_the_picture);
  g_test_add_func ("/core/models/head/unet-flat", test_unet_flat);
  g_test_add_func ("/core/models/head/stem-none", test_stem_none);
  g_test_add_func ("/core/models/head/n-classes", test_n_classes);
  g_test_add_func ("/core/models/head/written", test_written);
  g_test_add_func ("/core/models/head/refused", test_refused);
  g_test_add_func ("/core/models/head/too-many-levels", test_too_many_levels);
  return g_test_run ();
}
