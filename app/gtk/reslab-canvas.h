/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"
#include "reslab-figure-view.h"

G_BEGIN_DECLS

/*
 * The diagram of Explore: the scene of lab-diagram.h, and over it what moves – rings of the current
 * step and of the selection, beads on the edges that feed it, the probed pixel in every map.
 * Hovering and moving never make a scene.
 */
#define RESLAB_TYPE_CANVAS (reslab_canvas_get_type ())
G_DECLARE_FINAL_TYPE (ReslabCanvas, reslab_canvas, RESLAB, CANVAS, AdwBin)

GtkWidget        *reslab_canvas_new         (Lab *lab);
ReslabFigureView *reslab_canvas_figure      (ReslabCanvas *self);
/* A widget that floats over the diagram where its own alignment says. */
void              reslab_canvas_add_overlay (ReslabCanvas *self, GtkWidget *widget);

/* Ends the movement of the step taken last. FALSE: nothing moves. */
gboolean          reslab_canvas_settle      (ReslabCanvas *self);

/* What is selected, unfolded if it was folded, and the other way round. FALSE: it has no folds. */
gboolean          reslab_canvas_toggle_fold (ReslabCanvas *self);
/* The stage around the selection: its blocks, then their layers. */
void              reslab_canvas_unfold_stage (ReslabCanvas *self);
void              reslab_canvas_fold_stage  (ReslabCanvas *self);
/* Selects the next op along the flow, or the one above or below. FALSE: there is none. */
gboolean          reslab_canvas_move        (ReslabCanvas *self, GtkDirectionType direction);
/* The block the scissors would take: path, or NULL. (transfer none) as long as nothing changes */
const char       *reslab_canvas_block       (ReslabCanvas *self);
/* The selected block's shortcut is cut, or restored where it is not whole. */
void              reslab_canvas_cut         (ReslabCanvas *self);
/* A popover at the selected block: cut, scale, restore. */
void              reslab_canvas_show_scissors (ReslabCanvas *self);
/* Closes what is open. FALSE: nothing was. */
gboolean          reslab_canvas_escape      (ReslabCanvas *self);

G_END_DECLS
