/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Steps, and what is done between them. */
#include "config.h"

#include "train-run-private.h"
#include "trainer-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "rn-file.h"
#include "rn-json-private.h"

void
rn_train_run_free (RnTrainRun *self)
{
  g_clear_pointer (&self->log, train_log_close);
  g_clear_pointer (&self->test_session, rn_session_free);
  g_clear_pointer (&self->test_loader, rn_loader_free);
  g_clear_pointer (&self->test_data, rn_dataset_unref);
  g_clear_pointer (&self->trainer, rn_trainer_free);
  g_clear_pointer (&self->config, rn_train_config_free);
  g_free (self);
}

RnTrainer *
rn_train_run_trainer (RnTrainRun *self)
{
  return self->trainer;
}

/* Whether it keeps the run's files. */
static gboolean
is_first (RnTrainRun *self)
{
  return rn_comm_rank (rn_trainer_comm (self->trainer)) == 0;
}

/* ── opening ── */

/* The test split, or none where the data has no such split. */
static gboolean
open_test_data (RnTrainRun *self, GError **error)
{
  const RnTrainConfig *config = self->config;
  RnDatasetOptions options = { .split = "test", .seed = (guint64) config->seed,
                               .count = config->test_count > 0 ? (gsize) config->test_count : 0 };
  g_autoptr (GError) local = NULL;

  self->test_data = rn_dataset_open (config->data, &options, &local);
  if (self->test_data != NULL)
    {
      if (g_str_equal (rn_dataset_split (self->test_data), "all"))
        g_clear_pointer (&self->test_data, rn_dataset_unref);
      return TRUE;
    }
  if (g_error_matches (local, RN_ERROR, RN_ERROR_UNKNOWN)
      || g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The network as it answers, on the parameters that learn. */
static gboolean
open_test (RnTrainRun *self, const RnProgress *progress, GError **error)
{
  RnLoaderOptions options
      = { .batch = (gsize) self->config->batch, .order = RN_LOADER_FILE, .once = TRUE };
  RnSession *training = rn_trainer_session (self->trainer);
  RnSessionOptions run = *rn_session_options (training);
  g_autoptr (RnTransform) transform = NULL;
  RnShape shape;

  if (!open_test_data (self, error))
    return FALSE;
  if (self->test_data == NULL)
    return TRUE;
  transform = rn_train_config_transform (self->config, FALSE, self->test_data, progress, error);
  self->test_loader
      = transform != NULL ? rn_loader_new (self->test_data, transform, &options, error) : NULL;
  if (self->test_loader == NULL)
    return FALSE;
  shape = rn_loader_shape (self->test_loader);
  run.mode = RN_MODE_EVAL;
  run.backward = FALSE;
  self->test_session = rn_session_new (rn_session_graph (training),
                                       rn_session_parameters (training), &shape, &run, error);
  return self->test_session != NULL;
}

static gboolean
go_on (RnTrainRun *self, gboolean resume, GError **error)
{
  const char *checkpoint = self->config->checkpoint;

  if (!resume)
    return TRUE;
  if (checkpoint == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _ ("there is no “checkpoint” in the config to go on from"));
      return FALSE;
    }
  if (!g_file_test (checkpoint, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!rn_trainer_resume (self->trainer, checkpoint, error))
    return FALSE;
  self->resumed = rn_trainer_done (self->trainer);
  return TRUE;
}

static gboolean
open_files (RnTrainRun *self, gboolean resume, const RnProgress *progress, GError **error)
{
  if (!open_test (self, progress, error) || !go_on (self, resume, error))
    return FALSE;
  if (self->config->log != NULL)
    self->log = train_log_open (self->config->log, self->resumed, error);
  return self->config->log == NULL || self->log != NULL;
}

/* What the first rank has to open, and where it stands then. */
static gboolean
open_first (RnTrainRun *self, gboolean resume, const RnProgress *progress, GError **error)
{
  GError *own = NULL;

  if (is_first (self))
    open_files (self, resume, progress, &own);
  if (!rn_comm_agree (rn_trainer_comm (self->trainer), own, error))
    return FALSE;
  rn__trainer_follow_first (self->trainer);
  self->resumed = rn_trainer_done (self->trainer);
  return TRUE;
}

/* What cannot be written is told before the work, not after it. */
static gboolean
check_targets (const RnTrainConfig *config, GError **error)
{
  const char *const targets[] = { config->checkpoint, config->log, config->summary };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    if (targets[i] != NULL && !rn_file_check_target (targets[i], error))
      return FALSE;
  return TRUE;
}

/**
 * rn_train_run_new_shared:
 *
 * Errors: those of rn_trainer_new(), rn_trainer_resume() and of the log's file
 */
RnTrainRun *
rn_train_run_new_shared (const RnTrainConfig *config, gboolean resume, RnComm *comm,
                         const RnProgress *progress, GError **error)
{
  g_autoptr (RnTrainRun) self = g_new0 (RnTrainRun, 1);
  json_object *json = rn_train_config_json (config);
  GError *own = NULL;

  self->config = rn_train_config_parse (json, "config", error);
  json_object_put (json);
  self->tested = (RnTrainTest) { .loss = NAN, .accuracy = NAN };
  if (self->config == NULL)
    return NULL;
  if (rn_comm_rank (comm) == 0)         /* it writes for all */
    check_targets (self->config, &own);
  if (!rn_comm_agree (comm, own, error))
    return NULL;
  self->trainer = rn_trainer_new_shared (config, comm, progress, error);
  if (self->trainer == NULL || !open_first (self, resume, progress, error))
    return NULL;
  return g_steal_pointer (&self);
}

RnTrainRun *
rn_train_run_new (const RnTrainConfig *config, gboolean resume, const RnProgress *progress,
                  GError **error)
{
  return rn_train_run_new_shared (config, resume, NULL, progress, error);
}

/* ── between steps ── */

gboolean
rn_train_run_test (RnTrainRun *self, RnTrainTest *test, const RnProgress *progress, GError **error)
{
  RnEvaluationPass pass = { self->test_session, self->test_loader };
  g_autoptr (RnEvaluation) evaluation = NULL;

  *test = (RnTrainTest) { .loss = NAN, .accuracy = NAN };
  if (self->test_session == NULL)
    return TRUE;
  evaluation = rn_evaluation_new (rn_spec_n_classes (rn_trainer_spec (self->trainer)));
  rn_loader_seek (self->test_loader, (RnLoaderPosition) { 0 });
  if (!rn_evaluation_run (evaluation, &pass, 1, progress, error))
    return FALSE;
  test->n = rn_evaluation_n (evaluation);
  test->loss = rn_evaluation_loss (evaluation);
  test->accuracy = (double) rn_evaluation_correct (evaluation) / (double) test->n;
  self->tested = *test;
  return TRUE;
}

static gboolean
is_last (RnTrainRun *self)
{
  return rn_trainer_done (self->trainer) == rn_trainer_n_steps (self->trainer);
}

static gboolean
is_test_due (RnTrainRun *self)
{
  double every = self->config->test_every * (double) rn_trainer_n_batches (self->trainer);
  double done = (double) rn_trainer_done (self->trainer);

  return is_last (self) || (every > 0 && floor (done / every) > floor ((done - 1) / every));
}

static gboolean
write_line (RnTrainRun *self, const RnTrainTest *test, GError **error)
{
  const RnTrainStep *step = &self->last;
  json_object *line;

  if (self->log == NULL)
    return TRUE;
  line = json_object_new_object ();
  json_object_object_add (line, "step", json_object_new_uint64 (step->step));
  json_object_object_add (line, "epoch", json_object_new_uint64 (step->epoch));
  json_object_object_add (line, "loss", rn__json_real (step->loss));
  json_object_object_add (line, "lr", rn__json_real (step->rate));
  json_object_object_add (line, "accuracy", rn__json_real (step->accuracy));
  json_object_object_add (line, "gradient_norm", rn__json_real (step->gradient_norm));
  if (test != NULL && test->n > 0)
    {
      json_object_object_add (line, "test_loss", rn__json_real (test->loss));
      json_object_object_add (line, "test_accuracy", rn__json_real (test->accuracy));
    }
  if (is_last (self))
    json_object_object_add (line, "parameter_norm",
                            rn__json_real (rn_trainer_parameter_norm (self->trainer)));
  return train_log_write (self->log, line, error);
}

static gboolean
save (RnTrainRun *self, GError **error)
{
  return self->config->checkpoint == NULL || !is_first (self)
      || rn_trainer_save (self->trainer, self->config->checkpoint, error);
}

static gboolean
is_save_due (RnTrainRun *self)
{
  return is_last (self)
      || rn_trainer_done (self->trainer) % (guint64) self->config->checkpoint_every == 0;
}

/* What follows a step: a test into @test where one is due, a line, a checkpoint. */
static gboolean
follow_up (RnTrainRun *self, RnTrainTest *test, GError **error)
{
  gboolean due = is_test_due (self);

  return (!due || rn_train_run_test (self, test, NULL, error))
      && write_line (self, due ? test : NULL, error) && (!is_save_due (self) || save (self, error));
}

static gboolean
advance (RnTrainRun *self, const RnTrainListener *listener, GError **error)
{
  RnTrainTest test, *made = NULL;
  GError *own = NULL;

  if (!rn_trainer_step (self->trainer, &self->last, error))
    return FALSE;
  if (is_test_due (self))
    made = &test;
  follow_up (self, &test, &own);
  if (!rn_comm_agree (rn_trainer_comm (self->trainer), own, error))
    return FALSE;
  if (listener != NULL)
    listener->stepped (&self->last, made, listener->data);
  return TRUE;
}

gboolean
rn_train_run_step (RnTrainRun *self, const RnTrainListener *listener, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean done = advance (self, listener, error);

  self->busy_us += g_get_monotonic_time () - begin;
  return done;
}

gboolean
rn_train_run_is_done (const RnTrainRun *self)
{
  return rn_trainer_done (self->trainer) >= rn_trainer_n_steps (self->trainer);
}

const RnTrainStep *
rn_train_run_last (const RnTrainRun *self)
{
  return &self->last;
}

const RnTrainTest *
rn_train_run_tested (const RnTrainRun *self)
{
  return &self->tested;
}

static gboolean
tell (RnTrainRun *self, const RnProgress *progress, GError **error)
{
  guint64 done = rn_trainer_done (self->trainer), all = rn_trainer_n_steps (self->trainer);
  g_autofree char *what
      = done == self->resumed
            ? g_strdup (_ ("the first step"))
            : g_strdup_printf (_ ("step %llu of %llu, loss %.3f"), (unsigned long long) done,
                               (unsigned long long) all, self->last.loss);

  return rn_progress_step (progress, (double) done / (double) all, what, error);
}

static gboolean
write_summary (RnTrainRun *self, const RnProgress *progress, GError **error)
{
  json_object *summary;
  g_autofree char *text = NULL;

  if (self->config->summary == NULL || !is_first (self))
    return TRUE;
  summary = rn_train_run_summary (self, progress, error);
  if (summary == NULL)
    return FALSE;
  text = rn__json_text (summary);
  json_object_put (summary);
  return rn_file_write (self->config->summary, text, strlen (text), error);
}

gboolean
rn_train_run_finish (RnTrainRun *self, const RnProgress *progress, GError **error)
{
  return rn_train_run_is_done (self) ? write_summary (self, progress, error) : save (self, error);
}

gboolean
rn_train_run_go (RnTrainRun *self, const RnTrainListener *listener, const RnProgress *progress,
                 GError **error)
{
  while (!rn_train_run_is_done (self))
    {
      GError *own = NULL;

      tell (self, progress, &own);
      if (!rn_comm_agree (rn_trainer_comm (self->trainer), own, error))
        {
          rn_train_run_finish (self, NULL, NULL);
          return FALSE;
        }
      if (!rn_train_run_step (self, listener, error))
        return FALSE;
    }
  return rn_train_run_finish (self, progress, error);
}
