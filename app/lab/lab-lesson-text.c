/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A lesson's text: “# title”, what it is about, and a section “## heading” a step: paragraphs,
 * “- items”, “= label: words”, “> question”, “1. answer”, and below “---” what is revealed.
 */
#include "config.h"

#include "lab-lesson-private.h"

#include <string.h>

#include "fig-i18n.h"

#define LINES_MOST 2000

typedef struct
{
  LabLessonText *text;
  GPtrArray     *problems;
  char          *file;       /* owned */
  GString       *block;      /* a paragraph, item, question or answer that may go on in the next line */
  char           kind;       /* of it: 'p', '-', '>', '1', '=', 0: none */
  guint          line, first;        /* of the file; of the block */
  gboolean       revealed;   /* below the line */
} Reader;

void
lab__step_text_clear (LabStepText *self)
{
  g_clear_pointer (&self->heading, lab_line_free);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->question, lab_line_free);
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_clear_pointer (&self->revealed, g_ptr_array_unref);
  g_clear_pointer (&self->labels, g_hash_table_unref);
}

void
lab__lesson_text_free (LabLessonText *self)
{
  g_free (self->language);
  g_clear_pointer (&self->title, lab_line_free);
  g_ptr_array_unref (self->summary);
  g_array_unref (self->steps);
  g_free (self);
}

static LabStepText *
section (const Reader *self)
{
  GArray *steps = self->text->steps;

  return steps->len > 0 ? &g_array_index (steps, LabStepText, steps->len - 1) : NULL;
}

static void
refuse (Reader *self, guint line, const char *message)
{
  LabStepText *step = section (self);
  g_autofree char *place = step != NULL && step->heading != NULL ? lab_line_text (step->heading)
                                                                 : g_strdup ("");

  lab__lesson_complain (self->problems, self->file, line, place, FALSE, "%s", message);
}

/* (transfer full) (nullable) */
static LabLine *
read_line (Reader *self, LabLineKind kind, const char *markdown, guint line)
{
  g_autoptr (LabLine) made = lab_line_new (kind, line);
  g_autoptr (GError) error = NULL;

  if (lab_line_read (made, markdown, &error))
    return g_steal_pointer (&made);
  refuse (self, line, error->message);
  return NULL;
}

static void
add_label (Reader *self, LabStepText *step, const char *text)
{
  const char *colon = strchr (text, ':');
  g_autofree char *name = NULL;
  LabLine *words;

  if (colon == NULL)
    {
      refuse (self, self->first, _("expected “= name: words”"));
      return;
    }
  name = g_strstrip (g_strndup (text, (gsize) (colon - text)));
  words = read_line (self, LAB_LINE_PARAGRAPH, colon + 1 + strspn (colon + 1, " "), self->first);
  if (words != NULL)
    g_hash_table_insert (step->labels, g_steal_pointer (&name), words);
}

static void
add_question (Reader *self, LabStepText *step, LabLine *line)
{
  if (step->question != NULL)
    refuse (self, self->first, _("a second question: a step asks at most one"));
  g_clear_pointer (&step->question, lab_line_free);
  step->question = line;
}

/* What was collected becomes a line of its section. */
static void
end_block (Reader *self)
{
  LabStepText *step = section (self);
  char kind = self->kind;
  LabLine *line;

  self->kind = 0;
  if (kind == 0 || (step == NULL && kind != 'p' && kind != '-'))
    return;
  if (kind == '=')
    {
      add_label (self, step, self->block->str);
      return;
    }
  line = read_line (self, kind == '-' ? LAB_LINE_ITEM : LAB_LINE_PARAGRAPH, self->block->str, self->first);
  if (line == NULL)
    return;
  if (step == NULL)
    g_ptr_array_add (self->text->summary, line);
  else if (kind == '>')
    add_question (self, step, line);
  else
    g_ptr_array_add (kind == '1'      ? step->answers
                     : self->revealed ? step->revealed
                                      : step->lines,
                     line);
}

static void
begin_block (Reader *self, char kind, const char *text)
{
  end_block (self);
  if (self->text->title == NULL)
    refuse (self, self->line, _("expected the lesson's title first: “# title”"));
  if (kind != 'p' && kind != '-' && section (self) == NULL)
    refuse (self, self->line, _("a question, an answer or a label stands in a section: “## heading”"));
  if (self->revealed && (kind == '>' || kind == '1'))
    refuse (self, self->line, _("question and answers stand above the line “---”"));
  self->kind = kind;
  self->first = self->line;
  g_string_assign (self->block, text);
}

static void
read_title (Reader *self, const char *text)
{
  end_block (self);
  if (self->text->title != NULL)
    refuse (self, self->line, _("a second title"));
  g_clear_pointer (&self->text->title, lab_line_free);
  self->text->title = read_line (self, LAB_LINE_PARAGRAPH, text, self->line);
}

static void
read_heading (Reader *self, const char *text)
{
  LabStepText step = { .line = self->line,
                       .lines = lab_lines_new (),
                       .answers = lab_lines_new (),
                       .revealed = lab_lines_new () };

  end_block (self);
  self->revealed = FALSE;
  step.labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lab_line_free);
  step.heading = read_line (self, LAB_LINE_PARAGRAPH, text, self->line);
  g_array_append_val (self->text->steps, step);
}

static void
read_rule (Reader *self)
{
  end_block (self);
  if (self->revealed || section (self) == NULL)
    refuse (self, self->line, _("one line “---” in a section"));
  self->revealed = TRUE;
}

/* How many characters of "12. " stand before an answer's words; 0: it is none. */
static gsize
number_length (const char *text)
{
  gsize n = strspn (text, "0123456789");

  return n > 0 && n < 3 && text[n] == '.' && text[n + 1] == ' ' ? n + 2 : 0;
}

static void
go_on (Reader *self, const char *text)
{
  if (self->kind == 0 || self->kind == '=')
    begin_block (self, 'p', text);
  else
    g_string_append_printf (self->block, "%s%s", self->block->len > 0 ? " " : "", text);
}

static void
take_line (Reader *self, const char *text)
{
  if (*text == '\0')
    end_block (self);
  else if (g_str_has_prefix (text, "## "))
    read_heading (self, text + 3);
  else if (g_str_has_prefix (text, "# "))
    read_title (self, text + 2);
  else if (g_str_equal (text, "---"))
    read_rule (self);
  else if (g_str_has_prefix (text, "- "))
    begin_block (self, '-', text + 2);
  else if (g_str_has_prefix (text, "> "))
    begin_block (self, '>', text + 2);
  else if (g_str_has_prefix (text, "= "))
    begin_block (self, '=', text + 2);
  else if (number_length (text) > 0)
    begin_block (self, '1', text + number_length (text));
  else
    go_on (self, text);
}

static void
step_text_clear (gpointer data)
{
  lab__step_text_clear (data);
}

static void
read_all (Reader *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", LINES_MOST + 1);

  for (guint i = 0; lines[i] != NULL && i < LINES_MOST; i++)
    {
      self->line = i + 1;
      take_line (self, g_strstrip (lines[i]));
    }
  end_block (self);
  if (self->text->title == NULL)
    refuse (self, 1, _("expected the lesson's title first: “# title”"));
  if (g_strv_length (lines) > LINES_MOST)
    refuse (self, LINES_MOST, _("a text longer than any lesson is"));
}

LabLessonText *
lab__lesson_text_read (const char *language, const char *text, GPtrArray *problems)
{
  Reader reader = { .problems = problems, .file = g_strdup_printf ("text.%s.md", language),
                    .block = g_string_new (NULL) };
  LabLessonText *self = g_new0 (LabLessonText, 1);

  reader.text = self;
  self->language = g_strdup (language);
  self->summary = lab_lines_new ();
  self->steps = g_array_new (FALSE, TRUE, sizeof (LabStepText));
  g_array_set_clear_func (self->steps, step_text_clear);
  if (g_utf8_validate (text, -1, NULL))
    read_all (&reader, text);
  else
    refuse (&reader, 0, _("bytes that are no UTF-8"));
  g_string_free (reader.block, TRUE);
  g_free (reader.file);
  return self;
}
