/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab.h"

G_BEGIN_DECLS

/*
 * The figures of Compare as the state has them. NULL without @error while nothing has been counted
 * yet. All (transfer full).
 */
/* All blocks side by side, framed and titled, with their bars: for a figure that stands alone. */
FigScene *lab_compare_scene        (Lab *lab, const FigStyle *style, GError **error);
/* One of them for a card that has its own frame and title, on the scales of all. */
FigScene *lab_compare_card_scene   (Lab *lab, guint block, const FigStyle *style, GError **error);
/* Numbers, and ratios to the reference in words. */
FigScene *lab_compare_totals_scene (Lab *lab, const FigStyle *style, GError **error);
/* Cost and time over one number of one block; its marks are FIG_POINT, column the point of
   lab_sweep(). */
FigScene *lab_compare_sweep_scene  (Lab *lab, const FigStyle *style, GError **error);

/* “32 against 1: 3.0× fewer weights, 1.9× faster”; NULL: nothing to say. (transfer full) */
char     *lab_sweep_summary        (Lab *lab);

G_END_DECLS
