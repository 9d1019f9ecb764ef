/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the windows over the main one have in common. */

/* In their class_init: Escape closes them. */
void       reslab_dialog_class_setup (GtkWidgetClass *class);
/* @content, which scrolls up and down where the window is lower. */
GtkWidget *reslab_dialog_new_body    (GtkWidget *content);

G_END_DECLS
