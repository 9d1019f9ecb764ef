/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"
#include "rn-torch.h"

G_BEGIN_DECLS

/* Whether any tensor's name starts with @prefix. */
gboolean cli_weights_present (RnTensors *tensors, const char *prefix);

/*
 * Sets every parameter from the tensor @prefix + its name. All must be there, in their shapes, and
 * nothing else may be; else the error lists what is missing, what is not known and what has another
 * shape, and nothing is set.
 */
gboolean cli_weights_set     (RnParameters *parameters, RnTensors *tensors, const char *prefix,
                              const char *path, GError **error);
char    *cli_weights_sha256  (const char *path, GError **error);       /* (transfer full) */

G_END_DECLS
