/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Reads a JSON object by a table of keys, or looks through a struct, and says what is wrong. */
#include "config.h"

#include "rn-spec-schema-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

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
  return g_strdup (_(key->doc));
}

/* What a message quotes of a text that may be of any length and hold anything. */
static char *
shorten (const char *text)
{
  gboolean whole = g_utf8_strlen (text, -1) <= 40;
  g_autofree char *start = whole ? g_strdup (text) : g_utf8_substring (text, 0, 39);

  for (char *c = start; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return g_strconcat (start, whole ? "" : "…", NULL);
}

void
rn__found_json (RnFinding *finding, json_object *value)
{
  g_autofree char *found
    = shorten (json_object_to_json_string_ext (value, JSON_C_TO_STRING_PLAIN));

  rn__found (finding, "%s", found);
}

static RnFinding *
refuse (RnFindings *findings, const RnSpecKey *key, json_object *value, const char *code,
        RnError error)
{
  g_autofree char *expected = describe_expected (key);
  RnFinding *finding = rn__find (findings, code, error, key->name);

  rn__found_json (finding, value);
  rn__expected (finding, "%s", expected);
  return finding;
}

static gboolean
in_range (const RnSpecKey *key, double number)
{
  if (key->type == RN_SPEC_CHOICE)
    return number >= 0 && number < g_strv_length ((char **) key->choices);
  return number >= key->minimum && number <= key->maximum;
}

/* Without the key, what it says by default. */
static void
mend_by_leaving (RnFinding *finding, const RnSpecKey *key)
{
  if (!key->required)
    rn__mend_leave_out (finding);
}

void
rn__spec_refuse (RnFindings *findings, const RnSpecKey *key, json_object *value)
{
  mend_by_leaving (refuse (findings, key, value, "wrong-type", RN_ERROR_FORMAT), key);
}

static double
nearest_in_range (const RnSpecKey *key, double number)
{
  return number < key->minimum ? ceil (key->minimum) : floor (key->maximum);
}

/* A number in quotes, or one with a fraction, told as the number that was meant. */
static void
mend_type (RnFinding *finding, const RnSpecKey *key, json_object *value)
{
  gboolean text = json_object_is_type (value, json_type_string);
  double number = json_object_get_double (value);

  if ((text && number == 0) || !(fabs (number) < G_MAXINT))
    number = NAN;
  if (key->type == RN_SPEC_INTEGER)
    number = round (number);
  if (isfinite (number) && in_range (key, number)
      && (text || json_object_is_type (value, json_type_double)))
    {
      g_autofree char *label = g_strdup_printf ("%s: %g", key->name, number);

      rn__mend (finding, label, "{\"%s\": %.15g}", key->name, number);
    }
  mend_by_leaving (finding, key);
}

static void
read_number (const RnSpecKey *key, json_object *value, gpointer target, RnFindings *findings)
{
  gboolean real = json_object_is_type (value, json_type_double);
  double number = real ? json_object_get_double (value) : (double) json_object_get_int64 (value);

  if ((!real && !json_object_is_type (value, json_type_int))
      || (key->type == RN_SPEC_INTEGER && number != floor (number)))
    mend_type (refuse (findings, key, value, "wrong-type", RN_ERROR_FORMAT), key, value);
  else if (!in_range (key, number))
    {
      RnFinding *finding = refuse (findings, key, value, "out-of-range", RN_ERROR_RANGE);

      rn__mend_number (finding, key->name, (int) nearest_in_range (key, number));
      mend_by_leaving (finding, key);
    }
  else
    rn__spec_put (key, target, number);
}

static void
read_choice (const RnSpecKey *key, json_object *value, gpointer target, RnFindings *findings)
{
  gboolean text = json_object_is_type (value, json_type_string);
  const char *word = text ? json_object_get_string (value) : "", *near;
  RnFinding *finding;

  for (int i = 0; key->choices[i] != NULL; i++)
    if (g_str_equal (word, key->choices[i]))
      {
        rn__spec_put (key, target, i);
        return;
      }
  finding = refuse (findings, key, value, text ? "unknown-word" : "wrong-type",
                    text ? RN_ERROR_UNKNOWN : RN_ERROR_FORMAT);
  near = rn_nearest_word (word, key->choices);
  if (near != NULL)
    {
      g_autofree char *label = g_strdup_printf ("%s: %s", key->name, near);

      rn__because (finding, _("did you mean \"%s\"?"), near);
      rn__mend (finding, label, "{\"%s\": \"%s\"}", key->name, near);
    }
  mend_by_leaving (finding, key);
}

static void
read_key (const RnSpecKey *key, json_object *value, gpointer target, RnFindings *findings)
{
  switch (key->type)
    {
    case RN_SPEC_INTEGER:
    case RN_SPEC_REAL:
      read_number (key, value, target, findings);
      break;
    case RN_SPEC_CHOICE:
      read_choice (key, value, target, findings);
      break;
    case RN_SPEC_BOOLEAN:
      if (json_object_is_type (value, json_type_boolean))
        rn__spec_put (key, target, json_object_get_boolean (value) ? 1 : 0);
      else
        rn__spec_refuse (findings, key, value);
      break;
    case RN_SPEC_PART:
      break;
    }
}

/* @name may hold anything; a mending quotes it as JSON does. */
void
rn__find_unknown (RnFindings *findings, const char *name, json_object *value,
                  const char *const *known)
{
  const char *near = rn_nearest_word (name, known);
  g_autofree char *list = g_strjoinv (", ", (char **) known);
  g_autofree char *found = shorten (name), *label = NULL;
  RnFinding *finding = rn__find (findings, "unknown-key", RN_ERROR_UNKNOWN, found);
  json_object *quoted = json_object_new_string (name);
  const char *key = json_object_to_json_string_ext (quoted, JSON_C_TO_STRING_PLAIN);

  rn__found (finding, "%s", found);
  rn__expected (finding, "%s", near != NULL ? near : list);
  if (near != NULL)
    {
      rn__say (finding, _("unknown key \"%s\"; did you mean \"%s\"?"), found, near);
      label = g_strdup_printf (_("Call it %s"), near);
      rn__mend (finding, label, "{%s: null, \"%s\": %s}", key, near,
                json_object_to_json_string_ext (value, JSON_C_TO_STRING_PLAIN));
    }
  else
    rn__say (finding, _("unknown key \"%s\"; known are %s"), found, list);
  rn__mend (finding, _("Leave it out"), "{%s: null}", key);
  json_object_put (quoted);
}

static void
check_known (const RnSpecKey *keys, guint n_keys, json_object *json, RnFindings *findings)
{
  struct json_object_iterator i = json_object_iter_begin (json), end = json_object_iter_end (json);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint k = 0; k < n_keys; k++)
    g_ptr_array_add (names, (gpointer) keys[k].name);
  g_ptr_array_add (names, NULL);
  for (; !json_object_iter_equal (&i, &end); json_object_iter_next (&i))
    {
      const char *name = json_object_iter_peek_name (&i);

      if (!g_strv_contains ((const char *const *) names->pdata, name))
        rn__find_unknown (findings, name, json_object_iter_peek_value (&i),
                          (const char *const *) names->pdata);
    }
}

static void
find_missing (const RnSpecKey *key, RnFindings *findings)
{
  g_autofree char *expected = describe_expected (key);
  RnFinding *finding = rn__find (findings, "missing-key", RN_ERROR_FORMAT, key->name);

  rn__found (finding, "%s", _("nothing"));
  rn__expected (finding, "%s", expected);
  rn__say (finding, _("\"%s\" is missing, expected %s"), key->name, expected);
  if (key->type == RN_SPEC_INTEGER && in_range (key, key->fallback))
    rn__mend_number (finding, key->name, (int) key->fallback);
}

/*
 * Fills @target with what can be read; what cannot keeps its default, and is told of. So one wrong
 * key does not hide the next.
 */
void
rn__find_no_object (RnFindings *findings, json_object *json)
{
  const char *type = json_type_to_name (json_object_get_type (json));
  RnFinding *finding = rn__find (findings, "wrong-type", RN_ERROR_FORMAT, NULL);

  rn__found (finding, "%s", type);
  rn__expected (finding, "%s", _("an object"));
  rn__say (finding, _("found JSON of type %s, expected an object"), type);
}

gboolean
rn_spec_find_keys (const RnSpecKey *keys, guint n_keys, json_object *json, gpointer target,
               RnFindings *findings)
{
  gboolean whole = TRUE;

  rn_spec_default (keys, n_keys, target);
  if (!json_object_is_type (json, json_type_object))
    {
      rn__find_no_object (findings, json);
      return FALSE;
    }
  check_known (keys, n_keys, json, findings);
  for (guint i = 0; i < n_keys; i++)
    {
      guint before = rn_findings_n (findings);
      json_object *value;

      if (json_object_object_get_ex (json, keys[i].name, &value))
        read_key (&keys[i], value, target, findings);
      else if (keys[i].required)
        find_missing (&keys[i], findings);
      whole = whole && !(keys[i].required && rn_findings_n (findings) > before);
    }
  return whole;
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
  g_autoptr (RnFindings) findings = rn_findings_new (what);

  rn_spec_find_keys (keys, n_keys, json, target, findings);
  return rn_findings_check (findings, error);
}

/* The same ranges, for a struct that was filled in C. */
void
rn__spec_find_ranges (const RnSpecKey *keys, guint n_keys, gconstpointer source,
                      RnFindings *findings)
{
  for (guint i = 0; i < n_keys; i++)
    {
      json_object *value;
      double number;

      if (keys[i].type == RN_SPEC_PART)
        continue;
      number = rn__spec_number_at (&keys[i], source);
      if ((number == keys[i].fallback && !keys[i].required) || in_range (&keys[i], number))
        continue;
      value = json_object_new_double (number);
      refuse (findings, &keys[i], value, "out-of-range", RN_ERROR_RANGE);
      json_object_put (value);
    }
}

gboolean
rn_spec_check (const RnSpecKey *keys, guint n_keys, const char *what, gconstpointer source,
               GError **error)
{
  g_autoptr (RnFindings) findings = rn_findings_new (what);

  rn__spec_find_ranges (keys, n_keys, source, findings);
  return rn_findings_check (findings, error);
}
