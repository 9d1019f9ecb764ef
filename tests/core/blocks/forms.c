/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * ResNeXt's three forms of one block hold the same weights and compute the same numbers, forward and
 * backward, on every engine.
 */
#include <string.h>

#include "rn-block-forms.h"
#include "rn-test-model.h"
#include "rn-test-run.h"
#include "rn-test.h"

/* Of the largest magnitude: the forms sum up to 128 products in another order. */
#define TOLERANCE 1e-5

static RnGraph *
build (const char *form, const char *keys)
{
  g_autofree char *spec
    = g_strdup_printf ("{\"body\":\"bottleneck\",\"form\":\"%s\",%s}", form, keys);

  return rn_test_build (spec, "2,32,9,7");
}

static RnSession *
run (RnParameters *parameters, const char *engine, RnMode mode)
{
  RnTestRun how = { .engine = engine, .mode = mode, .backward = TRUE, .keep = RN_KEEP_ALL };
  RnSession *session = rn_test_session (rn_parameters_graph (parameters), parameters, &how);

  rn_test_pass (session);
  return session;
}

/* Consumes both. */
static void
assert_same (RnTensor *found, RnTensor *expected, const char *what)
{
  g_assert_nonnull (found);
  g_assert_nonnull (expected);
  rn_assert_close (rn_tensor_values (found), rn_tensor_values (expected),
                   rn_tensor_elements (expected), TOLERANCE, what);
  rn_tensor_unref (found);
  rn_tensor_unref (expected);
}

/* The gradient of what all forms have under one name and in one shape. */
static void
assert_same_gradients (RnSession *found, RnSession *expected)
{
  static const char *const names[] = { "downsample.0.weight", "downsample.1.weight", "bn3.weight",
                                       "bn3.bias" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint a = rn_graph_find_parameter (rn_session_graph (found), names[i]);
      guint b = rn_graph_find_parameter (rn_session_graph (expected), names[i]);

      g_assert_cmpuint (a, !=, G_MAXUINT);
      rn_assert_close (
        rn_parameters_gradients (rn_session_parameters (found), a),
        rn_parameters_gradients (rn_session_parameters (expected), b),
        rn_shape_elements (&rn_graph_parameter (rn_session_graph (expected), b)->shape), TOLERANCE,
        names[i]);
    }
}

static void
compare (const char *form, const char *keys, const char *engine, RnMode mode)
{
  g_autoptr (RnGraph) grouped = build ("grouped", keys), other = build (form, keys);
  g_autoptr (RnParameters) expected = rn_test_parameters (grouped, 4);
  g_autoptr (RnParameters) found = rn_test_parameters (other, 5);
  g_autoptr (RnSession) a = NULL, b = NULL;
  g_autoptr (GError) error = NULL;

  rn_block_forms_copy (expected, found, &error);
  g_assert_no_error (error);
  a = run (found, engine, mode);
  b = run (expected, engine, mode);
  assert_same (rn_session_activation (a, rn_graph_output (other), NULL),
               rn_session_activation (b, rn_graph_output (grouped), NULL), "y");
  assert_same (rn_session_gradient (a, 0, NULL), rn_session_gradient (b, 0, NULL), "dx");
  assert_same_gradients (a, b);
  g_assert_cmpuint (rn_test_totals (other, NULL).parameters, ==,
                    rn_test_totals (grouped, NULL).parameters);
  g_assert_cmpuint (rn_test_totals (other, NULL).macs, ==, rn_test_totals (grouped, NULL).macs);
}

static void
test_same (gconstpointer form)
{
  static const char *const keys[] = {
    "\"in\":32,\"out\":64,\"mid\":128,\"groups\":32",
    "\"in\":32,\"out\":40,\"mid\":24,\"groups\":3,\"stride\":2",
    "\"in\":32,\"out\":40,\"mid\":8,\"groups\":1,\"stride\":2,\"stride_at\":\"1x1\",\"se\":4",
  };
  guint n;
  const RnEngine *const *engines = rn_engines (&n);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (guint e = 0; e < n; e++)
      {
        compare (form, keys[i], rn_engine_name (engines[e]), RN_MODE_TRAIN);
        compare (form, keys[i], rn_engine_name (engines[e]), RN_MODE_EVAL);
      }
}

static void
test_strangers (void)
{
  g_autoptr (RnGraph) grouped
    = build ("grouped", "\"in\":32,\"out\":32,\"mid\":16,\"groups\":4");
  g_autoptr (RnGraph) other = build ("split", "\"in\":32,\"out\":32,\"mid\":32,\"groups\":4");
  g_autoptr (RnParameters) a = rn_test_parameters (grouped, 1);
  g_autoptr (RnParameters) b = rn_test_parameters (other, 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (rn_block_forms_copy (a, b, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_SHAPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/core/blocks/forms/split-as-grouped", "split", test_same);
  g_test_add_data_func ("/core/blocks/forms/concatenated-as-grouped", "concatenated", test_same);
  g_test_add_func ("/core/blocks/forms/strangers-refused", test_strangers);
  return g_test_run ();
}
