/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-graph.h"

G_BEGIN_DECLS

/* What the core calls things, in the figures' language. All (transfer full), plain text. */

/* “conv 3×3 /2”, “batch norm”, “ReLU” */
char *fig_op_words    (const RnGraph *graph, RnNode node);
/* a scope's summary: “basic · stride 2 · projection” */
char *fig_scope_words (const char *summary);

G_END_DECLS
