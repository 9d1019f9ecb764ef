/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What of a block spec can be built but not learn, or is legal and unwise, with the reason. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rn-block-find-private.h"
#include "rn-body-private.h"

/* With batch norm 0.1 is usual; without it a tenth of that is what plain gradient descent mostly bears. */
#define MOST_RATE 0.01

/* ── keys without a say ── */

static gboolean
none_uses (const RnBlockSpec *const *specs, guint n, const char *key)
{
  for (guint i = 0; i < n; i++)
    if (rn_block_spec_uses (specs[i], key))
      return FALSE;
  return TRUE;
}

static gboolean
is_key (const char *name)
{
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    if (g_str_equal (keys[i].name, name))
      return TRUE;
  return FALSE;
}

static void
because_idle (RnFinding *finding, const RnBlockSpec *spec, const char *key)
{
  if ((g_str_equal (key, "ratio") || g_str_equal (key, "expand")) && spec->mid > 0)
    rn__because (finding, _("\"mid\" gives the inner channels already"));
  else if (g_str_equal (key, "shortcut_norm") || g_str_equal (key, "shortcut_from"))
    rn__because (finding, _("the shortcut has no projection that it could be about"));
  else if (g_str_has_prefix (key, "shortcut_") || g_str_equal (key, "gate_bias")
           || g_str_equal (key, "drop"))
    rn__because (finding, _("this kind of \"shortcut\" does not read it"));
  else
    rn__because (finding, _("a block with this body and order does not read it"));
}

void
rn__find_idle (RnFindings *findings, json_object *json, const RnBlockSpec *const *specs, guint n)
{
  struct json_object_iterator i = json_object_iter_begin (json), end = json_object_iter_end (json);

  for (; n > 0 && !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    {
      const char *key = json_object_iter_peek_name (&i);
      RnFinding *finding;

      if (!is_key (key) || !none_uses (specs, n, key))
        continue;
      finding = rn__warn (findings, "idle-key", key);
      rn__found_json (finding, json_object_iter_peek_value (&i));
      rn__say (finding, _("\"%s\" changes nothing"), key);
      because_idle (finding, specs[0], key);
      rn__mend_leave_out (finding);
    }
}

/* ── what cannot learn ── */

static void
find_silence (const RnBlockSpec *spec, RnFindings *findings)
{
  gboolean plain = rn_block_spec_shortcut (spec) == RN_SHORTCUT_NONE;
  RnFinding *finding;

  if (spec->branch_scale == 0)
    {
      finding = rn__find (findings, "silent-branch", RN_ERROR_RANGE, "branch_scale");
      rn__found (finding, "0");
      rn__expected (finding, _("another number than 0"));
      rn__because (finding, _("the branch adds nothing, no gradient comes back to it, and none of "
                              "its weights ever changes"));
      rn__mend_leave_out (finding);
    }
  if (spec->zero_init && plain)
    {
      finding = rn__find (findings, "silent-block", RN_ERROR_RANGE, "zero_init");
      rn__found (finding, "true");
      rn__expected (finding, _("false in a block without a shortcut"));
      rn__because (finding, _("the last norm's weight starts at 0, so all that comes out is 0, and "
                              "so is every gradient that goes on from here"));
      rn__mend_leave_out (finding);
      rn__mend (finding, _("Give it a shortcut"), "{\"shortcut\": \"auto\"}");
    }
}

/* ── what is unwise ── */

static void
advise_activation (const RnBlockSpec *spec, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->activation != RN_NO_ACTIVATION)
    return;
  finding = rn__warn (findings, "no-activation", "activation");
  rn__found (finding, "\"none\"");
  rn__because (finding, _("without one, convolutions in a row are a single linear map: more layers "
                          "compute nothing that one could not"));
  rn__mend (finding, "activation: relu", "{\"activation\": \"relu\"}");
}

static void
advise_bias (const RnBlockSpec *spec, RnFindings *findings)
{
  const RnOrderParts *parts = rn__order_parts (spec->order);
  RnFinding *finding;

  if (!spec->bias || spec->norm != RN_NORM_BATCH || !parts->norm_behind)
    return;
  finding = rn__warn (findings, "bias-before-norm", "bias");
  rn__found (finding, "true");
  rn__because (finding, _("the batch norm behind each convolution takes its channel's mean off, and "
                          "the bias with it"));
  rn__mend_leave_out (finding);
}

/*
 * A body that is meant to be narrow inside and is wide, or the other way round. Groups save by
 * themselves: ResNeXt's networks for CIFAR are wider inside.
 */
static void
advise_expansion (const RnBlockSpec *spec, RnFindings *findings)
{
  const RnBody *body = rn__block_body (spec);
  int mid = rn_block_spec_mid (spec), ratio = body->ratio;
  gboolean wide = ratio > 1 && mid >= spec->out && spec->groups == 1;
  gboolean narrow = body->linear && mid < spec->in;
  RnFinding *finding;

  if (!wide && !narrow)
    return;
  finding = rn__warn (findings, "wrong-expansion",
                      spec->mid > 0 ? "mid" : narrow ? "expand" : "ratio");
  rn__found (finding, "%d", mid);
  if (wide)
    {
      rn__say (finding, _("%d inner channels, %d at the end"), mid, spec->out);
      rn__because (finding, _("this body is a bottleneck: it saves by being narrower inside, usually "
                              "a quarter of what goes out"));
      if ((gint64) mid * ratio <= RN_MAX_WIDTH)
        rn__mend_number (finding, "out", mid * ratio);
      rn__mend (finding, _("A quarter inside"), "{\"mid\": null, \"ratio\": null}");
      return;
    }
  rn__say (finding, _("%d inner channels, %d coming in"), mid, spec->in);
  rn__because (finding, _("an inverted body is wide inside, where its depthwise convolution is cheap, "
                          "usually six times"));
  rn__mend (finding, _("Six times as wide inside"), "{\"mid\": null, \"expand\": null}");
}

static void
advise_stride (const RnBlockSpec *spec, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->stride <= 3)
    return;
  finding = rn__warn (findings, "stride-skips-pixels", "stride");
  rn__found (finding, "%d", spec->stride);
  rn__because (finding, _("a 3×3 window that steps further than 3 pixels never looks at those "
                          "between"));
  rn__mend_number (finding, "stride", 2);
}

static void
advise_scale (const RnBlockSpec *spec, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->shortcut != RN_SHORTCUT_SCALED || spec->shortcut_scale != 0)
    return;
  finding = rn__warn (findings, "cut-shortcut", "shortcut_scale");
  rn__found (finding, "0");
  rn__because (finding, _("nothing passes the shortcut in either direction: the block is plain"));
  rn__mend_number (finding, "shortcut_scale", 1);
}

void
rn__block_advise (const RnBlockSpec *spec, RnFindings *findings)
{
  find_silence (spec, findings);
  advise_activation (spec, findings);
  advise_bias (spec, findings);
  advise_expansion (spec, findings);
  advise_stride (spec, findings);
  advise_scale (spec, findings);
}

RnFinding *
rn__find_left_out (RnFindings *findings)
{
  RnFinding *finding = rn__warn (findings, "shortcut-left-out", "shortcut");

  rn__found (finding, "\"none\"");
  rn__mend (finding, _("Give it a shortcut"), "{\"shortcut\": \"auto\"}");
  return finding;
}

/* Of a branch that keeps the variance of what comes in (He 2015's initialisation), the sum has twice that of x. */
void
rn__block_advise_rate (const RnBlockSpec *spec, int blocks, double rate, RnFindings *findings)
{
  RnFinding *finding;

  if (spec->norm != RN_NORM_NONE || !(rate > MOST_RATE))
    return;
  finding = rn__warn (findings, "rate-without-norm", "norm");
  rn__found (finding, "\"none\"");
  rn__expected (finding, _("\"batch\", or a learning rate of at most %g"), MOST_RATE);
  rn__say (finding, _("no batch norm, and a learning rate of %g"), rate);
  if (blocks > 0)
    rn__because (finding, _("each block adds as much variance as comes in, so %d of them make numbers and "
                            "gradients about %.2g times as large, and a step with them"),
                 blocks, pow (2, blocks / 2.0));
  else
    rn__because (finding, _("nothing keeps the size of numbers and gradients, and one large step throws "
                            "the weights away"));
  rn__mend (finding, _("Put batch norm in"), "{\"norm\": \"batch\"}");
}
