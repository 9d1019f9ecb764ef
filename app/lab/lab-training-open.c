/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The networks of a training are opened, gone on with, and saved. */
#include "config.h"

#include "lab-training-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-file.h"
#include "rn-json-private.h"

#define MOST_BYTES (64 * 1024 * 1024)

/* ── opening ── */

void
lab__training_let_go (LabTraining *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_pointer (&self->eyes[i], rn_session_free);
      g_clear_pointer (&self->maps[i], rn_tensor_unref);
      g_clear_pointer (&self->runs[i], rn_train_run_free);
      lab_train_record_clear (&self->records[i]);
    }
  self->n = 0;
  self->kept = FALSE;
  self->seconds = NAN;
  g_array_set_size (self->changes, 0);
  g_clear_pointer (&self->plan, lab_train_plan_free);
}

/* One picture at a time through the network that learns. */
static RnSession *
open_eyes (RnTrainer *trainer, GError **error)
{
  RnSession *training = rn_trainer_session (trainer);
  RnSessionOptions options = *rn_session_options (training);
  RnShape shape = rn_loader_shape (rn_trainer_loader (trainer));

  options.mode = RN_MODE_EVAL;
  options.backward = FALSE;
  options.keep = RN_KEEP_ALL;
  shape.dim[0] = 1;
  return rn_session_new (rn_session_graph (training), rn_session_parameters (training), &shape,
                         &options, error);
}

static gboolean
open_run (LabTraining *self, guint i, const RnProgress *progress, GError **error)
{
  g_autoptr (RnTrainConfig) config = lab_train_plan_config (self->now.plan, i, error);
  RnTrainer *trainer;

  if (config == NULL)
    return FALSE;
  self->runs[i] = rn_train_run_new (config, FALSE, progress, error);
  if (self->runs[i] == NULL)
    return FALSE;
  trainer = rn_train_run_trainer (self->runs[i]);
  lab_train_record_init (&self->records[i], &self->now.plan->nets[i], trainer);
  self->n = i + 1;
  self->eyes[i] = open_eyes (trainer, error);
  return self->eyes[i] != NULL;
}

gboolean
lab__training_open (LabTraining *self, GError **error)
{
  const RnProgress progress = { .cancellable = self->cancellable };

  lab__training_let_go (self);
  lab__training_set_status (self, LAB_TRAIN_OPENING, NULL);
  lab__training_tell (self);
  for (guint i = 0; i < self->now.plan->n; i++)
    if (!open_run (self, i, &progress, error))
      {
        lab__training_let_go (self);
        return FALSE;
      }
  self->plan = lab_train_plan_copy (self->now.plan);
  self->rate = self->now.plan->rate;
  return TRUE;
}

static char *
file_of (const char *folder, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (folder, file, NULL);
}

static gboolean
resume_run (LabTraining *self, guint i, GError **error)
{
  LabTrainRecord *record = &self->records[i];
  RnTrainer *trainer = rn_train_run_trainer (self->runs[i]);
  g_autofree char *weights = file_of (self->now.resumed, record->name, ".safetensors");
  g_autofree char *log = file_of (self->now.resumed, record->name, ".jsonl");
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *lines = NULL;

  if (!rn_trainer_resume (trainer, weights, error))
    return FALSE;
  bytes = rn_file_read (log, MOST_BYTES, NULL);       /* its curve may be missing */
  lines = bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                        : g_strdup ("");
  lab_train_record_read (record, lines, rn_trainer_done (trainer));
  return TRUE;
}

/* The rate of a resumed run is the one it was saved with. */
static void
take_rate (LabTraining *self)
{
  GArray *rates = self->records[0].rates;

  if (rates->len > 0 && isfinite (g_array_index (rates, double, rates->len - 1)))
    self->rate = g_array_index (rates, double, rates->len - 1);
}

void
lab__training_resume (LabTraining *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done = lab__training_open (self, &error);

  for (guint i = 0; done && i < self->n; i++)
    done = resume_run (self, i, &error);
  if (!done)
    {
      lab__training_let_go (self);
      lab__training_stop (self, LAB_TRAIN_FAILED, error->message);
      return;
    }
  take_rate (self);
  lab__training_set_status (self, LAB_TRAIN_PAUSED, NULL);
}

/* ── files ── */

static gboolean
save_run (LabTraining *self, guint i, GError **error)
{
  const LabTrainRecord *record = &self->records[i];
  g_autofree char *weights = file_of (self->now.folder, record->name, ".safetensors");
  g_autofree char *log = file_of (self->now.folder, record->name, ".jsonl");
  g_autofree char *lines = lab_train_record_lines (record);

  return rn_trainer_save (rn_train_run_trainer (self->runs[i]), weights, error)
         && rn_file_write (log, lines, strlen (lines), error);
}

/* A folder that the window resumes from, and `reslab-cli sweep FILE --out FOLDER --resume` too. */
static gboolean
save_all (LabTraining *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->now.folder, "experiment.json", NULL);
  g_autoptr (LabTrainPlan) plan = lab_train_plan_copy (self->plan);
  g_autofree char *text = NULL;
  json_object *json;

  if (g_mkdir_with_parents (self->now.folder, 0755) != 0)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s",
                   self->now.folder, g_strerror (number));
      return FALSE;
    }
  plan->stop = self->now.plan->stop;
  json = lab_train_plan_json (plan);
  text = rn__json_text (json);
  json_object_put (json);
  for (guint i = 0; i < self->n; i++)
    if (!save_run (self, i, error))
      return FALSE;
  return rn_file_write (path, text, strlen (text), error);
}

void
lab__training_save (LabTraining *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->saved, g_free);
  if (self->n == 0)
    return;
  if (save_all (self, &error))
    self->saved = g_strdup (self->now.folder);
  else
    {
      g_free (self->words);
      self->words = g_strdup (error->message);
    }
}
