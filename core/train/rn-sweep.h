/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-train-run.h"

G_BEGIN_DECLS

/*
 * Runs that differ in a few keys, in lock-step: every one makes its step s before any makes step
 * s+1. Runs with the same seed, data and batch see the same pictures in the same order.
 *
 *   {"title": …, "base": {keys of all}, "runs": [{"name": …, keys of its own} …]}
 */
typedef struct _RnSweep RnSweep;

/* @directory: (nullable): where each run writes NAME.jsonl, NAME.safetensors and NAME.json */
RN_API RnSweep    *rn_sweep_new   (json_object *json, const char *what, const char *directory,
                                   gboolean resume, const RnProgress *progress, GError **error);
/* Of these runs, as one of several ranks, its share alone: run r, r + ranks … of rank r. Each is
 * then a run of one process. */
RN_API RnSweep    *rn_sweep_new_share (json_object *json, const char *what, const char *directory,
                                       gboolean resume, const RnComm *comm,
                                       const RnProgress *progress, GError **error);
/* (transfer full) the names of the ready experiments; the text of one (nullable) */
RN_API GStrv       rn_experiments  (void);
RN_API GBytes     *rn_experiment   (const char *name);
RN_API void        rn_sweep_free  (RnSweep *self);
RN_API const char *rn_sweep_title (const RnSweep *self);
RN_API guint       rn_sweep_n     (const RnSweep *self);
RN_API const char *rn_sweep_name  (const RnSweep *self, guint run);
RN_API RnTrainRun *rn_sweep_run   (RnSweep *self, guint run);
/* (nullable) why a run ended early: it diverged */
RN_API const char *rn_sweep_ended (const RnSweep *self, guint run);

/* To the end of all runs. One that diverges ends there and lets the others go on. */
RN_API gboolean    rn_sweep_go    (RnSweep *self, const RnProgress *progress, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnSweep, rn_sweep_free)

G_END_DECLS
