/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A sitting put aside, and taken up again. */
#include "config.h"

#include "lab-private.h"

struct _LabSitting
{
  LabDocument *document;     /* (owned) */
  LabLook      look;
  GArray      *undo, *redo;  /* (owned) (element-type LabStep) */
};

LabSitting *
lab_sitting_new (void)
{
  LabSitting *self = g_new0 (LabSitting, 1);

  self->document = lab_document_new ();
  lab_look_init (&self->look);
  self->undo = lab__history_copy (NULL);
  self->redo = lab__history_copy (NULL);
  return self;
}

LabSitting *
lab_sitting_keep (Lab *lab)
{
  LabSitting *self = g_new0 (LabSitting, 1);

  self->document = lab_document_copy (lab->document);
  self->look = lab__look_copy (&lab->look);
  self->undo = lab__history_copy (lab->undo);
  self->redo = lab__history_copy (lab->redo);
  return self;
}

void
lab_sitting_free (LabSitting *self)
{
  lab_document_free (self->document);
  lab_look_clear (&self->look);
  g_array_unref (self->undo);
  g_array_unref (self->redo);
  g_free (self);
}

static void
move (char **to, char **from)
{
  g_free (*to);
  *to = g_steal_pointer (from);
}

/*
 * What counts up goes on counting: an earlier number would ask for a report, or a measurement, again. A
 * training goes on as it is, and who looks at the lessons looks on.
 */
void
lab__look_keep_counters (LabLook *look, LabLook *now)
{
  look->lessons = now->lessons;
  look->measurement = now->measurement;
  look->again = now->again;
  look->reports = now->reports;
  look->training = now->training;
  look->until = now->until;
  look->rate = now->rate;
  look->train_serial = now->train_serial;
  look->train_resets = now->train_resets;
  look->train_backs = now->train_backs;
  look->train_saves = now->train_saves;
  look->train_resumes = now->train_resumes;
  move (&look->report, &now->report);
  move (&look->train_folder, &now->train_folder);
  move (&look->train_resumed, &now->train_resumed);
}

void
lab_sitting_go_back (Lab *lab, const LabSitting *self)
{
  LabLook look = lab__look_copy (&self->look);

  lab__look_keep_counters (&look, &lab->look);
  lab_look_clear (&lab->look);
  lab->look = look;
  lab_document_free (lab->document);
  lab->document = lab_document_copy (self->document);
  g_array_unref (lab->undo);
  g_array_unref (lab->redo);
  lab->undo = lab__history_copy (self->undo);
  lab->redo = lab__history_copy (self->redo);
  g_clear_pointer (&lab->merge, g_free);
  lab__schedule (lab);
  lab__clamp (lab);
  lab__play (lab);
  lab__emit_changed (lab, (LabChanges) (LAB_CHANGED_RESULT - 1));
  lab__schedule (lab);
}

void
lab_forget_history (Lab *lab)
{
  g_array_set_size (lab->undo, 0);
  g_array_set_size (lab->redo, 0);
  g_clear_pointer (&lab->merge, g_free);
  lab__emit_changed (lab, LAB_CHANGED_HISTORY);
}
