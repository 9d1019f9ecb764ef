/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* How one output element came about: the node's op is handed the numbers the session holds. */

#include "config.h"

#include "rn-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  RnShape      input_shapes[RN_OP_MAX_INPUTS];
  RnShape      parameter_shapes[RN_OP_MAX_PARAMETERS];
  RnTensor    *input_tensors[RN_OP_MAX_INPUTS];         /* owned */
  const float *inputs[RN_OP_MAX_INPUTS];
  float       *parameters[RN_OP_MAX_PARAMETERS];
  RnTensor    *output;                                  /* owned */
  RnOpCall     call;
  RnOpData     data;
} Numbers;

static void
numbers_clear (Numbers *self)
{
  for (guint i = 0; i < RN_OP_MAX_INPUTS; i++)
    g_clear_pointer (&self->input_tensors[i], rn_tensor_unref);
  g_clear_pointer (&self->output, rn_tensor_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Numbers, numbers_clear)

static gboolean
read_inputs (RnSession *session, const RnNodeInfo *info, Numbers *numbers, GError **error)
{
  for (guint i = 0; i < info->n_inputs; i++)
    {
      numbers->input_tensors[i] = rn_session_activation (session, info->inputs[i], error);
      if (numbers->input_tensors[i] == NULL)
        return FALSE;
      numbers->inputs[i] = rn_tensor_values (numbers->input_tensors[i]);
    }
  return TRUE;
}

static gboolean
gather (RnSession *session, RnNode node, Numbers *numbers, GError **error)
{
  RnGraph *graph = rn_session_graph (session);
  const RnNodeInfo *info = rn_graph_node (graph, node);
  g_autofree RnShape *shapes = g_new (RnShape, rn_graph_n_nodes (graph));

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    shapes[i] = *rn_session_shape (session, i);
  rn_graph_call (graph, node, shapes, numbers->input_shapes, numbers->parameter_shapes,
                 &numbers->call);
  if (!read_inputs (session, info, numbers, error))
    return FALSE;
  numbers->output = rn_session_activation (session, node, error);
  if (numbers->output == NULL)
    return FALSE;
  for (guint i = 0; i < info->op->n_parameters; i++)
    if (info->parameters[i] != G_MAXUINT)
      numbers->parameters[i] =
        rn_parameters_values (rn_session_parameters (session), info->parameters[i]);
  numbers->data = (RnOpData) {
    .training = rn_session_options (session)->mode == RN_MODE_TRAIN,
    .inputs = numbers->inputs,
    .parameters = numbers->parameters,
    .output = rn_tensor_data (numbers->output),
  };
  return TRUE;
}

/**
 * rn_session_explain:
 * @index: (array fixed-size=4): which element of the output
 *
 * The terms behind one output element, found again from the op's inputs and parameters.
 *
 * Errors: RN_ERROR_UNKNOWN where the inputs were not kept or are not computed; RN_ERROR_RANGE for
 * an index outside
 */
gboolean
rn_session_explain (RnSession *self, RnNode node, const gsize *index, RnExplanation *explanation,
                    GError **error)
{
  const RnNodeInfo *info = rn_graph_node (rn_session_graph (self), node);
  const RnShape *shape = rn_session_shape (self, node);
  g_auto (Numbers) numbers = { 0 };

  for (guint i = 0; i < RN_SHAPE_MAX_RANK; i++)
    if (index[i] >= shape->dim[i])
      {
        g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                     _("%s: index %zu in dimension %u, which has %zu"),
                     info->name, index[i], i, shape->dim[i]);
        return FALSE;
      }
  if (info->op->explain == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("%s is given, not computed"), info->name);
      return FALSE;
    }
  if (!gather (self, node, &numbers, error))
    return FALSE;
  info->op->explain (&numbers.call, &numbers.data, index, explanation);
  return TRUE;
}
