/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A step's values: which are asked for, and what they are, frozen when the step is entered or revealed. */
#include "config.h"

#include "lab-lesson-player-private.h"

#include <math.h>

#include "fig-i18n.h"

#define DEEPEST 8                /* names that stand for names */

static const LabNamed *
find_value (LabLessonPlayer *self, const char *name)
{
  const LabNamed *value = lab__named_find (lab__player_step (self)->values, name);

  return value != NULL ? value : lab__named_find (self->lesson->values, name);
}

/* ── which ── */

/* Every expression that is needed, each once; names that are none of the step's own are kept already. */
typedef void (*TakeFunc) (LabLessonPlayer *self, const LabExpression *expression, gpointer data);

static void
take_line (const LabLine *line, GHashTable *names)
{
  for (guint i = 0; line != NULL && i < line->pieces->len; i++)
    {
      const LabPiece *piece = &g_array_index (line->pieces, LabPiece, i);

      if (piece->field != NULL)
        g_hash_table_add (names, piece->field);
    }
}

static void
take_lines (GPtrArray *lines, GHashTable *names)
{
  for (guint i = 0; i < lines->len; i++)
    take_line (lines->pdata[i], names);
}

/* Of every language: the person may change it. (transfer full) (element-type utf8) */
static GHashTable *
shown_fields (LabLessonPlayer *self)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint t = 0; t < self->lesson->texts->len; t++)
    {
      const LabLessonText *text = self->lesson->texts->pdata[t];
      const LabStepText *section = &g_array_index (text->steps, LabStepText, self->step);
      GHashTableIter iter;
      gpointer label;

      take_lines (section->lines, names);
      take_line (section->question, names);
      take_lines (section->answers, names);
      if (self->revealing)
        take_lines (section->revealed, names);
      g_hash_table_iter_init (&iter, section->labels);
      while (g_hash_table_iter_next (&iter, NULL, &label))
        take_line (label, names);
    }
  return names;
}

/* Whether all of the step is shown once the jobs are done. */
static gboolean
ends (LabLessonPlayer *self)
{
  return self->revealing || !lab__player_has_reveal (self);
}

/* Beside another figure a question's bars are empty before the reveal, and what they are of need not be there. */
static guint
bars_shown (LabLessonPlayer *self)
{
  const LabLessonStep *step = lab__player_step (self);

  return self->revealing || step->question.kind == LAB_QUESTION_NONE || g_str_equal (step->show, "values")
           ? step->bars->len : 0;
}

static void
take_question (LabLessonPlayer *self, TakeFunc take, gpointer data)
{
  const LabQuestion *question = &lab__player_step (self)->question;

  for (guint i = 0; i < question->n_answers; i++)
    take (self, question->truths[i], data);
  if (question->of != NULL)
    take (self, question->of, data);
  if (question->truth != NULL)
    take (self, question->truth, data);
}

static void
take_all (LabLessonPlayer *self, TakeFunc take, gpointer data)
{
  const LabLessonStep *step = lab__player_step (self);
  g_autoptr (GHashTable) names = shown_fields (self);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (find_value (self, name) != NULL)
      take (self, find_value (self, name)->of, data);
  for (guint i = 0; i < bars_shown (self); i++)
    take (self, g_array_index (step->bars, LabNamed, i).of, data);
  if (self->revealing)
    take_question (self, take, data);
  for (guint i = 0; ends (self) && i < step->keep->len; i++)
    take (self, g_array_index (step->keep, LabNamed, i).of, data);
}

typedef struct
{
  LabLessonPlayer *self;
  LabMentionFunc   tell;
  gpointer         data;
  guint            depth;
} Mention;

static void
tell_mention (const char *name, const LabValue *arguments, guint n, gpointer data)
{
  Mention *mention = data;
  const LabNamed *value = n == G_MAXUINT ? find_value (mention->self, name) : NULL;

  if (n != G_MAXUINT)
    mention->tell (name, arguments, n, mention->data);
  if (value == NULL || mention->depth >= DEEPEST)
    return;
  mention->depth++;
  lab_expression_mentions (value->of, tell_mention, mention);
  mention->depth--;
}

static void
mention_one (LabLessonPlayer *self, const LabExpression *expression, gpointer data)
{
  lab_expression_mentions (expression, tell_mention, data);
}

void
lab__player_mentions (LabLessonPlayer *self, LabMentionFunc tell, gpointer data)
{
  Mention mention = { self, tell, data, 0 };

  take_all (self, mention_one, &mention);
}

/* ── what they are ── */

static gboolean
give_copy (LabValue *value, const LabValue *from)
{
  *value = (LabValue) { from->number, g_strdup (from->text) };
  return TRUE;
}

static gboolean
look_up (const char *name, LabValue *value, gpointer data, GError **error)
{
  LabLessonPlayer *self = data;
  const LabValue *known = g_hash_table_lookup (self->kept, name);
  const LabNamed *named = find_value (self, name);
  gboolean done;

  if (known != NULL)
    return give_copy (value, known);
  if (named == NULL || self->depth >= DEEPEST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no value “%s”, or not yet"), name);
      return FALSE;
    }
  self->depth++;
  done = lab__player_evaluate (self, named->of, value, error);
  self->depth--;
  return done;
}

static gboolean
call (const char *function, const LabValue *arguments, guint n, LabValue *value, gpointer data, GError **error)
{
  LabLessonPlayer *self = data;
  const char *source;
  const LabReadings readings = { self->lab, self->layers, lab__player_result (self, &source) };

  return lab__readings_call (&readings, function, arguments, n, value, error);
}

gboolean
lab__player_evaluate (LabLessonPlayer *self, const LabExpression *expression, LabValue *value, GError **error)
{
  const LabScope scope = { look_up, call, self };

  return lab_expression_evaluate (expression, &scope, value, error);
}

static void
read_field (LabLessonPlayer *self, const LabNamed *named)
{
  LabSeen *seen = lab__player_seen (self);
  g_autoptr (GError) error = NULL;
  LabValue *value = g_new0 (LabValue, 1);

  if (lab__player_evaluate (self, named->of, value, &error))
    {
      g_hash_table_insert (seen->values, g_strdup (named->name), value);
      g_hash_table_remove (seen->unknown, named->name);
      return;
    }
  g_free (value);
  g_hash_table_insert (seen->unknown, g_strdup (named->name), g_strdup (error->message));
}

static double
read_number (LabLessonPlayer *self, const LabExpression *expression, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_auto (LabValue) value = { 0, NULL };

  if (lab__player_evaluate (self, expression, &value, &error) && value.text == NULL)
    return value.number;
  g_hash_table_insert (lab__player_seen (self)->unknown, g_strdup (name),
                       g_strdup (error != NULL ? error->message : _("a text, expected a number")));
  return NAN;
}

/* ── what is right ── */

static gboolean
is_right_place (LabLessonPlayer *self, const LabQuestion *question, const LabAnswer *answer)
{
  return answer->place != NULL && g_strv_contains ((const char *const *) question->places, answer->place);
}

static gboolean
is_near (const LabQuestion *question, const LabAnswer *answer)
{
  double room = question->kind == LAB_QUESTION_BAR ? question->tolerance * (question->to - question->from)
                                                   : question->tolerance * fabs (answer->truth);

  /* what is typed has as many digits as are printed: half of the last is not wrong */
  return fabs (answer->number - answer->truth) <= fmax (room, 1e-6 * fabs (answer->truth));
}

static gboolean
is_right (LabLessonPlayer *self, const LabQuestion *question, const LabAnswer *answer)
{
  switch (question->kind)
    {
    case LAB_QUESTION_CHOICE:
      return answer->choice == answer->right;
    case LAB_QUESTION_NUMBER:
    case LAB_QUESTION_BAR:
      return is_near (question, answer);
    case LAB_QUESTION_PLACE:
      return is_right_place (self, question, answer);
    case LAB_QUESTION_NONE:
      break;
    }
  return FALSE;
}

static void
read_question (LabLessonPlayer *self)
{
  const LabQuestion *question = &lab__player_step (self)->question;
  LabSeen *seen = lab__player_seen (self);
  LabAnswer *answer = &seen->answer;

  seen->holding = 0;
  for (guint i = 0; i < question->n_answers; i++)
    seen->holding |= (read_number (self, question->truths[i], "true") == 1 ? 1u : 0u) << i;
  if (question->truth != NULL)
    seen->holding = read_number (self, question->truth, "true") == 1;
  answer->right = (int) question->right;
  if (question->of != NULL)
    {
      const LabValue value = { read_number (self, question->of, "question"), NULL };

      answer->truth = value.number;
      g_free (seen->true_text);
      seen->true_text = lab_as_format (question->as, &value);
    }
  if (answer->state == LAB_ANSWER_GIVEN)
    answer->state = is_right (self, question, answer) ? LAB_ANSWER_RIGHT : LAB_ANSWER_WRONG;
}

static void
read_keep (LabLessonPlayer *self)
{
  GArray *keep = lab__player_step (self)->keep;

  for (guint i = 0; i < keep->len; i++)
    {
      const LabNamed *named = &g_array_index (keep, LabNamed, i);
      LabValue *value = g_new0 (LabValue, 1);
      g_autoptr (GError) error = NULL;

      if (lab__player_evaluate (self, named->of, value, &error))
        {
          g_hash_table_insert (self->kept, g_strdup (named->name), value);
          g_hash_table_insert (self->kept_as, g_strdup (named->name), g_memdup2 (&named->as, sizeof named->as));
          continue;
        }
      g_free (value);
      g_hash_table_insert (lab__player_seen (self)->unknown, g_strdup (named->name), g_strdup (error->message));
    }
}

void
lab__player_read (LabLessonPlayer *self)
{
  const LabLessonStep *step = lab__player_step (self);
  LabSeen *seen = lab__player_seen (self);
  g_autoptr (GHashTable) names = shown_fields (self);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (find_value (self, name) != NULL)
      read_field (self, find_value (self, name));
  if (seen->bars == NULL && bars_shown (self) > 0)
    seen->bars = g_new (double, step->bars->len);
  for (guint i = 0; i < bars_shown (self); i++)
    {
      const LabNamed *bar = &g_array_index (step->bars, LabNamed, i);

      seen->bars[i] = read_number (self, bar->of, bar->name);
    }
  if (self->revealing)
    read_question (self);
  if (ends (self))
    read_keep (self);
}
