/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "reslab-canvas.h"
#include "reslab-view.h"

G_BEGIN_DECLS

/* The view Explore: the diagram and its tools, the inspector of what is selected, the step bar. */
#define RESLAB_TYPE_EXPLORE (reslab_explore_get_type ())
G_DECLARE_FINAL_TYPE (ReslabExplore, reslab_explore, RESLAB, EXPLORE, AdwBin)

GtkWidget    *reslab_explore_new      (Lab *lab);
Lab          *reslab_explore_lab      (ReslabExplore *self);
ReslabCanvas *reslab_explore_canvas   (ReslabExplore *self);
/* The list of layers beside the diagram. */
gboolean      reslab_explore_has_list (ReslabExplore *self);
void          reslab_explore_show_list (ReslabExplore *self, gboolean show);

G_END_DECLS
