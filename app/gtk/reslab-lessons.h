/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab-lesson-player.h"
#include "reslab-view.h"

G_BEGIN_DECLS

/* The view Lessons: the contents, or a lesson's step with its text and its figure. */
#define RESLAB_TYPE_LESSONS (reslab_lessons_get_type ())
G_DECLARE_FINAL_TYPE (ReslabLessons, reslab_lessons, RESLAB, LESSONS, AdwBin)

LabLessonPlayer *reslab_lessons_player    (ReslabLessons *self);
/* A lesson is open, whether it is looked at or another view is. */
gboolean         reslab_lessons_is_open   (ReslabLessons *self);
/* Opens one by name, number or folder at a step counted from 0; −1: where it was left. */
gboolean         reslab_lessons_open      (ReslabLessons *self, const char *name, int step, GError **error);
/* The interrupted sitting comes back, the contents are shown. */
void             reslab_lessons_leave     (ReslabLessons *self);

G_END_DECLS
