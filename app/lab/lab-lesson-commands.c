/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Commands that come from a file. They are the lab's own, by name; one that writes, or that reads
 * outside the lesson's folder, is none of them.
 */
#include "config.h"

#include "lab-lesson-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "lab-command-private.h"
#include "rn-spec.h"

/* A name of a file that lies in @folder itself and is no link out of it. (transfer full) */
static char *
inside (const char *name, const char *folder, GError **error)
{
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (folder == NULL || strpbrk (name, "/\\") != NULL || name[0] == '.')
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                 _("found “%s”, expected the name of a file that lies in the lesson's folder"), name);
  else if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("there is no file “%s” in the lesson's folder"), name);
  else
    return g_steal_pointer (&path);
  return NULL;
}

/* Of a spec what is read as a file, and what looks like one: no name of the catalogue has a separator. */
static gboolean
is_path (const char *text, LabArgumentType type)
{
  if (type == LAB_DATA)
    return !g_str_equal (text, "shapes");
  return type == LAB_FILE || rn_spec_is_file (text)
         || (text[strspn (text, " \t\n\v\f\r")] != '{' && strpbrk (text, "/\\") != NULL);
}

/* (transfer full) (nullable) @value as it may be given to the command */
static json_object *
settle_text (json_object *value, LabArgumentType type, const char *folder, GError **error)
{
  const char *text = json_object_get_string (value);
  g_autofree char *path = NULL;

  if (!json_object_is_type (value, json_type_string) || !is_path (text, type))
    return json_object_get (value);
  path = inside (text, folder, error);
  return path != NULL ? json_object_new_string (path) : NULL;
}

/* A list of specs, or one. */
static json_object *
settle_value (json_object *value, LabArgumentType type, const char *folder, GError **error)
{
  json_object *list;

  if (!json_object_is_type (value, json_type_array))
    return settle_text (value, type == LAB_SPECS ? LAB_SPEC : type, folder, error);
  list = json_object_new_array ();
  for (gsize i = 0; i < json_object_array_length (value); i++)
    {
      json_object *one = settle_text (json_object_array_get_idx (value, i), LAB_SPEC, folder, error);

      if (one == NULL)
        {
          json_object_put (list);
          return NULL;
        }
      json_object_array_add (list, one);
    }
  return list;
}

static gboolean
settle_argument (const LabCommand *command, const LabArgument *argument, json_object *arguments,
                 const char *folder, GError **error)
{
  json_object *value = NULL;

  if (argument->type == LAB_TARGET || argument->type == LAB_PLAN)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   argument->type == LAB_TARGET
                     ? _("command “%s” writes a file, so no lesson and no preset may run it")
                     : _("command “%s” may read any file, so no lesson and no preset may run it"),
                   command->name);
      return FALSE;
    }
  if (argument->type < LAB_FILE || !json_object_object_get_ex (arguments, argument->name, &value))
    return TRUE;
  value = settle_value (value, argument->type, folder, error);
  if (value == NULL)
    return FALSE;
  json_object_object_add (arguments, argument->name, value);
  return TRUE;
}

/* History is a person's, and undo would take away what the lesson did. */
static gboolean
may_run (const LabCommand *command, GError **error)
{
  static const char *const never[] = { "undo", "redo", NULL };

  if (!g_strv_contains (never, command->name))
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("command “%s” is for people alone"), command->name);
  return FALSE;
}

/* (transfer full) (nullable) */
static json_object *
settle (json_object *json, const char *folder, GError **error)
{
  json_object *name = NULL, *copy = NULL;
  const LabCommand *command;

  if (!json_object_object_get_ex (json, "command", &name) || !json_object_is_type (name, json_type_string))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("expected an object with a text “command”"));
      return NULL;
    }
  command = lab_command_find (json_object_get_string (name));
  if (command == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("there is no command “%s”"),
                   json_object_get_string (name));
      return NULL;
    }
  if (!may_run (command, error) || !lab__command_check (command, json, error))
    return NULL;
  json_object_deep_copy (json, &copy, NULL);
  for (guint i = 0; i < LAB_ARGUMENTS_MOST && command->arguments[i].name != NULL; i++)
    if (!settle_argument (command, &command->arguments[i], copy, folder, error))
      {
        json_object_put (copy);
        return NULL;
      }
  return copy;
}

json_object *
lab__lesson_commands (json_object *list, const char *folder, const char *place,
                      void (*tell) (const char *place, const GError *error, gpointer data), gpointer data)
{
  json_object *settled = json_object_new_array ();

  for (gsize i = 0; list != NULL && i < json_object_array_length (list); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *here = lab__place_at (place, "", i);
      json_object *command = settle (json_object_array_get_idx (list, i), folder, &error);

      if (command != NULL)
        json_object_array_add (settled, command);
      else
        tell (here, error, data);
    }
  return settled;
}
