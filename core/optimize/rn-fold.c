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

#include "graph-copy-private.h"

enum { WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR };

typedef struct
{
  RnGraphCopy *copy;            /* borrowed; a folded norm's image is its convolution's */
  /* [n] the batch norm a convolution takes on, RN_NODE_NONE for other nodes */
  RnNode      *norm_of;
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
copy_graph (Fold *self, GError **error)
{
  RnGraphCopy *copy = self->copy;

  for (RnNode i = 0; i < rn_graph_n_nodes (copy->from); i++)
    {
      const RnNodeInfo *info = rn_graph_node (copy->from, i);

      self->norm_of[i] = find_norm (copy->from, i);
      if (info->n_inputs == 1 && self->norm_of[info->inputs[0]] == i)
        copy->image[i] = copy->image[info->inputs[0]];
      else
        rn__graph_copy_node (copy, i,
                             self->norm_of[i] != RN_NODE_NONE ? RN_ARGS ({ "bias", 1 }) : NULL);
      if (i == rn_graph_output (copy->from))
        rn_graph_set_output (copy->to, copy->image[i]);
    }
  rn__graph_copy_finish (copy);
  return rn_graph_check (copy->to, error);
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
fill_parameters (Fold *self, RnParameters *from, RnParameters *to)
{
  const RnGraphCopy *copy = self->copy;

  for (RnNode i = 0; i < rn_graph_n_nodes (copy->from); i++)
    {
      const RnNodeInfo *node = rn_graph_node (copy->from, i),
                       *image = rn_graph_node (copy->to, copy->image[i]);

      if (self->norm_of[i] != RN_NODE_NONE)
        fold_values (node, rn_graph_node (copy->from, self->norm_of[i]), from, image, to);
      else if (image->op == node->op)
        rn__graph_copy_values (copy, i, from, to);
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
  g_auto (RnGraphCopy) copy = { 0 };
  Fold self = { &copy, norm_of };

  rn__graph_copy_init (&copy, graph, to, RN_SCOPE_ROOT);
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
