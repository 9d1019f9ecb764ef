/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The basic body (He 2015, fig. 5 left): two 3×3 convolutions, the first of which strides.
 *
 * F(x) = W2 ∗ act (W1 ∗ x); groups, where given, are those of both.
 */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>

static void
find (const RnBlockSpec *spec, RnFindings *findings)
{
  const RnWidth widths[] = { { "in", spec->in }, { "mid", rn_block_spec_mid (spec) },
                             { "out", spec->out } };

  rn__find_groups (spec, findings, widths, G_N_ELEMENTS (widths));
}

static void
append (RnBranch *branch)
{
  const RnBlockSpec *spec = branch->spec;

  rn__branch_convolution (branch, branch->mid, 3, spec->stride, spec->groups);
  rn__branch_convolution (branch, spec->out, 3, 1, spec->groups);
}

const RnBody rn__body_basic = {
  .name = "basic",
  .title = N_("Basic"),
  .grouped_title = N_("Grouped basic"),
  .doc = "3×3–3×3",
  .ratio = 1,
  .n_layers = 2,
  .misfit = RN_SHORTCUT_PROJECTION,
  .keys = "mid ratio groups",
  .find = find,
  .append = append,
};
