/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-evaluation.h"
#include "rn-trainer.h"

G_BEGIN_DECLS

/* A whole run: steps, tests, log, checkpoints, summary. */
typedef struct _RnTrainRun RnTrainRun;

/* What the test split says; n is 0 where there is none. */
typedef struct
{
  guint64 n;                 /* pictures */
  double  loss;              /* NAN where there are none, as is */
  double  accuracy;          /* the share answered rightly */
} RnTrainTest;

/* What a step of training takes, and what that costs. */
typedef struct
{
  RnPlanMemory plan;
  double       again;        /* the share of a forward pass's multiply-adds made a second time */
} RnTrainMemory;

/* Called on the running thread; both may be NULL. */
typedef struct
{
  /* @test: (nullable): where the step was followed by one */
  void   (*stepped) (const RnTrainStep *step, const RnTrainTest *test, gpointer data);
  gpointer data;
} RnTrainListener;

/*
 * Opens everything, and where @resume is set and the config's checkpoint exists, goes on from it;
 * the log then keeps its lines up to there.
 */
RN_API RnTrainRun *rn_train_run_new     (const RnTrainConfig *config, gboolean resume,
                                         const RnProgress *progress, GError **error);
/* As one of several ranks (rn_trainer_new_shared()): only the first reads and writes the run's
 * files, and tests. */
RN_API RnTrainRun *rn_train_run_new_shared (const RnTrainConfig *config, gboolean resume,
                                            RnComm *comm, const RnProgress *progress,
                                            GError **error);
RN_API void        rn_train_run_free    (RnTrainRun *self);
RN_API RnTrainer  *rn_train_run_trainer (RnTrainRun *self);

/*
 * To the end of the run. Where it is cancelled a last checkpoint is written, then
 * RN_ERROR_CANCELLED.
 */
RN_API gboolean    rn_train_run_go      (RnTrainRun *self, const RnTrainListener *listener,
                                         const RnProgress *progress, GError **error);
/* One step with what follows it: a test, a line of the log, a checkpoint. */
RN_API gboolean    rn_train_run_step    (RnTrainRun *self, const RnTrainListener *listener,
                                         GError **error);
RN_API gboolean    rn_train_run_is_done (const RnTrainRun *self);
/* The checkpoint of a run that is interrupted, and the summary of one that is done. */
RN_API gboolean    rn_train_run_finish  (RnTrainRun *self, const RnProgress *progress,
                                         GError **error);
/* The step and the test made last. */
RN_API const RnTrainStep *rn_train_run_last   (const RnTrainRun *self);
RN_API const RnTrainTest *rn_train_run_tested (const RnTrainRun *self);
/* The test split as the network answers now; RnTrainTest.n 0 where the data has none. */
RN_API gboolean    rn_train_run_test    (RnTrainRun *self, RnTrainTest *test,
                                         const RnProgress *progress, GError **error);
RN_API RnTrainMemory rn_train_run_memory (RnTrainRun *self);
/* (transfer full) what was run, on what, and what came out: enough to repeat it */
RN_API json_object *rn_train_run_summary (RnTrainRun *self, const RnProgress *progress,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnTrainRun, rn_train_run_free)

G_END_DECLS
