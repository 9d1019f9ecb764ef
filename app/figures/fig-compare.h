/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-block.h"
#include "rn-cost.h"

G_BEGIN_DECLS

typedef struct
{
  const RnGraph *graph;          /* holding at least one block, whose nodes are counted; the
                                    first is drawn */
  const char    *title;
  double         forward_ms;     /* measured; NAN: not */
  double         backward_ms;
  const char    *subtitle;       /* (nullable) default: the block's own summary */
  const char    *pending;        /* (nullable) “measuring 3 of 15”, in place of the times */
} FigCompared;

/*
 * Blocks side by side with their parameters, multiply-adds by @convention, activation memory and
 * measured time, each on one scale. A bar is parted at each convolution; a projection's part is
 * blue.
 */
FigScene *fig_compare_new (const FigCompared *blocks, guint n_blocks,
                           const RnConvention *convention, const FigStyle *style, GError **error);

/* The block @shown alone, on the scales of all: fig_block_card_new(). */
FigScene *fig_compare_card_new (const FigCompared *blocks, guint n_blocks, guint shown,
                                const RnConvention *convention, const FigStyle *style,
                                GError **error);

G_END_DECLS
