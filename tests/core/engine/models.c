/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Every model of the catalogue, forward and backward, in training and evaluation: the fast engine
 * computes what the reference does, fused (RN_KEEP_NOTHING, STATISTICS), node by node (VALUES),
 * with everything kept (ALL), and forward alone.
 */
#include "rn-test-model.h"
#include "rn-test-run.h"

/*
 * Of the largest magnitude of each tensor. A layer's sums round by some 1e-7; what differs early
 * goes through all later layers. Seen: 2e-5 for resnet18, 3e-4 for resnext101; of CIFAR's, with
 * depth: 1.4e-5 for 20 layers, 1e-4 for 164, 1e-3 for 1202.
 */
#define TOLERANCE       1e-3
#define LAYER_TOLERANCE 3e-6

static double
tolerance_of (const RnGraph *graph)
{
  guint layers = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    layers += g_str_equal (rn_graph_node (graph, i)->op->name, "conv2d");
  return MAX (TOLERANCE, LAYER_TOLERANCE * layers);
}

/*
 * Evaluation uses the statistics the training pass found, so that nothing vanishes or explodes. The
 * first of each family is looked at in all ways, though the large ones only with -m slow; all
 * others once.
 */
static void
check_model (const char *name)
{
  g_autoptr (RnGraph) graph = rn_test_build_small (name);
  g_autoptr (RnParameters) start = rn_test_parameters (graph, 1), after = NULL;
  gboolean large = rn_graph_parameter_floats (graph) > 8e6;
  double tolerance = tolerance_of (graph);
  gboolean once = large && !(g_test_slow () && rn_test_is_first (name));

  rn_test_agree (start, RN_MODE_TRAIN, once ? RN_KEEP_NOTHING : RN_KEEP_ALL, tolerance, name,
                 &after);
  if (once)
    return;
  rn_test_settle (after, start);
  rn_test_agree (after, RN_MODE_EVAL, RN_KEEP_ALL, tolerance, name, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rn_test_add_models ("/core/engine/models", check_model);
  return g_test_run ();
}
