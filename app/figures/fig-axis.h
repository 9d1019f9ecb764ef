/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A scale from numbers to pixels, with ticks at numbers people like. */
typedef struct
{
  gboolean log;
  double   low, high;        /* the scale's ends */
  double   start, end;       /* px: where they lie */
} FigAxis;

#define FIG_TICKS_MOST 16

/* Widens @low … @high to nice numbers with about @n steps of 1, 2 or 5 times a power of ten. */
FigAxis fig_axis_linear (double low, double high, guint n);
/* Whole decades around @low … @high, both > 0. */
FigAxis fig_axis_log    (double low, double high);
double  fig_axis_place  (const FigAxis *self, double value);    /* px, kept between the ends */
/* At most FIG_TICKS_MOST, ascending; on a log axis decades, thinned to at most @n. */
guint   fig_axis_ticks  (const FigAxis *self, guint n, double *ticks);
char   *fig_axis_label  (const FigAxis *self, double tick);     /* (transfer full) */

G_END_DECLS
