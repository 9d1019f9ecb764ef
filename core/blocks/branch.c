/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What the bodies are made of: a convolution with its norm and activation, and
 * squeeze-and-excitation.
 */
#include "config.h"

#include "rn-body-private.h"

RnNode
rn__append_activation (RnGraph *graph, RnNode x, int activation, guint number)
{
  static const char *const ops[] = { "relu", "relu6", "silu", "gelu" };
  g_autofree char *word = NULL;

  if (activation == RN_NO_ACTIVATION)
    return x;
  g_return_val_if_fail (activation >= 0 && activation < (int) G_N_ELEMENTS (ops), RN_NODE_NONE);
  if (number == 0)
    word = g_strdup (ops[activation]);
  else
    word = g_strdup_printf (activation == RN_RELU6 ? "%s_%u" : "%s%u", ops[activation], number);
  return rn_graph_append (graph, ops[activation], word, x, RN_NO_ARGS);
}

static void
append_norm (RnBranch *branch)
{
  g_autofree char *word = g_strdup_printf ("bn%u", branch->i);

  if (branch->spec->norm == RN_NORM_NONE)
    return;
  branch->y = rn_graph_append (branch->graph, "batch_norm", word, branch->y, RN_NO_ARGS);
  branch->last_norm = branch->y;
  if (branch->first_norm == RN_NODE_NONE)
    branch->first_norm = branch->y;
}

void
rn__branch_convolution (RnBranch *branch, int out, int kernel, int stride, int groups)
{
  const RnBlockSpec *spec = branch->spec;
  gboolean pre = spec->order == RN_ORDER_PRE;
  g_autofree char *word = g_strdup_printf ("conv%u", ++branch->i);

  if (pre)
    {
      append_norm (branch);
      branch->y = rn__append_activation (branch->graph, branch->y, spec->activation, branch->i);
    }
  branch->y = rn_graph_append (branch->graph, "conv2d", word, branch->y,
                               RN_ARGS ({ "out", out }, { "kernel", kernel }, { "stride", stride },
                                        { "pad", kernel / 2 }, { "groups", groups }));
  if (!pre)
    {
      append_norm (branch);
      if (branch->i < branch->n)
        branch->y = rn__append_activation (branch->graph, branch->y, spec->activation, branch->i);
    }
}

/*
 * Squeeze-and-excitation (Hu 2018, fig. 2): each channel is multiplied by a number in (0, 1) that
 * two small layers make of the channels' means.
 *
 * y[c] = x[c] · σ (W2 · relu (W1 · mean (x) + b1) + b2)[c]
 */
void
rn__branch_squeeze_excitation (RnBranch *branch)
{
  RnGraph *graph = branch->graph;
  int channels = branch->spec->out, inner = channels / branch->spec->se;
  RnNode x = branch->y, gate;

  rn_graph_open_scope (graph, RN_SCOPE_GROUP, "se", x);
  gate = rn_graph_append (graph, "global_avg_pool", "pool", x, RN_NO_ARGS);
  gate = rn_graph_append (graph, "conv2d", "fc1", gate,
                          RN_ARGS ({ "out", inner }, { "kernel", 1 }, { "bias", 1 }));
  gate = rn_graph_append (graph, "relu", "relu", gate, RN_NO_ARGS);
  gate = rn_graph_append (graph, "conv2d", "fc2", gate,
                          RN_ARGS ({ "out", channels }, { "kernel", 1 }, { "bias", 1 }));
  gate = rn_graph_append (graph, "sigmoid", "sigmoid", gate, RN_NO_ARGS);
  branch->y = rn_graph_append_many (graph, "scale", "scale", (const RnNode[]) { x, gate }, 2,
                                    RN_NO_ARGS);
  rn_graph_close_scope (graph);
}
