/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-task.h"

G_BEGIN_DECLS

/*
 * One thread that runs tasks in the order of task-list.h, and tells the thread it belongs to what
 * came of them. Of each task there is at most one request waiting.
 */
typedef struct _LabWorker LabWorker;

/* Called in the main context the worker was made in. */
typedef struct
{
  /* @result (transfer full) or @error; a request that was superseded is not told of. */
  void (*done)     (gpointer data, LabTaskId task, const char *key, gpointer result,
                    const GError *error);
  void (*progress) (gpointer data, LabTaskId task, double fraction, const char *what);
  /* @result (transfer full): what there is so far of one that is not done. */
  void (*partial)  (gpointer data, LabTaskId task, const char *key, gpointer result);
} LabWorkerHooks;

LabWorker *lab__worker_new      (const LabWorkerHooks *hooks, gpointer data);
/* Stops at the next step of what runs, joins the thread; no hook is called after. */
void       lab__worker_free     (LabWorker *self);
/* Takes @request. */
void       lab__worker_submit   (LabWorker *self, LabTaskId task, const char *key,
                                 gpointer request);
void       lab__worker_withdraw (LabWorker *self, LabTaskId task);
/* Ends what runs and forgets what waits; what ran is told of with RN_ERROR_CANCELLED. */
void       lab__worker_cancel   (LabWorker *self);

G_END_DECLS
