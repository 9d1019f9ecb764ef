/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-train-config.h"

G_BEGIN_DECLS

#define LAB_TRAIN_MOST 4

/*
 * What is trained, and how: one to four networks in lock-step, on the same batches in the same
 * order. Part of the document; every value is one that a config of `reslab-cli train` takes.
 */
typedef struct
{
  char    *model;                      /* (owned) what rn_spec_open() takes */
  char    *name;                       /* (owned) beside its curve, and of its files */
  gboolean plain;                      /* no block has a shortcut */
} LabTrainNet;

typedef struct
{
  LabTrainNet nets[LAB_TRAIN_MOST];
  guint  n;
  char  *data;                         /* (owned) what rn_dataset_open() takes */
  int    batch;
  int    seed;
  int    stop;                         /* at this step */
  double rate;
  double momentum;
  double decay;                        /* of weights */
} LabTrainPlan;

/* cifar_plain20 and cifar_resnet20 on shapes, so that something is to be seen within half a minute */
LabTrainPlan   *lab_train_plan_new   (void);
LabTrainPlan   *lab_train_plan_copy  (const LabTrainPlan *self);
void            lab_train_plan_free  (LabTrainPlan *self);
/* Whether what one has trained is what the other would: all but rate and stop. */
gboolean        lab_train_plan_same  (const LabTrainPlan *a, const LabTrainPlan *b);

/* One network more. @name: (nullable) NULL: the spec's, with a number where that is taken already.
 * RN_ERROR_UNKNOWN where it has no classes to be told apart; those of rn_spec_open() */
gboolean        lab_train_plan_add   (LabTrainPlan *self, const char *model, const char *name,
                                      GError **error);
/* Lets go of all networks. */
void            lab_train_plan_clear (LabTrainPlan *self);

/* The config of one network. (transfer full) */
RnTrainConfig  *lab_train_plan_config (const LabTrainPlan *self, guint net, GError **error);
/* As a file for `reslab-cli sweep`: {"base": …, "runs": …}. (transfer full) */
json_object    *lab_train_plan_json  (const LabTrainPlan *self);
/* (transfer full) of such a file, where the window could have written it */
LabTrainPlan   *lab_train_plan_read  (json_object *json, const char *what, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTrainPlan, lab_train_plan_free)

G_END_DECLS
