/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* convert, and --weights of other verbs: files of others come in, and go out by other names. */
#include <string.h>

#include "cli-child.h"
#include "rn-test.h"
#include "rn-torch.h"

static char *
data_of (const char *name)
{
  g_autofree char *file = g_strconcat ("weights/", name, NULL);

  return rn_test_data (file);
}

/* The spec of a case of tests/data/weights/cases.json, as text. (transfer full) */
static char *
spec_of (const char *name)
{
  g_autofree char *path = data_of ("cases.json");
  json_object *cases = json_object_from_file (path);
  char *text = NULL;

  for (size_t i = 0; i < json_object_array_length (cases); i++)
    {
      json_object *one = json_object_array_get_idx (cases, i);

      if (g_str_equal (json_object_get_string (json_at (one, "name")), name))
        text = g_strdup (json_object_to_json_string (json_at (one, "spec")));
    }
  json_object_put (cases);
  g_assert_nonnull (text);
  return text;
}

static void
assert_same (const char *a, const char *b)
{
  g_autoptr (RnTensors) p = rn_weights_load (a, NULL);
  g_autoptr (RnTensors) q = rn_weights_load (b, NULL);

  g_assert_cmpuint (rn_tensors_n (p), ==, rn_tensors_n (q));
  for (guint i = 0; i < rn_tensors_n (p); i++)
    {
      const RnTensor *x = rn_tensors_nth (p, i), *y = rn_tensors_get (q, rn_tensors_name (p, i));

      g_assert_nonnull (y);
      g_assert_cmpmem (rn_tensor_values (x), 4 * rn_tensor_elements (x), rn_tensor_values (y),
                       4 * rn_tensor_elements (y));
    }
}

/* HF → ours, by its network and without one → CIFAR's → HF: the same tensors by the same names. */
static void
test_round (void)
{
  g_autofree char *in = data_of ("hf-basic.pth"), *spec = spec_of ("hf-basic");
  g_autofree char *ours = rn_test_scratch ("ours.safetensors");
  g_autofree char *freely = rn_test_scratch ("freely.safetensors");
  g_autofree char *cifar = rn_test_scratch ("cifar.safetensors");
  g_autofree char *again = rn_test_scratch ("again.safetensors");
  g_autofree char *straight = rn_test_scratch ("straight.safetensors");
  g_auto (Child) a = child_run ("convert", in, ours, "--model", spec, NULL);
  g_auto (Child) b = child_run ("convert", in, freely, NULL);
  g_auto (Child) c = child_run ("convert", ours, cifar, "--to=cifar", NULL);
  g_auto (Child) d = child_run ("convert", cifar, again, "--to=hf", "--from=cifar", NULL);
  g_auto (Child) e = child_run ("convert", in, straight, "--to=hf", NULL);
  g_autoptr (RnTensors) tensors = NULL;

  child_assert_done (&a);
  child_assert_done (&b);
  child_assert_done (&c);
  child_assert_done (&d);
  child_assert_done (&e);
  assert_same (ours, freely);
  assert_same (again, straight);
  tensors = rn_weights_load (straight, NULL);
  g_assert_nonnull (rn_tensors_get (
    tensors, "resnet.encoder.stages.1.layers.0.shortcut.normalization.running_mean"));
  g_assert_cmpstr (rn_tensors_metadata (tensors, "format"), ==, "pt");
}

/* What does not fit: exit 1, both sides named, no file. With --partial and --classes: a report. */
static void
test_differs (void)
{
  g_autofree char *in = data_of ("cifar-pad.pth");
  g_autofree char *out = rn_test_scratch ("out.safetensors");
  g_auto (Child) strict = child_run ("convert", in, out, "--model=cifar_resnet20", NULL);
  gboolean written = g_file_test (out, G_FILE_TEST_EXISTS);
  g_autofree char *spec = spec_of ("cifar-pad");
  g_auto (Child) partial = child_run ("convert", in, out, "--model", spec, "--classes=3",
                                      "--format=json", NULL);
  json_object *json;

  child_assert_refused (&strict, 1, "missing");
  g_assert_nonnull (strstr (strict.err, "layer1.1.conv1.weight"));
  g_assert_false (written);
  g_assert_cmpint (partial.status, ==, 0);
  json = child_json (&partial);
  g_assert_cmpstr (json_object_get_string (json_at (json, "dialect")), ==, "cifar");
  g_assert_cmpuint (json_object_array_length (json_at (json, "replaced")), ==, 2);
  g_assert_cmpuint (json_object_array_length (json_at (json, "missing")), ==, 0);
  json_object_put (json);
}

static void
test_refused (void)
{
  g_autofree char *hostile = rn_test_data ("torch/refused-os-system.pth");
  g_autofree char *out = rn_test_scratch ("refused.safetensors");
  g_auto (Child) a = child_run ("convert", hostile, out, NULL);
  g_auto (Child) b = child_run ("run", "--model=resnet18", "--built-in", "--weights", hostile,
                                NULL);
  g_auto (Child) c = child_run ("convert", hostile, out, "--to=pytorch", NULL);
  g_auto (Child) d = child_run ("convert", hostile, out, "--partial", NULL);
  g_auto (Child) e = child_run ("run", "--model=resnet18", "--built-in", "--partial", NULL);

  child_assert_refused (&a, 1, "posix.system");
  child_assert_refused (&b, 1, "posix.system");
  child_assert_refused (&c, 2, "hf");
  child_assert_refused (&d, 2, "--model");
  child_assert_refused (&e, 2, "--weights");
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
}

/* A network that has learned says so: an example of each verb that takes weights. */
static void
test_verbs (void)
{
  g_autofree char *in = data_of ("cifar-pad.pth"), *spec = spec_of ("cifar-pad");
  g_auto (Child) run = child_run ("run", "--model", spec, "--built-in", "--weights", in, NULL);
  g_auto (Child) check = child_run ("check", spec, "--weights", in, NULL);
  g_auto (Child) other = child_run ("run", "--model", spec, "--built-in", "--classes=9",
                                    "--weights", in, NULL);

  child_assert_done (&run);
  child_assert_done (&check);
  g_assert_cmpint (other.status, ==, 0);
  g_assert_nonnull (strstr (other.err, "fc.weight is 5×8, expected 9×8"));
}

/* A network with its weights, or untrained, as ONNX; what makes no sense is refused. */
static void
test_onnx (void)
{
  g_autofree char *in = data_of ("hf-basic.pth"), *spec = spec_of ("hf-basic");
  g_autofree char *out = rn_test_scratch ("model.onnx");
  g_autofree char *other = rn_test_scratch ("other.safetensors");
  g_auto (Child) a = child_run ("convert", in, out, "--model", spec, "--fold", NULL);
  gboolean written = g_file_test (out, G_FILE_TEST_EXISTS);
  g_auto (Child) b = child_run ("convert", out, "--model=cifar_resnet20", "--input=1,3,16,16",
                                NULL);
  g_auto (Child) c = child_run ("convert", in, out, NULL);
  g_auto (Child) d = child_run ("convert", in, out, "--model", spec, "--to=hf", NULL);
  g_auto (Child) e = child_run ("convert", in, other, "--model", spec, "--fold", NULL);

  child_assert_done (&a);
  g_assert_true (written);
  child_assert_done (&b);
  child_assert_refused (&c, 2, "--model");
  child_assert_refused (&d, 2, "--to");
  child_assert_refused (&e, 2, "--fold");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/convert/round", test_round);
  g_test_add_func ("/cli/convert/differs", test_differs);
  g_test_add_func ("/cli/convert/refused", test_refused);
  g_test_add_func ("/cli/convert/verbs", test_verbs);
  g_test_add_func ("/cli/convert/onnx", test_onnx);
  return g_test_run ();
}
