/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"

G_BEGIN_DECLS

/* Stochastic gradient descent with momentum, as PyTorch's: the update of one step. */
typedef struct _RnSgd RnSgd;

typedef struct
{
  double   momentum;        /* share of the last step that goes on, 0 … 1 */
  gboolean nesterov;
  double   decay;           /* weight decay: the gradient gets decay · w */
  gboolean weights_only;    /* no decay of norms and biases: of parameters with one dimension */
  double   clip;            /* largest L2 norm of all gradients together; 0: any */
} RnSgdOptions;

RN_API RnSgd   *rn_sgd_new        (RnParameters *parameters, const RnSgdOptions *options,
                                   GError **error);
RN_API void     rn_sgd_free       (RnSgd *self);

/* From now on the parameters of the scope at @path ("layer1", "" for all of them) stay as they
 * are, or no longer; RN_ERROR_UNKNOWN where it has none. */
RN_API gboolean rn_sgd_freeze     (RnSgd *self, const char *path, gboolean frozen, GError **error);
RN_API gboolean rn_sgd_is_frozen  (const RnSgd *self, guint parameter);

/* One update of all trained parameters that are not frozen, from their gradients. */
RN_API void     rn_sgd_step       (RnSgd *self, double rate);
/* L2 norm of all gradients together, before clipping. */
RN_API double   rn_sgd_gradient_norm (const RnSgd *self);
/* That of one parameter alone, as the last backward pass left it; 0 where no update moves it. */
RN_API double   rn_sgd_gradient_norm_of (const RnSgd *self, guint parameter);

/* The momentum of @parameter, as many numbers as it has: for checkpoints. */
RN_API float   *rn_sgd_momentum   (RnSgd *self, guint parameter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnSgd, rn_sgd_free)

G_END_DECLS
