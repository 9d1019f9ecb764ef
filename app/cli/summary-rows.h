/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-cost.h"

G_BEGIN_DECLS

/* A line of a summary: a layer, or a scope with all that is in it. */
typedef struct
{
  RnScope  scope;            /* of a layer: the one it sits in */
  RnNode   node;             /* of a scope: its last */
  gboolean is_layer;
  gboolean is_leaf;          /* not opened further: the leaves add up to the whole network */
  guint    depth;            /* 0: the network */
  char    *name;             /* (owned) "layer1.0.conv1" */
  char    *tree;             /* (owned) lines of the tree and the last part of the name */
  RnTotals totals;
  guint64  output_bytes;     /* of a layer its own, of a scope the sum */
} SummaryRow;

/* The tree network → stage → block → layer, to @depth. (element-type SummaryRow) (transfer full) */
GArray *summary_rows_new (const RnGraph *graph, const RnShape *shapes, guint depth,
                          const RnConvention *convention);

G_END_DECLS
