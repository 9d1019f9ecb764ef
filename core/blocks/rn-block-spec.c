/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What follows from a block spec's keys. */
#include "config.h"

#include "rn-block-spec.h"

#include "rn-block-find-private.h"
#include "rn-body-private.h"

#include <math.h>
#include <string.h>

static const RnBody *const bodies[RN_N_BODIES] = {
#define RN_BODY(name) &rn__body_##name,
#include "block-list.h"
#undef RN_BODY
};

const RnBody *
rn__block_body (const RnBlockSpec *spec)
{
  g_assert (spec->body >= 0 && spec->body < RN_N_BODIES);
  return bodies[spec->body];
}

int
rn_block_spec_mid (const RnBlockSpec *self)
{
  const RnBody *body = rn__block_body (self);
  double ratio = self->ratio > 0 ? self->ratio : body->ratio;

  if (body->mid != NULL)
    return body->mid (self);
  return self->mid > 0 ? self->mid : (int) MIN (floor (self->out / ratio), G_MAXINT);
}

RnShortcut
rn_block_spec_shortcut (const RnBlockSpec *self)
{
  if (self->shortcut == RN_SHORTCUT_AUTO)
    return rn__block_fits (self) ? RN_SHORTCUT_IDENTITY : rn__block_body (self)->misfit;
  if (self->shortcut == RN_SHORTCUT_PAD && rn__block_fits (self))
    return RN_SHORTCUT_IDENTITY;
  return self->shortcut;
}

/* Whether @word is one of those in @list, which spaces separate. */
static gboolean
is_in (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

/* Whether the shortcut has a 1×1 convolution in it. */
static gboolean
has_projection (const RnBlockSpec *self)
{
  RnShortcut kind = rn_block_spec_shortcut (self);

  return kind == RN_SHORTCUT_PROJECTION
         || (kind >= RN_SHORTCUT_SCALED && kind != RN_SHORTCUT_CUSTOM && !rn__block_fits (self));
}

static gboolean
has_gate (const RnBlockSpec *self)
{
  return self->shortcut == RN_SHORTCUT_EXCLUSIVE_GATE || self->shortcut == RN_SHORTCUT_GATE;
}

/* The keys that only some shortcuts, orders or norms read; those that only some bodies do are in RnBody. */
static gboolean
uses_elsewhere (const RnBlockSpec *self, const char *key)
{
  const RnOrderParts *parts = rn__order_parts (self->order);

  if (g_str_equal (key, "shortcut_scale"))
    return self->shortcut == RN_SHORTCUT_SCALED;
  if (g_str_equal (key, "gate_bias"))
    return has_gate (self);
  if (g_str_equal (key, "drop"))
    return self->shortcut == RN_SHORTCUT_DROPOUT;
  if (g_str_equal (key, "shortcut_layers"))
    return self->shortcut == RN_SHORTCUT_CUSTOM;
  if (g_str_equal (key, "shortcut_norm"))
    return has_projection (self) && self->norm == RN_NORM_BATCH;
  if (g_str_equal (key, "shortcut_from"))
    return has_projection (self) && parts->activation_before;
  if (g_str_equal (key, "output_activation"))
    return parts->activation_after_addition && !rn__block_body (self)->linear;
  if (g_str_equal (key, "se_at"))
    return self->se > 0 && parts->last_norm_behind && self->norm == RN_NORM_BATCH;
  if (g_str_equal (key, "zero_init"))
    return self->norm == RN_NORM_BATCH;
  return TRUE;
}

/**
 * rn_block_spec_uses:
 * @key: of the schema
 *
 * Whether what is built depends on @key: forms show the others as idle. "ratio" is idle where "mid"
 * is given, "form" where there is one group.
 */
gboolean
rn_block_spec_uses (const RnBlockSpec *self, const char *key)
{
  static const char *const of_bodies = "mid ratio expand groups form scales heads window stride_at";

  if (!is_in (of_bodies, key))
    return uses_elsewhere (self, key);
  if (!is_in (rn__block_body (self)->keys, key))
    return FALSE;
  if (g_str_equal (key, "ratio") || g_str_equal (key, "expand"))
    return self->mid == 0;
  return TRUE;
}

int
rn_block_spec_mid_step (const RnBlockSpec *self)
{
  const RnBody *body = rn__block_body (self);

  if (!rn_block_spec_uses (self, "mid"))
    return 0;
  if (body->mid_step != NULL)
    return body->mid_step (self);
  return rn_block_spec_uses (self, "groups") ? self->groups : 1;
}
