/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-bars.h"
#include "fig-scene-private.h"

G_BEGIN_DECLS

double fig__bar_value    (const FigBar *bar);
/* The largest value of a quantity over all blocks, for its scale. */
double fig__bars_largest (const FigBarsData *data, guint quantity);
/* Track and segments of one bar in the given box. */
void   fig__bar_draw     (FigScene *scene, const FigBarsData *data, guint quantity, guint block,
                          double x, double y, double width, double height);
/* “115.3 + 148.4 ms” where a part is hatched, else the sum. (transfer full) */
char  *fig__bar_label    (const FigBarsData *data, guint quantity, guint block);

G_END_DECLS
