/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Runs the built reslab-cli and looks at what it says. */
#include "cli-child.h"

#include <gio/gio.h>
#include <string.h>

#include "rn-file.h"
#include "rn-test.h"

void
child_clear (Child *self)
{
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
}

Child
child_run_with (const char *input, const char *const *words)
{
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE
                           | G_SUBPROCESS_FLAGS_STDIN_PIPE;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Child self = { 0 };

  g_ptr_array_add (all, (gpointer) g_getenv ("RESLAB_CLI"));
  g_assert_nonnull (all->pdata[0]);
  for (; *words != NULL; words++)
    g_ptr_array_add (all, (gpointer) *words);
  g_ptr_array_add (all, NULL);
  process = g_subprocess_newv ((const char *const *) all->pdata, flags, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &self.out, &self.err, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (process))
    g_error ("%s ended by signal %d: %s", words[-1], g_subprocess_get_term_sig (process), self.err);
  self.status = g_subprocess_get_exit_status (process);
  return self;
}

Child
child_run (const char *verb, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  va_list arguments;

  va_start (arguments, verb);
  for (const char *word = verb; word != NULL; word = va_arg (arguments, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (words, NULL);
  return child_run_with (NULL, (const char *const *) words->pdata);
}

void
child_assert_done (const Child *self)
{
  if (self->status != 0)
    g_error ("exit %d: %s", self->status, self->err);
  g_assert_null (strstr (self->err, "reslab-cli:"));
}

void
child_assert_refused (const Child *self, int status, const char *piece)
{
  if (self->status != status || !g_str_has_prefix (self->err, "reslab-cli: "))
    g_error ("exit %d, expected %d: %s", self->status, status, self->err);
  g_assert_null (strstr (self->err + 1, "\nreslab-cli: "));
  g_assert_cmpstr (self->out, ==, "");
  if (piece != NULL && strstr (self->err, piece) == NULL)
    g_error ("“%s” is not in: %s", piece, self->err);
}

void
child_assert_says (const Child *self, const char *piece)
{
  if (strstr (self->out, piece) == NULL)
    g_error ("“%s” is not in: %s", piece, self->out);
}

json_object *
child_json (const Child *self)
{
  json_object *json = json_tokener_parse (self->out);

  if (json == NULL)
    g_error ("not JSON: %s", self->out);
  return json;
}

json_object *
json_at (json_object *json, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (!json_object_object_get_ex (json, names[i], &json))
      g_error ("there is no “%s”", path);
  return json;
}

char *
scratch_write (const char *name, const void *data, gsize length)
{
  char *path = rn_test_scratch (name);
  g_autoptr (GError) error = NULL;

  rn_file_write (path, data, length, &error);
  g_assert_no_error (error);
  return path;
}
