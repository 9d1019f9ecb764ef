/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Names without a network: what wraps them, and from one dialect into another. */
#include "config.h"

#include "rn-weights-private.h"

#include <string.h>

/* What weights are wrapped in, outermost first; what is not inside is put aside. */
static const char *const wrappers[] = {
  "state_dict.", "model_state_dict.", "model.", "param.", "module.", NULL,
};

static gboolean
any_inside (RnTensors *tensors, const char *prefix)
{
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    if (g_str_has_prefix (rn_tensors_name (tensors, i), prefix))
      return TRUE;
  return FALSE;
}

/* Goes on until nothing wraps the names any more: {"state_dict": {"module.conv1.weight"}}. */
char *
rn__weights_prefix (RnTensors *tensors)
{
  char *prefix = g_strdup ("");

  for (const char *const *wrapper = wrappers; *wrapper != NULL;)
    {
      g_autofree char *longer = g_strconcat (prefix, *wrapper, NULL);

      if (!any_inside (tensors, longer))
        {
          wrapper++;
          continue;
        }
      g_free (prefix);
      prefix = g_steal_pointer (&longer);
      wrapper = wrappers;
    }
  return prefix;
}

gboolean
rn__weights_is_counter (const char *name)
{
  return g_str_has_suffix (name, "num_batches_tracked");
}

/* The dialect that would change most names; the first of several. */
static const RnDialect *
guess_dialect (RnTensors *tensors, const char *prefix)
{
  const RnDialect *best = rn_dialect_nth (0), *dialect;
  guint most = 0;

  for (guint d = 0; (dialect = rn_dialect_nth (d)) != NULL; d++)
    {
      guint changed = 0;

      for (guint i = 0; i < rn_tensors_n (tensors); i++)
        if (g_str_has_prefix (rn_tensors_name (tensors, i), prefix))
          {
            const char *name = rn_tensors_name (tensors, i) + strlen (prefix);
            g_autofree char *ours = rn_dialect_read (dialect, name);

            changed += !g_str_equal (ours, name);
          }
      if (changed > most)
        {
          most = changed;
          best = dialect;
        }
    }
  return best;
}

/**
 * rn_weights_rename:
 * @tensors: of a file
 * @from: (nullable): its dialect; NULL: the one that knows most of its names
 * @to: the dialect to name them in
 * @error: return location
 *
 * Takes away what wraps the names, and what is beside them.
 *
 * Errors:  RN_ERROR_FORMAT where two tensors would have one name
 *
 * Returns: (transfer full) (nullable): the same tensors by other names
 */
RnTensors *
rn_weights_rename (RnTensors *tensors, const RnDialect *from, const RnDialect *to, GError **error)
{
  g_autofree char *prefix = rn__weights_prefix (tensors);
  g_autoptr (RnTensors) renamed = rn_tensors_new ();

  if (from == NULL)
    from = guess_dialect (tensors, prefix);
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    {
      const char *stored = rn_tensors_name (tensors, i);
      g_autofree char *ours = NULL;
      g_autofree char *theirs = NULL;

      if (!g_str_has_prefix (stored, prefix) || rn__weights_is_counter (stored))
        continue;
      ours = rn_dialect_read (from, stored + strlen (prefix));
      theirs = rn_dialect_write (to, ours);
      if (rn_tensors_get (renamed, theirs) != NULL)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, "two tensors would be named “%.100s”",
                       theirs);
          return NULL;
        }
      rn_tensors_add (renamed, theirs, rn_tensors_nth (tensors, i));
    }
  return g_steal_pointer (&renamed);
}
