/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/*
 * The picture as the network gets it, large, and what can be done to it with the pointer: draw, move,
 * cover a square, add noise, restore. Each drag is one step of the history; what the pointer does
 * between two frames is sent together.
 */
#define RESLAB_TYPE_PICTURE_PANEL (reslab_picture_panel_get_type ())
G_DECLARE_FINAL_TYPE (ReslabPicturePanel, reslab_picture_panel, RESLAB, PICTURE_PANEL, AdwBin)

typedef enum
{
  RESLAB_TOOL_BRUSH,
  RESLAB_TOOL_MOVE,
  RESLAB_TOOL_COVER,
  RESLAB_N_TOOLS
} ReslabPictureTool;

GtkWidget *reslab_picture_panel_new      (Lab *lab);
void       reslab_picture_panel_set_tool (ReslabPicturePanel *self, ReslabPictureTool tool);

/* A drag, in parts of the picture's width and height; what the pointer sends, and tests. */
void       reslab_picture_panel_press    (ReslabPicturePanel *self, double x, double y);
void       reslab_picture_panel_move     (ReslabPicturePanel *self, double x, double y);
void       reslab_picture_panel_release  (ReslabPicturePanel *self);

G_END_DECLS
