/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The Res2Net body (Gao 2019, fig. 2b): a bottleneck whose 3×3 convolution is a hierarchy. The mid
 * channels are split into equal parts x₁ … x_s; each but the last is convolved, together with what
 * the part before it gave, so later parts see a larger and larger window.
 *
 *   y₁ = act (BN (W₁ ∗ x₁)),   y_i = act (BN (W_i ∗ (x_i + y_{i−1}))),   y_s = x_s
 *   F(x) = W3 ∗ [y₁ … y_s]
 *
 * A block that strides has nothing of its size to add: there y_i = act (BN (W_i ∗ x_i)), and y_s is
 * the 3×3 average of x_s.
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

static int
mid_step (const RnBlockSpec *spec)
{
  return spec->scales * spec->groups;
}

static void
find (const RnBlockSpec *spec, RnFindings *findings)
{
  int mid = rn_block_spec_mid (spec);

  rn__find_parts (spec, findings, "scales-do-not-divide", "scales", spec->scales, 2);
  if (mid % spec->scales == 0)
    rn__find_groups (spec, findings, &(RnWidth) { "mid / scales", mid / spec->scales }, 1);
}

static RnNode
slice (RnBranch *branch, int scale, int width)
{
  g_autofree char *word = g_strdup_printf ("part%d", scale);

  return rn_graph_append (branch->graph, "slice", word, branch->y,
                          RN_ARGS ({ "begin", scale * width }, { "length", width }));
}

static RnNode
convolve (RnBranch *branch, int scale, int width, RnNode x)
{
  g_autofree char *conv = g_strdup_printf ("convs.%d", scale);
  g_autofree char *norm = g_strdup_printf ("bns.%d", scale);
  g_autofree char *activation = g_strdup_printf ("acts.%d", scale);

  x = rn__branch_conv2d (branch, conv, x, width, 3, branch->spec->stride, branch->spec->groups);
  x = rn__branch_norm (branch, norm, x);
  return rn__branch_activation (branch, activation, x);
}

static RnNode
pool (RnBranch *branch, RnNode x)
{
  if (branch->spec->stride == 1)
    return x;
  return rn_graph_append (branch->graph, "avg_pool", "pool", x,
                          RN_ARGS ({ "kernel", 3 }, { "stride", branch->spec->stride },
                                   { "pad", 1 }));
}

static RnNode
append_hierarchy (RnBranch *branch)
{
  int scales = branch->spec->scales, width = branch->mid / scales;
  g_autofree RnNode *parts = g_new (RnNode, (guint) scales);

  for (int i = 0; i < scales; i++)
    {
      RnNode x = slice (branch, i, width);

      if (i > 0 && i + 1 < scales && branch->spec->stride == 1)
        {
          g_autofree char *word = g_strdup_printf ("sum%d", i);

          x = rn_graph_append_many (branch->graph, "add", word,
                                    (const RnNode[]) { x, parts[i - 1] }, 2, RN_NO_ARGS);
        }
      parts[i] = i + 1 < scales ? convolve (branch, i, width, x) : pool (branch, x);
    }
  return rn__append_all (branch->graph, "concat", "concat", parts, scales);
}

static void
append (RnBranch *branch)
{
  RnScope scope;

  rn__branch_convolution (branch, branch->mid, 1, 1, 1);
  scope = rn_graph_open_scope (branch->graph, RN_SCOPE_GROUP, "", branch->y);
  rn_graph_describe_scope (branch->graph, scope, NULL, "scales");
  branch->i++;
  branch->y = append_hierarchy (branch);
  rn_graph_close_scope (branch->graph);
  rn__branch_convolution (branch, branch->spec->out, 1, 1, 1);
}

const RnBody rn__body_res2net = {
  .name = "res2net",
  .title = N_("Res2Net bottleneck"),
  .doc = "1×1–hierarchical 3×3s–1×1",
  .ratio = 4,
  .n_layers = 3,
  .misfit = RN_SHORTCUT_PROJECTION,
  .keys = "mid ratio groups scales",
  .mid_step = mid_step,
  .find = find,
  .append = append,
};
