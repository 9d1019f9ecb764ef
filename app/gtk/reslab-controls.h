/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "lab-controls.h"

G_BEGIN_DECLS

/*
 * Widgets that a lesson or a teacher's preset can hide. A widget says once which control it is;
 * from then on it is shown where its view wants it and nobody hides it.
 */
void reslab_control_mark        (GtkWidget *widget, LabControls control);
/* What gtk_widget_set_visible() is to others. */
void reslab_control_set_visible (GtkWidget *widget, gboolean visible);
/* Whether it is hidden in the window that @widget is in: for what has no widget of its own. */
gboolean reslab_control_is_hidden (GtkWidget *widget, LabControls control);
/* Hides those of @hidden below @root and shows the others. */
void reslab_controls_hide       (GtkWidget *root, LabControls hidden);

G_END_DECLS
