/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/* Which picture: its thumbnail and name; a file, the clipboard, the built-in one. */
#define RESLAB_TYPE_PICTURE_BUTTON (reslab_picture_button_get_type ())
G_DECLARE_FINAL_TYPE (ReslabPictureButton, reslab_picture_button, RESLAB, PICTURE_BUTTON, AdwBin)

GtkWidget *reslab_picture_button_new (Lab *lab);
/* The model's button with the picture's beside it, as views have them in the header bar. */
GtkWidget *reslab_choosers_new       (Lab *lab);

G_END_DECLS
