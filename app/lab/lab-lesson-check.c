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

static void
check_parts (const Check *self, char **names, const char *key)
{
  const LabPass *pass = lab_pass (lab_lesson_player_lab (self->player));

  for (; names != NULL && pass != NULL && *names != NULL; names++)
    if (!lab__player_is_part (self->player, *names))
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

/* ── texts, in every language ── */

#define OF_TEXT(self, file, line, warning, ...)                                                    \
  lab__lesson_complain ((self)->problems, file, line, lab__player_step ((self)->player)->name, warning, __VA_ARGS__)

static void
check_link (const Check *self, const char *file, const LabLine *line, const char *link)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LabLesson) lesson = NULL;

  if (link == NULL || !g_str_has_prefix (link, "lesson:"))
    return;
  lesson = lab_lessons_open (link + strlen ("lesson:"), &error);
  if (lesson == NULL && g_error_matches (error, RN_ERROR, RN_ERROR_UNKNOWN))
    OF_TEXT (self, file, line->line, TRUE, "%s", error->message);
}

static void
check_field (const Check *self, const char *file, const LabLine *line, const LabPiece *piece)
{
  if (piece->field == NULL || !piece->open)
    return;
  if (g_str_equal (piece->text, "?"))
    OF_TEXT (self, file, line->line, TRUE, _("“{%s}” is what is asked for: “?” stands there before the reveal"),
             piece->field);
  else
    OF_TEXT (self, file, line->line, FALSE, _("“{%s}” has no value here, or not yet"), piece->field);
}

static void
check_line (const Check *self, const char *file, const LabLine *line)
{
  for (guint i = 0; line != NULL && i < line->pieces->len; i++)
    {
      const LabPiece *piece = &g_array_index (line->pieces, LabPiece, i);

      check_link (self, file, line, piece->link);
      check_field (self, file, line, piece);
    }
}

static void
check_lines (const Check *self, const char *file, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    check_line (self, file, lines->pdata[i]);
}

/* Below the line, or else above it. */
static void
check_text (const Check *self, const char *language, gboolean revealed)
{
  g_autofree char *file = g_strdup_printf ("text.%s.md", language);
  const LabStepText *text;
  GHashTableIter iter;
  gpointer label;

  lab_lesson_player_set_language (self->player, language);
  text = lab_lesson_player_text (self->player);
  if (revealed)
    {
      check_lines (self, file, text->revealed);
      return;
    }
  check_lines (self, file, text->lines);
  check_line (self, file, text->question);
  check_lines (self, file, text->answers);
  g_hash_table_iter_init (&iter, text->labels);
  while (g_hash_table_iter_next (&iter, NULL, &label))
    check_line (self, file, label);
}

static void
check_texts (const Check *self, gboolean revealed)
{
  GPtrArray *texts = lab_lesson_player_lesson (self->player)->texts;

  for (guint i = 0; i < texts->len; i++)
    check_text (self, ((LabLessonText *) texts->pdata[i])->language, revealed);
  lab_lesson_player_set_language (self->player, NULL);
}

/* ── what gives an answer away ── */

/* What is shown before the reveal: values by name, and bars. (transfer full) (element-type utf8 → LabValue) */
static GHashTable *
shown_numbers (const Check *self)
{
  const LabSeen *seen = lab__player_seen (self->player);
  GArray *bars = lab__player_step (self->player)->bars;
  GHashTable *shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, seen->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (((LabValue *) value)->text == NULL)
      g_hash_table_insert (shown, g_strdup (name), g_memdup2 (&((LabValue *) value)->number, sizeof (double)));
  for (guint i = 0; seen->bars != NULL && i < bars->len; i++)
    g_hash_table_insert (shown, g_strdup_printf ("bars[%u]", i), g_memdup2 (&seen->bars[i], sizeof (double)));
  return shown;
}

/* It may be chance, so the lesson can be played. */
static void
check_secret (const Check *self, GHashTable *shown)
{
  const LabLessonStep *step = lab__player_step (self->player);
  double truth = lab__player_seen (self->player)->answer.truth;
  GHashTableIter iter;
  gpointer name, number;

  g_hash_table_iter_init (&iter, shown);
  while (step->question.of != NULL && g_hash_table_iter_next (&iter, &name, &number))
    if (fabs (*(double *) number - truth) <= 1e-9 * fabs (truth))
      lab__lesson_complain (self->problems, "lesson.json", step->line, step->name, TRUE,
                            _("“%s” is shown before the reveal and is what is asked for"), (char *) name);
  for (guint i = 0; step->question.places != NULL && step->highlight[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) step->question.places, step->highlight[i]))
      lab__lesson_complain (self->problems, "lesson.json", step->line, step->name, TRUE,
                            _("“%s” is highlighted before the reveal and is what is asked for"),
                            step->highlight[i]);
}

/* ── all of it ── */

static void
check_reveal (const Check *self)
{
  g_autoptr (GHashTable) shown = shown_numbers (self);

  lab_lesson_player_next (self->player);
  lab_lesson_player_wait (self->player, NULL);
  check_values (self);
  check_question (self);
  check_secret (self, shown);
  check_figure (self);
  check_texts (self, TRUE);
}

static void
check_step (const Check *self)
{
  check_values (self);
  check_parts (self, lab__player_step (self->player)->highlight, "highlight");
  check_figure (self);
  check_texts (self, FALSE);
  if (lab_lesson_player_phase (self->player) == LAB_LESSON_OPEN)
    check_reveal (self);
}

GPtrArray *
lab_lesson_check (LabLesson *lesson)
{
  g_autoptr (LabLessonPlayer) player = lab_lesson_player_new (NULL);
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
