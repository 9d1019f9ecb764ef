/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * One folder for all that a test program writes. It goes when the program ends: by itself, by a failed
 * assertion, or when the harness has no more patience. Only what cannot be caught leaves it.
 */
#define _XOPEN_SOURCE 700        /* nftw() */
#include "rn-test.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPEN_FOLDERS 16

static char *scratch;            /* (owned) (nullable) */

static int
remove_one (const char *path, const struct stat *info, int kind, struct FTW *place)
{
  remove (path);
  return 0;
}

/* Links are removed and not followed. */
static void
remove_scratch (void)
{
  nftw (scratch, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
  g_clear_pointer (&scratch, g_free);
}

/* Only what may be called in a signal's handler: another program does the work. */
static void
remove_and_die (int number)
{
  pid_t child = fork ();

  if (child == 0)
    {
      execl ("/bin/rm", "rm", "-rf", "--", scratch, NULL);
      _exit (127);
    }
  if (child > 0)
    waitpid (child, NULL, 0);
  raise (number);                /* the handler is no longer there */
}

static void
open_scratch (void)
{
  /* assertions, fatal messages, the harness, what is worse */
  static const int ends[] = { SIGABRT, SIGTRAP, SIGTERM, SIGINT, SIGSEGV, SIGBUS, SIGFPE };
  const struct sigaction action = { .sa_handler = remove_and_die, .sa_flags = (int) SA_RESETHAND };

  if (scratch != NULL)
    return;
  scratch = g_dir_make_tmp ("reslab-test-XXXXXX", NULL);
  g_assert_nonnull (scratch);
  atexit (remove_scratch);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      struct sigaction now;

      if (sigaction (ends[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)     /* a sanitizer's stays */
        sigaction (ends[i], &action, NULL);
    }
}

char *
rn_test_scratch (const char *name)
{
  open_scratch ();
  return g_build_filename (scratch, name, NULL);
}

char *
rn_test_folder (void)
{
  char *path = rn_test_scratch ("XXXXXX");

  g_assert_nonnull (g_mkdtemp (path));
  return path;
}
