/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The bottleneck body (He 2015, fig. 5 right; with groups Xie 2017, fig. 3c): a 1×1 convolution
 * down to mid channels, a 3×3 one there, a 1×1 one up to out.
 *
 * F(x) = W3 ∗ act (W2 ∗ act (W1 ∗ x)); the 3×3 strides (torchvision), or the first 1×1 (the paper).
 */
#include "config.h"

#include "rn-body-private.h"

static gboolean
check (const RnBlockSpec *spec, GError **error)
{
  return rn__check_groups (spec, "mid", rn_block_spec_mid (spec), error);
}

static void
append (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;
  gboolean early = spec->stride_at == RN_STRIDE_AT_1X1;

  rn__branch_convolution (branch, branch->mid, 1, early ? spec->stride : 1, 1);
  rn__branch_convolution (branch, branch->mid, 3, early ? 1 : spec->stride, spec->groups);
  rn__branch_convolution (branch, spec->out, 1, 1, 1);
}

const RnBody rn__body_bottleneck = {
  .name = "bottleneck",
  .doc = "1×1–3×3–1×1",
  .ratio = 4,
  .n_convolutions = 3,
  .check = check,
  .append = append,
};
