/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* lesson play --headless: every step as text, figures as files; lesson export: all of it as a handout. */
#include "config.h"

#include <stdio.h>

#include "lesson.h"
#include "fig-i18n.h"
#include "lab-paper.h"
#include "rn-error.h"

#define WIDTH 960.0

/* Who takes what is shown of a step: before the reveal, and after it. */
typedef gboolean (*ShowFunc) (LabLessonPlayer *player, gpointer data, GError **error);

static gboolean
show_step (LabLessonPlayer *player, ShowFunc show, gpointer data, GError **error)
{
  if (!lab_lesson_player_wait (player, error) || !show (player, data, error))
    return FALSE;
  if (lab_lesson_player_phase (player) != LAB_LESSON_OPEN)
    return TRUE;
  lab_lesson_player_next (player);
  return lab_lesson_player_wait (player, error) && show (player, data, error);
}

static gboolean
go_through (LabLesson *lesson, const LessonOptions *options, ShowFunc show, gpointer data, GError **error)
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

  return fig_scene_export (scene, path, FIG_PNG, (guint) (2 * WIDTH), error);
}

static gboolean
write_pictures (LabLessonPlayer *player, const LessonOptions *options, GError **error)
{
  const LabLessonStep *step = lab_lesson_step (lab_lesson_player_lesson (player), lab_lesson_player_step (player));
  const FigStyle style = { .width = WIDTH, .projector = options->projector };
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
  return go_through (lesson, options, print_step, (gpointer) options, error);
}

/* ── as a handout ── */

typedef struct
{
  LabPaper *paper;
  FigStyle  style;
} Handout;

static void
add_lines (LabPaper *paper, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const LabLine *line = lines->pdata[i];
      g_autofree char *text = lab_line_text (line);

      if (line->kind == LAB_LINE_ITEM)
        lab_paper_item (paper, text);
      else
        lab_paper_paragraph (paper, text);
    }
}

static gboolean
add_figure (Handout *self, LabLessonPlayer *player, GError **error)
{
  const char *figure = lab_lesson_player_figure (player);
  g_autofree char *name = g_strdup_printf ("step-%u%s", lab_lesson_player_step (player) + 1,
                                           lab_lesson_player_revealed (player) ? "-revealed" : "");
  g_autofree char *alt = lab_lesson_player_alt (player);
  g_autofree char *source = lab_lesson_player_source (player);
  gboolean pixels = g_str_equal (figure, "maps") || g_str_equal (figure, "addition") || g_str_equal (figure, "diagram")
                    || g_str_equal (figure, "kernels");
  g_autoptr (GError) local = NULL;
  FigScene *scene = lab_lesson_player_scene (player, &self->style, &local);

  if (scene != NULL)
    lab_paper_figure (self->paper, scene, name, pixels, source != NULL ? source : "", alt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
add_question (LabPaper *paper, const LabStepText *text)
{
  g_autofree char *question = lab_line_text (text->question);
  g_autofree char *asked = g_strdup_printf (_("Question: %s"), question);

  lab_paper_paragraph (paper, asked);
  for (guint i = 0; i < text->answers->len; i++)
    {
      g_autofree char *answer = lab_line_text (text->answers->pdata[i]);
      g_autofree char *item = g_strdup_printf ("%u. %s", i + 1, answer);

      lab_paper_item (paper, item);
    }
}

static void
add_truth (LabPaper *paper, LabLessonPlayer *player)
{
  const LabLessonStep *step = lab_lesson_step (lab_lesson_player_lesson (player), lab_lesson_player_step (player));
  g_autofree char *truth = lab_lesson_player_truth (player), *words = NULL;

  if (step->question.kind == LAB_QUESTION_NONE)
    return;
  if (step->question.kind == LAB_QUESTION_CHOICE)
    words = g_strdup_printf (_("Answer: %u"), step->question.right + 1);
  else
    words = g_strdup_printf (_("Answer: %s"),
                             step->question.kind == LAB_QUESTION_PLACE ? step->question.places[0] : truth);
  lab_paper_paragraph (paper, words);
}

/* The same figure twice would be paper wasted. */
static gboolean
add_step (LabLessonPlayer *player, gpointer data, GError **error)
{
  Handout *self = data;
  const LabStepText *text = lab_lesson_player_text (player);
  const LabLessonStep *step = lab_lesson_step (lab_lesson_player_lesson (player), lab_lesson_player_step (player));
  g_autofree char *heading = lab_line_text (text->heading);

  if (!lab_lesson_player_revealed (player))
    {
      lab_paper_heading (self->paper, 1, heading);
      add_lines (self->paper, text->lines);
      if (!add_figure (self, player, error))
        return FALSE;
      if (text->question != NULL)
        add_question (self->paper, text);
      return TRUE;
    }
  add_truth (self->paper, player);
  add_lines (self->paper, text->revealed);
  return (step->show == step->show_revealed && json_object_array_length (step->reveal) == 0)
         || add_figure (self, player, error);
}

gboolean
lesson_export (LabLesson *lesson, const LessonOptions *options, GError **error)
{
  Handout handout = { NULL, { .width = WIDTH, .projector = options->projector } };
  const LabLessonText *text = lab_lesson_text (lesson, options->lang);
  g_autofree char *title = lab_line_text (text->title), *summary = lab_lines_text (text->summary);
  gboolean done;

  if (!lab_paper_check (options->output, error))
    return FALSE;
  handout.paper = lab_paper_new (title, summary, &handout.style);
  done = go_through (lesson, options, add_step, &handout, error)
         && lab_paper_save (handout.paper, options->output, cli_progress (), error);
  lab_paper_free (handout.paper);
  return done;
}
