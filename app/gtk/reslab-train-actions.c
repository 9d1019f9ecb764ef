/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What can be done in Train, a row each. */
#include "config.h"
#include "reslab-train-private.h"

#include "fig-i18n.h"

static Lab *
lab_of (GtkWidget *view)
{
  return reslab_train_lab (RESLAB_TRAIN (view));
}

static gboolean
is_there (GtkWidget *view)
{
  LabTrainState *state = lab_training (lab_of (view));

  return state != NULL && state->n_runs > 0;
}

static gboolean
can_go_back (GtkWidget *view)
{
  return is_there (view) && lab_training (lab_of (view))->can_go_back;
}

static void
toggle (GtkWidget *view, GVariant *parameter)
{
  Lab *lab = lab_of (view);

  if (lab_look (lab)->training)
    lab_do (lab, NULL, "train-pause", NULL);
  else
    lab_do (lab, NULL, "train-start", NULL);
}

static void
save (GtkWidget *view, GVariant *parameter)
{
  reslab_train_ask_folder (RESLAB_TRAIN (view), TRUE);
}

static void
resume (GtkWidget *view, GVariant *parameter)
{
  reslab_train_ask_folder (RESLAB_TRAIN (view), FALSE);
}

/* The last network: in a pair the residual one. */
static void
explore (GtkWidget *view, GVariant *parameter)
{
  reslab_train_explore (RESLAB_TRAIN (view), lab_training (lab_of (view))->n_runs - 1);
}

static void
set_models (GtkWidget *view, GVariant *parameter)
{
  json_object *models = json_tokener_parse (g_variant_get_string (parameter, NULL));

  lab_do (lab_of (view), NULL, "train-models", "models", models, NULL);
  json_object_put (models);
}

static void
open_twins (GtkWidget *view, GVariant *parameter)
{
  Lab *lab = lab_of (view);
  RnSpec *spec = lab_document (lab)->spec;
  g_autoptr (RnSpec) twin = rn_spec_plain_twin (spec);
  RnSpec *const both[] = { twin, spec };
  json_object *models = json_object_new_array ();

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    if (both[i] != NULL)
      {
        json_object *json = rn_spec_json (both[i]);

        json_object_array_add (models, json_object_new_string (json_object_to_json_string (json)));
        json_object_put (json);
      }
  lab_do (lab, NULL, "train-models", "models", models, NULL);
  json_object_put (models);
}

static void
set_data (GtkWidget *view, GVariant *parameter)
{
  lab_do (lab_of (view), NULL, "train-data", "place", g_variant_get_string (parameter, NULL), NULL);
}

static void
open_data (GtkWidget *view, GVariant *parameter)
{
  reslab_train_ask_data (RESLAB_TRAIN (view));
}

#define TRAIN N_("Train")

static const ReslabAction rows[] = {
  { .name = "train-toggle",
    .keys = "space",
    .title = N_("Train or pause"),
    .group = TRAIN,
    .run = toggle },
  { .name = "train-step",
    .keys = "period",
    .title = N_("One step"),
    .group = TRAIN,
    .command = "train-start",
    .arguments = "{\"steps\": 1}" },
  { .name = "train-reset",
    .keys = "BackSpace",
    .title = N_("Begin anew"),
    .group = TRAIN,
    .command = "train-reset",
    .enabled = is_there },
  { .name = "train-faster",
    .keys = "plus equal",
    .title = N_("Learning rate × √10"),
    .group = TRAIN,
    .command = "train-rate",
    .arguments = "{\"by\": 3.1622776601683795}" },
  { .name = "train-slower",
    .keys = "minus",
    .title = N_("Learning rate ÷ √10"),
    .group = TRAIN,
    .command = "train-rate",
    .arguments = "{\"by\": 0.31622776601683794}" },
  { .name = "train-back",
    .keys = "b",
    .title = N_("Back to the last good state"),
    .group = TRAIN,
    .command = "train-back",
    .enabled = can_go_back },
  { .name = "train-save",
    .keys = "s",
    .title = N_("Save the training…"),
    .group = TRAIN,
    .run = save,
    .enabled = is_there },
  { .name = "train-resume",
    .keys = "r",
    .title = N_("Go on with a saved training…"),
    .group = TRAIN,
    .run = resume },
  { .name = "train-explore",
    .keys = "Return",
    .title = N_("Look inside what was learned"),
    .group = TRAIN,
    .run = explore,
    .enabled = is_there },
  { .name = "train-open",
    .title = N_("Train the open network and its plain twin"),
    .group = TRAIN,
    .run = open_twins },
  { .name = "train-data-open",
    .title = N_("Train on a folder of data…"),
    .group = TRAIN,
    .run = open_data },
  { .name = "train-models", .title = N_("Train other networks"), .group = TRAIN, .parameter = "s", .run = set_models },
  { .name = "train-data", .title = N_("Train on other data"), .group = TRAIN, .parameter = "s", .run = set_data },
};

const ReslabViewType reslab_view_train = {
  .name = "train",
  .title = N_("Train"),
  .icon = "reslab-train-symbolic",
  .help = N_("Train teaches one to four networks the same pictures in the same order, and shows "
             "their loss, their accuracy and the gradient of each layer's weights as they learn. "
             "The learning rate may change at any step."),
  .new = reslab_train_new,
  .actions = RESLAB_ACTION_TABLE (rows),
};
