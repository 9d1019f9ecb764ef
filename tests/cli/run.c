/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* run: the reference cases through the program, tensor by tensor; statistics, weights, classes. */
#include <math.h>
#include <string.h>

#include "cli-child.h"
#include "rn-schema.h"
#include "rn-spec-schema.h"
#include "rn-test.h"

/* Of the largest magnitude: some ten float roundings (6e-8 each) a layer, through a dozen layers.
 */
#define TOLERANCE 1e-5

static RnTensors *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  RnTensors *tensors = rn_safetensors_load (path, &error);

  g_assert_no_error (error);
  return tensors;
}

/* ── reference cases ── */

static gboolean
is_result (const char *name)
{
  return g_str_equal (name, "output") || g_str_has_prefix (name, "grad_input")
         || g_str_has_prefix (name, "grad.") || g_str_has_prefix (name, "after.");
}

static guint
count_results (const RnTensors *tensors)
{
  guint n = 0;

  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    n += is_result (rn_tensors_name (tensors, i));
  return n;
}

static void
compare (RnTensors *expected, RnTensors *found, gboolean bf16)
{
  for (guint i = 0; i < rn_tensors_n (expected); i++)
    {
      const char *name = rn_tensors_name (expected, i);
      const RnTensor *e = rn_tensors_nth (expected, i), *f = rn_tensors_get (found, name);

      if (!is_result (name))
        continue;
      if (f == NULL)
        g_error ("%s is not in the dump", name);
      g_assert_true (rn_shape_equal (rn_tensor_shape (f), rn_tensor_shape (e)));
      rn_assert_case (rn_tensor_values (f), rn_tensor_values (e), rn_tensor_elements (e),
                      bf16 ? RN_CASE_BF16 : RN_CASE_BLOCK, name);
    }
  g_assert_cmpuint (count_results (found), ==, count_results (expected));
}

static void
run_case (const char *path, const char *engine)
{
  g_autoptr (RnTensors) expected = load (path);
  g_autoptr (RnTensors) found = NULL;
  const char *text = rn_tensors_metadata (expected, "case");
  json_object *c = rn_spec_parse_json (text, strlen (text), "case", NULL);
  g_autofree char *dump = rn_test_scratch ("dump.safetensors");
  g_auto (Child)
    child = child_run ("run", "--spec", json_object_to_json_string (json_at (c, "block")),
                       "--tensors", path, "--mode", json_object_get_string (json_at (c, "mode")),
                       "--engine", engine, "--backward", "--dump", dump, NULL);

  child_assert_done (&child);
  found = load (dump);
  compare (expected, found, strstr (text, "bf16") != NULL);
  json_object_put (c);
}

static void
test_cases (gconstpointer engine)
{
  g_autofree char *directory = rn_test_data ("cases");
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (!g_str_has_suffix (name, ".safetensors"))
        continue;
      run_case (path, engine);
      n++;
    }
  g_assert_cmpuint (n, ==, 49);
}

/* ── everything ── */

/* --all brings each node's tensors, and they fit those that have names of their own. */
static void
test_all (void)
{
  g_autofree char *path = rn_test_data ("cases/preact-basic-stride2-shared.safetensors");
  g_autofree char *dump = rn_test_scratch ("all.safetensors");
  g_auto (Child) child = child_run (
    "run", "--spec",
    "{\"body\":\"basic\",\"order\":\"pre\",\"in\":8,\"out\":16,\"stride\":2,"
    "\"shortcut_from\":\"preact\"}",
    "--tensors", path, "--mode=train", "--backward", "--all", "--dump", dump, NULL);
  g_autoptr (RnTensors) expected = load (path);
  g_autoptr (RnTensors) found = NULL;
  const RnTensor *output, *input;

  child_assert_done (&child);
  found = load (dump);
  compare (expected, found, FALSE);
  output = rn_tensors_get (found, "activation.addition");
  input = rn_tensors_get (found, "grad_activation.input");
  g_assert_nonnull (output);
  g_assert_nonnull (input);
  g_assert_nonnull (rn_tensors_get (found, "grad_activation.conv2"));
  g_assert_nonnull (rn_tensors_get (found, "activation.downsample.0"));
  g_assert_cmpint (memcmp (rn_tensor_values (output),
                           rn_tensor_values (rn_tensors_get (found, "output")),
                           rn_tensor_elements (output) * sizeof (float)),
                   ==, 0);
  g_assert_cmpint (memcmp (rn_tensor_values (input),
                           rn_tensor_values (rn_tensors_get (found, "grad_input")),
                           rn_tensor_elements (input) * sizeof (float)),
                   ==, 0);
}

/* ── statistics ── */

static void
check_statistics (const char *path)
{
  json_object *json = rn_schema_load (path);

  rn_schema_assert ("reslab-statistics", json);
  json_object_put (json);
}

static void
test_statistics (void)
{
  g_autofree char *statistics = rn_test_scratch ("statistics.json");
  g_autofree char *block = rn_test_scratch ("block.json");
  g_autofree char *tensors = rn_test_data ("cases/se-basic.safetensors");
  g_auto (Child)
    network = child_run ("run", "--model", "cifar_resnet20", "--built-in", "--backward",
                         "--statistics", statistics, "--seed", "7", NULL);
  g_auto (Child)
    lone = child_run ("run", "--spec", "{\"body\":\"basic\",\"in\":16,\"out\":16,\"se\":4}",
                      "--tensors", tensors, "--statistics", block, NULL);

  child_assert_done (&network);
  child_assert_says (&network, "untrained, seed 7");
  child_assert_says (&network, "layer3.2.addition");
  g_assert_nonnull (strstr (network.err, "top class"));
  check_statistics (statistics);
  child_assert_done (&lone);
  check_statistics (block);
}

/* ── weights ── */

/* A network's parameters and their file, as a dump of another run gives them. */
static char *
write_weights (const char *drop, const char *add)
{
  RnShape one = rn_shape_1d (1);
  g_autofree char *path = rn_test_data ("cases/basic-identity.safetensors");
  g_autoptr (RnTensors) given = load (path);
  g_autoptr (RnTensors) out = rn_tensors_new ();
  g_autoptr (RnTensor) extra = rn_tensor_new (&one, NULL);
  char *result = rn_test_scratch ("weights.safetensors");

  for (guint i = 0; i < rn_tensors_n (given); i++)
    {
      const char *name = rn_tensors_name (given, i);

      if (g_str_has_prefix (name, "param.") && g_strcmp0 (name + strlen ("param."), drop) != 0)
        rn_tensors_add (out, name + strlen ("param."), rn_tensors_nth (given, i));
    }
  if (add != NULL)
    rn_tensors_add (out, add, extra);
  g_assert_true (rn_safetensors_save (out, result, NULL));
  return result;
}

static Child
run_with_weights (const char *weights, const char *dump)
{
  g_autofree char *tensors = rn_test_data ("cases/basic-identity.safetensors");

  return child_run ("run", "--spec", "{\"body\":\"basic\",\"in\":8,\"out\":8}", "--tensors",
                    tensors, "--mode=train", "--weights", weights, "--dump", dump, NULL);
}

static void
test_weights (void)
{
  g_autofree char *tensors = rn_test_data ("cases/basic-identity.safetensors");
  g_autofree char *weights = write_weights (NULL, "bn1.num_batches_tracked");
  g_autofree char *dump = rn_test_scratch ("weighted.safetensors");
  g_auto (Child) child = run_with_weights (weights, dump);
  g_autoptr (RnTensors) expected = load (tensors);
  g_autoptr (RnTensors) found = NULL;
  const RnTensor *output;

  child_assert_done (&child);
  found = load (dump);
  output = rn_tensors_get (expected, "output");
  rn_assert_close (rn_tensor_values (rn_tensors_get (found, "output")), rn_tensor_values (output),
                   rn_tensor_elements (output), TOLERANCE, "output");
}

/* Every difference is named, and nothing is written. */
static void
test_wrong_weights (void)
{
  g_autofree char *weights = write_weights ("conv2.weight", "conv9.weight");
  g_autofree char *dump = rn_test_scratch ("never.safetensors");
  g_auto (Child) child = run_with_weights (weights, dump);

  child_assert_refused (&child, 1, "missing: conv2.weight");
  child_assert_refused (&child, 1, "not known: conv9.weight");
  g_assert_false (g_file_test (dump, G_FILE_TEST_EXISTS));
}

/* ── classes, seeds, engines ── */

static void
test_classes (void)
{
  g_autofree char *a = rn_test_scratch ("a.safetensors");
  g_autofree char *b = rn_test_scratch ("b.safetensors");
  g_auto (Child) fast = child_run ("run", "--model=cifar_resnet20", "--built-in", "--seed=3",
                                   "--top=2", "--dump", a, NULL);
  g_auto (Child) plain = child_run ("run", "--model=cifar_resnet20", "--built-in", "--seed=3",
                                    "--engine=reference", "--threads=1", "--dump", b, NULL);
  g_autoptr (RnTensors) found = NULL;
  g_autoptr (RnTensors) expected = NULL;

  child_assert_done (&fast);
  child_assert_done (&plain);
  child_assert_says (&fast, "Probability");
  found = load (a);
  expected = load (b);
  /* Both engines from one seed: the tolerance of twenty layers of float sums in another order. */
  rn_assert_close (rn_tensor_values (rn_tensors_get (found, "output")),
                   rn_tensor_values (rn_tensors_get (expected, "output")), 10, TOLERANCE, "output");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/cli/run/cases/onednn", "onednn", test_cases);
  g_test_add_data_func ("/cli/run/cases/reference", "reference", test_cases);
  g_test_add_func ("/cli/run/all", test_all);
  g_test_add_func ("/cli/run/statistics-follow-the-schema", test_statistics);
  g_test_add_func ("/cli/run/weights", test_weights);
  g_test_add_func ("/cli/run/wrong-weights-are-listed", test_wrong_weights);
  g_test_add_func ("/cli/run/engines-agree", test_classes);
  return g_test_run ();
}
