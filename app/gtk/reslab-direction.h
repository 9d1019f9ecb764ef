/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/* “Forward | Backward”: which half of the pass the step is in. */
#define RESLAB_TYPE_DIRECTION (reslab_direction_get_type ())
G_DECLARE_FINAL_TYPE (ReslabDirection, reslab_direction, RESLAB, DIRECTION, AdwBin)

GtkWidget *reslab_direction_new (Lab *lab);

G_END_DECLS
