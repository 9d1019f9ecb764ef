/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * One 3×3 convolution: what VGG (Simonyan 2015) is made of, without a shortcut there. With one it
 * is the shallowest residual block, y = act (W ∗ x + x).
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

static int
mid (const RnBlockSpec *spec)
{
  return spec->out;
}

static void
find (const RnBlockSpec *spec, RnFindings *findings)
{
  const RnWidth widths[] = { { "in", spec->in }, { "out", spec->out } };

  rn__find_groups (spec, findings, widths, G_N_ELEMENTS (widths));
}

static void
append (RnBranch *branch)
{
  rn__branch_convolution (branch, branch->spec->out, 3, branch->spec->stride,
                          branch->spec->groups);
}

const RnBody rn__body_single = {
  .name = "single",
  .title = N_("Single convolution"),
  .grouped_title = N_("Grouped convolution"),
  .doc = "3×3",
  .n_layers = 1,
  .misfit = RN_SHORTCUT_PROJECTION,
  .keys = "groups",
  .mid = mid,
  .find = find,
  .append = append,
};
