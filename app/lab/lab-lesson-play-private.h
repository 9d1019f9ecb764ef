/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-layer.h"
#include "lab-lesson-player.h"
#include "lab-lesson-private.h"
#include "lab-train-record.h"

G_BEGIN_DECLS

/* ── results that come with Reslab (lab-lesson-result.c) ── */

/* @words: (out) (transfer none) whose it is, for people. (transfer full) RN_ERROR_UNKNOWN, or what reading
 * says */
LabTrainState     *lab__lesson_result      (const char *name, const char **words, GError **error);
/* By a log's or a network's name. (nullable) */
const LabTrainRun *lab__lesson_result_run  (const LabTrainState *state, const char *name);
/* Of the last epoch; NAN where nothing is known. */
double             lab__lesson_result_mean (const LabTrainRun *run, const double *values);

/* ── readings (lab-lesson-readings.c) ── */

/* What expressions are about: the lab's records, and what was captured of it. All (borrowed). */
typedef struct
{
  Lab           *lab;
  GHashTable    *layers;     /* (element-type utf8 → LabLayer) whole outputs by layer */
  LabTrainState *result;     /* (nullable) */
} LabReadings;

gboolean lab__readings_call (const LabReadings *self, const char *function, const LabValue *arguments, guint n,
                             LabValue *value, GError **error);

/* What a reading asks for before it can be taken. */
typedef enum
{
  LAB_NEEDS_DEPTH      = 1 << 0,      /* Gradients has to be the view */
  LAB_NEEDS_COMPARISON = 1 << 1,      /* Compare has */
  LAB_NEEDS_LAYER      = 1 << 2,      /* the layer that is the first argument has to be selected */
  LAB_NEEDS_TIMES      = 1 << 3,      /* what is measured has to be finished */
} LabNeeds;

LabNeeds lab__readings_needs (const char *function, const LabValue *arguments, guint n);

/* ── figures (lab-lesson-figure.c) ── */

/* A figure by name: which view it is of, whether its "of" is selected, and how it is made. */
typedef struct
{
  const char *name;
  int         view;          /* LabView; −1: any */
  gboolean    selects;       /* the layer or scope "of" */
  gboolean    chooses;       /* the block "of", in Gradients */
  gboolean    paths;         /* Gradients follows paths */
} LabLessonFigure;

const LabLessonFigure *lab__lesson_figure (const char *name);

/* What a figure may be made from besides the lab. (borrowed) */
typedef struct
{
  Lab                 *lab;
  const LabLessonStep *step;
  const char          *name;
  LabTrainState       *result;        /* (nullable) */
  const char          *result_words;  /* (nullable) */
  const double        *bars;          /* (nullable) [step->bars->len] */
  char *const         *bar_labels;    /* (nullable) [step->bars->len] in the lesson's language */
  gboolean             asks;          /* bars would give the answer away: “?” stands in their place */
} LabLessonFigureData;

/* (transfer full) (nullable) */
FigScene *lab__lesson_scene     (const LabLessonFigureData *data, const FigStyle *style, GError **error);
/* Of "block": the block's nodes follow each other in the figure's graph from 1 on; where the first is in
 * the network's graph. FALSE: the figure's nodes are the network's own. */
gboolean  lab__lesson_scene_offset (const LabLessonFigureData *data, RnNode *first);

G_END_DECLS
