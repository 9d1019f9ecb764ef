/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * torchvision names the layers of VGG and MobileNet by their places in a sequence, which count what
 * has no parameters too: “features.28.weight”, “features.3.conv.1.0.weight”. Which layer that is
 * follows from its turn: the k-th with parameters there is the k-th here.
 */
#include "config.h"

#include "rn-weights-private.h"

#include <stdlib.h>
#include <string.h>

#define SEQUENCE "features."

/* “features.3.conv.1.0.weight” → “features.3.conv.1.0” (transfer full) */
static char *
module_of (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);
}

/* Numbers by their size; of words features come before classifier. */
static int
by_part (const char *a, const char *b)
{
  if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b))
    {
      guint64 p = g_ascii_strtoull (a, NULL, 10), q = g_ascii_strtoull (b, NULL, 10);

      return (p > q) - (p < q);
    }
  return strcmp (b, a);
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  g_auto (GStrv) p = g_strsplit (*(const char *const *) a, ".", -1);
  g_auto (GStrv) q = g_strsplit (*(const char *const *) b, ".", -1);
  guint i = 0;

  for (; p[i] != NULL && q[i] != NULL; i++)
    {
      int order = by_part (p[i], q[i]);

      if (order != 0)
        return order;
    }
  return (p[i] != NULL) - (q[i] != NULL);
}

/* Adds @module where it is not the one added last. */
static void
add_module (GPtrArray *modules, char *module /* (transfer full) */)
{
  if (modules->len > 0 && g_str_equal (modules->pdata[modules->len - 1], module))
    g_free (module);
  else
    g_ptr_array_add (modules, module);
}

static GPtrArray *
list_theirs (RnTensors *tensors, const char *prefix, gboolean *sequence)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *modules = g_ptr_array_new_with_free_func (g_free);

  *sequence = FALSE;
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    {
      const char *stored = rn_tensors_name (tensors, i);

      if (!g_str_has_prefix (stored, prefix) || rn__weights_is_counter (stored))
        continue;
      *sequence |= g_str_has_prefix (stored + strlen (prefix), SEQUENCE);
      g_ptr_array_add (all, module_of (stored + strlen (prefix)));
    }
  g_ptr_array_sort (all, by_place);
  for (guint i = 0; i < all->len; i++)
    add_module (modules, g_strdup (all->pdata[i]));
  return modules;
}

static GPtrArray *
list_ours (const RnGraph *graph)
{
  GPtrArray *modules = g_ptr_array_new_with_free_func (g_free);

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    if (rn__weights_has (graph, p))
      add_module (modules, module_of (rn_graph_parameter (graph, p)->name));
  return modules;
}

GHashTable *
rn__weights_sequence (const RnGraph *graph, RnTensors *tensors, const char *prefix)
{
  gboolean sequence;
  g_autoptr (GPtrArray) theirs = list_theirs (tensors, prefix, &sequence), ours = NULL;
  GHashTable *modules;

  if (!sequence)
    return NULL;
  ours = list_ours (graph);
  if (ours->len != theirs->len)
    return NULL;
  modules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < ours->len; i++)
    g_hash_table_insert (modules, g_strdup (theirs->pdata[i]), g_strdup (ours->pdata[i]));
  return modules;
}

char *
rn__weights_in_sequence (GHashTable *modules, const char *name)
{
  g_autofree char *module = module_of (name);
  const char *ours = g_hash_table_lookup (modules, module);

  return ours != NULL ? g_strconcat (ours, name + strlen (module), NULL) : g_strdup (name);
}
