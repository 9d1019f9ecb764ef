/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-graph.h"

G_BEGIN_DECLS

/*
 * The receptive field of an output element: the rectangle of the network's picture (node 0) outside
 * of which nothing can change it. Inside a block it is the union over branch and shortcut. What a
 * batch norm in training sees of other pixels through its mean and variance is left out.
 */
typedef struct
{
  gsize  top;                /* clipped to the picture, pixels */
  gsize  left;
  gsize  height;
  gsize  width;
  gint64 full_top;           /* as if the picture went on beyond its edges; may be negative */
  gint64 full_left;
  gsize  full_height;        /* “67×67 px”: the same for every element but those that see all */
  gsize  full_width;
  gboolean whole;            /* covers the whole picture */
} RnRegion;

/* @shapes [n_nodes], NULL: those the graph was built with. @row and @column are 0 where the node's
 * output has no pixels. FALSE, with nothing set, where the node does not read the picture. */
RN_API gboolean rn_receptive_field (const RnGraph *graph, const RnShape *shapes, RnNode node,
                                    gsize row, gsize column, RnRegion *region);

G_END_DECLS
