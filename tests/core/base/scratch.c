/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Test programs leave nothing behind, however they end. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "rn-test.h"

/* What a program writes: files, a folder in a folder, and a link to what is not its own. */
static void
write_some (void)
{
  g_autofree char *folder = rn_test_folder (), *deep = g_build_filename (folder, "a", "b", NULL);
  g_autofree char *file = g_build_filename (deep, "file", NULL), *plain = rn_test_scratch ("plain");
  g_autofree char *link = rn_test_scratch ("link");

  g_assert_cmpint (g_mkdir_with_parents (deep, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", -1, NULL) && g_file_set_contents (plain, "x", -1, NULL));
  g_assert_cmpint (symlink (g_getenv ("RESLAB_TEST_KEPT"), link), ==, 0);
}

static void
end (gconstpointer how)
{
  if (!g_test_subprocess ())
    return;
  write_some ();
  if (GPOINTER_TO_INT (how) == SIGABRT)
    abort ();                    /* as an assertion does, but for one in a program that a test runs */
  else if (GPOINTER_TO_INT (how) != 0)
    raise (GPOINTER_TO_INT (how));
}

static gboolean
is_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

static void
nothing_is_left (void)
{
  static const char *const ends[] = { "/core/scratch/end/well", "/core/scratch/end/abort",
                                      "/core/scratch/end/trap", "/core/scratch/end/term" };
  g_autofree char *folder = rn_test_folder (), *kept = rn_test_folder ();
  g_autofree char *inside = g_build_filename (kept, "file", NULL);

  g_assert_true (g_file_set_contents (inside, "x", -1, NULL));
  g_setenv ("TMPDIR", folder, TRUE);             /* of those that are run */
  g_setenv ("RESLAB_TEST_KEPT", kept, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_test_trap_subprocess (ends[i], 0, G_TEST_SUBPROCESS_DEFAULT);
      g_assert_true (g_test_trap_has_passed () == (i == 0));
      g_assert_true (is_empty (folder));
    }
  g_assert_true (g_file_test (inside, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/scratch/nothing-is-left", nothing_is_left);
  g_test_add_data_func ("/core/scratch/end/well", GINT_TO_POINTER (0), end);
  g_test_add_data_func ("/core/scratch/end/abort", GINT_TO_POINTER (SIGABRT), end);
  g_test_add_data_func ("/core/scratch/end/trap", GINT_TO_POINTER (SIGTRAP), end);
  g_test_add_data_func ("/core/scratch/end/term", GINT_TO_POINTER (SIGTERM), end);
  return g_test_run ();
}
