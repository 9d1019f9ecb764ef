/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Commands by name, and their arguments. */
#include "config.h"

#include "lab-command-private.h"

#include <math.h>

static const LabCommand *const tables[] = {
  lab__commands_history,
  lab__commands_network,
  lab__commands_picture,
  lab__commands_explore,
  lab__commands_gradients,
  lab__commands_compare,
  lab__commands_report,
  lab__commands_train,
};

GPtrArray *
lab_commands (void)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; tables[t][i].name != NULL; i++)
      g_ptr_array_add (all, (gpointer) &tables[t][i]);
  return all;
}

const LabCommand *
lab_command_find (const char *name)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; tables[t][i].name != NULL; i++)
      if (g_str_equal (tables[t][i].name, name))
        return &tables[t][i];
  return NULL;
}

/* ── arguments ── */

static gboolean
is_of_type (json_object *value, LabArgumentType type)
{
  switch (type)
    {
    case LAB_TEXT:
    case LAB_FILE:
    case LAB_SPEC:
    case LAB_DATA:
    case LAB_TARGET:
      return json_object_is_type (value, json_type_string);
    case LAB_INTEGER:
      return json_object_is_type (value, json_type_int)
             && json_object_get_int64 (value) >= G_MININT
             && json_object_get_int64 (value) <= G_MAXINT;
    case LAB_REAL:
      return (json_object_is_type (value, json_type_int)
              || json_object_is_type (value, json_type_double))
             && isfinite (json_object_get_double (value));
    case LAB_BOOLEAN:
      return json_object_is_type (value, json_type_boolean);
    case LAB_JSON:
    case LAB_SPECS:
    case LAB_PLAN:
      return TRUE;
    }
  return FALSE;
}

static const LabArgument *
find_argument (const LabCommand *command, const char *name)
{
  for (guint i = 0; i < LAB_ARGUMENTS_MOST && command->arguments[i].name != NULL; i++)
    if (g_str_equal (command->arguments[i].name, name))
      return &command->arguments[i];
  return NULL;
}

static gboolean
check_given (const LabCommand *command, json_object *arguments, GError **error)
{
  static const char *const types[] = { "a text", "an integer", "a finite number", "true or false",
                                       "a value", "a file's name", "a spec", "data", "a list of specs",
                                       "a file's name", "an experiment" };

  json_object_object_foreach (arguments, key, value)
    {
      const LabArgument *argument = find_argument (command, key);

      if (g_str_equal (key, "command"))
        continue;
      if (argument == NULL)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, "command “%s” has no argument “%s”",
                       command->name, key);
          return FALSE;
        }
      if (!is_of_type (value, argument->type))
        {
          g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                       "command “%s”: “%s” is %s, but must be %s", command->name, key,
                       json_object_to_json_string (value), types[argument->type]);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
lab__command_check (const LabCommand *command, json_object *arguments, GError **error)
{
  if (!check_given (command, arguments, error))
    return FALSE;
  for (guint i = 0; i < LAB_ARGUMENTS_MOST && command->arguments[i].name != NULL; i++)
    if (command->arguments[i].required
        && !json_object_object_get_ex (arguments, command->arguments[i].name, NULL))
      {
        g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, "command “%s” needs “%s”: %s",
                     command->name, command->arguments[i].name, command->arguments[i].doc);
        return FALSE;
      }
  return TRUE;
}

json_object *
lab__command_collect (const LabCommand *command, va_list values)
{
  json_object *arguments = json_object_new_object ();
  const char *name;

  while ((name = va_arg (values, const char *)) != NULL)
    {
      const LabArgument *argument = find_argument (command, name);
      json_object *value = NULL;

      if (argument == NULL)
        {
          g_critical ("command “%s” has no argument “%s”", command->name, name);
          break;                 /* what follows cannot be read without knowing its type */
        }
      switch (argument->type)
        {
        case LAB_TEXT:
        case LAB_FILE:
        case LAB_SPEC:
        case LAB_DATA:
        case LAB_TARGET:
          value = json_object_new_string (va_arg (values, const char *));
          break;
        case LAB_INTEGER:
          value = json_object_new_int (va_arg (values, int));
          break;
        case LAB_REAL:
          value = json_object_new_double (va_arg (values, double));
          break;
        case LAB_BOOLEAN:
          value = json_object_new_boolean (va_arg (values, gboolean));
          break;
        case LAB_JSON:
        case LAB_SPECS:
        case LAB_PLAN:
          value = json_object_get (va_arg (values, json_object *));
          break;
        }
      json_object_object_add (arguments, name, value);
    }
  return arguments;
}

static json_object *
value_of (const LabEdits *edits, const char *name)
{
  json_object *value = NULL;

  return json_object_object_get_ex (edits->arguments, name, &value) ? value : NULL;
}

gboolean
lab_argument_given (const LabEdits *edits, const char *name)
{
  return json_object_object_get_ex (edits->arguments, name, NULL);
}

const char *
lab_argument_text (const LabEdits *edits, const char *name)
{
  json_object *value = value_of (edits, name);

  return value != NULL ? json_object_get_string (value) : NULL;
}

int
lab_argument_integer (const LabEdits *edits, const char *name, int fallback)
{
  json_object *value = value_of (edits, name);

  return value != NULL ? json_object_get_int (value) : fallback;
}

double
lab_argument_real (const LabEdits *edits, const char *name, double fallback)
{
  json_object *value = value_of (edits, name);

  return value != NULL ? json_object_get_double (value) : fallback;
}

gboolean
lab_argument_boolean (const LabEdits *edits, const char *name, gboolean fallback)
{
  json_object *value = value_of (edits, name);

  return value != NULL ? json_object_get_boolean (value) : fallback;
}
