/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * lesson export: a lesson as a handout. A class works through it, so what answers a question stands in a
 * section of its own at the end, which can be kept back.
 */
#include "config.h"

#include "lesson.h"
#include "fig-i18n.h"
#include "lab-paper.h"

typedef struct
{
  LabPaper *paper;
  LabPaper *answers;
  FigStyle  style;
} Handout;

static const LabLessonStep *
step_of (LabLessonPlayer *player)
{
  return lab_lesson_step (lab_lesson_player_lesson (player), lab_lesson_player_step (player));
}

static gboolean
asks (LabLessonPlayer *player)
{
  return step_of (player)->question.kind != LAB_QUESTION_NONE;
}

/* Steps are numbered, so that answers find their questions. */
static void
add_heading (LabPaper *paper, guint level, LabLessonPlayer *player)
{
  g_autofree char *words = lab_line_text (lab_lesson_player_text (player)->heading);
  g_autofree char *heading = g_strdup_printf ("%u. %s", lab_lesson_player_step (player) + 1, words);

  lab_paper_heading (paper, level, heading);
}

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

/* ── figures ── */

/* “step-4-revealed-bars” */
static char *
name_of (LabLessonPlayer *player, const char *suffix)
{
  return g_strdup_printf ("step-%u%s%s", lab_lesson_player_step (player) + 1,
                          lab_lesson_player_revealed (player) ? "-revealed" : "", suffix);
}

static gboolean
add_figure (const Handout *self, LabPaper *paper, LabLessonPlayer *player, GError **error)
{
  const char *figure = lab_lesson_player_figure (player);
  g_autofree char *name = name_of (player, ""), *alt = lab_lesson_player_alt (player);
  g_autofree char *source = lab_lesson_player_source (player);
  gboolean pixels = g_str_equal (figure, "maps") || g_str_equal (figure, "addition") || g_str_equal (figure, "diagram")
                    || g_str_equal (figure, "kernels");
  g_autoptr (GError) local = NULL;
  FigScene *scene = lab_lesson_player_scene (player, &self->style, &local);

  if (scene != NULL)
    lab_paper_figure (paper, scene, name, pixels, source != NULL ? source : "", alt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* “20 layers: 74.5 %; 56 layers: ?”: bars for those who cannot see them. (transfer full) */
static char *
bars_text (const FigScene *scene)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { .kind = FIG_NOTHING };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_BAR && mark.text != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", mark.text);
    }
  return g_string_free (text, FALSE);
}

/* Takes @scene (nullable). */
static void
add_bars (LabPaper *paper, LabLessonPlayer *player, FigScene *scene, const char *suffix)
{
  g_autofree char *name = name_of (player, suffix), *alt = NULL;

  if (scene == NULL)
    return;
  alt = bars_text (scene);
  lab_paper_figure (paper, scene, name, FALSE, "", alt);
}

/* ── a step ── */

static void
add_question (const Handout *self, LabLessonPlayer *player)
{
  const LabStepText *text = lab_lesson_player_text (player);
  g_autofree char *question = lab_line_text (text->question);
  g_autofree char *asked = g_strdup_printf (_("Question: %s"), question);

  lab_paper_paragraph (self->paper, asked);
  for (guint i = 0; i < text->answers->len; i++)
    {
      g_autofree char *answer = lab_line_text (text->answers->pdata[i]);
      g_autofree char *item = g_strdup_printf ("%u. %s", i + 1, answer);

      lab_paper_item (self->paper, item);
    }
  if (step_of (player)->question.kind == LAB_QUESTION_BAR)
    add_bars (self->paper, player, lab_lesson_player_bar (player, &self->style), "-guess");
}

/* (transfer full) */
static char *
truth_of (LabLessonPlayer *player)
{
  const LabQuestion *question = &step_of (player)->question;
  const LabStepText *text = lab_lesson_player_text (player);
  g_autofree char *answer = NULL;

  if (question->kind == LAB_QUESTION_PLACE)
    return g_strdup (question->places[0]);
  if (question->kind != LAB_QUESTION_CHOICE)
    return lab_lesson_player_truth (player);
  answer = lab_line_text (text->answers->pdata[question->right]);
  return g_strdup_printf ("%u. %s", question->right + 1, answer);
}

static gboolean
add_step (const Handout *self, LabLessonPlayer *player, GError **error)
{
  add_heading (self->paper, 1, player);
  add_lines (self->paper, lab_lesson_player_text (player)->lines);
  if (!add_figure (self, self->paper, player, error))
    return FALSE;
  add_bars (self->paper, player, lab_lesson_player_bars (player, &self->style), "-bars");
  if (asks (player))
    add_question (self, player);
  return TRUE;
}

/* Whether the figure is another one than before: the same twice would be paper wasted. */
static gboolean
changes (LabLessonPlayer *player)
{
  const LabLessonStep *step = step_of (player);

  return step->show != step->show_revealed || json_object_array_length (step->reveal) > 0
         || (asks (player) && g_str_equal (lab_lesson_player_figure (player), "values"));
}

/* What answers nothing stays where it is. */
static gboolean
add_revealed (const Handout *self, LabLessonPlayer *player, GError **error)
{
  LabPaper *paper = asks (player) ? self->answers : self->paper;
  g_autofree char *truth = NULL, *words = NULL;

  if (asks (player))
    {
      truth = truth_of (player);
      words = g_strdup_printf (_("Answer: %s"), truth);
      add_heading (paper, 2, player);
      lab_paper_paragraph (paper, words);
    }
  add_lines (paper, lab_lesson_player_text (player)->revealed);
  if (changes (player) && !add_figure (self, paper, player, error))
    return FALSE;
  if (asks (player) || changes (player))
    add_bars (paper, player, lab_lesson_player_bars (player, &self->style), "-bars");
  return TRUE;
}

static gboolean
show (LabLessonPlayer *player, gpointer data, GError **error)
{
  return (lab_lesson_player_revealed (player) ? add_revealed : add_step) (data, player, error);
}

/* ── the handout ── */

static void
add_answers (Handout *self)
{
  LabPaper *answers = g_steal_pointer (&self->answers);

  if (!lab_paper_is_empty (answers))
    lab_paper_heading (self->paper, 0, _("Answers"));
  lab_paper_append (self->paper, answers);
}

gboolean
lesson_export (LabLesson *lesson, const LessonOptions *options, GError **error)
{
  Handout handout = { .style = { .width = LESSON_WIDTH, .projector = options->projector } };
  const LabLessonText *text = lab_lesson_text (lesson, options->lang);
  g_autofree char *title = lab_line_text (text->title), *summary = lab_lines_text (text->summary);
  gboolean done;

  if (!lab_paper_check (options->output, error))
    return FALSE;
  handout.paper = lab_paper_new (title, summary, &handout.style);
  handout.answers = lab_paper_new (title, NULL, &handout.style);
  done = lesson_go_through (lesson, options, show, &handout, error);
  add_answers (&handout);
  done = done && lab_paper_save (handout.paper, options->output, cli_progress (), error);
  lab_paper_free (handout.paper);
  return done;
}
