/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is trained, as values and as a file. */
#include "config.h"

#include "lab-train-plan.h"

#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"
#include "rn-json-private.h"
#include "rn-spec.h"

#define TESTED 500           /* pictures of the test split: enough to see 2 % */

LabTrainPlan *
lab_train_plan_new (void)
{
  LabTrainPlan *self = g_new0 (LabTrainPlan, 1);

  self->models[self->n_models++] = g_strdup ("cifar_plain20");
  self->models[self->n_models++] = g_strdup ("cifar_resnet20");
  self->data = g_strdup ("shapes");
  self->batch = 64;
  self->stop = 400;
  self->rate = 0.02;
  self->momentum = 0.9;
  self->decay = 1e-4;
  return self;
}

LabTrainPlan *
lab_train_plan_copy (const LabTrainPlan *self)
{
  LabTrainPlan *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < self->n_models; i++)
    copy->models[i] = g_strdup (self->models[i]);
  copy->data = g_strdup (self->data);
  return copy;
}

void
lab_train_plan_free (LabTrainPlan *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_models; i++)
    g_free (self->models[i]);
  g_free (self->data);
  g_free (self);
}

gboolean
lab_train_plan_same (const LabTrainPlan *a, const LabTrainPlan *b)
{
  if (a->n_models != b->n_models || a->batch != b->batch || a->seed != b->seed
      || a->momentum != b->momentum || a->decay != b->decay || !g_str_equal (a->data, b->data))
    return FALSE;
  for (guint i = 0; i < a->n_models; i++)
    if (!g_str_equal (a->models[i], b->models[i]))
      return FALSE;
  return TRUE;
}

char *
lab_train_plan_name (const LabTrainPlan *self, guint model)
{
  g_autoptr (RnSpec) spec = rn_spec_open (self->models[model], NULL);
  char *name = g_strdup (spec != NULL && rn_spec_name (spec) != NULL ? rn_spec_name (spec) : "net");

  g_strdelimit (name, "/\\:*?\"<>|\n\r\t ", '-');
  for (guint i = 0; i < model; i++)
    if (g_str_equal (self->models[i], self->models[model]))
      {
        char *numbered = g_strdup_printf ("%s-%u", name, model + 1);

        g_free (name);
        return numbered;
      }
  return name;
}

/* ── as JSON ── */

static json_object *
base_json (const LabTrainPlan *self)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "data", json_object_new_string (self->data));
  json_object_object_add (json, "batch", json_object_new_int (self->batch));
  json_object_object_add (json, "seed", json_object_new_int (self->seed));
  json_object_object_add (json, "steps", json_object_new_int (self->stop));
  json_object_object_add (json, "schedule", json_object_new_string ("constant"));
  json_object_object_add (json, "lr", rn__json_real (self->rate));
  json_object_object_add (json, "momentum", rn__json_real (self->momentum));
  json_object_object_add (json, "weight_decay", rn__json_real (self->decay));
  json_object_object_add (json, "test_count", json_object_new_int (TESTED));
  json_object_object_add (json, "test_every", json_object_new_int (0));
  return json;
}

json_object *
lab_train_plan_json (const LabTrainPlan *self)
{
  json_object *json = json_object_new_object (), *runs = json_object_new_array ();

  for (guint i = 0; i < self->n_models; i++)
    {
      json_object *run = json_object_new_object ();
      g_autofree char *name = lab_train_plan_name (self, i);

      json_object_object_add (run, "name", json_object_new_string (name));
      json_object_object_add (run, "model", json_object_new_string (self->models[i]));
      json_object_array_add (runs, run);
    }
  json_object_object_add (json, "base", base_json (self));
  json_object_object_add (json, "runs", runs);
  return json;
}

RnTrainConfig *
lab_train_plan_config (const LabTrainPlan *self, guint model, GError **error)
{
  json_object *json = base_json (self);
  RnTrainConfig *config;

  json_object_object_add (json, "model", json_object_new_string (self->models[model]));
  config = rn_train_config_parse (json, self->models[model], error);
  json_object_put (json);
  return config;
}

static gboolean
read_models (LabTrainPlan *self, json_object *runs)
{
  gsize n = json_object_is_type (runs, json_type_array) ? json_object_array_length (runs) : 0;

  if (n < 1 || n > LAB_TRAIN_MOST)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      json_object *model = json_object_object_get (json_object_array_get_idx (runs, i), "model");

      if (model == NULL)
        return FALSE;
      self->models[self->n_models++] = g_strdup (json_object_get_string (model));
    }
  return TRUE;
}

LabTrainPlan *
lab_train_plan_read (json_object *json, const char *what, GError **error)
{
  json_object *base = json_object_object_get (json, "base"), *key;
  g_autoptr (LabTrainPlan) self = g_new0 (LabTrainPlan, 1);
  g_autoptr (RnTrainConfig) config = NULL;

  if (!json_object_is_type (base, json_type_object)
      || !read_models (self, json_object_object_get (json, "runs")))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("%s: is no training: expected {\"base\": {keys}, \"runs\": [1 to %d networks]}"),
                   what, LAB_TRAIN_MOST);
      return NULL;
    }
  key = json_object_object_get (base, "steps");
  self->stop = MAX (1, json_object_get_int (key));
  json_object_object_add (base, "model", json_object_new_string (self->models[0]));
  config = rn_train_config_parse (base, what, error);
  if (config == NULL)
    return NULL;
  self->data = g_strdup (config->data != NULL ? config->data : "shapes");
  self->batch = config->batch;
  self->seed = config->seed;
  self->rate = config->lr;
  self->momentum = config->momentum;
  self->decay = config->weight_decay;
  return g_steal_pointer (&self);
}
