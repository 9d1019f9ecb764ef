/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A table of keys: their values in the struct it describes, and JSON written by it. */
#include "config.h"

#include "rn-spec-schema-private.h"

void
rn_spec_merge (json_object *into, json_object *from)
{
  struct json_object_iterator i = json_object_iter_begin (from), end = json_object_iter_end (from);

  for (; !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    json_object_object_add (into, json_object_iter_peek_name (&i),
                            json_object_get (json_object_iter_peek_value (&i)));
}

static int *
int_at (const RnSpecKey *key, gpointer target)
{
  return (int *) ((char *) target + key->offset);
}

static double *
real_at (const RnSpecKey *key, gpointer target)
{
  return (double *) ((char *) target + key->offset);
}

void
rn__spec_put (const RnSpecKey *key, gpointer target, double number)
{
  if (key->type == RN_SPEC_REAL)
    *real_at (key, target) = number;
  else
    *int_at (key, target) = (int) number;
}

void
rn_spec_default (const RnSpecKey *keys, guint n_keys, gpointer target)
{
  for (guint i = 0; i < n_keys; i++)
    if (keys[i].type != RN_SPEC_PART)
      rn__spec_put (&keys[i], target, keys[i].fallback);
}

double
rn__spec_number_at (const RnSpecKey *key, gconstpointer source)
{
  return key->type == RN_SPEC_REAL ? *real_at (key, (gpointer) source)
                                   : *int_at (key, (gpointer) source);
}

static json_object *
write_key (const RnSpecKey *key, gconstpointer source)
{
  double number = rn__spec_number_at (key, source);

  switch (key->type)
    {
    case RN_SPEC_INTEGER:
      return json_object_new_int ((int) number);
    case RN_SPEC_BOOLEAN:
      return json_object_new_boolean (number == 1);
    case RN_SPEC_CHOICE:
      return json_object_new_string (key->choices[(int) number]);
    case RN_SPEC_REAL:
      return json_object_new_double (number);
    case RN_SPEC_PART:
      break;
    }
  return NULL;
}

json_object *
rn_spec_write (const RnSpecKey *keys, guint n_keys, gconstpointer source)
{
  json_object *json = json_object_new_object ();

  for (guint i = 0; i < n_keys; i++)
    if (keys[i].type != RN_SPEC_PART
        && (keys[i].required || rn__spec_number_at (&keys[i], source) != keys[i].fallback))
      json_object_object_add (json, keys[i].name, write_key (&keys[i], source));
  return json;
}
