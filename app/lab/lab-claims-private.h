/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-format.h"
#include "lab-claims.h"

G_BEGIN_DECLS

#define LAB_UNIT_PERCENT ((FigUnit) -1)

/* What can be measured of a spec: one const descriptor, a row of the table in lab-claims-quantity.c. */
struct _LabQuantity
{
  const char *name;          /* in the file */
  FigUnit     unit;          /* or LAB_UNIT_PERCENT, of a share */
  gboolean    timed;         /* measured in turns with the other spec, and only when asked for */

  gboolean  (*measure) (RnSpec *spec, const LabClaimTest *test, const RnProgress *progress,
                        double *value, GError **error);
};

/* NULL-terminated names, and the quantity of each. */
extern const char *const lab__quantity_words[];
const LabQuantity *lab__quantity (int index);

/* Forward passes of one sample of each of @specs, milliseconds. */
gboolean lab__claim_time (RnSpec *const *specs, guint n, int batch, const RnProgress *progress,
                          double *values, GError **error);

/* (nullable) (transfer none) */
json_object *lab__claim_member (json_object *json, const char *key);
const char  *lab__claim_text   (json_object *json, const char *key);

/* Words of an object with a text a language. (transfer none) */
const char *lab__claim_language (json_object *words);

G_END_DECLS
