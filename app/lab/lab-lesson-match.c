/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A text has what lesson.json asks for and no more: sections, questions, answers, fields, labels. */
#include "config.h"

#include "lab-lesson-private.h"

#include "fig-i18n.h"

typedef struct
{
  const LabLesson     *lesson;
  const LabLessonText *text;
  GPtrArray           *problems;
  char                *file;       /* owned */
  const LabLessonStep *step;
  const LabStepText   *section;
} Match;

#define REFUSE(self, line, ...)                                                                    \
  lab__lesson_complain ((self)->problems, (self)->file, line,                                      \
                        (self)->step != NULL && (self)->step->name != NULL ? (self)->step->name : "", \
                        FALSE, __VA_ARGS__)

/* A value of the step or the lesson, or one that an earlier step has kept. */
static gboolean
is_known (const Match *self, const char *field)
{
  if (lab__named_find (self->lesson->values, field) != NULL)
    return TRUE;
  for (guint i = 0; self->step != NULL && i < self->lesson->steps->len; i++)
    {
      const LabLessonStep *step = &g_array_index (self->lesson->steps, LabLessonStep, i);

      if (lab__named_find (step->keep, field) != NULL)
        return TRUE;
      if (step == self->step)
        return lab__named_find (step->values, field) != NULL;
    }
  return FALSE;
}

static void
match_line (const Match *self, const LabLine *line, gboolean fields)
{
  for (guint i = 0; line != NULL && i < line->pieces->len; i++)
    {
      const LabPiece *piece = &g_array_index (line->pieces, LabPiece, i);

      if (piece->field == NULL)
        continue;
      if (!fields)
        REFUSE (self, line->line, _("“{%s}”: no number stands here"), piece->field);
      else if (!is_known (self, piece->field))
        REFUSE (self, line->line, _("“{%s}” is no value of this step or of the lesson"), piece->field);
    }
}

static void
match_lines (const Match *self, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    match_line (self, lines->pdata[i], TRUE);
}

static void
match_question (const Match *self)
{
  const LabQuestion *question = &self->step->question;

  if (question->kind != LAB_QUESTION_NONE && self->section->question == NULL)
    REFUSE (self, self->section->line, _("the step asks a question, the text has none: “> …”"));
  if (question->kind == LAB_QUESTION_NONE && self->section->question != NULL)
    REFUSE (self, self->section->question->line, _("lesson.json has no question for this step"));
  if (self->section->answers->len != question->n_answers)
    REFUSE (self, self->section->line, _("%u answers, lesson.json has %u"), self->section->answers->len,
            question->n_answers);
}

static void
match_labels (const Match *self)
{
  GHashTableIter iter;
  gpointer name, line;

  for (guint i = 0; i < self->step->bars->len; i++)
    {
      const char *label = g_array_index (self->step->bars, LabNamed, i).name;

      if (!g_hash_table_contains (self->section->labels, label))
        REFUSE (self, self->section->line, _("the label of bar “%s” is missing: “= %s: …”"), label, label);
    }
  g_hash_table_iter_init (&iter, self->section->labels);
  while (g_hash_table_iter_next (&iter, &name, &line))
    {
      match_line (self, line, TRUE);
      if (lab__named_find (self->step->bars, name) == NULL)
        REFUSE (self, ((LabLine *) line)->line, _("no bar of this step is called “%s”"), (const char *) name);
    }
}

static void
match_step (Match *self, guint i)
{
  self->step = &g_array_index (self->lesson->steps, LabLessonStep, i);
  self->section = &g_array_index (self->text->steps, LabStepText, i);
  match_line (self, self->section->heading, FALSE);
  match_lines (self, self->section->lines);
  match_line (self, self->section->question, TRUE);
  match_lines (self, self->section->answers);
  match_lines (self, self->section->revealed);
  match_question (self);
  match_labels (self);
}

static void
match_text (const LabLesson *lesson, const LabLessonText *text, GPtrArray *problems)
{
  Match self = { .lesson = lesson, .text = text, .problems = problems };

  self.file = g_strdup_printf ("text.%s.md", text->language);
  match_line (&self, text->title, FALSE);
  for (guint i = 0; i < text->summary->len; i++)
    match_line (&self, text->summary->pdata[i], FALSE);
  if (text->steps->len != lesson->steps->len)
    REFUSE (&self, 0, _("%u sections “## heading”, lesson.json has %u steps"), text->steps->len,
            lesson->steps->len);
  for (guint i = 0; i < MIN (text->steps->len, lesson->steps->len); i++)
    match_step (&self, i);
  g_free (self.file);
}

/* What one language shows and another does not. */
static void
match_languages (const LabLesson *lesson, GPtrArray *problems)
{
  const LabLessonText *first = lesson->texts->pdata[0];

  for (guint t = 1; t < lesson->texts->len; t++)
    {
      const LabLessonText *text = lesson->texts->pdata[t];
      g_autofree char *file = g_strdup_printf ("text.%s.md", text->language);

      for (guint i = 0; i < MIN (first->steps->len, text->steps->len); i++)
        {
          const LabStepText *a = &g_array_index (first->steps, LabStepText, i);
          const LabStepText *b = &g_array_index (text->steps, LabStepText, i);

          if ((a->revealed->len > 0) != (b->revealed->len > 0))
            lab__lesson_complain (problems, file, b->line, "", FALSE,
                                  _("something is revealed in only one of the languages %s and %s"),
                                  first->language, text->language);
        }
    }
}

void
lab__lesson_match (const LabLesson *lesson, GPtrArray *problems)
{
  for (guint i = 0; i < lesson->texts->len; i++)
    match_text (lesson, lesson->texts->pdata[i], problems);
  match_languages (lesson, problems);
}
