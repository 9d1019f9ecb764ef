/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-canvas.h"

G_BEGIN_DECLS

/* The whole diagram in small, with a frame around what can be seen of it; dragging moves the view.
   It hides itself where everything can be seen, and for a projector. */
#define RESLAB_TYPE_MINIMAP (reslab_minimap_get_type ())
G_DECLARE_FINAL_TYPE (ReslabMinimap, reslab_minimap, RESLAB, MINIMAP, GtkWidget)

GtkWidget *reslab_minimap_new (ReslabCanvas *canvas);      /* canvas: borrowed, holds it */

G_END_DECLS
