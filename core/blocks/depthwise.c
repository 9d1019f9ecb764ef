/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The depthwise separable body (Howard 2017, MobileNet, §3.1, here with a shortcut): a 3×3
 * convolution that keeps every channel to itself, then a 1×1 one that mixes them.
 *
 * F(x) = W2 ∗ act (W1 ∗ x), W1 with as many groups as channels. A 3×3 convolution costs 9·in·out
 * weights, this 9·in + in·out.
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

static int
mid (const RnBlockSpec *spec)
{
  return spec->in;
}

static void
append (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;

  rn__branch_convolution (branch, spec->in, 3, spec->stride, spec->in);
  rn__branch_convolution (branch, spec->out, 1, 1, 1);
}

const RnBody rn__body_depthwise = {
  .name = "depthwise",
  .title = N_("Depthwise separable"),
  .doc = "depthwise 3×3–1×1",
  .n_layers = 2,
  .misfit = RN_SHORTCUT_PROJECTION,
  .keys = "",
  .mid = mid,
  .append = append,
};
