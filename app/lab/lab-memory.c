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

/* Sums are cut off far above what there is, so that none overflows. */
static guint64
count_bytes (const RnGraph *graph, guint maps, guint parameters)
{
  guint64 values = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    values += MIN (rn_shape_elements (&rn_graph_node (graph, i)->shape), G_MAXUINT64 >> 32);
  values = MIN (values, G_MAXUINT64 >> 8);
  return sizeof (float)
         * (maps * values
            + parameters * MIN ((guint64) rn_graph_parameter_floats (graph), G_MAXUINT64 >> 8));
}

gboolean
lab__memory_check (const RnGraph *graph, guint maps, guint parameters, GError **error)
{
  guint64 free_bytes = available (), bytes = count_bytes (graph, maps, parameters);
  g_autofree char *needed = NULL, *there = NULL;

  if (bytes <= free_bytes)
    return TRUE;
  needed = g_format_size (bytes);
  there = g_format_size (free_bytes);
  g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
               _("%s needs about %s of memory, but %s are free: take fewer channels or a smaller "
                 "network."),
               rn_graph_name (graph), needed, there);
  return FALSE;
}
