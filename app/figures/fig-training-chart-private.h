/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-training-private.h"

G_BEGIN_DECLS

#define FIG_CHART_RUNS 8

/* A chart of loss or accuracy while it is drawn. */
typedef struct
{
  FigScene              *scene;
  const FigTrainingData *data;
  gboolean               accuracy;
  double                *smooth[FIG_CHART_RUNS];       /* (owned) [n_steps] of each run */
  FigAxis                x, y;
  FigRect                area;
} FigChart;

/* ── what is shown (fig-training-words.c) ── */
const double *fig__chart_values     (const FigChart *chart, guint run);
double        fig__chart_test       (const FigChart *chart, const FigTest *test);
/* The steps first … last of a run that are shown, counted from 0. FALSE: none is. */
gboolean      fig__chart_shown      (const FigChart *chart, guint run, guint *first, guint *last);
/* (transfer full) */
char         *fig__chart_format     (const FigChart *chart, double value);

/* ── axes (fig-training-axes.c) ── */
void          fig__chart_set_axes   (FigChart *chart);
double        fig__chart_label_room (const FigChart *chart);
void          fig__chart_axes       (const FigChart *chart);
FigFace       fig__chart_tick_face  (const FigChart *chart);

/* ── words (fig-training-words.c) ── */
double        fig__chart_names_room (const FigChart *chart);
/* Beside the present step at @x. */
void          fig__chart_names      (const FigChart *chart, double x);
void          fig__chart_tell_steps (const FigChart *chart);
/* For those who cannot see it. (transfer full) */
char         *fig__chart_summary    (const FigChart *chart);

G_END_DECLS
