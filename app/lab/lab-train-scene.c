/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A training as figures and as a table. */
#include "config.h"

#include "lab-train-scene.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-maps.h"

#define MAPS_MOST 16

/* ── figures ── */

static void
fill_run (FigTrainingRun *run, const LabTrainState *state, guint i)
{
  const LabTrainRun *from = &state->runs[i];

  *run = (FigTrainingRun) {
    .name = from->name,
    .words = from->plain ? _("no shortcuts") : NULL,
    .path = from->plain ? FIG_PLAIN : FIG_SUM,
    .n_steps = from->n_steps,
    .loss = from->loss,
    .accuracy = from->accuracy,
    .n_tests = from->tests->len,
    .tests = (const FigTest *) from->tests->data,
    .diverged = from->diverged,
    .n_layers = from->n_layers,
    .layers = (const char *const *) from->layers,
    .groups = (const char *const *) from->groups,
    .norms = from->norms,
  };
  for (guint k = 0; k < i; k++)
    run->thin |= state->runs[k].plain == from->plain;
}

FigScene *
lab_train_state_scene (const LabTrainState *state, FigTrainingParts parts, const char *title,
                       const char *subtitle, double from, double to, const FigStyle *style)
{
  FigTrainingRun runs[LAB_TRAIN_MOST];
  const FigTrainingData data = {
    .title = title,
    .subtitle = subtitle,
    .runs = runs,
    .n_runs = state->n_runs,
    .changes = (const FigRateChange *) state->changes->data,
    .n_changes = state->changes->len,
    .column_steps = MAX (1, state->column_steps),
    .now = (double) state->step,
    .from = from,
    .to = to,
  };

  for (guint i = 0; i < state->n_runs; i++)
    fill_run (&runs[i], state, i);
  return fig_training_new (&data, parts, style);
}

/* (transfer full) “cifar_plain20, cifar_resnet20” */
static char *
names_of (const LabTrainPlan *plan)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < plan->n; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", plan->nets[i].name);
  return g_string_free (names, FALSE);
}

FigScene *
lab_train_scene (Lab *lab, FigTrainingParts parts, gboolean titled, const FigStyle *style)
{
  const LabTrainPlan *plan = lab_document (lab)->plan;
  LabTrainState *state = lab_training (lab);
  g_autofree char *title = titled ? names_of (plan) : NULL;
  g_autofree char *subtitle = NULL;
  const FigTrainingData empty = { .title = title, .from = 0, .to = plan->stop };

  if (state == NULL || state->n_runs == 0)
    return fig_training_new (&empty, parts, style);
  /* TRANSLATORS: data set, pictures of a step, seed of random numbers */
  subtitle = titled ? g_strdup_printf (_("%s, batches of %d, seed %d"), plan->data, plan->batch,
                                       plan->seed)
                    : NULL;
  return lab_train_state_scene (state, parts, title, subtitle, 0,
                                (double) MAX (state->stop, state->step), style);
}

FigScene *
lab_train_maps_scene (Lab *lab, guint run, const FigStyle *style, GError **error)
{
  LabTrainState *state = lab_training (lab);
  FigMapsData data = { .node = RN_NODE_NONE, .scale = FIG_SCALE_LAYER, .most = MAPS_MOST,
                       .bare = TRUE };

  if (state == NULL || run >= state->n_runs || state->runs[run].maps == NULL)
    return NULL;
  data.tensor = state->runs[run].maps;
  data.title = state->layer;
  return fig_maps_new (&data, style, error);
}

/* ── table ── */

static void
add_column (RnTable *table, const LabTrainRun *run, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s %s", run->name, key);

  rn_table_add_column (table, name, name, RN_ALIGN_RIGHT);
}

static void
add_real (RnTable *table, double value)
{
  if (isfinite (value))
    rn_table_add_real (table, value, 6);
  else
    rn_table_add_text (table, NULL);
}

static const FigTest *
find_test (const LabTrainRun *run, guint step)
{
  for (guint i = 0; i < run->tests->len; i++)
    if (g_array_index (run->tests, FigTest, i).step == step)
      return &g_array_index (run->tests, FigTest, i);
  return NULL;
}

static void
add_cells (RnTable *table, const LabTrainRun *run, guint step)
{
  gboolean known = step <= run->n_steps;
  const FigTest *test = find_test (run, step);

  add_real (table, known ? run->loss[step - 1] : NAN);
  add_real (table, known ? run->accuracy[step - 1] : NAN);
  add_real (table, test != NULL ? test->loss : NAN);
  add_real (table, test != NULL ? test->accuracy : NAN);
}

RnTable *
lab_train_table (Lab *lab)
{
  static const char *const keys[] = { "loss", "accuracy", "test loss", "test accuracy" };
  const LabTrainState *state = lab_training (lab);
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "step", _("Step"), RN_ALIGN_RIGHT);
  for (guint i = 0; state != NULL && i < state->n_runs; i++)
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      add_column (table, &state->runs[i], keys[k]);
  for (guint step = 1; state != NULL && step <= state->step; step++)
    {
      rn_table_add_integer (table, step);
      for (guint i = 0; i < state->n_runs; i++)
        add_cells (table, &state->runs[i], step);
    }
  return table;
}
