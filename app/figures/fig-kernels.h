/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

typedef struct
{
  RnTensor   *weight;        /* [K, C, R, S]; the scene keeps a reference */
  RnNode      node;
  const char *title;
  int         output;        /* only this output channel's kernels, largest first; −1: a table of
                                outputs by inputs */
  gsize       most;          /* output channels shown (or kernels of one); 0: as many as look
                                well */
  gboolean    strip;         /* of one output: a single row in a card, without captions */
} FigKernelsData;

/*
 * A convolution's weights: three input channels as colour pictures, 1×1 kernels as one matrix,
 * others as signed maps.
 * Errors: RN_ERROR_SHAPE for another rank, RN_ERROR_RANGE for an output channel that is not there.
 */
FigScene *fig_kernels_new (const FigKernelsData *data, const FigStyle *style, GError **error);

G_END_DECLS
