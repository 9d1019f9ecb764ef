/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-lesson-play-private.h"
#include "lab-training.h"

G_BEGIN_DECLS

/* What is remembered of a step that was seen. All (owned). */
typedef struct
{
  gboolean    seen;
  gboolean    revealed;
  LabSitting *sitting;       /* (nullable) as it was left */
  GHashTable *values;        /* (element-type utf8 → LabValue) by name, as they were computed */
  GHashTable *unknown;       /* (element-type utf8 → utf8) names that could not be computed, and why */
  double     *bars;          /* (nullable) [step->bars->len] */
  LabAnswer   answer;
  char       *true_text;     /* (nullable) the right number, as it is written */
  LabTrainState *result;     /* (nullable) of its training: the one that comes with Reslab, or the live one */
  char       *source;        /* (nullable) whose that is */
  guint       holding;       /* of a choice or a place: a bit an expression that holds */
} LabSeen;

/* What is done when what was done before has been computed. */
typedef enum
{
  LAB_JOB_COMMAND,           /* json */
  LAB_JOB_PART,              /* a figure's part is chosen: json, a command that may fail */
  LAB_JOB_ASIDE,             /* the sitting is kept, for readings change the view */
  LAB_JOB_CAPTURE,           /* the selected layer's output is kept as text */
  LAB_JOB_TIMES,             /* what is measured is waited for */
  LAB_JOB_READ,              /* values, and once revealed what is right */
  LAB_JOB_RETURN,            /* the sitting that was kept aside comes back */
  LAB_JOB_FORGET,            /* the history begins here */
  LAB_JOB_TRAIN,             /* the step's networks are trained */
} LabJobKind;

typedef struct
{
  LabJobKind   kind;
  json_object *json;         /* (owned) (nullable) */
  char        *text;         /* (owned) (nullable) */
} LabJob;

struct _LabLessonPlayer
{
  GObject         parent_instance;
  Lab            *lab;           /* owned */
  gulong          handlers[2];
  LabLesson      *lesson;        /* (owned) (nullable) */
  LabSitting     *interrupted;   /* (owned) (nullable) */
  LabSitting     *aside;         /* (owned) (nullable) */
  gboolean        remember;
  char           *language;      /* (owned) (nullable) */
  LabLessonPhase  phase;
  guint           step, target;
  gboolean        revealing;     /* the jobs are those of a reveal */
  GQueue          jobs;          /* (element-type LabJob) */
  LabSeen        *seen;          /* (owned) [lesson's steps] */
  GHashTable     *layers;        /* (owned) (element-type utf8 → LabLayer) */
  GHashTable     *kept;          /* (owned) (element-type utf8 → LabValue) */
  GHashTable     *kept_as;       /* (owned) (element-type utf8 → LabAs *) */
  gboolean        live;          /* trainings are run */
  LabTraining    *training;      /* (owned) (nullable) while one runs */
  LabTrainState  *trained;       /* (owned) (nullable) how far that is */
  LabStepText    *text;          /* (owned) (nullable) filled in */
  char          **labels;        /* (owned) (nullable) of bars */
  GError         *error;         /* (owned) (nullable) the last thing that failed */
  guint           depth;         /* of names that stand for names */
  guint           source;        /* that goes on later, 0: none */
};

LabSeen *lab__player_seen     (LabLessonPlayer *self);
const LabLessonStep *lab__player_step (LabLessonPlayer *self);

/* Does later what can be done then. */
void     lab__player_go_on_later (LabLessonPlayer *self);
/* Tells “changed”. */
void     lab__player_tell     (LabLessonPlayer *self);
/* Whether the network has a layer or a scope of that name. */
gboolean lab__player_is_part  (LabLessonPlayer *self, const char *name);

/* ── which step (lab-lesson-going.c) ── */
void     lab__player_enter_step (LabLessonPlayer *self, guint step);
/* The lab's signals. */
void     lab__player_lab_changed (Lab *lab, guint changes, LabLessonPlayer *self);
void     lab__player_lab_failed (Lab *lab, const char *message, LabLessonPlayer *self);

/* ── what is done (lab-lesson-jobs.c) ── */
void     lab__player_enter    (LabLessonPlayer *self);      /* queues what entering the step does */
void     lab__player_reveal   (LabLessonPlayer *self);
void     lab__player_clear_jobs (LabLessonPlayer *self);
/* Does what sets all anew and stands first: only what the last of it asks for is computed. */
void     lab__player_set_anew (LabLessonPlayer *self);
/* Does what can be done now. TRUE: nothing is left to do and nothing is being computed. */
gboolean lab__player_go_on    (LabLessonPlayer *self);

/* ── trainings (lab-lesson-train.c) ── */
/* The shipped result of the step's training, if it has one, is the step's. */
void     lab__player_load_result (LabLessonPlayer *self);
void     lab__player_train    (LabLessonPlayer *self);
/* Whether the training that was begun still runs; one that has ended is taken. */
gboolean lab__player_is_training (LabLessonPlayer *self);
void     lab__player_stop_training (LabLessonPlayer *self);
/* What curves show: while it trains that, else the step's result or that of the last step before that has
 * one. (nullable) (transfer none) */
LabTrainState *lab__player_result (LabLessonPlayer *self, const char **source);

/* ── values (lab-lesson-values.c) ── */
/* Tells every reading that the step's values, as far as they are shown now, ask for. */
void     lab__player_mentions (LabLessonPlayer *self, LabMentionFunc tell, gpointer data);
void     lab__player_read     (LabLessonPlayer *self);
gboolean lab__player_evaluate (LabLessonPlayer *self, const LabExpression *expression, LabValue *value,
                               GError **error);

/* ── texts (lab-lesson-fill.c) ── */
void     lab__player_fill     (LabLessonPlayer *self);
void     lab__player_fail     (LabLessonPlayer *self, const GError *error);
gboolean lab__player_has_reveal (LabLessonPlayer *self);

LabLessonFigureData lab__player_figure (LabLessonPlayer *self);

G_END_DECLS
