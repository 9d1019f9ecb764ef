/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How far long work is, and whether it should stop. */
#include "config.h"

#include "rn-progress.h"

#include <glib/gi18n-lib.h>

#include "rn-error.h"

gboolean
rn_progress_step (const RnProgress *progress, double fraction, const char *what, GError **error)
{
  if (progress == NULL)
    return TRUE;
  if (progress->report != NULL)
    progress->report (CLAMP (fraction, 0, 1), what, progress->data);
  if (!g_cancellable_is_cancelled (progress->cancellable))
    return TRUE;
  g_set_error (error, RN_ERROR, RN_ERROR_CANCELLED, _("%s: stopped at %.0f %%"), what,
               100 * CLAMP (fraction, 0, 1));
  return FALSE;
}
