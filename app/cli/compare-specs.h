/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-spec.h"

G_BEGIN_DECLS

/*
 * Opens what is compared. With @budget (“parameters” or “macs”, nullable) all must be blocks, and
 * get the inner width that costs what the first one costs. (transfer full) (element-type RnSpec)
 */
GPtrArray *compare_specs_open (char **words, const char *budget, const RnShape *input,
                               GError **error);

G_END_DECLS
