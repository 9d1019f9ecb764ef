/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-weights.h"

G_BEGIN_DECLS

/* What wraps the names of weights, “state_dict.module.”; "" where nothing does. (transfer full) */
char    *rn__weights_prefix     (RnTensors *tensors);

/* PyTorch's checkpoints count batches; nothing here does. */
gboolean rn__weights_is_counter (const char *name);

G_END_DECLS
