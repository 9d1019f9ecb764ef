/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-session.h"

G_BEGIN_DECLS

/*
 * The gradient at a block's input x in its two terms, dL/dx = g_shortcut + g_branch: what the nodes
 * of the block's branch scope send to x, and what the rest of the block sends (its shortcut scope,
 * or the addition itself).
 */

/* Whether @node lies in the branch scope of the block scope @block. */
RN_API gboolean rn_split_in_branch (const RnGraph *graph, RnNode node, RnScope block);

RN_API gboolean rn_split_read      (RnSession *session, RnScope block, RnTensor **shortcut,
                                    RnTensor **branch, GError **error);

G_END_DECLS
