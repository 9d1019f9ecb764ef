/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The block spec: its table of keys, what follows from them, and what of it cannot be built. */
#include "config.h"

#include "rn-block-spec.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_CHANNELS 65536

static const RnBody *const bodies[RN_N_BODIES] = {
#define RN_BODY(name) &rn__body_##name,
#include "block-list.h"
#undef RN_BODY
};

static const char *const body_words[] = {
#define RN_BODY(name) #name,
#include "block-list.h"
#undef RN_BODY
  NULL
};

static const char *const order_words[] = { "post", "pre", NULL };
static const char *const stride_at_words[] = { "3x3", "1x1", NULL };
static const char *const shortcut_words[]
    = { "auto", "identity", "projection", "pad", "none", NULL };
static const char *const shortcut_from_words[] = { "input", "preact", NULL };
static const char *const activation_words[] = { "relu", "relu6", "silu", "gelu", "none", NULL };
static const char *const output_activation_words[]
    = { "relu", "relu6", "silu", "gelu", "none", "same", NULL };
static const char *const norm_words[] = { "batch", "none", NULL };

#define CHOICE(key, field, words, fallback, doc) \
  { key, RN_SPEC_CHOICE, 0, 0, fallback, FALSE, words, G_STRUCT_OFFSET (RnBlockSpec, field), doc }
#define INTEGER(key, field, low, high, fallback, required, doc) \
  { key, RN_SPEC_INTEGER, low, high, fallback, required, NULL, \
    G_STRUCT_OFFSET (RnBlockSpec, field), doc }
#define BOOLEAN(key, field, fallback, doc) \
  { key, RN_SPEC_BOOLEAN, 0, 1, fallback, FALSE, NULL, G_STRUCT_OFFSET (RnBlockSpec, field), doc }

/*
 * in, out and stride come last: without them the table says what the blocks of a stage have in
 * common.
 */
static const RnSpecKey keys[] = {
  CHOICE ("body", body, body_words, RN_BODY_basic,
          N_("the residual branch")),
  CHOICE ("order", order, order_words, RN_ORDER_POST,
          N_("conv–norm–activation, or norm–activation–conv (ResNet v2)")),
  INTEGER ("mid", mid, 1, MAX_CHANNELS, 0, FALSE,
           N_("inner channels; without it, out ÷ ratio")),
  { "ratio", RN_SPEC_REAL, 1.0 / 64, 4096, 0, FALSE, NULL, G_STRUCT_OFFSET (RnBlockSpec, ratio),
    N_("out ÷ mid; without it, 4 in a bottleneck and 1 in a basic block") },
  INTEGER ("groups", groups, 1, MAX_CHANNELS, 1, FALSE,
           N_("cardinality of the 3×3 convolutions")),
  CHOICE ("stride_at", stride_at, stride_at_words, RN_STRIDE_AT_3X3,
          N_("where a bottleneck strides: as torchvision, or as the paper")),
  CHOICE ("shortcut", shortcut, shortcut_words, RN_SHORTCUT_AUTO,
          N_("auto is the identity where shapes agree, else a projection; pad adds zero channels "
          "(option A); none is the plain network")),
  BOOLEAN ("shortcut_norm", shortcut_norm, -1,
           N_("batch norm behind a projection; without it, true for post and false for pre")),
  CHOICE ("shortcut_from", shortcut_from, shortcut_from_words, RN_FROM_INPUT,
          N_("what a pre-activation block's projection reads: the input, or what comes after the "
          "first norm and activation")),
  CHOICE ("activation", activation, activation_words, RN_RELU,
          N_("inside the branch")),
  CHOICE ("output_activation", output_activation, output_activation_words, RN_SAME_ACTIVATION,
          N_("after the addition of a post-activation block; without it, as inside the branch")),
  INTEGER ("se", se, 1, MAX_CHANNELS, 0, FALSE,
           N_("reduction of a squeeze-and-excitation on the branch; without it, none")),
  CHOICE ("norm", norm, norm_words, RN_NORM_BATCH,
          N_("batch norm, or none, which shows true vanishing and explosion")),
  BOOLEAN ("zero_init", zero_init, 0,
           N_("the last batch norm's weight starts at 0, so the block starts as its shortcut")),
  INTEGER ("in", in, 1, MAX_CHANNELS, 64, TRUE, N_("channels that come in")),
  INTEGER ("out", out, 1, MAX_CHANNELS, 64, TRUE, N_("channels that go out")),
  INTEGER ("stride", stride, 1, 64, 1, FALSE, N_("step of the block, input pixels")),
};

#define N_SHAPE_KEYS 3

const RnSpecKey *
rn_block_schema (guint *n_keys)
{
  *n_keys = G_N_ELEMENTS (keys);
  return keys;
}

const RnSpecKey *
rn__block_design (guint *n_keys)
{
  *n_keys = G_N_ELEMENTS (keys) - N_SHAPE_KEYS;
  return keys;
}

const RnBody *
rn__block_body (const RnBlockSpec *spec)
{
  g_assert (spec->body >= 0 && spec->body < RN_N_BODIES);
  return bodies[spec->body];
}

void
rn_block_spec_init (RnBlockSpec *self)
{
  rn_spec_default (keys, G_N_ELEMENTS (keys), self);
}

gboolean
rn_block_spec_read (RnBlockSpec *self, json_object *json, GError **error)
{
  RnBlockSpec spec;

  if (!rn_spec_read (keys, G_N_ELEMENTS (keys), json, "block spec", &spec, error)
      || !rn_block_spec_check (&spec, error))
    return FALSE;
  *self = spec;
  return TRUE;
}

/* The body always stands first: it is what tells a block spec from a network spec. */
json_object *
rn_block_spec_write (const RnBlockSpec *self)
{
  json_object *json = json_object_new_object ();
  json_object *rest = rn_spec_write (keys, G_N_ELEMENTS (keys), self);

  json_object_object_add (json, "body", json_object_new_string (body_words[self->body]));
  rn_spec_merge (json, rest);
  json_object_put (rest);
  return json;
}

int
rn_block_spec_mid (const RnBlockSpec *self)
{
  double ratio = self->ratio > 0 ? self->ratio : rn__block_body (self)->ratio;

  return self->mid > 0 ? self->mid : (int) MIN (floor (self->out / ratio), G_MAXINT);
}

RnShortcut
rn_block_spec_shortcut (const RnBlockSpec *self)
{
  gboolean fits = self->stride == 1 && self->in == self->out;

  if (self->shortcut == RN_SHORTCUT_AUTO)
    return fits ? RN_SHORTCUT_IDENTITY : RN_SHORTCUT_PROJECTION;
  if (self->shortcut == RN_SHORTCUT_PAD && fits)
    return RN_SHORTCUT_IDENTITY;
  return self->shortcut;
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

  if (mid < 1 || mid > MAX_CHANNELS)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"out\" ÷ \"ratio\" leaves %d inner channels of %d, expected 1 "
                      "to %d: give \"mid\" or another \"ratio\""),
                   mid, self->out, MAX_CHANNELS);
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
check_together (const RnBlockSpec *self, GError **error)
{
  const char *key = self->zero_init ? "zero_init" : "shortcut_norm";

  if (self->shortcut == RN_SHORTCUT_PAD && self->out < self->in)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"shortcut\" is \"pad\", which adds channels, but \"out\" is %d "
                      "and \"in\" is %d: "
                      "expected \"out\" ≥ \"in\", or \"shortcut\": \"projection\""),
                   self->out, self->in);
      return FALSE;
    }
  if (self->norm == RN_NORM_NONE && (self->zero_init || self->shortcut_norm == 1))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("block spec: \"%s\" is true, which needs \"norm\": \"batch\""), key);
      return FALSE;
    }
  return TRUE;
}

gboolean
rn_block_spec_check (const RnBlockSpec *self, GError **error)
{
  return rn_spec_check (keys, G_N_ELEMENTS (keys), "block spec", self, error)
         && check_widths (self, error) && check_together (self, error)
         && rn__block_body (self)->check (self, error);
}

/* The line under a folded block: the body, what is unusual about it, and its shortcut. */
char *
rn_block_spec_summary (const RnBlockSpec *self)
{
  GString *line = g_string_new (body_words[self->body]);
  RnShortcut kind = rn_block_spec_shortcut (self);

  if (self->order == RN_ORDER_PRE)
    g_string_append (line, " · pre-activation");
  if (self->groups > 1)
    g_string_append_printf (line, " · %d groups", self->groups);
  if (self->se > 0)
    g_string_append (line, " · SE");
  if (self->norm == RN_NORM_NONE)
    g_string_append (line, " · no norm");
  if (self->stride > 1)
    g_string_append_printf (line, " · stride %d", self->stride);
  g_string_append_printf (line, " · %s", kind == RN_SHORTCUT_NONE ? "plain" : shortcut_words[kind]);
  return g_string_free (line, FALSE);
}
