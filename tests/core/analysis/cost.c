/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every counting convention, torchinfo's memory, and what backward keeps, against numbers counted
 * by other programs.
 */
#include "rn-test-model.h"

static void
test_conventions (void)
{
  /* what each tool prints for torchvision's models at 1×3×224×224 */
  static const struct { const char *name; guint64 resnet50, resnet18; } rows[] = {
    { "torchvision", 4089184256, 1814073344 },
    { "torchinfo", 4089238376, 1814083944 },
    { "fvcore-eval", 4111512576, 1819065856 },
    { "fvcore-train", 4144854528, 1826516992 },
    { "ptflops-modules", 4121925096, 1822177768 },
    { "ptflops-aten", 4089185256, 1814074344 },
    { "flops", 8178368512, 3628146688 },
  };
  g_autoptr (RnGraph) resnet50 = rn_test_build ("resnet50", NULL);
  g_autoptr (RnGraph) resnet18 = rn_test_build ("resnet18", NULL);
  guint n;

  rn_conventions (&n);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (rn_test_totals (resnet50, rows[i].name).mult_adds, ==, rows[i].resnet50);
      g_assert_cmpuint (rn_test_totals (resnet18, rows[i].name).mult_adds, ==, rows[i].resnet18);
    }
  g_assert_null (rn_convention_find ("thop"));
  g_assert_cmpstr (rn_convention_name (rn_convention_default ()), ==, "torchvision");
}

static void
test_nodes_sum_to_totals (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("cifar_resnet20", "5,3,32,32");
  guint n = rn_graph_n_nodes (graph), n_conventions;
  const RnConvention *const *conventions = rn_conventions (&n_conventions);
  g_autofree RnShape *shapes = g_new (RnShape, n);

  for (RnNode i = 0; i < n; i++)
    shapes[i] = rn_graph_node (graph, i)->shape;
  for (guint c = 0; c < n_conventions; c++)
    {
      guint64 sum = 0;

      for (RnNode i = 0; i < n; i++)
        sum += rn_convention_count (conventions[c], graph, i, shapes);
      g_assert_cmpuint (sum, ==,
                        rn_test_totals (graph, rn_convention_name (conventions[c])).mult_adds);
    }
  g_assert_cmpuint (rn_test_totals (graph, NULL).macs, ==, 5 * G_GUINT64_CONSTANT (40551040));
}

static void
assert_printed (double value, const char *expected)
{
  g_autofree char *text = g_strdup_printf ("%.2f", value / 1e6);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_torchinfo_memory (void)
{
  static const struct { const char *model, *input, *megabytes; } rows[] = {
    { "resnet18", NULL, "39.75" },
    { "resnet34", NULL, "59.82" },
    { "resnet50", NULL, "177.83" },
    { "resnet101", NULL, "259.72" },
    { "resnet152", NULL, "360.87" },
    { "resnext50_32x4d", NULL, "230.42" },
    { "wide_resnet50_2", NULL, "230.42" },
    { "cifar_resnet20", NULL, "3.01" },
    { "cifar_resnet56", NULL, "8.52" },
    { "cifar_resnet110", NULL, "16.78" },
    { "resnet18", "1,3,64,64", "3.25" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (rows[i].model, rows[i].input);

      g_test_message ("%s", rows[i].model);
      assert_printed ((double) rn_test_totals (graph, NULL).forward_backward_bytes,
                      rows[i].megabytes);
    }
}

static void
test_small_picture (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("resnet18", "1,3,64,64");
  RnTotals totals = rn_test_totals (graph, "torchinfo");

  assert_printed ((double) totals.mult_adds, "148.57");
  g_assert_cmpuint (totals.input_bytes, ==, 3 * 64 * 64 * 4);
  g_assert_cmpuint (totals.parameter_bytes, ==, 4 * 11689512);
  g_assert_cmpuint (totals.total_bytes, ==,
                    totals.input_bytes + totals.forward_backward_bytes + totals.parameter_bytes);
}

/*
 * Blocks with input 4×128×64×64, in 128, out 32; where post, the shortcut is a bare 1×1 convolution
 * (torchinfo).
 */
static void
test_block_summaries (void)
{
#define POST "{\"in\":128,\"out\":32,\"shortcut_norm\":false,"
#define PRE  "{\"in\":128,\"out\":32,\"order\":\"pre\","
  static const struct
  {
    const char *spec, *output;
    guint64     parameters;
    const char *mult_adds, *forward_backward, *total, *parameter_megabytes;
  } rows[] = {
    { POST "\"body\":\"basic\",\"ratio\":1}", "4×32×64×64", 50304, "822.08", "20.97", "29.56", "0.20" },
    { POST "\"body\":\"bottleneck\",\"ratio\":4}", "4×32×64×64", 6048, "97.52", "16.78", "25.19", "0.02" },
    { POST "\"body\":\"bottleneck\",\"ratio\":4,\"stride\":3}", "4×32×22×22", 6048, "26.32", "3.83", "12.24", "0.02" },
    { PRE "\"body\":\"basic\",\"ratio\":1}", "4×32×64×64", 50496, "822.08", "33.55", "42.15", "0.20" },
    { PRE "\"body\":\"bottleneck\",\"ratio\":4,\"groups\":4}", "4×32×64×64", 5808, "90.44", "29.36", "37.77", "0.02" },
    { PRE "\"body\":\"bottleneck\",\"ratio\":4,\"groups\":4,\"stride\":3}", "4×32×22×22", 5808, "25.48", "20.11", "28.53",
      "0.02" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (rows[i].spec, "4,128,64,64");
      RnTotals totals = rn_test_totals (graph, "torchinfo");
      g_autofree char *output
          = rn_shape_describe (&rn_graph_node (graph, rn_graph_output (graph))->shape);

      g_test_message ("%s", rows[i].spec);
      g_assert_cmpstr (output, ==, rows[i].output);
      g_assert_cmpuint (totals.parameters, ==, rows[i].parameters);
      assert_printed ((double) totals.mult_adds, rows[i].mult_adds);
      assert_printed ((double) totals.forward_backward_bytes, rows[i].forward_backward);
      assert_printed ((double) totals.total_bytes, rows[i].total);
      assert_printed ((double) totals.parameter_bytes, rows[i].parameter_megabytes);
      assert_printed ((double) totals.input_bytes, "8.39");
    }
}

/* He 2015 fig. 5, Xie 2017 table 2, and two blocks counted by hand from their filters. */
static void
test_block_templates (void)
{
#define BARE "\"norm\":\"none\",\"shortcut\":\"none\","
  static const struct { const char *spec; guint64 parameters; } rows[] = {
    { "{" BARE "\"body\":\"bottleneck\",\"in\":256,\"out\":256}", 69632 },
    { "{" BARE "\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"mid\":128,\"groups\":32}", 70144 },
    { "{" BARE "\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"mid\":80,\"groups\":2}", 69760 },
    { "{" BARE "\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"mid\":96,\"groups\":4}", 69888 },
    { "{" BARE "\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"mid\":112,\"groups\":8}", 71456 },
    { "{" BARE "\"body\":\"basic\",\"in\":256,\"out\":256}", 1179648 },
    { "{" BARE "\"body\":\"basic\",\"in\":64,\"out\":64}", 73728 },
    { "{" BARE "\"body\":\"basic\",\"in\":256,\"out\":512,\"mid\":256}", 1769472 },
    { "{" BARE "\"body\":\"bottleneck\",\"in\":256,\"out\":512,\"mid\":64}", 86016 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RnGraph) graph = rn_test_build (rows[i].spec, NULL);

      g_test_message ("%s", rows[i].spec);
      g_assert_cmpuint (rn_test_totals (graph, NULL).parameters, ==, rows[i].parameters);
      g_assert_cmpuint (rn_test_totals (graph, NULL).macs, ==, rows[i].parameters * 56 * 56);
    }
}

/*
 * What the backward pass of a basic identity block reads, at 1×4×6×6: conv1 its input, bn1 conv1's
 * output, relu1 its own output, which conv2 reads too, bn2 conv2's output, the last relu its own
 * output: 5 tensors.
 */
static void
test_kept_activations (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("{\"body\":\"basic\",\"in\":4,\"out\":4}", "1,4,6,6");

  g_assert_cmpuint (rn_test_totals (graph, NULL).activation_bytes, ==, 5 * 4 * 6 * 6 * 4);
}

/*
 * A norm that the branch and the shortcut share counts once in the parameters, twice in the work.
 */
static void
test_shared_parameters (void)
{
  const char *spec = "{\"body\":\"basic\",\"order\":\"pre\",\"in\":8,\"out\":16,\"stride\":2,"
                     "\"shortcut_from\":\"preact\"}";
  g_autoptr (RnGraph) graph = rn_test_build (spec, "1,8,6,6");

  g_assert_cmpuint (rn_test_totals (graph, NULL).parameters, ==, 3632);
  g_assert_cmpuint (rn_test_totals (graph, NULL).macs, ==, 32256);
  g_assert_cmpuint (rn_test_totals (graph, "torchinfo").mult_adds, ==, 32256 + 2 * 16 + 32);
}

/* Of a range of nodes only what enters it is input, and labels never are. */
static void
test_range (void)
{
  g_autoptr (RnSpec) spec = rn_test_open ("cifar_resnet20");
  RnBuildOptions options = { .loss = TRUE, .input = rn_shape_4d (2, 3, 32, 32) };
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, NULL);
  guint n = rn_graph_n_nodes (graph);
  g_autofree RnShape *shapes = g_new (RnShape, n);
  RnTotals whole = rn_test_totals (graph, NULL), block;
  const RnScopeInfo *scope = NULL;

  for (RnNode i = 0; i < n; i++)
    shapes[i] = rn_graph_node (graph, i)->shape;
  for (RnScope i = 0; i < rn_graph_n_scopes (graph); i++)
    if (g_str_equal (rn_graph_scope (graph, i)->path, "layer2.0") && scope == NULL)
      scope = rn_graph_scope (graph, i);
  rn_totals_measure (graph, shapes, scope->first, scope->end, NULL, &block);

  g_assert_cmpuint (whole.input_bytes, ==, 2 * 3 * 32 * 32 * 4);
  g_assert_cmpuint (block.input_bytes, ==, 2 * 16 * 32 * 32 * 4);
  g_assert_cmpuint (block.parameters, ==, 9 * 16 * 32 + 9 * 32 * 32 + 4 * 32);
  g_assert_cmpuint (block.macs, ==, 2 * 16 * 16 * (9 * 16 * 32 + 9 * 32 * 32));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/cost/conventions", test_conventions);
  g_test_add_func ("/core/analysis/cost/nodes-sum-to-totals", test_nodes_sum_to_totals);
  g_test_add_func ("/core/analysis/cost/torchinfo-memory", test_torchinfo_memory);
  g_test_add_func ("/core/analysis/cost/small-picture", test_small_picture);
  g_test_add_func ("/core/analysis/cost/block-summaries", test_block_summaries);
  g_test_add_func ("/core/analysis/cost/block-templates", test_block_templates);
  g_test_add_func ("/core/analysis/cost/kept-activations", test_kept_activations);
  g_test_add_func ("/core/analysis/cost/shared-parameters", test_shared_parameters);
  g_test_add_func ("/core/analysis/cost/range", test_range);
  return g_test_run ();
}
