/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-block-find-private.h"
#include "rn-network-private.h"

G_BEGIN_DECLS

/* What there is to say about a network; places are those of the JSON it was read from. */

/* rn__network_read(), telling of everything. */
void     rn__network_find_json (RnNetwork *self, json_object *json, RnFindings *findings);
/* Its "block" and "stages". FALSE as rn__block_find_keys(). */
gboolean rn__network_find_stages (RnNetwork *self, json_object *json, RnFindings *findings);
/* The keys of a table, read into @target. */
gboolean rn__network_find_table (RnNetworkPart part, json_object *json, gpointer target,
                                 RnFindings *findings);
/* A part that is not what its key's doc says. */
void     rn__network_refuse    (RnNetworkPart part, const char *name, json_object *value,
                                RnFindings *findings);
/* (nullable) @key, which has no place in @json, where it is there; whoever asks says why. */
RnFinding *rn__network_misplace (RnFindings *findings, json_object *json, const char *key);
/* Each design of a stage: its first block, which may change shapes, and the others. At most two of @blocks
 * are filled in; gives how many. */
guint    rn__network_designs   (const RnNetwork *self, guint stage, RnBlockSpec *blocks);
/* What @look says of each. */
void     rn__network_look      (const RnNetwork *self, json_object *json, guint stage,
                                void (*look) (const RnBlockSpec *block, RnFindings *findings),
                                RnFindings *findings);
/* What cannot be built of a network whose keys could be read. */
void     rn__network_find      (const RnNetwork *self, json_object *json, RnFindings *findings);
/* What can be built but not learn, and what is unwise. */
void     rn__network_advise    (const RnNetwork *self, json_object *json, RnFindings *findings);
/* No batch norm, where the learning rate is to be @rate. */
void     rn__network_advise_rate (const RnNetwork *self, json_object *json, double rate,
                                  RnFindings *findings);
/* Takes what was found in a block of a stage out of @from, which is emptied: its places become those of
 * @json, and it is said to be of the block @index of that stage (−1: of none). */
void     rn__network_adopt     (const RnNetwork *self, json_object *json, guint stage, int index,
                                RnFindings *from, RnFindings *findings);

G_END_DECLS
