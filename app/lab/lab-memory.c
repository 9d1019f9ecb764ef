/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Whether memory suffices, asked before it is taken: a system that grants more than it has would
 * end the program later, when the pages are touched.
 */
#include "config.h"

#include <string.h>

#include "fig-i18n.h"
#include "lab-bench.h"

/* Bytes the system could give without swapping; G_MAXUINT64 where it does not say. */
static guint64
available (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL)
      || (line = strstr (text, "MemAvailable:")) == NULL)
    return G_MAXUINT64;
  return g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10) * 1024;
}

gboolean
lab__memory_check (guint64 bytes, const char *what, GError **error)
{
  guint64 free_bytes = available ();
  g_autofree char *needed = NULL, *there = NULL;

  if (bytes <= free_bytes)
    return TRUE;
  needed = g_format_size (bytes);
  there = g_format_size (free_bytes);
  g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
               _("%s needs about %s of memory, but %s are free: take fewer channels or a smaller "
                 "network."),
               what, needed, there);
  return FALSE;
}
