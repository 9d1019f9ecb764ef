/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Reading a graph: its nodes, scopes and parameters, its shapes for another input, and the way
 * between two nodes. */

#include "config.h"

#include "graph-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *
rn_graph_name (const RnGraph *self)
{
  return self->name;
}

guint
rn_graph_n_nodes (const RnGraph *self)
{
  return self->nodes->len;
}

const RnNodeInfo *
rn_graph_node (const RnGraph *self, RnNode node)
{
  g_return_val_if_fail (node < self->nodes->len, NULL);
  return g_ptr_array_index (self->nodes, node);
}

RnNode
rn_graph_find (const RnGraph *self, const char *name)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->node_names, name));

  return found == 0 ? RN_NODE_NONE : found - 1;
}

RnNode
rn_graph_output (const RnGraph *self)
{
  return self->output != RN_NODE_NONE ? self->output : self->nodes->len - 1;
}

RnNode
rn_graph_loss (const RnGraph *self)
{
  RnNode last = self->nodes->len - 1;

  if (self->nodes->len == 0
      || g_strcmp0 (rn_graph_node (self, last)->op->name, "softmax_cross_entropy") != 0)
    return RN_NODE_NONE;
  return last;
}

guint
rn_graph_n_scopes (const RnGraph *self)
{
  return self->scopes->len;
}

const RnScopeInfo *
rn_graph_scope (const RnGraph *self, RnScope scope)
{
  g_return_val_if_fail (scope < self->scopes->len, NULL);
  return g_ptr_array_index (self->scopes, scope);
}

RnScope
rn_graph_find_scope (const RnGraph *self, const char *path)
{
  for (RnScope i = 1; i < rn_graph_n_scopes (self); i++)
    if (g_str_equal (rn_graph_scope (self, i)->path, path))
      return i;
  return RN_SCOPE_ROOT;
}

RnScope
rn_graph_scope_above (const RnGraph *self, RnScope scope, RnScopeKind kind)
{
  while (scope != RN_SCOPE_ROOT && rn_graph_scope (self, scope)->kind != kind)
    scope = rn_graph_scope (self, scope)->parent;
  return scope;
}

guint
rn_graph_n_parameters (const RnGraph *self)
{
  return self->parameters->len;
}

const RnParameterInfo *
rn_graph_parameter (const RnGraph *self, guint parameter)
{
  g_return_val_if_fail (parameter < self->parameters->len, NULL);
  return g_ptr_array_index (self->parameters, parameter);
}

guint
rn_graph_find_parameter (const RnGraph *self, const char *name)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->parameter_names, name));

  return found == 0 ? G_MAXUINT : found - 1;
}

gsize
rn_graph_parameter_floats (const RnGraph *self)
{
  return self->parameter_floats;
}

GArray *
rn_graph_readers (const RnGraph *self, RnNode node)
{
  GArray *readers = g_array_new (FALSE, FALSE, sizeof (RnNode));

  for (RnNode i = node + 1; i < self->nodes->len; i++)
    {
      const RnNodeInfo *info = rn_graph_node (self, i);
      gboolean reads = FALSE;

      for (guint k = 0; k < info->n_inputs; k++)
        reads |= info->inputs[k] == node;
      if (reads)
        g_array_append_val (readers, i);
    }
  return readers;
}

static gboolean
same_parameters (const RnGraph *self, const RnNodeInfo *node, const RnShape *parameters,
                 GError **error)
{
  for (guint i = 0; i < node->op->n_parameters; i++)
    if (parameters[i].rank > 0)
      {
        const RnParameterInfo *has = rn_graph_parameter (self, node->parameters[i]);

        if (!rn_shape_equal (&has->shape, &parameters[i]))
          {
            g_autofree char *found = rn_shape_describe (&has->shape);
            g_autofree char *needed = rn_shape_describe (&parameters[i]);

            g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                         _("%s “%s”: with this input its %s would be %s, but it is %s"),
                         node->op->name, node->name, node->op->parameters[i].name, needed, found);
            return FALSE;
          }
      }
  return TRUE;
}

/**
 * rn_graph_infer:
 * @input: shape of the first input node; every other input node keeps its shape but takes the batch
 * size
 * @shapes: (out caller-allocates) (array): [n_nodes]
 *
 * Errors: RN_ERROR_SHAPE or RN_ERROR_RANGE where a layer does not fit the new input
 */
gboolean
rn_graph_infer (const RnGraph *self, const RnShape *input, RnShape *shapes, GError **error)
{
  for (RnNode i = 0; i < self->nodes->len; i++)
    {
      const RnNodeInfo *node = rn_graph_node (self, i);
      RnShape inputs[RN_OP_MAX_INPUTS], parameters[RN_OP_MAX_PARAMETERS] = { 0 };
      RnOpCall call = { .name = node->name,
                        .attributes = node->attributes,
                        .n_inputs = node->n_inputs,
                        .inputs = inputs,
                        .parameters = parameters };

      if (node->n_inputs == 0)
        {
          shapes[i] = i == 0 ? *input : node->shape;
          shapes[i].dim[0] = input->dim[0];
          continue;
        }
      for (guint k = 0; k < node->n_inputs; k++)
        inputs[k] = shapes[node->inputs[k]];
      if (!node->op->infer (&call, &shapes[i], parameters, error)
          || !same_parameters (self, node, parameters, error))
        return FALSE;
    }
  return TRUE;
}

void
rn_graph_call (const RnGraph *self, RnNode node, const RnShape *shapes,
               RnShape *input_shapes, RnShape *parameter_shapes, RnOpCall *call)
{
  const RnNodeInfo *info = rn_graph_node (self, node);

  for (guint i = 0; i < info->n_inputs; i++)
    input_shapes[i] = shapes[info->inputs[i]];
  for (guint i = 0; i < info->op->n_parameters; i++)
    parameter_shapes[i] = info->parameters[i] == G_MAXUINT
                            ? (RnShape) { 0, { 1, 1, 1, 1 } }
                            : rn_graph_parameter (self, info->parameters[i])->shape;
  *call = (RnOpCall) { .name = info->name,
                      .attributes = info->attributes,
                      .n_inputs = info->n_inputs,
                      .inputs = input_shapes,
                      .parameters = parameter_shapes,
                      .output = shapes[node] };
}

/* Which nodes after @from lie on a way from it to @to. */
static gboolean *
mark_way (const RnGraph *self, RnNode from, RnNode to)
{
  gboolean *reached = g_new0 (gboolean, to + 1);
  gboolean *needed = g_new0 (gboolean, to + 1);

  reached[from] = needed[to] = TRUE;
  for (RnNode i = from + 1; i <= to; i++)
    for (guint k = 0; k < rn_graph_node (self, i)->n_inputs; k++)
      {
        RnNode input = rn_graph_node (self, i)->inputs[k];

        reached[i] |= input >= from && reached[input];
      }
  for (RnNode i = to; i > from; i--)
    for (guint k = 0; k < rn_graph_node (self, i)->n_inputs; k++)
      if (needed[i] && rn_graph_node (self, i)->inputs[k] <= to)
        needed[rn_graph_node (self, i)->inputs[k]] = TRUE;
  for (RnNode i = 0; i <= to; i++)
    reached[i] &= needed[i];
  g_free (needed);
  return reached;
}

GArray *
rn_graph_way (const RnGraph *self, RnNode from, RnNode to)
{
  GArray *way;
  g_autofree gboolean *on_way = NULL;

  g_return_val_if_fail (from <= to && to < self->nodes->len, NULL);
  way = g_array_new (FALSE, FALSE, sizeof (RnNode));
  on_way = mark_way (self, from, to);
  for (RnNode i = from; i <= to; i++)
    if (on_way[i])
      g_array_append_val (way, i);
  return way;
}

/**
 * rn_graph_trace:
 *
 * Returns: (transfer full): the layers on the way from @from to @to, a line each: “  conv1   conv2d
 * 1×64×28×28”
 */
char *
rn_graph_trace (const RnGraph *self, RnNode from, RnNode to)
{
  g_autoptr (GArray) way = rn_graph_way (self, from, to);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < way->len; i++)
    {
      const RnNodeInfo *node = rn_graph_node (self, g_array_index (way, RnNode, i));
      g_autofree char *shape = rn_shape_describe (&node->shape);

      g_string_append_printf (text, "    %-28s %-16s %s\n", node->name, node->op->name, shape);
    }
  return g_string_free (text, FALSE);
}
