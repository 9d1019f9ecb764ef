/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Reading a verb's command line, and saying which word was meant. */
#include "config.h"

#include "cli.h"

#include <stdarg.h>
#include <string.h>

#include "rn-error.h"

#define MOST_KNOWN 16          /* words a message lists */

gboolean
cli_usage_error (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (
    error, g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, arguments));
  va_end (arguments);
  return FALSE;
}

static gboolean
is_option (const GOptionEntry *entries, const char *name)
{
  if (g_str_equal (name, "help"))
    return TRUE;
  for (; entries->long_name != NULL; entries++)
    if (g_str_equal (entries->long_name, name))
      return TRUE;
  return FALSE;
}

static const char *
nearest_option (const GOptionEntry *entries, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (; entries->long_name != NULL; entries++)
    g_ptr_array_add (names, (gpointer) entries->long_name);
  g_ptr_array_add (names, NULL);
  return rn_nearest_word (name, (const char *const *) names->pdata);
}

static void
add_hint (GError **error, const CliCommand *command)
{
  g_autofree char *message = g_strdup_printf ("%s; see reslab-cli %s --help", (*error)->message,
                                              command->verb);

  g_free ((*error)->message);
  (*error)->message = g_steal_pointer (&message);
}

/* GLib says that an option is unknown; this says which one is near. */
static void
set_unknown_option (const CliCommand *command, int argc, char **argv, GError **error)
{
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *name = NULL;
      const char *near;

      if (!g_str_has_prefix (argv[i], "--") || argv[i][2] == '\0')
        continue;
      name = g_strndup (argv[i] + 2, strcspn (argv[i] + 2, "="));
      if (is_option (command->entries, name))
        continue;
      near = nearest_option (command->entries, name);
      if (near == NULL)
        break;
      g_clear_error (error);
      cli_usage_error (error, "unknown option --%s; did you mean --%s?", name, near);
      return;
    }
  g_prefix_error (error, "%s: ", command->verb);
  add_hint (error, command);
}

static gboolean
check_words (const CliCommand *command, char **words, GError **error)
{
  guint n = g_strv_length (words);

  if (n < command->least)
    return cli_usage_error (error, "%s needs %s; see reslab-cli %s --help", command->verb,
                            command->words, command->verb);
  if (n > command->most)
    return cli_usage_error (error, "%s: “%s” is one word too many; see reslab-cli %s --help",
                            command->verb, words[command->most], command->verb);
  return TRUE;
}

char **
cli_command_parse (const CliCommand *command, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->words);
  g_autofree char *program = g_strdup_printf ("reslab-cli %s", command->verb);
  g_autoptr (GError) parse_error = NULL;
  g_auto (GStrv) given = g_new0 (char *, argc + 1);
  g_auto (GStrv) words = NULL;

  for (int i = 0; i < argc; i++)
    given[i] = g_strdup (i == 0 ? program : argv[i]);
  g_set_prgname (program);
  g_option_context_set_summary (context, command->summary);
  g_option_context_set_description (context, command->description);
  g_option_context_add_main_entries (context, command->entries, NULL);
  if (!g_option_context_parse_strv (context, &given, &parse_error))
    {
      g_set_prgname ("reslab-cli");
      if (g_error_matches (parse_error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        set_unknown_option (command, argc, argv, &parse_error);
      else
        add_hint (&parse_error, command);
      g_propagate_error (error, g_steal_pointer (&parse_error));
      return NULL;
    }
  g_set_prgname ("reslab-cli");
  words = g_strdupv (given + (given[1] != NULL && g_str_equal (given[1], "--") ? 2 : 1));
  return check_words (command, words, error) ? g_steal_pointer (&words) : NULL;
}

/* All, or of the layers of a network, say, the first. */
static char *
list_known (const char *const *known)
{
  guint n = g_strv_length ((char **) known);
  g_autoptr (GStrvBuilder) shown = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *list = NULL;

  for (guint i = 0; i < (n > MOST_KNOWN ? MOST_KNOWN : n); i++)
    g_strv_builder_add (shown, known[i]);
  words = g_strv_builder_end (shown);
  list = g_strjoinv (", ", words);
  return n > MOST_KNOWN ? g_strdup_printf ("%s, and %u more", list, n - MOST_KNOWN)
                        : g_steal_pointer (&list);
}

int
cli_choose (const char *what, const char *word, const char *const *known, GError **error)
{
  const char *near;

  if (word == NULL)
    return 0;
  for (int i = 0; known[i] != NULL; i++)
    if (g_str_equal (known[i], word))
      return i;
  near = rn_nearest_word (word, known);
  if (near != NULL)
    cli_usage_error (error, "unknown %s “%s”; did you mean %s?", what, word, near);
  else
    {
      g_autofree char *all = list_known (known);

      cli_usage_error (error, "unknown %s “%s”; known are %s", what, word, all);
    }
  return -1;
}

gboolean
cli_check_range (const char *option, gint64 value, gint64 least, gint64 most, GError **error)
{
  if (value >= least && value <= most)
    return TRUE;
  return cli_usage_error (
    error, "%s is %" G_GINT64_FORMAT ", expected %" G_GINT64_FORMAT " … %" G_GINT64_FORMAT, option,
    value, least, most);
}
