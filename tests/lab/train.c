/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Training as a part of a sitting: going, pausing, rates, files, divergence. */
#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "lab-export.h"
#include "lab-train-scene.h"
#include "rn-file.h"
#include "rn-test.h"

/* Small enough that a step takes a millisecond. */
#define NET(name, shortcut)                                                                        \
  "{\"name\":\"" name "\",\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":4,\"out\":4,\"pool\":\"none\"},"     \
  "\"block\":{\"shortcut\":\"" shortcut "\"},\"stages\":[{\"name\":\"layer1\",\"count\":1,\"out\":4}],"   \
  "\"head\":{\"classes\":10}}"

static Lab *
open_lab (void)
{
  Lab *lab = lab_new ();
  g_autoptr (GError) error = NULL;
  json_object *models = json_object_new_array ();

  lab_do (lab, NULL, "model", "spec", NET ("plain", "none"), NULL);
  json_object_array_add (models, json_object_new_string (NET ("plain", "none")));
  json_object_array_add (models, json_object_new_string (NET ("residual", "auto")));
  lab_do (lab, &error, "train-models", "models", models, NULL);
  g_assert_no_error (error);
  json_object_put (models);
  lab_do (lab, NULL, "train-set", "key", "batch", "value", 8.0, NULL);
  lab_do (lab, NULL, "view", "name", "train", NULL);
  return lab;
}

static LabTrainState *
train (Lab *lab, int steps)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lab_do (lab, &error, "train-start", "steps", steps, NULL));
  lab_wait (lab, &error);
  g_assert_no_error (error);
  return lab_training (lab);
}

/* Runs the main context until the thread has answered what was asked last. */
static void
settle (Lab *lab)
{
  guint serial = lab_look (lab)->train_serial, saves = lab_look (lab)->train_saves;

  while (lab_training (lab) == NULL || lab_training (lab)->serial != serial
         || lab_training (lab)->status == LAB_TRAIN_OPENING || lab_training (lab)->saves != saves)
    g_main_context_iteration (NULL, TRUE);
}

static void
goes_in_lock_step (void)
{
  g_autoptr (Lab) lab = open_lab ();
  LabTrainState *state;

  g_assert_null (lab_training (lab));
  state = train (lab, 3);
  g_assert_cmpint (state->status, ==, LAB_TRAIN_PAUSED);
  g_assert_cmpuint (state->n_runs, ==, 2);
  g_assert_cmpuint (state->step, ==, 3);
  g_assert_true (state->runs[0].plain);
  g_assert_false (state->runs[1].plain);
  for (guint i = 0; i < 2; i++)
    {
      const LabTrainRun *run = &state->runs[i];

      g_assert_cmpuint (run->n_steps, ==, 3);
      g_assert_true (isfinite (run->loss[2]));
      g_assert_cmpuint (run->n_layers, ==, 4);           /* conv1, two in the block, fc */
      g_assert_cmpstr (run->layers[1], ==, "layer1.0.conv1");
      g_assert_cmpstr (run->groups[1], ==, run->groups[2]);
      g_assert_cmpuint (rn_tensor_shape (run->norms)->dim[1], ==, 3);
      g_assert_cmpfloat (rn_tensor_values (run->norms)[0], >, 0);
      g_assert_nonnull (run->maps);
    }
  g_assert_true (isfinite (lab_train_loss (lab, "residual")));
  g_assert_true (isnan (lab_train_loss (lab, "nobody")));
  state = train (lab, 2);
  g_assert_cmpuint (state->step, ==, 5);
}

/* Stopped and gone on with is the same as never stopped. */
static void
pauses_leave_no_trace (void)
{
  g_autoptr (Lab) one = open_lab (), other = open_lab ();
  LabTrainState *whole, *parts;

  whole = train (one, 6);
  train (other, 2);
  parts = train (other, 4);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (whole->runs[1].loss[i], ==, parts->runs[1].loss[i]);
}

static void
rates_change_in_mid_run (void)
{
  g_autoptr (Lab) lab = open_lab ();
  g_autoptr (GError) error = NULL;
  LabTrainState *state;
  const FigRateChange *change;

  train (lab, 2);
  lab_do (lab, NULL, "train-rate", "by", 0.5, NULL);
  state = train (lab, 2);
  g_assert_cmpuint (state->changes->len, ==, 1);
  change = &g_array_index (state->changes, FigRateChange, 0);
  g_assert_cmpfloat (change->step, ==, 2);
  g_assert_cmpfloat (change->before, ==, 0.02);
  g_assert_cmpfloat (change->after, ==, 0.01);
  g_assert_cmpfloat (state->rate, ==, 0.01);
  g_assert_false (lab_do (lab, &error, "train-rate", "rate", 1e9, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

static void
saves_and_goes_on (void)
{
  g_autoptr (Lab) lab = open_lab (), other = lab_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = rn_test_folder ();
  static const char *const files[]
    = { "experiment.json", "plain.safetensors", "plain.jsonl", "residual.safetensors",
        "residual.jsonl" };
  LabTrainState *state, *resumed;

  train (lab, 3);
  g_assert_true (lab_do (lab, &error, "train-save", "folder", folder, NULL));
  settle (lab);
  g_assert_cmpstr (lab_training (lab)->saved, ==, folder);
  g_assert_true (lab_do (other, &error, "train-resume", "folder", folder, NULL));
  settle (other);
  g_assert_cmpint (lab_training (other)->status, ==, LAB_TRAIN_PAUSED);
  g_assert_cmpuint (lab_training (other)->step, ==, 3);
  state = train (lab, 2);
  resumed = train (other, 2);
  for (guint r = 0; r < 2; r++)
    for (guint i = 0; i < 5; i++)
      g_assert_cmpfloat (state->runs[r].loss[i], ==, resumed->runs[r].loss[i]);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_assert_cmpint (remove (path), ==, 0);
    }
  g_assert_cmpint (remove (folder), ==, 0);
  g_assert_false (lab_do (other, &error, "train-resume", "folder", folder, NULL));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* A rate that no network stands: the step is marked, the reason told, and there is a way back. */
static void
diverges_and_goes_back (void)
{
  g_autoptr (Lab) lab = open_lab ();
  LabTrainState *state;
  guint64 at;

  train (lab, 2);
  lab_do (lab, NULL, "train-rate", "rate", 100.0, NULL);
  lab_do (lab, NULL, "train-start", NULL);
  lab_wait (lab, NULL);
  state = lab_training (lab);
  g_assert_cmpint (state->status, ==, LAB_TRAIN_FAILED);
  g_assert_nonnull (state->words);
  g_assert_cmpuint (MAX (state->runs[0].diverged, state->runs[1].diverged), >, 2);
  g_assert_true (state->can_go_back);
  at = state->step;
  lab_do (lab, NULL, "train-rate", "rate", 0.01, NULL);
  lab_do (lab, NULL, "train-back", NULL);
  settle (lab);
  state = lab_training (lab);
  g_assert_cmpint (state->status, ==, LAB_TRAIN_PAUSED);
  g_assert_cmpuint (state->step, <=, at);
  state = train (lab, 1);
  g_assert_cmpint (state->status, ==, LAB_TRAIN_PAUSED);
}

static void
tells_of_itself (void)
{
  g_autoptr (Lab) lab = open_lab ();
  g_autoptr (GError) error = NULL;
  const FigStyle style = { .palette = fig_palette_light (), .width = 1000 };
  g_autoptr (RnTable) table = NULL;
  g_autofree char *csv = NULL;
  FigScene *scene;

  g_assert_null (lab_figure (lab, &style, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  lab_do (lab, NULL, "train-set", "key", "stop", "value", 4.0, NULL);
  train (lab, 0);
  g_assert_cmpint (lab_training (lab)->status, ==, LAB_TRAIN_DONE);
  g_assert_cmpuint (lab_training (lab)->runs[0].tests->len, ==, 1);       /* at the end */
  g_assert_false (lab_do (lab, &error, "train-start", NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_clear_error (&error);
  scene = lab_figure (lab, &style, &error);
  g_assert_no_error (error);
  fig_scene_free (scene);
  table = lab_table (lab, &error);
  csv = rn_table_write (table, RN_TABLE_CSV);
  g_assert_nonnull (strstr (csv, "residual accuracy"));
  /* another plan lets go of what was trained for this one */
  lab_do (lab, NULL, "train-set", "key", "batch", "value", 4.0, NULL);
  while (lab_training (lab)->n_runs > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* The whole plan as one file says it, and what is none is refused. */
static void
takes_experiments (void)
{
  g_autoptr (Lab) lab = open_lab (), other = lab_new ();
  g_autoptr (GError) error = NULL;
  json_object *plan = lab_train_plan_json (lab_document (lab)->plan);
  json_object *runs = json_object_object_get (plan, "runs");

  g_assert_true (lab_do (other, &error, "train-plan", "experiment", plan, NULL));
  g_assert_true (lab_train_plan_same (lab_document (lab)->plan, lab_document (other)->plan));
  /* two of a kind are told apart */
  json_object_array_add (runs, json_object_get (json_object_array_get_idx (runs, 0)));
  g_assert_true (lab_do (other, &error, "train-plan", "experiment", plan, NULL));
  g_assert_cmpstr (lab_document (other)->plan->nets[2].name, !=,
                   lab_document (other)->plan->nets[0].name);
  json_object_object_del (json_object_object_get (plan, "base"), "steps");
  g_assert_false (lab_do (other, &error, "train-plan", "experiment", plan, NULL));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  json_object_put (plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/train/lock-step", goes_in_lock_step);
  g_test_add_func ("/lab/train/pauses", pauses_leave_no_trace);
  g_test_add_func ("/lab/train/rates", rates_change_in_mid_run);
  g_test_add_func ("/lab/train/files", saves_and_goes_on);
  g_test_add_func ("/lab/train/divergence", diverges_and_goes_back);
  g_test_add_func ("/lab/train/experiments", takes_experiments);
  g_test_add_func ("/lab/train/telling", tells_of_itself);
  return g_test_run ();
}
