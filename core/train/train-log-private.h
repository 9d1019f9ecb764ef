/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-train-run.h"

G_BEGIN_DECLS

/* A file of JSON lines, one a step, each there as soon as its step is done. */
typedef struct _TrainLog TrainLog;

/* Keeps the lines of steps 1 … @kept of an earlier run, or starts anew. */
TrainLog *train_log_open  (const char *path, guint64 kept, GError **error);
gboolean  train_log_write (TrainLog *self, json_object *line /* (transfer full) */, GError **error);
void      train_log_close (TrainLog *self);

G_END_DECLS
