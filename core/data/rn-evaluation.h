/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-loader.h"
#include "rn-session.h"

G_BEGIN_DECLS

/* How well a network's answers are those of a data set's labels, counted picture by picture. */
typedef struct _RnEvaluation RnEvaluation;

/* A way of showing a picture to a network: a session planned for its loader's batches. */
typedef struct
{
  RnSession *session;           /* whose graph answers with [N·V, K] */
  RnLoader  *loader;
} RnEvaluationPass;

RN_API RnEvaluation *rn_evaluation_new       (guint n_classes);
RN_API void          rn_evaluation_free      (RnEvaluation *self);

/*
 * @logits: [n·views, K], @labels: [n]. Of several views the mean of their probabilities is the
 * answer.
 */
RN_API void          rn_evaluation_add       (RnEvaluation *self, const float *logits, guint n,
                                              guint views, const guint *labels);
/*
 * Adds every batch of the loaders, from where they stand to the end of the epoch. Where there are
 * several passes (the same pictures in other sizes, in the same order), their mean is the answer.
 */
RN_API gboolean      rn_evaluation_run       (RnEvaluation *self, const RnEvaluationPass *passes,
                                              guint n_passes, const RnProgress *progress,
                                              GError **error);

RN_API guint         rn_evaluation_n_classes (const RnEvaluation *self);
RN_API guint64       rn_evaluation_n         (const RnEvaluation *self);     /* pictures */
/* The label was the answer, or among the five first; what is no number is never right. */
RN_API guint64       rn_evaluation_correct   (const RnEvaluation *self);
RN_API guint64       rn_evaluation_correct5  (const RnEvaluation *self);
/* Mean cross-entropy, nats; NAN before the first picture */
RN_API double        rn_evaluation_loss      (const RnEvaluation *self);
/* How many of class @class were taken for @answer. */
RN_API guint64       rn_evaluation_confused  (const RnEvaluation *self, guint class, guint answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnEvaluation, rn_evaluation_free)

G_END_DECLS
