/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-progress.h"
#include "rn-spec.h"
#include "rn-table.h"

G_BEGIN_DECLS

/*
 * What is said of residual networks, put to the test. The claims are data
 * (assets/claims/claims.json, of assets/schemas/reslab-claims.schema.json): what is said, where, and
 * the tests of it, each a spec, a quantity, and the value that is claimed. What is true is never in
 * the data: it is computed when a claim is tested.
 */

/* How a test's number comes from what is measured of its spec, a, and of the other one, b. */
typedef enum
{
  LAB_AS_VALUE,              /* a */
  LAB_AS_RATIO,              /* a ÷ b */
  LAB_AS_SAVING,             /* 1 − a ÷ b */
  LAB_AS_EXCESS,             /* a ÷ b − 1 */
} LabClaimAs;

typedef enum
{
  LAB_RELATION_EQUAL,
  LAB_RELATION_BELOW,
  LAB_RELATION_ABOVE,
} LabRelation;

typedef struct _LabQuantity LabQuantity;

/* What one test asks, and what came out. Pointers into the claim's JSON are (borrowed). */
typedef struct
{
  const LabQuantity *quantity;
  json_object *of;           /* a model's name, a spec, or {"model", "merge"} */
  json_object *against;      /* (nullable) the same, b */
  json_object *what;         /* words: what is compared */
  const char  *convention;   /* (nullable) of mult_adds */
  const char  *part;         /* (nullable) a node's name or a scope's path: only that is counted */
  int          as;           /* LabClaimAs */
  int          relation;     /* LabRelation */
  double       stated;
  /*
   * Equal means: exactly, where both are 0; else less than one unit of the last digit that is stated
   * (authors round, and some cut off), or within a factor.
   */
  double       last_digit;
  double       factor;
  int          from, to;     /* lengths of paths */
  int          batch;

  double       computed;     /* NAN where not tested */
  gboolean     holds;
  char        *untested;     /* (owned) (nullable) why it was not */
} LabClaimTest;

typedef enum
{
  LAB_VERDICT_TRUE,          /* every test holds */
  LAB_VERDICT_FALSE,         /* none does */
  LAB_VERDICT_DEPENDS,       /* some do */
  LAB_VERDICT_MEASURED,      /* a time, which is true of one machine */
  LAB_VERDICT_NOT_MEASURED,  /* a time, and it was not asked for */
  LAB_VERDICT_NOT_TESTED,    /* nothing here can */
} LabVerdict;

typedef struct
{
  json_object *json;         /* (owned) as in the file */
  const char  *id;
  GArray      *tests;        /* (owned) (element-type LabClaimTest) */
  LabVerdict   verdict;      /* NOT_TESTED before lab_claim_test() */
} LabClaim;

/* (transfer full) (element-type LabClaim) those that come with Reslab */
GPtrArray   *lab_claims_load  (void);
/* @what names the text in messages. Errors as rn_spec_read(). */
GPtrArray   *lab_claims_parse (const char *text, const char *what, GError **error);
/* (nullable) (transfer none) */
LabClaim    *lab_claims_find  (GPtrArray *claims, const char *id);
void         lab_claim_free   (LabClaim *self);

/* Computes what every test asks, times only where @measure. A spec that is wrong is an error; one
 * that names a model this catalogue does not have leaves its test untested. */
gboolean     lab_claim_test   (LabClaim *self, gboolean measure, const RnProgress *progress,
                               GError **error);

/* In the language of the process; "" where the claim says nothing under @key. (transfer none) */
const char  *lab_claim_words  (const LabClaim *self, const char *key);
/* “Popular articles”, “He et al., CVPR 2016” (transfer none) */
const char  *lab_claim_source (const LabClaim *self);
const char  *lab_claim_test_words (const LabClaimTest *test);
/* “4.0× within a factor of 1.41” and “16.94×”; (transfer full) */
char        *lab_claim_stated   (const LabClaimTest *test);
char        *lab_claim_computed (const LabClaimTest *test);
/* What is tested: a name or JSON text, “resnet50 + {"block": …}” for a model with changes, and
 * “a : b” where two are compared. (transfer full) */
char        *lab_claim_spec     (const LabClaimTest *test);

const char  *lab_verdict_name  (LabVerdict verdict);     /* "not-measured", never translated */
const char  *lab_verdict_words (LabVerdict verdict);

/* A row a test. (transfer full) */
RnTable     *lab_claims_table (GPtrArray *claims);
/* The file's own JSON with “computed”, “holds” and “verdict” (transfer full) */
json_object *lab_claims_json  (GPtrArray *claims);

G_END_DECLS
