/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What happens to the pictures of a run. */
#include "config.h"

#include "rn-train-config.h"

static void
append_steps (json_object *into, json_object *steps)
{
  for (gsize i = 0; steps != NULL && i < json_object_array_length (steps); i++)
    json_object_array_add (into, json_object_get (json_object_array_get_idx (steps, i)));
}

/* The step that gives the channels a mean of 0 and a deviation of 1, by the numbers given or the
 * data's own. */
static json_object *
normalise_step (const RnTrainConfig *config)
{
  json_object *step = json_object_new_object (), *mean, *std;

  json_object_object_add (step, "name", json_object_new_string ("normalise"));
  if (config->n_mean == 0)
    return step;
  mean = json_object_new_array ();
  std = json_object_new_array ();
  for (guint c = 0; c < config->n_mean; c++)
    {
      json_object_array_add (mean, json_object_new_double (config->mean[c]));
      json_object_array_add (std, json_object_new_double (config->std[c]));
    }
  json_object_object_add (step, "mean", mean);
  json_object_object_add (step, "std", std);
  return step;
}

/* Whether a list of steps normalises already: @list holds texts and objects. */
static gboolean
normalises (json_object *list)
{
  for (gsize i = 0; i < json_object_array_length (list); i++)
    {
      json_object *step = json_object_array_get_idx (list, i);
      const char *name = json_object_is_type (step, json_type_object)
                           ? json_object_get_string (json_object_object_get (step, "name"))
                           : json_object_get_string (step);

      if (name != NULL
          && (g_str_has_prefix (name, "normalise") || g_str_has_prefix (name, "pixel-mean")))
        return TRUE;
    }
  return FALSE;
}

RnTransform *
rn_train_config_transform (const RnTrainConfig *self, gboolean augment, RnDataset *dataset,
                           const RnProgress *progress, GError **error)
{
  json_object *steps = json_object_new_array ();
  RnTransform *transform;

  if (augment)
    append_steps (steps, self->augment);
  append_steps (steps, self->transform);
  if (!normalises (steps))
    json_object_array_add (steps, normalise_step (self));
  transform = rn_transform_new_json (steps, dataset, progress, error);
  json_object_put (steps);
  return transform;
}

RnOrigin *
rn_train_config_origin (const RnTrainConfig *self, RnDataset *dataset, const RnProgress *progress,
                        GError **error)
{
  RnShape shape = rn_dataset_shape (dataset);
  g_autoptr (RnOrigin) origin = rn_origin_new (dataset);
  guint channels = (guint) shape.dim[1];

  if ((self->augment != NULL && normalises (self->augment))
      || (self->transform != NULL && normalises (self->transform))
      || (self->n_mean > 0 && self->n_mean != channels))
    return g_steal_pointer (&origin);       /* in a way that two numbers a channel do not say */
  if (self->n_mean == 0 && !rn_dataset_moments (dataset, origin->mean, origin->std, progress, error))
    return NULL;
  for (guint c = 0; c < self->n_mean; c++)
    {
      origin->mean[c] = self->mean[c];
      origin->std[c] = self->std[c];
    }
  origin->n_channels = channels;
  return g_steal_pointer (&origin);
}
