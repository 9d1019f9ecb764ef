/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Trials on random numbers: the same seed gives the same numbers, another one others. */
#include <math.h>

#include "rn-test-model.h"
#include "rn-trial.h"

static RnSession *
trial (RnGraph *graph, guint64 seed)
{
  const RnSessionOptions options = { .mode = RN_MODE_TRAIN, .backward = TRUE,
                                     .keep = RN_KEEP_VALUES };
  g_autoptr (GError) error = NULL;
  RnSession *session = rn_trial_session (graph, seed, &options, &error);

  g_assert_no_error (error);
  rn_session_forward (session, NULL, &error);
  g_assert_no_error (error);
  rn_session_backward (session, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static void
test_network (void)
{
  g_autoptr (RnSpec) spec = rn_test_open ("cifar_resnet20");
  const RnBuildOptions options = { .input = rn_shape_4d (2, 3, 32, 32), .loss = TRUE };
  g_autoptr (RnGraph) graph = rn_spec_build (spec, &options, NULL);
  g_autoptr (RnSession) one = trial (graph, 1);
  g_autoptr (RnSession) again = trial (graph, 1);
  g_autoptr (RnSession) other = trial (graph, 2);

  g_assert_true (isfinite (rn_session_loss (one)) && rn_session_loss (one) > 0);
  g_assert_true (rn_session_loss (again) == rn_session_loss (one));
  g_assert_true (rn_session_loss (other) != rn_session_loss (one));
}

/* What ends in no loss gets a random gradient of its output, standard normal. */
static void
test_block (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("{\"body\":\"basic\",\"in\":8,\"out\":8}", "1,8,16,16");
  g_autoptr (RnSession) session = trial (graph, 0);
  RnParameters *parameters = rn_session_parameters (session);
  const float *gradient
    = rn_parameters_gradients (parameters, rn_graph_find_parameter (graph, "conv1.weight"));
  double sum = 0;

  for (guint i = 0; i < 8 * 8 * 9; i++)
    sum += fabs ((double) gradient[i]);
  g_assert_true (isfinite (sum) && sum > 0);
}

static RnDeviation
deviation (const char *spec, const char *exact)
{
  g_autoptr (RnGraph) graph = rn_test_build (spec, "2,64,12,12");
  g_autoptr (RnGraph) reference = rn_test_build (exact, "2,64,12,12");
  g_autoptr (GError) error = NULL;
  RnDeviation found = { NAN, NAN };

  rn_trial_deviation (graph, reference, 0, &found, NULL, &error);
  g_assert_no_error (error);
  return found;
}

#define BLOCK "{\"body\":\"bottleneck\",\"in\":64,\"out\":64,\"activation\":\"silu\""

/*
 * bfloat16 keeps 8 bits: a factor is off by up to 2⁻⁹ = 0.2 %, a product by twice that, and roundings that
 * know nothing of each other leave a sum as far off as its terms; three layers, each way, add theirs.
 * Far above what fp32 can be off by, 2⁻²⁴ times a few hundred terms. SiLU has no corner.
 */
static void
test_deviation (void)
{
  RnDeviation none = deviation (BLOCK "}", BLOCK "}");
  RnDeviation bf16 = deviation (BLOCK ",\"precision\":\"bf16\"}", BLOCK "}");

  g_assert_true (none.output == 0 && none.gradient == 0);
  g_assert_cmpfloat (bf16.output, >, 1e-4);
  g_assert_cmpfloat (bf16.output, <, 2e-2);
  g_assert_cmpfloat (bf16.gradient, >, 1e-4);
  g_assert_cmpfloat (bf16.gradient, <, 2e-2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/trial/network", test_network);
  g_test_add_func ("/core/analysis/trial/block", test_block);
  g_test_add_func ("/core/analysis/trial/deviation", test_deviation);
  return g_test_run ();
}
