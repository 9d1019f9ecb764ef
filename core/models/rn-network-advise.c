/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What of a network can be built but not learn, or is legal and unwise, with the reason. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rn-body-private.h"
#include "rn-network-find-private.h"

/* He 2015: 34 plain layers learn less than 18. */
#define DEEP_LAYERS 20
/* What n shortcuts in a row may do to a number before it is worth a word. */
#define MOST_SCALE  1000.0

/* ── keys without a say ── */

static void
find_idle (json_object *json, const char *place, const RnBlockSpec *blocks, guint n,
           RnFindings *findings)
{
  g_autofree const RnBlockSpec **list = g_new (const RnBlockSpec *, n);
  json_object *object;

  for (guint i = 0; i < n; i++)
    list[i] = &blocks[i];
  if (json == NULL || !json_object_object_get_ex (json, "block", &object))
    return;
  rn__findings_enter (findings, place);
  rn__find_idle (findings, object, list, n);
  rn__findings_leave (findings);
}

/* A key of the shared block has a say if it has one in any stage. */
static void
find_idle_keys (const RnNetwork *self, json_object *json, RnFindings *findings)
{
  g_autofree RnBlockSpec *all = g_new (RnBlockSpec, 2 * RN_MAX_STAGES);
  json_object *stages = NULL;
  guint n = 0;

  json_object_object_get_ex (json, "stages", &stages);
  for (guint i = 0; i < self->n_stages; i++)
    {
      g_autofree char *place = g_strdup_printf ("stages[%u].block", i);
      guint here = rn__network_designs (self, i, all + n);

      find_idle (json_object_array_get_idx (stages, i), place, all + n, here, findings);
      n += here;
    }
  find_idle (json, "block", all, n, findings);
}

/* ── shortcuts ── */

static gboolean
is_plain (const RnStage *stage)
{
  return stage->block.shortcut == RN_SHORTCUT_NONE;
}

/* Layers that are meant to be plain: VGG's. */
static gboolean
is_single (const RnStage *stage)
{
  return stage->block.body == RN_BODY_single;
}

/*
 * One block with a linear end, which nothing can be added to where it changes the shape: MobileNet
 * v2's first.
 */
static gboolean
is_linear (const RnStage *stage)
{
  return stage->count == 1 && stage->block.output_activation == RN_NO_ACTIVATION;
}

static void
tell_left_out (const RnNetwork *self, json_object *json, guint stage, const char *reason,
               RnFindings *findings)
{
  g_autoptr (RnFindings) local = rn_findings_new ("");
  RnFinding *finding = rn__find_left_out (local);

  rn__say (finding, _("no shortcut in stage \"%s\""), self->stages[stage].name);
  rn__because (finding, "%s", reason);
  rn__network_adopt (self, json, stage, -1, local, findings);
}

static void
advise_shortcuts (const RnNetwork *self, json_object *json, RnFindings *findings)
{
  guint plain = 0, layers = 2;
  g_autofree char *deep = NULL;

  for (guint i = 0; i < self->n_stages; i++)
    {
      plain += is_plain (&self->stages[i]);
      layers += (guint) self->stages[i].count * rn__block_body (&self->stages[i].block)->n_layers;
    }
  deep = g_strdup_printf (_("%u layers in a row: from about twenty on a plain network learns worse "
                            "the deeper it is (He 2015), which shortcuts mend"),
                          layers);
  for (guint i = 0; i < self->n_stages; i++)
    if (!is_plain (&self->stages[i]) || is_single (&self->stages[i])
        || is_linear (&self->stages[i]))
      continue;
    else if (plain < self->n_stages)
      tell_left_out (self, json, i,
                     _("other stages have one: what passes their shortcuts, and the gradient that "
                       "comes back, must go through all layers here"),
                     findings);
    else if (layers >= DEEP_LAYERS)
      tell_left_out (self, json, i, deep, findings);
}

/* λ of every scaled shortcut, multiplied: what a number, and a gradient, meets on its way. */
static void
advise_scales (const RnNetwork *self, json_object *json, RnFindings *findings)
{
  double product = 1;
  guint stage = 0;
  g_autoptr (RnFindings) local = rn_findings_new ("");
  RnFinding *finding;

  for (guint i = 0; i < self->n_stages; i++)
    if (self->stages[i].block.shortcut == RN_SHORTCUT_SCALED
        && self->stages[i].block.shortcut_scale != 0)
      {
        product *= pow (fabs (self->stages[i].block.shortcut_scale), self->stages[i].count);
        stage = i;
      }
  if (product >= 1 / MOST_SCALE && product <= MOST_SCALE)
    return;
  finding = rn__warn (local, "scaled-away", "shortcut_scale");
  rn__found (finding, "%g", self->stages[stage].block.shortcut_scale);
  rn__because (finding, _("all shortcuts together multiply what passes them, and the gradient that "
                          "comes back, by %.2g"),
               product);
  rn__mend_number (finding, "shortcut_scale", 1);
  rn__network_adopt (self, json, stage, -1, local, findings);
}

/* ── widths ── */

/*
 * A bottleneck written with the widths of basic blocks, 64, 128, 256, 512, is narrower inside than what
 * comes from the stem: the factor its end is wider by was forgotten.
 */
static void
advise_expansion (const RnNetwork *self, json_object *json, guint stage, RnFindings *findings)
{
  RnBlockSpec block = rn__network_block (self, stage, 0);
  int ratio = rn__block_body (&block)->ratio, mid = rn_block_spec_mid (&block);
  g_autoptr (RnFindings) local = rn_findings_new ("");
  RnFinding *finding;

  if (ratio <= 1 || block.mid > 0 || block.ratio > 0 || mid >= (stage == 0 ? block.in : block.in / ratio))
    return;
  finding = rn__warn (local, "wrong-expansion", "out");
  rn__found (finding, "%d", block.out);
  rn__because (finding, _("only %d channels are left inside, where %d come in: the end of a bottleneck "
                          "is %d times as wide as its middle"),
               mid, block.in, ratio);
  if ((gint64) block.out * ratio <= RN_MAX_WIDTH)
    rn__mend_number (finding, "out", block.out * ratio);
  rn__network_adopt (self, json, stage, 0, local, findings);
}

static void
find_one_class (const RnNetwork *self, RnFindings *findings)
{
  RnFinding *finding;

  if (self->head.kind != RN_HEAD_CLASSIFIER || self->head.classes > 1)
    return;
  finding = rn__find_in (findings, "one-class", RN_ERROR_RANGE, "classes", "head");
  rn__found (finding, "1");
  rn__expected (finding, _("two classes or more"));
  rn__because (finding, _("with one class its probability is always 1: the loss is 0 whatever the "
                          "network says, and nothing is learnt"));
  rn__mend_number (finding, "classes", 2);
}

void
rn__network_advise (const RnNetwork *self, json_object *json, RnFindings *findings)
{
  find_one_class (self, findings);
  for (guint i = 0; i < self->n_stages; i++)
    {
      rn__network_look (self, json, i, rn__block_advise, findings);
      advise_expansion (self, json, i, findings);
    }
  advise_shortcuts (self, json, findings);
  advise_scales (self, json, findings);
  find_idle_keys (self, json, findings);
}

/* ── the learning rate ── */

static gboolean
is_unnormed (const RnStage *stage)
{
  return stage->block.norm == RN_NORM_NONE && !is_single (stage);
}

void
rn__network_advise_rate (const RnNetwork *self, json_object *json, double rate,
                         RnFindings *findings)
{
  int blocks = 0;

  for (guint i = 0; i < self->n_stages; i++)
    if (is_unnormed (&self->stages[i]) && !is_plain (&self->stages[i]))
      blocks += self->stages[i].count;
  for (guint i = 0; i < self->n_stages; i++)
    if (is_unnormed (&self->stages[i]))
      {
        g_autoptr (RnFindings) local = rn_findings_new ("");

        rn__block_advise_rate (&self->stages[i].block, blocks, rate, local);
        rn__network_adopt (self, json, i, -1, local, findings);
      }
}
