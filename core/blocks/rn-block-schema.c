/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The block spec's table of keys, and reading and writing by it. */
#include "config.h"

#include "rn-body-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const body_words[] = {
#define RN_BODY(name) #name,
#include "block-list.h"
#undef RN_BODY
  NULL
};

static const char *const order_words[]
  = { "post", "pre", "norm-after-addition", "activation-before-addition", "activation-only-pre",
      NULL };
static const char *const form_words[] = { "grouped", "concatenated", "split", NULL };
static const char *const stride_at_words[] = { "3x3", "1x1", NULL };
static const char *const shortcut_words[]
  = { "auto", "identity", "projection", "pad", "none", "scaled", "exclusive-gate", "shortcut-gate",
      "dropout", "custom", NULL };
static const char *const shortcut_from_words[] = { "input", "preact", NULL };
static const char *const activation_words[] = { "relu", "relu6", "silu", "gelu", "none", NULL };
static const char *const output_activation_words[]
  = { "relu", "relu6", "silu", "gelu", "none", "same", NULL };
static const char *const se_at_words[] = { "after-norm", "before-norm", NULL };
static const char *const norm_words[] = { "batch", "none", NULL };
static const char *const precision_words[] = { "fp32", "bf16", NULL };

#define CHOICE(key, words, fallback, doc) \
  { #key, RN_SPEC_CHOICE, 0, 0, fallback, FALSE, words, G_STRUCT_OFFSET (RnBlockSpec, key), doc }
#define INTEGER(key, low, high, fallback, required, doc) \
  { #key, RN_SPEC_INTEGER, low, high, fallback, required, NULL, \
    G_STRUCT_OFFSET (RnBlockSpec, key), doc }
#define REAL(key, low, high, fallback, doc) \
  { #key, RN_SPEC_REAL, low, high, fallback, FALSE, NULL, G_STRUCT_OFFSET (RnBlockSpec, key), doc }
#define BOOLEAN(key, fallback, doc) \
  { #key, RN_SPEC_BOOLEAN, 0, 1, fallback, FALSE, NULL, G_STRUCT_OFFSET (RnBlockSpec, key), doc }

/*
 * in, out and stride come last: without them the table says what the blocks of a stage have in
 * common.
 */
static const RnSpecKey keys[] = {
  CHOICE (body, body_words, RN_BODY_basic, N_("the residual branch")),
  CHOICE (order, order_words, RN_ORDER_POST,
          N_("where norm and activation stand: post is conv–norm–activation with the addition "
             "before the last activation, pre is norm–activation–conv (ResNet v2), the others are "
             "those that were tried and found worse")),
  INTEGER (mid, 1, RN_MAX_WIDTH, 0, FALSE, N_("inner channels; without it, out ÷ ratio")),
  REAL (ratio, 1.0 / 64, 4096, 0,
        N_("out ÷ mid; without it, 4 in a bottleneck, Res2Net or attention body, else 1")),
  INTEGER (expand, 1, 64, 6, FALSE, N_("inner channels of an inverted body, times those coming in")),
  INTEGER (groups, 1, RN_MAX_WIDTH, 1, FALSE, N_("cardinality of the 3×3 convolutions")),
  CHOICE (form, form_words, RN_FORM_GROUPED,
          N_("how a bottleneck's groups are written: as one grouped convolution, as paths that are "
             "concatenated, or as paths that are summed; the numbers are the same")),
  INTEGER (scales, 2, 64, 4, FALSE, N_("parts into which Res2Net splits its inner channels")),
  INTEGER (heads, 1, 1024, 4, FALSE, N_("heads of an attention body")),
  INTEGER (window, 1, 64, 7, FALSE,
           N_("side of the windows inside which attention looks, pixels; one as large as the "
              "picture is global")),
  CHOICE (stride_at, stride_at_words, RN_STRIDE_AT_3X3,
          N_("where a bottleneck strides: as torchvision, or as the paper")),
  CHOICE (shortcut, shortcut_words, RN_SHORTCUT_AUTO,
          N_("auto is the identity where shapes agree, else a projection; pad adds zero channels "
             "(option A); none is the plain network; scaled, the gates and dropout change what an "
             "identity or projection gives; custom is a list of layers")),
  REAL (shortcut_scale, -64, 64, 1, N_("what a scaled shortcut is multiplied by")),
  REAL (branch_scale, -64, 64, 1, N_("what the residual branch is multiplied by")),
  REAL (gate_bias, -20, 20, -6,
        N_("what a gate's bias starts as: at −6 nearly all of x passes the shortcut")),
  REAL (drop, 0, 0.99, 0.5, N_("share of numbers that a dropout shortcut sets to 0 in training")),
  { "shortcut_layers", RN_SPEC_PART, 0, 0, 0, FALSE, NULL, 0,
    N_("layers of a custom shortcut: [{\"op\": \"avg_pool\", \"kernel\": 2, \"stride\": 2}, …]") },
  BOOLEAN (shortcut_norm, -1,
           N_("batch norm behind a projection; without it, true but where the order is pre or "
              "activation-only-pre")),
  CHOICE (shortcut_from, shortcut_from_words, RN_FROM_INPUT,
          N_("what a pre-activation block's projection reads: the input, or what comes after the "
             "first norm and activation")),
  CHOICE (activation, activation_words, RN_RELU, N_("inside the branch")),
  CHOICE (output_activation, output_activation_words, RN_SAME_ACTIVATION,
          N_("after the addition, where the order has one there; without it, as inside the "
             "branch")),
  INTEGER (se, 1, RN_MAX_WIDTH, 0, FALSE,
           N_("reduction of a squeeze-and-excitation on the branch; without it, none")),
  CHOICE (se_at, se_at_words, RN_SE_AFTER_NORM,
          N_("where squeeze-and-excitation stands: after the last norm, or before it")),
  CHOICE (norm, norm_words, RN_NORM_BATCH,
          N_("batch norm, or none, which shows true vanishing and explosion")),
  BOOLEAN (bias, 0, N_("the branch's convolutions add a bias, as VGG's do")),
  CHOICE (precision, precision_words, RN_FP32,
          N_("of the branch's convolutions: bf16 multiplies bfloat16 numbers and sums in fp32; "
             "shortcut, addition and norms stay fp32")),
  BOOLEAN (zero_init, 0,
           N_("the last batch norm's weight starts at 0, so the block starts as its shortcut")),
  INTEGER (in, 1, RN_MAX_WIDTH, 64, TRUE, N_("channels that come in")),
  INTEGER (out, 1, RN_MAX_WIDTH, 64, TRUE, N_("channels that go out")),
  INTEGER (stride, 1, 64, 1, FALSE, N_("step of the block, input pixels")),
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

void
rn_block_spec_init (RnBlockSpec *self)
{
  memset (self, 0, sizeof *self);
  rn_spec_default (keys, G_N_ELEMENTS (keys), self);
}

gboolean
rn__block_find_keys (const RnSpecKey *table, guint n_keys, json_object *json, RnBlockSpec *spec,
                     RnFindings *findings)
{
  gboolean whole = rn_spec_find_keys (table, n_keys, json, spec, findings);

  if (json_object_is_type (json, json_type_object))
    rn__shortcut_layers_find (spec, json, findings);
  return whole;
}

gboolean
rn_block_spec_read (RnBlockSpec *self, json_object *json, GError **error)
{
  g_autoptr (RnFindings) findings = rn_findings_new ("block spec");
  RnBlockSpec spec;

  rn__block_find_json (&spec, json, findings);
  if (!rn_findings_check (findings, error))
    return FALSE;
  *self = spec;
  return TRUE;
}

void
rn__block_find_json (RnBlockSpec *spec, json_object *json, RnFindings *findings)
{
  rn_block_spec_init (spec);
  if (rn__block_find_keys (keys, G_N_ELEMENTS (keys), json, spec, findings))
    rn__block_find (spec, findings);
}

json_object *
rn__block_write_keys (const RnSpecKey *table, guint n_keys, const RnBlockSpec *spec)
{
  json_object *json = rn_spec_write (table, n_keys, spec);
  json_object *layers = rn__shortcut_layers_write (spec);

  if (layers != NULL)
    json_object_object_add (json, "shortcut_layers", layers);
  return json;
}

/* The body always stands first: it is what tells a block spec from a network spec. */
json_object *
rn_block_spec_write (const RnBlockSpec *self)
{
  json_object *json = json_object_new_object ();
  json_object *rest = rn__block_write_keys (keys, G_N_ELEMENTS (keys), self);

  json_object_object_add (json, "body", json_object_new_string (body_words[self->body]));
  rn_spec_merge (json, rest);
  json_object_put (rest);
  return json;
}

static gboolean
is_grouped (const RnBlockSpec *self)
{
  return self->groups > 1 && rn_block_spec_uses (self, "groups");
}

const char *
rn_block_spec_title (const RnBlockSpec *self)
{
  const RnBody *body = rn__block_body (self);

  return _(is_grouped (self) && body->grouped_title != NULL ? body->grouped_title : body->title);
}

char *
rn_block_spec_traits (const RnBlockSpec *self)
{
  GString *line = g_string_new (NULL);

  if (self->order == RN_ORDER_PRE)
    g_string_append (line, " · pre-activation");
  else if (self->order != RN_ORDER_POST)
    g_string_append_printf (line, " · %s", order_words[self->order]);
  if (self->form != RN_FORM_GROUPED && rn_block_spec_uses (self, "form"))
    g_string_append_printf (line, " · %s", form_words[self->form]);
  if (self->se > 0)
    g_string_append (line, " · SE");
  if (self->norm == RN_NORM_NONE)
    g_string_append (line, " · no norm");
  if (self->precision == RN_BF16)
    g_string_append (line, " · bf16");
  if (self->stride > 1)
    g_string_append_printf (line, " · stride %d", self->stride);
  return g_string_free (line, FALSE);
}

/* The line under a folded block: the body, what is unusual about it, and its shortcut. */
char *
rn_block_spec_summary (const RnBlockSpec *self)
{
  g_autofree char *traits = rn_block_spec_traits (self);
  g_autofree char *groups = is_grouped (self) ? g_strdup_printf (" · %d groups", self->groups)
                                              : g_strdup ("");
  RnShortcut kind = rn_block_spec_shortcut (self);

  return g_strdup_printf ("%s%s%s · %s", body_words[self->body], groups, traits,
                          kind == RN_SHORTCUT_NONE ? "plain" : shortcut_words[kind]);
}
