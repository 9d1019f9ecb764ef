/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Reads and writes JSON objects by a table of keys, and says by name what is wrong with one. */
#include "config.h"

#include "rn-spec-schema.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "rn-findings-private.h"
#include "rn-spec-schema-private.h"

/* Nesting a spec never needs, but a hostile text may have. */
#define MAX_DEPTH 16

/* Where byte @at of @text lies, in lines and characters counted from 1. */
static void
find_line (const char *text, gsize at, guint *line, guint *column)
{
  *line = *column = 1;
  for (gsize i = 0; i < at; i++)
    if (text[i] == '\n')
      {
        ++*line;
        *column = 1;
      }
    else if (((guchar) text[i] & 0xc0) != 0x80)      /* not inside a character of UTF-8 */
      ++*column;
}

/* The bracket that is open at byte @end of @text, 0 where none is; and the last thing before @end. */
static char
innermost (const char *text, gsize end, char *before)
{
  char open[MAX_DEPTH + 1] = { 0 };
  guint depth = 0;
  gboolean quoted = FALSE;

  *before = 0;
  for (gsize i = 0; i < end; i++)
    {
      if (quoted && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        quoted = !quoted;
      else if (!quoted && (text[i] == '{' || text[i] == '[') && depth < MAX_DEPTH)
        open[++depth] = text[i];
      else if (!quoted && (text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;
      if (!g_ascii_isspace (text[MIN (i, end - 1)]))
        *before = text[MIN (i, end - 1)];
    }
  return open[depth];
}

/* A character that stands where it may not. */
static const char *
describe_character (const char *text, gsize end)
{
  char before, open = innermost (text, end, &before), found = text[end];

  if (open == 0 && before != 0)
    return _("something else behind the end of the object");
  if ((found == '}' || found == ']') && before == ',')
    return _("the comma before the bracket is one too many");
  if (found == '\'')
    return _("a text stands in double quotes");
  if (open == '{' && (before == '{' || before == ','))
    return _("expected a key in double quotes");
  return _("expected a number, a text in double quotes, true, false, a list or an object");
}

static const char *
describe_problem (enum json_tokener_error problem, const char *text, gsize end)
{
  switch (problem)
    {
    case json_tokener_success:
      return _("something else behind the end of the object");
    case json_tokener_error_parse_object_key_name:
      return describe_character (text, end);
    case json_tokener_error_parse_object_key_sep:
      return _("expected a colon behind the key");
    case json_tokener_error_parse_object_value_sep:
      return _("expected a comma or }");
    case json_tokener_error_parse_array:
      return _("expected a comma or ]");
    case json_tokener_error_parse_unexpected:
    case json_tokener_error_parse_null:
    case json_tokener_error_parse_boolean:
    case json_tokener_error_parse_number:
    case json_tokener_error_parse_string:
      return describe_character (text, end);
    default:
      return json_tokener_error_desc (problem);
    }
}

/* A text that is no JSON object; @end: the byte at which it stops being one. */
static void
find_syntax (RnFindings *findings, const char *text, gsize end, const char *problem)
{
  RnFinding *finding = rn__find (findings, "syntax", RN_ERROR_FORMAT, NULL);

  find_line (text, end, &finding->line, &finding->column);
  rn__found (finding, "%s", problem);
  rn__say (finding, _("line %u, column %u: this is no JSON object: %s"), finding->line, finding->column, problem);
}

json_object *
rn__spec_parse (const char *text, gsize length, RnFindings *findings)
{
  json_tokener *tokener;
  json_object *json;
  gsize end;
  enum json_tokener_error problem;

  if (length > G_MAXINT - 1)
    {
      find_syntax (findings, text, 0, _("too long for a spec"));
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
  end = MIN (end, length);
  find_syntax (findings, text, end,
               end < length ? describe_problem (problem, text, end)
                            : _("the text ends before the object does"));
  return NULL;
}

json_object *
rn_spec_parse_json (const char *text, gsize length, const char *what, GError **error)
{
  g_autoptr (RnFindings) findings = rn_findings_new (what);
  json_object *json;

  g_return_val_if_fail (text != NULL, NULL);

  json = rn__spec_parse (text, length, findings);
  rn_findings_check (findings, error);
  return json;
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

/* Without the key, what it says by default. */
static void
mend_by_leaving (RnFinding *finding, const RnSpecKey *key)
{
  if (!key->required)
    rn__mend (finding, _("Leave it out"), "{\"%s\": null}", key->name);
}

static gboolean
in_range (const RnSpecKey *key, double number)
{
  if (key->type == RN_SPEC_CHOICE)
    return number >= 0 && number < g_strv_length ((char **) key->choices);
  return number >= key->minimum && number <= key->maximum;
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
  else if (key->type == RN_SPEC_REAL)
    *real_at (key, target) = number;
  else
    *int_at (key, target) = (int) number;
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
        *int_at (key, target) = i;
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
        *int_at (key, target) = json_object_get_boolean (value) ? 1 : 0;
      else
        mend_by_leaving (refuse (findings, key, value, "wrong-type", RN_ERROR_FORMAT), key);
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
gboolean
rn__spec_find (const RnSpecKey *keys, guint n_keys, json_object *json, gpointer target,
               RnFindings *findings)
{
  gboolean whole = TRUE;

  rn_spec_default (keys, n_keys, target);
  if (!json_object_is_type (json, json_type_object))
    {
      const char *type = json_type_to_name (json_object_get_type (json));
      RnFinding *finding = rn__find (findings, "wrong-type", RN_ERROR_FORMAT, NULL);

      rn__found (finding, "%s", type);
      rn__expected (finding, "%s", _("an object"));
      rn__say (finding, _("found JSON of type %s, expected an object"), type);
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

  rn__spec_find (keys, n_keys, json, target, findings);
  return rn_findings_check (findings, error);
}

static double
number_at (const RnSpecKey *key, gconstpointer source)
{
  return key->type == RN_SPEC_REAL ? *real_at (key, (gpointer) source)
                                   : *int_at (key, (gpointer) source);
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
      number = number_at (&keys[i], source);
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
