/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Reports reach the caller; a cancelled work stops. */
#include "rn-progress.h"

#include "rn-error.h"

static void
note (double fraction, const char *what, gpointer data)
{
  g_string_append_printf (data, "%s %.2f;", what, fraction);
}

static void
test_report (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  RnProgress progress = { .report = note, .data = seen };

  g_assert_true (rn_progress_step (&progress, 0.25, "conv1", NULL));
  g_assert_true (rn_progress_step (&progress, 1.5, "fc", NULL));
  g_assert_true (rn_progress_step (NULL, 0.5, "fc", NULL));
  g_assert_cmpstr (seen->str, ==, "conv1 0.25;fc 1.00;");
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  RnProgress progress = { .cancellable = cancellable };

  g_assert_true (rn_progress_step (&progress, 0, "conv1", &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (rn_progress_step (&progress, 0.5, "conv1", &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/base/progress/report", test_report);
  g_test_add_func ("/core/base/progress/cancelled", test_cancelled);
  return g_test_run ();
}
