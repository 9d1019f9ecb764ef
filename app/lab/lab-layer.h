/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-pass.h"

G_BEGIN_DECLS

/* All numbers of the selected node, for the inspector. Immutable, reference counted. */
struct _LabLayer
{
  gatomicrefcount refs;
  RnGraph      *graph;            /* of the pass it belongs to */
  RnNode        node;
  RnTensor     *output;           /* [N, C, H, W] or [N, C] */
  guint         n_inputs;         /* of what the node reads, at most 2 are here */
  RnTensor     *inputs[2];        /* of an addition: the shortcut's term first, then the branch's */
  RnTensor     *weight;           /* (nullable) of a convolution or linear layer */
  char         *kernel;           /* (nullable) what the engine computes it with */
  RnStatistics  statistics;       /* of the output */
  RnHistogram  *histogram;
  RnHistogram  *input_histograms[2];     /* (nullable) of an addition's terms */
  RnStatistics  input_statistics[2];     /* of an addition's terms */
  /* of an addition, over [low, high] of all three */
  /* backward */
  RnTensor     *gradient;         /* (nullable) dL/d output */
  RnStatistics  gradient_statistics;
  RnHistogram  *gradient_histogram;
  /* where the node is a block's addition or the block is selected: the two roads back to its x */
  RnScope       block;            /* RN_SCOPE_ROOT: none */
  RnTensor     *g_shortcut;       /* (nullable) */
  RnTensor     *g_branch;         /* (nullable) */
  RnTensor     *g_input;          /* (nullable) dL/dx, all that comes back to the block's x */
};

LabLayer *lab_layer       (Lab *lab);       /* (nullable) (transfer none) */
LabLayer *lab_layer_ref   (LabLayer *self);
void      lab_layer_unref (LabLayer *self);
/* The channel shown large: the chosen one, or the liveliest. */
guint     lab_layer_channel (LabLayer *self, Lab *lab);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabLayer, lab_layer_unref)

G_END_DECLS
