/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab-depth.h"

G_BEGIN_DECLS

/*
 * The figures of Gradients as the state has them; NULL without @error while nothing is computed
 * yet, and with it (RN_ERROR_UNKNOWN) where the network has no block. All (transfer full).
 */
/* The strip: bars by depth, ratio or cosine, output deviations. @titled: with the network's name
   and what was run, and without anything to click, for a figure that stands alone. */
FigScene *lab_depth_scene           (Lab *lab, gboolean titled, const FigStyle *style,
                                     GError **error);
/* He 2015, fig. 7: the deviation of what each branch adds, by depth. */
FigScene *lab_depth_deviation_scene (Lab *lab, const FigStyle *style, GError **error);
/* The shown block: dL/dx in its two terms, before and after the cut. */
FigScene *lab_depth_block_scene     (Lab *lab, const FigStyle *style, GError **error);

/* “untrained, seed 0 · batch of 8 pictures made from one · loss 2.754” (transfer full) */
char     *lab_depth_subtitle        (const LabDepth *self);
/* “Block 14” and “layer2.4 · 32×16×16” (transfer full) */
char     *lab_depth_block_title     (guint block);
char     *lab_depth_block_subtitle  (const LabDepth *self, guint block);
/* The network's or its twin's name for people: “ResNet-56”. (transfer none) */
const char *lab_depth_name          (const LabDepthRun *run);

G_END_DECLS
