/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A run in a file: every parameter as model.NAME, its momentum as optimizer.momentum.NAME, and as
 * text the steps done, the largest rate, and the config. Random numbers have no state of their own:
 * they follow from seed, epoch and picture, and what dropout counts is a parameter.
 */
#include "config.h"

#include "trainer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rn-safetensors.h"

#define FORMAT   "reslab-checkpoint"
#define VERSION  1
#define MODEL    "model."
#define MOMENTUM "optimizer.momentum."

/* A schedule of steps, a warm-up or a cosine is counted in these; a constant rate is not. */
static gboolean
rate_is_constant (json_object *config)
{
  json_object *schedule = json_object_object_get (config, "schedule"),
              *warm_up = json_object_object_get (config, "warm_up");

  return (schedule == NULL || strcmp (json_object_get_string (schedule), "constant") == 0)
         && (warm_up == NULL || json_object_get_double (warm_up) == 0);
}

void
rn__trainer_strip_config (json_object *config)
{
  static const char *const free_keys[]
      = { "data",    "init",       "checkpoint", "checkpoint_every", "log",
          "summary", "test_every", "test_count", "threads", "recompute" };

  if (rate_is_constant (config))
    {
      json_object_object_del (config, "steps");
      json_object_object_del (config, "epochs");
    }
  for (guint i = 0; i < G_N_ELEMENTS (free_keys); i++)
    json_object_object_del (config, free_keys[i]);
}

static gboolean
add (RnTensors *tensors, const char *prefix, const RnParameterInfo *info, const float *values,
     GError **error)
{
  g_autoptr (RnTensor) tensor = rn_tensor_new_copy (&info->shape, values, error);
  g_autofree char *name = g_strconcat (prefix, info->name, NULL);

  if (tensor != NULL)
    rn_tensors_add (tensors, name, tensor);
  return tensor != NULL;
}

static void
add_state (RnTrainer *self, RnTensors *tensors)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "version", json_object_new_int (VERSION));
  json_object_object_add (json, "done", json_object_new_uint64 (self->done));
  json_object_object_add (json, "lr", json_object_new_double (self->schedule.rate));
  json_object_object_add (json, "config", json_object_get (self->identity));
  rn_tensors_set_metadata (tensors, FORMAT,
                           json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN));
  json_object_put (json);
}

gboolean
rn_trainer_save (RnTrainer *self, const char *path, GError **error)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);
  g_autoptr (RnTensors) tensors = rn_tensors_new ();

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    if (!add (tensors, MODEL, rn_graph_parameter (graph, p),
              rn_parameters_values (self->parameters, p), error))
      return FALSE;
  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    if (rn_graph_parameter (graph, p)->trained
        && !add (tensors, MOMENTUM, rn_graph_parameter (graph, p), rn_sgd_momentum (self->sgd, p),
                 error))
      return FALSE;
  add_state (self, tensors);
  rn_origin_write (self->origin, tensors);
  return rn_safetensors_save (tensors, path, error);
}

/* ── reading ── */

static gboolean
refuse (const char *path, const char *what, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _ ("%s: is no checkpoint to go on from: %s"), path,
               what);
  return FALSE;
}

/* The first key in which two configs differ; NULL if none. */
static const char *
difference (json_object *mine, json_object *saved)
{
  struct json_object_iterator i = json_object_iter_begin (mine), end = json_object_iter_end (mine);

  for (; !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    {
      const char *key = json_object_iter_peek_name (&i);

      if (!json_object_equal (json_object_iter_peek_value (&i),
                              json_object_object_get (saved, key)))
        return key;
    }
  return NULL;
}

static gboolean
check_config (RnTrainer *self, json_object *state, const char *path, GError **error)
{
  json_object *saved = json_object_object_get (state, "config");
  const char *key;

  if (!json_object_is_type (saved, json_type_object))
    return refuse (path, _("it names no config"), error);
  rn__trainer_strip_config (saved);
  key = difference (self->identity, saved);
  if (key == NULL)
    key = difference (saved, self->identity);
  if (key == NULL)
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
               _ ("%s: was made with “%s” %s, but the config says %s. Go on with the same config, "
                  "or start anew "
                  "with another checkpoint"),
               path, key, json_object_to_json_string (json_object_object_get (saved, key)),
               json_object_to_json_string (json_object_object_get (self->identity, key)));
  return FALSE;
}

/* (transfer full) */
static json_object *
read_state (RnTrainer *self, RnTensors *tensors, const char *path, GError **error)
{
  const char *text = rn_tensors_metadata (tensors, FORMAT);
  json_object *state, *done;

  if (text == NULL)
    {
      refuse (path, _("it holds weights alone; start from them by “init”"), error);
      return NULL;
    }
  state = rn_spec_parse_json (text, strlen (text), path, error);
  if (state == NULL)
    return NULL;
  done = json_object_object_get (state, "done");
  if (json_object_get_int (json_object_object_get (state, "version")) != VERSION)
    g_set_error (error, RN_ERROR, RN_ERROR_VERSION,
                 _ ("%s: is a checkpoint of version %d, expected %d"), path,
                 json_object_get_int (json_object_object_get (state, "version")), VERSION);
  else if (!json_object_is_type (done, json_type_int) || json_object_get_int64 (done) < 0
           || !json_object_is_type (json_object_object_get (state, "lr"), json_type_double))
    refuse (path, _("it does not say how far it is"), error);
  else if (check_config (self, state, path, error))
    return state;
  json_object_put (state);
  return NULL;
}

static RnTensor *
find (RnTensors *tensors, const char *prefix, const RnParameterInfo *info, const char *path,
      GError **error)
{
  g_autofree char *name = g_strconcat (prefix, info->name, NULL);
  RnTensor *tensor = rn_tensors_get (tensors, name);

  if (tensor != NULL && rn_shape_equal (rn_tensor_shape (tensor), &info->shape))
    return tensor;
  g_set_error (error, RN_ERROR, RN_ERROR_SHAPE, _ ("%s: has no “%s” of the network's shape"), path,
               name);
  return NULL;
}

/* Everything is there, before anything changes. */
static gboolean
check_tensors (RnTrainer *self, RnTensors *tensors, const char *path, GError **error)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);

      if (find (tensors, MODEL, info, path, error) == NULL
          || (info->trained && find (tensors, MOMENTUM, info, path, error) == NULL))
        return FALSE;
    }
  return TRUE;
}

static void
take (RnTensors *tensors, const char *prefix, const RnParameterInfo *info, float *values)
{
  const RnTensor *tensor = find (tensors, prefix, info, "", NULL);

  memcpy (values, rn_tensor_values (tensor), rn_tensor_elements (tensor) * sizeof (float));
}

/**
 * rn_trainer_resume:
 *
 * Errors: of reading the file; RN_ERROR_FORMAT if it is no checkpoint; RN_ERROR_RANGE if it was
 * made with another config; RN_ERROR_SHAPE if its tensors are those of another network. Nothing
 * changes then.
 */
gboolean
rn_trainer_resume (RnTrainer *self, const char *path, GError **error)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);
  g_autoptr (RnTensors) tensors = rn_safetensors_load (path, error);
  json_object *state;

  if (tensors == NULL)
    return FALSE;
  state = read_state (self, tensors, path, error);
  if (state == NULL || !check_tensors (self, tensors, path, error))
    {
      json_object_put (state);
      return FALSE;
    }
  rn__trainer_seek (self, json_object_get_uint64 (json_object_object_get (state, "done")));
  self->schedule.rate = json_object_get_double (json_object_object_get (state, "lr"));
  json_object_put (state);
  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);

      take (tensors, MODEL, info, rn_parameters_values (self->parameters, p));
      if (info->trained)
        take (tensors, MOMENTUM, info, rn_sgd_momentum (self->sgd, p));
    }
  rn_parameters_changed (self->parameters);
  return TRUE;
}
