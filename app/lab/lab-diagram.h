/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab-pass.h"

G_BEGIN_DECLS

/*
 * Explore's diagram as the state has it: maps of the layers whose step is taken, in the backward
 * half those of the gradient; folds, the current step's node, the selection, cut shortcuts. NULL
 * while no pass is there yet.
 */
FigScene *lab_diagram_scene (Lab *lab, const FigStyle *style);    /* (transfer full) (nullable) */
/* The same without rings and beads, for a window that paints them over it as they move. */
FigScene *lab_diagram_scene_quiet (Lab *lab, const FigStyle *style);

/* Whether a stage or block is unfolded; other scopes always are. */
gboolean  lab_is_open       (Lab *lab, RnScope scope);
/* The folded box that holds @node; RN_SCOPE_ROOT where it has a place of its own. */
RnScope   lab_folded_around (Lab *lab, RnNode node);
/* (transfer full) “layer2.0.conv2, convolution, output 128 by 28 by 28, computed” */
char     *lab_node_words    (Lab *lab, RnNode node);

G_END_DECLS
