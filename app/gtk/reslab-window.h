/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab-controls.h"
#include "reslab-application.h"
#include "reslab-view.h"

G_BEGIN_DECLS

/* The window over one lab: header bar, views, progress, banner, toasts. */
#define RESLAB_TYPE_WINDOW (reslab_window_get_type ())
G_DECLARE_FINAL_TYPE (ReslabWindow, reslab_window, RESLAB, WINDOW, AdwApplicationWindow)

GtkWidget  *reslab_window_new        (ReslabApplication *app, Lab *lab);
/* The window a widget of a view is in. */
ReslabWindow *reslab_window_of       (GtkWidget *widget);

Lab        *reslab_window_lab        (ReslabWindow *self);
GSettings  *reslab_window_settings   (ReslabWindow *self);
/* The visible view, or a given one. */
ReslabView *reslab_window_view       (ReslabWindow *self);
ReslabView *reslab_window_view_at    (ReslabWindow *self, LabView view);
gboolean    reslab_window_is_narrow  (ReslabWindow *self);

/* One sentence in a banner that stays until it is closed or another takes its place. */
void        reslab_window_show_error (ReslabWindow *self, const char *message);
gboolean    reslab_window_hide_error (ReslabWindow *self);    /* FALSE: none was shown */
/* A short notice that goes by itself. */
void        reslab_window_toast      (ReslabWindow *self, const char *text);
/* Hides what the lesson that is open has no use for, besides what a preset hides. */
void        reslab_window_hide_controls (ReslabWindow *self, LabControls by_lesson);
/* A teacher's preset: what it hides, and the commands it runs. */
gboolean    reslab_window_put_on     (ReslabWindow *self, const char *path, GError **error);
/* Actions are as the state is now. */
void        reslab_window_update     (ReslabWindow *self);
/* What a key does that nobody else took. Returns: whether it did anything. */
gboolean    reslab_window_key        (ReslabWindow *self, guint key, GdkModifierType held);

G_END_DECLS
