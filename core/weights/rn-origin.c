/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What trained weights say of the pictures they learned from. */
#include "config.h"

#include "rn-origin.h"

#include <math.h>
#include <string.h>

#include "rn-json-private.h"
#include "rn-spec.h"

#define METADATA     "reslab-origin"
#define MOST_CLASSES 100000

RnOrigin *
rn_origin_new (const RnDataset *dataset)
{
  RnOrigin *self = g_new0 (RnOrigin, 1);
  guint n = rn_dataset_n_classes (dataset);

  self->data = g_strdup (rn_dataset_kind (dataset));
  self->classes = g_new0 (char *, n + 1);
  for (guint k = 0; k < n; k++)
    self->classes[k] = g_strdup (rn_dataset_class (dataset, k));
  return self;
}

RnOrigin *
rn_origin_copy (const RnOrigin *self)
{
  RnOrigin *copy = g_memdup2 (self, sizeof *self);

  copy->data = g_strdup (self->data);
  copy->classes = g_strdupv (self->classes);
  return copy;
}

void
rn_origin_free (RnOrigin *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->classes);
  g_free (self->data);
  g_free (self);
}

/* ── as text ── */

static json_object *
write_reals (const double *values, guint n)
{
  json_object *list = json_object_new_array ();

  for (guint i = 0; i < n; i++)
    json_object_array_add (list, rn__json_real (values[i]));
  return list;
}

void
rn_origin_write (const RnOrigin *self, RnTensors *tensors)
{
  json_object *json = json_object_new_object (), *classes = json_object_new_array ();

  for (guint k = 0; self->classes[k] != NULL; k++)
    json_object_array_add (classes, json_object_new_string (self->classes[k]));
  json_object_object_add (json, "data", json_object_new_string (self->data));
  json_object_object_add (json, "classes", classes);
  if (self->n_channels > 0)
    {
      json_object_object_add (json, "mean", write_reals (self->mean, self->n_channels));
      json_object_object_add (json, "std", write_reals (self->std, self->n_channels));
    }
  rn_tensors_set_metadata (tensors, METADATA,
                           json_object_to_json_string_ext (json, JSON_C_TO_STRING_PLAIN));
  json_object_put (json);
}

/* How many; 0 where that is no list of numbers that may be a mean (@least −∞) or a deviation. */
static guint
read_reals (json_object *list, double least, double *values)
{
  gsize n = json_object_is_type (list, json_type_array) ? json_object_array_length (list) : 0;

  if (n > RN_DATASET_MAX_CHANNELS)
    return 0;
  for (gsize i = 0; i < n; i++)
    {
      values[i] = json_object_get_double (json_object_array_get_idx (list, i));
      if (!isfinite (values[i]) || values[i] <= least)
        return 0;
    }
  return (guint) n;
}

static GStrv
read_classes (json_object *list)
{
  gsize n = json_object_is_type (list, json_type_array) ? json_object_array_length (list) : 0;
  GStrv classes;

  if (n == 0 || n > MOST_CLASSES)
    return NULL;
  classes = g_new0 (char *, n + 1);
  for (gsize k = 0; k < n; k++)
    {
      const char *name = json_object_get_string (json_object_array_get_idx (list, k));

      classes[k] = g_strdup (name != NULL ? name : "");
    }
  return classes;
}

RnOrigin *
rn_origin_read (const RnTensors *tensors)
{
  const char *text = rn_tensors_metadata (tensors, METADATA);
  json_object *json = text != NULL ? rn_spec_parse_json (text, strlen (text), METADATA, NULL)
                                   : NULL;
  const char *data = json_object_get_string (json_object_object_get (json, "data"));
  GStrv classes = read_classes (json_object_object_get (json, "classes"));
  RnOrigin *self = NULL;

  if (data != NULL && classes != NULL)
    {
      self = g_new0 (RnOrigin, 1);
      self->data = g_strdup (data);
      self->classes = g_steal_pointer (&classes);
      self->n_channels = read_reals (json_object_object_get (json, "mean"), -INFINITY, self->mean);
      if (read_reals (json_object_object_get (json, "std"), 0, self->std) != self->n_channels)
        self->n_channels = 0;
    }
  g_strfreev (classes);
  json_object_put (json);
  return self;
}

/* ── use ── */

const char *
rn_origin_class (const RnOrigin *self, guint class)
{
  return self != NULL && class < g_strv_length (self->classes) ? self->classes[class] : NULL;
}

void
rn_origin_set_transform (const RnOrigin *self, RnPictureTransform *transform)
{
  for (guint c = 0; self != NULL && self->n_channels > 0 && c < G_N_ELEMENTS (transform->mean); c++)
    {
      transform->mean[c] = self->mean[MIN (c, self->n_channels - 1)];
      transform->std[c] = self->std[MIN (c, self->n_channels - 1)];
    }
}
