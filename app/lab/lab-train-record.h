/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-training.h"
#include "lab-train-plan.h"
#include "rn-train-run.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_TRAIN_IDLE,            /* nothing has been trained yet */
  LAB_TRAIN_OPENING,
  LAB_TRAIN_GOING,
  LAB_TRAIN_PAUSED,
  LAB_TRAIN_DONE,
  LAB_TRAIN_FAILED,          /* words say why */
} LabTrainStatus;

/* Columns of gradient norms at most: beyond, two become one. */
#define LAB_TRAIN_COLUMNS 512

/* What is known of one network's training. */
typedef struct
{
  char      *name;           /* (owned) “cifar_resnet20” */
  char      *model;          /* (owned) what rn_spec_open() takes */
  gboolean   plain;          /* no block has a shortcut */
  guint64    parameters;
  guint      n_steps;
  double    *loss;           /* (owned) [n_steps] of each step's batch; NAN where it is not known */
  double    *accuracy;       /* (owned) [n_steps] 0 … 1 */
  GArray    *tests;          /* (owned) (element-type FigTest) */
  guint      diverged;       /* the step at which its loss was no number; 0: none */
  guint      n_layers;       /* with weights: convolutions and linear layers */
  GStrv      layers;         /* (owned) “layer1.0.conv1” */
  GStrv      groups;         /* (owned) “stage 1” */
  RnTensor  *norms;          /* (nullable) (owned) [n_layers, columns] of their gradients, L2 */
  RnTensor  *maps;           /* (nullable) (owned) 1×C×H×W: a layer's, of the held picture */
} LabTrainRun;

/* A training as it stood at a moment. Immutable, reference counted. */
typedef struct
{
  gatomicrefcount refs;
  LabTrainStatus status;
  char       *words;         /* (nullable) (owned) what went wrong, and what that may come of */
  guint       n_runs;
  LabTrainRun runs[LAB_TRAIN_MOST];
  GArray     *changes;       /* (owned) (element-type FigRateChange) of the learning rate */
  guint       column_steps;  /* of a column of norms */
  guint64     step, stop;    /* done by all; of the whole */
  guint64     batches;       /* of an epoch */
  guint       batch;
  double      rate;
  double      seconds;       /* of a step of all networks; NAN before the first */
  guint       tested;        /* pictures of a test; 0: the data has none */
  char       *layer;         /* (nullable) (owned) whose maps are shown */
  char       *saved;         /* (nullable) (owned) where it was saved last */
  guint       serial;        /* of the request this answers */
  guint       saves;         /* requests to save that were answered */
  gboolean    can_go_back;   /* there is a good state to go back to */
} LabTrainState;

LabTrainState *lab_train_state_ref   (LabTrainState *self);
void           lab_train_state_unref (LabTrainState *self);

/* ── the record that grows; of the training's thread ── */
typedef struct
{
  char    *name, *model;     /* owned */
  gboolean plain;
  guint64  parameters;
  GArray  *loss, *accuracy;  /* owned (element-type double) */
  GArray  *rates;            /* owned (element-type double) */
  GArray  *tests;            /* owned (element-type FigTest) */
  guint    diverged;
  GStrv    layers, groups;   /* owned */
  guint   *weights;          /* owned [n_layers] the parameter of each */
  guint    n_layers;
  float   *norms;            /* owned [n_layers, LAB_TRAIN_COLUMNS] */
  guint    n_columns;        /* begun */
  guint    column_steps;     /* the same for all runs of a training */
  guint    in_column;        /* steps in the last one */
} LabTrainRecord;

void lab_train_record_init   (LabTrainRecord *self, const LabTrainNet *net, RnTrainer *trainer);
void lab_train_record_clear  (LabTrainRecord *self);
/* A step that was done, with the norms its backward pass left. */
void lab_train_record_add    (LabTrainRecord *self, const RnTrainStep *step, RnTrainer *trainer);
/* As if nothing had come after @steps; what is not known of them is NAN. */
void lab_train_record_cut    (LabTrainRecord *self, guint64 steps);
/* Its part of a snapshot. */
void lab_train_record_copy   (const LabTrainRecord *self, LabTrainRun *run);
/* JSON lines as `reslab-cli train` logs them. (transfer full) */
char *lab_train_record_lines (const LabTrainRecord *self);
/* Takes those of a log, up to @steps. */
void lab_train_record_read   (LabTrainRecord *self, const char *lines, guint64 steps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTrainState, lab_train_state_unref)

G_END_DECLS
