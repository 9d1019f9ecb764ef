/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-graph.h"
#include "rn-spec-schema.h"

G_BEGIN_DECLS

/*
 * All there is to say about a residual block. A value: copy it freely. rn_block_schema() is its one
 * description. Choices are indices into the schema's words (block-list.h for bodies).
 */

/* Where norm, activation and addition stand (He 2016, table 2 and fig. 4). */
typedef enum
{
  RN_ORDER_POST,                /* conv–norm–act–conv–norm, addition, act: He 2015 */
  RN_ORDER_PRE,                 /* norm–act–conv, twice, addition: full pre-activation */
  RN_ORDER_NORM_AFTER,          /* conv–norm–act–conv, addition, norm, act */
  RN_ORDER_ACTIVATION_BEFORE,   /* conv–norm–act, twice, addition */
  RN_ORDER_ACTIVATION_PRE,      /* act–conv–norm, twice, addition */
} RnOrder;

/* The shortcut h(x), and what else the addition is made of (He 2016, table 1). */
typedef enum
{
  RN_SHORTCUT_AUTO,
  RN_SHORTCUT_IDENTITY,
  RN_SHORTCUT_PROJECTION,
  RN_SHORTCUT_PAD,
  RN_SHORTCUT_NONE,
  /* these change what the identity or projection gives */
  RN_SHORTCUT_SCALED,           /* λ·h */
  RN_SHORTCUT_EXCLUSIVE_GATE,   /* (1 − g)·h + g·F */
  RN_SHORTCUT_GATE,             /* (1 − g)·h + F */
  RN_SHORTCUT_DROPOUT,
  RN_SHORTCUT_CUSTOM,           /* layers[] */
} RnShortcut;

typedef enum { RN_STRIDE_AT_3X3, RN_STRIDE_AT_1X1 } RnStrideAt;
typedef enum { RN_FROM_INPUT, RN_FROM_PREACT } RnShortcutFrom;
typedef enum { RN_RELU, RN_RELU6, RN_SILU, RN_GELU, RN_NO_ACTIVATION, RN_SAME_ACTIVATION } RnActivation;
typedef enum { RN_NORM_BATCH, RN_NORM_NONE } RnNorm;
typedef enum { RN_SE_AFTER_NORM, RN_SE_BEFORE_NORM } RnSeAt;
typedef enum { RN_FP32, RN_BF16 } RnPrecision;
/* ResNeXt's three ways to write one block (Xie 2017, fig. 3 c, b, a) */
typedef enum { RN_FORM_GROUPED, RN_FORM_CONCATENATED, RN_FORM_SPLIT } RnForm;

#define RN_MAX_SHORTCUT_LAYERS 8

/* A layer of a custom shortcut: any op with one input, its attributes complete. */
typedef struct
{
  const RnOp *op;
  double      attributes[RN_OP_MAX_ATTRIBUTES];
} RnShortcutLayer;

typedef struct
{
  int    body;                  /* RnBody, block-list.h */
  int    order;
  int    in;                    /* channels */
  int    out;
  int    stride;
  int    mid;                   /* 0: out / ratio */
  double ratio;                 /* 0: 4 for bottleneck, res2net and attention, else 1 */
  int    expand;                /* of inverted: mid / in */
  int    groups;
  int    form;
  int    scales;                /* of res2net */
  int    heads;                 /* of attention */
  int    window;                /* of attention, pixels */
  int    stride_at;
  int    shortcut;
  double shortcut_scale;        /* λ of a scaled shortcut */
  double branch_scale;          /* what F(x) is multiplied by */
  double gate_bias;             /* what a gate's bias starts as */
  double drop;                  /* rate of a dropout shortcut */
  int    shortcut_norm;         /* −1: not where the order is pre or activation-only-pre */
  int    shortcut_from;
  int    activation;
  int    output_activation;     /* RN_SAME_ACTIVATION: as activation */
  int    se;                    /* reduction; 0: absent */
  int    se_at;
  int    norm;
  int    bias;
  int    precision;
  int    zero_init;             /* last batch norm's weight starts at 0 */
  guint           n_layers;     /* of a custom shortcut */
  RnShortcutLayer layers[RN_MAX_SHORTCUT_LAYERS];
} RnBlockSpec;

RN_API const RnSpecKey *rn_block_schema       (guint *n_keys);
RN_API void             rn_block_spec_init    (RnBlockSpec *self);   /* defaults, 64 channels */
RN_API gboolean         rn_block_spec_read    (RnBlockSpec *self, json_object *json,
                                               GError **error);
/* (transfer full) */
RN_API json_object     *rn_block_spec_write   (const RnBlockSpec *self);
/*
 * Everything that can be said without an input: groups that divide, widths ≥ 1, keys that go
 * together.
 */
RN_API gboolean         rn_block_spec_check   (const RnBlockSpec *self, GError **error);
/* channels between the branch's ends */
RN_API int              rn_block_spec_mid     (const RnBlockSpec *self);
/* What "mid" must be a multiple of; 0 where the body has no inner channels to choose. */
RN_API int              rn_block_spec_mid_step (const RnBlockSpec *self);
/* Whether what is built depends on @key, given the others: "expand" only in an inverted body. */
RN_API gboolean         rn_block_spec_uses    (const RnBlockSpec *self, const char *key);
/* auto resolved */
RN_API RnShortcut       rn_block_spec_shortcut (const RnBlockSpec *self);
/* "Grouped bottleneck", translated (transfer none) */
RN_API const char      *rn_block_spec_title   (const RnBlockSpec *self);
/* " · pre-activation · stride 2": what is unusual but for groups; "" where nothing is (transfer full) */
RN_API char            *rn_block_spec_traits  (const RnBlockSpec *self);
/* "bottleneck · stride 2 · projection" (transfer full) */
RN_API char            *rn_block_spec_summary (const RnBlockSpec *self);

/*
 * Appends the block, named @word (may be empty), after @x; opens and closes its scopes. Fails the
 * graph where the spec does not hold, @x has other channels than "in", or the branch and the
 * shortcut cannot be added.
 */
RN_API RnNode           rn_block_append       (RnGraph *graph, RnNode x, const char *word,
                                               const RnBlockSpec *spec);

G_END_DECLS
