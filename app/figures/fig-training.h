/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/*
 * A training as it goes: loss and accuracy by step, and how large the gradient of each layer's
 * weights was. Steps are counted from 1; all that is shown lies between the steps @from and @to.
 */
typedef struct
{
  double step, loss, accuracy;       /* accuracy: 0 … 1 */
} FigTest;

typedef struct
{
  const char        *name;           /* at its lines' ends */
  const char        *words;          /* (nullable) beside the name: “no shortcuts” */
  FigPath            path;           /* FIG_PLAIN is dashed with square marks */
  gboolean           thin;           /* there is another of the same path */
  guint              n_steps;        /* that it has taken */
  const double      *loss;           /* [n_steps] of each step's batch */
  const double      *accuracy;       /* [n_steps] 0 … 1 */
  guint              n_tests;
  const FigTest     *tests;
  guint              diverged;       /* the step at which its loss was no number; 0: none */
  guint              n_layers;
  const char *const *layers;         /* [n_layers] “layer1.0.conv1” */
  const char *const *groups;         /* [n_layers] “stage 1”: equal neighbours belong together */
  const RnTensor    *norms;          /* (nullable) [n_layers, columns], L2 */
} FigTrainingRun;

/* From step @step on the learning rate was another one. */
typedef struct
{
  double step, before, after;
} FigRateChange;

typedef struct
{
  const char           *title;       /* (nullable) */
  const char           *subtitle;    /* (nullable) */
  const FigTrainingRun *runs;
  guint                 n_runs;
  const FigRateChange  *changes;
  guint                 n_changes;
  guint                 column_steps; /* steps of a column of norms, ≥ 1 */
  double                now;         /* the step done last */
  double                from, to;
  const char           *layer;       /* (nullable) the selected one */
} FigTrainingData;

typedef enum
{
  FIG_TRAINING_LOSS     = 1 << 0,
  FIG_TRAINING_ACCURACY = 1 << 1,
  FIG_TRAINING_GRADIENT = 1 << 2,
  FIG_TRAINING_ALL      = 7,
} FigTrainingParts;

FigScene *fig_training_new   (const FigTrainingData *data, FigTrainingParts parts,
                              const FigStyle *style);

/* The curve through a noisy one: at each value the mean of those around it, a twenty-fifth of all; at
   the last one that of the last 10. NAN is no value: its place has the mean before it. (transfer full) [n] */
double   *fig_training_smooth (const double *values, guint n);

/* The step under a point: of the chart it is in, or of the nearest one. FALSE: there is none. */
gboolean  fig_training_step_at    (const FigScene *scene, double x, double y, double *step);
/* A line at a step through each chart, with the values there. */
void      fig_training_paint_step (FigScene *scene, cairo_t *cr, double step);
/* Shades what lies between two steps. */
void      fig_training_paint_span (FigScene *scene, cairo_t *cr, double from, double to);

G_END_DECLS
