/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-findings-private.h"
#include "rn-spec-schema.h"

G_BEGIN_DECLS

/* What rn-spec-schema.h offers with one error each, telling of everything instead. */

/* (transfer full) (nullable) */
json_object *rn__spec_parse       (const char *text, gsize length, RnFindings *findings);
/* Keys that cannot be read keep their defaults. */
void         rn__spec_find        (const RnSpecKey *keys, guint n_keys, json_object *json,
                                   gpointer target, RnFindings *findings);
void         rn__spec_find_ranges (const RnSpecKey *keys, guint n_keys, gconstpointer source,
                                   RnFindings *findings);

G_END_DECLS
