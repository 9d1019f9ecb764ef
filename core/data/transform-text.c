/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A transform's steps from and to text and JSON. */
#include "config.h"

#include "rn-spec-schema.h"

#include <glib/gi18n-lib.h>
#include "transform-private.h"

#include <math.h>
#include <string.h>

#define MAX_STEPS 32
#define MAX_TEXT  4096

static const RnTransformKind *const kinds[] = {
#define RN_TRANSFORM(name) &rn__transform_##name,
#include "transform-list.h"
#undef RN_TRANSFORM
};

guint
rn_transform_n_kinds (void)
{
  return G_N_ELEMENTS (kinds);
}

const RnTransformKind *
rn__transform_kind (guint i)
{
  return i < G_N_ELEMENTS (kinds) ? kinds[i] : NULL;
}

const char *
rn_transform_kind (guint i, const char **usage, const char **doc)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (kinds), NULL);
  if (usage != NULL)
    *usage = kinds[i]->usage;
  if (doc != NULL)
    *doc = kinds[i]->doc;
  return kinds[i]->name;
}

gboolean
rn__transform_fail (const RnTransformStep *step, RnError code, GError **error, const char *format,
                    ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, RN_ERROR, (int) code, "%s: %s", step->kind->name, message);
  return FALSE;
}

static const RnTransformKind *
find_kind (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (kinds) + 1] = { NULL };
  g_autofree char *all = NULL;
  const char *near;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      names[i] = kinds[i]->name;
      if (g_str_equal (name, names[i]))
        return kinds[i];
    }
  near = rn_nearest_word (name, names);
  all = g_strjoinv (", ", (char **) names);
  if (near != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("no transform is called “%s”; did you mean %s?"), name, near);
  else
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("no transform is called “%s”; known are %s"),
                 name, all);
  return NULL;
}

/* ── values ── */

static guint
width_of (const RnTransformKey *key, guint channels)
{
  return key->per_channel ? channels : 1;
}

/* Where values of key @k begin. */
static guint
place_of (const RnTransformKind *kind, guint k, guint channels)
{
  guint at = 0;

  for (guint i = 0; i < k; i++)
    at += width_of (&kind->keys[i], channels);
  return at;
}

static gboolean
check_value (const RnTransformStep *step, const RnTransformKey *key, double value, GError **error)
{
  if (value >= key->minimum && value <= key->maximum && (!key->integer || value == floor (value)))
    return TRUE;
  return rn__transform_fail (step, RN_ERROR_RANGE, error,
                             "its %s is %g, expected %s of %g to %g", key->name, value,
                             key->integer ? "a whole number" : "a number", key->minimum,
                             key->maximum);
}

/* Fallbacks where nothing was given; each key is given whole or not at all. */
static gboolean
complete (RnTransformStep *step, guint channels, GError **error)
{
  const RnTransformKind *kind = step->kind;

  for (guint k = 0; k < kind->n_keys; k++)
    {
      const RnTransformKey *key = &kind->keys[k];
      double *values = step->values + place_of (kind, k, channels);

      for (guint i = 0; i < width_of (key, channels); i++)
        {
          if (isnan (values[i]) && isnan (key->fallback) && !key->optional)
            return rn__transform_fail (step, RN_ERROR_RANGE, error, "its %s is missing: %s",
                                       key->name, kind->usage);
          if (isnan (values[i]))
            values[i] = key->fallback;
          else if (!check_value (step, key, values[i], error))
            return FALSE;
          if (isnan (values[i]) != isnan (values[0]))
            return rn__transform_fail (step, RN_ERROR_RANGE, error,
                                       "its %s needs a number for each of %u channels: %s",
                                       key->name, channels, kind->usage);
        }
    }
  return TRUE;
}

static void
step_init (RnTransformStep *step, const RnTransformKind *kind)
{
  *step = (RnTransformStep) { .kind = kind };
  for (guint i = 0; i < RN__TRANSFORM_MAX_VALUES; i++)
    step->values[i] = NAN;
}

static gboolean
add_step (GArray *steps, RnTransformStep *step, guint channels, GError **error)
{
  if (steps->len >= MAX_STEPS)
    return rn__transform_fail (step, RN_ERROR_RANGE, error, "is one step more than the %u there "
                               "may be", MAX_STEPS);
  if (!complete (step, channels, error))
    return FALSE;
  g_array_append_val (steps, *step);
  return TRUE;
}

/* What the channels are behind @step: they tell how many numbers a later step takes. */
static guint
channels_after (const RnTransformStep *step, guint channels)
{
  if (step->kind == &rn__transform_grey)
    return 1;
  return step->kind == &rn__transform_colour ? 3 : channels;
}

/* ── text ── */

static gboolean
parse_step (const char *text, guint channels, RnTransformStep *step, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ":", -1);
  const RnTransformKind *kind = words[0] != NULL ? find_kind (g_strstrip (words[0]), error)
                                                 : find_kind ("", error);
  guint most;

  if (kind == NULL)
    return FALSE;
  step_init (step, kind);
  most = place_of (kind, kind->n_keys, channels);
  for (guint i = 1; words[i] != NULL; i++)
    {
      char *end;

      if (i > most)
        return rn__transform_fail (step, RN_ERROR_RANGE, error,
                                   "“%s” is one number too many: %s", words[i], kind->usage);
      g_strstrip (words[i]);
      step->values[i - 1] = g_ascii_strtod (words[i], &end);
      if (end == words[i] || *end != '\0' || !isfinite (step->values[i - 1]))
        return rn__transform_fail (step, RN_ERROR_FORMAT, error, "“%s” is no number: %s",
                                   words[i], kind->usage);
    }
  return TRUE;
}

GArray *
rn__transform_steps_parse (const char *text, guint channels, GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (RnTransformStep));
  g_auto (GStrv) words = NULL;

  if (strlen (text) > MAX_TEXT)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("a list of transforms is longer than %u characters"), MAX_TEXT);
      return NULL;
    }
  words = g_strsplit (text, ",", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      RnTransformStep step;

      if (words[1] == NULL && *g_strstrip (words[i]) == '\0')
        break;                                  /* nothing at all: no step */
      if (!parse_step (words[i], channels, &step, error)
          || !add_step (steps, &step, channels, error))
        return NULL;
      channels = channels_after (&step, channels);
    }
  return g_steal_pointer (&steps);
}

void
rn__transform_step_write (const RnTransformStep *step, GString *text)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  guint n = place_of (step->kind, step->kind->n_keys, step->from.channels);

  g_string_append (text, step->kind->name);
  for (guint i = 0; i < n && !isnan (step->values[i]); i++)
    {
      g_ascii_formatd (number, sizeof number, "%.15g", step->values[i]);
      if (g_ascii_strtod (number, NULL) != step->values[i])
        g_ascii_dtostr (number, sizeof number, step->values[i]);
      g_string_append_printf (text, ":%s", number);
    }
}

/* ── JSON ── */

static gboolean
read_number (json_object *json, const RnTransformStep *step, const char *key, double *value,
             GError **error)
{
  if (!json_object_is_type (json, json_type_double) && !json_object_is_type (json, json_type_int))
    return rn__transform_fail (step, RN_ERROR_FORMAT, error, "“%s” is %s, expected a number", key,
                               json_type_to_name (json_object_get_type (json)));
  *value = json_object_get_double (json);
  if (!isfinite (*value))
    return rn__transform_fail (step, RN_ERROR_RANGE, error, "“%s” is no finite number", key);
  return TRUE;
}

static gboolean
read_key (json_object *json, RnTransformStep *step, const char *name, guint channels,
          GError **error)
{
  const RnTransformKind *kind = step->kind;
  guint k = 0, n;
  double *values;

  while (k < kind->n_keys && !g_str_equal (kind->keys[k].name, name))
    k++;
  if (k == kind->n_keys)
    return rn__transform_fail (step, RN_ERROR_UNKNOWN, error, "has no key “%s”: %s", name,
                               kind->usage);
  values = step->values + place_of (kind, k, channels);
  n = width_of (&kind->keys[k], channels);
  if (!kind->keys[k].per_channel)
    return read_number (json, step, name, values, error);
  if (!json_object_is_type (json, json_type_array) || json_object_array_length (json) != n)
    return rn__transform_fail (step, RN_ERROR_FORMAT, error, "“%s” must be a list of %u numbers",
                               name, n);
  for (guint i = 0; i < n; i++)
    if (!read_number (json_object_array_get_idx (json, i), step, name, values + i, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_object (json_object *json, guint channels, RnTransformStep *step, GError **error)
{
  struct json_object_iterator i = json_object_iter_begin (json), end = json_object_iter_end (json);
  json_object *name;
  const RnTransformKind *kind;

  if (!json_object_object_get_ex (json, "name", &name)
      || !json_object_is_type (name, json_type_string))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("a transform has no “name”: expected {\"name\": \"crop\", …} or \"crop:32\""));
      return FALSE;
    }
  kind = find_kind (json_object_get_string (name), error);
  if (kind == NULL)
    return FALSE;
  step_init (step, kind);
  for (; !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    {
      const char *key = json_object_iter_peek_name (&i);

      if (!g_str_equal (key, "name")
          && !read_key (json_object_iter_peek_value (&i), step, key, channels, error))
        return FALSE;
    }
  return TRUE;
}

GArray *
rn__transform_steps_json (json_object *list, guint channels, GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (RnTransformStep));

  if (!json_object_is_type (list, json_type_array))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("transforms are %s, expected a list: [\"pad:4\", \"crop:32\", \"flip\"]"),
                   json_type_to_name (json_object_get_type (list)));
      return NULL;
    }
  for (gsize i = 0; i < json_object_array_length (list); i++)
    {
      json_object *item = json_object_array_get_idx (list, i);
      RnTransformStep step;
      gboolean done;

      if (json_object_is_type (item, json_type_object))
        done = read_object (item, channels, &step, error);
      else
        done = parse_step (json_object_is_type (item, json_type_string)
                             ? json_object_get_string (item) : "", channels, &step, error);
      if (!done || !add_step (steps, &step, channels, error))
        return NULL;
      channels = channels_after (&step, channels);
    }
  return g_steal_pointer (&steps);
}
