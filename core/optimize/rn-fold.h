/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"

G_BEGIN_DECLS

/* The same network for inference, with every batch norm that follows a convolution taken into
 * its weights. */
RN_API RnGraph *rn_fold_batch_norm (RnGraph       *graph,
                                    RnParameters  *parameters,
                                    RnParameters **folded,
                                    GError       **error);

G_END_DECLS
