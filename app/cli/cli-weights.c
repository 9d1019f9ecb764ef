/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Named tensors become a network's parameters, if they are exactly its own. */
#include "config.h"

#include "cli-weights.h"

#include <string.h>

#define MOST_TOLD 6          /* names a list of an error gives before it counts the rest */

gboolean
cli_weights_present (RnTensors *tensors, const char *prefix)
{
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    if (g_str_has_prefix (rn_tensors_name (tensors, i), prefix))
      return TRUE;
  return FALSE;
}

/* PyTorch's checkpoints count batches; nothing here does. */
static gboolean
is_counter (const char *name)
{
  return g_str_has_suffix (name, "num_batches_tracked");
}

static void
tell (GString *message, const char *what, GPtrArray *names)
{
  if (names->len == 0)
    return;
  g_string_append_printf (message, "\n  %s: ", what);
  for (guint i = 0; i < MIN (names->len, MOST_TOLD); i++)
    g_string_append_printf (message, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  if (names->len > MOST_TOLD)
    g_string_append_printf (message, " and %u more", names->len - MOST_TOLD);
}

static void
compare_parameter (const RnParameterInfo *info, RnTensors *tensors, const char *prefix,
                   GPtrArray *missing, GPtrArray *shapes)
{
  g_autofree char *name = g_strconcat (prefix, info->name, NULL);
  g_autofree char *found = NULL;
  g_autofree char *expected = NULL;
  const RnTensor *tensor = rn_tensors_get (tensors, name);

  if (tensor == NULL)
    {
      g_ptr_array_add (missing, g_strdup (info->name));
      return;
    }
  if (rn_shape_equal (rn_tensor_shape (tensor), &info->shape))
    return;
  found = rn_shape_describe (rn_tensor_shape (tensor));
  expected = rn_shape_describe (&info->shape);
  g_ptr_array_add (shapes, g_strdup_printf ("%s is %s, expected %s", info->name, found, expected));
}

/* FALSE with @error listing every difference between the file and the network. */
static gboolean
check_names (const RnGraph *graph, RnTensors *tensors, const char *prefix, const char *path,
             GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) shapes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) message = g_string_new (NULL);

  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    compare_parameter (rn_graph_parameter (graph, i), tensors, prefix, missing, shapes);
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    {
      const char *name = rn_tensors_name (tensors, i);

      if (g_str_has_prefix (name, prefix) && !is_counter (name)
          && rn_graph_find_parameter (graph, name + strlen (prefix)) == G_MAXUINT)
        g_ptr_array_add (unknown, g_strdup (name + strlen (prefix)));
    }
  tell (message, "missing", missing);
  tell (message, "not known", unknown);
  tell (message, "other shapes", shapes);
  if (message->len == 0)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_SHAPE, "%s: the tensors are not those of %s:%s", path,
               rn_graph_name (graph), message->str);
  return FALSE;
}

gboolean
cli_weights_set (RnParameters *parameters, RnTensors *tensors, const char *prefix, const char *path,
                 GError **error)
{
  const RnGraph *graph = rn_parameters_graph (parameters);

  if (!check_names (graph, tensors, prefix, path, error))
    return FALSE;
  for (guint i = 0; i < rn_graph_n_parameters (graph); i++)
    {
      const char *name = rn_graph_parameter (graph, i)->name;
      g_autofree char *stored = g_strconcat (prefix, name, NULL);

      if (!rn_parameters_set (parameters, name, rn_tensors_get (tensors, stored), error))
        return FALSE;
    }
  return TRUE;
}

char *
cli_weights_sha256 (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &local);

  if (file == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                      (const guchar *) g_mapped_file_get_contents (file),
                                      g_mapped_file_get_length (file));
}
