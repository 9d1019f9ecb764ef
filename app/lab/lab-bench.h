/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-pass.h"
#include "rn-origin.h"
#include "rn-session.h"

G_BEGIN_DECLS

#define LAB_RUNS_KEPT 31          /* passes whose times a median is taken of */

/*
 * What lies on the worker's bench between tasks: the session of the network being explored, with
 * everything kept. Touched by the worker's thread alone.
 */
struct _LabBench
{
  char         *key;             /* (owned) what the session was planned for; NULL: none */
  RnGraph      *graph;           /* (owned) */
  RnSession    *session;         /* (owned) */
  RnRecords    *records;         /* (owned) */
  RnRecorder   *recorder;        /* (owned) */
  float        *times;           /* (owned) [2 · n_nodes, LAB_RUNS_KEPT] ms, forward first */
  guint         runs;            /* passes timed */
  int          *channels;        /* (owned) [n_nodes] the liveliest of each layer; −1: whole */
  guint         label;
  LabPass      *pass;            /* (owned) (nullable) the last one */

  RnParameters *parameters;      /* (owned) (nullable) outlive the session they were made for */
  char         *parameters_key;  /* (owned) spec and seed or file they were made from */
  char         *weights_words;   /* (owned) (nullable) what came of that file, for people */
  char         *weights_sha256;  /* (owned) (nullable) */
  RnOrigin     *origin;          /* (owned) (nullable) what that file says of its pictures */

  GQueue       *depth_runs;      /* (owned) (nullable) (element-type LabDepthRun) newest first */
  guint         depth_again;     /* the runs are of this count of LabLook.again */

  void        (*publish) (gpointer worker, gpointer result);    /* for lab__bench_publish() */
  gpointer      worker;          /* (borrowed) */
};

LabBench *lab__bench_new    (void);
void      lab__bench_free   (LabBench *self);
/* Lets go of the session and what belongs to it; parameters and runs by depth stay. */
void      lab__bench_clear  (LabBench *self);

/* Sets the error of a task that finds another network open than its own; whether an error is that. */
void      lab__bench_stale    (GError **error);
gboolean  lab__bench_is_stale (const GError *error);

/* From within a task's run(): what there is of its result so far. (transfer full) It is shown, and
 * not taken for current. */
void      lab__bench_publish (LabBench *self, gpointer result);

/* The layer's numbers out of the bench's session. (transfer full) */
LabLayer *lab__layer_read   (LabBench *bench, RnNode node, GError **error);
void      lab__layer_free   (LabLayer *self);

/* Of a queue of runs, or NULL. */
void      lab__depth_runs_free (GQueue *runs);

/* Whether there is memory for a session of @graph, where every output lies there @maps times (with its
 * gradient, and those of the edges) and every parameter @parameters times (with its gradient and packed
 * copies); RN_ERROR_NO_MEMORY says what is needed and what is free. */
gboolean  lab__memory_check (const RnGraph *graph, guint maps, guint parameters, GError **error);

G_END_DECLS
