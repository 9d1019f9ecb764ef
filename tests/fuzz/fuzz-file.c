/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Files for targets that read by path: written over in place, which is a hundred times as fast as
 * making and removing them. */
#include "config.h"

#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static char *directory;

static void
remove_directory (void)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_remove (path);
    }
  g_rmdir (directory);
  g_clear_pointer (&directory, g_free);
}

char *
fuzz_file (const char *name, gconstpointer data, gsize size)
{
  char *path;

  if (directory == NULL)
    {
      directory = g_dir_make_tmp ("reslab-fuzz-XXXXXX", NULL);
      g_assert_nonnull (directory);
      atexit (remove_directory);
    }
  path = g_build_filename (directory, name, NULL);
  g_assert_true (g_file_set_contents_full (path, size > 0 ? data : "", (gssize) size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}
