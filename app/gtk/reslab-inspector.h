/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/*
 * Explore's right side: what the selected layer or block computes and what came out of it, as cards
 * below each other. All of it follows the lab's state; the figures are those of
 * lab-inspector-scene.h.
 */
#define RESLAB_TYPE_INSPECTOR (reslab_inspector_get_type ())
G_DECLARE_FINAL_TYPE (ReslabInspector, reslab_inspector, RESLAB, INSPECTOR, AdwBin)

GtkWidget *reslab_inspector_new        (Lab *lab);
/* One channel large instead of all maps. */
void       reslab_inspector_enlarge    (ReslabInspector *self, gboolean large);
gboolean   reslab_inspector_is_large   (ReslabInspector *self);
/* Closes the large map. FALSE: there was none. */
gboolean   reslab_inspector_escape     (ReslabInspector *self);

G_END_DECLS
