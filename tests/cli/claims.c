/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* claims: what is said, what is computed, the verdict, in each format. */
#include <string.h>

#include "cli-child.h"
#include "rn-schema.h"

static void
test_people (void)
{
  g_auto (Child) child = child_run ("claims", "basic-117-million", "int8-four-times-smaller", NULL);

  child_assert_done (&child);
  child_assert_says (&child, "basic-117-million: false\n");
  child_assert_says (&child, "has 117 million parameters.” (Popular articles)\n");
  child_assert_says (&child, "stated 117,000,000 ± 1,000,000, computed 1,769,472: no\n");
  child_assert_says (&child, "int8-four-times-smaller: not tested\n");
  child_assert_says (&child, "1 false · 1 not tested\n");
}

static void
test_chinese (void)
{
  g_auto (Child) child = child_run ("claims", "basic-117-million", "--lang=zh_CN", NULL);

  child_assert_done (&child);
  child_assert_says (&child, "从 256 到 512 通道的基本块");
  child_assert_says (&child, "1,769,472");
}

static void
test_json (void)
{
  g_auto (Child) child = child_run ("claims", "resnet50-six-percent", "inference-times",
                                    "--format=json", NULL);
  json_object *json, *claims, *tests;

  child_assert_done (&child);
  json = child_json (&child);
  rn_schema_assert ("reslab-claims", json);
  claims = json_at (json, "claims");
  g_assert_cmpuint (json_object_array_length (claims), ==, 2);
  g_assert_cmpstr (json_object_get_string (json_at (json_object_array_get_idx (claims, 0), "verdict")),
                   ==, "depends");
  tests = json_at (json_object_array_get_idx (claims, 0), "tests");
  g_assert_true (json_object_get_boolean (json_at (json_object_array_get_idx (tests, 0), "holds")));
  g_assert_false (json_object_get_boolean (json_at (json_object_array_get_idx (tests, 1), "holds")));
  g_assert_cmpstr (json_object_get_string (json_at (json_object_array_get_idx (claims, 1), "verdict")),
                   ==, "not-measured");
  json_object_put (json);
}

/* A table of GitHub's: a row a test, as many cells in each. */
static void
test_markdown (void)
{
  g_auto (Child) child = child_run ("claims", "bottleneck-861-thousand", "--format=md", NULL);
  g_auto (GStrv) lines = NULL;

  child_assert_done (&child);
  lines = g_strsplit (g_strchomp (child.out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 7);
  g_assert_true (g_str_has_prefix (lines[0], "| Claim "));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "|", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 11);
    }
  g_assert_nonnull (strstr (lines[2], "| 86,016 |"));
}

static void
test_wrong (void)
{
  g_auto (Child) name = child_run ("claims", "basic-117-milion", NULL);
  g_auto (Child) format = child_run ("claims", "--format=jso", NULL);
  g_auto (Child) lang = child_run ("claims", "--lang=zh", NULL);

  child_assert_refused (&name, 2, "basic-117-million");
  child_assert_refused (&format, 2, "json");
  child_assert_refused (&lang, 2, "zh");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/claims/people", test_people);
  g_test_add_func ("/cli/claims/chinese", test_chinese);
  g_test_add_func ("/cli/claims/json", test_json);
  g_test_add_func ("/cli/claims/markdown", test_markdown);
  g_test_add_func ("/cli/claims/wrong", test_wrong);
  return g_test_run ();
}
