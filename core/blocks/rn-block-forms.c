/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Weights of a grouped bottleneck, cut up for its paths: of conv1 and conv2 and their norms each
 * path has its rows, of conv3 (where the paths are summed) its columns.
 */
#include "config.h"

#include "rn-block-forms.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PATHS "paths."

/*
 * "layer1.0.paths.3.conv1.weight" is path 3 of "layer1.0.conv1.weight". (transfer full) the latter;
 * @path is −1 for a parameter of no path.
 */
static char *
grouped_name (const char *name, int *path)
{
  const char *at = g_str_has_prefix (name, PATHS) ? name : strstr (name, "." PATHS);
  const char *number;
  char *rest;

  *path = -1;
  if (at == NULL)
    return g_strdup (name);
  number = strstr (at, PATHS) + strlen (PATHS);
  *path = (int) g_ascii_strtoull (number, &rest, 10);
  return g_strdup_printf ("%.*s%s", (int) (at - name), name, at == name ? rest + 1 : rest);
}

/* Rows of [K, …]: those of the path, of the size it has. */
static gboolean
copy_rows (const RnParameterInfo *from, const float *source, const RnParameterInfo *to,
           float *target, int path)
{
  gsize n = rn_shape_elements (&to->shape), all = rn_shape_elements (&from->shape);

  if (from->shape.rank != to->shape.rank || n * (gsize) path + n > all)
    return FALSE;
  memcpy (target, source + n * (gsize) path, n * sizeof *target);
  return TRUE;
}

/* Columns of a 1×1 convolution's [K, C, 1, 1]. */
static gboolean
copy_columns (const RnParameterInfo *from, const float *source, const RnParameterInfo *to,
              float *target, int path)
{
  gsize wide = from->shape.dim[1], narrow = to->shape.dim[1];

  if (from->shape.dim[0] != to->shape.dim[0] || narrow * (gsize) path + narrow > wide)
    return FALSE;
  for (gsize k = 0; k < to->shape.dim[0]; k++)
    memcpy (target + k * narrow, source + k * wide + narrow * (gsize) path,
            narrow * sizeof *target);
  return TRUE;
}

static gboolean
copy (RnParameters *grouped, RnParameters *other, guint p)
{
  const RnParameterInfo *to = rn_graph_parameter (rn_parameters_graph (other), p), *from;
  int path;
  g_autofree char *name = grouped_name (to->name, &path);
  guint q = rn_graph_find_parameter (rn_parameters_graph (grouped), name);
  const float *source;
  float *target = rn_parameters_values (other, p);

  if (q == G_MAXUINT)
    return FALSE;
  from = rn_graph_parameter (rn_parameters_graph (grouped), q);
  source = rn_parameters_values (grouped, q);
  if (path >= 0 && g_str_has_suffix (name, "conv3.weight"))
    return copy_columns (from, source, to, target, path);
  if (path < 0 && !rn_shape_equal (&from->shape, &to->shape))
    return FALSE;
  return copy_rows (from, source, to, target, MAX (path, 0));
}

/**
 * rn_block_forms_copy:
 * @grouped: of a block or network whose bottlenecks have "form": "grouped"
 * @other: of the same with another form; filled
 *
 * Errors: RN_ERROR_SHAPE where the two are not forms of one network; @other is then undefined
 */
gboolean
rn_block_forms_copy (RnParameters *grouped, RnParameters *other, GError **error)
{
  RnGraph *graph = rn_parameters_graph (other);

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    if (!copy (grouped, other, p))
      {
        g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                     _("“%s” of %s has no counterpart in %s: expected two forms of one network"),
                     rn_graph_parameter (graph, p)->name, rn_graph_name (graph),
                     rn_graph_name (rn_parameters_graph (grouped)));
        return FALSE;
      }
  rn_parameters_changed (other);
  return TRUE;
}
