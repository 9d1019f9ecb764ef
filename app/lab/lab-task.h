/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab.h"
#include "rn-progress.h"

G_BEGIN_DECLS

/*
 * A result is a function of the state. A task says which: key() names everything the result depends
 * on, prepare() copies it out of the state, run() computes it on the worker. The lab runs a task
 * when its key is new, in the order of task-list.h; a newer request supersedes an older one.
 */
typedef struct _LabBench LabBench;       /* what the worker keeps between tasks (lab-bench.h) */

typedef struct
{
  const char *name;
  const char *title;                      /* N_() “Looking at the picture”: beside the progress */

  /* On the lab's thread. (transfer full) (nullable) NULL: not wanted now, what is there stays. */
  char     *(*key)          (Lab *lab);
  /* On the lab's thread. (transfer full) */
  gpointer  (*prepare)      (Lab *lab);
  /* On the worker. Returns: (transfer full) the result, or NULL with @error set */
  gpointer  (*run)          (gconstpointer request, LabBench *bench, const RnProgress *progress,
                             GError **error);
  void      (*free_request) (gpointer request);
  /* Results are reference counted by their own types; this drops one. */
  void      (*free_result)  (gpointer result);
  /*
   * Whether a newer request makes the running one useless. FALSE lets it finish first, so that a
   * stream of small changes (a stroke) still shows something. NULL: always.
   */
  gboolean  (*outdates)     (gconstpointer newer, gconstpointer running);
  gboolean    yields;         /* long work: earlier tasks interrupt it, and it begins again */
  /* Where it fails, the document goes back to that of the last result. */
  gboolean    reverts;
} LabTask;

/* LAB_TASK_pass … in the order they run */
typedef enum
{
#define LAB_TASK(name) LAB_TASK_##name,
#include "task-list.h"
#undef LAB_TASK
  LAB_N_TASKS
} LabTaskId;

#define LAB_TASK(name) extern const LabTask lab__task_##name;
#include "task-list.h"
#undef LAB_TASK

/* (nullable) (transfer none) the last result that arrived, perhaps of an older state while work
 * runs. Typed functions around this are in each task's header. */
gpointer lab_result       (Lab *self, LabTaskId task);
/* The key that result was computed for. (nullable) */
const char *lab_result_key (Lab *self, LabTaskId task);
/* Whether the result belongs to the present state. */
gboolean lab_is_current   (Lab *self, LabTaskId task);
/* The bit of “changed” that tells of a task's result. */
#define LAB_CHANGED_BY(task) (LAB_CHANGED_RESULT << LAB_TASK_##task)

G_END_DECLS
