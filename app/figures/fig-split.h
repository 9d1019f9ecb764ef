/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-record.h"

G_BEGIN_DECLS

/*
 * The gradient at a block's input in its two terms, dL/dx = g_shortcut + g_branch: a small drawing
 * of the block backward, the three norms as bars on one scale, their ratio, and what the cosine
 * means in words. With @before a second set tells how it was before the cut.
 */
typedef struct
{
  const RnSplit *split;
  const RnSplit *before;     /* (nullable) of the same block, before it was cut or scaled */
  double         scale;      /* what the shortcut is multiplied by: 1 nothing, 0 cut */
  gboolean       identity;   /* nothing lies on the shortcut */
  const char    *title;      /* (nullable) “Block 14” */
  const char    *subtitle;   /* (nullable) */
  /* one element of the three gradients, such as the largest; NAN: none */
  double         one_shortcut, one_branch, one_sum;
} FigSplitData;

/* All fields empty, scale 1. */
void      fig_split_data_init (FigSplitData *data);
/* Pick gives FIG_EDGE with scope (the block) on the shortcut's arc and scissors, FIG_BAR on a bar:
   item 0 shortcut, 1 branch, 2 sum; column 0 now, 1 before. */
FigScene *fig_split_new       (const FigSplitData *data, const FigStyle *style);

G_END_DECLS
