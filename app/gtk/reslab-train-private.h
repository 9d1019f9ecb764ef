/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-training.h"
#include "reslab-train.h"

G_BEGIN_DECLS

/* The view itself; what can be done in it is reslab-train-actions.c. */
GtkWidget *reslab_train_new        (Lab *lab);
Lab       *reslab_train_lab        (ReslabTrain *self);
/* All steps again, after a part of them was looked at. FALSE: they are shown already. */
gboolean   reslab_train_zoom_out   (ReslabTrain *self);
/* Opens network @run in Explore as soon as its weights are in a file. */
void       reslab_train_explore    (ReslabTrain *self, guint run);
/* Asks for a folder, to save to or to go on from. */
void       reslab_train_ask_folder (ReslabTrain *self, gboolean save);
/* Asks for a folder of data. */
void       reslab_train_ask_data   (ReslabTrain *self);

/* Below the charts: reset, play, one step, how far it is. */
#define RESLAB_TYPE_TRAIN_BAR (reslab_train_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReslabTrainBar, reslab_train_bar, RESLAB, TRAIN_BAR, AdwBin)

GtkWidget *reslab_train_bar_new    (Lab *lab);
void       reslab_train_bar_update (ReslabTrainBar *self);

/* Beside them: a card a network, the learning rate, the other keys, files. */
#define RESLAB_TYPE_TRAIN_PANEL (reslab_train_panel_get_type ())
G_DECLARE_FINAL_TYPE (ReslabTrainPanel, reslab_train_panel, RESLAB, TRAIN_PANEL, AdwBin)

GtkWidget *reslab_train_panel_new    (Lab *lab);
void       reslab_train_panel_update (ReslabTrainPanel *self);

G_END_DECLS
