/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-findings.h"

G_BEGIN_DECLS

/*
 * A schema is a table of keys; reading JSON, writing it, the forms, the help and the error messages
 * come from it. A key's value lives at @offset in the struct it describes: int for INTEGER, CHOICE
 * (index into choices) and BOOLEAN (−1, 0, 1; −1 is “not given”), double for REAL. A fallback may
 * lie outside the range: then it says “not given”.
 */
typedef enum
{
  RN_SPEC_INTEGER,
  RN_SPEC_REAL,
  RN_SPEC_BOOLEAN,
  RN_SPEC_CHOICE,
  RN_SPEC_PART,         /* a text, list or object that the table's owner reads; no offset */
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

/*
 * (transfer full) JSON text; RN_ERROR_FORMAT says where it stops being JSON. @what names it in
 * messages.
 */
RN_API json_object *rn_spec_parse_json (const char *text, gsize length, const char *what,
                                        GError **error);
/* Puts the members of @from into @into, in place of those of the same name. */
RN_API void         rn_spec_merge (json_object *into, json_object *from);
/* Every key as if it were not given. */
RN_API void         rn_spec_default (const RnSpecKey *keys, guint n_keys, gpointer target);
/*
 * Fills @target (first with the defaults). Unknown keys, wrong types and values out of range are
 * refused by name.
 */
RN_API gboolean     rn_spec_read  (const RnSpecKey *keys, guint n_keys, json_object *json,
                                   const char *what, gpointer target, GError **error);
/* The same for one who tells of everything that is wrong; keys that cannot be read keep their
 * defaults. FALSE where one of them must be given. */
RN_API gboolean     rn_spec_find_keys (const RnSpecKey *keys, guint n_keys, json_object *json,
                                       gpointer target, RnFindings *findings);
/* (transfer full) (nullable) as rn_spec_parse_json() */
RN_API json_object *rn_spec_find_text (const char *text, gsize length, RnFindings *findings);
/* The same ranges, for a struct that was filled in C. */
RN_API gboolean     rn_spec_check (const RnSpecKey *keys, guint n_keys, const char *what,
                                   gconstpointer source, GError **error);
/* (transfer full) only what differs from the default */
RN_API json_object *rn_spec_write (const RnSpecKey *keys, guint n_keys, gconstpointer source);

G_END_DECLS
