/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

typedef enum
{
  FIG_SCALE_LAYER,           /* one colour scale for all maps of the tensor */
  FIG_SCALE_MAP,             /* each map its own */
  FIG_SCALE_GLOBAL,          /* low … high as given, for several layers */
} FigMapScale;

typedef enum
{
  FIG_ORDER_INDEX,
  FIG_ORDER_ACTIVITY,        /* largest mean magnitude first */
} FigMapOrder;

typedef struct
{
  RnTensor   *tensor;        /* [N, C, H, W], or [N, C]: each number a cell; the scene keeps a
                                reference */
  RnNode      node;          /* what pick tells; RN_NODE_NONE if none */
  const char *title;
  gsize       sample;        /* < N */
  FigMapScale scale;
  double      low, high;     /* FIG_SCALE_GLOBAL: of all layers */
  FigMapOrder order;
  gsize       most;          /* maps shown; 0: all */
  gboolean    bare;          /* maps alone, close together: no heading, no captions */
} FigMapsData;

/* Feature maps as a grid. Errors: RN_ERROR_SHAPE for another rank, RN_ERROR_RANGE for a sample
   that is not there. */
FigScene *fig_maps_new (const FigMapsData *data, const FigStyle *style, GError **error);

G_END_DECLS
