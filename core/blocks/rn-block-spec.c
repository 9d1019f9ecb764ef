/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What follows from a block spec's keys, and what of them cannot be built. */
#include "config.h"

#include "rn-block-spec.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>
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

static gboolean
fits (const RnBlockSpec *self)
{
  return self->stride == 1 && self->in == self->out;
}

RnShortcut
rn_block_spec_shortcut (const RnBlockSpec *self)
{
  if (self->shortcut == RN_SHORTCUT_AUTO)
    return fits (self) ? RN_SHORTCUT_IDENTITY : rn__block_body (self)->misfit;
  if (self->shortcut == RN_SHORTCUT_PAD && fits (self))
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
         || (kind >= RN_SHORTCUT_SCALED && kind != RN_SHORTCUT_CUSTOM && !fits (self));
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

/* The divisor of @channels nearest to @groups, which is none; the smaller of two. */
static int
nearest_divisor (int channels, int groups)
{
  int below = MIN (groups, channels), above = below;

  while (channels % below != 0)
    below--;
  while (channels % above != 0)
    above++;
  return groups - below <= above - groups ? below : above;
}

gboolean
rn__check_groups (const RnBlockSpec *spec, const char *key, int channels, GError **error)
{
  if (channels % spec->groups == 0)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
               _("block spec: \"groups\" is %d, expected a divisor of \"%s\", which is %d: the "
                  "nearest is %d"),
               spec->groups, key, channels, nearest_divisor (channels, spec->groups));
  return FALSE;
}

static gboolean
check_widths (const RnBlockSpec *self, GError **error)
{
  int mid = rn_block_spec_mid (self);

  if (mid < 1 || mid > RN_MAX_WIDTH)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: %d inner channels between %d and %d, expected 1 to %d: give "
                     "\"mid\" or another \"%s\""),
                   mid, self->in, self->out, RN_MAX_WIDTH,
                   rn_block_spec_uses (self, "expand") ? "expand" : "ratio");
      return FALSE;
    }
  if (self->se > self->out)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"se\" is %d, expected at most \"out\", which is %d"), self->se,
                   self->out);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_shortcut (const RnBlockSpec *self, GError **error)
{
  if (self->shortcut == RN_SHORTCUT_PAD && self->out < self->in)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"shortcut\" is \"pad\", which adds channels, but \"out\" is %d "
                      "and \"in\" is %d: "
                      "expected \"out\" ≥ \"in\", or \"shortcut\": \"projection\""),
                   self->out, self->in);
      return FALSE;
    }
  if (self->shortcut == RN_SHORTCUT_CUSTOM && self->n_layers == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"shortcut\" is \"custom\", expected its layers in "
                     "\"shortcut_layers\""));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_norm (const RnBlockSpec *self, GError **error)
{
  const char *key = self->zero_init ? "zero_init" : "shortcut_norm";

  if (self->norm == RN_NORM_NONE && (self->zero_init || self->shortcut_norm == 1))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"%s\" is true, which needs \"norm\": \"batch\""), key);
      return FALSE;
    }
  if (self->zero_init && rn__order_parts (self->order)->norm_after_addition)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"zero_init\" is true, but in this \"order\" the last norm stands "
                     "after the addition: its weight of 0 would silence the whole block"));
      return FALSE;
    }
  return TRUE;
}

gboolean
rn_block_spec_check (const RnBlockSpec *self, GError **error)
{
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);

  return rn_spec_check (keys, n_keys, "block spec", self, error)
         && check_widths (self, error)
         && check_shortcut (self, error) && check_norm (self, error)
         && (rn__block_body (self)->check == NULL || rn__block_body (self)->check (self, error));
}
