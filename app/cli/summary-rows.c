/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The lines of a summary, read off the tree of scopes. Scopes without a word of their own are
 * looked through. */
#include "config.h"

#include "summary-rows.h"

#include <string.h>

typedef struct
{
  const RnGraph      *graph;
  const RnShape      *shapes;
  const RnConvention *convention;
  guint               depth;      /* the deepest that is shown */
  GArray             *rows;
} Walk;

/* A child of a scope: a scope or a layer, in the order of the nodes. */
typedef struct
{
  gboolean is_layer;
  guint    index;
} Child;

static void walk_children (Walk *walk, RnScope scope, guint depth, const char *lines);

static void
clear_row (gpointer data)
{
  SummaryRow *row = data;

  g_free (row->name);
  g_free (row->tree);
}

static gboolean
is_counted (const Walk *walk, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (walk->graph, node);

  return info->n_inputs > 0 && node != rn_graph_loss (walk->graph);
}

/* The nearest scope around @scope that has a word; the root else. */
static RnScope
named_scope (const RnGraph *graph, RnScope scope)
{
  while (scope != RN_SCOPE_ROOT && rn_graph_scope (graph, scope)->name[0] == '\0')
    scope = rn_graph_scope (graph, scope)->parent;
  return scope;
}

/* The child of @scope that holds @node, or the node itself. FALSE if it lies elsewhere. */
static gboolean
child_with (const RnGraph *graph, RnScope scope, RnNode node, Child *child)
{
  RnScope at = named_scope (graph, rn_graph_node (graph, node)->scope), below = at;

  *child = (Child) { .is_layer = at == scope, .index = node };
  for (; at != scope; at = named_scope (graph, rn_graph_scope (graph, at)->parent))
    {
      if (at == RN_SCOPE_ROOT)
        return FALSE;
      below = at;
    }
  if (!child->is_layer)
    child->index = below;
  return TRUE;
}

static GArray *
children_of (const Walk *walk, RnScope scope)
{
  GArray *children = g_array_new (FALSE, FALSE, sizeof (Child));
  const RnScopeInfo *info = rn_graph_scope (walk->graph, scope);

  for (RnNode i = info->first; i < info->end; i++)
    {
      const Child *last = children->len > 0 ? &g_array_index (children, Child, children->len - 1)
                                            : NULL;
      Child child;

      if (!is_counted (walk, i) || !child_with (walk->graph, scope, i, &child))
        continue;
      if (last == NULL || child.is_layer || last->is_layer || last->index != child.index)
        g_array_append_val (children, child);
    }
  return children;
}

static void
fill_scope (const Walk *walk, SummaryRow *row)
{
  const RnScopeInfo *info = rn_graph_scope (walk->graph, row->scope);

  rn_totals_measure (walk->graph, walk->shapes, info->first, info->end, walk->convention,
                     &row->totals);
  for (RnNode i = info->first; i < info->end; i++)
    if (is_counted (walk, i))
      {
        row->node = i;
        row->output_bytes += rn_shape_elements (&walk->shapes[i]) * sizeof (float);
      }
}

static void
fill_layer (const Walk *walk, SummaryRow *row)
{
  rn_totals_measure (walk->graph, walk->shapes, row->node, row->node + 1, walk->convention,
                     &row->totals);
  row->output_bytes = rn_shape_elements (&walk->shapes[row->node]) * sizeof (float);
}

/* The last part of a name, as it goes on from the scope's own path: "downsample.0". */
static const char *
word_in (const RnGraph *graph, RnScope scope, const char *name)
{
  const char *path = rn_graph_scope (graph, scope)->path;
  gsize length = path != NULL ? strlen (path) : 0;

  return length > 0 && strncmp (name, path, length) == 0 && name[length] == '.' ? name + length + 1
                                                                                : name;
}

static void
add_row (Walk *walk, RnScope parent, const Child *child, guint depth, const char *lines,
         gboolean last)
{
  SummaryRow row = { .is_layer = child->is_layer, .depth = depth };
  g_autofree char *below = g_strconcat (lines, last ? "   " : "│  ", NULL);

  if (child->is_layer)
    {
      row.node = child->index;
      row.scope = rn_graph_node (walk->graph, row.node)->scope;
      row.name = g_strdup (rn_graph_node (walk->graph, row.node)->name);
      fill_layer (walk, &row);
    }
  else
    {
      row.scope = child->index;
      row.name = g_strdup (rn_graph_scope (walk->graph, row.scope)->path);
      fill_scope (walk, &row);
    }
  row.is_leaf = child->is_layer || depth == walk->depth;
  row.tree = g_strconcat (lines, last ? "└─ " : "├─ ", word_in (walk->graph, parent, row.name),
                          NULL);
  g_array_append_val (walk->rows, row);
  if (!row.is_leaf)
    walk_children (walk, row.scope, depth + 1, below);
}

static void
walk_children (Walk *walk, RnScope scope, guint depth, const char *lines)
{
  g_autoptr (GArray) children = children_of (walk, scope);

  for (guint i = 0; i < children->len; i++)
    add_row (walk, scope, &g_array_index (children, Child, i), depth, lines,
             i == children->len - 1);
}

GArray *
summary_rows_new (const RnGraph *graph, const RnShape *shapes, guint depth,
                  const RnConvention *convention)
{
  Walk walk = { graph, shapes, convention, depth, g_array_new (FALSE, TRUE, sizeof (SummaryRow)) };
  SummaryRow root = { .scope = RN_SCOPE_ROOT,
                      .is_leaf = depth == 0,
                      .name = g_strdup (rn_graph_name (graph)),
                      .tree = g_strdup (rn_graph_name (graph)) };

  g_array_set_clear_func (walk.rows, clear_row);
  fill_scope (&walk, &root);
  g_array_append_val (walk.rows, root);
  if (depth > 0)
    walk_children (&walk, RN_SCOPE_ROOT, 1, "");
  return walk.rows;
}
