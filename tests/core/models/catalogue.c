/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every model of the catalogue against the published counts, its JSON read back, and torchvision's
 * names.
 */
#include <string.h>

#include "rn-test-model.h"
#include "rn-test.h"

/*
 * Known before any of this was written: torchvision's model documentation; for the rest the papers'
 * layer tables, counted by another program. 0: not known. counts.json has every model.
 */
static const struct
{
  const char *name;
  guint64     parameters;
  guint64     macs;
} published[] = {
  { "resnet18", 11689512, 1814073344 },
  { "resnet34", 21797672, 3663761408 },
  { "resnet50", 25557032, 4089184256 },
  { "resnet101", 44549160, 7801405440 },
  { "resnet152", 60192808, 11513626624 },
  { "se_resnet50", 28088024, 4091699200 },
  { "resnext50_32x4d", 25028904, 4230479872 },
  { "resnext101_32x4d", 44177704, 7969996800 },
  { "resnext101_32x8d", 88791336, 16414015488 },
  { "resnext101_64x4d", 83455272, 15460270080 },
  { "wide_resnet50_2", 68883240, 11398021120 },
  { "wide_resnet101_2", 126886696, 22753050624 },
  { "res2net50_26w_4s", 25699120, 4255166464 },
  { "mobilenet_v2", 3504872, 300774272 },
  { "vgg16", 138357544, 15470264320 },
  { "vgg16_bn", 138365992, 15470264320 },
  { "plain18", 11515688, 0 },
  { "plain34", 21623848, 3644493824 },
  { "cifar_resnet20", 269722, 40551040 },
  { "cifar_resnet32", 464154, 68862592 },
  { "cifar_resnet44", 658586, 97174144 },
  { "cifar_resnet56", 853018, 125485696 },
  { "cifar_resnet110", 1727962, 252887680 },
  { "cifar_resnet1202", 19421274, 2829238912 },
  { "cifar_plain20", 269722, 40551040 },
  { "cifar_plain32", 464154, 68862592 },
  { "cifar_plain44", 658586, 97174144 },
  { "cifar_plain56", 853018, 125485696 },
  { "cifar_plain110", 1727962, 252887680 },
};

static void
check_counts (const char *text, guint64 parameters, guint64 macs)
{
  g_autoptr (RnGraph) graph = rn_test_build (text, NULL);
  RnTotals totals = rn_test_totals (graph, NULL);

  g_assert_cmpuint (totals.parameters, ==, parameters);
  if (macs != 0)
    g_assert_cmpuint (totals.macs, ==, macs);
}

static void
test_published_counts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    check_counts (published[i].name, published[i].parameters, published[i].macs);
}

/* What make_counts.py found, by model. */
static json_object *
read_counts (void)
{
  g_autofree char *path = rn_test_data ("models/counts.json");
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;
  json_object *json;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  json = rn_spec_parse_json (text, length, path, &error);
  g_assert_no_error (error);
  return json;
}

static json_object *
key_of (json_object *json, const char *name, const char *key)
{
  json_object *row, *value = NULL;

  if (!json_object_object_get_ex (json, name, &row))
    g_error ("%s is not in counts.json: see make_counts.py", name);
  json_object_object_get_ex (row, key, &value);
  return value;
}

/* Every model of the catalogue as PyTorch counts it, and what the catalogue itself says of it. */
static void
test_counts_of_pytorch (void)
{
  json_object *counts = read_counts ();
  guint n;
  const RnCatalogueEntry *entries = rn_catalogue (&n);

  for (guint i = 0; i < n; i++)
    {
      const char *name = entries[i].name;
      guint64 parameters = json_object_get_uint64 (key_of (counts, name, "parameters"));
      guint64 macs = json_object_get_uint64 (key_of (counts, name, "macs"));

      g_test_message ("%s: %s", name, json_object_get_string (key_of (counts, name, "by")));
      check_counts (name, parameters, macs);
      g_assert_cmpuint (entries[i].published_parameters, ==, parameters);
      g_assert_cmpuint (entries[i].published_macs, ==, macs);
      g_assert_cmpstr (entries[i].counted_by, !=, "");
    }
  g_assert_cmpint (json_object_object_length (counts), ==, (int) n);
  json_object_put (counts);
}

/* Published weights are told apart by the order of a state_dict. */
static void
test_order_of_torchvision (void)
{
  json_object *counts = read_counts ();
  guint compared = 0;

  for (const char *const *name = rn_catalogue_names (); *name != NULL; name++)
    {
      json_object *shapes = key_of (counts, *name, "shapes");
      g_autoptr (RnGraph) graph = shapes != NULL ? rn_test_build (*name, NULL) : NULL;
      g_auto (GStrv) expected = NULL;
      guint at = 0;

      if (graph == NULL)
        continue;
      expected = g_strsplit (json_object_get_string (shapes), " ", -1);
      for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
        {
          const RnParameterInfo *parameter = rn_graph_parameter (graph, i);
          g_autofree char *shape = rn_shape_describe (&parameter->shape);

          /* a dropout's count of passes and seed are ours alone */
          if (g_str_equal (rn_graph_node (graph, parameter->node)->op->name, "dropout"))
            continue;
          g_test_message ("%s", parameter->name);
          g_assert_cmpstr (shape, ==, expected[at++]);
        }
      g_assert_null (expected[at]);
      compared++;
    }
  g_assert_cmpuint (compared, >, 0);
  json_object_put (counts);
}

/* A catalogue model with one key changed: the paper's stride, options A and B, SE. */
static void
test_variants (void)
{
#define BOTTLENECK "\"body\":\"bottleneck\""
#define PAD        "\"shortcut\":\"pad\""
#define NONE       "\"shortcut\":\"none\""
  static const struct
  {
    const char *name, *piece, *replacement;
    guint64     parameters, macs;
  } rows[] = {
    { "resnet50", BOTTLENECK, BOTTLENECK ",\"stride_at\":\"1x1\"", 25557032, 3857973248 },
    { "resnet101", BOTTLENECK, BOTTLENECK ",\"stride_at\":\"1x1\"", 44549160, 7570194432 },
    { "resnet152", BOTTLENECK, BOTTLENECK ",\"stride_at\":\"1x1\"", 60192808, 11282415616 },
    { "resnet50", BOTTLENECK, BOTTLENECK ",\"se\":16", 28088024, 4091699200 },
    { "cifar_resnet20", PAD, "\"shortcut\":\"auto\"", 272474, 0 },
    { "cifar_resnet56", PAD, "\"shortcut\":\"auto\"", 855770, 0 },
    { "plain18", NONE, PAD, 11515688, 0 },
    { "plain34", NONE, PAD, 21623848, 3644493824 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = rn_test_edited_spec (rows[i].name, rows[i].piece, rows[i].replacement);

      check_counts (text, rows[i].parameters, rows[i].macs);
    }
}

static void
assert_same_graph (const RnGraph *a, const RnGraph *b)
{
  g_assert_cmpuint (rn_graph_n_nodes (a), ==, rn_graph_n_nodes (b));
  g_assert_cmpuint (rn_graph_n_scopes (a), ==, rn_graph_n_scopes (b));
  g_assert_cmpuint (rn_graph_n_parameters (a), ==, rn_graph_n_parameters (b));
  for (RnNode i = 0; i < rn_graph_n_nodes (a); i++)
    {
      const RnNodeInfo *x = rn_graph_node (a, i), *y = rn_graph_node (b, i);

      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_true (x->op == y->op);
      g_assert_cmpuint (x->scope, ==, y->scope);
      g_assert_true (rn_shape_equal (&x->shape, &y->shape));
      g_assert_cmpmem (x->inputs, x->n_inputs * sizeof (RnNode), y->inputs,
                       y->n_inputs * sizeof (RnNode));
      for (guint k = 0; k < x->op->n_attributes; k++)
        g_assert_cmpfloat (x->attributes[k], ==, y->attributes[k]);
    }
  for (RnScope i = 0; i < rn_graph_n_scopes (a); i++)
    {
      const RnScopeInfo *x = rn_graph_scope (a, i), *y = rn_graph_scope (b, i);

      g_assert_cmpint (x->kind, ==, y->kind);
      g_assert_cmpstr (x->path, ==, y->path);
      g_assert_cmpstr (x->spec, ==, y->spec);
    }
  for (guint i = 0; i < rn_graph_n_parameters (a); i++)
    g_assert_cmpint (rn_graph_parameter (a, i)->init, ==, rn_graph_parameter (b, i)->init);
}

static void
test_json_round_trip (void)
{
  for (const char *const *name = rn_catalogue_names (); *name != NULL; name++)
    {
      g_autoptr (RnSpec) spec = rn_test_open (*name);
      json_object *json = rn_spec_json (spec);
      g_autoptr (RnSpec) again = rn_test_open (json_object_to_json_string (json));
      g_autoptr (RnGraph) graph = rn_test_build (*name, NULL);
      g_autoptr (RnGraph) graph_again = rn_test_build (json_object_to_json_string (json), NULL);

      assert_same_graph (graph, graph_again);
      g_assert_cmpstr (rn_spec_name (again), ==, *name);
      json_object_put (json);
    }
}

/* Names and shapes of published weight files (torchvision.models.resnet). */
static void
test_torchvision_names (void)
{
  static const struct { const char *model, *name, *shape; } rows[] = {
    { "resnet18", "conv1.weight", "64×3×7×7" },
    { "resnet18", "bn1.running_var", "64" },
    { "resnet18", "layer1.0.conv1.weight", "64×64×3×3" },
    { "resnet18", "layer1.1.bn2.bias", "64" },
    { "resnet18", "layer2.0.downsample.0.weight", "128×64×1×1" },
    { "resnet18", "layer2.0.downsample.1.running_mean", "128" },
    { "resnet18", "fc.weight", "1000×512" },
    { "resnet18", "fc.bias", "1000" },
    { "resnet50", "layer1.0.conv1.weight", "64×64×1×1" },
    { "resnet50", "layer1.0.downsample.0.weight", "256×64×1×1" },
    { "resnet50", "layer4.2.conv3.weight", "2048×512×1×1" },
    { "resnet50", "fc.weight", "1000×2048" },
    { "resnext50_32x4d", "layer1.0.conv2.weight", "128×4×3×3" },
    { "resnext101_64x4d", "layer4.0.conv2.weight", "2048×32×3×3" },
    { "wide_resnet50_2", "layer1.0.conv2.weight", "128×128×3×3" },
    { "cifar_resnet20", "conv1.weight", "16×3×3×3" },
    { "cifar_resnet20", "layer3.2.conv2.weight", "64×64×3×3" },
    { "cifar_resnet20", "fc.weight", "10×64" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (rows[i].model, NULL);
      guint parameter = rn_graph_find_parameter (graph, rows[i].name);
      g_autofree char *shape = NULL;

      g_assert_cmpuint (parameter, !=, G_MAXUINT);
      shape = rn_shape_describe (&rn_graph_parameter (graph, parameter)->shape);
      g_assert_cmpstr (shape, ==, rows[i].shape);
    }
}

/* state_dict() of torchvision's resnet50 has 320 entries, of which 53 are num_batches_tracked. */
static void
test_parameter_tensors (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet50", NULL);

  g_assert_cmpuint (rn_graph_n_parameters (graph), ==, 320 - 53);
}

static void
test_plain_twin (void)
{
  g_autoptr (RnSpec) spec = rn_test_open ("resnet34");
  g_autoptr (RnSpec) twin = rn_spec_plain_twin (spec);
  g_autoptr (RnSpec) named = rn_test_open ("mobilenet_v2-plain");
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) plain = rn_test_open ("plain34");
  g_autoptr (RnSpec) block = rn_test_open ("{\"body\":\"basic\",\"in\":8,\"out\":8}");
  json_object *json = rn_spec_json (twin);
  g_autoptr (RnGraph) a = rn_test_build (json_object_to_json_string (json), NULL);
  g_autoptr (RnGraph) b = rn_test_build ("plain34", NULL);

  json_object_put (json);
  assert_same_graph (a, b);
  g_assert_cmpstr (rn_spec_name (twin), ==, "plain34");
  g_assert_null (rn_spec_plain_twin (plain));
  g_assert_null (rn_spec_plain_twin (named));
  g_assert_cmpstr (rn_spec_name (named), ==, "mobilenet_v2-plain");
  g_assert_null (rn_spec_open ("vgg16-plain", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_null (rn_spec_plain_twin (block));
}

static void
test_unknown_name (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_spec_open ("resnet5O", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "resnet50"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/models/catalogue/published-counts", test_published_counts);
  g_test_add_func ("/core/models/catalogue/counts-of-pytorch", test_counts_of_pytorch);
  g_test_add_func ("/core/models/catalogue/order-of-torchvision", test_order_of_torchvision);
  g_test_add_func ("/core/models/catalogue/variants", test_variants);
  g_test_add_func ("/core/models/catalogue/json-round-trip", test_json_round_trip);
  g_test_add_func ("/core/models/catalogue/torchvision-names", test_torchvision_names);
  g_test_add_func ("/core/models/catalogue/parameter-tensors", test_parameter_tensors);
  g_test_add_func ("/core/models/catalogue/plain-twin", test_plain_twin);
  g_test_add_func ("/core/models/catalogue/unknown-name", test_unknown_name);
  return g_test_run ();
}
