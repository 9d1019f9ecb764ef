/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-lessons.h"
#include "reslab-style.h"

G_BEGIN_DECLS

GtkWidget  *reslab_lessons_new          (Lab *lab);
/* (nullable) of the texts; NULL: the process's own */
const char *reslab_lessons_language     (ReslabLessons *self);
void        reslab_lessons_set_language (ReslabLessons *self, const char *language);
/* Gives the focus to what is to be read next. */
void        reslab_lessons_read         (ReslabLessons *self);
/* Gives the focus to what is asked. */
void        reslab_lessons_answer       (ReslabLessons *self);
/* Whether its words are Chinese, whatever the process's language. */
void        reslab_lessons_mark_script  (GtkWidget *widget, const char *language);

/* All lessons, a row each. */
#define RESLAB_TYPE_CONTENTS (reslab_contents_get_type ())
G_DECLARE_FINAL_TYPE (ReslabContents, reslab_contents, RESLAB, CONTENTS, AdwBin)

GtkWidget *reslab_contents_new     (void);
/* Reads the folders again; @language as reslab_lessons_language(). */
void       reslab_contents_reload  (ReslabContents *self, const char *language);
void       reslab_contents_grab    (ReslabContents *self);

/* One step: the text at the left, the figure at the right. */
#define RESLAB_TYPE_LESSON_PAGE (reslab_lesson_page_get_type ())
G_DECLARE_FINAL_TYPE (ReslabLessonPage, reslab_lesson_page, RESLAB, LESSON_PAGE, AdwBin)

GtkWidget *reslab_lesson_page_new    (LabLessonPlayer *player);
void       reslab_lesson_page_update (ReslabLessonPage *self);
void       reslab_lesson_page_read   (ReslabLessonPage *self);
void       reslab_lesson_page_answer (ReslabLessonPage *self);
void       reslab_lesson_page_narrow (ReslabLessonPage *self, gboolean narrow);
GtkPaned  *reslab_lesson_page_paned  (ReslabLessonPage *self);
void       reslab_lesson_page_forget (ReslabLessonPage *self);     /* its figures let go of the player */

/* The figure of a step, and its bars below where it has both. */
#define RESLAB_TYPE_LESSON_FIGURE (reslab_lesson_figure_get_type ())
G_DECLARE_FINAL_TYPE (ReslabLessonFigure, reslab_lesson_figure, RESLAB, LESSON_FIGURE, AdwBin)

GtkWidget *reslab_lesson_figure_new    (LabLessonPlayer *player);
void       reslab_lesson_figure_update (ReslabLessonFigure *self);
void       reslab_lesson_figure_grab   (ReslabLessonFigure *self);
void       reslab_lesson_figure_forget (ReslabLessonFigure *self);

/* The step's question: cards, a number, a bar, or a place in the figure. */
#define RESLAB_TYPE_LESSON_QUESTION (reslab_lesson_question_get_type ())
G_DECLARE_FINAL_TYPE (ReslabLessonQuestion, reslab_lesson_question, RESLAB, LESSON_QUESTION, AdwBin)

GtkWidget *reslab_lesson_question_new    (LabLessonPlayer *player);
void       reslab_lesson_question_update (ReslabLessonQuestion *self);
/* The focus goes where an answer is given; FALSE: nowhere here. */
gboolean   reslab_lesson_question_grab   (ReslabLessonQuestion *self);
void       reslab_lesson_question_forget (ReslabLessonQuestion *self);
/* The answers of a choice, a card each. */
GtkWidget *reslab_lesson_cards_new       (void);
void       reslab_lesson_cards_update    (GtkWidget *cards, LabLessonPlayer *player);

/* A bar dragged to a guess. */
#define RESLAB_TYPE_LESSON_BAR (reslab_lesson_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReslabLessonBar, reslab_lesson_bar, RESLAB, LESSON_BAR, AdwBin)

GtkWidget *reslab_lesson_bar_new    (LabLessonPlayer *player);
void       reslab_lesson_bar_update (ReslabLessonBar *self);
void       reslab_lesson_bar_grab   (ReslabLessonBar *self);
void       reslab_lesson_bar_forget (ReslabLessonBar *self);

/* The question of the step that is shown; LAB_QUESTION_NONE without one. */
const LabQuestion *reslab_lesson_question_of (LabLessonPlayer *player);
/* Moves the guess of a bar by a part of its range; FALSE: none is asked for. */
gboolean           reslab_lesson_nudge       (LabLessonPlayer *player, double part);

/* The steps as dots. */
#define RESLAB_TYPE_DOTS (reslab_dots_get_type ())
G_DECLARE_FINAL_TYPE (ReslabDots, reslab_dots, RESLAB, DOTS, GtkWidget)

GtkWidget *reslab_dots_new (void);
void       reslab_dots_set (ReslabDots *self, guint now, guint n);

G_END_DECLS
