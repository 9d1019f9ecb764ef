/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Files that come with the library. */
#include "config.h"

#include "rn-data-dir.h"

#include "data-dir.h"

/* In a tree of sources, what is installed lies at the top (lessons) or in assets (weights). */
static char *
find_below (const char *root, const char *relative)
{
  static const char *const folders[] = { "", "assets" };

  for (guint i = 0; root != NULL && i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (root, folders[i], relative, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return NULL;
}

char *
rn_data_path (const char *relative)
{
  const char *const roots[] = { g_getenv ("RESLAB_DATA_DIR"), RN_DATA_DIR, RN_SOURCE_DIR };

  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      char *path = find_below (roots[i], relative);

      if (path != NULL)
        return path;
    }
  return g_build_filename (RN_DATA_DIR, relative, NULL);
}
