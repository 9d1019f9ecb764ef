/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Folding batch norm: in evaluation it is a fixed scale and shift of each channel, which the
 * convolution before it can take on.
 *
 *   γ·(w ∗ x + b − μ)/σ + β  =  (γ/σ · w) ∗ x  +  β + (b − μ)·γ/σ,    σ = √(running_var + ε)
 */

#include "config.h"

#include "rn-fold.h"

#include <math.h>
#include <string.h>

enum { WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR };

typedef struct
{
  RnGraph *from;                /* borrowed */
  RnGraph *to;                  /* borrowed */
  /* [n] the batch norm a convolution takes on, RN_NODE_NONE for other nodes */
  RnNode  *norm_of;
  RnNode  *image;               /* [n] where each node went; a folded norm to its convolution */
  GArray  *open;                /* (element-type RnScope) of @from */
  RnScope  next_scope;          /* of @from, the first not opened yet */
} Fold;

/* The batch norm that alone reads @node, if that is a convolution; else RN_NODE_NONE. */
static RnNode
find_norm (const RnGraph *graph, RnNode node)
{
  g_autoptr (GArray) readers = rn_graph_readers (graph, node);
  RnNode reader;

  if (strcmp (rn_graph_node (graph, node)->op->name, "conv2d") != 0 || readers->len != 1
      || node == rn_graph_output (graph))
    return RN_NODE_NONE;
  reader = g_array_index (readers, RnNode, 0);
  return strcmp (rn_graph_node (graph, reader)->op->name, "batch_norm") == 0 ? reader
                                                                             : RN_NODE_NONE;
}

static gboolean
encloses (const RnGraph *graph, RnScope outer, RnScope scope)
{
  while (scope != outer && scope != RN_SCOPE_ROOT)
    scope = rn_graph_scope (graph, scope)->parent;
  return scope == outer;
}

/* Closes what @scope lies outside of. */
static void
leave_scopes (Fold *self, RnScope scope)
{
  while (!encloses (self->from, g_array_index (self->open, RnScope, self->open->len - 1), scope))
    {
      rn_graph_close_scope (self->to);
      g_array_set_size (self->open, self->open->len - 1);
    }
}

/* Opens every scope that begins up to @node, in the order they were opened: those without a node
 * of their own too. */
static void
open_scopes (Fold *self, RnNode node)
{
  for (; self->next_scope < rn_graph_n_scopes (self->from); self->next_scope++)
    {
      const RnScopeInfo *info = rn_graph_scope (self->from, self->next_scope);
      RnScope opened;

      if (info->first > node)
        return;
      leave_scopes (self, info->parent);
      opened =
        rn_graph_open_scope (self->to, info->kind, info->name,
                             info->input == RN_NODE_NONE ? RN_NODE_NONE : self->image[info->input]);
      rn_graph_describe_scope (self->to, opened, info->spec, info->summary);
      g_array_append_val (self->open, self->next_scope);
    }
}

static RnNode
copy_node (Fold *self, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (self->from, node);
  RnArg args[RN_OP_MAX_ATTRIBUTES + 1] = { 0 };
  RnNode inputs[RN_OP_MAX_INPUTS];

  open_scopes (self, node);
  leave_scopes (self, info->scope);
  if (info->n_inputs == 0)
    return rn_graph_input (self->to, info->word, &info->shape);
  for (guint i = 0; i < info->n_inputs; i++)
    inputs[i] = self->image[info->inputs[i]];
  for (guint i = 0; i < info->op->n_attributes; i++)
    args[i] = (RnArg) { info->op->attributes[i].name,
                       self->norm_of[node] != RN_NODE_NONE
                           && strcmp (info->op->attributes[i].name, "bias") == 0
                         ? 1
                         : info->attributes[i] };
  return rn_graph_append_many (self->to, info->op->name, info->word, inputs, info->n_inputs, args);
}

static gboolean
copy_graph (Fold *self, GError **error)
{
  for (RnNode i = 0; i < rn_graph_n_nodes (self->from); i++)
    {
      const RnNodeInfo *info = rn_graph_node (self->from, i);

      self->norm_of[i] = find_norm (self->from, i);
      if (info->n_inputs == 1 && self->norm_of[info->inputs[0]] == i)
        self->image[i] = self->image[info->inputs[0]];
      else
        self->image[i] = copy_node (self, i);
      if (i == rn_graph_output (self->from))
        rn_graph_set_output (self->to, self->image[i]);
    }
  open_scopes (self, rn_graph_n_nodes (self->from));
  return rn_graph_check (self->to, error);
}

static const float *
value (RnParameters *parameters, const RnNodeInfo *node, guint slot)
{
  return node->parameters[slot] == G_MAXUINT
         ? NULL
         : rn_parameters_values (parameters, node->parameters[slot]);
}

static void
fold_values (const RnNodeInfo *conv, const RnNodeInfo *norm, RnParameters *from,
             const RnNodeInfo *image, RnParameters *to)
{
  const RnShape *shape =
    &rn_graph_parameter (rn_parameters_graph (to), image->parameters[WEIGHT])->shape;
  gsize per_channel = shape->dim[1] * shape->dim[2] * shape->dim[3];
  double epsilon = norm->attributes[rn_op_attribute (norm->op, "epsilon")];
  const float *w = value (from, conv, WEIGHT), *b = value (from, conv, BIAS);
  float *folded_w = rn_parameters_values (to, image->parameters[WEIGHT]);
  float *folded_b = rn_parameters_values (to, image->parameters[BIAS]);

  for (gsize k = 0; k < shape->dim[0]; k++)
    {
      double scale =
        value (from, norm, WEIGHT)[k] / sqrt (value (from, norm, RUNNING_VAR)[k] + epsilon);

      for (gsize i = 0; i < per_channel; i++)
        folded_w[k * per_channel + i] = (float) (w[k * per_channel + i] * scale);
      folded_b[k] =
        (float) (value (from, norm, BIAS)[k]
                 + ((b != NULL ? b[k] : 0) - (double) value (from, norm, RUNNING_MEAN)[k]) * scale);
    }
}

static void
copy_values (const RnNodeInfo *node, RnParameters *from, const RnNodeInfo *image, RnParameters *to)
{
  for (guint i = 0; i < node->op->n_parameters; i++)
    if (node->parameters[i] != G_MAXUINT)
      memcpy (rn_parameters_values (to, image->parameters[i]), value (from, node, i),
              rn_shape_elements (
                &rn_graph_parameter (rn_parameters_graph (from), node->parameters[i])->shape)
                * sizeof (float));
}

static void
fill_parameters (Fold *self, RnParameters *from, RnParameters *to)
{
  for (RnNode i = 0; i < rn_graph_n_nodes (self->from); i++)
    {
      const RnNodeInfo *node = rn_graph_node (self->from, i),
                       *image = rn_graph_node (self->to, self->image[i]);

      if (self->norm_of[i] != RN_NODE_NONE)
        fold_values (node, rn_graph_node (self->from, self->norm_of[i]), from, image, to);
      else if (image->op == node->op)
        copy_values (node, from, image, to);
    }
  rn_parameters_changed (to);
}

/**
 * rn_fold_batch_norm:
 * @folded: (out) (transfer full): parameters of the graph returned
 *
 * Nodes keep their names and scopes; a folded norm's readers read its convolution. Norms that
 * follow anything else stay. The result equals the plain network in evaluation only: in training a
 * norm's constants are the batch's.
 *
 * Returns: (transfer full): the folded network, NULL with RN_ERROR_NO_MEMORY
 */
RnGraph *
rn_fold_batch_norm (RnGraph *graph, RnParameters *parameters, RnParameters **folded, GError **error)
{
  g_autoptr (RnGraph) to = rn_graph_new (rn_graph_name (graph));
  g_autofree RnNode *norm_of = g_new (RnNode, rn_graph_n_nodes (graph));
  g_autofree RnNode *image = g_new (RnNode, rn_graph_n_nodes (graph));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (RnScope));
  RnScope root = RN_SCOPE_ROOT;
  Fold self = { graph, to, norm_of, image, open, RN_SCOPE_ROOT + 1 };

  g_array_append_val (open, root);
  rn_graph_describe_scope (to, RN_SCOPE_ROOT, rn_graph_scope (graph, RN_SCOPE_ROOT)->spec,
                           rn_graph_scope (graph, RN_SCOPE_ROOT)->summary);
  if (!copy_graph (&self, error))
    return NULL;
  *folded = rn_parameters_new (to, error);
  if (*folded == NULL)
    return NULL;
  fill_parameters (&self, parameters, *folded);
  return g_steal_pointer (&to);
}
