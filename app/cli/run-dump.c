/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a pass left, as a safetensors file. */
#include "config.h"

#include "run-dump.h"

#include "rn-safetensors.h"
#include "rn-split.h"

/* Takes @tensor; FALSE where it is NULL, with the error set by whoever made it. */
static gboolean
add (RnTensors *out, const char *prefix, const char *name, RnTensor *tensor)
{
  g_autofree char *whole = g_strconcat (prefix, name, NULL);

  if (tensor == NULL)
    return FALSE;
  rn_tensors_add (out, whole, tensor);
  rn_tensor_unref (tensor);
  return TRUE;
}

static gboolean
add_parameters (CliSubject *self, RnTensors *out, const char *prefix, gboolean trained,
                float *(*get) (RnParameters *, guint), GError **error)
{
  for (guint i = 0; i < rn_graph_n_parameters (self->graph); i++)
    {
      const RnParameterInfo *info = rn_graph_parameter (self->graph, i);

      if (info->trained == trained
          && !add (out, prefix, info->name,
                   rn_tensor_new_copy (&info->shape, get (self->parameters, i), error)))
        return FALSE;
    }
  return TRUE;
}

/* The two terms of a lone block's dL/dx; a plain block has no shortcut, and so no terms. */
static gboolean
add_split (CliSubject *self, RnTensors *out, GError **error)
{
  RnScope block = RN_SCOPE_ROOT;
  RnTensor *shortcut = NULL, *branch = NULL;

  for (RnScope i = 0; i < rn_graph_n_scopes (self->graph); i++)
    if (rn_graph_scope (self->graph, i)->kind == RN_SCOPE_BLOCK)
      block = i;
  if (rn_spec_block (self->spec) == NULL || block == RN_SCOPE_ROOT)
    return TRUE;
  if (!rn_split_read (self->session, block, &shortcut, &branch, error))
    return FALSE;
  if (shortcut == NULL)
    {
      g_clear_pointer (&branch, rn_tensor_unref);
      return TRUE;
    }
  return add (out, "", "grad_input.shortcut", shortcut)
         && add (out, "", "grad_input.residual", branch);
}

static gboolean
add_gradients (CliSubject *self, RnTensors *out, GError **error)
{
  return add (out, "", "grad_input", rn_session_gradient (self->session, 0, error))
         && add_split (self, out, error)
         && add_parameters (self, out, "grad.", TRUE, rn_parameters_gradients, error);
}

/* Labels are numbers of classes: no gradient flows there. */
static gboolean
has_gradient (const RnGraph *graph, RnNode node)
{
  return node == 0 || rn_graph_node (graph, node)->n_inputs > 0;
}

static gboolean
add_nodes (CliSubject *self, RnTensors *out, gboolean backward, GError **error)
{
  for (RnNode i = 0; i < rn_graph_n_nodes (self->graph); i++)
    {
      const char *name = rn_graph_node (self->graph, i)->name;

      if (!add (out, "activation.", name, rn_session_activation (self->session, i, error)))
        return FALSE;
      if (backward && has_gradient (self->graph, i)
          && !add (out, "grad_activation.", name, rn_session_gradient (self->session, i, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
run_dump (CliSubject *self, gboolean all, const char *path, GError **error)
{
  const RnSessionOptions *options = rn_session_options (self->session);
  g_autoptr (RnTensors) out = rn_tensors_new ();

  rn_tensors_set_metadata (out, "spec", rn_graph_scope (self->graph, RN_SCOPE_ROOT)->spec);
  rn_tensors_set_metadata (out, "engine", rn_engine_name (options->engine));
  rn_tensors_set_metadata (out, "mode", options->mode == RN_MODE_TRAIN ? "train" : "eval");
  if (!add (out, "", "output",
            rn_session_activation (self->session, rn_graph_output (self->graph), error)))
    return FALSE;
  if (options->backward && !add_gradients (self, out, error))
    return FALSE;
  if (options->mode == RN_MODE_TRAIN
      && !add_parameters (self, out, "after.", FALSE, rn_parameters_values, error))
    return FALSE;
  if (all && !add_nodes (self, out, options->backward, error))
    return FALSE;
  return rn_safetensors_save (out, path, error);
}
