/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-task.h"
#include "lab-training.h"
#include "lab-worker.h"

G_BEGIN_DECLS

/* A task as the lab's thread sees it. */
typedef struct
{
  char    *wanted;           /* (owned) (nullable) key of the state's result */
  char    *failed;           /* (owned) (nullable) key that is not tried again */
  char    *key;              /* (owned) (nullable) of result */
  gpointer result;           /* (owned) (nullable) */
} LabSlot;

/* A step of the history: the document before a command. */
typedef struct
{
  LabDocument *document;     /* (owned) */
  const LabCommand *command;
} LabStep;

struct _Lab
{
  GObject      parent_instance;
  LabDocument *document;     /* (owned) */
  LabLook      look;
  LabDocument *good;         /* (owned) the one the last pass was of */
  LabLook      good_look;    /* (owned) how that was looked at when another network was asked for */

  GArray      *undo;         /* (owned) (element-type LabStep) */
  GArray      *redo;         /* (owned) */
  char        *merge;        /* (owned) (nullable) what a command must say to join the last step */

  LabWorker   *worker;       /* (owned) */
  LabSlot      slots[LAB_N_TASKS];
  guint        held;         /* lab_hold() */
  gint64       work_since;   /* monotonic µs, 0: idle */
  GError      *last_error;   /* (owned) (nullable) for lab_wait() */
  LabTraining *training;     /* (owned) (nullable) NULL until something is trained */
  LabTrainState *trained;    /* (owned) (nullable) as it stood last */
  guint        player;       /* source that takes steps, 0: none */
};

extern const LabTask *const lab__tasks[LAB_N_TASKS];

void lab__emit_changed  (Lab *self, LabChanges changes);
void lab__emit_progress (Lab *self, double fraction, const char *what);
void lab__fail          (Lab *self, const GError *error);

/* history (lab-history.c) */
void lab__history_push  (Lab *self, const LabCommand *command, json_object *arguments,
                         LabDocument *before);
void lab__history_drop  (Lab *self);
/* (transfer full) (element-type LabStep) owning them; @steps NULL: none */
GArray *lab__history_copy (GArray *steps);
LabLook lab__look_copy  (const LabLook *look);
/* (lab-sitting.c) @look, an earlier one, takes the place of @now: moves into it what must not go back. */
void    lab__look_keep_counters (LabLook *look, LabLook *now);

/* training (lab-train.c) */
void lab__train_follow  (Lab *self);       /* asks for what the state says */
void lab__train_end     (Lab *self);

/* work (lab-work.c) */
void lab__schedule      (Lab *self);
void lab__work_start    (Lab *self);
void lab__work_stop     (Lab *self);
/* Starts or stops taking steps, as the look says. */
void lab__play          (Lab *self);
/* Steps that cannot be are not taken: the position is kept within the pass. */
void lab__clamp         (Lab *self);

G_END_DECLS
