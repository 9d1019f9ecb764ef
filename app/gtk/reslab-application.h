/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The program: its settings, its language, its windows, and what its command line says. */
#define RESLAB_TYPE_APPLICATION (reslab_application_get_type ())
G_DECLARE_FINAL_TYPE (ReslabApplication, reslab_application, RESLAB, APPLICATION, AdwApplication)

/* NULL with @error where the settings' schema is missing. */
ReslabApplication *reslab_application_new      (GApplicationFlags flags, GError **error);
GSettings         *reslab_application_settings (ReslabApplication *self);
/* Quits, and has main() start the program again: for another language. */
void               reslab_application_restart  (ReslabApplication *self);
gboolean           reslab_application_restarts (ReslabApplication *self);
/* A picture of the window was wanted and could not be made. */
gboolean           reslab_application_failed   (ReslabApplication *self);

G_END_DECLS
