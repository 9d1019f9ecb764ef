/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Windows that tell about the program; shown by who asks for them. (transfer none) */
GtkWidget *reslab_about_new (void);
/* What each view shows, and its keys, made of the views' own words and tables. */
GtkWidget *reslab_help_new  (void);

G_END_DECLS
