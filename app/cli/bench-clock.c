/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Repetitions of a benchmark, and how much of the machine others had meanwhile. */
#include "config.h"

#include "bench-case.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define REPETITION_S 0.25

/* CPU seconds the whole machine has worked since it started: user, nice, system, irq, softirq and
 * steal of /proc/stat. */
static double
machine_seconds (void)
{
  g_autofree char *text = NULL;
  guint64 user, nice, kernel, idle, wait, irq, softirq, steal;

  if (!g_file_get_contents ("/proc/stat", &text, NULL, NULL)
      || sscanf (text,
                 "cpu %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                 " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                 " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
                 &user, &nice, &kernel, &idle, &wait, &irq, &softirq, &steal)
           != 8)
    return 0;
  return (double) (user + nice + kernel + irq + softirq + steal) / (double) sysconf (_SC_CLK_TCK);
}

static double
own_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static double
now_seconds (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

/* One iteration; adds the seconds of its timed part. */
static gboolean
run_timed (BenchCase *self, double *took, GError **error)
{
  double begin;

  if (!bench_case_ready (self, error))
    return FALSE;
  begin = now_seconds ();
  if (!bench_case_run (self, error))
    return FALSE;
  *took += now_seconds () - begin;
  return TRUE;
}

guint
bench_prepare (BenchCase *self, GError **error)
{
  double cold = 0, took = 0, warm = 0;

  if (!run_timed (self, &cold, error) || !run_timed (self, &took, error))
    return 0;
  for (guint i = 0; i < (took > 1 ? 1 : 2); i++)
    if (!run_timed (self, &warm, error))
      return 0;
  return (guint) CLAMP (REPETITION_S / MAX (took, 1e-6) + 0.999, 1, 1e6);
}

gboolean
bench_repeat (BenchCase *self, guint iterations, BenchRepetition *repetition, GError **error)
{
  double machine = machine_seconds (), own = own_seconds (), begin = now_seconds (), took = 0;
  double foreign;

  for (guint i = 0; i < iterations; i++)
    if (!run_timed (self, &took, error))
      return FALSE;
  foreign = (machine_seconds () - machine) - (own_seconds () - own);
  repetition->ms = took / iterations * 1e3;
  repetition->foreign = foreign / ((now_seconds () - begin) * g_get_num_processors ());
  return TRUE;
}
