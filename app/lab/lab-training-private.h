/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-training.h"

G_BEGIN_DECLS

/* Outlives the training while a snapshot is under way. */
typedef struct
{
  gint   refs;                       /* atomic */
  void (*taken) (LabTrainState *state, gpointer data);       /* NULL: nobody listens any more */
  gpointer data;
} Listener;

typedef struct
{
  LabTrainPlan *plan;                /* owned */
  gboolean      go;
  guint64       until;
  double        rate;
  guint         serial, resets, backs, saves, resumes;
  char         *folder, *resumed;    /* owned */
  LabPicture   *picture;             /* owned */
  char         *layer;               /* owned */
} Asked;

struct _LabTraining
{
  GThread      *thread;              /* owned */
  GMutex        lock;                /* of what follows, to the next empty line */
  GCond         wake;
  Asked         asked;
  gboolean      fresh;               /* asked is not the thread's yet */
  gboolean      quit;

  GMainContext *context;             /* owned */
  Listener     *listener;            /* owned */
  GCancellable *cancellable;         /* owned: of opening and testing */

  /* the thread's own */
  Asked          now;                /* what it works on */
  LabTrainPlan  *plan;               /* (nullable) owned: of runs */
  RnTrainRun    *runs[LAB_TRAIN_MOST];       /* owned */
  LabTrainRecord records[LAB_TRAIN_MOST];
  RnSession     *eyes[LAB_TRAIN_MOST];       /* (nullable) owned: one picture at a time */
  RnTensor      *maps[LAB_TRAIN_MOST];       /* (nullable) owned */
  guint          n;
  GArray        *changes;            /* owned (element-type FigRateChange) */
  LabTrainStatus status;
  char          *words;              /* (nullable) owned */
  char          *saved;              /* (nullable) owned */
  char          *layer;              /* (nullable) owned: whose maps are there */
  double         rate;
  double         seconds;
  guint          tested;
  guint          resets, backs, saves, resumes;      /* that were answered */
  gboolean       kept;
  gint64         told, looked;       /* µs */
};

/* Steps that every network has done. */
guint64  lab__training_done        (LabTraining *self);
/* A snapshot for the main context. */
void     lab__training_tell        (LabTraining *self);
void     lab__training_set_status  (LabTraining *self, LabTrainStatus status, const char *words);
/* Tells it too; nothing more is done until something new is asked. */
void     lab__training_stop        (LabTraining *self, LabTrainStatus status, const char *words);

/* networks and files (lab-training-open.c) */
gboolean lab__training_open        (LabTraining *self, GError **error);
void     lab__training_let_go      (LabTraining *self);
void     lab__training_resume      (LabTraining *self);
void     lab__training_save        (LabTraining *self);

/* steps (lab-training-steps.c) */
void     lab__training_go          (LabTraining *self);
void     lab__training_go_back     (LabTraining *self);
void     lab__training_change_rate (LabTraining *self);
/* The held picture goes through every network. */
void     lab__training_look        (LabTraining *self);

G_END_DECLS
