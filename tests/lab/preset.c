/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A teacher's preset: what it hides and does, and what it is refused. */
#include <string.h>

#include "lab-controls.h"
#include "rn-error.h"
#include "rn-test.h"

/* Those that come with Reslab are put on. */
static void
shipped_ones_fit (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("RESLAB_SOURCE_ROOT"), "assets", "presets", NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  for (; (name = g_dir_read_name (dir)) != NULL; n++)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (LabOutfit) outfit = lab_outfit_load (path, &error);
      g_autoptr (Lab) lab = lab_new ();

      g_assert_no_error (error);
      g_assert_true (lab_outfit_is (path));
      g_assert_cmpuint (outfit->hidden, !=, 0);
      g_assert_true (lab_outfit_put_on (outfit, lab, &error));
      g_assert_no_error (error);
    }
  g_dir_close (dir);
  g_assert_cmpuint (n, >, 0);
}

/* NULL where it is read */
static GError *
refusal (const char *json)
{
  g_autofree char *path = rn_test_scratch ("preset.json");
  g_autoptr (LabOutfit) outfit = NULL;
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  outfit = lab_outfit_load (path, &error);
  g_assert_true ((outfit == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (strstr (error->message, path) != NULL);
  return error;
}

#define PRESET(rest) "{\"format\": \"reslab-preset\", \"version\": 1" rest "}"

static void
says_what_is_wrong (void)
{
  static const struct { const char *json; int code; } cases[] = {
    { "{", RN_ERROR_FORMAT },
    { "[]", RN_ERROR_FORMAT },
    { "{\"format\": \"reslab-lesson\"}", RN_ERROR_FORMAT },
    { PRESET (", \"hide\": \"model\""), RN_ERROR_FORMAT },
    { PRESET (", \"hide\": [\"modell\"]"), RN_ERROR_UNKNOWN },
    { PRESET (", \"do\": {}"), RN_ERROR_FORMAT },
    { PRESET (", \"do\": [{\"command\": \"fly\"}]"), RN_ERROR_UNKNOWN },
    { PRESET (", \"do\": [{\"command\": \"train-save\", \"folder\": \"/tmp/x\"}]"), RN_ERROR_FORMAT },
    { PRESET (", \"do\": [{\"command\": \"picture\", \"file\": \"/etc/passwd\"}]"), RN_ERROR_FORMAT },
    { PRESET (", \"do\": [{\"command\": \"model\", \"spec\": \"/etc/passwd\"}]"), RN_ERROR_FORMAT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = refusal (cases[i].json);

      g_test_message ("%s", cases[i].json);
      g_assert_error (error, RN_ERROR, cases[i].code);
    }
  g_assert_null (refusal (PRESET ("")));
  g_assert_null (refusal (PRESET (", \"hide\": [\"menu\"], \"do\": [{\"command\": \"seed\", \"seed\": 3}]")));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/preset/shipped", shipped_ones_fit);
  g_test_add_func ("/lab/preset/refused", says_what_is_wrong);
  return g_test_run ();
}
