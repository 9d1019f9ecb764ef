/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the program says on stderr: errors, notes, progress; and how it hears Ctrl-C. */
#include "config.h"

#include "cli.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define QUIET_US    (200 * 1000)
#define INTERVAL_US (50 * 1000)

/* Of the one program there is: a signal handler reaches nothing else. */
static volatile sig_atomic_t interrupted;

static char *
printable (const char *message)
{
  char *text = g_utf8_make_valid (message, -1);

  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) && *c != '\n')
      *c = ' ';
  return g_strchomp (text);
}

void
cli_tell_error (const char *message)
{
  g_autofree char *text = printable (message);

  cli_progress_done ();
  fprintf (stderr, "reslab-cli: %s\n", text);
}

void
cli_note (const char *format, ...)
{
  g_autofree char *message = NULL;
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  text = printable (message);
  cli_progress_done ();
  fprintf (stderr, "%s\n", text);
}

/* ── progress ── */

typedef struct
{
  RnProgress progress;
  gint64     begin;
  gint64     shown;          /* 0: nothing stands on the line */
  gboolean   terminal;
} Reporter;

static Reporter reporter;

static void
report (double fraction, const char *what, gpointer data)
{
  Reporter *self = data;
  gint64 now = g_get_monotonic_time ();

  if (interrupted)
    g_cancellable_cancel (self->progress.cancellable);
  if (!self->terminal || now - self->begin < QUIET_US || now - self->shown < INTERVAL_US)
    return;
  self->shown = now;
  fprintf (stderr, "\r\033[K%3.0f %%  %.60s", 100 * fraction, what);
  fflush (stderr);
}

static void
hear (int number)
{
  interrupted = TRUE;
}

static void
hear_once (int number)
{
  struct sigaction action = { .sa_handler = hear, .sa_flags = (int) SA_RESETHAND };

  sigemptyset (&action.sa_mask);
  sigaction (number, &action, NULL);
}

void
cli_hear_interrupts (void)
{
  hear_once (SIGINT);
}

void
cli_hear_end (void)
{
  hear_once (SIGTERM);
}

const RnProgress *
cli_progress (void)
{
  if (reporter.progress.report == NULL)
    {
      reporter.progress = (RnProgress) { report, &reporter, g_cancellable_new () };
      reporter.terminal = isatty (STDERR_FILENO);
    }
  if (reporter.shown == 0 && reporter.begin == 0)
    reporter.begin = g_get_monotonic_time ();
  return &reporter.progress;
}

void
cli_progress_done (void)
{
  if (reporter.shown != 0)
    fputs ("\r\033[K", stderr);
  reporter.shown = reporter.begin = 0;
}
