/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-train-record.h"
#include "lab.h"

G_BEGIN_DECLS

/* What a training is now. (nullable) (transfer none) NULL: nothing has been trained yet */
LabTrainState *lab_training       (Lab *lab);

/* By a network's name; NAN where it is not there or has no step or test yet. The first two are
 * means over the last steps. */
double         lab_train_loss     (Lab *lab, const char *name);
double         lab_train_accuracy (Lab *lab, const char *name);
double         lab_test_accuracy  (Lab *lab, const char *name);

/* “8.9 s left” of what was asked for; NAN where that is not known. */
double         lab_training_left  (Lab *lab);

/* ── for the lab itself ── */
typedef struct _LabTraining LabTraining;

/* What is asked of the training's thread. All texts are borrowed. */
typedef struct
{
  const LabTrainPlan *plan;
  gboolean    go;
  guint64     until;         /* pause after this step; 0: none */
  double      rate;
  guint       serial;        /* of this request, told back by LabTrainState.serial */
  guint       resets;        /* counters: each that is higher than before asks once more */
  guint       backs;
  guint       saves;
  guint       resumes;
  const char *folder;        /* to save to */
  const char *resumed;       /* to go on from */
  LabPicture *picture;       /* whose maps are shown */
  const char *layer;         /* (nullable) whose */
} LabTrainRequest;

/* @taken: called on the thread-default main context of the maker */
LabTraining *lab__training_new   (void (*taken) (LabTrainState *state, gpointer data),
                                  gpointer data);
void         lab__training_free  (LabTraining *self);
void         lab__training_ask   (LabTraining *self, const LabTrainRequest *request);

G_END_DECLS
