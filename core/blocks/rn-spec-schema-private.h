/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-findings-private.h"
#include "rn-spec-schema.h"

G_BEGIN_DECLS

/* As rn_spec_check(), telling of everything. */
void         rn__spec_find_ranges (const RnSpecKey *keys, guint n_keys, gconstpointer source,
                                   RnFindings *findings);

/* A key's value in the struct the table describes. Not of a PART. */
void         rn__spec_put         (const RnSpecKey *key, gpointer target, double number);
double       rn__spec_number_at   (const RnSpecKey *key, gconstpointer source);

/* @value is of another type than @key's. */
void         rn__spec_refuse      (RnFindings *findings, const RnSpecKey *key, json_object *value);
/* @json is no object but something else, perhaps null. */
void         rn__find_no_object   (RnFindings *findings, json_object *json);
/* What was found is @value, shortened. */
void         rn__found_json       (RnFinding *finding, json_object *value);
/* A key that is none of @known. */
void         rn__find_unknown     (RnFindings *findings, const char *name, json_object *value,
                                   const char *const *known);

G_END_DECLS
