/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* lesson play --headless: every step as text, figures as files. */
#include "config.h"

#include <stdio.h>

#include "lesson.h"
#include "fig-i18n.h"
#include "rn-error.h"

static gboolean
show_step (LabLessonPlayer *player, LessonShowFunc show, gpointer data, GError **error)
{
  if (!lab_lesson_player_wait (player, error) || !show (player, data, error))
    return FALSE;
  if (lab_lesson_player_phase (player) != LAB_LESSON_OPEN)
    return TRUE;
  lab_lesson_player_next (player);
  return lab_lesson_player_wait (player, error) && show (player, data, error);
}

gboolean
lesson_go_through (LabLesson *lesson, const LessonOptions *options, LessonShowFunc show, gpointer data, GError **error)
{
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);

  lab_lesson_player_set_language (player, options->lang);
  lab_lesson_player_set_live (player, options->train);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  do
    if (!show_step (player, show, data, error))
      return FALSE;
  while (lab_lesson_player_next (player));
  return TRUE;
}

/* ── as text ── */

static void
print_lines (GPtrArray *lines)
{
  g_autofree char *text = lab_lines_text (lines);

  if (*text != '\0')
    printf ("%s\n", text);
}

static void
print_question (const LabStepText *text)
{
  g_autofree char *question = lab_line_text (text->question);

  printf ("> %s\n", question);
  for (guint i = 0; i < text->answers->len; i++)
    {
      g_autofree char *answer = lab_line_text (text->answers->pdata[i]);

      printf ("%u. %s\n", i + 1, answer);
    }
}

static void
print_truth (LabLessonPlayer *player)
{
  const LabLessonStep *step = lab_lesson_step (lab_lesson_player_lesson (player), lab_lesson_player_step (player));
  g_autofree char *truth = lab_lesson_player_truth (player);

  if (step->question.kind == LAB_QUESTION_CHOICE)
    printf (_("Right: %u\n"), step->question.right + 1);
  else if (step->question.kind == LAB_QUESTION_PLACE)
    printf (_("Right: %s\n"), step->question.places[0]);
  else if (step->question.kind != LAB_QUESTION_NONE)
    printf (_("Right: %s\n"), truth);
}

static gboolean
write_scene (FigScene *scene, const LessonOptions *options, const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.png", options->pictures, name);

  return fig_scene_export (scene, path, FIG_PNG, (guint) (2 * LESSON_WIDTH), error);
}

static gboolean
write_pictures (LabLessonPlayer *player, const LessonOptions *options, GError **error)
{
  const LabLessonStep *step = lab_lesson_step (lab_lesson_player_lesson (player), lab_lesson_player_step (player));
  const FigStyle style = { .width = LESSON_WIDTH, .projector = options->projector };
  gboolean revealed = lab_lesson_player_revealed (player);
  g_autofree char *name = g_strdup_printf ("%02u-%s%s", lab_lesson_player_step (player) + 1, step->name,
                                           revealed ? "-revealed" : "");
  g_autofree char *bar_name = g_strconcat (name, "-bar", NULL);
  g_autoptr (FigScene) scene = NULL, bar = NULL;
  g_autoptr (GError) local = NULL;

  scene = lab_lesson_player_scene (player, &style, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (scene != NULL && !write_scene (scene, options, name, error))
    return FALSE;
  if (step->question.kind != LAB_QUESTION_BAR)
    return TRUE;
  bar = lab_lesson_player_bar (player, &style);
  return write_scene (bar, options, bar_name, error);
}

static gboolean
print_step (LabLessonPlayer *player, gpointer data, GError **error)
{
  const LessonOptions *options = data;
  const LabStepText *text = lab_lesson_player_text (player);
  g_autofree char *heading = lab_line_text (text->heading);
  g_autofree char *source = lab_lesson_player_source (player);

  if (!lab_lesson_player_revealed (player))
    {
      printf ("\n%u  %s  [%s]\n", lab_lesson_player_step (player) + 1, heading, lab_lesson_player_figure (player));
      print_lines (text->lines);
      if (text->question != NULL)
        print_question (text);
    }
  else
    {
      print_truth (player);
      print_lines (text->revealed);
      if (source != NULL)
        printf ("(%s)\n", source);
    }
  return options->pictures == NULL || write_pictures (player, options, error);
}

gboolean
lesson_play (LabLesson *lesson, const LessonOptions *options, GError **error)
{
  const LabLessonText *text = lab_lesson_text (lesson, options->lang);
  g_autofree char *title = lab_line_text (text->title);

  if (options->pictures != NULL && g_mkdir_with_parents (options->pictures, 0777) != 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("%s: the folder cannot be made"), options->pictures);
      return FALSE;
    }
  printf ("%s\n", title);
  print_lines (text->summary);
  return lesson_go_through (lesson, options, print_step, (gpointer) options, error);
}
