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

/* Twenty million parameters and more are looked at once, unless there is time (-m slow, as in the suite of that name). */
static gboolean
is_checked (const RnGraph *graph, RnMode mode, RnKeep keep)
{
  return g_test_slow () || rn_graph_parameter_floats (graph) < 20e6 || (mode == RN_MODE_TRAIN && keep == RN_KEEP_NOTHING);
}

static void
check_keeps (const char *name, RnParameters *start, RnSession *expected, RnMode mode)
{
  static const char *const keeps[] = { "nothing", "statistics", "values", "all" };
  double worst = 0;

  for (RnKeep keep = RN_KEEP_NOTHING; keep <= RN_KEEP_ALL; keep++)
    {
      RnTestRun run = { "onednn", mode, TRUE, keep, 2 };
      g_autoptr (RnParameters) parameters = NULL;
      g_autoptr (RnSession) found = NULL;
      g_autofree char *what = g_strdup_printf ("%s, %s, keep %s", name, mode == RN_MODE_TRAIN ? "train" : "eval", keeps[keep]);

      if (!is_checked (rn_session_graph (expected), mode, keep))
        continue;
      parameters = rn_test_copy (start);
      found = rn_test_session (rn_session_graph (expected), parameters, &run);
      rn_test_pass (found);
      worst = MAX (worst, rn_test_compare (found, expected, TOLERANCE, what));
    }
  g_test_message ("%s, %s: largest relative difference %.2g", name, mode == RN_MODE_TRAIN ? "train" : "eval", worst);
}

/* Evaluation uses the statistics the training pass found, so that nothing vanishes or explodes. */
static void
check_model (const char *name)
{
  g_autoptr (RnGraph) graph = build (name);
  g_autoptr (RnParameters) start = rn_test_parameters (graph, 1), after = rn_test_copy (start);
  g_autoptr (RnSession) train = rn_test_session (graph, after, &(RnTestRun) { "reference", RN_MODE_TRAIN, TRUE, RN_KEEP_ALL, 2 });
  g_autoptr (RnParameters) settled = NULL, eval_parameters = NULL;
  g_autoptr (RnSession) eval = NULL;

  rn_test_pass (train);
  check_keeps (name, start, train, RN_MODE_TRAIN);
  if (!is_checked (graph, RN_MODE_EVAL, RN_KEEP_ALL))
    return;
  settled = rn_test_copy (after);
  rn_test_settle (settled, start);
  g_clear_pointer (&train, rn_session_free);
  eval_parameters = rn_test_copy (settled);
  eval = rn_test_session (graph, eval_parameters, &(RnTestRun) { "reference", RN_MODE_EVAL, TRUE, RN_KEEP_ALL, 2 });
  rn_test_pass (eval);
  check_keeps (name, settled, eval, RN_MODE_EVAL);
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
