/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-axis.h"
#include "fig-color-map.h"
#include "fig-scene-private.h"

G_BEGIN_DECLS

/* What several figures draw: headings, colour bars, axes. */
#define FIG_MARGIN     20.0
#define FIG_TICK_SIZE  11.5
#define FIG_SMALL      12.0
#define FIG_BODY       13.5
#define FIG_HEADING    15.0

/* A bold title and, after it or below it, a quieter line; wraps. Returns the y below it. */
double fig__heading   (FigScene *self, double x, double y, double right, const char *title,
                       const char *subtitle);
/* Wrapped quiet text from x to right, first line at y; returns the y below it. */
double fig__note      (FigScene *self, double x, double y, double right, FigFace face,
                       const char *markup);
/* A bar of the scale's colours between its ends' numbers, right-aligned. Returns its left end. */
double fig__color_bar (FigScene *self, double right, double y, const FigColorScale *scale);
/* Ticks and their labels below a horizontal axis at y; labels that would touch are left out. */
void   fig__axis_below (FigScene *self, const FigAxis *axis, double y, guint n);
/* Grid lines from left to right with labels left of them. */
void   fig__axis_left (FigScene *self, const FigAxis *axis, double left, double right, guint n);
/* Widest label of the axis, px */
double fig__axis_room (FigScene *self, const FigAxis *axis, guint n);

/* Letters A, B, C … that blocks are known by. */
void   fig__letter    (FigScene *self, double x, double y, guint i);

/* Words of several colours in one line. */
typedef struct
{
  FigColor    color;
  const char *markup;
} FigPiece;

void     fig__pieces  (FigScene *self, double x, double y, FigAnchor anchor, double size,
                       const FigPiece *pieces, guint n);
double   fig__pieces_width (FigScene *self, double size, const FigPiece *pieces, guint n);

/* A picture of one or three colours, from its least value to its greatest, as a square. */
FigMark *fig__picture (FigScene *self, RnTensor *picture, double x, double y, double side,
                       double radius);

/* Open scissors in a ring of radius 12; the ring is the mark returned. */
FigMark *fig__scissors (FigScene *self, double x, double y, double radius);

/* “×0.5”. (transfer full) */
char    *fig__factor   (double factor);

/* @text, or as much of it as fits, with “…”. (transfer full) */
char  *fig__shorten   (FigScene *self, FigFace face, const char *text, double width);

/* Moves down labels [n] (their middles, ascending) so that no two are closer than @gap, all within
   low … high. */
void   fig__spread    (double *places, guint n, double gap, double low, double high);

G_END_DECLS
