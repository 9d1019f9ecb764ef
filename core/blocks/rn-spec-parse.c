/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* JSON text becomes an object, or a sentence on where and why it stops being one. */
#include "config.h"

#include "rn-spec-schema-private.h"

#include <glib/gi18n-lib.h>

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
    case json_tokener_error_parse_utf8_string:
      return _("a byte that is no UTF-8");
    case json_tokener_error_depth:
      return _("nested deeper than a spec ever is");
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
  rn__say (finding, _("line %u, column %u: this is no JSON object: %s"), finding->line,
           finding->column, problem);
}

json_object *
rn_spec_find_text (const char *text, gsize length, RnFindings *findings)
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
  if (problem == json_tokener_continue)            /* a number or null ends only before something */
    {
      json = json_tokener_parse_ex (tokener, "\n", 1);
      problem = json_tokener_get_error (tokener);
      end = length;
    }
  json_tokener_free (tokener);
  while (problem == json_tokener_success && end < length && g_ascii_isspace (text[end]))
    end++;
  if (problem == json_tokener_success && end == length && json != NULL)
    return json;

  end = MIN (end, length);
  if (problem == json_tokener_success && end == length)       /* null */
    rn__find_no_object (findings, json);
  else
    find_syntax (findings, text, end,
                 end < length ? describe_problem (problem, text, end)
                              : _("the text ends before the object does"));
  json_object_put (json);
  return NULL;
}

json_object *
rn_spec_parse_json (const char *text, gsize length, const char *what, GError **error)
{
  g_autoptr (RnFindings) findings = rn_findings_new (what);
  json_object *json;

  g_return_val_if_fail (text != NULL, NULL);

  json = rn_spec_find_text (text, length, findings);
  rn_findings_check (findings, error);
  return json;
}
