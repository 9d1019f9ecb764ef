/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What of a block spec cannot be built, with the keys that would mend it. */
#include "config.h"

#include "rn-block-find-private.h"

#include <glib/gi18n-lib.h>

#include "rn-body-private.h"

gboolean
rn__block_fits (const RnBlockSpec *spec)
{
  return spec->stride == 1 && spec->in == spec->out;
}

/* Whether @spec, changed to what a mending makes of it, can be built. */
static gboolean
is_sound (const RnBlockSpec *spec)
{
  return rn_block_spec_check (spec, NULL);
}

/* ── numbers that divide others ── */

static int
greatest_common_divisor (int a, int b)
{
  while (b != 0)
    {
      int rest = a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* The divisor of @channels nearest to @number, which is none; the smaller of two. */
static int
nearest_divisor (int channels, int number)
{
  int below = MIN (number, channels), above = below;

  while (channels % below != 0)
    below--;
  while (channels % above != 0)
    above++;
  return number - below <= above - number ? below : above;
}

/* The inner width nearest to @wanted that groups, scales and heads all divide; 0 where there is none. */
static int
nearest_mid (const RnBlockSpec *spec, int wanted)
{
  int step = rn_block_spec_mid_step (spec);

  if (step < 1 || step > RN_MAX_WIDTH)
    return 0;
  return CLAMP ((wanted + step / 2) / step, 1, RN_MAX_WIDTH / step) * step;
}

static void
mend_mid (RnFinding *finding, const RnBlockSpec *spec)
{
  RnBlockSpec other = *spec;

  other.mid = nearest_mid (spec, rn_block_spec_mid (spec));
  if (other.mid > 0 && other.mid != rn_block_spec_mid (spec) && rn_block_spec_uses (spec, "mid")
      && is_sound (&other))
    rn__mend_number (finding, "mid", other.mid);
}

void
rn__find_groups (const RnBlockSpec *spec, RnFindings *findings, const RnWidth *widths, guint n)
{
  const RnWidth *first = NULL;
  RnFinding *finding;
  int common = 0, nearest;

  for (guint i = 0; i < n; i++)
    {
      common = greatest_common_divisor (common, widths[i].channels);
      if (first == NULL && widths[i].channels % spec->groups != 0)
        first = &widths[i];
    }
  if (first == NULL)
    return;
  nearest = nearest_divisor (common, spec->groups);
  finding = rn__find (findings, "groups-do-not-divide", RN_ERROR_RANGE, "groups");
  rn__found (finding, "%d", spec->groups);
  rn__expected (finding, _("a divisor of \"%s\", which is %d"), first->key, first->channels);
  rn__because (finding, _("each group gets as many channels as the others; the nearest is %d"),
               nearest);
  rn__mend_number (finding, "groups", nearest);
  mend_mid (finding, spec);
}

void
rn__find_parts (const RnBlockSpec *spec, RnFindings *findings, const char *code, const char *key,
                int parts, int least)
{
  int mid = rn_block_spec_mid (spec), nearest;
  RnFinding *finding;

  if (mid % parts == 0)
    return;
  nearest = nearest_divisor (mid, parts);
  finding = rn__find (findings, code, RN_ERROR_RANGE, key);
  rn__found (finding, "%d", parts);
  rn__expected (finding, _("a divisor of \"%s\", which is %d"), "mid", mid);
  if (nearest >= least)
    rn__mend_number (finding, key, nearest);
  mend_mid (finding, spec);
}

/* ── widths ── */

static void
find_inner_width (const RnBlockSpec *spec, RnFindings *findings)
{
  const char *key = rn_block_spec_uses (spec, "expand") ? "expand" : "ratio";
  int mid = rn_block_spec_mid (spec);
  RnFinding *finding = rn__find (findings, "inner-width", RN_ERROR_RANGE, key);

  rn__found (finding, _("%d inner channels"), mid);
  rn__expected (finding, _("%d to %d"), 1, RN_MAX_WIDTH);
  rn__say (finding,
           _("%d inner channels between %d and %d, expected 1 to %d: give \"mid\" or another "
             "\"%s\""),
           mid, spec->in, spec->out, RN_MAX_WIDTH, key);
  mid = nearest_mid (spec, CLAMP (mid, 1, MIN (spec->in, spec->out)));
  if (mid > 0)
    rn__mend (finding, _("Give the inner channels themselves"), "{\"mid\": %d, \"%s\": null}", mid,
              key);
}

static void
find_reduction (const RnBlockSpec *spec, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->se <= spec->out)
    return;
  finding = rn__find (findings, "reduction-too-large", RN_ERROR_RANGE, "se");
  rn__found (finding, "%d", spec->se);
  rn__expected (finding, _("at most \"%s\", which is %d"), "out", spec->out);
  rn__because (finding, _("that many channels become one; less than one is nothing to look at"));
  rn__mend_number (finding, "se", CLAMP (spec->out / 4, 1, 16));
  rn__mend_leave_out (finding);
}

/* ── shortcut and norm ── */

static void
find_shortcut (const RnBlockSpec *spec, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->shortcut == RN_SHORTCUT_PAD && spec->out < spec->in)
    {
      finding = rn__find (findings, "pad-cannot-shrink", RN_ERROR_RANGE, "shortcut");
      rn__found (finding, "\"pad\"");
      rn__expected (finding, _("\"out\" ≥ \"in\", or \"shortcut\": \"projection\""));
      rn__because (finding, _("pad adds channels of zeros, but \"out\" is %d and \"in\" is %d"),
                   spec->out, spec->in);
      rn__mend (finding, _("Project the shortcut"), "{\"shortcut\": \"projection\"}");
    }
  if (spec->shortcut == RN_SHORTCUT_CUSTOM && spec->n_layers == 0)
    {
      finding = rn__find (findings, "no-layers", RN_ERROR_RANGE, "shortcut");
      rn__found (finding, "\"custom\"");
      rn__expected (finding, _("its layers in \"shortcut_layers\""));
      rn__mend (finding, _("Project where the shapes differ"), "{\"shortcut\": \"auto\"}");
    }
}

static void
need_norm (RnFindings *findings, const char *key)
{
  RnFinding *finding = rn__find (findings, "needs-norm", RN_ERROR_RANGE, key);

  rn__found (finding, "true");
  rn__expected (finding, _("false, or \"norm\": \"batch\""));
  rn__because (finding, _("there is no batch norm that it could be about"));
  rn__mend_leave_out (finding);
  rn__mend (finding, _("Put batch norm in"), "{\"norm\": \"batch\"}");
}

static void
find_norm (const RnBlockSpec *spec, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->norm == RN_NORM_NONE && spec->zero_init)
    need_norm (findings, "zero_init");
  if (spec->norm == RN_NORM_NONE && spec->shortcut_norm == 1)
    need_norm (findings, "shortcut_norm");
  if (spec->norm != RN_NORM_NONE && spec->zero_init
      && rn__order_parts (spec->order)->norm_after_addition)
    {
      finding = rn__find (findings, "silent-block", RN_ERROR_RANGE, "zero_init");
      rn__found (finding, "true");
      rn__expected (finding, _("false in this \"order\""));
      rn__because (finding, _("here the last norm stands after the addition: its weight of 0 would "
                              "silence the whole block"));
      rn__mend_leave_out (finding);
    }
}

void
rn__block_find (const RnBlockSpec *spec, RnFindings *findings)
{
  int mid = rn_block_spec_mid (spec);

  find_reduction (spec, findings);
  find_shortcut (spec, findings);
  find_norm (spec, findings);
  if (mid < 1 || mid > RN_MAX_WIDTH)
    find_inner_width (spec, findings);
  else if (rn__block_body (spec)->find != NULL)
    rn__block_body (spec)->find (spec, findings);
}

gboolean
rn_block_spec_check (const RnBlockSpec *self, GError **error)
{
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);
  g_autoptr (RnFindings) findings = rn_findings_new ("block spec");

  rn__spec_find_ranges (keys, n_keys, self, findings);
  if (rn_findings_n (findings) == 0)
    rn__block_find (self, findings);
  return rn_findings_check (findings, error);
}

/* ── two tensors that cannot be added ── */

/* The design of a bottleneck whose last width was forgotten to be ratio times the inner one. */
static gboolean
forgot_expansion (const RnBlockSpec *spec)
{
  const RnBody *body = rn__block_body (spec);
  int mid = rn_block_spec_mid (spec);

  return body->ratio > 1 && spec->stride == 1 && spec->out == mid && spec->in == mid * body->ratio;
}

/* Ends that are as wide and as large as what comes in. */
static void
mend_ends (RnFinding *finding, const RnBlockSpec *spec, const char *label)
{
  RnBlockSpec other = *spec;

  other.out = spec->in;
  other.stride = 1;
  if (!is_sound (&other))
    return;
  if (spec->out == spec->in)
    rn__mend (finding, label, "{\"stride\": 1}");
  else if (spec->stride == 1)
    rn__mend (finding, label, "{\"out\": %d}", spec->in);
  else
    rn__mend (finding, label, "{\"out\": %d, \"stride\": 1}", spec->in);
}

/* In a network the design is that of several blocks, most of which need no projection. */
static void
mend_shortcut (RnFinding *finding, const RnBlockSpec *spec, gboolean alone)
{
  const char *layers = spec->shortcut == RN_SHORTCUT_CUSTOM ? ", \"shortcut_layers\": null" : "";

  if (alone)
    rn__mend (finding, _("Project the shortcut"), "{\"shortcut\": \"projection\"%s}", layers);
  else
    rn__mend (finding, _("Project where the shapes differ"), "{\"shortcut\": \"auto\"%s}", layers);
}

void
rn__find_sum (RnFindings *findings, RnGraph *graph, RnScope block, RnNode branch,
              RnNode shortcut, const RnBlockSpec *spec)
{
  const RnScopeInfo *scope = rn_graph_scope (graph, block);
  g_autofree char *branch_shape = rn_shape_describe (&rn_graph_node (graph, branch)->shape);
  g_autofree char *shortcut_shape = rn_shape_describe (&rn_graph_node (graph, shortcut)->shape);
  gboolean expansion = forgot_expansion (spec), custom = spec->shortcut == RN_SHORTCUT_CUSTOM;
  RnFinding *finding = rn__find (findings,
                                 expansion ? "wrong-expansion"
                                 : custom  ? "paths-differ"
                                           : "missing-projection",
                                 RN_ERROR_SHAPE, expansion ? "out" : "shortcut");

  rn__found (finding, "%s", shortcut_shape);
  rn__expected (finding, "%s", branch_shape);
  rn__say (finding, _("the branch gives %s and the shortcut %s, which cannot be added"), branch_shape,
           shortcut_shape);
  if (*scope->path != '\0')
    g_ptr_array_add (finding->scopes, g_strdup (scope->path));
  finding->mismatch = rn_mismatch_new (graph, scope->input, branch, shortcut);
  if (expansion)
    mend_ends (finding, spec, _("Widen again at the end"));
  mend_shortcut (finding, spec, *scope->path == '\0');
  if (!expansion && !custom)
    mend_ends (finding, spec, _("Keep width and size"));
}
