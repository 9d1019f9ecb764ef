/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Files of torch.save(), written by PyTorch (tests/data/torch/make_torch.py), equal what PyTorch
 * reads from them; others that break a rule each, are cut short or flipped, are refused.
 */
#include "rn-safetensors.h"
#include "rn-torch.h"

#include "rn-file.h"
#include "rn-random.h"
#include "rn-test.h"

#include <glib/gstdio.h>
#include <json-c/json.h>
#include <string.h>

static RnTensors *
load (const char *name)
{
  g_autofree char *file = g_strconcat ("torch/", name, NULL);
  g_autofree char *path = rn_test_data (file);
  g_autoptr (GError) error = NULL;
  RnTensors *tensors = rn_weights_load (path, &error);

  g_assert_no_error (error);
  return tensors;
}

/* Bit for bit: every number type that is read fits, or is rounded, as PyTorch rounds it. */
static void
assert_same (RnTensors *found, RnTensors *expected)
{
  g_assert_cmpuint (rn_tensors_n (found), ==, rn_tensors_n (expected));
  for (guint i = 0; i < rn_tensors_n (expected); i++)
    {
      RnTensor *e = rn_tensors_nth (expected, i), *f = rn_tensors_nth (found, i);

      g_assert_cmpstr (rn_tensors_name (found, i), ==, rn_tensors_name (expected, i));
      g_assert_true (rn_shape_equal (rn_tensor_shape (f), rn_tensor_shape (e)));
      g_assert_cmpmem (rn_tensor_values (f), 4 * rn_tensor_elements (f), rn_tensor_values (e),
                       4 * rn_tensor_elements (e));
    }
}

static void
test_files (void)
{
  static const struct { const char *file, *expected; } cases[] = {
    { "dtypes.pth", "dtypes.safetensors" },
    { "dtypes-legacy.pth", "dtypes.safetensors" },
    { "views.pth", "views.safetensors" },
    { "views-legacy.pth", "views.safetensors" },
    { "views-protocol4.pth", "views.safetensors" },
    { "checkpoint.pth", "checkpoint.safetensors" },
    { "checkpoint-legacy.pth", "checkpoint.safetensors" },
    { "view-legacy.pth", "view.safetensors" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RnTensors) found = load (cases[i].file);
      g_autoptr (RnTensors) expected = load (cases[i].expected);

      g_test_message ("%s", cases[i].file);
      assert_same (found, expected);
    }
}

/* Tensors of one object are one tensor here too; what is beside tensors is kept as text. */
static void
test_beside (void)
{
  g_autoptr (RnTensors) views = load ("views.pth");
  g_autoptr (RnTensors) checkpoint = load ("checkpoint-legacy.pth");

  g_assert_true (rn_tensors_get (views, "whole") == rn_tensors_get (views, "again"));
  g_assert_true (rn_tensors_get (views, "whole") != rn_tensors_get (views, "turned"));
  g_assert_cmpstr (rn_tensors_metadata (checkpoint, "epoch"), ==, "3");
  g_assert_cmpstr (rn_tensors_metadata (checkpoint, "best"), ==, "0.5");
  g_assert_cmpstr (rn_tensors_metadata (checkpoint, "note"), ==, "é");
  g_assert_cmpstr (rn_tensors_metadata (checkpoint, "last"), ==, "1");
  g_assert_null (rn_tensors_metadata (checkpoint, "nothing"));
  g_assert_cmpstr (rn_tensors_metadata (checkpoint, "optimizer.param_groups.0.momentum"), ==,
                   "0.9");
}

static int
code_of (const char *word)
{
  static const struct { const char *word; int code; } codes[] = {
    { "unknown", RN_ERROR_UNKNOWN }, { "format", RN_ERROR_FORMAT }, { "version", RN_ERROR_VERSION },
    { "truncated", RN_ERROR_TRUNCATED }, { "range", RN_ERROR_RANGE }, { "shape", RN_ERROR_SHAPE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (word, codes[i].word))
      return codes[i].code;
  g_assert_not_reached ();
}

static void
test_refused (void)
{
  g_autofree char *list = rn_test_data ("torch/refused.json");
  json_object *cases = json_object_from_file (list);

  g_assert_cmpint (json_object_object_length (cases), >, 30);
  json_object_object_foreach (cases, name, code)
    {
      g_autofree char *file = g_strdup_printf ("torch/refused-%s.pth", name);
      g_autofree char *path = rn_test_data (file);
      g_autoptr (GError) error = NULL;

      g_assert_null (rn_weights_load (path, &error));
      g_test_message ("%s: %s", name, error != NULL ? error->message : "");
      g_assert_error (error, RN_ERROR, code_of (json_object_get_string (code)));
      if (g_str_has_prefix (name, "os-system"))
        g_assert_nonnull (strstr (error->message, "posix.system"));
    }
  json_object_put (cases);
}

static GBytes *
bytes_of (const char *name)
{
  g_autofree char *file = g_strconcat ("torch/", name, NULL);
  g_autofree char *path = rn_test_data (file);
  GBytes *bytes = rn_file_read (path, 1 << 20, NULL);

  g_assert_nonnull (bytes);
  return bytes;
}

static const char *const whole_files[] = { "checkpoint.pth", "checkpoint-legacy.pth", "views.pth",
                                           "views-legacy.pth" };

static void
test_truncated (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (whole_files); i++)
    {
      g_autoptr (GBytes) bytes = bytes_of (whole_files[i]);

      /* at many lengths, not at each: a file takes some thousand readings */
      for (gsize n = 0; n < g_bytes_get_size (bytes); n += i == 1 ? 5 : 13)
        {
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, n);
          g_autoptr (GError) error = NULL;

          g_assert_null (rn_torch_parse (part, "test", &error));
          g_assert_true (error != NULL && error->domain == RN_ERROR);
        }
    }
}

/* Reads it or refuses it; the sanitizers watch. (tests/fuzz does more of this.) */
static void
test_flipped (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (whole_files); i++)
    {
      g_autoptr (GBytes) bytes = bytes_of (whole_files[i]);
      gsize size = g_bytes_get_size (bytes);

      for (guint k = 0; k < 200; k++)
        {
          g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
          gsize at = (gsize) (rn_random_uniform (7, i, k) * (double) size);
          g_autoptr (GBytes) flipped = NULL;
          g_autoptr (RnTensors) tensors = NULL;
          g_autoptr (GError) error = NULL;

          data[at] ^= (guint8) (1 << (k % 8));
          flipped = g_bytes_new_take (g_steal_pointer (&data), size);
          tensors = rn_torch_parse (flipped, "test", &error);
          g_assert_true ((tensors == NULL) == (error != NULL));
        }
    }
}

static void
test_told_apart (void)
{
  g_autofree char *path = rn_test_scratch ("weights"), *pickle = rn_test_scratch ("weights.th");
  g_autoptr (GError) error = NULL;

  g_assert_null (rn_weights_load (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  rn_file_write (path, "", 0, NULL);
  g_assert_null (rn_weights_load (path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_TRUNCATED);
  g_clear_error (&error);
  rn_file_write (path, "<html>not found</html>", 22, NULL);
  g_assert_null (rn_weights_load (path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  /* too short for a format it does not claim to be */
  rn_file_write (pickle, "junk", 4, NULL);
  g_assert_null (rn_weights_load (pickle, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/io/torch/files", test_files);
  g_test_add_func ("/core/io/torch/beside", test_beside);
  g_test_add_func ("/core/io/torch/refused", test_refused);
  g_test_add_func ("/core/io/torch/truncated", test_truncated);
  g_test_add_func ("/core/io/torch/flipped", test_flipped);
  g_test_add_func ("/core/io/torch/told-apart", test_told_apart);
  return g_test_run ();
}
