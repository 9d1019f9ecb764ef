/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "lab.h"

G_BEGIN_DECLS

/*
 * The lab's work as a thin bar over the upper edge of the view: nothing in its first 200 ms; after
 * 2 s also what it is, the time left, and Cancel.
 */
#define RESLAB_TYPE_PROGRESS (reslab_progress_get_type ())
G_DECLARE_FINAL_TYPE (ReslabProgress, reslab_progress, RESLAB, PROGRESS, GtkWidget)

void reslab_progress_set_lab (ReslabProgress *self, Lab *lab);

G_END_DECLS
