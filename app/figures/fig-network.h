/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-record.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

typedef enum
{
  FIG_FOLD_STAGE,            /* a stage is one box, “×6” */
  FIG_FOLD_BLOCK,            /* a block is one box under its shortcut */
  FIG_FOLD_LAYER,            /* a block is the textbook's figure, every op a tile */
} FigFold;

typedef struct
{
  const RnGraph     *graph;
  const char        *title;      /* (nullable) */
  const char        *subtitle;   /* (nullable) */
  FigFold            fold;
  const gint8       *open;       /* (nullable) [n_scopes] over fold: 1 unfolded, 0 folded, −1 as
                                    fold says */
  gboolean           repeats;    /* equal blocks in a row are drawn once, “×5” */
  const RnShape     *shapes;     /* (nullable) [n_nodes] at the run's batch */
  RnTensor *const   *values;     /* (nullable) [n_nodes] maps; NULL element: not computed. NULL:
                                    structure without maps */
  const int         *channels;   /* (nullable) [n_nodes] which channel a map of one channel is;
                                    NULL: maps hold all channels, the liveliest is shown */
  const RnRecords   *records;    /* (nullable) of @graph: numbers in tooltips, gradients backward */
  gboolean           backward;   /* arrows turn round, widths by log10 of the gradient's norm */
  RnNode             current;    /* the step that runs now, RN_NODE_NONE: none */
  RnNode             selected;
  gboolean           quiet;      /* no rings and no beads: they move, so who shows the scene paints
                                    them over it */
} FigNetworkData;

/* All fields empty, @current and @selected none. */
void      fig_network_data_init (FigNetworkData *data, const RnGraph *graph);
FigScene *fig_network_new       (const FigNetworkData *data, const FigStyle *style);

G_END_DECLS
