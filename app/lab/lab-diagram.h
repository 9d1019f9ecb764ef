/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab.h"

G_BEGIN_DECLS

/*
 * Explore's diagram as the state has it: maps of the layers whose step is taken, in the backward
 * half those of the gradient; folds, the current step's node, the selection, cut shortcuts. NULL
 * while no pass is there yet.
 */
FigScene *lab_diagram_scene (Lab *lab, const FigStyle *style);    /* (transfer full) (nullable) */

G_END_DECLS
