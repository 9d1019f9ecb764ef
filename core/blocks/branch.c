/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What the bodies are made of: a layer with its norm and activation where the order has them, and
 * squeeze-and-excitation.
 */
#include "config.h"

#include "rn-body-private.h"

const RnOrderParts *
rn__order_parts (int order)
{
  static const RnOrderParts parts[] = {
    [RN_ORDER_POST] = { .norm_behind = TRUE, .last_norm_behind = TRUE, .activation_behind = TRUE,
                        .activation_after_addition = TRUE },
    [RN_ORDER_PRE] = { .norm_before = TRUE, .activation_before = TRUE },
    [RN_ORDER_NORM_AFTER] = { .norm_behind = TRUE, .activation_behind = TRUE,
                              .norm_after_addition = TRUE, .activation_after_addition = TRUE },
    [RN_ORDER_ACTIVATION_BEFORE] = { .norm_behind = TRUE, .last_norm_behind = TRUE,
                                     .activation_behind = TRUE, .last_activation_behind = TRUE },
    [RN_ORDER_ACTIVATION_PRE] = { .activation_before = TRUE, .norm_behind = TRUE,
                                  .last_norm_behind = TRUE },
  };

  g_assert (order >= 0 && order < (int) G_N_ELEMENTS (parts));
  return &parts[order];
}

static const char *const activation_ops[] = { "relu", "relu6", "silu", "gelu" };

RnNode
rn__append_activation (RnGraph *graph, RnNode x, int activation, guint number)
{
  g_autofree char *word = NULL;

  if (activation == RN_NO_ACTIVATION)
    return x;
  g_return_val_if_fail (activation >= 0 && activation < (int) G_N_ELEMENTS (activation_ops),
                        RN_NODE_NONE);
  if (number == 0)
    word = g_strdup (activation_ops[activation]);
  else
    word = g_strdup_printf (activation == RN_RELU6 ? "%s_%u" : "%s%u", activation_ops[activation],
                            number);
  return rn_graph_append (graph, activation_ops[activation], word, x, RN_NO_ARGS);
}

RnNode
rn__branch_activation (RnBranch *branch, const char *word, RnNode x)
{
  int activation = branch->spec->activation;

  if (activation == RN_NO_ACTIVATION)
    return x;
  return rn_graph_append (branch->graph, activation_ops[activation], word, x, RN_NO_ARGS);
}

RnNode
rn__branch_norm (RnBranch *branch, const char *word, RnNode x)
{
  if (branch->spec->norm == RN_NORM_NONE)
    return x;
  branch->last_norm = rn_graph_append (branch->graph, "batch_norm", word, x, RN_NO_ARGS);
  if (branch->first_norm == RN_NODE_NONE)
    branch->first_norm = branch->last_norm;
  return branch->last_norm;
}

static void
append_numbered_norm (RnBranch *branch)
{
  g_autofree char *word = g_strdup_printf ("bn%u", branch->i);

  branch->y = rn__branch_norm (branch, word, branch->y);
}

static void
append_numbered_activation (RnBranch *branch)
{
  branch->y = rn__append_activation (branch->graph, branch->y, branch->spec->activation, branch->i);
}

/*
 * Squeeze-and-excitation (Hu 2018, fig. 2): each channel is multiplied by a number in (0, 1) that
 * two small layers make of the channels' means.
 *
 * y[c] = x[c] · σ (W2 · relu (W1 · mean (x) + b1) + b2)[c]
 */
static void
append_squeeze_excitation (RnBranch *branch)
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

void
rn__branch_begin (RnBranch *branch)
{
  const RnOrderParts *parts = rn__order_parts (branch->spec->order);

  branch->i++;
  if (parts->norm_before)
    append_numbered_norm (branch);
  if (parts->activation_before)
    append_numbered_activation (branch);
}

void
rn__branch_end (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  const RnOrderParts *parts = rn__order_parts (spec->order);
  gboolean last = branch->i == branch->n;

  if (last && spec->se > 0 && spec->se_at == RN_SE_BEFORE_NORM)
    append_squeeze_excitation (branch);
  if (last ? parts->last_norm_behind : parts->norm_behind)
    append_numbered_norm (branch);
  if (last && spec->se > 0 && spec->se_at == RN_SE_AFTER_NORM)
    append_squeeze_excitation (branch);
  if (last ? parts->last_activation_behind : parts->activation_behind)
    append_numbered_activation (branch);
}

RnNode
rn__branch_conv2d (RnBranch *branch, const char *word, RnNode x, int out, int kernel, int stride,
                   int groups)
{
  return rn_graph_append (branch->graph, "conv2d", word, x,
                          RN_ARGS ({ "out", out }, { "kernel", kernel }, { "stride", stride },
                                   { "pad", kernel / 2 }, { "groups", groups },
                                   { "bias", branch->spec->bias },
                                   { "bf16", branch->spec->precision == RN_BF16 }));
}

void
rn__branch_convolution (RnBranch *branch, int out, int kernel, int stride, int groups)
{
  g_autofree char *word = NULL;

  rn__branch_begin (branch);
  word = g_strdup_printf ("conv%u", branch->i);
  branch->y = rn__branch_conv2d (branch, word, branch->y, out, kernel, stride, groups);
  rn__branch_end (branch);
}

RnNode
rn__append_all (RnGraph *graph, const char *op, const char *word, RnNode *nodes, guint n)
{
  guint most = rn_op_find (op)->max_inputs;

  for (guint round = 0; n > 1; round++)
    {
      guint kept = 0;

      for (guint i = 0; i < n; i += most)
        {
          guint here = MIN (most, n - i);
          g_autofree char *name = n <= most ? g_strdup (word)
                                            : g_strdup_printf ("%s%u_%u", word, round, i / most);

          nodes[kept++] = here == 1 ? nodes[i]
                                    : rn_graph_append_many (graph, op, name, nodes + i, here,
                                                            RN_NO_ARGS);
        }
      n = kept;
    }
  return nodes[0];
}
