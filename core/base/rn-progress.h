/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "rn-api.h"

G_BEGIN_DECLS

/*
 * How long work tells how far it is, and learns that it should stop. Both fields may be NULL, and
 * so may the RnProgress itself. report() is called from the working thread.
 */
typedef struct
{
  void (*report) (double      fraction,   /* 0 … 1 */
                  const char *what,
                  gpointer    data);
  gpointer      data;
  GCancellable *cancellable;              /* borrowed */
} RnProgress;

/* Reports, then returns FALSE with RN_ERROR_CANCELLED where the work should stop. */
RN_API gboolean rn_progress_step (const RnProgress *progress,
                                  double            fraction,
                                  const char       *what,
                                  GError          **error);

G_END_DECLS
