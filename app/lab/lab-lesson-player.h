/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab-lesson.h"

G_BEGIN_DECLS

/*
 * Plays a lesson on a lab: runs its commands, fills in its texts, takes answers, and gives the
 * sitting it interrupted back. Nothing here blocks: a step is LAB_LESSON_WORKING until what its
 * commands ask for is computed. All for the lab's thread.
 *
 * Signals
 *   changed ()                      anything below may be new: step, phase, text, figure
 *   failed (const char *message)    a command of the lesson failed; it stays where it was
 */
#define LAB_TYPE_LESSON_PLAYER (lab_lesson_player_get_type ())
G_DECLARE_FINAL_TYPE (LabLessonPlayer, lab_lesson_player, LAB, LESSON_PLAYER, GObject)

typedef enum
{
  LAB_LESSON_CLOSED,         /* no lesson */
  LAB_LESSON_WORKING,        /* what the step, or its reveal, needs is being computed */
  LAB_LESSON_TRAINING,       /* long work, shown as it goes; lab_lesson_player_skip() ends it */
  LAB_LESSON_OPEN,           /* something is to be revealed: next reveals */
  LAB_LESSON_DONE,           /* all of the step is shown: next goes on */
} LabLessonPhase;

typedef enum
{
  LAB_ANSWER_NONE,           /* none was given */
  LAB_ANSWER_GIVEN,          /* not revealed yet */
  LAB_ANSWER_RIGHT,
  LAB_ANSWER_WRONG,
} LabAnswerState;

/* What somebody answered, and what is right; only what the question's kind uses means something. */
typedef struct
{
  LabAnswerState state;
  int            choice;     /* counted from 0; −1: none */
  double         number;     /* of number and bar; NAN: none */
  char          *place;      /* (owned by the player) (nullable) a layer's name or a scope's path */
  /* once revealed */
  int            right;      /* of a choice */
  double         truth;      /* of number and bar */
} LabAnswer;

/* @lab: (nullable) NULL: a sitting of its own, which computes nothing before a lesson asks for it */
LabLessonPlayer *lab_lesson_player_new      (Lab *lab);
Lab             *lab_lesson_player_lab      (LabLessonPlayer *self);

/* Puts the present sitting aside (if no lesson is open yet) and begins at @step. @remember: how far it
 * comes is written down (lab_lesson_progress_load()). */
void             lab_lesson_player_open     (LabLessonPlayer *self, LabLesson *lesson, guint step,
                                             gboolean remember);
/* The interrupted sitting comes back: document, look and history. */
void             lab_lesson_player_leave    (LabLessonPlayer *self);

LabLesson       *lab_lesson_player_lesson   (LabLessonPlayer *self);     /* (nullable) */
LabLessonPhase   lab_lesson_player_phase    (LabLessonPlayer *self);
guint            lab_lesson_player_step     (LabLessonPlayer *self);
gboolean         lab_lesson_player_revealed (LabLessonPlayer *self);
/* Of several steps of work, how far they are; NAN: nobody can say. Beside it what is done. */
double           lab_lesson_player_progress (LabLessonPlayer *self, const char **what);

/* ── on and back ── */

/* Reveals, or goes on; while it works, nothing. FALSE: the lesson is at its end. */
gboolean         lab_lesson_player_next     (LabLessonPlayer *self);
/* To the step before, as it was left. FALSE: this is the first. */
gboolean         lab_lesson_player_back     (LabLessonPlayer *self);
/* The step as it was left, whatever somebody did to the sitting since. */
void             lab_lesson_player_again    (LabLessonPlayer *self);
/* Steps that were not seen yet are played on the way. */
void             lab_lesson_player_go_to    (LabLessonPlayer *self, guint step);
/* Whether steps with networks to train train them; else their shipped results are shown at once. TRUE unless
 * the player has a sitting of its own. */
void             lab_lesson_player_set_live (LabLessonPlayer *self, gboolean live);
/* The training that runs gives way to the shipped result. */
void             lab_lesson_player_skip     (LabLessonPlayer *self);

/* ── answers, before the reveal; they may be changed until then ── */

gboolean         lab_lesson_player_choose   (LabLessonPlayer *self, guint answer);
gboolean         lab_lesson_player_guess    (LabLessonPlayer *self, double number);    /* number, bar */
/* A layer's name or a scope's path. FALSE with RN_ERROR_UNKNOWN: there is no such in this network */
gboolean         lab_lesson_player_point    (LabLessonPlayer *self, const char *place, GError **error);
/* The same by what lies under a click in the figure. */
gboolean         lab_lesson_player_pick     (LabLessonPlayer *self, const FigPick *pick);
const LabAnswer *lab_lesson_player_answer   (LabLessonPlayer *self);

/* ── what is shown ── */

/* "en", "zh_CN"; NULL: the process's own. Figures speak the process's language. */
void             lab_lesson_player_set_language (LabLessonPlayer *self, const char *language);

/* The one that is read now, which the lesson has a text in. */
const char      *lab_lesson_player_language (LabLessonPlayer *self);

/*
 * The step's text with its values: while something is computed “…”, and “?” where a number would
 * give an answer away. revealed is empty before the reveal. Valid until “changed”.
 */
const LabStepText *lab_lesson_player_text   (LabLessonPlayer *self);
/* The answer to number and bar as text: “94.1 %”; “?” before the reveal. (transfer full) */
char            *lab_lesson_player_truth    (LabLessonPlayer *self);
/* What somebody guessed, written alike. (transfer full) */
char            *lab_lesson_player_guessed  (LabLessonPlayer *self);
/* Whose the result is that curves show: “trained when Reslab was made …”. (transfer full) (nullable) */
char            *lab_lesson_player_source   (LabLessonPlayer *self);

/* "diagram", …, "none"; see lessons/README.md. */
const char      *lab_lesson_player_figure   (LabLessonPlayer *self);
/*
 * The figure, with what is highlighted ringed in yellow. NULL without @error: there is none, or its
 * numbers are not there yet. (transfer full)
 */
FigScene        *lab_lesson_player_scene    (LabLessonPlayer *self, const FigStyle *style, GError **error);
/* Whether the step has bars besides its figure, which is not "values" itself; they stand below it. */
gboolean         lab_lesson_player_has_bars (LabLessonPlayer *self);
/* With “?” before the reveal of a question. (transfer full) (nullable) */
FigScene        *lab_lesson_player_bars     (LabLessonPlayer *self, const FigStyle *style);
/* What it shows, for those who cannot see it. (transfer full) */
char            *lab_lesson_player_alt      (LabLessonPlayer *self);
/*
 * A bar question's own figure: the range, the guess and, once revealed, the truth below it. The mark
 * FIG_BAR of item 0 is the whole range: where in its bounds a point lies is the guess. (transfer full)
 */
FigScene        *lab_lesson_player_bar      (LabLessonPlayer *self, const FigStyle *style);
/* Layers and scopes ringed in yellow. NULL-terminated */
const char *const *lab_lesson_player_highlight (LabLessonPlayer *self);
LabControls      lab_lesson_player_hidden   (LabLessonPlayer *self);

/* ── what is wrong with one ── */

/*
 * Plays all of it on a sitting of its own: every command, value, answer, highlight and figure. What
 * is right has to be what is computed. (transfer full) (element-type LabLessonProblem) empty: nothing
 */
GPtrArray       *lab_lesson_check           (LabLesson *lesson);

/* Runs the main context until the step is OPEN or DONE. For tests and programs without a window. */
gboolean         lab_lesson_player_wait     (LabLessonPlayer *self, GError **error);
/* The value of a name of the step, as it was frozen. NAN: not there. For `lesson check` and tests. */
gboolean         lab_lesson_player_evaluate (LabLessonPlayer *self, const LabExpression *expression,
                                             LabValue *value, GError **error);

G_END_DECLS
