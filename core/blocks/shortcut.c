/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The shortcut h(x) of a residual block: the identity, a 1×1 projection (option B of He 2015), or
 * every stride-th pixel with zero channels around (option A).
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

  if (branch->first_norm != RN_NODE_NONE)
    y = rn_graph_append_again (branch->graph, branch->first_norm, "bn1", y);
  return rn__append_activation (branch->graph, y, branch->spec->activation, 1);
}

static RnNode
append_projection (const RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  gboolean norm = spec->shortcut_norm < 0 ? spec->order == RN_ORDER_POST : spec->shortcut_norm;
  RnNode y = branch->x;

  if (spec->order == RN_ORDER_PRE && spec->shortcut_from == RN_FROM_PREACT)
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

RnNode
rn__shortcut_append (const RnBranch *branch, RnShortcut kind)
{
  RnNode y = branch->x;

  rn_graph_open_scope (branch->graph, RN_SCOPE_SHORTCUT,
                       kind == RN_SHORTCUT_PROJECTION ? "downsample" : "shortcut", branch->x);
  if (kind == RN_SHORTCUT_PROJECTION)
    y = append_projection (branch);
  else if (kind == RN_SHORTCUT_PAD)
    y = append_pad (branch);
  if (branch->scale != NULL)
    y = rn_graph_append (branch->graph, "scale_constant", "scaled", y,
                         RN_ARGS ({ "factor", *branch->scale }));
  rn_graph_close_scope (branch->graph);
  return y;
}
