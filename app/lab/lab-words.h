/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-palette.h"
#include "fig-channel.h"
#include "rn-graph.h"

G_BEGIN_DECLS

/* What layers are called and compute, in the language of the figures; for views and reports. */

/* The part of its block a node lies on. */
typedef enum
{
  LAB_PLACE_NETWORK,         /* in no block, stem or head */
  LAB_PLACE_STEM,
  LAB_PLACE_HEAD,
  LAB_PLACE_BRANCH,
  LAB_PLACE_SHORTCUT,
  LAB_PLACE_SUM,             /* the addition, and what follows it in its block */
} LabPlace;

LabPlace  lab_node_place   (const RnGraph *graph, RnNode node);
FigPath   lab_place_path   (LabPlace place);

/* “Convolution 3×3 in the residual branch”. (transfer full) */
char     *lab_op_words   (const RnGraph *graph, RnNode node);
/* “3×3”, “BN”, “+”: for a tile. (transfer full) */
char     *lab_node_symbol  (const RnGraph *graph, RnNode node);
/* What it computes, as markup of fig-facts.h. (transfer full) */
char     *lab_node_formula (const RnGraph *graph, RnNode node);
/* “stride 2, padding 1, 32 groups”, or "". (transfer full) */
char     *lab_node_options (const RnGraph *graph, RnNode node);

double    lab_node_attribute (const RnGraph *graph, RnNode node, const char *name,
                              double fallback);
/* What it reads for one element; size 0: the same element. */
FigWindow lab_node_window  (const RnGraph *graph, RnNode node);
/* Of a scale: a gate for each number, not for each channel. */
gboolean  lab_gate_is_whole (const RnGraph *graph, RnNode node);
gboolean  lab_node_is      (const RnGraph *graph, RnNode node, const char *op);

G_END_DECLS
