/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "cli.h"
#include "lab-lesson-player.h"

G_BEGIN_DECLS

/* What the verb's actions share. */
typedef struct
{
  char    *lang;             /* (nullable) "en", "zh_CN" */
  char    *output;           /* (nullable) of export */
  char    *pictures;         /* (nullable) of play: a folder */
  gboolean headless;
  gboolean projector;
  gboolean train;
} LessonOptions;

#define LESSON_WIDTH 960.0   /* px, of figures */

/* Who takes what is shown of a step: before the reveal, and after it. */
typedef gboolean (*LessonShowFunc) (LabLessonPlayer *player, gpointer data, GError **error);

/* Plays all of it. */
gboolean lesson_go_through (LabLesson *lesson, const LessonOptions *options, LessonShowFunc show, gpointer data,
                            GError **error);

gboolean lesson_play   (LabLesson *lesson, const LessonOptions *options, GError **error);
gboolean lesson_export (LabLesson *lesson, const LessonOptions *options, GError **error);
/* Writes a lesson to begin with into folder @name, which must not be there. */
gboolean lesson_write  (const char *name, GError **error);

G_END_DECLS
