/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A sitting: commands in, signals out. */
#include "config.h"

#include "lab-command-private.h"
#include "lab-private.h"

enum
{
  CHANGED,
  FAILED,
  PROGRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (Lab, lab, G_TYPE_OBJECT)

/* What Compare begins with: the three blocks of the ResNet and ResNeXt papers, 256 channels wide. */
static void
first_blocks (LabDocument *document)
{
  static const char *const texts[] = {
    "{\"body\": \"basic\", \"in\": 256, \"out\": 256}",
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}",
    "{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256, \"mid\": 128, \"groups\": 32}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      json_object *json = json_tokener_parse (texts[i]);

      rn_block_spec_read (&document->blocks[i], json, NULL);
      json_object_put (json);
    }
  document->n_blocks = G_N_ELEMENTS (texts);
  document->side = 56;
  document->batch = 1;
}

LabDocument *
lab_document_new (void)
{
  g_autoptr (LabDocument) empty = g_new0 (LabDocument, 1);
  LabDocument *document = lab_document_copy (empty);

  document->spec = rn_spec_open ("resnet18", NULL);
  document->picture = lab_picture_built_in ();
  document->norm = TRUE;
  document->overlay = TRUE;
  document->samples = 8;
  document->plan = lab_train_plan_new ();
  first_blocks (document);
  return document;
}

static void
lab_init (Lab *self)
{
  self->document = lab_document_new ();
  self->good = lab_document_copy (self->document);
  lab_look_init (&self->look);
  self->undo = lab__history_copy (NULL);
  self->redo = lab__history_copy (NULL);
  lab__work_start (self);
}

static void
lab_dispose (GObject *object)
{
  Lab *self = LAB_LAB (object);

  self->look.playing = FALSE;
  lab__play (self);
  lab__train_end (self);
  lab__work_stop (self);
  G_OBJECT_CLASS (lab_parent_class)->dispose (object);
}

static void
lab_finalize (GObject *object)
{
  Lab *self = LAB_LAB (object);

  g_array_unref (self->undo);
  g_array_unref (self->redo);
  lab_document_free (self->document);
  lab_document_free (self->good);
  lab_look_clear (&self->look);
  lab_look_clear (&self->good_look);
  g_clear_error (&self->last_error);
  g_free (self->merge);
  G_OBJECT_CLASS (lab_parent_class)->finalize (object);
}

static void
lab_class_init (LabClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lab_dispose;
  object_class->finalize = lab_finalize;
  signals[CHANGED] = g_signal_new ("changed", LAB_TYPE_LAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[FAILED] = g_signal_new ("failed", LAB_TYPE_LAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PROGRESS] = g_signal_new ("progress", LAB_TYPE_LAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_STRING);
}

Lab *
lab_new (void)
{
  Lab *self = g_object_new (LAB_TYPE_LAB, NULL);

  lab__schedule (self);
  return self;
}

const LabDocument *
lab_document (Lab *self)
{
  return self->document;
}

const LabLook *
lab_look (Lab *self)
{
  return &self->look;
}

LabView
lab_shown_view (Lab *self)
{
  g_return_val_if_fail (LAB_IS_LAB (self), LAB_VIEW_EXPLORE);
  return self->look.lessons ? LAB_VIEW_LESSONS : self->look.view;
}

void
lab__emit_changed (Lab *self, LabChanges changes)
{
  g_signal_emit (self, signals[CHANGED], 0, (guint) changes);
}

void
lab__emit_progress (Lab *self, double fraction, const char *what)
{
  g_signal_emit (self, signals[PROGRESS], 0, fraction, what);
}

void
lab__fail (Lab *self, const GError *error)
{
  g_clear_error (&self->last_error);
  self->last_error = g_error_copy (error);
  g_signal_emit (self, signals[FAILED], 0, error->message);
}

/* ── commands ── */

LabLook
lab__look_copy (const LabLook *look)
{
  LabLook copy = *look;
  GHashTableIter iter;
  gpointer key, value;

  copy.selected = g_strdup (look->selected);
  copy.report = g_strdup (look->report);
  copy.train_folder = g_strdup (look->train_folder);
  copy.train_resumed = g_strdup (look->train_resumed);
  copy.train_layer = g_strdup (look->train_layer);
  copy.open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, look->open);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy.open, g_strdup (key), value);
  return copy;
}

/* Another network begins with a look of its own; if it cannot be had, this one comes back. */
static void
keep_look (Lab *self, const LabCommand *command)
{
  const LabChanges network = LAB_CHANGED_NETWORK | LAB_CHANGED_FOLD;

  if ((command->changes & network) != network || !lab_is_current (self, LAB_TASK_pass))
    return;
  lab_look_clear (&self->good_look);
  self->good_look = lab__look_copy (&self->look);
}

static void
accept (Lab *self, const LabCommand *command, LabEdits *edits)
{
  LabDocument *before = self->document;
  LabChanges changes = command->changes;

  keep_look (self, command);
  self->document = edits->document;
  lab_look_clear (&self->look);
  self->look = *edits->look;
  if (command->undoable)
    {
      lab__history_push (self, command, edits->arguments, before);
      changes |= LAB_CHANGED_HISTORY;
    }
  else
    lab_document_free (before);
  lab__schedule (self);
  lab__clamp (self);
  if (changes & LAB_CHANGED_POSITION)
    lab__play (self);
  if (changes & (LAB_CHANGED_TRAIN | LAB_CHANGED_PICTURE | LAB_CHANGED_HISTORY))
    lab__train_follow (self);
  lab__emit_changed (self, changes);
  lab__schedule (self);
}

/* The changes of a command are made on copies, which become the state if all went well. */
static gboolean
run (Lab *self, const LabCommand *command, json_object *arguments, GError **error)
{
  LabLook look = lab__look_copy (&self->look);
  LabEdits edits = { lab_document_copy (self->document), &look, arguments };

  if (command->run (&edits, self, error))
    {
      accept (self, command, &edits);
      return TRUE;
    }
  lab_document_free (edits.document);
  lab_look_clear (&look);
  return FALSE;
}

static gboolean
tell_failure (Lab *self, GError *local, GError **error)
{
  if (error == NULL)
    lab__fail (self, local);
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
lab_do (Lab *self, GError **error, const char *name, ...)
{
  const LabCommand *command = lab_command_find (name);
  GError *local = NULL;
  json_object *arguments;
  va_list values;
  gboolean done;

  g_return_val_if_fail (command != NULL, FALSE);
  va_start (values, name);
  arguments = lab__command_collect (command, values);
  va_end (values);
  done = lab__command_check (command, arguments, &local) && run (self, command, arguments, &local);
  json_object_put (arguments);
  return done || tell_failure (self, local, error);
}

gboolean
lab_do_json (Lab *self, json_object *json, GError **error)
{
  const LabCommand *command = NULL;
  GError *local = NULL;
  json_object *name = NULL;

  if (!json_object_is_type (json, json_type_object)
      || !json_object_object_get_ex (json, "command", &name)
      || !json_object_is_type (name, json_type_string))
    local = g_error_new (RN_ERROR, RN_ERROR_FORMAT,
                         "a command is an object with a text “command”, not %s",
                         json_object_to_json_string (json));
  else if ((command = lab_command_find (json_object_get_string (name))) == NULL)
    local = g_error_new (RN_ERROR, RN_ERROR_UNKNOWN, "there is no command “%s”",
                         json_object_get_string (name));
  if (local == NULL && lab__command_check (command, json, &local)
      && run (self, command, json, &local))
    return TRUE;
  return tell_failure (self, local, error);
}

gboolean
lab_show (Lab *self, LabPicture *picture)
{
  const LabCommand *command = lab_command_find ("picture");
  LabLook look = lab__look_copy (&self->look);
  LabEdits edits = { lab_document_copy (self->document), &look, NULL };

  lab_picture_unref (edits.document->picture);
  edits.document->picture = lab_picture_ref (picture);
  accept (self, command, &edits);
  return TRUE;
}
