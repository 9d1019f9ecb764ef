/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Names in every dialect, as the libraries' own files have them, and back. */
#include "rn-dialect.h"

#include "rn-test-model.h"

static void
test_known (void)
{
  static const struct { const char *dialect, *ours, *theirs; } cases[] = {
    { "torchvision", "layer4.2.conv3.weight", "layer4.2.conv3.weight" },
    { "timm", "layer1.0.se.fc1.bias", "layer1.0.se.fc1.bias" },
    { "hf", "conv1.weight", "resnet.embedder.embedder.convolution.weight" },
    { "hf", "bn1.running_mean", "resnet.embedder.embedder.normalization.running_mean" },
    { "hf", "layer1.0.conv1.weight",
      "resnet.encoder.stages.0.layers.0.layer.0.convolution.weight" },
    { "hf", "layer4.2.bn3.running_var",
      "resnet.encoder.stages.3.layers.2.layer.2.normalization.running_var" },
    { "hf", "layer2.0.downsample.0.weight",
      "resnet.encoder.stages.1.layers.0.shortcut.convolution.weight" },
    { "hf", "layer3.35.downsample.1.bias",
      "resnet.encoder.stages.2.layers.35.shortcut.normalization.bias" },
    { "hf", "fc.bias", "classifier.1.bias" },
    { "hf", "layer1.0.se.fc1.weight", "layer1.0.se.fc1.weight" },
    { "hf", "layer0.0.conv1.weight", "layer0.0.conv1.weight" },      /* no stage before the first */
    { "cifar", "fc.weight", "linear.weight" },
    { "cifar", "layer2.0.downsample.0.weight", "layer2.0.shortcut.0.weight" },
    { "cifar", "layer1.17.conv2.weight", "layer1.17.conv2.weight" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const RnDialect *dialect = rn_dialect_find (cases[i].dialect, NULL);
      g_autofree char *theirs = rn_dialect_write (dialect, cases[i].ours);
      g_autofree char *ours = rn_dialect_read (dialect, cases[i].theirs);

      g_assert_cmpstr (theirs, ==, cases[i].theirs);
      g_assert_cmpstr (ours, ==, cases[i].ours);
    }
}

/* What almost fits a pattern is not changed. */
static void
test_near_misses (void)
{
  static const char *const names[] = {
    "", "fc", "classifier.1", "classifier.1.", "classifier.10.weight", "layer01.0.conv1.weight",
    "layer1.x.conv1.weight", "layer1..conv1.weight", "layer99999999999999999999.0.conv1.weight",
    "resnet.encoder.stages.00.layers.0.layer.0.convolution.weight",
    "resnet.encoder.stages.1000000.layers.0.layer.0.convolution.weight",
    "resnet.encoder.stages.0.layers.0.layer.0.convolution.",
  };
  const RnDialect *dialect = rn_dialect_find ("hf", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *read = rn_dialect_read (dialect, names[i]);

      g_assert_cmpstr (read, ==, names[i]);
    }
}

/* Every name of every model goes out and comes back, and no two become one. */
static void
test_catalogue (void)
{
  for (const char *const *model = rn_catalogue_names (); *model != NULL; model++)
    {
      g_autoptr (RnGraph) graph = rn_test_build_small (*model);

      for (const char *const *name = rn_dialect_names (); *name != NULL; name++)
        {
          const RnDialect *dialect = rn_dialect_find (*name, NULL);
          g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                                NULL);

          for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
            {
              const char *ours = rn_graph_parameter (graph, p)->name;
              g_autofree char *theirs = rn_dialect_write (dialect, ours);
              g_autofree char *back = rn_dialect_read (dialect, theirs);

              g_assert_cmpstr (back, ==, ours);
              g_assert_true (g_hash_table_add (seen, g_steal_pointer (&theirs)));
            }
        }
    }
}

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_dialect_find ("huggingface", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  for (guint i = 0; rn_dialect_names ()[i] != NULL; i++)
    g_assert_cmpstr (rn_dialect_name (rn_dialect_nth (i)), ==, rn_dialect_names ()[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/weights/dialect/known", test_known);
  g_test_add_func ("/core/weights/dialect/near-misses", test_near_misses);
  g_test_add_func ("/core/weights/dialect/catalogue", test_catalogue);
  g_test_add_func ("/core/weights/dialect/unknown", test_unknown);
  return g_test_run ();
}
