/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-training.h"
#include "lab-training.h"
#include "rn-table.h"

G_BEGIN_DECLS

/* The curves and the gradient by layer and step, as far as the training is; before it begins the
 * empty charts. @titled: with what is trained, for a figure that stands alone. (transfer full) */
FigScene *lab_train_scene       (Lab *lab, FigTrainingParts parts, gboolean titled,
                                 const FigStyle *style);
/* The same of any state, between two steps. (transfer full) */
FigScene *lab_train_state_scene (const LabTrainState *state, FigTrainingParts parts,
                                 const char *title, const char *subtitle, double from, double to,
                                 const FigStyle *style);
/* The held picture's maps in network @run. (transfer full) NULL: there are none yet */
FigScene *lab_train_maps_scene  (Lab *lab, guint run, const FigStyle *style, GError **error);

/* A row a step: rate, and of each network loss, accuracy and what a test said. (transfer full) */
RnTable  *lab_train_table       (Lab *lab);

G_END_DECLS
