/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Why F(x) and h(x) cannot be added: both paths, and where they part. */
#include "config.h"

#include "rn-mismatch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GAP     "    "

static void
clear_step (gpointer data)
{
  RnTraceStep *step = data;

  g_free (step->layer);
  g_free (step->op);
}

/* A node's name without the path of the block it is in. */
static char *
layer_name (const RnGraph *graph, RnNode node, RnNode x)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);
  RnScope block = rn_graph_scope_above (graph, info->scope, RN_SCOPE_BLOCK);
  gsize length = strlen (rn_graph_scope (graph, block)->path);

  if (node == x)
    return g_strdup ("x");
  return g_strdup (info->name + (length > 0 ? length + 1 : 0));
}

static GArray *
trace (const RnGraph *graph, RnNode from, RnNode to)
{
  g_autoptr (GArray) way = rn_graph_way (graph, from, to);
  GArray *path = g_array_new (FALSE, FALSE, sizeof (RnTraceStep));

  g_array_set_clear_func (path, clear_step);
  for (guint i = 0; i < way->len; i++)
    {
      RnNode node = g_array_index (way, RnNode, i);
      const RnNodeInfo *info = rn_graph_node (graph, node);
      RnTraceStep step = { layer_name (graph, node, from),
                           g_strdup (node == from ? "input" : info->op->name), node, info->shape };

      g_array_append_val (path, step);
    }
  return path;
}

static const RnTraceStep *
step_at (const GArray *path, guint i)
{
  return &g_array_index (path, RnTraceStep, i);
}

const RnShape *
rn_mismatch_end (const GArray *path)
{
  return &step_at (path, path->len - 1)->shape;
}

/* The step that gave dimension @dim the value @path ends with; 0 where it came in with it. */
static guint
set_at (const GArray *path, guint dim)
{
  guint i = path->len - 1;

  while (i > 0 && step_at (path, i - 1)->shape.dim[dim] == rn_mismatch_end (path)->dim[dim])
    i--;
  return i;
}

static int
parts_at (const GArray *path, const GArray *other)
{
  int first = -1;

  for (guint dim = 0; dim < RN_SHAPE_MAX_RANK; dim++)
    if (rn_mismatch_end (path)->dim[dim] != rn_mismatch_end (other)->dim[dim])
      {
        int at = (int) set_at (path, dim);

        if (at > 0 && (first < 0 || at < first))
          first = at;
      }
  return first;
}

RnMismatch *
rn_mismatch_new (RnGraph *graph, RnNode x, RnNode branch, RnNode shortcut)
{
  RnMismatch *self = g_new0 (RnMismatch, 1);

  self->graph = rn_graph_ref (graph);
  self->branch = trace (graph, x, branch);
  self->shortcut = trace (graph, x, shortcut);
  self->branch_parts = parts_at (self->branch, self->shortcut);
  self->shortcut_parts = parts_at (self->shortcut, self->branch);
  return self;
}

void
rn_mismatch_free (RnMismatch *self)
{
  if (self == NULL)
    return;
  rn_graph_unref (self->graph);
  g_array_unref (self->branch);
  g_array_unref (self->shortcut);
  g_free (self);
}

/* ── text ── */

char *
rn_mismatch_change (const GArray *path, guint i)
{
  const RnShape *before = &step_at (path, MAX (i, 1) - 1)->shape, *after = &step_at (path, i)->shape;
  GString *text = g_string_new (NULL);

  if (after->dim[1] != before->dim[1])
    g_string_append_printf (text, _("channels %zu → %zu"), before->dim[1], after->dim[1]);
  if (after->dim[2] != before->dim[2] || after->dim[3] != before->dim[3])
    {
      if (text->len > 0)
        g_string_append (text, _(", "));
      g_string_append_printf (text, _("pixels %zu×%zu → %zu×%zu"), before->dim[2], before->dim[3],
                              after->dim[2], after->dim[3]);
    }
  return g_string_free (text, FALSE);
}

/* What one column of row @i says: "conv1   1×128×28×28  ◄"; "" past the path's end. */
static char *
cell (const GArray *path, guint i, int parts, int name_width)
{
  g_autofree char *shape = NULL;

  if (i >= path->len)
    return g_strdup ("");
  shape = rn_shape_describe (&step_at (path, i)->shape);
  return g_strdup_printf ("%-*s %s%s", name_width, step_at (path, i)->layer, shape,
                          (int) i == parts ? " ◄" : "");
}

static int
name_width (const GArray *path)
{
  int width = 0;

  for (guint i = 0; i < path->len; i++)
    width = MAX (width, (int) g_utf8_strlen (step_at (path, i)->layer, -1));
  return width;
}

/* @text, and spaces up to @width characters */
static void
append_padded (GString *line, const char *text, int width)
{
  g_string_append (line, text);
  for (int n = (int) g_utf8_strlen (text, -1); n < width; n++)
    g_string_append_c (line, ' ');
}

static void
append_line (GString *text, const char *left, const char *right, int width)
{
  gsize end;

  g_string_append (text, GAP);
  append_padded (text, left, width);
  g_string_append (text, GAP);
  g_string_append (text, right);
  end = text->len;
  while (end > 0 && text->str[end - 1] == ' ')
    end--;
  g_string_truncate (text, end);
  g_string_append_c (text, '\n');
}

static void
append_parting (GString *text, const char *path_name, const GArray *path, int parts)
{
  g_autofree char *change = NULL;

  if (parts < 0)
    return;
  change = rn_mismatch_change (path, (guint) parts);
  /* TRANSLATORS: in the branch / the shortcut, a layer's name, what it changes */
  g_string_append_printf (text, _("    ◄ %s: %s changes what the other path does not: %s\n"),
                          path_name, step_at (path, (guint) parts)->layer, change);
}

char *
rn_mismatch_text (const RnMismatch *self)
{
  guint rows = MAX (self->branch->len, self->shortcut->len);
  int names = name_width (self->branch), width = 0;
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  g_ptr_array_add (left, g_strdup (_("branch")));
  for (guint i = 0; i < rows; i++)
    g_ptr_array_add (left, cell (self->branch, i, self->branch_parts, names));
  for (guint i = 0; i < left->len; i++)
    width = MAX (width, (int) g_utf8_strlen (left->pdata[i], -1));
  append_line (text, left->pdata[0], _("shortcut"), width);
  for (guint i = 0; i < rows; i++)
    {
      g_autofree char *right = cell (self->shortcut, i, self->shortcut_parts,
                                     name_width (self->shortcut));

      append_line (text, left->pdata[i + 1], right, width);
    }
  append_parting (text, _("branch"), self->branch, self->branch_parts);
  append_parting (text, _("shortcut"), self->shortcut, self->shortcut_parts);
  return g_string_free (text, FALSE);
}

/* ── JSON ── */

static json_object *
path_json (const GArray *path)
{
  json_object *list = json_object_new_array ();

  for (guint i = 0; i < path->len; i++)
    {
      const RnTraceStep *step = step_at (path, i);
      json_object *json = json_object_new_object (), *shape = json_object_new_array ();

      for (guint d = 0; d < step->shape.rank; d++)
        json_object_array_add (shape, json_object_new_uint64 (step->shape.dim[d]));
      json_object_object_add (json, "layer", json_object_new_string (step->layer));
      json_object_object_add (json, "op", json_object_new_string (step->op));
      json_object_object_add (json, "shape", shape);
      json_object_array_add (list, json);
    }
  return list;
}

/* (transfer full) {"branch": [{"layer", "op", "shape"}…], "shortcut": […], "branch_parts": 1,
 * "shortcut_parts": null} */
json_object *
rn_mismatch_json (const RnMismatch *self)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "branch", path_json (self->branch));
  json_object_object_add (json, "shortcut", path_json (self->shortcut));
  json_object_object_add (json, "branch_parts", self->branch_parts < 0
                                                  ? NULL
                                                  : json_object_new_int (self->branch_parts));
  json_object_object_add (json, "shortcut_parts", self->shortcut_parts < 0
                                                    ? NULL
                                                    : json_object_new_int (self->shortcut_parts));
  return json;
}
