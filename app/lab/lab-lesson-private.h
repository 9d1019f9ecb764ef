/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-lesson.h"
#include "rn-spec-schema.h"

G_BEGIN_DECLS

/* Sizes no lesson has, but a hostile file may. */
#define LAB_LESSON_BYTES_MOST    (256 * 1024)
#define LAB_LESSON_STEPS_MOST    24
#define LAB_LESSON_COMMANDS_MOST 64      /* of a list */
#define LAB_LESSON_VALUES_MOST   64      /* of a list */
#define LAB_LESSON_WORDS_MOST    32      /* of a list of names */

/* A lesson.json while it is read. Places are such as "steps[2].question". */
typedef struct
{
  LabLesson  *lesson;
  const char *text;          /* of lesson.json */
  GPtrArray  *problems;      /* (element-type LabLessonProblem) */
} LabLessonReader;

/* ── problems ── */

void      lab__lesson_complain   (GPtrArray *problems, const char *file, guint line, const char *place,
                                  gboolean warning, const char *format, ...) G_GNUC_PRINTF (6, 7);
GPtrArray *lab__lesson_problems_new (void);
/* The first that is no warning as an error; TRUE: there is none. */
gboolean  lab__lesson_problems_check (GPtrArray *problems, GError **error);

/* ── keys (lab-lesson-keys.c) ── */

typedef enum
{
  LAB_LESSON_WHOLE,
  LAB_LESSON_STEP,
  LAB_LESSON_QUESTION,       /* its kind alone */
  LAB_LESSON_CHOICE,
  LAB_LESSON_NUMBER,
  LAB_LESSON_BAR,
  LAB_LESSON_PLACE,
  LAB_LESSON_VALUE,
  LAB_LESSON_BARS,           /* one of them */
  LAB_LESSON_TRAIN,
  LAB_LESSON_RUN,            /* "keys" of that */
  LAB_LESSON_OBJECTS,
} LabLessonObject;

/* What keys of any object say; each object has some of them. */
typedef struct
{
  int    minutes;
  int    show, show_revealed;          /* into lab__lesson_figures(); −1: not said */
  int    kind, right;
  int    role;
  int    steps, batch, seed;
  double rate, momentum, decay;
  double tolerance, from, to;
} LabLessonKeys;

typedef struct
{
  const char      *name;     /* of the object */
  const RnSpecKey *keys;
  guint            n;
} LabLessonTable;

const LabLessonTable *lab__lesson_table (LabLessonObject object);
/* Reads @json by the object's table; what is wrong is told of @place. FALSE: something is. */
gboolean  lab__lesson_keys       (LabLessonReader *self, LabLessonObject object, json_object *json,
                                  const char *place, LabLessonKeys *keys);
/* Names of figures a step can show. NULL-terminated */
const char *const *lab__lesson_figures (void);
/* The path whose colour a bar has. */
FigPath   lab__lesson_role       (int role);

/* ── lesson.json (lab-lesson-json.c) ── */

/* The line on which the value at @place begins, counted from 1. */
guint     lab__json_line         (const char *text, const char *place);
void      lab__lesson_refuse     (LabLessonReader *self, const char *place, const char *format, ...)
                                  G_GNUC_PRINTF (3, 4);
/* The member @key of @json: NULL where it is not there, or (told of) not of its type. */
json_object *lab__lesson_list    (LabLessonReader *self, json_object *json, const char *place, const char *key,
                                  gsize most);
json_object *lab__lesson_object  (LabLessonReader *self, json_object *json, const char *place, const char *key);
const char *lab__lesson_word     (LabLessonReader *self, json_object *json, const char *place, const char *key);
/* A list of texts. (transfer full) never NULL */
char    **lab__lesson_words      (LabLessonReader *self, json_object *json, const char *place, const char *key);
LabExpression *lab__lesson_expression (LabLessonReader *self, json_object *json, const char *place,
                                       const char *key);
/* “steps[2].question” out of “steps[2]” and “question”. (transfer full) */
char     *lab__place             (const char *place, const char *key);
char     *lab__place_at          (const char *place, const char *key, gsize index);

/* ── parts of it ── */

gboolean  lab__as_read           (const char *text, LabAs *as, GError **error);
/* (lab-lesson-named.c) objects by name, and lists of bars; each adds to @named */
GArray   *lab__named_new         (void);
const LabNamed *lab__named_find  (GArray *named, const char *name);       /* (nullable) */
void      lab__lesson_values     (LabLessonReader *self, json_object *json, const char *place, const char *key,
                                  GArray *named);
void      lab__lesson_bars       (LabLessonReader *self, json_object *json, const char *place, GArray *bars);
void      lab__lesson_as         (LabLessonReader *self, json_object *json, const char *place, LabAs *as);
void      lab__lesson_question   (LabLessonReader *self, json_object *json, const char *place,
                                  LabQuestion *question);
void      lab__question_clear    (LabQuestion *self);
LabLessonTraining *lab__lesson_training (LabLessonReader *self, json_object *json, const char *place);
void      lab__lesson_training_free     (LabLessonTraining *self);
void      lab__lesson_step       (LabLessonReader *self, json_object *json, gsize index);
/* Reads all of lesson.json into @self->lesson. */
void      lab__lesson_json       (LabLessonReader *self);

/*
 * (lab-lesson-commands.c) (transfer full) a list of commands as they may be run: known, with the
 * arguments they take, and files they name in @folder (nullable) made whole paths. What may not be run
 * is told of and left out.
 */
json_object *lab__lesson_commands (json_object *list, const char *folder, const char *place,
                                   void (*tell) (const char *place, const GError *error, gpointer data),
                                   gpointer data);

/* ── texts ── */

/* (lab-lesson-text.c) (nullable) */
LabLessonText *lab__lesson_text_read (const char *language, const char *text, GPtrArray *problems);
void      lab__lesson_text_free  (LabLessonText *self);
void      lab__step_text_clear   (LabStepText *self);
/* (lab-lesson-match.c) whether the texts have what lesson.json asks for, and no more. */
void      lab__lesson_match      (const LabLesson *lesson, GPtrArray *problems);

LabLesson *lab__lesson_new       (const char *id, const char *folder);
/* (lab-lesson-list.c) */
void      lab__lesson_progress_save (const char *id, const LabLessonProgress *progress);

G_END_DECLS
