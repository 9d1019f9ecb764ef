/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Members of lesson.json by type; what is wrong with them, and on which line. */
#include "config.h"

#include "lab-lesson-private.h"

#include <stdarg.h>
#include <string.h>

#include "fig-i18n.h"

/* ── places ── */

char *
lab__place (const char *place, const char *key)
{
  return *place == '\0' ? g_strdup (key) : g_strdup_printf ("%s.%s", place, key);
}

char *
lab__place_at (const char *place, const char *key, gsize index)
{
  return g_strdup_printf ("%s%s%s[%" G_GSIZE_FORMAT "]", place,
                          *place != '\0' && *key != '\0' ? "." : "", key, index);
}

static const char *
skip_space (const char *at)
{
  while (g_ascii_isspace (*at))
    at++;
  return at;
}

static const char *
skip_text (const char *at)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

/* Behind the value that begins at @at. */
static const char *
skip_value (const char *at)
{
  guint depth = 0;

  for (; *at != '\0'; at++)
    {
      if (*at == '"')
        at = skip_text (at) - 1;
      else if (*at == '{' || *at == '[')
        depth++;
      else if (*at == '}' || *at == ']')
        {
          if (depth == 0)
            return at;
          depth--;
        }
      else if (*at == ',' && depth == 0)
        return at;
    }
  return at;
}

/* The value of the next member or element wanted, "" where there is none; @place moves on. */
static const char *
descend (const char *at, const char **place)
{
  gboolean list = **place == '[';
  gsize n = strcspn (*place + 1, ".[") + 1, index = list ? (gsize) g_ascii_strtoull (*place + 1, NULL, 10) : 0;

  if (*at != (list ? '[' : '{'))
    return "";
  for (gsize i = 0; *at != '\0' && *at != ']' && *at != '}'; i++)
    {
      const char *name = skip_space (at + 1);

      at = list ? name : skip_space (skip_text (name));
      if (!list && *at == ':')
        at = skip_space (at + 1);
      if (list ? i == index : *name == '"' && strncmp (name + 1, *place, n) == 0 && name[n + 1] == '"')
        {
          *place += list ? strcspn (*place, "]") + 1 : n;
          *place += **place == '.';
          return at;
        }
      at = skip_space (skip_value (at));
    }
  return "";
}

guint
lab__json_line (const char *text, const char *place)
{
  const char *at = skip_space (text), *next;
  guint line = 1;

  while (*place != '\0' && *(next = descend (at, &place)) != '\0')
    at = skip_space (next);
  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  return line;
}

/* ── problems ── */

static void
problem_free (gpointer data)
{
  LabLessonProblem *problem = data;

  g_free (problem->file);
  g_free (problem->place);
  g_free (problem->message);
  g_free (problem);
}

GPtrArray *
lab__lesson_problems_new (void)
{
  return g_ptr_array_new_with_free_func (problem_free);
}

static void
complain (GPtrArray *problems, const char *file, guint line, const char *place, gboolean warning,
          char *message /* (transfer full) */)
{
  LabLessonProblem *problem = g_new (LabLessonProblem, 1);

  *problem = (LabLessonProblem) { g_strdup (file), line, g_strdup (place), message, warning };
  g_ptr_array_add (problems, problem);
}

void
lab__lesson_complain (GPtrArray *problems, const char *file, guint line, const char *place, gboolean warning,
                      const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  complain (problems, file, line, place, warning, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
lab__lesson_refuse (LabLessonReader *self, const char *place, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  complain (self->problems, "lesson.json", lab__json_line (self->text, place), place, FALSE,
            g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

char *
lab_lesson_problem_text (const LabLessonProblem *self)
{
  GString *text = g_string_new (self->file);

  if (self->line > 0)
    g_string_append_printf (text, ":%u", self->line);
  if (*self->place != '\0')
    g_string_append_printf (text, ": %s", self->place);
  g_string_append_printf (text, ": %s", self->message);
  return g_string_free (text, FALSE);
}

gboolean
lab__lesson_problems_check (GPtrArray *problems, GError **error)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const LabLessonProblem *problem = problems->pdata[i];
      g_autofree char *text = NULL;

      if (problem->warning)
        continue;
      text = lab_lesson_problem_text (problem);
      g_set_error_literal (error, RN_ERROR, RN_ERROR_FORMAT, text);
      return FALSE;
    }
  return TRUE;
}

/* ── members ── */

static const char *
found (json_object *value)
{
  return json_object_is_type (value, json_type_null) ? "null"
                                                     : json_type_to_name (json_object_get_type (value));
}

/* (nullable) of that type, told of where it is another. */
static json_object *
member (LabLessonReader *self, json_object *json, const char *place, const char *key, json_type type,
        const char *expected)
{
  json_object *value = NULL;
  g_autofree char *here = NULL;

  if (!json_object_object_get_ex (json, key, &value) || json_object_is_type (value, type))
    return value;
  here = lab__place (place, key);
  /* TRANSLATORS: a type of JSON, and what is expected */
  lab__lesson_refuse (self, here, _("found %s, expected %s"), found (value), expected);
  return NULL;
}

json_object *
lab__lesson_list (LabLessonReader *self, json_object *json, const char *place, const char *key, gsize most)
{
  json_object *list = member (self, json, place, key, json_type_array, _("a list"));
  g_autofree char *here = NULL;

  if (list == NULL || json_object_array_length (list) <= most)
    return list;
  here = lab__place (place, key);
  lab__lesson_refuse (self, here, _("found %u entries, expected at most %u"),
                      (guint) json_object_array_length (list), (guint) most);
  return NULL;
}

json_object *
lab__lesson_object (LabLessonReader *self, json_object *json, const char *place, const char *key)
{
  return member (self, json, place, key, json_type_object, _("an object"));
}

const char *
lab__lesson_word (LabLessonReader *self, json_object *json, const char *place, const char *key)
{
  json_object *value = member (self, json, place, key, json_type_string, _("a text"));

  return value != NULL ? json_object_get_string (value) : NULL;
}

char **
lab__lesson_words (LabLessonReader *self, json_object *json, const char *place, const char *key)
{
  json_object *list = lab__lesson_list (self, json, place, key, LAB_LESSON_WORDS_MOST);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (gsize i = 0; list != NULL && i < json_object_array_length (list); i++)
    {
      json_object *value = json_object_array_get_idx (list, i);
      g_autofree char *here = lab__place_at (place, key, i);

      if (json_object_is_type (value, json_type_string))
        g_ptr_array_add (words, g_strdup (json_object_get_string (value)));
      else
        lab__lesson_refuse (self, here, _("found %s, expected %s"), found (value), _("a text"));
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_steal (words, NULL);
}

LabExpression *
lab__lesson_expression (LabLessonReader *self, json_object *json, const char *place, const char *key)
{
  const char *text = lab__lesson_word (self, json, place, key);
  g_autofree char *here = lab__place (place, key);
  g_autoptr (GError) error = NULL;
  LabExpression *expression;

  if (text == NULL)
    return NULL;
  expression = lab_expression_read (text, &error);
  if (expression == NULL)
    lab__lesson_refuse (self, here, "%s", error->message);
  return expression;
}
