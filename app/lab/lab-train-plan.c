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

  lab_train_plan_add (self, "cifar_plain20", NULL, NULL);
  lab_train_plan_add (self, "cifar_resnet20", NULL, NULL);
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
  for (guint i = 0; i < self->n; i++)
    {
      copy->nets[i].model = g_strdup (self->nets[i].model);
      copy->nets[i].name = g_strdup (self->nets[i].name);
    }
  copy->data = g_strdup (self->data);
  return copy;
}

void
lab_train_plan_clear (LabTrainPlan *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_free (self->nets[i].model);
      g_free (self->nets[i].name);
    }
  self->n = 0;
}

void
lab_train_plan_free (LabTrainPlan *self)
{
  if (self == NULL)
    return;
  lab_train_plan_clear (self);
  g_free (self->data);
  g_free (self);
}

gboolean
lab_train_plan_same (const LabTrainPlan *a, const LabTrainPlan *b)
{
  if (a->n != b->n || a->batch != b->batch || a->seed != b->seed || a->momentum != b->momentum
      || a->decay != b->decay || !g_str_equal (a->data, b->data))
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (!g_str_equal (a->nets[i].model, b->nets[i].model)
        || !g_str_equal (a->nets[i].name, b->nets[i].name))
      return FALSE;
  return TRUE;
}

/* ── networks ── */

static gboolean
is_taken (const LabTrainPlan *self, const char *name)
{
  for (guint i = 0; i < self->n; i++)
    if (g_str_equal (self->nets[i].name, name))
      return TRUE;
  return FALSE;
}

/* Fit for a file, and no other network's. (transfer full) */
static char *
name_for (const LabTrainPlan *self, const char *wanted)
{
  char *name = g_strdelimit (g_strdup (wanted), "/\\:*?\"<>|\n\r\t ", '-');

  if (*name == '.' || *name == '\0' || is_taken (self, name))
    {
      char *numbered = g_strdup_printf ("%s-%u", *name == '.' ? "net" : name, self->n + 1);

      g_free (name);
      return numbered;
    }
  return name;
}

gboolean
lab_train_plan_add (LabTrainPlan *self, const char *model, const char *name, GError **error)
{
  g_autoptr (RnSpec) spec = rn_spec_open (model, error), twin = NULL;

  g_return_val_if_fail (self->n < LAB_TRAIN_MOST, FALSE);
  if (spec == NULL)
    return FALSE;
  if (rn_spec_n_classes (spec) == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _("%s does not tell classes apart, so there is nothing to train it for"),
                   rn_spec_name (spec));
      return FALSE;
    }
  twin = rn_spec_plain_twin (spec);
  self->nets[self->n] = (LabTrainNet) { .model = g_strdup (model), .plain = twin == NULL };
  self->nets[self->n].name = name_for (self, name != NULL ? name : rn_spec_name (spec));
  self->n++;
  return TRUE;
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

  for (guint i = 0; i < self->n; i++)
    {
      json_object *run = json_object_new_object ();

      json_object_object_add (run, "name", json_object_new_string (self->nets[i].name));
      json_object_object_add (run, "model", json_object_new_string (self->nets[i].model));
      json_object_array_add (runs, run);
    }
  json_object_object_add (json, "base", base_json (self));
  json_object_object_add (json, "runs", runs);
  return json;
}

RnTrainConfig *
lab_train_plan_config (const LabTrainPlan *self, guint net, GError **error)
{
  json_object *json = base_json (self);
  RnTrainConfig *config;

  json_object_object_add (json, "model", json_object_new_string (self->nets[net].model));
  config = rn_train_config_parse (json, self->nets[net].model, error);
  json_object_put (json);
  return config;
}

static gboolean
refuse (const char *what, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               _("%s: is no training: expected {\"base\": {keys, \"steps\" among them}, "
                 "\"runs\": [1 to %d networks]}"),
               what, LAB_TRAIN_MOST);
  return FALSE;
}

static gboolean
read_nets (LabTrainPlan *self, json_object *runs, const char *what, GError **error)
{
  gsize n = json_object_is_type (runs, json_type_array) ? json_object_array_length (runs) : 0;

  if (n < 1 || n > LAB_TRAIN_MOST)
    return refuse (what, error);
  for (gsize i = 0; i < n; i++)
    {
      json_object *run = json_object_array_get_idx (runs, i);
      const char *model = json_object_get_string (json_object_object_get (run, "model"));
      const char *name = json_object_get_string (json_object_object_get (run, "name"));

      if (model == NULL)
        return refuse (what, error);
      if (!lab_train_plan_add (self, model, name, error))
        return FALSE;
    }
  return TRUE;
}

LabTrainPlan *
lab_train_plan_read (json_object *json, const char *what, GError **error)
{
  json_object *base = json_object_object_get (json, "base");
  g_autoptr (LabTrainPlan) self = g_new0 (LabTrainPlan, 1);
  g_autoptr (RnTrainConfig) config = NULL;

  if (!json_object_is_type (base, json_type_object))
    {
      refuse (what, error);
      return NULL;
    }
  if (!read_nets (self, json_object_object_get (json, "runs"), what, error))
    return NULL;
  json_object_object_add (base, "model", json_object_new_string (self->nets[0].model));
  config = rn_train_config_parse (base, what, error);
  if (config == NULL)
    return NULL;
  if (config->steps < 1)
    {
      refuse (what, error);
      return NULL;
    }
  self->data = g_strdup (config->data != NULL ? config->data : "shapes");
  self->batch = config->batch;
  self->seed = config->seed;
  self->stop = config->steps;
  self->rate = config->lr;
  self->momentum = config->momentum;
  self->decay = config->weight_decay;
  return g_steal_pointer (&self);
}
