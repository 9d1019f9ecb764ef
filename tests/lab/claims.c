/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Claims: the data, what is computed of it, and the verdicts. */
#include <math.h>
#include <string.h>

#include "lab-claims.h"
#include "rn-error.h"
#include "rn-schema.h"

static void
test_follows_schema (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("RESLAB_SOURCE_ROOT"), "assets", "claims",
                                            "claims.json", NULL);
  json_object *data = rn_schema_load (path);
  const char *text = json_object_to_json_string (data);

  rn_schema_assert ("reslab-claims", data);
  /* what is true is computed, never stored */
  g_assert_null (strstr (text, "\"verdict\""));
  g_assert_null (strstr (text, "\"computed\""));
  g_assert_null (strstr (text, "\"holds\""));
  json_object_put (data);
}

/* ── the verdicts ── */

typedef struct
{
  const char *id;
  LabVerdict  verdict;
} Expected;

/*
 * From the papers' tables and layer counts by a program that is not this one. Those of the gradient
 * from PyTorch, the same networks and initialisation, 5 seeds: against a bound of 0.1, plain 56 with
 * norm 7,200 – 15,500, plain 20 without 0.19 – 0.58, plain 110 without 0.025 – 0.075, residual 56
 * 26 – 38.
 */
static const Expected expected[] = {
  { "basic-117-million", LAB_VERDICT_FALSE },
  { "bottleneck-861-thousand", LAB_VERDICT_FALSE },
  { "bottleneck-saves-94-percent", LAB_VERDICT_TRUE },
  { "bottleneck-a-seventeenth", LAB_VERDICT_TRUE },
  { "bottleneck-cuts-four-times", LAB_VERDICT_DEPENDS },
  { "resnet50-six-percent", LAB_VERDICT_DEPENDS },
  { "cure-vanishing-gradients", LAB_VERDICT_DEPENDS },
  { "inference-times", LAB_VERDICT_NOT_MEASURED },
  { "int8-four-times-smaller", LAB_VERDICT_NOT_TESTED },
  { "he-2015-multiply-adds", LAB_VERDICT_TRUE },
  { "he-2015-cifar-parameters", LAB_VERDICT_TRUE },
  { "he-2015-gradients-healthy", LAB_VERDICT_TRUE },
  { "he-2016-sum", LAB_VERDICT_TRUE },
  { "he-2016-split", LAB_VERDICT_TRUE },
  { "he-2016-errors", LAB_VERDICT_NOT_TESTED },
  { "he-2015-responses", LAB_VERDICT_NOT_TESTED },
  { "veit-2016-short-paths", LAB_VERDICT_TRUE },
  { "xie-2017-templates", LAB_VERDICT_TRUE },
  { "xie-2017-resnext50", LAB_VERDICT_TRUE },
  { "counted-by-torchvision", LAB_VERDICT_TRUE },
  { "counted-by-torchinfo", LAB_VERDICT_TRUE },
  { "counted-by-fvcore-eval", LAB_VERDICT_TRUE },
  { "counted-by-fvcore-train", LAB_VERDICT_TRUE },
  { "counted-by-ptflops-modules", LAB_VERDICT_TRUE },
  { "counted-by-ptflops-aten", LAB_VERDICT_TRUE },
  { "torchinfo-memory", LAB_VERDICT_TRUE },
};

/* Numbers that the verdicts above rest on. */
static const struct { const char *id; guint test; double value, tolerance; } numbers[] = {
  { "basic-117-million", 0, 1769472, 0 },
  { "bottleneck-861-thousand", 0, 86016, 0 },
  { "bottleneck-861-thousand", 1, 16384, 0 },
  { "bottleneck-861-thousand", 2, 36864, 0 },
  { "bottleneck-861-thousand", 3, 32768, 0 },
  { "bottleneck-861-thousand", 4, 1769472.0 / 86016, 0 },
  { "bottleneck-cuts-four-times", 0, 1179648.0 / 69632, 0 },
  { "bottleneck-cuts-four-times", 1, 1179648.0 / 212992, 0 },
  { "resnet50-six-percent", 0, 3857973248.0 / 3663761408.0 - 1, 0 },
  { "resnet50-six-percent", 1, 4089184256.0 / 3663761408.0 - 1, 0 },
  /* Σ C(54, k), k = 5 … 17, ÷ 2⁵⁴, by exact integers; a sum of rounded exponentials */
  { "veit-2016-short-paths", 0, 0.004536670150778743, 1e-12 },
};

static void
check_tests (const LabClaim *claim)
{
  for (guint i = 0; i < claim->tests->len; i++)
    {
      const LabClaimTest *test = &g_array_index (claim->tests, LabClaimTest, i);
      g_autofree char *stated = lab_claim_stated (test), *computed = lab_claim_computed (test);

      g_test_message ("%s: %s: stated %s, computed %s", claim->id, lab_claim_test_words (test),
                      stated, computed);
      g_assert_true (isnan (test->computed) == (test->untested != NULL));
      g_assert_false (test->untested != NULL && test->holds);
    }
}

static void
check_output (GPtrArray *claims)
{
  json_object *json = lab_claims_json (claims);
  g_autoptr (RnTable) table = lab_claims_table (claims);
  guint rows = 0;

  rn_schema_assert ("reslab-claims", json);
  for (guint i = 0; i < claims->len; i++)
    rows += MAX (((LabClaim *) claims->pdata[i])->tests->len, 1);
  g_assert_cmpuint (rn_table_n_rows (table), ==, rows);
  json_object_put (json);
}

static void
test_verdicts (void)
{
  g_autoptr (GPtrArray) claims = lab_claims_load ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < claims->len; i++)
    {
      lab_claim_test (claims->pdata[i], FALSE, NULL, &error);
      g_assert_no_error (error);
      check_tests (claims->pdata[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      LabClaim *claim = lab_claims_find (claims, expected[i].id);

      g_test_message ("%s", expected[i].id);
      g_assert_nonnull (claim);
      g_assert_cmpint (claim->verdict, ==, expected[i].verdict);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      LabClaim *claim = lab_claims_find (claims, numbers[i].id);

      g_test_message ("%s %u", numbers[i].id, numbers[i].test);
      g_assert_cmpfloat (
        fabs (g_array_index (claim->tests, LabClaimTest, numbers[i].test).computed
              - numbers[i].value), <=, numbers[i].tolerance);
    }
  check_output (claims);
}

/* ── what a test says ── */

#define CLAIM(tests) \
  "{\"format\":\"reslab-claims\",\"version\":1,\"claims\":[{\"id\":\"one\",\"kind\":\"article\"," \
  "\"said\":{\"en\":\"a\",\"zh_CN\":\"甲\"},\"tests\":[" tests "]}]}"
#define WORDS "\"what\":{\"en\":\"b\",\"zh_CN\":\"乙\"}"
/* 2 · 9 · 8 · 8 = 1152 weights; with mid 4 half of them */
#define BASIC "\"of\":{\"body\":\"basic\",\"in\":8,\"out\":8}"
#define HALF  "\"against\":{\"body\":\"basic\",\"in\":8,\"mid\":4,\"out\":8}"
#define TEST(rest) "{" WORDS "," BASIC ",\"quantity\":\"conv_weights\"," rest "}"

static void
test_relations (void)
{
  static const struct { const char *text; double computed; gboolean holds; } rows[] = {
    { CLAIM (TEST ("\"stated\":1152")), 1152, TRUE },
    { CLAIM (TEST ("\"stated\":1151")), 1152, FALSE },
    { CLAIM (TEST ("\"stated\":1100,\"last_digit\":100")), 1152, TRUE },
    { CLAIM (TEST ("\"stated\":1200,\"last_digit\":100")), 1152, TRUE },
    { CLAIM (TEST ("\"stated\":1252,\"last_digit\":100")), 1152, FALSE },
    { CLAIM (TEST ("\"stated\":576,\"factor\":2")), 1152, TRUE },
    { CLAIM (TEST ("\"stated\":575,\"factor\":2")), 1152, FALSE },
    { CLAIM (TEST ("\"stated\":2304,\"factor\":2")), 1152, TRUE },
    { CLAIM (TEST ("\"stated\":2305,\"factor\":2")), 1152, FALSE },
    { CLAIM (TEST ("\"stated\":1152,\"relation\":\"below\"")), 1152, FALSE },
    { CLAIM (TEST ("\"stated\":1153,\"relation\":\"below\"")), 1152, TRUE },
    { CLAIM (TEST ("\"stated\":1151,\"relation\":\"above\"")), 1152, TRUE },
    { CLAIM (TEST (HALF ",\"as\":\"ratio\",\"stated\":2")), 2, TRUE },
    { CLAIM (TEST (HALF ",\"as\":\"excess\",\"stated\":1")), 1, TRUE },
    { CLAIM (TEST (HALF ",\"as\":\"saving\",\"stated\":-1")), -1, TRUE },
    { CLAIM (TEST ("\"part\":\"conv2\",\"stated\":576")), 576, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) claims = lab_claims_parse (rows[i].text, "text", &error);
      LabClaim *claim;

      g_assert_no_error (error);
      g_test_message ("%s", rows[i].text);
      claim = claims->pdata[0];
      lab_claim_test (claim, FALSE, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_array_index (claim->tests, LabClaimTest, 0).computed == rows[i].computed);
      g_assert_cmpint (claim->verdict, ==, rows[i].holds ? LAB_VERDICT_TRUE : LAB_VERDICT_FALSE);
    }
}

static void
test_refused (void)
{
  static const struct { const char *text; RnError code; } rows[] = {
    { "{", RN_ERROR_FORMAT },
    { "{\"format\":\"other\",\"version\":1,\"claims\":[]}", RN_ERROR_FORMAT },
    { "{\"format\":\"reslab-claims\",\"version\":2,\"claims\":[]}", RN_ERROR_FORMAT },
    { "{\"format\":\"reslab-claims\",\"version\":1,\"claims\":{}}", RN_ERROR_FORMAT },
    { CLAIM (""), RN_ERROR_FORMAT },
    { CLAIM (TEST ("\"stated\":\"1\"")), RN_ERROR_FORMAT },
    { CLAIM (TEST ("\"stated\":1,\"staded\":1")), RN_ERROR_UNKNOWN },
    { CLAIM (TEST ("\"stated\":1,\"as\":\"ratio\"")), RN_ERROR_FORMAT },
    { CLAIM (TEST ("\"stated\":1," HALF)), RN_ERROR_FORMAT },
    { CLAIM (TEST ("\"stated\":1,\"factor\":2,\"last_digit\":1")), RN_ERROR_FORMAT },
    { CLAIM (TEST ("\"stated\":1,\"factor\":0.5")), RN_ERROR_RANGE },
    { CLAIM (TEST ("\"stated\":1,\"convention\":\"mine\"")), RN_ERROR_FORMAT },
    { CLAIM ("{\"what\":{\"en\":\"b\"}," BASIC ",\"quantity\":\"macs\",\"stated\":1}"),
      RN_ERROR_FORMAT },
    { CLAIM ("{" WORDS "," BASIC ",\"quantity\":\"mac\",\"stated\":1}"), RN_ERROR_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].text);
      g_assert_null (lab_claims_parse (rows[i].text, "text", &error));
      g_assert_error (error, RN_ERROR, rows[i].code);
    }
}

/* A model that is not in the catalogue leaves its test open; a spec that is wrong is an error. */
static void
test_specs (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) unknown = lab_claims_parse (
    CLAIM ("{" WORDS ",\"of\":\"no_such_net\",\"quantity\":\"macs\",\"stated\":1}"), "text", NULL);
  g_autoptr (GPtrArray) wrong = lab_claims_parse (
    CLAIM ("{" WORDS ",\"of\":{\"body\":\"basic\",\"in\":8,\"out\":8,\"groups\":3},"
           "\"quantity\":\"macs\",\"stated\":1}"), "text", NULL);
  LabClaim *claim = unknown->pdata[0];

  g_assert_true (lab_claim_test (claim, FALSE, NULL, &error));
  g_assert_cmpint (claim->verdict, ==, LAB_VERDICT_NOT_TESTED);
  g_assert_nonnull (g_array_index (claim->tests, LabClaimTest, 0).untested);
  g_assert_false (lab_claim_test (wrong->pdata[0], FALSE, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

/* Of a block against itself, which takes as long: only a machine that is stopped in between would
 * make it ten times as long. */
static void
test_times (void)
{
  const char *text = CLAIM ("{" WORDS "," BASIC ",\"against\":{\"body\":\"basic\",\"in\":8,\"out\":8},"
                            "\"quantity\":\"forward_ms\",\"as\":\"ratio\",\"stated\":1,\"factor\":10}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) claims = lab_claims_parse (text, "text", &error);
  LabClaim *claim = claims->pdata[0];

  lab_claim_test (claim, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (claim->verdict, ==, LAB_VERDICT_NOT_MEASURED);
  lab_claim_test (claim, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (claim->verdict, ==, LAB_VERDICT_MEASURED);
  g_assert_true (g_array_index (claim->tests, LabClaimTest, 0).holds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/claims/follows-schema", test_follows_schema);
  g_test_add_func ("/lab/claims/verdicts", test_verdicts);
  g_test_add_func ("/lab/claims/relations", test_relations);
  g_test_add_func ("/lab/claims/refused", test_refused);
  g_test_add_func ("/lab/claims/specs", test_specs);
  g_test_add_func ("/lab/claims/times", test_times);
  return g_test_run ();
}
