/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The bottleneck body (He 2015, fig. 5 right; with groups Xie 2017, fig. 3): a 1×1 convolution
 * down to mid channels, a 3×3 one there, a 1×1 one up to out.
 *
 * F(x) = W3 ∗ act (W2 ∗ act (W1 ∗ x)); the 3×3 strides (torchvision), or the first 1×1 (the paper).
 *
 * With G groups the middle is G small bottlenecks side by side, and Xie 2017 writes the same block
 * in three forms: as one convolution with groups; as G paths whose ends are concatenated before one
 * last 1×1 convolution; as G whole paths that are summed, W3 being cut up among them. In the last
 * form the norm behind W3 is that of the sum.
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

/* Paths that are drawn and planned one by one. */
#define MAX_PATHS 128

static void
find_form (const RnBlockSpec *spec, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->form == RN_FORM_GROUPED)
    return;
  if (spec->order != RN_ORDER_POST)
    {
      finding = rn__find (findings, "form-needs-post", RN_ERROR_RANGE, "form");
      rn__found (finding, _("other than \"grouped\""));
      rn__expected (finding, _("\"grouped\", or a block whose \"order\" is \"post\""));
      rn__mend (finding, _("One grouped convolution"), "{\"form\": null}");
      rn__mend (finding, "order: post", "{\"order\": null}");
    }
  if (spec->groups > MAX_PATHS)
    {
      finding = rn__find (findings, "too-many-paths", RN_ERROR_RANGE, "groups");
      rn__found (finding, "%d", spec->groups);
      rn__expected (finding, _("at most %d where \"form\" makes each a path of its own"), MAX_PATHS);
      rn__mend (finding, _("One grouped convolution"), "{\"form\": null}");
    }
}

static void
find (const RnBlockSpec *spec, RnFindings *findings)
{
  find_form (spec, findings);
  rn__find_groups (spec, findings, &(RnWidth) { "mid", rn_block_spec_mid (spec) }, 1);
}

static int
stride_of (const RnBlockSpec *spec, RnStrideAt where)
{
  return spec->stride_at == (int) where ? spec->stride : 1;
}

/* One of the paths, up to where they meet: with W3's share of it where they are summed. */
static RnNode
append_path (RnBranch *whole, int index)
{
  const RnBlockSpec *spec = whole->spec;
  RnBranch path = *whole;
  g_autofree char *word = g_strdup_printf ("%d", index);
  int width = whole->mid / spec->groups;

  rn_graph_open_scope (path.graph, RN_SCOPE_GROUP, word, whole->y);
  rn__branch_convolution (&path, width, 1, stride_of (spec, RN_STRIDE_AT_1X1), 1);
  rn__branch_convolution (&path, width, 3, stride_of (spec, RN_STRIDE_AT_3X3), 1);
  if (spec->form == RN_FORM_SPLIT)
    path.y = rn__branch_conv2d (&path, "conv3", path.y, spec->out, 1, 1, 1);
  rn_graph_close_scope (path.graph);
  return path.y;
}

static void
append_paths (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  gboolean split = spec->form == RN_FORM_SPLIT;
  g_autofree RnNode *ends = g_new (RnNode, spec->groups);
  RnScope scope = rn_graph_open_scope (branch->graph, RN_SCOPE_GROUP, "paths", branch->y);

  rn_graph_describe_scope (branch->graph, scope, NULL, split ? "split" : "concatenated");
  for (int i = 0; i < spec->groups; i++)
    ends[i] = append_path (branch, i);
  branch->y = rn__append_all (branch->graph, split ? "add" : "concat", split ? "sum" : "concat", ends,
                              spec->groups);
  rn_graph_close_scope (branch->graph);
  branch->i = 2;
  rn__branch_begin (branch);
  if (!split)
    branch->y = rn__branch_conv2d (branch, "conv3", branch->y, spec->out, 1, 1, 1);
  rn__branch_end (branch);
}

static void
append (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;

  if (spec->form != RN_FORM_GROUPED)
    {
      append_paths (branch);
      return;
    }
  rn__branch_convolution (branch, branch->mid, 1, stride_of (spec, RN_STRIDE_AT_1X1), 1);
  rn__branch_convolution (branch, branch->mid, 3, stride_of (spec, RN_STRIDE_AT_3X3), spec->groups);
  rn__branch_convolution (branch, spec->out, 1, 1, 1);
}

const RnBody rn__body_bottleneck = {
  .name = "bottleneck",
  .title = N_("Bottleneck"),
  .grouped_title = N_("Grouped bottleneck"),
  .doc = "1×1–3×3–1×1",
  .ratio = 4,
  .n_layers = 3,
  .misfit = RN_SHORTCUT_PROJECTION,
  .keys = "mid ratio groups stride_at form",
  .find = find,
  .append = append,
};
