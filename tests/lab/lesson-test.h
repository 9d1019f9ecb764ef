/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-lesson-player.h"
#include "rn-test.h"

/* A lesson.json of one step: commands of its begin, and the step's other keys. */
#define LESSON(begin, rest)                                                                        \
  "{\"format\": \"reslab-lesson\", \"version\": 1, \"begin\": [" begin "], \"steps\": [{\"name\": \"a\"" rest "}]}"

/* Of tests/data/lessons. */
static inline char *
lesson_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "lessons", name, NULL);
}

static inline LabLesson *
open_lesson (const char *name)
{
  g_autofree char *path = lesson_path (name);
  g_autoptr (GError) error = NULL;
  LabLesson *lesson = lab_lesson_open (path, NULL, &error);

  g_assert_no_error (error);
  return lesson;
}
