/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-error.h"

G_BEGIN_DECLS

/*
 * A schema is a table of keys; reading JSON, writing it, the forms, the help and the error messages come from it.
 * A key's value lives at @offset in the struct it describes: int for INTEGER, CHOICE (index into choices) and BOOLEAN
 * (−1, 0, 1; −1 is “not given”), double for REAL.
 */
typedef enum
{
  RN_SPEC_INTEGER,
  RN_SPEC_REAL,
  RN_SPEC_BOOLEAN,
  RN_SPEC_CHOICE,
} RnSpecType;

typedef struct
{
  const char        *name;
  RnSpecType         type;
  double             minimum;
  double             maximum;
  double             fallback;
  gboolean           required;
  const char *const *choices;      /* NULL-terminated, of a CHOICE */
  gsize              offset;
  const char        *doc;          /* one line, for people */
} RnSpecKey;

/* Fills @target (first with the defaults). Unknown keys, wrong types and values out of range are refused by name. */
RN_API gboolean     rn_spec_read  (const RnSpecKey *keys, guint n_keys, json_object *json,
                                   const char *what, gpointer target, GError **error);
/* (transfer full) only what differs from the default */
RN_API json_object *rn_spec_write (const RnSpecKey *keys, guint n_keys, gconstpointer source);

G_END_DECLS
