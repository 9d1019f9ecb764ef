/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/*
 * One channel of an addition: h(x), F(x) and their sum side by side on one colour scale; or, with
 * gradients, g_shortcut + g_branch = dL/dx. Below each map its name, the probed number and the
 * norm of the channel.
 *
 * The tensors are [N, C, H, W] or [N, C] of one shape; one that holds a single channel is that
 * channel, whatever @channel says. Pick gives FIG_MAP with item 0 shortcut, 1 branch, 2 sum.
 */
typedef struct
{
  RnTensor *shortcut;        /* the scene keeps references */
  RnTensor *branch;
  RnTensor *sum;
  RnNode    nodes[3];        /* what pick tells of each; RN_NODE_NONE: nothing */
  gboolean  gradients;
  gsize     sample;
  gsize     channel;
  int       row, column;     /* the probed pixel, −1: none */
  gboolean  cut;             /* the shortcut is cut: dashed, with scissors */
  double    scale;           /* of a scaled shortcut; 1 else */
} FigAdditionData;

/* All fields empty, no probe, scale 1. */
void      fig_addition_data_init (FigAdditionData *data);
/* Errors: RN_ERROR_SHAPE where the three differ; RN_ERROR_RANGE for a sample or channel outside. */
FigScene *fig_addition_new       (const FigAdditionData *data, const FigStyle *style,
                                  GError **error);

G_END_DECLS
