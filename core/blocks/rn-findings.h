/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-mismatch.h"

G_BEGIN_DECLS

/*
 * All that is wrong with a spec, and what is legal but unwise. Whoever reads or checks a spec adds
 * to such a list; where one error is enough (a GError), it is the first of the list. Everything is
 * told in the terms of the JSON a person wrote.
 */
typedef struct _RnFindings RnFindings;

typedef enum
{
  RN_SEVERITY_ERROR,         /* cannot be built, or cannot learn */
  RN_SEVERITY_WARNING,       /* legal, but unwise */
} RnSeverity;

/* A change that makes a finding go away. */
typedef struct
{
  char        *label;        /* for people: “Project the shortcut” */
  char        *place;        /* of the object that is patched: "stages[1].block" */
  json_object *merge;        /* what it is patched with, see rn-spec-patch.h */
} RnMending;

#define RN_MENDINGS_MOST 3

typedef struct
{
  RnSeverity  severity;
  RnError     error;         /* of the GError that tells of it */
  const char *code;          /* "groups-do-not-divide": stable, for programs */
  char       *place;         /* of the key, "stages[1].block.groups"; "" for the whole */
  char       *key;           /* (nullable) its last part; NULL: it is about an object, not a key of it */
  GPtrArray  *scopes;        /* (element-type utf8) paths of the blocks it is of: "layer2.0"; may be empty */
  char       *found;
  char       *expected;      /* (nullable) */
  char       *sentence;      /* what was found and expected: “"groups" is 3, expected …” */
  char       *reason;        /* (nullable) why that matters, a sentence */
  guint       line, column;  /* of broken JSON, counted from 1; else 0 */
  GPtrArray  *mendings;      /* (element-type RnMending) RN_MENDINGS_MOST at most */
  RnMismatch *mismatch;      /* (nullable) two paths that cannot be added */
} RnFinding;

/* @what names the text in messages: a path, or "block spec" */
RN_API RnFindings      *rn_findings_new   (const char *what);
RN_API void             rn_findings_free  (RnFindings *self);
RN_API guint            rn_findings_n     (const RnFindings *self);
RN_API const RnFinding *rn_findings_nth   (const RnFindings *self, guint i);
RN_API guint            rn_findings_count (const RnFindings *self, RnSeverity severity);
/* FALSE, with the first error told, where there is an error. */
RN_API gboolean         rn_findings_check (const RnFindings *self, GError **error);
/* As assets/schemas/reslab-findings.schema.json has it. (transfer full) */
RN_API json_object     *rn_findings_json  (const RnFindings *self);

/* The spec with the change made. */
RN_API gboolean         rn_mending_apply  (const RnMending *self, json_object *spec, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnFindings, rn_findings_free)

G_END_DECLS
