/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-engine.h"
#include "rn-origin.h"
#include "rn-loader.h"
#include "rn-schedule.h"
#include "rn-sgd.h"
#include "rn-spec-schema.h"

G_BEGIN_DECLS

/* What weights are before the first step, where no file gives them. */
typedef enum
{
  RN_START_RANDOM,
  RN_START_ZERO,            /* a pitfall to be seen: nothing tells the channels apart */
} RnTrainStart;

/* Whose batch a batch norm measures, where several ranks share each. */
typedef enum
{
  RN_NORM_RANK,             /* its rank's part */
  RN_NORM_SYNCHRONISED,     /* the whole one, as one process would */
} RnTrainNorm;

/*
 * All that decides a run: two runs of the same config on one machine are equal bit for bit. Read
 * from JSON by a table of keys, which also gives the help.
 */
typedef struct
{
  /* texts, owned; NULL where not given */
  char *model;              /* what rn_spec_open() takes */
  char *data;               /* what rn_dataset_open() takes */
  char *init;               /* weights to start from */
  char *checkpoint;         /* a file: written as the run goes, and at its end */
  char *log;                /* a file of JSON lines */
  char *summary;            /* a JSON file, written at the end */
  GStrv freeze;             /* scopes whose parameters stay, owned, nullable */
  json_object *augment;     /* steps of a transform for training, owned, nullable */
  json_object *transform;   /* steps for training and test, behind augment, owned, nullable */
  double mean[RN_DATASET_MAX_CHANNELS], std[RN_DATASET_MAX_CHANNELS];
  guint  n_mean, n_std;     /* 0: the data set's own */
  double milestones[RN_SCHEDULE_MAX_MILESTONES];   /* in epochs, or steps where steps are given */
  guint  n_milestones;

  int seed;
  int steps;                /* −1: as epochs say */
  double epochs;
  int batch;
  int count;                /* pictures of the training split, the first; −1: all */
  int test_count;
  double lr, momentum, weight_decay, label_smoothing, clip;
  int nesterov, decay_weights_only;      /* booleans */
  int start;                /* RnTrainStart */
  int schedule;             /* RnScheduleKind */
  double warm_up;           /* in epochs, or steps where steps are given */
  double factor;
  int order;                /* RnLoaderOrder */
  int precision;            /* RnPrecision */
  int recompute;            /* RnRecompute */
  int batch_norm;           /* RnTrainNorm */
  int checkpoint_every;     /* steps */
  double test_every;        /* epochs; 0: never */
  int threads;              /* of the network; −1: all */
} RnTrainConfig;

/* One line each, for help and forms. */
RN_API const RnSpecKey *rn_train_config_keys  (guint *n);

/* (transfer full) @what names the text in messages; unknown keys and wrong values are refused. */
RN_API RnTrainConfig   *rn_train_config_parse (json_object *json, const char *what, GError **error);
RN_API RnTrainConfig   *rn_train_config_load  (const char *path, GError **error);
RN_API void             rn_train_config_free  (RnTrainConfig *self);
/* (transfer full) what was read, every key that is not at its default */
RN_API json_object     *rn_train_config_json  (const RnTrainConfig *self);

/* The rates of a run of which an epoch has @batches steps. */
RN_API RnSchedule       rn_train_config_schedule (const RnTrainConfig *self, guint64 batches);
RN_API RnSgdOptions     rn_train_config_sgd      (const RnTrainConfig *self);

/* What happens to the pictures before the network sees them, with or without what augments. */
RN_API RnTransform     *rn_train_config_transform (const RnTrainConfig *self, gboolean augment,
                                                   RnDataset *dataset, const RnProgress *progress,
                                                   GError **error);
/* (transfer full) what its weights are to say of those pictures */
RN_API RnOrigin        *rn_train_config_origin    (const RnTrainConfig *self, RnDataset *dataset,
                                                   const RnProgress *progress, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnTrainConfig, rn_train_config_free)

G_END_DECLS
