/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Blocks against PyTorch: each file of tests/data/cases holds a block spec, its parameters, an
 * input and a gradient of the output, and what PyTorch computed from them in double precision
 * (make_cases.py and make_family_cases.py there). Every tensor is compared, on every engine.
 */
#include <string.h>

#include "rn-safetensors.h"
#include "rn-split.h"
#include "rn-test-model.h"
#include "rn-test.h"

typedef struct
{
  char           *path;
  const RnEngine *engine;
} Case;

typedef struct
{
  RnTensors *tensors;
  RnGraph   *graph;
  RnSession *session;
  RnMode     mode;
  RnScope    block;
  gboolean   bf16;
} Run;

static json_object *
metadata (RnTensors *tensors, const char *key)
{
  const char *text = rn_tensors_metadata (tensors, key);
  g_autoptr (GError) error = NULL;
  json_object *json;

  g_assert_nonnull (text);
  json = rn_spec_parse_json (text, strlen (text), key, &error);
  g_assert_no_error (error);
  return json;
}

static void
set_parameters (Run *run, RnParameters *parameters)
{
  guint n = 0;

  for (guint i = 0; i < rn_tensors_n (run->tensors); i++)
    {
      const char *name = rn_tensors_name (run->tensors, i);
      g_autoptr (GError) error = NULL;

      if (!g_str_has_prefix (name, "param."))
        continue;
      rn_parameters_set (parameters, name + strlen ("param."), rn_tensors_nth (run->tensors, i),
                         &error);
      g_assert_no_error (error);
      n++;
    }
  g_assert_cmpuint (n, ==, rn_graph_n_parameters (run->graph));
}

static RnScope
first_block (const RnGraph *graph)
{
  RnScope scope = 0;

  while (rn_graph_scope (graph, scope)->kind != RN_SCOPE_BLOCK)
    scope++;
  return scope;
}

static void
start (Run *run, const Case *c)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RnParameters) parameters = NULL;
  RnSessionOptions options = { .engine = c->engine, .backward = TRUE, .keep = RN_KEEP_ALL,
                               .threads = 1 };
  const RnTensor *input;
  json_object *json, *block, *mode;
  g_autoptr (RnSpec) spec = NULL;

  run->tensors = rn_safetensors_load (c->path, &error);
  g_assert_no_error (error);
  json = metadata (run->tensors, "case");
  g_assert_true (json_object_object_get_ex (json, "block", &block));
  g_assert_true (json_object_object_get_ex (json, "mode", &mode));
  run->mode = options.mode
      = g_str_equal (json_object_get_string (mode), "train") ? RN_MODE_TRAIN : RN_MODE_EVAL;
  spec = rn_test_open (json_object_to_json_string (block));
  json_object_put (json);

  input = rn_tensors_get (run->tensors, "input");
  run->graph = rn_spec_build (spec, &(RnBuildOptions) { .input = *rn_tensor_shape (input) }, &error);
  g_assert_no_error (error);
  run->block = first_block (run->graph);
  run->bf16 = rn_spec_block (spec)->precision == RN_BF16;
  parameters = rn_parameters_new (run->graph, &error);
  g_assert_no_error (error);
  set_parameters (run, parameters);
  run->session = rn_session_new (run->graph, parameters, rn_tensor_shape (input), &options, &error);
  g_assert_no_error (error);
  g_assert_true (rn_session_set_input (run->session, 0, input, &error));
  g_assert_true (rn_session_set_output_gradient (
      run->session, rn_tensors_get (run->tensors, "grad_output"), &error));
}

static void
pass (Run *run)
{
  g_autoptr (GError) error = NULL;

  rn_session_forward (run->session, NULL, &error);
  g_assert_no_error (error);
  rn_session_backward (run->session, NULL, &error);
  g_assert_no_error (error);
}

static void
clear (Run *run)
{
  rn_session_free (run->session);
  rn_graph_unref (run->graph);
  rn_tensors_free (run->tensors);
}

static void
compare_values (Run *run, const char *name, const float *found)
{
  const RnTensor *expected = rn_tensors_get (run->tensors, name);

  g_assert_nonnull (expected);
  rn_assert_case (found, rn_tensor_values (expected), rn_tensor_elements (expected),
                  run->bf16 ? RN_CASE_BF16 : RN_CASE_BLOCK, name);
}

/* Consumes @found. */
static void
compare (Run *run, const char *name, RnTensor *found)
{
  const RnTensor *expected = rn_tensors_get (run->tensors, name);

  g_assert_nonnull (found);
  g_assert_nonnull (expected);
  g_assert_true (rn_shape_equal (rn_tensor_shape (found), rn_tensor_shape (expected)));
  compare_values (run, name, rn_tensor_values (found));
  rn_tensor_unref (found);
}

static void
compare_split (Run *run)
{
  g_autoptr (GError) error = NULL;
  RnTensor *shortcut, *branch;

  rn_split_read (run->session, run->block, &shortcut, &branch, &error);
  g_assert_no_error (error);
  if (rn_tensors_get (run->tensors, "grad_input.shortcut") == NULL)
    {
      g_assert_null (shortcut);
      compare (run, "grad_input", branch);
      return;
    }
  compare (run, "grad_input.shortcut", shortcut);
  compare (run, "grad_input.residual", branch);
}

/*
 * Each tensor of the file whose name starts with @prefix, in the values or gradients of the
 * parameter of that name.
 */
static guint
compare_parameters (Run *run, const char *prefix, float *(*get) (RnParameters *, guint))
{
  guint n = 0;

  for (guint i = 0; i < rn_tensors_n (run->tensors); i++)
    {
      const char *name = rn_tensors_name (run->tensors, i);
      guint parameter;

      if (!g_str_has_prefix (name, prefix))
        continue;
      parameter = rn_graph_find_parameter (run->graph, name + strlen (prefix));
      g_assert_cmpuint (parameter, !=, G_MAXUINT);
      compare_values (run, name, get (rn_session_parameters (run->session), parameter));
      n++;
    }
  return n;
}

static guint
count_parameters (const RnGraph *graph, gboolean trained)
{
  guint n = 0;

  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    n += rn_graph_parameter (graph, i)->trained == trained;
  return n;
}

static void
compare_numbers (Run *run)
{
  json_object *numbers = metadata (run->tensors, "numbers"), *parameters, *macs;
  RnTotals totals = rn_test_totals (run->graph, NULL);
  gsize batch = rn_graph_node (run->graph, 0)->shape.dim[0];

  g_assert_true (json_object_object_get_ex (numbers, "parameters", &parameters));
  g_assert_true (json_object_object_get_ex (numbers, "macs", &macs));
  g_assert_cmpuint (totals.parameters, ==, json_object_get_uint64 (parameters));
  g_assert_cmpuint (totals.macs, ==, batch * json_object_get_uint64 (macs));
  json_object_put (numbers);
}

static void
test_case (gconstpointer data)
{
  Run run = { 0 };
  gboolean training;

  start (&run, data);
  pass (&run);
  training = run.mode == RN_MODE_TRAIN;
  compare_numbers (&run);
  compare (&run, "output", rn_session_activation (run.session, rn_graph_output (run.graph), NULL));
  compare (&run, "grad_input", rn_session_gradient (run.session, 0, NULL));
  compare_split (&run);
  g_assert_cmpuint (compare_parameters (&run, "grad.", rn_parameters_gradients), ==,
                    count_parameters (run.graph, TRUE));
  g_assert_cmpuint (compare_parameters (&run, "after.", rn_parameters_values), ==,
                    training ? count_parameters (run.graph, FALSE) : 0);
  clear (&run);
}

static void
case_free (gpointer data)
{
  Case *c = data;

  g_free (c->path);
  g_free (c);
}

static void
add_cases (const char *directory, const char *file)
{
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".safetensors"));
  guint n_engines;
  const RnEngine *const *engines = rn_engines (&n_engines);

  for (guint i = 0; i < n_engines; i++)
    {
      Case *c = g_new (Case, 1);
      g_autofree char *path
          = g_strdup_printf ("/core/blocks/cases/%s/%s", name, rn_engine_name (engines[i]));

      *c = (Case) { .path = g_build_filename (directory, file, NULL), .engine = engines[i] };
      g_test_add_data_func_full (path, c, test_case, case_free);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *directory = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *file;
  guint n = 0;

  g_test_init (&argc, &argv, NULL);
  directory = rn_test_data ("cases");
  dir = g_dir_open (directory, 0, NULL);
  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".safetensors"))
      {
        add_cases (directory, file);
        n++;
      }
  g_assert_cmpuint (n, >=, 49);
  return g_test_run ();
}
