/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Lessons: lesson.json, a line “%%%”, and a text; and every line of that as an expression and as prose. */
#include "fuzz.h"

#include <string.h>

#include "lab-lesson.h"
#include "rn-error.h"

static void
read_lesson (char *all)
{
  char *parted = strstr (all, "\n%%%\n");
  const char *texts[] = { "en", parted != NULL ? parted + 5 : "# T\n## A\n", NULL };
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = NULL;

  if (parted != NULL)
    *parted = '\0';
  lesson = lab_lesson_parse ("fuzz", all, texts, &problems, &error);
  g_assert_true ((lesson == NULL) == (error != NULL));
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = lab_lesson_problem_text (problems->pdata[i]);

      g_assert_nonnull (text);
    }
}

static void
read_lines (const char *all)
{
  g_auto (GStrv) lines = g_strsplit (all, "\n", 200);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL, other = NULL;
      g_autoptr (LabExpression) expression = lab_expression_read (lines[i], &error);
      g_autoptr (LabLine) line = lab_line_new (LAB_LINE_PARAGRAPH, i + 1);

      g_assert_true ((expression == NULL) == (error != NULL));
      if (lab_line_read (line, lines[i], &other))
        {
          g_autofree char *markup = lab_line_markup (line, NULL, TRUE);

          g_assert_nonnull (markup);
        }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *all = g_strndup ((const char *) data, size);
  g_autofree char *valid = g_utf8_make_valid (all, -1);

  read_lines (valid);
  read_lesson (all);
  return 0;
}
