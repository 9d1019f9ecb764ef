/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "reslab-application.h"

G_BEGIN_DECLS

/*
 * Helpers of the window's tests. GTK 4 has no public way to make an event, so a gesture is driven by
 * its signals; each wait ends by itself and then fails.
 */

/* TRUE once the display is open; FALSE (after telling the harness to skip) where there is none. */
gboolean   reslab_test_init        (int *argc, char ***argv);

/* One of the test's own, registered. (transfer full) */
ReslabApplication *reslab_test_application (void);

/* Runs the main loop until done (data) holds. Fails after ten seconds. */
void       reslab_test_until       (gboolean (*done) (gpointer data), gpointer data);
/* Runs the main loop for so long. */
void       reslab_test_wait        (guint ms);
/* Until @widget has been painted @n times more. */
void       reslab_test_frames      (GtkWidget *widget, guint n);
/* A window of that size around @child, shown and painted. */
GtkWidget *reslab_test_window      (GtkWidget *child, int width, int height);
/* Destroys @window and fails where something still holds it. */
void       reslab_test_destroy     (GtkWidget *window);

/* The first widget below @root (itself included) that is a @type and has the name, or any. */
GtkWidget *reslab_test_find        (GtkWidget *root, GType type, const char *name);
/* Its first controller of @type. */
GtkEventController *reslab_test_controller (GtkWidget *widget, GType type);
/* Presses a key on the widget's own key controller. Returns: whether it was taken. */
gboolean   reslab_test_key         (GtkWidget *widget, guint key, GdkModifierType held);
/* Moves the pointer over it, and clicks there. */
void       reslab_test_move        (GtkWidget *widget, double x, double y);
void       reslab_test_click       (GtkWidget *widget, double x, double y);

/* Writes tests/gtk/shots/NAME.png in the build folder, to be looked at. */
void       reslab_test_shot        (GtkWidget *widget, const char *name);

G_END_DECLS
