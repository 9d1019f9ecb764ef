/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "lab-controls.h"
#include "lab-expression.h"
#include "lab-prose.h"
#include "lab-train-plan.h"

G_BEGIN_DECLS

/*
 * A lesson as it was read: a folder with lesson.json (assets/schemas/reslab-lesson.schema.json) and
 * a text a language, text.en.md, text.zh_CN.md. Immutable, reference counted; nothing has run.
 * lessons/README.md tells how one is written.
 */

/* How a number is written. */
typedef enum
{
  LAB_AS_SIGNIFICANT,        /* 0.0319; digits: 3 */
  LAB_AS_INTEGER,            /* 1,769,472 */
  LAB_AS_COUNT,              /* 1.77 M */
  LAB_AS_FIXED,              /* digits behind the point: 2 */
  LAB_AS_PERCENT,            /* of 0.941: 94.1 % */
  LAB_AS_TIMES,              /* 16.9× */
  LAB_AS_SCIENTIFIC,         /* 3.12×10⁻⁴ */
  LAB_AS_MS,
  LAB_AS_BYTES,
  LAB_AS_TEXT,
} LabAsKind;

typedef struct
{
  LabAsKind kind;
  guint     digits;
} LabAs;

/* (transfer full) */
char *lab_as_format (LabAs as, const LabValue *value);

/* An expression with a name, and how its value is written. All (owned). */
typedef struct
{
  char          *name;       /* of a bar: of its label; NULL: it has none */
  LabExpression *of;
  LabAs          as;
  FigPath        path;       /* of a bar */
} LabNamed;

typedef enum
{
  LAB_QUESTION_NONE,
  LAB_QUESTION_CHOICE,
  LAB_QUESTION_NUMBER,
  LAB_QUESTION_BAR,
  LAB_QUESTION_PLACE,
} LabQuestionKind;

#define LAB_ANSWERS_MOST 4

typedef struct
{
  LabQuestionKind kind;
  guint           right;                        /* of a choice, counted from 0 */
  guint           n_answers;
  LabExpression  *truths[LAB_ANSWERS_MOST];     /* (owned) [n_answers] one holds */
  LabExpression  *of;                           /* (owned) of number and bar */
  LabAs           as;
  double          tolerance;                    /* of number, relative; of bar, of its range */
  double          from, to;                     /* of bar */
  char          **places;                       /* (owned) of place: layers and scopes that are right */
  LabExpression  *truth;                        /* (owned) of place: why they are; it holds */
} LabQuestion;

/* Long work: networks trained live, or the shipped result of having done so. */
typedef struct
{
  LabTrainPlan *plan;        /* (owned) (nullable) NULL: there is nothing to train, only the result */
  char         *result;      /* (owned) (nullable) the shipped one's name */
} LabLessonTraining;

typedef struct
{
  char              *name;
  json_object       *commands;          /* "do": (owned) a list */
  json_object       *reveal;            /* (owned) a list */
  const char        *show;              /* figure, as it stands here or in an earlier step; "none" */
  const char        *show_revealed;     /* after the reveal */
  char              *of;                /* (owned) (nullable) */
  char              *spec;              /* (owned) (nullable) JSON text, of "mismatch" */
  char             **highlight;         /* (owned) */
  LabControls        hidden;            /* by the lesson and by the step */
  LabQuestion        question;
  GArray            *values;            /* (owned) (element-type LabNamed) the lesson's own are in lesson->values */
  GArray            *bars;              /* (owned) (element-type LabNamed) of the figure "values" */
  GArray            *keep;              /* (owned) (element-type LabNamed) */
  LabLessonTraining *training;          /* (owned) (nullable) */
  guint              line;              /* of lesson.json */
} LabLessonStep;

/* What stands in a text about one step; lines are LabLine. All (owned). */
typedef struct
{
  LabLine    *heading;
  GPtrArray  *lines;         /* before the reveal */
  LabLine    *question;      /* (nullable) */
  GPtrArray  *answers;       /* of a choice */
  GPtrArray  *revealed;      /* empty: nothing is revealed */
  GHashTable *labels;        /* (element-type utf8 → LabLine) “= name: words” */
  guint       line;
} LabStepText;

typedef struct
{
  char      *language;       /* "en", "zh_CN" */
  LabLine   *title;
  GPtrArray *summary;        /* what it is about */
  GArray    *steps;          /* (element-type LabStepText) */
} LabLessonText;

typedef struct
{
  gatomicrefcount refs;
  char       *id;            /* the folder's name: "04-backward" */
  char       *folder;
  guint       minutes;
  LabControls hidden;
  json_object *begin;        /* a list of commands */
  GArray     *values;        /* (element-type LabNamed) */
  GArray     *steps;         /* (element-type LabLessonStep) */
  GPtrArray  *texts;         /* (element-type LabLessonText), at least one */
} LabLesson;

/* Something that is wrong with a lesson's files. */
typedef struct
{
  char    *file;             /* (owned) "lesson.json" */
  guint    line;             /* counted from 1; 0: of none */
  char    *place;            /* (owned) "steps[2].question.kind"; of a text its section */
  char    *message;          /* (owned) what was found, what was expected */
  gboolean warning;          /* the lesson can be played */
} LabLessonProblem;

/*
 * Reads a folder. Where it cannot be played: NULL and RN_ERROR_FORMAT (or what reading files says)
 * with the first problem as “lesson.json:14: steps[2].question.kind: …”. @problems (nullable):
 * (out) (transfer full) (element-type LabLessonProblem) all of them, warnings too.
 */
LabLesson  *lab_lesson_open      (const char *folder, GPtrArray **problems, GError **error);
/* The same from memory: @texts are pairs of language and text and a NULL. For tests. */
LabLesson  *lab_lesson_parse     (const char *id, const char *json, const char *const *texts,
                                  GPtrArray **problems, GError **error);
LabLesson  *lab_lesson_ref       (LabLesson *self);
void        lab_lesson_unref     (LabLesson *self);
guint       lab_lesson_n_steps   (const LabLesson *self);
const LabLessonStep *lab_lesson_step (const LabLesson *self, guint step);
/* In that language or, where there is none, in English or the first there is. NULL: the process's own */
const LabLessonText *lab_lesson_text (const LabLesson *self, const char *language);
/* “lesson.json:14: steps[2]: …” (transfer full) */
char       *lab_lesson_problem_text (const LabLessonProblem *self);

/* ── which there are ── */

/* One in the contents. */
typedef struct
{
  char      *id;             /* (owned) */
  char      *folder;         /* (owned) */
  gboolean   own;            /* from the person's own folder */
  LabLesson *lesson;         /* (owned) (nullable) */
  char      *problem;        /* (owned) (nullable) why there is no lesson: line, key, what was expected */
} LabLessonEntry;

/* (transfer full) (element-type LabLessonEntry) Reslab's own (rn_data_path), then those in the person's data
 * folder, reslab/lessons, which take the place of one of the same name; by name. */
GPtrArray      *lab_lessons_list  (void);
GPtrArray      *lab_lessons_list_in (const char *folder, const char *own /* (nullable) */);
/* By name, number ("4") or folder. NULL with RN_ERROR_UNKNOWN and the nearest name. */
LabLesson      *lab_lessons_open  (const char *name, GError **error);

/* ── how far somebody came ── */

/* Remembered on this machine, in the person's data folder: reslab/lessons.ini. */
typedef struct
{
  guint    step;             /* the one that was shown last, from 0 */
  gboolean finished;         /* the last step was reached */
  guint    asked, right;     /* answers given, and those that were right */
} LabLessonProgress;

void     lab_lesson_progress_load (const char *id, LabLessonProgress *progress);
/* Forgets what was remembered of one, or with NULL of all. */
void     lab_lesson_progress_clear (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabLesson, lab_lesson_unref)

G_END_DECLS
