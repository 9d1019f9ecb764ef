/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Every lesson that comes with Reslab plays to its end in all its languages, and says what is so. */
#include "lab-lesson-player.h"
#include "rn-test.h"

static gboolean
has_problem (GPtrArray *problems)
{
  gboolean wrong = FALSE;

  for (guint i = 0; i < problems->len; i++)
    {
      const LabLessonProblem *problem = problems->pdata[i];
      g_autofree char *text = lab_lesson_problem_text (problem);

      g_test_message ("%s", text);
      wrong |= !problem->warning;
    }
  return wrong;
}

/* Every command is run, every value, answer and figure computed, every text filled in. */
static void
is_as_it_says (gconstpointer folder)
{
  static const char *const languages[] = { "en", "zh_CN" };
  g_autoptr (GPtrArray) read = NULL, played = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = lab_lesson_open (folder, &read, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    g_assert_cmpstr (lab_lesson_text (lesson, languages[i])->language, ==, languages[i]);
  g_assert_cmpuint (lab_lesson_n_steps (lesson), >=, 6);
  g_assert_cmpuint (lab_lesson_n_steps (lesson), <=, 12);
  played = lab_lesson_check (lesson);
  g_assert_false (has_problem (played));
}

/* A lesson has the class predict at least twice. */
static void
asks_twice (gconstpointer folder)
{
  g_autoptr (LabLesson) lesson = lab_lesson_open (folder, NULL, NULL);
  guint n = 0;

  g_assert_nonnull (lesson);
  for (guint i = 0; i < lab_lesson_n_steps (lesson); i++)
    n += lab_lesson_step (lesson, i)->question.kind != LAB_QUESTION_NONE;
  g_assert_cmpuint (n, >=, 2);
}

static void
add_test (const char *folder, const char *id, const char *name, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/lab/lessons/%s/%s", id, name);

  g_test_add_data_func_full (path, g_build_filename (folder, id, NULL), test, g_free);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_build_filename (g_getenv ("RESLAB_SOURCE_ROOT"), "lessons", NULL);
  g_autoptr (GPtrArray) entries = NULL;

  g_test_init (&argc, &argv, NULL);
  entries = lab_lessons_list_in (folder, NULL);
  g_assert_cmpuint (entries->len, >, 0);
  for (guint i = 0; i < entries->len; i++)
    {
      const LabLessonEntry *entry = entries->pdata[i];

      add_test (folder, entry->id, "as-it-says", is_as_it_says);
      add_test (folder, entry->id, "asks-twice", asks_twice);
    }
  return g_test_run ();
}
