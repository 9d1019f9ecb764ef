/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-block-find-private.h"
#include "rn-network-private.h"

G_BEGIN_DECLS

/* What there is to say about a network; places are those of the JSON it was read from. */

/* rn__network_read(), telling of everything. */
void     rn__network_find_json (RnNetwork *self, json_object *json, RnFindings *findings);
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
