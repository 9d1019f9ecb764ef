/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* lesson: lists, checks, plays, prints and begins lessons. */
#include "config.h"

#include <stdio.h>

#include "cli-output.h"
#include "lesson.h"
#include "fig-i18n.h"
#include "rn-error.h"

static const char *const languages[] = { "en", "zh_CN", NULL };

static gboolean
list (char **words, const LessonOptions *options, GError **error)
{
  g_autoptr (GPtrArray) entries = lab_lessons_list ();

  for (guint i = 0; i < entries->len; i++)
    {
      const LabLessonEntry *entry = entries->pdata[i];
      g_autofree char *title = NULL;

      if (entry->lesson != NULL)
        title = lab_line_text (lab_lesson_text (entry->lesson, options->lang)->title);
      printf ("%-18s %s\n", entry->id, title != NULL ? title : entry->problem);
    }
  return TRUE;
}

/* ── check ── */

static guint
print_problems (const char *name, GPtrArray *problems)
{
  guint n = 0;

  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const LabLessonProblem *problem = problems->pdata[i];
      g_autofree char *text = lab_lesson_problem_text (problem);

      printf ("%s/%s%s\n", name, text, problem->warning ? _(" (can be played)") : "");
      n += !problem->warning;
    }
  return n;
}

static guint
check_folder (const char *name, const char *folder)
{
  g_autoptr (GPtrArray) problems = NULL, played = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = lab_lesson_open (folder, &problems, &error);
  guint n = print_problems (name, problems);

  if (lesson == NULL)
    {
      if (n == 0)
        printf ("%s: %s\n", name, error->message);
      return MAX (n, 1);
    }
  played = lab_lesson_check (lesson);
  n += print_problems (name, played);
  if (n == 0)
    printf (_("%s: all is well\n"), name);
  fflush (stdout);
  return n;
}

static gboolean
check (char **words, const LessonOptions *options, GError **error)
{
  g_autoptr (GPtrArray) entries = lab_lessons_list ();
  gboolean all = *words == NULL;
  guint n = 0;

  for (; *words != NULL; words++)
    {
      g_autofree char *file = g_build_filename (*words, "lesson.json", NULL);
      g_autoptr (LabLesson) lesson = NULL;

      if (g_file_test (file, G_FILE_TEST_EXISTS))
        {
          n += check_folder (*words, *words);
          continue;
        }
      lesson = lab_lessons_open (*words, error);
      if (lesson == NULL)
        return FALSE;
      n += check_folder (lesson->id, lesson->folder);
    }
  for (guint i = 0; all && i < entries->len; i++)
    {
      const LabLessonEntry *entry = entries->pdata[i];

      n += check_folder (entry->id, entry->folder);
    }
  if (n == 0)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               dngettext (GETTEXT_PACKAGE, "%u problem", "%u problems", n), n);
  return FALSE;
}

/* ── one lesson ── */

static gboolean
play (char **words, const LessonOptions *options, GError **error)
{
  g_autoptr (LabLesson) lesson = NULL;

  if (!options->headless)
    return cli_usage_error (error, "lesson play: the window plays lessons; here only with --headless");
  lesson = lab_lessons_open (words[0], error);
  return lesson != NULL && lesson_play (lesson, options, error);
}

static gboolean
export (char **words, const LessonOptions *options, GError **error)
{
  g_autoptr (LabLesson) lesson = NULL;

  if (options->output == NULL)
    return cli_usage_error (error, "lesson export needs --output FILE, ending in .html or .pdf");
  lesson = lab_lessons_open (words[0], error);
  return lesson != NULL && lesson_export (lesson, options, error);
}

static gboolean
new_lesson (char **words, const LessonOptions *options, GError **error)
{
  if (!lesson_write (words[0], error))
    return FALSE;
  printf (_("%s is there. Try it: reslab-cli lesson check %s\n"), words[0], words[0]);
  return TRUE;
}

static const struct
{
  const char *name;
  guint       least, most;   /* words after it */
  gboolean  (*run) (char **words, const LessonOptions *options, GError **error);
} actions[] = {
  { "list", 0, 0, list },
  { "check", 0, G_MAXUINT, check },
  { "play", 1, 1, play },
  { "export", 1, 1, export },
  { "new", 1, 1, new_lesson },
};

static gboolean
run (char **words, const LessonOptions *options, GError **error)
{
  const char *names[G_N_ELEMENTS (actions) + 1] = { NULL };
  guint n = g_strv_length (words + 1);
  int chosen;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    names[i] = actions[i].name;
  chosen = cli_choose ("action", words[0], names, error);
  if (chosen < 0)
    return FALSE;
  if (n < actions[chosen].least || n > actions[chosen].most)
    return cli_usage_error (error, "lesson %s takes %s", words[0],
                            actions[chosen].most == 0 ? "no name" : "one name");
  return actions[chosen].run (words + 1, options, error);
}

gboolean
cli_lesson (int argc, char **argv, GError **error)
{
  LessonOptions options = { NULL };
  const GOptionEntry entries[] = {
    { "lang", 0, 0, G_OPTION_ARG_STRING, &options.lang, "en or zh_CN (default: the environment's)", "LANGUAGE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "Of export: an .html or .pdf file", "FILE" },
    { "headless", 0, 0, G_OPTION_ARG_NONE, &options.headless, "Of play: without a window, as text", NULL },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &options.pictures, "Of play: write every figure there as PNG",
      "FOLDER" },
    { "train", 0, 0, G_OPTION_ARG_NONE, &options.train,
      "Of play and export: train what a lesson trains, rather than show the result that comes with Reslab", NULL },
    { "projector", 0, 0, G_OPTION_ARG_NONE, &options.projector, "Figures in large type and high contrast", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "lesson",
    .words = "list|check|play|export|new [LESSON…]",
    .entries = entries,
    .least = 1,
    .most = G_MAXUINT,
    .summary = "Lists the lessons there are; checks one by playing it, plays it as text, prints it as a handout,\n"
               "or begins a new one.",
    .description =
      "A lesson is named by its folder, its name or its number. check without names checks all; it tells\n"
      "file, line and key of every mistake, and runs every command, value and answer.\n\n"
      "Examples:\n"
      "  reslab-cli lesson list\n"
      "  reslab-cli lesson check lessons/02-shortcut\n"
      "  reslab-cli lesson play 2 --headless --lang zh_CN --pictures /tmp/figures\n"
      "  reslab-cli lesson export shortcut -o shortcut.pdf\n"
      "  reslab-cli lesson new my-lesson",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);
  gboolean done;

  done = words != NULL && (options.lang == NULL || cli_choose ("language", options.lang, languages, error) >= 0);
  if (done && options.lang != NULL)
    fig_i18n_init (options.lang);
  done = done && run (words, &options, error);
  g_free (options.lang);
  g_free (options.output);
  g_free (options.pictures);
  return done;
}
