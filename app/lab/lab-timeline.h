/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab.h"

G_BEGIN_DECLS

/* The step bar's timeline as the state has it; heights are work, so they rest while times are
   measured again. NULL while no pass is there yet. */
FigScene *lab_timeline_scene (Lab *lab, const FigStyle *style);   /* (transfer full) (nullable) */

G_END_DECLS
