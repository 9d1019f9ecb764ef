/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-format.h"
#include "fig-scene.h"

G_BEGIN_DECLS

typedef struct
{
  const char   *name;        /* at the line's end; NULL: none */
  FigPath       path;        /* FIG_PLAIN is dashed with square marks */
  const double *x;           /* [n] ascending */
  const double *y;           /* [n] NAN: a gap */
  guint         n;
  int           now;         /* the point that holds now, in yellow; −1: none */
} FigLine;

typedef struct
{
  const char    *title;
  const char    *x_name;     /* below the axis */
  gboolean       x_log, y_log;
  gboolean       x_ticks;    /* label every x of the first line (a sweep) instead of nice numbers */
  gboolean       y_from_zero;
  FigUnit        unit;       /* of y, in tooltips */
  const FigLine *lines;
  guint          n_lines;
  double         reference;  /* a dashed level with a name; NAN: none */
  const char    *reference_name;
} FigPlot;

/* One or more line charts side by side, below each other where there is no room. */
FigScene *fig_lines_new (const char *title, const FigPlot *plots, guint n_plots,
                         const FigStyle *style);

G_END_DECLS
