/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The attention body (Srinivas 2021, BoTNet, fig. 4; the windows and the relative position bias are
 * Liu 2021, Swin, eq. 4): a bottleneck whose 3×3 convolution is self-attention. Where a convolution
 * weighs its nine neighbours the same way everywhere, attention weighs every pixel of its window by
 * what is there.
 *
 *   q, k, v = Wq ∗ x, Wk ∗ x, Wv ∗ x;   head (x) = softmax (q·kᵀ / √d + B)·v
 *
 * As many numbers come out as a strided 3×3 convolution would give: the 3×3 average strides.
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

static int
mid_step (const RnBlockSpec *spec)
{
  return spec->heads;
}

static void
find (const RnBlockSpec *spec, RnFindings *findings)
{
  rn__find_parts (spec, findings, "heads-do-not-divide", "heads", spec->heads, 1);
}

static void
append_attention (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  RnGraph *graph = branch->graph;
  RnScope scope;

  rn__branch_begin (branch);
  scope = rn_graph_open_scope (graph, RN_SCOPE_GROUP, "attn", branch->y);
  rn_graph_describe_scope (graph, scope, NULL, "attention");
  branch->y = rn__branch_conv2d (branch, "qkv", branch->y, 3 * branch->mid, 1, 1, 1);
  branch->y = rn_graph_append (graph, "window_attention", "attend", branch->y,
                               RN_ARGS ({ "heads", spec->heads }, { "window", spec->window }));
  if (spec->stride > 1)
    branch->y = rn_graph_append (graph, "avg_pool", "pool", branch->y,
                                 RN_ARGS ({ "kernel", 3 }, { "stride", spec->stride },
                                          { "pad", 1 }));
  rn_graph_close_scope (graph);
  rn__branch_end (branch);
}

static void
append (RnBranch *branch)
{
  rn__branch_convolution (branch, branch->mid, 1, 1, 1);
  append_attention (branch);
  rn__branch_convolution (branch, branch->spec->out, 1, 1, 1);
}

const RnBody rn__body_attention = {
  .name = "attention",
  .title = N_("Attention bottleneck"),
  .doc = "1×1–self-attention–1×1",
  .ratio = 4,
  .n_layers = 3,
  .misfit = RN_SHORTCUT_PROJECTION,
  .keys = "mid ratio heads window",
  .mid_step = mid_step,
  .find = find,
  .append = append,
};
