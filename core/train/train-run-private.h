/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "train-log-private.h"

G_BEGIN_DECLS

struct _RnTrainRun
{
  RnTrainConfig *config;       /* owned */
  RnTrainer     *trainer;      /* owned */
  TrainLog      *log;          /* (nullable) owned */
  RnDataset     *test_data;    /* (nullable) owned */
  RnLoader      *test_loader;  /* (nullable) owned */
  RnSession     *test_session; /* (nullable) owned */
  RnTrainStep    last;         /* the step done last */
  RnTrainTest    tested;       /* the test made last */
  guint64        resumed;      /* steps that were done when it began */
  gint64         busy_us;      /* in rn_train_run_go() */
};

G_END_DECLS
