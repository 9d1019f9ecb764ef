/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Building a graph: nodes, scopes and parameters are appended; the first error stays. Reading it
 * is graph-query.c. */

#include "config.h"

#include "rn-graph.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "graph-private.h"
#include "rn-size.h"

/* Parameters start on a cache line of their own in the common vector. */
#define PARAMETER_ALIGNMENT 16

static void
scope_free (gpointer data)
{
  RnScopeInfo *scope = data;

  g_free (scope->name);
  g_free (scope->path);
  g_free (scope->spec);
  g_free (scope->summary);
  g_free (scope);
}

static void
node_free (gpointer data)
{
  RnNodeInfo *node = data;

  g_free (node->name);
  g_free (node);
}

static void
parameter_free (gpointer data)
{
  RnParameterInfo *parameter = data;

  g_free (parameter->name);
  g_free (parameter);
}

/**
 * rn_graph_new:
 * @name: what the network is called
 *
 * Returns: (transfer full): a graph with a root scope and no nodes
 */
RnGraph *
rn_graph_new (const char *name)
{
  RnGraph *self = g_new0 (RnGraph, 1);
  RnScopeInfo *root = g_new0 (RnScopeInfo, 1);
  RnScope root_index = RN_SCOPE_ROOT;

  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup (name);
  self->nodes = g_ptr_array_new_with_free_func (node_free);
  self->scopes = g_ptr_array_new_with_free_func (scope_free);
  self->parameters = g_ptr_array_new_with_free_func (parameter_free);
  self->node_names = g_hash_table_new (g_str_hash, g_str_equal);
  self->parameter_names = g_hash_table_new (g_str_hash, g_str_equal);
  self->open = g_array_new (FALSE, FALSE, sizeof (RnScope));
  self->output = RN_NODE_NONE;

  root->kind = RN_SCOPE_NETWORK;
  root->name = g_strdup ("");
  root->path = g_strdup ("");
  root->input = RN_NODE_NONE;
  g_ptr_array_add (self->scopes, root);
  g_array_append_val (self->open, root_index);
  return self;
}

RnGraph *
rn_graph_ref (RnGraph *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
rn_graph_unref (RnGraph *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->node_names);
  g_hash_table_unref (self->parameter_names);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->scopes);
  g_ptr_array_unref (self->parameters);
  g_array_unref (self->open);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self);
}

static RnScopeInfo *
scope_info (const RnGraph *self, RnScope scope)
{
  return g_ptr_array_index (self->scopes, scope);
}

static RnScope
current_scope (const RnGraph *self)
{
  return g_array_index (self->open, RnScope, self->open->len - 1);
}

static char *
join_path (const char *path, const char *word)
{
  if (*word == '\0')
    return g_strdup (path);
  return *path == '\0' ? g_strdup (word) : g_strconcat (path, ".", word, NULL);
}

/**
 * rn_graph_open_scope:
 * @input: the node the scope reads, RN_NODE_NONE for the last one so far
 *
 * What is appended until rn_graph_close_scope() belongs to it.
 */
RnScope
rn_graph_open_scope (RnGraph *self, RnScopeKind kind, const char *word, RnNode input)
{
  RnScopeInfo *scope = g_new0 (RnScopeInfo, 1);
  RnScope index = self->scopes->len;

  scope->kind = kind;
  scope->parent = current_scope (self);
  scope->name = g_strdup (word);
  scope->path = join_path (scope_info (self, scope->parent)->path, word);
  scope->first = scope->end = self->nodes->len;
  scope->input = input != RN_NODE_NONE || scope->first == 0 ? input : scope->first - 1;
  g_ptr_array_add (self->scopes, scope);
  g_array_append_val (self->open, index);
  return index;
}

void
rn_graph_close_scope (RnGraph *self)
{
  g_return_if_fail (self->open->len > 1);
  g_array_set_size (self->open, self->open->len - 1);
}

void
rn_graph_describe_scope (RnGraph *self, RnScope scope, const char *spec, const char *summary)
{
  RnScopeInfo *info = scope_info (self, scope);

  g_free (info->spec);
  g_free (info->summary);
  info->spec = g_strdup (spec);
  info->summary = g_strdup (summary);
}

/* (transfer full) keeps @error if it is the first */
void
rn_graph_fail (RnGraph *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

gboolean
rn_graph_check (const RnGraph *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->error);
  return FALSE;
}

/* Gives @node its name and place; it is then part of the graph. */
static RnNode
adopt_node (RnGraph *self, RnNodeInfo *node)
{
  RnNode index = self->nodes->len;

  g_ptr_array_add (self->nodes, node);
  g_hash_table_insert (self->node_names, node->name, GUINT_TO_POINTER (index + 1));
  for (guint i = 0; i < self->open->len; i++)
    scope_info (self, g_array_index (self->open, RnScope, i))->end = index + 1;
  return index;
}

static RnNodeInfo *
new_node (RnGraph *self, const RnOp *op, const char *word)
{
  RnNodeInfo *node;
  g_autofree char *name = join_path (scope_info (self, current_scope (self))->path, word);

  if (g_hash_table_contains (self->node_names, name))
    {
      rn_graph_fail (self, g_error_new (RN_ERROR, RN_ERROR_UNKNOWN,
                                        "“%s” names two nodes of %s; each needs a name of its own",
                                        name, self->name));
      return NULL;
    }
  node = g_new0 (RnNodeInfo, 1);
  node->op = op;
  node->word = name + strlen (name) - strlen (word);
  node->scope = current_scope (self);
  node->name = g_steal_pointer (&name);
  for (guint i = 0; i < RN_OP_MAX_PARAMETERS; i++)
    node->parameters[i] = G_MAXUINT;
  return node;
}

RnNode
rn_graph_input (RnGraph *self, const char *word, const RnShape *shape)
{
  RnNodeInfo *node;

  if (self->error != NULL)
    return RN_NODE_NONE;
  node = new_node (self, rn_op_find ("input"), word);
  if (node == NULL)
    return RN_NODE_NONE;
  node->shape = *shape;
  return adopt_node (self, node);
}

static gboolean
read_attribute (RnNodeInfo *node, const RnArg *arg, GError **error)
{
  int at = rn_op_attribute (node->op, arg->name);
  const RnAttribute *attribute;

  if (at < 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("%s “%s”: there is no attribute “%s”"),
                   node->op->name, node->name, arg->name);
      return FALSE;
    }
  attribute = &node->op->attributes[at];
  if (!(arg->value >= attribute->minimum && arg->value <= attribute->maximum)
      || (attribute->type != RN_ATTRIBUTE_REAL && arg->value != floor (arg->value)))
    {
      g_autofree char *expected
        = g_strdup_printf (attribute->type == RN_ATTRIBUTE_REAL ? _("a number from %g to %g")
                                                                : _("an integer from %.0f to %.0f"),
                           attribute->minimum, attribute->maximum);

      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s “%s”: %s is %g, expected %s"),
                   node->op->name, node->name, attribute->name, arg->value, expected);
      return FALSE;
    }
  node->attributes[at] = arg->value;
  return TRUE;
}

static gboolean
read_attributes (RnNodeInfo *node, const RnArg *args, GError **error)
{
  for (guint i = 0; i < node->op->n_attributes; i++)
    node->attributes[i] = node->op->attributes[i].fallback;
  for (; args->name != NULL; args++)
    if (!read_attribute (node, args, error))
      return FALSE;
  for (guint i = 0; i < node->op->n_attributes; i++)
    if (isnan (node->attributes[i]))
      {
        g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s “%s”: %s is not given"),
                     node->op->name, node->name, node->op->attributes[i].name);
        return FALSE;
      }
  return TRUE;
}

static gboolean
infer_shapes (RnGraph *self, RnNodeInfo *node, RnShape *parameters, GError **error)
{
  RnShape inputs[RN_OP_MAX_INPUTS];
  RnOpCall call = { .name = node->name, .attributes = node->attributes, .n_inputs = node->n_inputs,
                    .inputs = inputs, .parameters = parameters };

  if (node->n_inputs < node->op->min_inputs || node->n_inputs > node->op->max_inputs)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s “%s”: %u inputs, expected %u to %u"),
                   node->op->name, node->name, node->n_inputs, node->op->min_inputs,
                   node->op->max_inputs);
      return FALSE;
    }
  for (guint i = 0; i < node->n_inputs; i++)
    inputs[i] = rn_graph_node (self, node->inputs[i])->shape;
  return node->op->infer (&call, &node->shape, parameters, error);
}

static guint
add_parameter (RnGraph *self, RnNodeInfo *node, guint slot, const RnShape *shape, GError **error)
{
  const RnParameterSlot *kind = &node->op->parameters[slot];
  RnParameterInfo *parameter;
  gsize floats = rn_shape_elements (shape), end;

  if (!rn_size_add (floats, PARAMETER_ALIGNMENT - 1, &floats)
      || !rn_size_add (self->parameter_floats, floats / PARAMETER_ALIGNMENT * PARAMETER_ALIGNMENT,
                       &end)
      || end > G_MAXSIZE / sizeof (float))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
                   _("%s “%s”: its %s is larger than memory can be"), node->op->name, node->name,
                   kind->name);
      return G_MAXUINT;
    }
  parameter = g_new0 (RnParameterInfo, 1);
  parameter->name = g_strconcat (node->name, ".", kind->name, NULL);
  parameter->shape = *shape;
  parameter->trained = kind->trained;
  parameter->init = kind->init;
  parameter->node = self->nodes->len;
  parameter->offset = self->parameter_floats;
  self->parameter_floats = end;
  g_ptr_array_add (self->parameters, parameter);
  g_hash_table_insert (self->parameter_names, parameter->name,
                       GUINT_TO_POINTER (self->parameters->len));
  return self->parameters->len - 1;
}

static gboolean
finish_node (RnGraph *self, RnNodeInfo *node, const RnArg *args, GError **error)
{
  RnShape parameters[RN_OP_MAX_PARAMETERS] = { 0 };

  if (!read_attributes (node, args, error) || !infer_shapes (self, node, parameters, error))
    return FALSE;
  for (guint i = 0; i < node->op->n_parameters; i++)
    if (parameters[i].rank > 0)
      {
        node->parameters[i] = add_parameter (self, node, i, &parameters[i], error);
        if (node->parameters[i] == G_MAXUINT)
          return FALSE;
      }
  return TRUE;
}

static RnNode
fail_node (RnGraph *self, RnNodeInfo *node, GError *error)
{
  node_free (node);
  rn_graph_fail (self, error);
  return RN_NODE_NONE;
}

static gboolean
all_known (const RnGraph *self, const RnNode *inputs, guint n_inputs)
{
  for (guint i = 0; i < n_inputs; i++)
    if (inputs[i] >= self->nodes->len)
      return FALSE;
  return n_inputs <= RN_OP_MAX_INPUTS;
}

/**
 * rn_graph_append_many:
 * @op: name of a registered op
 * @word: the node's own name inside the open scope
 * @args: attributes, see RN_ARGS; those left out take the op's defaults
 *
 * Appends a node and the parameters it needs. An error is kept for rn_graph_check().
 *
 * Returns: the node, or RN_NODE_NONE once anything has failed
 */
RnNode
rn_graph_append_many (RnGraph *self, const char *op, const char *word,
                      const RnNode *inputs, guint n_inputs, const RnArg *args)
{
  const RnOp *descriptor = rn_op_find (op);
  RnNodeInfo *node;
  GError *error = NULL;

  g_return_val_if_fail (descriptor != NULL, RN_NODE_NONE);
  if (self->error != NULL)
    return RN_NODE_NONE;
  g_return_val_if_fail (all_known (self, inputs, n_inputs), RN_NODE_NONE);
  node = new_node (self, descriptor, word);
  if (node == NULL)
    return RN_NODE_NONE;
  node->n_inputs = n_inputs;
  memcpy (node->inputs, inputs, n_inputs * sizeof *inputs);
  if (!finish_node (self, node, args, &error))
    return fail_node (self, node, error);
  return adopt_node (self, node);
}

RnNode
rn_graph_append (RnGraph *self, const char *op, const char *word, RnNode input, const RnArg *args)
{
  return rn_graph_append_many (self, op, word, &input, 1, args);
}

/**
 * rn_graph_append_again:
 * @like: the node to apply once more
 *
 * The same op with the same attributes and the same parameters on another input, as when a module
 * is called twice: gradients of the parameters add up, and running statistics are updated by each
 * application.
 */
RnNode
rn_graph_append_again (RnGraph *self, RnNode like, const char *word, RnNode input)
{
  const RnNodeInfo *model;
  RnNodeInfo *node;
  RnShape parameters[RN_OP_MAX_PARAMETERS] = { 0 };
  GError *error = NULL;

  if (self->error != NULL)
    return RN_NODE_NONE;
  model = rn_graph_node (self, like);
  node = new_node (self, model->op, word);
  if (node == NULL)
    return RN_NODE_NONE;
  node->n_inputs = 1;
  node->inputs[0] = input;
  memcpy (node->attributes, model->attributes, sizeof node->attributes);
  memcpy (node->parameters, model->parameters, sizeof node->parameters);
  if (!infer_shapes (self, node, parameters, &error))
    return fail_node (self, node, error);
  for (guint i = 0; i < model->op->n_parameters; i++)
    if (parameters[i].rank > 0
        && !rn_shape_equal (&parameters[i],
                            &rn_graph_parameter (self, model->parameters[i])->shape))
      {
        g_set_error (&error, RN_ERROR, RN_ERROR_SHAPE,
                     _("“%s” cannot share the %s of “%s”: the inputs differ in channels"), node->name,
                     model->op->parameters[i].name, model->name);
        return fail_node (self, node, error);
      }
  return adopt_node (self, node);
}

static void
set_init (RnGraph *self, RnNode node, guint slot, RnInit init, double constant)
{
  RnParameterInfo *info;
  guint parameter;

  if (self->error != NULL)
    return;
  parameter = rn_graph_node (self, node)->parameters[slot];
  g_return_if_fail (parameter != G_MAXUINT);
  info = g_ptr_array_index (self->parameters, parameter);
  info->init = init;
  info->constant = constant;
}

void
rn_graph_set_init (RnGraph *self, RnNode node, guint slot, RnInit init)
{
  set_init (self, node, slot, init, 0);
}

void
rn_graph_set_init_constant (RnGraph *self, RnNode node, guint slot, double value)
{
  set_init (self, node, slot, RN_INIT_CONSTANT, value);
}

void
rn_graph_set_output (RnGraph *self, RnNode node)
{
  if (self->error == NULL)
    self->output = node;
}
