/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-bars.h"
#include "fig-scene.h"

G_BEGIN_DECLS

/* A block to be drawn to scale. */
typedef struct
{
  const RnGraph *graph;
  RnScope        block;      /* RN_SCOPE_ROOT: the graph's first block */
  const char    *title;
  const char    *subtitle;   /* (nullable) default: the block's own summary */
} FigBlock;

/*
 * Blocks to scale, side by side where there is room: width stands for channels, a trapezoid for a
 * change of width, a sliver for a group. With @bars (of the same blocks; nullable) each block
 * carries its quantities below it, as many as the style's height lets it. NULL with RN_ERROR_UNKNOWN where a graph has no block.
 */
FigScene *fig_blocks_new (const FigBlock *blocks, guint n_blocks, const FigBarsData *bars,
                          const FigStyle *style, GError **error);

/*
 * The block @shown alone, as it stands among the others: the same scales, the same height, no frame,
 * title or ratios. For a card that has its own.
 */
FigScene *fig_block_card_new (const FigBlock *blocks, guint n_blocks, guint shown,
                              const FigBarsData *bars, const FigStyle *style, GError **error);

G_END_DECLS
