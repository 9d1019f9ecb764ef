/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-depth.h"
#include "reslab-gradients.h"

G_BEGIN_DECLS

/* The view itself; what can be done in it is reslab-gradients-actions.c. */
GtkWidget *reslab_gradients_new (Lab *lab);
Lab       *reslab_gradients_lab (ReslabGradients *self);

/* What is run and shown: row of the strip, plain twin, norm layers, batch; and what was run. */
#define RESLAB_TYPE_DEPTH_BAR (reslab_depth_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReslabDepthBar, reslab_depth_bar, RESLAB, DEPTH_BAR, AdwBin)

GtkWidget *reslab_depth_bar_new      (Lab *lab);
void       reslab_depth_bar_update   (ReslabDepthBar *self);

/* The inspector: dL/dx of the selected block, and its scissors. */
#define RESLAB_TYPE_DEPTH_BLOCK (reslab_depth_block_get_type ())
G_DECLARE_FINAL_TYPE (ReslabDepthBlock, reslab_depth_block, RESLAB, DEPTH_BLOCK, AdwBin)

GtkWidget *reslab_depth_block_new    (Lab *lab);
void       reslab_depth_block_update (ReslabDepthBlock *self);

/* At the inspector's head: the split or the paths, and through how many blocks. */
#define RESLAB_TYPE_DEPTH_CHOICE (reslab_depth_choice_get_type ())
G_DECLARE_FINAL_TYPE (ReslabDepthChoice, reslab_depth_choice, RESLAB, DEPTH_CHOICE, AdwBin)

GtkWidget *reslab_depth_choice_new    (Lab *lab);
void       reslab_depth_choice_update (ReslabDepthChoice *self);

/* Path of the selected block if its shortcut can be cut; else NULL. */
const char *reslab_depth_cuttable    (Lab *lab);
/* Cuts it, or makes it whole again. */
void       reslab_depth_toggle_cut   (Lab *lab);

/* “Plain twin” beside a switch that stands for @action. */
GtkWidget *reslab_depth_switch       (const char *label, const char *action);

G_END_DECLS
