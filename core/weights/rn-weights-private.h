/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-weights.h"

G_BEGIN_DECLS

/* What wraps the names of weights, “state_dict.module.”; "" where nothing does. (transfer full) */
char    *rn__weights_prefix     (RnTensors *tensors);

/*
 * (nullable) (transfer full) where the file names its layers by their places in a sequence, and has
 * as many as the network: theirs → ours, both without the parameter's own word.
 */
GHashTable *rn__weights_sequence (const RnGraph *graph, RnTensors *tensors, const char *prefix);
/* (transfer full) @name by that table */
char    *rn__weights_in_sequence (GHashTable *modules, const char *name);

/* Whether files of weights have it: dropout's own random numbers are none. */
gboolean rn__weights_has        (const RnGraph *graph, guint parameter);

/* PyTorch's checkpoints count batches; nothing here does. */
gboolean rn__weights_is_counter (const char *name);

G_END_DECLS
