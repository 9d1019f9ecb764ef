/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-findings.h"
#include "rn-parameters.h"
#include "rn-spec.h"

G_BEGIN_DECLS

/* All that is wrong with a spec: what rn_spec_open() and rn_spec_build() tell the first of; and what is legal
 * but unwise. */

typedef struct
{
  RnShape input;             /* rank 0: the spec's own */
  double  rate;              /* the learning rate it is to be trained with; 0: not known */
} RnFindOptions;

/*
 * What rn_spec_open() takes. NULL with @error set only where there is no text to look through: an unknown
 * name, a file that cannot be read. @json: (out) (nullable) (transfer full) the spec, which mendings are
 * applied to; NULL where it is no JSON.
 */
RN_API RnFindings *rn_spec_find_open    (const char *name_or_file_or_json,
                                         const RnFindOptions *options, json_object **json,
                                         GError **error);
/* @options: (nullable) */
RN_API RnFindings *rn_spec_find_json    (json_object *json, const char *what,
                                         const RnFindOptions *options);
/* Adds layers whose weights are all zero, or no numbers. */
RN_API void        rn_spec_find_weights (RnFindings *findings, RnParameters *parameters);

G_END_DECLS
