/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-session.h"
#include "rn-spec.h"
#include "rn-train-config.h"

G_BEGIN_DECLS

/*
 * A network that learns, a step at a time: a batch, forward, backward, update. A step is a pure
 * function of the config and the steps before it, whatever the threads do: two trainers with the
 * same config go the same way bit for bit, and so does one that was resumed.
 *
 * Used from one thread at a time, which need not be the one that made it.
 */
typedef struct _RnTrainer RnTrainer;

typedef struct
{
  guint64 step;              /* 1 is the first */
  guint64 epoch;             /* 0 is the first */
  double  loss;              /* mean over the batch, before the update */
  double  rate;
  double  accuracy;          /* share of the batch whose largest logit was its label's */
  double  gradient_norm;     /* of all gradients that move something, before clipping */
} RnTrainStep;

/*
 * Opens the data, builds the network with as many classes as the data has, and starts its
 * parameters by the seed, or from a file of weights (strictly, but for a classifier of other
 * classes). @config is read and not kept.
 */
RN_API RnTrainer    *rn_trainer_new        (const RnTrainConfig *config, const RnProgress *progress,
                                            GError **error);
/*
 * The same, as one of several ranks that share each batch and so make the steps of one trainer
 * together: gradients, loss and accuracy are those of all, and what ends one ends all, with the
 * same error. @comm: (nullable): must outlive it.
 */
RN_API RnTrainer    *rn_trainer_new_shared (const RnTrainConfig *config, RnComm *comm,
                                            const RnProgress *progress, GError **error);
RN_API void          rn_trainer_free       (RnTrainer *self);
RN_API RnComm       *rn_trainer_comm       (RnTrainer *self);      /* (nullable) */

RN_API RnSpec       *rn_trainer_spec       (RnTrainer *self);
RN_API RnSession    *rn_trainer_session    (RnTrainer *self);
RN_API RnParameters *rn_trainer_parameters (RnTrainer *self);
RN_API RnLoader     *rn_trainer_loader     (RnTrainer *self);
RN_API RnSgd        *rn_trainer_sgd        (RnTrainer *self);
/* How the pictures are normalised, and what their classes are called. (transfer none) */
RN_API const RnOrigin *rn_trainer_origin   (const RnTrainer *self);
/* The steps of the whole run; those that are done. */
RN_API guint64       rn_trainer_n_steps    (const RnTrainer *self);
RN_API guint64       rn_trainer_done       (const RnTrainer *self);
RN_API guint64       rn_trainer_n_batches  (const RnTrainer *self);     /* of an epoch */

/*
 * One step. RN_ERROR_DIVERGED where the loss is no number: weights are as they were before it, and
 * the message says where it began and what the likely cause is.
 */
RN_API gboolean      rn_trainer_step       (RnTrainer *self, RnTrainStep *step, GError **error);
/* The largest rate of the schedule, from the next step on. */
RN_API void          rn_trainer_set_rate   (RnTrainer *self, double rate);
/* L2 norm of all trained parameters. */
RN_API double        rn_trainer_parameter_norm (RnTrainer *self);

/*
 * All that a run needs to go on: parameters, momentum, rate, place in the epoch. A checkpoint is a
 * safetensors file that also opens as weights. An earlier one stands until the new one is whole.
 */
RN_API gboolean      rn_trainer_save       (RnTrainer *self, const char *path, GError **error);
/* Takes the place of everything a trainer with the same config has. */
RN_API gboolean      rn_trainer_resume     (RnTrainer *self, const char *path, GError **error);

/*
 * The same in memory: remembers where it stands, and goes back there as often as is asked, for a
 * run that may diverge. FALSE where there is no memory for it, or nothing was kept.
 */
RN_API gboolean      rn_trainer_keep       (RnTrainer *self, GError **error);
RN_API gboolean      rn_trainer_go_back    (RnTrainer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnTrainer, rn_trainer_free)

G_END_DECLS
