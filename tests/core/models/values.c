/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Small networks against PyTorch: each file of tests/data/models holds a network spec, what goes
 * in, and what PyTorch computed in double precision (make_values.py there): output, gradients of
 * the input and of every parameter, running statistics. On every engine.
 */
#include <string.h>

#include "rn-safetensors.h"
#include "rn-session.h"
#include "rn-test-model.h"
#include "rn-test.h"

typedef struct
{
  const char     *name;
  const RnEngine *engine;
} Case;

typedef struct
{
  RnTensors *tensors;
  RnGraph   *graph;
  RnSession *session;
} Run;

/* What the file has for parameter @i: "grad.7"; NULL where it has none. */
static const RnTensor *
numbered (const Run *run, const char *what, guint i)
{
  g_autofree char *name = g_strdup_printf ("%s.%u", what, i);

  return rn_tensors_get (run->tensors, name);
}

static RnParameters *
read_parameters (const Run *run)
{
  g_autoptr (GError) error = NULL;
  RnParameters *parameters = rn_parameters_new (run->graph, &error);
  guint n = rn_graph_n_parameters (run->graph);

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      g_assert_nonnull (numbered (run, "param", i));
      rn_parameters_set (parameters, rn_graph_parameter (run->graph, i)->name,
                         numbered (run, "param", i), &error);
      g_assert_no_error (error);
    }
  g_assert_null (numbered (run, "param", n));
  return parameters;
}

static void
start (Run *run, const Case *c)
{
  g_autofree char *path = g_strdup_printf ("models/%s.safetensors", c->name);
  g_autofree char *whole = rn_test_data (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (RnParameters) parameters = NULL;
  RnSessionOptions options = { .engine = c->engine, .backward = TRUE, .keep = RN_KEEP_ALL,
                               .threads = 1 };
  const RnTensor *input;

  run->tensors = rn_safetensors_load (whole, &error);
  g_assert_no_error (error);
  if (g_str_equal (rn_tensors_metadata (run->tensors, "mode"), "train"))
    options.mode = RN_MODE_TRAIN;
  input = rn_tensors_get (run->tensors, "input");
  spec = rn_test_open (rn_tensors_metadata (run->tensors, "spec"));
  run->graph = rn_spec_build (spec, &(RnBuildOptions) { .input = *rn_tensor_shape (input) }, &error);
  g_assert_no_error (error);
  parameters = read_parameters (run);
  run->session = rn_session_new (run->graph, parameters, rn_tensor_shape (input), &options, &error);
  g_assert_no_error (error);
  g_assert_true (rn_session_set_input (run->session, 0, input, &error));
  g_assert_true (rn_session_set_output_gradient (
      run->session, rn_tensors_get (run->tensors, "grad_output"), &error));
}

/* Consumes @found. */
static void
compare (const Run *run, const char *name, RnTensor *found)
{
  const RnTensor *expected = rn_tensors_get (run->tensors, name);

  g_assert_nonnull (found);
  g_assert_true (rn_shape_equal (rn_tensor_shape (found), rn_tensor_shape (expected)));
  rn_assert_case (rn_tensor_values (found), rn_tensor_values (expected),
                  rn_tensor_elements (expected), RN_CASE_NETWORK, name);
  rn_tensor_unref (found);
}

/* How many of the file's @what of parameters there are, each of which must be in @place. */
static guint
compare_parameters (const Run *run, const char *what,
                    float *(*place) (RnParameters *parameters, guint index))
{
  RnParameters *parameters = rn_session_parameters (run->session);
  guint n = 0;

  for (guint i = 0; i < rn_graph_n_parameters (run->graph); i++)
    {
      const RnTensor *expected = numbered (run, what, i);
      const char *name = rn_graph_parameter (run->graph, i)->name;

      if (expected == NULL)
        continue;
      rn_assert_case (place (parameters, i), rn_tensor_values (expected),
                      rn_tensor_elements (expected), RN_CASE_NETWORK, name);
      n++;
    }
  return n;
}

static void
test_case (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Run run = { 0 };
  guint trained = 0;

  start (&run, data);
  rn_session_forward (run.session, NULL, &error);
  g_assert_no_error (error);
  rn_session_backward (run.session, NULL, &error);
  g_assert_no_error (error);
  compare (&run, "output", rn_session_activation (run.session, rn_graph_output (run.graph), NULL));
  compare (&run, "grad_input", rn_session_gradient (run.session, 0, NULL));
  for (guint i = 0; i < rn_graph_n_parameters (run.graph); i++)
    trained += rn_graph_parameter (run.graph, i)->trained;
  g_assert_cmpuint (compare_parameters (&run, "grad", rn_parameters_gradients), ==, trained);
  compare_parameters (&run, "after", rn_parameters_values);
  rn_session_free (run.session);
  rn_graph_unref (run.graph);
  rn_tensors_free (run.tensors);
}

int
main (int argc, char **argv)
{
  static const char *const names[]
      = { "se", "mobilenet", "mobile_resnet", "res2net", "botnet", "mixed", "preact", "vgg",
          "vgg_bn", "fpn", "unet" };
  guint n_engines;
  const RnEngine *const *engines = rn_engines (&n_engines);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint e = 0; e < n_engines; e++)
      {
        Case c = { names[i], engines[e] };
        g_autofree char *path
            = g_strdup_printf ("/core/models/values/%s/%s", names[i], rn_engine_name (engines[e]));

        g_test_add_data_func_full (path, g_memdup2 (&c, sizeof c), test_case, g_free);
      }
  return g_test_run ();
}
