/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Copying a graph node by node, scopes and all, and taking one scope out of it. */
#include "config.h"

#include "graph-copy-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-graph-part.h"

void
rn__graph_copy_init (RnGraphCopy *self, const RnGraph *from, RnGraph *to, RnScope only)
{
  RnScope root = RN_SCOPE_ROOT;

  *self = (RnGraphCopy) { .from = from, .to = to, .only = only, .next_scope = RN_SCOPE_ROOT + 1 };
  self->image = g_new (RnNode, rn_graph_n_nodes (from));
  for (RnNode i = 0; i < rn_graph_n_nodes (from); i++)
    self->image[i] = RN_NODE_NONE;
  self->open = g_array_new (FALSE, FALSE, sizeof (RnScope));
  g_array_append_val (self->open, root);
}

void
rn__graph_copy_clear (RnGraphCopy *self)
{
  g_clear_pointer (&self->image, g_free);
  g_clear_pointer (&self->open, g_array_unref);
}

/* ── scopes ── */

static gboolean
encloses (const RnGraph *graph, RnScope outer, RnScope scope)
{
  while (scope != outer && scope != RN_SCOPE_ROOT)
    scope = rn_graph_scope (graph, scope)->parent;
  return scope == outer;
}

/* Closes what @scope lies outside of. */
static void
leave_scopes (RnGraphCopy *self, RnScope scope)
{
  while (!encloses (self->from, g_array_index (self->open, RnScope, self->open->len - 1), scope))
    {
      rn_graph_close_scope (self->to);
      g_array_set_size (self->open, self->open->len - 1);
    }
}

static void
open_scope (RnGraphCopy *self, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (self->from, scope);
  RnScope opened;

  leave_scopes (self, info->parent);
  opened = rn_graph_open_scope (self->to, info->kind, info->name,
                                info->input == RN_NODE_NONE ? RN_NODE_NONE
                                                            : self->image[info->input]);
  rn_graph_describe_scope (self->to, opened, info->spec, info->summary);
  g_array_append_val (self->open, scope);
}

/*
 * Opens every scope that begins up to @node, in the order they were opened: those without a node
 * of their own too. Of one scope's copy only what is inside it or around it.
 */
static void
open_scopes (RnGraphCopy *self, RnNode node)
{
  for (; self->next_scope < rn_graph_n_scopes (self->from); self->next_scope++)
    {
      if (rn_graph_scope (self->from, self->next_scope)->first > node)
        return;
      if (encloses (self->from, self->only, self->next_scope)
          || encloses (self->from, self->next_scope, self->only))
        open_scope (self, self->next_scope);
    }
}

void
rn__graph_copy_finish (RnGraphCopy *self)
{
  open_scopes (self, rn_graph_n_nodes (self->from));
}

/* ── nodes ── */

static double
changed (const RnArg *changes, const char *name, double value)
{
  for (; changes != NULL && changes->name != NULL; changes++)
    if (strcmp (changes->name, name) == 0)
      return changes->value;
  return value;
}

RnNode
rn__graph_copy_node (RnGraphCopy *self, RnNode node, const RnArg *changes)
{
  const RnNodeInfo *info = rn_graph_node (self->from, node);
  RnArg args[RN_OP_MAX_ATTRIBUTES + 1] = { 0 };
  RnNode inputs[RN_OP_MAX_INPUTS];

  open_scopes (self, node);
  leave_scopes (self, info->scope);
  for (guint i = 0; i < info->n_inputs; i++)
    inputs[i] = self->image[info->inputs[i]];
  for (guint i = 0; i < info->op->n_attributes; i++)
    args[i] = (RnArg) { info->op->attributes[i].name,
                        changed (changes, info->op->attributes[i].name, info->attributes[i]) };
  self->image[node] = info->n_inputs == 0
                        ? rn_graph_input (self->to, info->word, &info->shape)
                        : rn_graph_append_many (self->to, info->op->name, info->word, inputs,
                                                info->n_inputs, args);
  return self->image[node];
}

void
rn__graph_copy_values (const RnGraphCopy *self, RnNode node, RnParameters *from, RnParameters *to)
{
  const RnNodeInfo *info = rn_graph_node (self->from, node),
                   *image = rn_graph_node (self->to, self->image[node]);

  for (guint i = 0; i < info->op->n_parameters; i++)
    if (info->parameters[i] != G_MAXUINT)
      memcpy (rn_parameters_values (to, image->parameters[i]),
              rn_parameters_values (from, info->parameters[i]),
              rn_shape_elements (&rn_graph_parameter (self->from, info->parameters[i])->shape)
                * sizeof (float));
}

/* ── one scope ── */

/* What @node reads must lie in the scope or be the scope's input. */
static gboolean
check_inputs (const RnGraphCopy *self, RnNode node, GError **error)
{
  const RnNodeInfo *info = rn_graph_node (self->from, node);

  for (guint i = 0; i < info->n_inputs; i++)
    if (self->image[info->inputs[i]] == RN_NODE_NONE)
      {
        g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                     _("“%s” reads “%s”, which is neither in “%s” nor its input"), info->name,
                     rn_graph_node (self->from, info->inputs[i])->name,
                     rn_graph_scope (self->from, self->only)->path);
        return FALSE;
      }
  return TRUE;
}

static gboolean
copy_scope (RnGraphCopy *self, GError **error)
{
  const RnScopeInfo *scope = rn_graph_scope (self->from, self->only);

  self->image[scope->input] =
    rn_graph_input (self->to, "input", &rn_graph_node (self->from, scope->input)->shape);
  for (RnNode i = scope->first; i < scope->end; i++)
    {
      if (!check_inputs (self, i, error))
        return FALSE;
      rn__graph_copy_node (self, i, NULL);
    }
  rn__graph_copy_finish (self);
  return rn_graph_check (self->to, error);
}

/**
 * rn_graph_part:
 * @scope: one that reads a node: a stage, a block, a branch
 * @parameters: of @graph
 * @part_parameters: (out) (transfer full): the part's own copy of those it has
 *
 * The scope as a graph of its own: node 0 is its input, node i of @graph becomes node i − first + 1.
 * Names and scopes stay what they were.
 *
 * Errors: RN_ERROR_UNKNOWN where the scope reads a second node outside itself; RN_ERROR_NO_MEMORY
 *
 * Returns: (transfer full): the part, or NULL with @error set
 */
RnGraph *
rn_graph_part (const RnGraph *graph, RnScope scope, RnParameters *parameters,
               RnParameters **part_parameters, GError **error)
{
  const RnScopeInfo *info = rn_graph_scope (graph, scope);
  g_autoptr (RnGraph) part = NULL;
  g_auto (RnGraphCopy) copy = { 0 };
  RnParameters *values;

  g_return_val_if_fail (info != NULL && info->input != RN_NODE_NONE, NULL);
  part = rn_graph_new (rn_graph_name (graph));
  rn__graph_copy_init (&copy, graph, part, scope);
  if (!copy_scope (&copy, error))
    return NULL;
  values = rn_parameters_new (part, error);
  if (values == NULL)
    return NULL;
  for (RnNode i = info->first; i < info->end; i++)
    rn__graph_copy_values (&copy, i, parameters, values);
  rn_parameters_changed (values);
  *part_parameters = values;
  return g_steal_pointer (&part);
}
