/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/* Below Explore: the step controls, which step it is, and the timeline, which seeks where it is
   pressed or dragged. */
#define RESLAB_TYPE_STEP_BAR (reslab_step_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReslabStepBar, reslab_step_bar, RESLAB, STEP_BAR, AdwBin)

GtkWidget *reslab_step_bar_new  (Lab *lab);
/* To the step at a point of the timeline, px of its widget. */
void       reslab_step_bar_seek (ReslabStepBar *self, double x);

G_END_DECLS
