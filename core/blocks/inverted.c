/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The inverted bottleneck (Sandler 2018, MobileNet v2, fig. 3b): wide in the middle, where a
 * depthwise 3×3 convolution is cheap, and narrow at the ends. The last 1×1 convolution is linear,
 * and so is the sum.
 *
 * F(x) = W3 ∗ act (W2 ∗ act (W1 ∗ x)), W2 depthwise, mid = in·expand channels inside; without a
 * shortcut where x and F(x) differ.
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

static int
mid (const RnBlockSpec *spec)
{
  return spec->mid > 0 ? spec->mid : spec->in * spec->expand;
}

static void
append (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;

  rn__branch_convolution (branch, branch->mid, 1, 1, 1);
  rn__branch_convolution (branch, branch->mid, 3, spec->stride, branch->mid);
  rn__branch_convolution (branch, spec->out, 1, 1, 1);
}

const RnBody rn__body_inverted = {
  .name = "inverted",
  .title = N_("Inverted bottleneck"),
  .doc = "1×1–depthwise 3×3–1×1, linear",
  .n_layers = 3,
  .misfit = RN_SHORTCUT_NONE,
  .linear = TRUE,
  .keys = "mid expand",
  .mid = mid,
  .append = append,
};
