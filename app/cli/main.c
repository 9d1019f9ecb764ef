/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* reslab-cli VERB …: finds the verb, runs it, and turns what became of it into an exit status. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli-comm.h"
#include "cli.h"
#include "fig-i18n.h"
#include "rn-error.h"

enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE };

typedef struct
{
  const char *name;
  const char *help;
  CliVerbFunc run;
} Verb;

static const Verb verbs[] = {
#define CLI_VERB(name, help) { #name, help, cli_##name },
#include "verb-list.h"
#undef CLI_VERB
};

static void
print_help (void)
{
  puts ("Usage:\n  reslab-cli VERB [OPTION…] …\n\n"
        "Looks inside residual networks: what a network costs, what goes through it forward\n"
        "and backward, and how that looks.\n\nVerbs:");
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    printf ("  %-11s%s\n", verbs[i].name, verbs[i].help);
  puts ("\nOptions:\n  -h, --help     Show this help; reslab-cli VERB --help shows that of a verb\n"
        "  --version      Show the version\n\n"
        "Results go to stdout, everything else to stderr. Exit status: 0 done, 1 the work failed,\n"
        "2 the command line is wrong.");
}

static const Verb *
find_verb (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (verbs) + 1] = { NULL };
  const char *near;

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      names[i] = verbs[i].name;
      if (g_str_equal (name, verbs[i].name))
        return &verbs[i];
    }
  near = rn_nearest_word (name, names);
  if (near != NULL)
    cli_usage_error (error, "unknown verb “%s”; did you mean %s?", name, near);
  else
    cli_usage_error (error, "unknown verb “%s”; reslab-cli --help lists the verbs", name);
  return NULL;
}

/* What was printed must have arrived: a full disk is a failure too. */
static gboolean
finish_output (GError **error)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the output could not be written");
  return FALSE;
}

static int
run_verb (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const Verb *verb = find_verb (argv[1], &error);

  cli_hear_interrupts ();
  if (verb != NULL && verb->run (argc - 1, argv + 1, &error) && finish_output (&error))
    {
      cli_progress_done ();
      cli_comm_close ();
      return EXIT_DONE;
    }
  fflush (stdout);
  if (cli_comm_is_first ())
    cli_tell_error (error->message);
  cli_comm_close ();
  return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
}

int
main (int argc, char **argv)
{
  fig_i18n_init (NULL);
  g_set_prgname ("reslab-cli");
  if (argc < 2)
    {
      cli_tell_error ("a verb is missing; reslab-cli --help lists them");
      return EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "help") && argc > 2)
    return run_verb (3, (char *[]) { argv[0], argv[2], "--help", NULL });
  if (g_str_equal (argv[1], "--version"))
    puts ("reslab-cli " RN_VERSION);
  else if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")
           || g_str_equal (argv[1], "help"))
    print_help ();
  else
    return run_verb (argc, argv);
  return EXIT_DONE;
}
