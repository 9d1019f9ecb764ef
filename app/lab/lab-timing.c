/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Networks and blocks timed in turns. */
#include "config.h"

#include "lab-timing.h"

#include <math.h>

#include "fig-i18n.h"

#define RUN_MS  20.0
#define WARM_UP 2            /* passes before the first that counts */

void
lab_timed_init (LabTimed *self, RnSession *session, gboolean backward)
{
  *self = (LabTimed) { .session = session, .backward = backward, .passes = 1 };
  self->forward_ms = g_array_new (FALSE, FALSE, sizeof (double));
  self->backward_ms = g_array_new (FALSE, FALSE, sizeof (double));
}

void
lab_timed_clear (LabTimed *self)
{
  g_clear_pointer (&self->forward_ms, g_array_unref);
  g_clear_pointer (&self->backward_ms, g_array_unref);
}

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Mean times of @passes passes. What runs asks only whether it should stop: reports take time. */
static gboolean
time_passes (const LabTimed *self, guint passes, const RnProgress *progress, double *forward,
             double *backward, GError **error)
{
  const RnProgress quiet = { .cancellable = progress != NULL ? progress->cancellable : NULL };

  *forward = *backward = 0;
  for (guint i = 0; i < passes; i++)
    {
      double start = now_ms (), middle;

      if (!rn_session_forward (self->session, &quiet, error))
        return FALSE;
      middle = now_ms ();
      if (self->backward && !rn_session_backward (self->session, &quiet, error))
        return FALSE;
      *forward += (middle - start) / passes;
      *backward += (now_ms () - middle) / passes;
    }
  return TRUE;
}

/* Warm, and with the number of passes a run needs. */
static gboolean
warm_up (LabTimed *self, const RnProgress *progress, GError **error)
{
  double forward, backward;

  if (!time_passes (self, WARM_UP, progress, &forward, &backward, error)
      || !time_passes (self, 1, progress, &forward, &backward, error))
    return FALSE;
  self->passes = (guint) CLAMP (RUN_MS / fmax (forward + backward, 1e-3) + 1, 1, 1000);
  return TRUE;
}

static gboolean
time_run (LabTimed *timed, guint n, guint run, guint runs, const RnProgress *progress,
          GError **error)
{
  g_autofree char *what = g_strdup_printf (_("measuring %u of %u"), run + 1, runs);

  for (guint k = 0; k < n; k++)
    {
      LabTimed *self = &timed[run % 2 == 0 ? k : n - 1 - k];
      double forward, backward;

      if (!rn_progress_step (progress, (double) (run * n + k) / (runs * n), what, error)
          || !time_passes (self, self->passes, progress, &forward, &backward, error))
        return FALSE;
      g_array_append_val (self->forward_ms, forward);
      if (self->backward)
        g_array_append_val (self->backward_ms, backward);
    }
  return TRUE;
}

gboolean
lab_time (LabTimed *timed, guint n, guint runs, const RnProgress *progress,
          void (*after) (guint run, gpointer data), gpointer data, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!rn_progress_step (progress, 0, _("warming up"), error)
        || !warm_up (&timed[i], progress, error))
      return FALSE;
  for (guint run = 0; run < runs; run++)
    {
      if (!time_run (timed, n, run, runs, progress, error))
        return FALSE;
      if (after != NULL)
        after (run, data);
    }
  return TRUE;
}

/* ── what came out ── */

static int
ascending (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
lab_median (GArray *values)
{
  const double *value;

  g_return_val_if_fail (values->len > 0, NAN);
  g_array_sort (values, ascending);
  value = (const double *) values->data;
  return (value[(values->len - 1) / 2] + value[values->len / 2]) / 2;
}

static LabTime
summarize (GArray *times)
{
  LabTime time = { NAN, NAN, NAN };

  if (times->len == 0)
    return time;
  time.median = lab_median (times);
  time.low = g_array_index (times, double, 0);
  time.high = g_array_index (times, double, times->len - 1);
  return time;
}

LabTime
lab_timed_forward (const LabTimed *self)
{
  return summarize (self->forward_ms);
}

LabTime
lab_timed_backward (const LabTimed *self)
{
  return summarize (self->backward_ms);
}
