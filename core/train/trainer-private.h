/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-origin.h"
#include "rn-trainer.h"

G_BEGIN_DECLS

struct _RnTrainer
{
  RnSpec       *spec;          /* owned: as trained, with the data's classes */
  RnParameters *parameters;    /* owned */
  RnLoader     *loader;        /* owned */
  RnOrigin     *origin;        /* owned: what the file of weights says of the pictures */
  RnSession    *session;       /* owned */
  RnSgd        *sgd;           /* owned */
  RnTensor     *targets;       /* owned: [N, K], what the loss compares with */
  RnSchedule    schedule;
  RnComm       *comm;          /* (nullable) borrowed: with whom it shares each batch */
  json_object *identity; /* owned: of the config, what a run that goes on must have the same */
  guint64       done;

  /* what rn_trainer_keep() remembers */
  RnTensor     *kept;          /* (nullable) owned: [2, floats], parameters and momenta */
  RnSchedule    kept_schedule;
  guint64       kept_done;
};

/* Everybody goes on from where the first rank stands. */
void  rn__trainer_follow_first       (RnTrainer *self);

/*
 * (transfer full) where the first number that is none comes from, and why that may be: the batch of
 * the last step once more, layer by layer.
 */
char *rn__trainer_explain_divergence (RnTrainer *self, const RnBatch *batch);

/* To where the loader stands after @done steps. */
void  rn__trainer_seek (RnTrainer *self, guint64 done);
/* What may differ where a run goes on, out of a config as JSON: where files are, how often they are
 * written, and, where the rate does not depend on it, how long it is to go. */
void  rn__trainer_strip_config (json_object *config);

G_END_DECLS
