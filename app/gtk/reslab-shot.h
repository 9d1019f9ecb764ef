/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What @widget looks like now, as a PNG. It must have been drawn before. */
gboolean reslab_shot_save (GtkWidget *widget, const char *path, GError **error);

G_END_DECLS
