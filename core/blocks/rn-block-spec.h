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
typedef enum { RN_ORDER_POST, RN_ORDER_PRE } RnOrder;
typedef enum { RN_STRIDE_AT_3X3, RN_STRIDE_AT_1X1 } RnStrideAt;
typedef enum { RN_SHORTCUT_AUTO, RN_SHORTCUT_IDENTITY, RN_SHORTCUT_PROJECTION, RN_SHORTCUT_PAD, RN_SHORTCUT_NONE } RnShortcut;
typedef enum { RN_FROM_INPUT, RN_FROM_PREACT } RnShortcutFrom;
typedef enum { RN_RELU, RN_RELU6, RN_SILU, RN_GELU, RN_NO_ACTIVATION, RN_SAME_ACTIVATION } RnActivation;
typedef enum { RN_NORM_BATCH, RN_NORM_NONE } RnNorm;

typedef struct
{
  int    body;                  /* RnBody, block-list.h */
  int    order;
  int    in;                    /* channels */
  int    out;
  int    stride;
  int    mid;                   /* 0: out / ratio */
  double ratio;                 /* 0: 4 for bottleneck and res2net, else 1 */
  int    groups;
  int    stride_at;
  int    shortcut;
  int    shortcut_norm;         /* −1: true for post, false for pre */
  int    shortcut_from;
  int    activation;
  int    output_activation;     /* RN_SAME_ACTIVATION: as activation */
  int    se;                    /* reduction; 0: absent */
  int    norm;
  int    zero_init;             /* last batch norm's weight starts at 0 */
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
RN_API int              rn_block_spec_mid     (const RnBlockSpec *self);
/* auto resolved */
RN_API RnShortcut       rn_block_spec_shortcut (const RnBlockSpec *self);
RN_API char            *rn_block_spec_summary (const RnBlockSpec *self);          /* (transfer full) "bottleneck · stride 2 · projection" */

/*
 * Appends the block, named @word (may be empty), after @x; opens and closes its scopes. Fails the
 * graph where the spec does not hold, @x has other channels than "in", or the branch and the
 * shortcut cannot be added.
 */
RN_API RnNode           rn_block_append       (RnGraph *graph, RnNode x, const char *word,
                                               const RnBlockSpec *spec);

G_END_DECLS
