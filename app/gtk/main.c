/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* reslab: starts the application. */
#include "config.h"

#include <unistd.h>

#include "reslab-application.h"

#define SELF "/proc/self/exe"

/*
 * OpenMP's threads spin for a while after each parallel loop, to be quick in the next; on a machine
 * of two cores they then starve the window's thread. libgomp reads its choice before main() runs,
 * so the program is started once more with the other one.
 */
static void
let_threads_sleep (char **argv)
{
  if (g_getenv ("OMP_WAIT_POLICY") != NULL)
    return;
  g_setenv ("OMP_WAIT_POLICY", "passive", TRUE);
  execv (SELF, argv);
  /* Where that fails, it runs all the same. */
}

int
main (int argc, char **argv)
{
  g_autoptr (ReslabApplication) app = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) environment = NULL;
  int status;

  let_threads_sleep (argv);
  environment = g_get_environ ();
  app = reslab_application_new (G_APPLICATION_DEFAULT_FLAGS, &error);
  if (app == NULL)
    {
      g_printerr ("reslab: %s\n", error->message);
      return 1;
    }
  status = g_application_run (G_APPLICATION (app), argc, argv);
  if (reslab_application_restarts (app))
    {
      g_clear_object (&app);
      execve (SELF, argv, environment);      /* without the old language's variables */
    }
  if (status == 0 && reslab_application_failed (app))
    status = 1;
  return status;
}
