/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-record.h"

G_BEGIN_DECLS

/*
 * A pass as a row of bars, a step each, in the order a session takes them: forward from the left to
 * the circled L at the loss, then the backward half, the same bars in reverse. Colour says which
 * path a step works on, height what it costs. It shows steps 0 … n_steps − 1; those below the
 * position are done, and the last of these carries the yellow pin.
 *
 * Pick gives FIG_NODE anywhere over the bars: column is the step, item 0 forward and 1 backward,
 * node what it works on. Where there are more steps than pixels several share a bar; pick still
 * tells them apart.
 */
typedef struct
{
  const RnGraph   *graph;
  guint            n_steps;      /* n_nodes, or 2·n_nodes with the backward half */
  guint            position;     /* steps taken, 0 … n_steps */
  const RnRecords *records;      /* (nullable) of @graph, measured: heights by time; else by
                                    multiply-adds */
} FigTimelineData;

#define FIG_TIMELINE_HEIGHT 62.0

/* Takes a few milliseconds for a thousand steps. Its width is that of @style, 600 … 3000 px look
   well. */
FigScene *fig_timeline_new  (const FigTimelineData *data, const FigStyle *style);
/* x in scene px: the middle of a step's bar, for what a widget moves along it. */
double    fig_timeline_x    (const FigScene *self, guint step);

G_END_DECLS
