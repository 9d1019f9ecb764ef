/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is trained, and when. */
#include "config.h"

#include "lab-command-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "lab-training.h"
#include "rn-file.h"

#define MOST_STEPS 100000
#define MOST_BATCH 4096
#define MOST_BYTES (1024 * 1024)

/* Something is asked of the training: what it says afterwards is told apart by the serial. */
static gboolean
ask (LabEdits *edits)
{
  edits->look->train_serial++;
  return TRUE;
}

static gboolean
start (LabEdits *edits, Lab *lab, GError **error)
{
  LabLook *look = edits->look;
  LabTrainState *state = lab_training (lab);
  guint64 at = state != NULL ? state->step : 0;
  int steps = lab_argument_integer (edits, "steps", 0);

  if (state != NULL && state->n_runs > 0 && at >= (guint64) edits->document->plan->stop
      && lab_train_plan_same (edits->document->plan, lab_document (lab)->plan))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("the training is at its last step, %d: let it stop later, or reset it"),
                   edits->document->plan->stop);
      return FALSE;
    }
  look->training = TRUE;
  look->until = steps > 0 ? at + (guint64) steps : 0;
  return ask (edits);
}

static gboolean
pause_training (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->training = FALSE;
  return ask (edits);
}

static gboolean
reset (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->training = FALSE;
  edits->look->rate = 0;             /* the plan's */
  edits->look->train_resets++;
  return ask (edits);
}

static gboolean
go_back (LabEdits *edits, Lab *lab, GError **error)
{
  edits->look->training = FALSE;
  edits->look->train_backs++;
  return ask (edits);
}

static gboolean
set_rate (LabEdits *edits, Lab *lab, GError **error)
{
  LabTrainState *state = lab_training (lab);
  double rate = lab_argument_real (edits, "rate", 0), by = lab_argument_real (edits, "by", 1);
  double now = edits->look->rate > 0 ? edits->look->rate : edits->document->plan->rate;

  rate = rate > 0 ? rate : now * by;
  if (!(rate >= 1e-6 && rate <= 100))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("a learning rate lies between 0.000001 and 100, not at %g"), rate);
      return FALSE;
    }
  edits->look->rate = rate;
  if (state == NULL || state->n_runs == 0)
    edits->document->plan->rate = rate;
  return TRUE;
}

/* ── what is trained ── */

static gboolean
set_models (LabEdits *edits, Lab *lab, GError **error)
{
  LabTrainPlan *plan = edits->document->plan;
  json_object *models = json_object_object_get (edits->arguments, "models");
  gsize n = json_object_is_type (models, json_type_array) ? json_object_array_length (models) : 0;

  if (n < 1 || n > LAB_TRAIN_MOST)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("expected a list of 1 to %d networks"),
                   LAB_TRAIN_MOST);
      return FALSE;
    }
  lab_train_plan_clear (plan);
  for (gsize i = 0; i < n; i++)
    {
      const char *model = json_object_get_string (json_object_array_get_idx (models, i));

      if (!lab_train_plan_add (plan, model != NULL ? model : "", NULL, error))
        return FALSE;
    }
  edits->look->training = FALSE;
  return TRUE;
}

/* As sweep takes it: {"base": …, "runs": …}. */
static gboolean
set_plan (LabEdits *edits, Lab *lab, GError **error)
{
  json_object *json = json_object_object_get (edits->arguments, "experiment");
  LabTrainPlan *plan = lab_train_plan_read (json, "experiment", error);

  if (plan == NULL)
    return FALSE;
  lab_train_plan_free (edits->document->plan);
  edits->document->plan = plan;
  edits->look->training = FALSE;
  edits->look->rate = 0;
  return TRUE;
}

static gboolean
set_data (LabEdits *edits, Lab *lab, GError **error)
{
  const char *place = lab_argument_text (edits, "place");

  if (!rn_dataset_check (place, error))
    return FALSE;
  g_free (edits->document->plan->data);
  edits->document->plan->data = g_strdup (place);
  edits->look->training = FALSE;
  return TRUE;
}

static gboolean
take_integer (int *to, double value, int least, int most, GError **error)
{
  if (!(value >= least && value <= most))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%g is not between %d and %d"), value, least,
                   most);
      return FALSE;
    }
  *to = (int) value;
  return TRUE;
}

static gboolean
take_share (double *to, double value, GError **error)
{
  if (!(value >= 0 && value < 1))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%g is not between 0 and 1"), value);
      return FALSE;
    }
  *to = value;
  return TRUE;
}

static gboolean
set_key (LabEdits *edits, Lab *lab, GError **error)
{
  LabTrainPlan *plan = edits->document->plan;
  const char *key = lab_argument_text (edits, "key");
  double value = lab_argument_real (edits, "value", 0);

  if (g_str_equal (key, "batch"))
    return take_integer (&plan->batch, value, 1, MOST_BATCH, error);
  if (g_str_equal (key, "seed"))
    return take_integer (&plan->seed, value, 0, G_MAXINT, error);
  if (g_str_equal (key, "stop"))
    return take_integer (&plan->stop, value, 1, MOST_STEPS, error);
  if (g_str_equal (key, "momentum"))
    return take_share (&plan->momentum, value, error);
  if (g_str_equal (key, "weight_decay"))
    return take_share (&plan->decay, value, error);
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
               "a training has no key “%s”; it has batch, seed, stop, momentum and weight_decay", key);
  return FALSE;
}

static gboolean
set_layer (LabEdits *edits, Lab *lab, GError **error)
{
  g_free (edits->look->train_layer);
  edits->look->train_layer = g_strdup (lab_argument_text (edits, "name"));
  return TRUE;
}

/* ── files ── */

static gboolean
save (LabEdits *edits, Lab *lab, GError **error)
{
  LabTrainState *state = lab_training (lab);

  if (state == NULL || state->n_runs == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("nothing has been trained yet"));
      return FALSE;
    }
  g_free (edits->look->train_folder);
  edits->look->train_folder = g_strdup (lab_argument_text (edits, "folder"));
  edits->look->train_saves++;
  return TRUE;
}

static gboolean
resume (LabEdits *edits, Lab *lab, GError **error)
{
  const char *folder = lab_argument_text (edits, "folder");
  g_autofree char *path = g_build_filename (folder, "experiment.json", NULL);
  g_autoptr (GBytes) bytes = rn_file_read (path, MOST_BYTES, error);
  json_object *json;
  LabTrainPlan *plan;

  if (bytes == NULL)
    return FALSE;
  json = rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, error);
  plan = json != NULL ? lab_train_plan_read (json, path, error) : NULL;
  json_object_put (json);
  if (plan == NULL)
    return FALSE;
  lab_train_plan_free (edits->document->plan);
  edits->document->plan = plan;
  g_free (edits->look->train_resumed);
  edits->look->train_resumed = g_strdup (folder);
  edits->look->training = FALSE;
  edits->look->rate = 0;
  edits->look->train_resumes++;
  return ask (edits);
}


const LabCommand lab__commands_train[] = {
  { .name = "train-start",
    .arguments = { { "steps", LAB_INTEGER, FALSE, "then it pauses; left out: to the end" } },
    .changes = LAB_CHANGED_TRAIN,
    .run = start },
  { .name = "train-pause", .changes = LAB_CHANGED_TRAIN, .run = pause_training },
  { .name = "train-reset", .changes = LAB_CHANGED_TRAIN, .run = reset },
  { .name = "train-back", .changes = LAB_CHANGED_TRAIN, .run = go_back },
  { .name = "train-rate",
    .arguments = { { "rate", LAB_REAL, FALSE, "learning rate from the next step on" },
                   { "by", LAB_REAL, FALSE, "instead: so many times the present one" } },
    .changes = LAB_CHANGED_TRAIN,
    .run = set_rate },
  { .name = "train-models",
    .title = N_("Train other networks"),
    .arguments = { { "models", LAB_SPECS, TRUE, "a list of 1 to 4 names or specs" } },
    .changes = LAB_CHANGED_TRAIN,
    .undoable = TRUE,
    .run = set_models },
  { .name = "train-plan",
    .title = N_("Train other networks"),
    .arguments = { { "experiment", LAB_PLAN, TRUE, "{\"base\": …, \"runs\": …}, as of sweep" } },
    .changes = LAB_CHANGED_TRAIN,
    .undoable = TRUE,
    .run = set_plan },
  { .name = "train-data",
    .title = N_("Train on other data"),
    .arguments = { { "place", LAB_DATA, TRUE, "shapes, a folder, or a file" } },
    .changes = LAB_CHANGED_TRAIN,
    .undoable = TRUE,
    .run = set_data },
  { .name = "train-set",
    .title = N_("Train in another way"),
    .arguments = { { "key", LAB_TEXT, TRUE, "batch, seed, stop, momentum, weight_decay" },
                   { "value", LAB_REAL, TRUE, "of it" } },
    .changes = LAB_CHANGED_TRAIN,
    .undoable = TRUE,
    .merge = "key",
    .run = set_key },
  { .name = "train-layer",
    .arguments = { { "name", LAB_TEXT, FALSE, "whose maps are shown; left out: one in the middle" } },
    .changes = LAB_CHANGED_TRAIN,
    .run = set_layer },
  { .name = "train-save",
    .arguments = { { "folder", LAB_TARGET, TRUE, "made where it is not there" } },
    .changes = LAB_CHANGED_TRAIN,
    .run = save },
  { .name = "train-resume",
    .title = N_("Go on with a training"),
    .arguments = { { "folder", LAB_FILE, TRUE, "that train-save or sweep wrote" } },
    .changes = LAB_CHANGED_TRAIN,
    .undoable = TRUE,
    .run = resume },
  { .name = NULL },
};
