/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What a sitting costs in memory: the resident set after the first model, after each other one of
 * the catalogue, and after the first again. usage: bench-sitting [ROUNDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lab-pass.h"

static double
resident_mib (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &pages);
  return (double) pages * (double) sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

static double
open_and_measure (Lab *lab, const char *name, gboolean backward)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  if (!lab_do (lab, &error, "model", "spec", name, NULL) || !lab_wait (lab, &error)
      || (backward && (!lab_do (lab, &error, "direction", "backward", TRUE, NULL)
                       || !lab_wait (lab, &error))))
    printf ("  %s: %s\n", name, error->message);
  printf ("  %-28s %6.0f MiB  %6.0f ms\n", name, resident_mib (),
          (double) (g_get_monotonic_time () - start) / 1000);
  fflush (stdout);
  return resident_mib ();
}

int
main (int argc, char **argv)
{
  g_autoptr (Lab) lab = lab_new ();
  int rounds = argc > 1 ? atoi (argv[1]) : 1;
  double first, last = 0;
  guint n;
  const RnCatalogueEntry *entries = rn_catalogue (&n);

  first = open_and_measure (lab, "resnet18", FALSE);
  for (int round = 0; round < rounds; round++)
    {
      for (guint i = 0; i < n; i++)
        open_and_measure (lab, entries[i].name, TRUE);
      last = open_and_measure (lab, "resnet18", FALSE);
    }
  printf ("first %.0f MiB, at the end %.0f MiB: %+.0f MiB\n", first, last, last - first);
  return 0;
}
