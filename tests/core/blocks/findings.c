/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The list of findings: all of them, where they are, and mendings that mend. */
#include <string.h>

#include "rn-block-spec.h"
#include "rn-spec-patch.h"
#include "rn-spec-schema-private.h"
#include "rn-test-model.h"

typedef struct
{
  int    count;
  int    kind;
  double size;
  int    deep;
} Thing;

static const char *const kinds[] = { "round", "square", NULL };

static const RnSpecKey keys[] = {
  { "count", RN_SPEC_INTEGER, 1, 10, 3, FALSE, NULL, G_STRUCT_OFFSET (Thing, count), "" },
  { "kind", RN_SPEC_CHOICE, 0, 0, 0, FALSE, kinds, G_STRUCT_OFFSET (Thing, kind), "" },
  { "size", RN_SPEC_REAL, 0.5, 4, 1, FALSE, NULL, G_STRUCT_OFFSET (Thing, size), "" },
  { "deep", RN_SPEC_BOOLEAN, 0, 1, 0, FALSE, NULL, G_STRUCT_OFFSET (Thing, deep), "" },
  { "needed", RN_SPEC_INTEGER, 1, 5, 2, TRUE, NULL, G_STRUCT_OFFSET (Thing, count), "" },
};

static RnFindings *
find (const char *text)
{
  RnFindings *findings = rn_findings_new ("thing");
  json_object *json = rn_spec_find_text (text, strlen (text), findings);
  Thing thing;

  if (json != NULL)
    rn_spec_find_keys (keys, G_N_ELEMENTS (keys), json, &thing, findings);
  json_object_put (json);
  return findings;
}

static const RnFinding *
find_code (const RnFindings *findings, const char *code)
{
  for (guint i = 0; i < rn_findings_n (findings); i++)
    if (g_str_equal (rn_findings_nth (findings, i)->code, code))
      return rn_findings_nth (findings, i);
  return NULL;
}

/* Five mistakes in one object: five findings, each of its kind; the error is the first. */
static void
test_all (void)
{
  g_autoptr (RnFindings) findings
    = find ("{\"count\":11,\"kind\":\"squar\",\"size\":\"2\",\"dep\":true}");
  static const char *const codes[] = { "unknown-key", "out-of-range", "unknown-word", "wrong-type",
                                       "missing-key" };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (rn_findings_n (findings), ==, G_N_ELEMENTS (codes));
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_cmpstr (rn_findings_nth (findings, i)->code, ==, codes[i]);
  g_assert_false (rn_findings_check (findings, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_assert_cmpstr (find_code (findings, "out-of-range")->place, ==, "count");
  g_assert_cmpstr (find_code (findings, "out-of-range")->found, ==, "11");
}

/* Each proposal, made alone, takes its finding away and brings no other. */
static void
test_mendings (void)
{
  static const char *const texts[] = {
    "{\"needed\":1,\"count\":11}",       "{\"needed\":1,\"count\":-3}",
    "{\"needed\":1,\"count\":2.25}",     "{\"needed\":1,\"count\":\"4\"}",
    "{\"needed\":1,\"count\":[]}",       "{\"needed\":1,\"kind\":\"squar\"}",
    "{\"needed\":1,\"kind\":7}",         "{\"needed\":1,\"size\":9}",
    "{\"needed\":1,\"size\":\"2.5\"}",   "{\"needed\":1,\"deep\":1}",
    "{\"needed\":1,\"cuont\":4}",        "{\"needed\":1,\"a \\\"b\\\" c\":4}",
    "{\"count\":4}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RnFindings) findings = find (texts[i]);
      const RnFinding *finding = rn_findings_nth (findings, 0);

      g_test_message ("%s", texts[i]);
      g_assert_cmpuint (rn_findings_n (findings), ==, 1);
      g_assert_cmpuint (finding->mendings->len, >=, 1);
      for (guint k = 0; k < finding->mendings->len; k++)
        {
          const RnMending *mending = finding->mendings->pdata[k];
          json_object *json = json_tokener_parse (texts[i]);
          g_autoptr (RnFindings) after = NULL;
          g_autoptr (GError) error = NULL;

          rn_mending_apply (mending, json, &error);
          g_assert_no_error (error);
          after = find (json_object_to_json_string (json));
          g_test_message ("  %s: %s", mending->label, json_object_to_json_string (json));
          g_assert_cmpuint (rn_findings_n (after), ==, 0);
          json_object_put (json);
        }
    }
}

static void
test_syntax (void)
{
  static const struct { const char *text; guint line, column; const char *says; } rows[] = {
    { "", 1, 1, "ends" },
    { "{", 1, 2, "ends" },
    { "{\n  \"count\": 3,\n}", 3, 1, "comma" },
    { "{\n  \"count\" 3\n}", 2, 11, "colon" },
    { "{\n  \"é\": 3 \"count\": 3 }", 2, 10, "comma or }" },
    { "{\"needed\": 1} x", 1, 15, "behind the end" },
    { "{\"needed\": '1'}", 1, 12, "double quotes" },
    { "{needed: 1}", 1, 2, "a key in double quotes" },
    { "{\"needed\": one}", 1, 12, "expected a number" },
    { "{\"needed\": [1,]}", 1, 15, "comma" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RnFindings) findings = find (rows[i].text);
      const RnFinding *finding = rn_findings_nth (findings, 0);

      g_test_message ("%s: %s", rows[i].text, finding->sentence);
      g_assert_cmpuint (rn_findings_n (findings), ==, 1);
      g_assert_cmpstr (finding->code, ==, "syntax");
      g_assert_cmpuint (finding->line, ==, rows[i].line);
      g_assert_cmpuint (finding->column, ==, rows[i].column);
      g_assert_nonnull (strstr (finding->sentence, rows[i].says));
    }
}

static RnFinding *
add (RnFindings *findings, const char *place, const char *key, const char *scope)
{
  RnFinding *finding;

  rn__findings_enter (findings, place);
  finding = rn__find (findings, "groups-do-not-divide", RN_ERROR_RANGE, key);
  rn__findings_leave (findings);
  rn__found (finding, "3");
  g_ptr_array_add (finding->scopes, g_strdup (scope));
  return finding;
}

/* The same in several blocks is told once; a warning stands behind errors. */
static void
test_join (void)
{
  g_autoptr (RnFindings) findings = rn_findings_new ("net");

  rn__found (rn__warn (findings, "no-effect", "ratio"), "2");
  add (findings, "stages[0].block", "groups", "layer1.0");
  add (findings, "stages[1].block", "groups", "layer2.0");
  add (findings, "stages[0].block", "groups", "layer1.1");
  add (findings, "stages[0].block", "groups", "layer1.0");
  rn__findings_join (findings);
  rn__findings_sort (findings);
  g_assert_cmpuint (rn_findings_n (findings), ==, 3);
  g_assert_cmpuint (rn_findings_count (findings, RN_SEVERITY_ERROR), ==, 2);
  g_assert_cmpuint (rn_findings_nth (findings, 0)->scopes->len, ==, 2);
  g_assert_cmpstr (rn_findings_nth (findings, 0)->place, ==, "stages[0].block.groups");
  g_assert_cmpstr (rn_findings_nth (findings, 2)->code, ==, "no-effect");
  g_assert_cmpstr (rn_findings_nth (findings, 2)->place, ==, "ratio");
}

/* ── two paths ── */

/* A bottleneck beside an identity: it is the stride that parts first, then the last width; the
 * narrow middle is no mistake. */
static void
test_mismatch (void)
{
  g_autoptr (RnGraph) graph = rn_test_build (
    "{\"body\":\"bottleneck\",\"in\":16,\"out\":32,\"stride\":2,\"shortcut\":\"none\"}", "1,16,8,8");
  g_autoptr (RnMismatch) identity = rn_mismatch_new (graph, 0, rn_graph_find (graph, "bn3"), 0);
  g_autoptr (RnMismatch) other = rn_mismatch_new (graph, 0, rn_graph_find (graph, "conv1"),
                                                  rn_graph_find (graph, "conv3"));
  g_autofree char *change = rn_mismatch_change (identity->branch, (guint) identity->branch_parts);
  g_autofree char *text = rn_mismatch_text (identity);
  json_object *json = rn_mismatch_json (identity);

  g_assert_cmpuint (identity->branch->len, ==, 9);
  g_assert_cmpuint (identity->shortcut->len, ==, 1);
  g_assert_cmpstr (g_array_index (identity->branch, RnTraceStep, identity->branch_parts).layer, ==,
                   "conv2");
  g_assert_cmpint (identity->shortcut_parts, ==, -1);
  g_assert_cmpstr (change, ==, "pixels 8×8 → 4×4");
  g_assert_cmpint (other->branch_parts, ==, 1);
  g_assert_nonnull (strstr (text, "conv2 1×8×4×4 ◄\n"));
  g_assert_nonnull (strstr (text, "x     1×16×8×8     x 1×16×8×8\n"));
  g_assert_cmpint (json_object_get_int (rn_spec_at (json, "branch[4].shape[2]")), ==, 4);
  g_assert_cmpint (json_object_get_int (rn_spec_at (json, "branch_parts")), ==, 4);
  json_object_put (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/blocks/findings/all", test_all);
  g_test_add_func ("/core/blocks/findings/mendings", test_mendings);
  g_test_add_func ("/core/blocks/findings/syntax", test_syntax);
  g_test_add_func ("/core/blocks/findings/join", test_join);
  g_test_add_func ("/core/blocks/findings/mismatch", test_mismatch);
  return g_test_run ();
}
