/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-block-spec.h"
#include "rn-findings-private.h"
#include "rn-spec-schema-private.h"

G_BEGIN_DECLS

/* What there is to say about one block's design; places are its keys. */

/* Whether x and F(x) have the same shape. */
gboolean rn__block_fits      (const RnBlockSpec *spec);

/* Reads the keys of a table, and shortcut_layers, which needs more than a row. FALSE where a key that must
 * be given is not, or cannot be read: then what follows from it is not worth telling. */
gboolean rn__block_find_keys (const RnSpecKey *keys, guint n_keys, json_object *json,
                              RnBlockSpec *spec, RnFindings *findings);
void     rn__shortcut_layers_find (RnBlockSpec *spec, json_object *json, RnFindings *findings);
/* rn_block_spec_read(), telling of everything. */
void     rn__block_find_json (RnBlockSpec *spec, json_object *json, RnFindings *findings);
/* What cannot be built of a spec whose keys are all in their ranges. */
void     rn__block_find      (const RnBlockSpec *spec, RnFindings *findings);
/* What can be built but not learn, and what is unwise. */
void     rn__block_advise    (const RnBlockSpec *spec, RnFindings *findings);
/* No batch norm in any of @blocks residual blocks like this one, where the learning rate is to be @rate. */
void     rn__block_advise_rate (const RnBlockSpec *spec, int blocks, double rate,
                                RnFindings *findings);
/* A key of @json that has no say in what is built of any of @specs: designs of one stage, or all stages. */
void     rn__find_idle       (RnFindings *findings, json_object *json,
                              const RnBlockSpec *const *specs, guint n);
/* A block that is plain, where that may not have been meant; the caller says why. */
RnFinding *rn__find_left_out (RnFindings *findings);
/* The branch and the shortcut of @block, which end at different shapes. */
void     rn__find_sum        (RnFindings *findings, RnGraph *graph, RnScope block,
                              RnNode branch, RnNode shortcut, const RnBlockSpec *spec);

/* ── what bodies ask ── */

typedef struct
{
  const char *key;               /* "mid" */
  int         channels;
} RnWidth;

/* spec->groups, which must divide all of @widths. */
void     rn__find_groups     (const RnBlockSpec *spec, RnFindings *findings, const RnWidth *widths,
                              guint n);
/* @parts, the value of @key, which must divide the inner channels; @least: the key's minimum. */
void     rn__find_parts      (const RnBlockSpec *spec, RnFindings *findings, const char *code,
                              const char *key, int parts, int least);

G_END_DECLS
