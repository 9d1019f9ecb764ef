/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A lesson is checked by playing it. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-pass.h"

typedef struct
{
  LabLessonPlayer *player;
  GPtrArray       *problems;
} Check;

static void refuse (const Check *self, const char *key, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
refuse (const Check *self, const char *key, const char *format, ...)
{
  const LabLessonStep *step = lab__player_step (self->player);
  g_autofree char *message = NULL, *place = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  place = g_strdup_printf ("steps[%u] “%s”.%s", lab_lesson_player_step (self->player), step->name, key);
  lab__lesson_complain (self->problems, "lesson.json", step->line, place, FALSE, "%s", message);
}

static void
take_failure (LabLessonPlayer *player, const char *message, gpointer data)
{
  refuse (data, lab_lesson_player_revealed (player) ? "reveal" : "do", "%s", message);
}

/* ── what is there ── */

static void
check_values (const Check *self)
{
  LabSeen *seen = lab__player_seen (self->player);
  GHashTableIter iter;
  gpointer name, why;

  g_hash_table_iter_init (&iter, seen->unknown);
  while (g_hash_table_iter_next (&iter, &name, &why))
    refuse (self, name, "%s", (const char *) why);
  g_hash_table_remove_all (seen->unknown);
  g_hash_table_iter_init (&iter, seen->values);
  while (g_hash_table_iter_next (&iter, &name, &why))
    if (((LabValue *) why)->text == NULL && !isfinite (((LabValue *) why)->number))
      refuse (self, name, _("is %g, expected a number"), ((LabValue *) why)->number);
}

static gboolean
is_part (const LabPass *pass, const char *name)
{
  if (rn_graph_find (pass->graph, name) != RN_NODE_NONE)
    return TRUE;
  for (RnScope i = 1; i < rn_graph_n_scopes (pass->graph); i++)
    if (g_str_equal (rn_graph_scope (pass->graph, i)->path, name))
      return TRUE;
  return FALSE;
}

static void
check_parts (const Check *self, char **names, const char *key)
{
  const LabPass *pass = lab_pass (lab_lesson_player_lab (self->player));

  for (; names != NULL && pass != NULL && *names != NULL; names++)
    if (!is_part (pass, *names))
      refuse (self, key, _("the network has no layer and no block “%s”"), *names);
}

static void
check_figure (const Check *self)
{
  const char *figure = lab_lesson_player_figure (self->player);
  const FigStyle style = { .width = 900 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FigScene) scene = lab_lesson_player_scene (self->player, &style, &error);

  if (scene == NULL && !g_str_equal (figure, "none"))
    refuse (self, "show", _("figure “%s”: %s"), figure,
            error != NULL ? error->message : _("there is nothing to draw: is “of” what it is of?"));
}

/* ── what is right ── */

static void
check_choice (const Check *self, const LabQuestion *question, guint holding)
{
  for (guint i = 0; i < question->n_answers; i++)
    {
      gboolean holds = (holding >> i) & 1;

      if (holds != (i == question->right))
        refuse (self, "question.true",
                holds ? _("answer %u holds (%s), but answer %u is marked right")
                      : _("answer %u does not hold (%s), but answer %u is marked right"),
                i + 1, lab_expression_text (question->truths[i]), question->right + 1);
    }
}

static void
check_question (const Check *self)
{
  const LabQuestion *question = &lab__player_step (self->player)->question;
  const LabSeen *seen = lab__player_seen (self->player);

  switch (question->kind)
    {
    case LAB_QUESTION_CHOICE:
      check_choice (self, question, seen->holding);
      break;
    case LAB_QUESTION_BAR:
      if (!(seen->answer.truth >= question->from && seen->answer.truth <= question->to))
        refuse (self, "question.of", _("is %g, outside the bar's %g to %g"), seen->answer.truth, question->from,
                question->to);
      break;
    case LAB_QUESTION_NUMBER:
      if (!isfinite (seen->answer.truth))
        refuse (self, "question.of", _("is %g, expected a number"), seen->answer.truth);
      break;
    case LAB_QUESTION_PLACE:
      if (seen->holding == 0)
        refuse (self, "question.true", _("does not hold: %s"), lab_expression_text (question->truth));
      check_parts (self, question->places, "question.right");
      break;
    case LAB_QUESTION_NONE:
      break;
    }
}

/* ── links ── */

static void
check_line (const Check *self, const LabLine *line)
{
  for (guint i = 0; line != NULL && i < line->pieces->len; i++)
    {
      const char *link = g_array_index (line->pieces, LabPiece, i).link;
      g_autoptr (GError) error = NULL;
      g_autoptr (LabLesson) lesson = NULL;

      if (link == NULL || !g_str_has_prefix (link, "lesson:"))
        continue;
      lesson = lab_lessons_open (link + strlen ("lesson:"), &error);
      if (lesson == NULL && g_error_matches (error, RN_ERROR, RN_ERROR_UNKNOWN))
        lab__lesson_complain (self->problems, "text", line->line, lab__player_step (self->player)->name, TRUE, "%s",
                              error->message);
    }
}

static void
check_links (const Check *self)
{
  const LabStepText *text = lab_lesson_player_text (self->player);

  for (guint i = 0; i < text->lines->len; i++)
    check_line (self, text->lines->pdata[i]);
  for (guint i = 0; i < text->revealed->len; i++)
    check_line (self, text->revealed->pdata[i]);
}

/* ── all of it ── */

static void
check_step (const Check *self)
{
  check_values (self);
  check_parts (self, lab__player_step (self->player)->highlight, "highlight");
  check_figure (self);
  if (lab_lesson_player_phase (self->player) == LAB_LESSON_OPEN)
    {
      lab_lesson_player_next (self->player);
      lab_lesson_player_wait (self->player, NULL);
      check_values (self);
      check_question (self);
      check_figure (self);
    }
  check_links (self);
}

GPtrArray *
lab_lesson_check (LabLesson *lesson)
{
  g_autoptr (Lab) lab = lab_new ();
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (lab);
  Check check = { player, lab__lesson_problems_new () };

  g_signal_connect (player, "failed", G_CALLBACK (take_failure), &check);
  lab_lesson_player_open (player, lesson, 0, FALSE);
  do
    {
      lab_lesson_player_wait (player, NULL);
      check_step (&check);
    }
  while (lab_lesson_player_next (player));
  return check.problems;
}
