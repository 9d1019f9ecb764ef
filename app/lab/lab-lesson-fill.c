/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The step's text with its values in it. */
#include "config.h"

#include "lab-lesson-player-private.h"

/* Before the reveal a value that is computed as the answer is gives it away. */
static gboolean
gives_away (LabLessonPlayer *self, const LabNamed *named)
{
  const LabQuestion *question = &lab__player_step (self)->question;

  return !lab__player_seen (self)->revealed && named != NULL && question->of != NULL
         && g_str_equal (lab_expression_text (named->of), lab_expression_text (question->of));
}

/* A number and its unit stay in one line. Takes @text. (transfer full) */
static char *
keep_together (char *text)
{
  GString *kept = g_string_new (text);

  g_free (text);
  g_string_replace (kept, " ", "\u00a0", 0);
  return g_string_free (kept, FALSE);
}

static char *
fill_field (const char *field, gboolean *open, gpointer data)
{
  LabLessonPlayer *self = data;
  const LabNamed *named = lab__named_find (lab__player_step (self)->values, field);
  const LabValue *value = g_hash_table_lookup (lab__player_seen (self)->values, field);
  const LabAs *as = g_hash_table_lookup (self->kept_as, field);
  const LabAs plain = { LAB_AS_SIGNIFICANT, 3 };

  if (named == NULL)
    named = lab__named_find (self->lesson->values, field);
  if (value == NULL && named == NULL)
    value = g_hash_table_lookup (self->kept, field);
  *open = value == NULL || gives_away (self, named);
  if (*open)
    return g_strdup (gives_away (self, named) ? "?" : "…");
  return keep_together (lab_as_format (named != NULL ? named->as : as != NULL ? *as : plain, value));
}

static void
fill_labels (LabLessonPlayer *self, const LabStepText *from)
{
  const LabLessonStep *step = lab__player_step (self);
  GHashTableIter iter;
  gpointer name, line;

  g_hash_table_iter_init (&iter, from->labels);
  while (g_hash_table_iter_next (&iter, &name, &line))
    g_hash_table_insert (self->text->labels, g_strdup (name), lab_line_fill (line, fill_field, self));
  g_strfreev (self->labels);
  self->labels = g_new0 (char *, step->bars->len + 1);
  for (guint i = 0; i < step->bars->len; i++)
    {
      const char *label = g_array_index (step->bars, LabNamed, i).name;
      const LabLine *words = g_hash_table_lookup (self->text->labels, label);

      self->labels[i] = words != NULL ? lab_line_text (words) : g_strdup (label);
    }
}

void
lab__player_fill (LabLessonPlayer *self)
{
  const LabLessonText *text = lab_lesson_text (self->lesson, self->language);
  const LabStepText *from = &g_array_index (text->steps, LabStepText, self->step);

  if (self->text == NULL)
    self->text = g_new0 (LabStepText, 1);
  lab__step_text_clear (self->text);
  self->text->line = from->line;
  self->text->heading = lab_line_fill (from->heading, fill_field, self);
  self->text->lines = lab_lines_fill (from->lines, fill_field, self);
  self->text->question = from->question != NULL ? lab_line_fill (from->question, fill_field, self) : NULL;
  self->text->answers = lab_lines_fill (from->answers, fill_field, self);
  self->text->revealed = lab__player_seen (self)->revealed ? lab_lines_fill (from->revealed, fill_field, self)
                                                           : lab_lines_new ();
  self->text->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lab_line_free);
  fill_labels (self, from);
}
