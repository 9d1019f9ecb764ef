/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Reads and writes JSON objects by a table of keys, and says by name what is wrong with one. */
#include "config.h"

#include "rn-spec-schema.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Nesting a spec never needs, but a hostile text may have. */
#define MAX_DEPTH 16

json_object *
rn_spec_parse_json (const char *text, gsize length, const char *what, GError **error)
{
  json_tokener *tokener;
  json_object *json;
  gsize end;
  enum json_tokener_error problem;

  g_return_val_if_fail (text != NULL, NULL);

  if (length > G_MAXINT - 1)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: too long for a spec"), what);
      return NULL;
    }
  tokener = json_tokener_new_ex (MAX_DEPTH);
  json_tokener_set_flags (tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
  json = json_tokener_parse_ex (tokener, text, (int) length);
  problem = json_tokener_get_error (tokener);
  end = json_tokener_get_parse_end (tokener);
  json_tokener_free (tokener);
  while (problem == json_tokener_success && end < length && g_ascii_isspace (text[end]))
    end++;
  if (problem == json_tokener_success && end == length && json != NULL)
    return json;

  json_object_put (json);
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               _("%s: byte %lu: %s, expected a JSON object and no more"), what, (gulong) end,
               problem == json_tokener_continue  ? _("the text ends")
               : problem == json_tokener_success ? _("something else")
                                                 : json_tokener_error_desc (problem));
  return NULL;
}

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
rn_spec_default (const RnSpecKey *keys, guint n_keys, gpointer target)
{
  for (guint i = 0; i < n_keys; i++)
    if (keys[i].type == RN_SPEC_REAL)
      *real_at (&keys[i], target) = keys[i].fallback;
    else if (keys[i].type != RN_SPEC_PART)
      *int_at (&keys[i], target) = (int) keys[i].fallback;
}

static char *
describe_expected (const RnSpecKey *key)
{
  g_autofree char *words = NULL;

  switch (key->type)
    {
    case RN_SPEC_INTEGER:
      return g_strdup_printf (_("an integer from %.0f to %.0f"), key->minimum, key->maximum);
    case RN_SPEC_REAL:
      return g_strdup_printf (_("a number from %g to %g"), key->minimum, key->maximum);
    case RN_SPEC_BOOLEAN:
      return g_strdup (_("true or false"));
    case RN_SPEC_CHOICE:
      words = g_strjoinv ("\", \"", (char **) key->choices);
      return g_strdup_printf (_("one of \"%s\""), words);
    case RN_SPEC_PART:
      break;
    }
  return g_strdup (key->doc);
}

/* What a message quotes of a text that may be of any length. */
static char *
shorten (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= 40)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, 39);
  return g_strconcat (start, "…", NULL);
}

static gboolean
refuse_text (const RnSpecKey *key, const char *text, RnError code, const char *what, GError **error)
{
  g_autofree char *expected = describe_expected (key);
  g_autofree char *found = shorten (text);

  g_set_error (error, RN_ERROR, code, _("%s: \"%s\" is %s, expected %s"), what, key->name, found,
               expected);
  return FALSE;
}

static gboolean
refuse (const RnSpecKey *key, json_object *value, RnError code, const char *what, GError **error)
{
  return refuse_text (key, json_object_to_json_string_ext (value, JSON_C_TO_STRING_PLAIN), code,
                      what, error);
}

static gboolean
in_range (const RnSpecKey *key, double number)
{
  if (key->type == RN_SPEC_CHOICE)
    return number >= 0 && number < g_strv_length ((char **) key->choices);
  return number >= key->minimum && number <= key->maximum;
}

static gboolean
read_number (const RnSpecKey *key, json_object *value, const char *what, gpointer target,
             GError **error)
{
  gboolean real = json_object_is_type (value, json_type_double);
  double number = real ? json_object_get_double (value) : (double) json_object_get_int64 (value);

  if (!real && !json_object_is_type (value, json_type_int))
    return refuse (key, value, RN_ERROR_FORMAT, what, error);
  if (key->type == RN_SPEC_INTEGER && number != floor (number))
    return refuse (key, value, RN_ERROR_FORMAT, what, error);
  if (!in_range (key, number))
    return refuse (key, value, RN_ERROR_RANGE, what, error);
  if (key->type == RN_SPEC_REAL)
    *real_at (key, target) = number;
  else
    *int_at (key, target) = (int) number;
  return TRUE;
}

static gboolean
read_choice (const RnSpecKey *key, json_object *value, const char *what, gpointer target,
             GError **error)
{
  const char *word, *near;

  if (!json_object_is_type (value, json_type_string))
    return refuse (key, value, RN_ERROR_FORMAT, what, error);
  word = json_object_get_string (value);
  for (int i = 0; key->choices[i] != NULL; i++)
    if (g_str_equal (word, key->choices[i]))
      {
        *int_at (key, target) = i;
        return TRUE;
      }
  refuse (key, value, RN_ERROR_UNKNOWN, what, error);
  near = rn_nearest_word (word, key->choices);
  if (near != NULL && error != NULL && *error != NULL)
    {
      g_autofree char *message
          = g_strdup_printf (_("%s; did you mean \"%s\"?"), (*error)->message, near);

      g_free ((*error)->message);
      (*error)->message = g_steal_pointer (&message);
    }
  return FALSE;
}

static gboolean
read_key (const RnSpecKey *key, json_object *value, const char *what, gpointer target,
          GError **error)
{
  switch (key->type)
    {
    case RN_SPEC_INTEGER:
    case RN_SPEC_REAL:
      return read_number (key, value, what, target, error);
    case RN_SPEC_CHOICE:
      return read_choice (key, value, what, target, error);
    case RN_SPEC_BOOLEAN:
      if (!json_object_is_type (value, json_type_boolean))
        return refuse (key, value, RN_ERROR_FORMAT, what, error);
      *int_at (key, target) = json_object_get_boolean (value) ? 1 : 0;
      return TRUE;
    case RN_SPEC_PART:
      break;
    }
  return TRUE;
}

static gboolean
check_known (const RnSpecKey *keys, guint n_keys, const char *name, const char *what,
             GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;
  g_autofree char *found = shorten (name);
  const char *near;

  for (guint i = 0; i < n_keys; i++)
    {
      if (g_str_equal (keys[i].name, name))
        return TRUE;
      g_ptr_array_add (names, (gpointer) keys[i].name);
    }
  g_ptr_array_add (names, NULL);
  near = rn_nearest_word (name, (const char *const *) names->pdata);
  list = g_strjoinv (", ", (char **) names->pdata);
  if (near != NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                 _("%s: unknown key \"%s\"; did you mean \"%s\"?"), what, found, near);
  else
    g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("%s: unknown key \"%s\"; known are %s"),
                 what, found, list);
  return FALSE;
}

static gboolean
check_all_known (const RnSpecKey *keys, guint n_keys, json_object *json, const char *what,
                 GError **error)
{
  struct json_object_iterator i = json_object_iter_begin (json), end = json_object_iter_end (json);

  for (; !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    if (!check_known (keys, n_keys, json_object_iter_peek_name (&i), what, error))
      return FALSE;
  return TRUE;
}

/**
 * rn_spec_read:
 * @keys: (array length=n_keys): the schema
 * @json: what was read, of any type
 * @what: names the object in messages: "block spec"
 * @target: the struct the schema's offsets point into; on failure its contents are undefined
 * @error: return location
 *
 * Errors: RN_ERROR_UNKNOWN for a key or word the schema does not have; RN_ERROR_FORMAT for a value
 *         of the wrong type or a required key left out; RN_ERROR_RANGE for a number out of range
 */
gboolean
rn_spec_read (const RnSpecKey *keys, guint n_keys, json_object *json, const char *what,
              gpointer target, GError **error)
{
  if (!json_object_is_type (json, json_type_object))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   _("%s: found JSON of type %s, expected an object"), what,
                   json_type_to_name (json_object_get_type (json)));
      return FALSE;
    }
  if (!check_all_known (keys, n_keys, json, what, error))
    return FALSE;

  rn_spec_default (keys, n_keys, target);
  for (guint i = 0; i < n_keys; i++)
    {
      json_object *value;

      if (json_object_object_get_ex (json, keys[i].name, &value))
        {
          if (!read_key (&keys[i], value, what, target, error))
            return FALSE;
        }
      else if (keys[i].required)
        {
          g_autofree char *expected = describe_expected (&keys[i]);

          g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: \"%s\" is missing, expected %s"),
                       what, keys[i].name, expected);
          return FALSE;
        }
    }
  return TRUE;
}

static double
number_at (const RnSpecKey *key, gconstpointer source)
{
  return key->type == RN_SPEC_REAL ? *real_at (key, (gpointer) source)
                                   : *int_at (key, (gpointer) source);
}

gboolean
rn_spec_check (const RnSpecKey *keys, guint n_keys, const char *what, gconstpointer source,
               GError **error)
{
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *found = NULL;
      double number;

      if (keys[i].type == RN_SPEC_PART)
        continue;
      number = number_at (&keys[i], source);
      if ((number == keys[i].fallback && !keys[i].required) || in_range (&keys[i], number))
        continue;
      found = g_strdup_printf ("%g", number);
      return refuse_text (&keys[i], found, RN_ERROR_RANGE, what, error);
    }
  return TRUE;
}

static json_object *
write_key (const RnSpecKey *key, gconstpointer source)
{
  double number = number_at (key, source);

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
        && (keys[i].required || number_at (&keys[i], source) != keys[i].fallback))
      json_object_object_add (json, keys[i].name, write_key (&keys[i], source));
  return json;
}
