/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define RESLAB_ID "org.reslab.Reslab"

/*
 * What is remembered between sittings (the schema says what). The schema lies beside a program that
 * runs from its build folder, or where it was installed. (transfer full); NULL with @error if it is
 * in neither place.
 */
GSettings *reslab_settings_new           (GError **error);

/* “system”, “light” or “dark”. */
void       reslab_settings_apply_theme   (GSettings *settings);
/* Animations off by choice; else as the system has them. */
void       reslab_settings_apply_motion  (GSettings *settings);

/* Puts @path first among the recent files. */
void       reslab_settings_add_recent    (GSettings *settings, const char *path);

/* Keeps the divider of @paned as a part of its length under @key (a double, 0 … 1). */
void       reslab_settings_keep_paned    (GSettings *settings, const char *key, GtkPaned *paned);

G_END_DECLS
