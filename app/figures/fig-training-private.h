/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-parts-private.h"
#include "fig-training.h"

G_BEGIN_DECLS

/* Each draws its part from @y down within @width, and returns the y below it. */
double fig__training_curves   (FigScene *scene, const FigTrainingData *data, gboolean accuracy,
                               double x, double y, double width);
double fig__training_gradient (FigScene *scene, const FigTrainingData *data, double x, double y,
                               double width);

/* The area of a chart between the steps @from and @to, to be drawn over. @text (transfer full) */
void   fig__panel             (FigScene *scene, FigRect area, double from, double to, char *text);
/* The present step, over all that was drawn. @bead: with a yellow bead at its head. */
void   fig__now_line          (FigScene *scene, const FigRect *area, double x, gboolean bead);

G_END_DECLS
