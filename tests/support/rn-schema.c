/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#include "rn-schema.h"

#include <string.h>

typedef struct
{
  json_object *root;            /* borrowed: the whole schema */
  GString     *path;            /* owned: in the value */
  char        *why;             /* (nullable) owned: the first thing that is wrong */
} Checker;

static gboolean check (Checker *self, json_object *schema, json_object *value);

static gboolean G_GNUC_PRINTF (2, 3)
fail (Checker *self, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_free (self->why);
  self->why = g_strdup_printf ("$%s: %s", self->path->str, message);
  return FALSE;
}

static const char *
type_name (json_object *value)
{
  switch (json_object_get_type (value))
    {
    case json_type_null:
      return "null";
    case json_type_boolean:
      return "boolean";
    case json_type_int:
      return "integer";
    case json_type_double:
      return "number";
    case json_type_string:
      return "string";
    case json_type_array:
      return "array";
    case json_type_object:
    default:
      return "object";
    }
}

static gboolean
has_type (const char *wanted, json_object *value)
{
  const char *found = type_name (value);

  return g_str_equal (wanted, found)
         || (g_str_equal (wanted, "number") && g_str_equal (found, "integer"));
}

static gboolean
check_type (Checker *self, json_object *types, json_object *value)
{
  if (json_object_is_type (types, json_type_string))
    return has_type (json_object_get_string (types), value)
           || fail (self, "is of type %s, not %s", type_name (value),
                    json_object_get_string (types));
  for (size_t i = 0; i < json_object_array_length (types); i++)
    if (has_type (json_object_get_string (json_object_array_get_idx (types, i)), value))
      return TRUE;
  return fail (self, "is of type %s, not one of %s", type_name (value),
               json_object_to_json_string (types));
}

static gboolean
check_enum (Checker *self, json_object *choices, json_object *value)
{
  for (size_t i = 0; i < json_object_array_length (choices); i++)
    if (json_object_equal (json_object_array_get_idx (choices, i), value))
      return TRUE;
  return fail (self, "is none of %s", json_object_to_json_string (choices));
}

static gboolean
check_minimum (Checker *self, json_object *minimum, json_object *value)
{
  if (!has_type ("number", value)
      || json_object_get_double (value) >= json_object_get_double (minimum))
    return TRUE;
  return fail (self, "%s is below %s", json_object_get_string (value),
               json_object_get_string (minimum));
}

static gboolean
check_pattern (Checker *self, json_object *pattern, json_object *value)
{
  if (!json_object_is_type (value, json_type_string)
      || g_regex_match_simple (json_object_get_string (pattern), json_object_get_string (value),
                               G_REGEX_DOLLAR_ENDONLY, 0))
    return TRUE;
  return fail (self, "“%s” does not match %s", json_object_get_string (value),
               json_object_get_string (pattern));
}

/* Checks a part of the value, one step further down. */
static gboolean
check_below (Checker *self, json_object *schema, json_object *value, const char *step)
{
  gsize length = self->path->len;
  gboolean good;

  g_string_append (self->path, step);
  good = check (self, schema, value);
  g_string_truncate (self->path, length);
  return good;
}

static gboolean
check_object (Checker *self, json_object *schema, json_object *value)
{
  json_object *properties = json_object_object_get (schema, "properties");
  json_object *additional, *required, *part;
  gboolean has_additional = json_object_object_get_ex (schema, "additionalProperties", &additional);

  if (!json_object_is_type (value, json_type_object))
    return TRUE;
  required = json_object_object_get (schema, "required");
  for (size_t i = 0; required != NULL && i < json_object_array_length (required); i++)
    {
      const char *key = json_object_get_string (json_object_array_get_idx (required, i));

      if (!json_object_object_get_ex (value, key, NULL))
        return fail (self, "lacks “%s”", key);
    }
  json_object_object_foreach (value, key, member)
    {
      g_autofree char *step = g_strconcat (".", key, NULL);

      if (properties != NULL && json_object_object_get_ex (properties, key, &part))
        {
          if (!check_below (self, part, member, step))
            return FALSE;
        }
      else if (has_additional && !check_below (self, additional, member, step))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_array (Checker *self, json_object *schema, json_object *value)
{
  json_object *limit, *items;
  size_t n;

  if (!json_object_is_type (value, json_type_array))
    return TRUE;
  n = json_object_array_length (value);
  if (json_object_object_get_ex (schema, "minItems", &limit) && n < json_object_get_uint64 (limit))
    return fail (self, "has %zu items, at least %s are needed", n, json_object_get_string (limit));
  if (json_object_object_get_ex (schema, "maxItems", &limit) && n > json_object_get_uint64 (limit))
    return fail (self, "has %zu items, at most %s are allowed", n, json_object_get_string (limit));
  if (!json_object_object_get_ex (schema, "items", &items))
    return TRUE;
  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *step = g_strdup_printf ("[%zu]", i);

      if (!check_below (self, items, json_object_array_get_idx (value, i), step))
        return FALSE;
    }
  return TRUE;
}

/* Of anyOf at least one, of oneOf exactly one. */
static gboolean
check_choices (Checker *self, json_object *schemas, json_object *value, gboolean exactly)
{
  guint n = 0;

  for (size_t i = 0; i < json_object_array_length (schemas); i++)
    n += check (self, json_object_array_get_idx (schemas, i), value);
  if (n == 1 || (n > 1 && !exactly))
    {
      g_clear_pointer (&self->why, g_free);
      return TRUE;
    }
  if (n > 1)
    return fail (self, "follows %u of the schemas, not one", n);
  return FALSE;                 /* why the last one failed */
}

static gboolean
check_reference (Checker *self, json_object *reference, json_object *value)
{
  const char *text = json_object_get_string (reference);
  json_object *definitions = json_object_object_get (self->root, "definitions"), *schema = NULL;

  if (!g_str_has_prefix (text, "#/definitions/")
      || !json_object_object_get_ex (definitions, text + strlen ("#/definitions/"), &schema))
    return fail (self, "the schema refers to %s, which is not there", text);
  return check (self, schema, value);
}

static gboolean
check_keyword (Checker *self, const char *keyword, json_object *argument, json_object *value)
{
  static const char *const elsewhere[] = { "$schema", "$id", "title", "description", "definitions",
                                           "properties", "required", "additionalProperties", "items", "minItems",
                                           "maxItems", NULL };

  if (g_strv_contains (elsewhere, keyword))
    return TRUE;
  if (g_str_equal (keyword, "type"))
    return check_type (self, argument, value);
  if (g_str_equal (keyword, "enum"))
    return check_enum (self, argument, value);
  if (g_str_equal (keyword, "const"))
    return json_object_equal (argument, value)
           || fail (self, "is not %s", json_object_to_json_string (argument));
  if (g_str_equal (keyword, "minimum"))
    return check_minimum (self, argument, value);
  if (g_str_equal (keyword, "pattern"))
    return check_pattern (self, argument, value);
  if (g_str_equal (keyword, "anyOf") || g_str_equal (keyword, "oneOf"))
    return check_choices (self, argument, value, keyword[0] == 'o');
  if (g_str_equal (keyword, "$ref"))
    return check_reference (self, argument, value);
  return fail (self, "the schema has a keyword “%s”, which is not of the subset", keyword);
}

static gboolean
check (Checker *self, json_object *schema, json_object *value)
{
  if (json_object_is_type (schema, json_type_boolean))
    return json_object_get_boolean (schema) || fail (self, "must not be there");
  json_object_object_foreach (schema, keyword, argument)
    if (!check_keyword (self, keyword, argument, value))
      return FALSE;
  return check_object (self, schema, value) && check_array (self, schema, value);
}

char *
rn_schema_check (json_object *schema, json_object *value)
{
  Checker checker = { schema, g_string_new (NULL), NULL };
  gboolean good = check (&checker, schema, value);

  g_string_free (checker.path, TRUE);
  g_assert_true (good == (checker.why == NULL));
  return checker.why;
}

json_object *
rn_schema_load (const char *path)
{
  json_object *json = json_object_from_file (path);

  if (json == NULL)
    g_error ("%s: %s", path, json_util_get_last_err ());
  return json;
}

json_object *
rn_schema_named (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".schema.json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("RESLAB_SOURCE_ROOT"), "assets", "schemas",
                                            file, NULL);

  return rn_schema_load (path);
}

void
rn_schema_assert (const char *name, json_object *value)
{
  json_object *schema = rn_schema_named (name);
  g_autofree char *why = rn_schema_check (schema, value);

  if (why != NULL)
    g_error ("%s: %s", name, why);
  json_object_put (schema);
}
