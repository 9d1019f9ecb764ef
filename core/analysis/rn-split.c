/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The gradient split of a block as tensors, summed from the edge gradients at its input. */
#include "config.h"

#include "rn-split.h"

gboolean
rn_split_in_branch (const RnGraph *graph, RnNode node, RnScope block)
{
  RnScope scope = rn_graph_node (graph, node)->scope;

  while (scope != block && scope != RN_SCOPE_ROOT)
    {
      const RnScopeInfo *info = rn_graph_scope (graph, scope);

      if (info->kind == RN_SCOPE_BRANCH && info->parent == block)
        return TRUE;
      scope = info->parent;
    }
  return FALSE;
}

/* *sum += @term, which is consumed. */
static void
add_term (RnTensor **sum, RnTensor *term)
{
  g_autoptr (RnTensor) added = term;
  float *values;

  if (*sum == NULL)
    {
      *sum = g_steal_pointer (&added);
      return;
    }
  values = rn_tensor_data (*sum);
  for (gsize i = 0; i < rn_tensor_elements (added); i++)
    values[i] += rn_tensor_values (added)[i];
}

/* Adds what @reader sends to @x, by each of its inputs that reads it. */
static gboolean
add_edges (RnSession *session, RnNode reader, RnNode x, RnTensor **sum, GError **error)
{
  const RnNodeInfo *info = rn_graph_node (rn_session_graph (session), reader);

  for (guint slot = 0; slot < info->n_inputs; slot++)
    if (info->inputs[slot] == x)
      {
        RnTensor *term = rn_session_edge_gradient (session, reader, slot, error);

        if (term == NULL)
          return FALSE;
        add_term (sum, term);
      }
  return TRUE;
}

/**
 * rn_split_read:
 * @session: planned with RN_KEEP_ALL, after a backward pass
 * @block: a block's scope
 * @shortcut: (out) (transfer full): g_shortcut, the shape of the block's input; NULL where the
 * block is plain
 * @branch: (out) (transfer full): g_branch
 * @error: return location
 *
 * Errors: those of rn_session_edge_gradient()
 */
gboolean
rn_split_read (RnSession *session, RnScope block, RnTensor **shortcut, RnTensor **branch,
               GError **error)
{
  const RnGraph *graph = rn_session_graph (session);
  const RnScopeInfo *scope = rn_graph_scope (graph, block);
  g_autoptr (RnTensor) from_shortcut = NULL;
  g_autoptr (RnTensor) from_branch = NULL;

  for (RnNode i = scope->first; i < scope->end; i++)
    if (!add_edges (session, i, scope->input,
                    rn_split_in_branch (graph, i, block) ? &from_branch : &from_shortcut, error))
      return FALSE;
  *shortcut = g_steal_pointer (&from_shortcut);
  *branch = g_steal_pointer (&from_branch);
  return TRUE;
}
