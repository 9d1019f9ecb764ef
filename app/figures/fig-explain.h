/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-receptive-field.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/* One node's part of the story of a number. */
typedef struct
{
  RnNode               node;
  gsize                index[RN_SHAPE_MAX_RANK];   /* which element of its output */
  const RnExplanation *explanation;                /* of rn_session_explain() */
} FigExplainStep;

/*
 * “How this number was made”: a chain of steps from the first cause to the result, each an input of
 * a later one, such as conv2, bn2 and the addition. A convolution's window and kernel (of the input
 * channel that contributes most) stand as two small grids; the rest is a column of words and
 * numbers that add up as printed.
 */
typedef struct
{
  const RnGraph        *graph;
  const RnShape        *shapes;    /* (nullable) [n_nodes] at the run's batch */
  const FigExplainStep *steps;     /* [n_steps], the last is the number asked for */
  guint                 n_steps;
  RnTensor             *picture;   /* (nullable) the network's input, [N, C, H, W], for a thumbnail */
  gsize                 sample;    /* of @picture */
  const RnRegion       *region;    /* (nullable) the receptive field in it */
} FigExplainData;

/* Pick gives FIG_NODE on each line of the sum, FIG_CELL on a grid's cell (item 0 window, 1 kernel).
   As wide as style->width allows but not wider than it needs to be; the card's own frame is the
   widget's. */
FigScene *fig_explain_new   (const FigExplainData *data, const FigStyle *style);
/* The same story as lines of plain text, for copying and screen readers. (transfer full) */
char     *fig_explain_text  (const FigExplainData *data);

G_END_DECLS
