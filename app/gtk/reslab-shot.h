/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What @widget looks like in its next frame, as a PNG; runs the main loop until then. */
gboolean reslab_shot_save (GtkWidget *widget, const char *path, GError **error);

G_END_DECLS
