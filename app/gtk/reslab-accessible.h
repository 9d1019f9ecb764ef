/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What @widget (a GtkWidget) is called for those who cannot see it. A menu button and a drop-down
 * hold the button that takes the focus, which gets the name too. */
void reslab_set_name (gpointer widget, const char *name);

G_END_DECLS
