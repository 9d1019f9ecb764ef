/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every model of the catalogue, forward and backward, in training and evaluation: the fast engine computes what the reference does,
 * fused (RN_KEEP_NOTHING, STATISTICS), node by node (VALUES), with everything kept (ALL).
 *
 * The pictures are the smallest whose last feature maps have some pixels: a batch norm over two values would send
 * back differences of nearly equal numbers.
 */
#include <string.h>

#include "rn-test-model.h"
#include "rn-test-run.h"

/*
 * Of the largest magnitude of each tensor. A layer's sums round by some 1e-7; what differs early goes through all later layers.
 * Seen: 2e-5 for resnet18, 2e-4 for resnet152.
 */
#define TOLERANCE 1e-3

static RnGraph *
build (const char *name)
{
  g_autoptr (RnSpec) spec = rn_test_open (name);
  RnBuildOptions options = { .loss = TRUE, .label_smoothing = 0.1 };
  g_autoptr (GError) error = NULL;
  gboolean small = g_str_has_prefix (name, "cifar");
  RnGraph *graph;

  options.input = small ? rn_shape_4d (2, 3, 16, 16) : rn_shape_4d (2, 3, 33, 33);
  graph = rn_spec_build (spec, &options, &error);
  g_assert_no_error (error);
  return graph;
}

/*
 * Evaluation uses the statistics the training pass found, so that nothing vanishes or explodes. Twenty million parameters and more
 * are looked at once, unless there is time (-m slow, as in the suite of that name).
 */
static void
check_model (const char *name)
{
  g_autoptr (RnGraph) graph = build (name);
  g_autoptr (RnParameters) start = rn_test_parameters (graph, 1), after = NULL;
  gboolean once = rn_graph_parameter_floats (graph) > 20e6 && !g_test_slow ();

  rn_test_agree (start, RN_MODE_TRAIN, once ? RN_KEEP_NOTHING : RN_KEEP_ALL, TOLERANCE, name, &after);
  if (once)
    return;
  rn_test_settle (after, start);
  rn_test_agree (after, RN_MODE_EVAL, RN_KEEP_ALL, TOLERANCE, name, NULL);
}

static void
test_model (gconstpointer data)
{
  const char *name = data;

  if (rn_catalogue_find (name)->published_parameters > 30e6 && !g_test_slow ())
    g_test_skip ("more than thirty million parameters: in suite slow");
  else
    check_model (name);
}

int
main (int argc, char **argv)
{
  guint n;
  const RnCatalogueEntry *models = rn_catalogue (&n);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/core/engine/models/%s", models[i].name);

      g_test_add_data_func (path, models[i].name, test_model);
    }
  return g_test_run ();
}
