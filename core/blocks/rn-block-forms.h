/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"

G_BEGIN_DECLS

/*
 * ResNeXt's three forms of a block (Xie 2017, fig. 3) compute the same numbers once they hold the
 * same weights: a path of the split or concatenated form holds its group's part of the grouped
 * form's.
 */
RN_API gboolean rn_block_forms_copy (RnParameters *grouped, RnParameters *other, GError **error);

G_END_DECLS
