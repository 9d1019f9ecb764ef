/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Undo and redo: documents as they were before each command. */
#include "config.h"

#include "lab-command-private.h"
#include "lab-private.h"

#include "fig-i18n.h"

#define MOST_STEPS 200

#define EVERYTHING                                                                                 \
  (LAB_CHANGED_NETWORK | LAB_CHANGED_PICTURE | LAB_CHANGED_BLOCKS | LAB_CHANGED_DEPTH              \
   | LAB_CHANGED_SELECTION | LAB_CHANGED_FOLD | LAB_CHANGED_POSITION | LAB_CHANGED_HISTORY)

static void
step_clear (gpointer data)
{
  lab_document_free (((LabStep *) data)->document);
}

GArray *
lab__history_copy (GArray *steps)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (LabStep));

  g_array_set_clear_func (copy, step_clear);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      LabStep step = g_array_index (steps, LabStep, i);

      step.document = lab_document_copy (step.document);
      g_array_append_val (copy, step);
    }
  return copy;
}

/* (transfer full) (nullable) what the next command must say to join this step */
static char *
merge_key (const LabCommand *command, json_object *arguments)
{
  g_auto (GStrv) names = command->merge != NULL ? g_strsplit (command->merge, " ", 0) : NULL;
  GString *key = g_string_new (command->name);
  json_object *value = NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (arguments == NULL || !json_object_object_get_ex (arguments, names[i], &value))
        g_clear_pointer (&names, g_strfreev);
      else
        g_string_append_printf (key, " %s", json_object_to_json_string (value));
    }
  return g_string_free (key, names == NULL);
}

void
lab__history_push (Lab *self, const LabCommand *command, json_object *arguments,
                   LabDocument *before)
{
  g_autofree char *merge = merge_key (command, arguments);
  LabStep step = { before, command };

  g_array_set_size (self->redo, 0);
  if (merge != NULL && g_strcmp0 (merge, self->merge) == 0 && self->undo->len > 0)
    lab_document_free (before);
  else
    g_array_append_val (self->undo, step);
  if (self->undo->len > MOST_STEPS)
    g_array_remove_index (self->undo, 0);
  g_free (self->merge);
  self->merge = g_steal_pointer (&merge);
}

/* Forgets the last step: what it led to could not be computed. */
void
lab__history_drop (Lab *self)
{
  if (self->undo->len > 0)
    g_array_set_size (self->undo, self->undo->len - 1);
  g_clear_pointer (&self->merge, g_free);
}

static const LabStep *
last (GArray *steps)
{
  return steps->len > 0 ? &g_array_index (steps, LabStep, steps->len - 1) : NULL;
}

gboolean
lab_can_undo (Lab *self)
{
  return self->undo->len > 0;
}

gboolean
lab_can_redo (Lab *self)
{
  return self->redo->len > 0;
}

const char *
lab_undo_title (Lab *self)
{
  return last (self->undo) != NULL ? _(last (self->undo)->command->title) : NULL;
}

const char *
lab_redo_title (Lab *self)
{
  return last (self->redo) != NULL ? _(last (self->redo)->command->title) : NULL;
}

/* Takes the last step of @from, and keeps the present document as a step of @to. */
static gboolean
swap (LabEdits *edits, Lab *lab, GArray *from, GArray *to, const char *what, GError **error)
{
  LabStep step, back;

  if (from->len == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("There is nothing to %s."), what);
      return FALSE;
    }
  step = *last (from);
  step.document = lab_document_copy (step.document);
  g_array_set_size (from, from->len - 1);
  back = (LabStep) { edits->document, step.command };
  g_array_append_val (to, back);
  edits->document = step.document;
  g_clear_pointer (&lab->merge, g_free);
  return TRUE;
}

static gboolean
undo (LabEdits *edits, Lab *lab, GError **error)
{
  return swap (edits, lab, lab->undo, lab->redo, _("undo"), error);
}

static gboolean
redo (LabEdits *edits, Lab *lab, GError **error)
{
  return swap (edits, lab, lab->redo, lab->undo, _("redo"), error);
}

const LabCommand lab__commands_history[] = {
  { .name = "undo", .title = N_("Undo"), .changes = EVERYTHING, .run = undo },
  { .name = "redo", .title = N_("Redo"), .changes = EVERYTHING, .run = redo },
  { .name = NULL },
};
