/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The shortcut h(x) of a residual block: the identity, a 1×1 projection (option B of He 2015),
 * every stride-th pixel with zero channels around (option A), or a list of layers. And what He 2016
 * (§3) does to it: scale it, gate it, drop it.
 *
 *   scaled           λ·h(x)
 *   shortcut gate    (1 − g)·h(x),           g = σ (Wg ∗ x + bg)
 *   exclusive gate   (1 − g)·h(x) + g·F(x)
 *   dropout          h(x) with some of its numbers set to 0
 */
#include "config.h"

#include "rn-body-private.h"

/*
 * The pre-activation a projection may read: act (norm (x)) with the branch's first norm, computed
 * here once more so that what comes back to x parts into branch and shortcut by itself.
 */
static RnNode
append_preactivation (const RnBranch *branch)
{
  RnNode y = branch->x;

  if (rn__order_parts (branch->spec->order)->norm_before && branch->first_norm != RN_NODE_NONE)
    y = rn_graph_append_again (branch->graph, branch->first_norm, "bn1", y);
  return rn__append_activation (branch->graph, y, branch->spec->activation, 1);
}

static RnNode
append_projection (const RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  gboolean pre = rn__order_parts (spec->order)->activation_before;
  gboolean norm = spec->shortcut_norm < 0 ? !pre : spec->shortcut_norm;
  RnNode y = branch->x;

  if (pre && spec->shortcut_from == RN_FROM_PREACT)
    y = append_preactivation (branch);
  y = rn_graph_append (branch->graph, "conv2d", "0", y,
                       RN_ARGS ({ "out", spec->out }, { "kernel", 1 }, { "stride", spec->stride }));
  if (norm && spec->norm == RN_NORM_BATCH)
    y = rn_graph_append (branch->graph, "batch_norm", "1", y, RN_NO_ARGS);
  return y;
}

static RnNode
append_pad (const RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  int zeros = spec->out - spec->in, before = zeros / 2;
  RnNode y = branch->x;

  if (spec->stride > 1)
    y = rn_graph_append (branch->graph, "subsample", "subsample", y,
                         RN_ARGS ({ "stride", spec->stride }));
  if (zeros > 0)
    y = rn_graph_append (branch->graph, "pad_channels", "pad", y,
                         RN_ARGS ({ "before", before }, { "after", zeros - before }));
  return y;
}

static RnNode
append_layers (const RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  RnNode y = branch->x;

  for (guint i = 0; i < spec->n_layers; i++)
    {
      const RnShortcutLayer *layer = &spec->layers[i];
      g_autofree char *word = g_strdup_printf ("%u", i);
      RnArg args[RN_OP_MAX_ATTRIBUTES + 1] = { 0 };

      for (guint k = 0; k < layer->op->n_attributes; k++)
        args[k] = (RnArg) { layer->op->attributes[k].name, layer->attributes[k] };
      y = rn_graph_append (branch->graph, layer->op->name, word, y, args);
    }
  return y;
}

/* g = σ (Wg ∗ x + bg), a number in (0, 1) for each element of the sum. */
static RnNode
append_gate (const RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  RnNode gate = rn_graph_append (branch->graph, "conv2d", "gate", branch->x,
                                 RN_ARGS ({ "out", spec->out }, { "kernel", 1 },
                                          { "stride", spec->stride }, { "bias", 1 }));

  if (gate != RN_NODE_NONE)
    rn_graph_set_init_constant (branch->graph, gate, 1, spec->gate_bias);
  return rn_graph_append (branch->graph, "sigmoid", "sigmoid", gate, RN_NO_ARGS);
}

static RnNode
append_gated (RnBranch *branch, RnNode y)
{
  RnNode gate = append_gate (branch), rest;

  rest = rn_graph_append (branch->graph, "complement", "rest", gate, RN_NO_ARGS);
  if (branch->spec->shortcut == RN_SHORTCUT_EXCLUSIVE_GATE)
    branch->gate = gate;
  return rn_graph_append_many (branch->graph, "scale", "gated", (const RnNode[]) { y, rest }, 2,
                               RN_NO_ARGS);
}

/* What the shortcut's variants start from: themselves, but for those that change another. */
static RnShortcut
base_of (const RnBlockSpec *spec)
{
  RnShortcut kind = rn_block_spec_shortcut (spec);

  if (kind < RN_SHORTCUT_SCALED || kind == RN_SHORTCUT_CUSTOM)
    return kind;
  return spec->stride == 1 && spec->in == spec->out ? RN_SHORTCUT_IDENTITY
                                                    : RN_SHORTCUT_PROJECTION;
}

static RnNode
append_base (const RnBranch *branch, RnShortcut base)
{
  switch (base)
    {
    case RN_SHORTCUT_PROJECTION:
      return append_projection (branch);
    case RN_SHORTCUT_PAD:
      return append_pad (branch);
    case RN_SHORTCUT_CUSTOM:
      return append_layers (branch);
    default:
      return branch->x;
    }
}

/* λ of the spec times what scissors do, as one node: which of the two did it makes no difference. */
static RnNode
append_scale (const RnBranch *branch, RnNode y)
{
  double factor = branch->spec->shortcut == RN_SHORTCUT_SCALED ? branch->spec->shortcut_scale : 1;

  if (branch->spec->shortcut != RN_SHORTCUT_SCALED && branch->scale == NULL)
    return y;
  if (branch->scale != NULL)
    factor *= *branch->scale;
  return rn_graph_append (branch->graph, "scale_constant", "scaled", y,
                          RN_ARGS ({ "factor", factor }));
}

RnNode
rn__shortcut_append (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  RnShortcut base = base_of (spec);
  RnNode y;

  rn_graph_open_scope (branch->graph, RN_SCOPE_SHORTCUT,
                       base == RN_SHORTCUT_PROJECTION ? "downsample" : "shortcut", branch->x);
  y = append_base (branch, base);
  if (spec->shortcut == RN_SHORTCUT_EXCLUSIVE_GATE || spec->shortcut == RN_SHORTCUT_GATE)
    y = append_gated (branch, y);
  else if (spec->shortcut == RN_SHORTCUT_DROPOUT)
    y = rn_graph_append (branch->graph, "dropout", "dropout", y,
                         RN_ARGS ({ "rate", spec->drop }));
  y = append_scale (branch, y);
  rn_graph_close_scope (branch->graph);
  return y;
}
