/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Every mistake is found in its place, and each mending takes it away and brings no other. */
#include <math.h>
#include <string.h>

#include "rn-schema.h"
#include "rn-spec-find.h"
#include "rn-test-model.h"
#include "rn-test.h"

#define STAGES "\"stages\":[{\"count\":2,\"out\":8},{\"count\":2,\"out\":16,\"stride\":2}]"
#define SMALL "\"input\":[3,32,32],\"stem\":{\"out\":8},"

static const struct
{
  const char *code, *place;
  RnSeverity  severity;
  guint       mendings;      /* at least */
  const char *spec;
  double      rate;
} mistakes[] = {
  /* two tensors that cannot be added */
  { "missing-projection", "shortcut", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"basic\",\"in\":64,\"out\":128,\"stride\":2,\"shortcut\":\"identity\"}", 0 },
  { "missing-projection", "shortcut", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"bottleneck\",\"in\":64,\"out\":256,\"shortcut\":\"identity\"}", 0 },
  { "wrong-expansion", "out", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"bottleneck\",\"in\":256,\"mid\":64,\"out\":64,\"shortcut\":\"identity\"}", 0 },
  { "paths-differ", "shortcut", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"stride\":2,\"shortcut\":\"custom\",\"shortcut_layers\":"
    "[{\"op\":\"avg_pool\",\"kernel\":2,\"stride\":4}]}", 0 },
  { "missing-projection", "block.shortcut", RN_SEVERITY_ERROR, 2,
    "{" SMALL "\"block\":{\"shortcut\":\"identity\"}," STAGES "}", 0 },
  { "missing-projection", "stages[1].block.shortcut", RN_SEVERITY_ERROR, 2,
    "{" SMALL "\"stages\":[{\"count\":2,\"out\":8},{\"count\":2,\"out\":16,\"stride\":2,"
    "\"block\":{\"shortcut\":\"identity\"}}]}", 0 },
  /* groups and other parts that do not divide */
  { "groups-do-not-divide", "groups", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":64,\"out\":64,\"groups\":3}", 0 },
  { "groups-do-not-divide", "groups", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"bottleneck\",\"in\":64,\"out\":64,\"groups\":6}", 0 },
  { "groups-do-not-divide", "block.groups", RN_SEVERITY_ERROR, 1,
    "{" SMALL "\"block\":{\"groups\":3}," STAGES "}", 0 },
  { "groups-do-not-divide", "stages[1].block.groups", RN_SEVERITY_ERROR, 2,
    "{" SMALL "\"stages\":[{\"count\":1,\"out\":8},{\"count\":1,\"out\":64,"
    "\"block\":{\"body\":\"bottleneck\",\"groups\":5}}]}", 0 },
  { "scales-do-not-divide", "scales", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"res2net\",\"in\":64,\"out\":64,\"scales\":5}", 0 },
  { "heads-do-not-divide", "heads", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"attention\",\"in\":64,\"out\":64,\"heads\":3}", 0 },
  /* widths */
  { "inner-width", "ratio", RN_SEVERITY_ERROR, 1, "{\"body\":\"bottleneck\",\"in\":8,\"out\":3}", 0 },
  { "reduction-too-large", "se", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"se\":9}", 0 },
  { "wrong-expansion", "mid", RN_SEVERITY_WARNING, 2,
    "{\"body\":\"bottleneck\",\"in\":64,\"mid\":128,\"out\":64}", 0 },
  { "wrong-expansion", "mid", RN_SEVERITY_WARNING, 1,
    "{\"body\":\"inverted\",\"in\":64,\"mid\":16,\"out\":64}", 0 },
  { "wrong-expansion", "stages[0].out", RN_SEVERITY_WARNING, 1,
    "{\"block\":{\"body\":\"bottleneck\"},\"stages\":[{\"count\":1,\"out\":64}]}", 0 },
  /* shortcuts */
  { "pad-cannot-shrink", "shortcut", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":4,\"shortcut\":\"pad\"}", 0 },
  { "no-layers", "shortcut", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"custom\"}", 0 },
  { "shortcut-left-out", "shortcut", RN_SEVERITY_WARNING, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"none\"}", 0 },
  { "shortcut-left-out", "stages[1].block.shortcut", RN_SEVERITY_WARNING, 1,
    "{" SMALL "\"stages\":[{\"count\":1,\"out\":8},{\"count\":1,\"out\":8,"
    "\"block\":{\"shortcut\":\"none\"}}]}", 0 },
  { "shortcut-left-out", "block.shortcut", RN_SEVERITY_WARNING, 1,
    "{" SMALL "\"block\":{\"shortcut\":\"none\"},\"stages\":[{\"count\":10,\"out\":8}]}", 0 },
  { "cut-shortcut", "shortcut_scale", RN_SEVERITY_WARNING, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"scaled\",\"shortcut_scale\":0}", 0 },
  { "scaled-away", "block.shortcut_scale", RN_SEVERITY_WARNING, 1,
    "{" SMALL "\"block\":{\"shortcut\":\"scaled\",\"shortcut_scale\":0.5},"
    "\"stages\":[{\"count\":11,\"out\":8}]}", 0 },
  /* numbers that stay zero, or grow */
  { "silent-branch", "branch_scale", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"branch_scale\":0}", 0 },
  { "silent-block", "zero_init", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"none\",\"zero_init\":true}", 0 },
  { "silent-block", "zero_init", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"order\":\"norm-after-addition\",\"zero_init\":true}", 0 },
  { "one-class", "head.classes", RN_SEVERITY_ERROR, 1,
    "{" SMALL "\"head\":{\"classes\":1}," STAGES "}", 0 },
  { "rate-without-norm", "norm", RN_SEVERITY_WARNING, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"norm\":\"none\"}", 0.1 },
  { "rate-without-norm", "block.norm", RN_SEVERITY_WARNING, 1,
    "{" SMALL "\"block\":{\"norm\":\"none\"}," STAGES "}", 0.1 },
  { "needs-norm", "zero_init", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"norm\":\"none\",\"zero_init\":true}", 0 },
  /* windows */
  { "kernel-larger-than-input", "", RN_SEVERITY_WARNING, 2,
    "{\"input\":[3,32,32],\"stages\":[{\"count\":1,\"out\":8},{\"count\":1,\"out\":8,\"stride\":2},"
    "{\"count\":1,\"out\":8,\"stride\":2}]}", 0 },
  { "kernel-larger-than-input", "shortcut_layers[0].kernel", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"custom\",\"shortcut_layers\":"
    "[{\"op\":\"max_pool\",\"kernel\":57,\"stride\":1}]}", 0 },
  { "stride-skips-pixels", "stages[0].stride", RN_SEVERITY_WARNING, 1,
    "{\"stages\":[{\"count\":1,\"out\":64,\"stride\":4}]}", 0 },
  /* keys */
  { "idle-key", "expand", RN_SEVERITY_WARNING, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"expand\":4}", 0 },
  { "idle-key", "block.stride_at", RN_SEVERITY_WARNING, 1,
    "{" SMALL "\"block\":{\"stride_at\":\"1x1\"}," STAGES "}", 0 },
  { "idle-key", "stages[0].block.drop", RN_SEVERITY_WARNING, 1,
    "{" SMALL "\"stages\":[{\"count\":1,\"out\":8,\"block\":{\"drop\":0.1}}]}", 0 },
  { "no-activation", "activation", RN_SEVERITY_WARNING, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"activation\":\"none\"}", 0 },
  { "bias-before-norm", "bias", RN_SEVERITY_WARNING, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"bias\":true}", 0 },
  { "form-needs-post", "form", RN_SEVERITY_ERROR, 2,
    "{\"body\":\"bottleneck\",\"in\":64,\"out\":64,\"groups\":4,\"form\":\"split\",\"order\":\"pre\"}", 0 },
  { "too-many-paths", "groups", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"bottleneck\",\"in\":64,\"out\":1024,\"groups\":256,\"form\":\"split\"}", 0 },
  { "misplaced-key", "block.out", RN_SEVERITY_ERROR, 1, "{" SMALL "\"block\":{\"out\":8}," STAGES "}", 0 },
  { "same-name", "stages[1].name", RN_SEVERITY_ERROR, 1,
    "{" SMALL "\"stages\":[{\"count\":1,\"out\":8,\"name\":\"a\"},{\"count\":1,\"out\":8,\"name\":\"a\"}]}", 0 },
  { "unknown-word", "shortcut_layers[0].op", RN_SEVERITY_ERROR, 1,
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"custom\",\"shortcut_layers\":"
    "[{\"op\":\"rela\"}]}", 0 },
  { "too-many-blocks", "stages[1].count", RN_SEVERITY_ERROR, 1,
    "{\"input\":[1,8,8],\"stem\":{\"out\":1,\"kernel\":3,\"stride\":1,\"pool\":\"none\"},\"stages\":[{\"count\":4000,\"out\":1},{\"count\":97,\"out\":1}]}",
    0 },
};

static RnFindings *
find (json_object *json, double rate)
{
  return rn_spec_find_json (json, "spec", &(RnFindOptions) { .rate = rate });
}

static void
assert_schema (const RnFindings *findings)
{
  json_object *json = rn_findings_json (findings);

  rn_schema_assert ("reslab-findings", json);
  json_object_put (json);
}

static const RnFinding *
get (const RnFindings *findings, const char *code, const char *place)
{
  for (guint i = 0; i < rn_findings_n (findings); i++)
    {
      const RnFinding *finding = rn_findings_nth (findings, i);

      if (g_str_equal (finding->code, code) && (place == NULL || g_str_equal (finding->place, place)))
        return finding;
    }
  return NULL;
}

/* Nothing but what was there before. */
static void
assert_no_other (const RnFindings *before, const RnFindings *after)
{
  for (guint i = 0; i < rn_findings_n (after); i++)
    {
      const RnFinding *finding = rn_findings_nth (after, i);

      if (get (before, finding->code, NULL) == NULL)
        g_error ("brings %s at \"%s\": %s", finding->code, finding->place, finding->sentence);
    }
}

static void
assert_mends (const RnMending *mending, const RnFinding *finding, const RnFindings *before,
              json_object *json, double rate)
{
  json_object *copy = NULL;
  g_autoptr (RnFindings) after = NULL;
  g_autoptr (GError) error = NULL;

  json_object_deep_copy (json, &copy, NULL);
  rn_mending_apply (mending, copy, &error);
  g_assert_no_error (error);
  g_test_message ("  %s: %s", mending->label, json_object_to_json_string_ext (copy, JSON_C_TO_STRING_PLAIN));
  after = find (copy, rate);
  g_assert_null (get (after, finding->code, finding->place));
  assert_no_other (before, after);
  json_object_put (copy);
}

static void
test_mistakes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      json_object *json = json_tokener_parse (mistakes[i].spec);
      g_autoptr (RnFindings) findings = find (json, mistakes[i].rate);
      const RnFinding *finding = get (findings, mistakes[i].code, mistakes[i].place);

      g_test_message ("%s", mistakes[i].spec);
      for (guint k = 0; k < rn_findings_n (findings); k++)
        g_test_message ("  %s at \"%s\": %s: %s", rn_findings_nth (findings, k)->code,
                        rn_findings_nth (findings, k)->place, rn_findings_nth (findings, k)->sentence,
                        rn_findings_nth (findings, k)->reason);
      g_assert_nonnull (finding);
      assert_schema (findings);
      g_assert_cmpint (finding->severity, ==, mistakes[i].severity);
      g_assert_nonnull (finding->found);
      g_assert_true (finding->severity == RN_SEVERITY_ERROR || finding->reason != NULL);
      g_assert_cmpuint (finding->mendings->len, >=, mistakes[i].mendings);
      for (guint k = 0; k < finding->mendings->len; k++)
        assert_mends (finding->mendings->pdata[k], finding, findings, json, mistakes[i].rate);
      json_object_put (json);
    }
}

/* Of a network with a mistake in every corner none is hidden by another. */
static void
test_all_at_once (void)
{
  json_object *unreadable = json_tokener_parse (
    "{\"inptu\":[3,32,32],\"stem\":{\"kernel\":99},\"block\":{\"norm\":\"bach\"},"
    "\"stages\":[{\"count\":\"2\",\"out\":8},{\"out\":8,\"block\":{\"groups\":0}}]}");
  json_object *unbuildable = json_tokener_parse (
    "{" SMALL "\"stages\":["
    "{\"count\":2,\"out\":16,\"block\":{\"shortcut\":\"identity\"}},"
    "{\"count\":2,\"out\":32,\"block\":{\"shortcut\":\"identity\",\"expand\":3}},"
    "{\"count\":2,\"out\":32,\"stride\":2,\"block\":{\"shortcut\":\"identity\"}}]}");
  g_autoptr (RnFindings) read = find (unreadable, 0);
  g_autoptr (RnFindings) built = find (unbuildable, 0);

  g_assert_nonnull (get (read, "unknown-key", "inptu"));
  g_assert_nonnull (get (read, "out-of-range", "stem.kernel"));
  g_assert_nonnull (get (read, "unknown-word", "block.norm"));
  g_assert_nonnull (get (read, "wrong-type", "stages[0].count"));
  g_assert_nonnull (get (read, "missing-key", "stages[1].count"));
  g_assert_nonnull (get (read, "out-of-range", "stages[1].block.groups"));
  g_assert_cmpuint (rn_findings_n (read), ==, 6);
  assert_schema (read);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *place = g_strdup_printf ("stages[%u].block.shortcut", i);
      g_autofree char *scope = g_strdup_printf ("layer%u.0", i + 1);
      const RnFinding *finding = get (built, "missing-projection", place);

      g_assert_nonnull (finding);
      g_assert_nonnull (finding->mismatch);
      g_assert_cmpstr (finding->scopes->pdata[0], ==, scope);
    }
  g_assert_cmpstr (rn_findings_nth (built, 3)->code, ==, "idle-key");
  g_assert_cmpuint (rn_findings_n (built), ==, 4);
  json_object_put (unreadable);
  json_object_put (unbuildable);
}

/* What was published is sound; only the deep plain networks, which are there to be seen failing, are warned of. */
static void
test_catalogue (const char *name)
{
  json_object *json;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnFindings) findings = rn_spec_find_open (name, NULL, &json, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < rn_findings_n (findings); i++)
    {
      const RnFinding *finding = rn_findings_nth (findings, i);

      g_test_message ("%s at \"%s\": %s: %s", finding->code, finding->place, finding->sentence, finding->reason);
      g_assert_cmpint (finding->severity, ==, RN_SEVERITY_WARNING);
      g_assert_true (g_str_equal (finding->code, "shortcut-left-out") ? strstr (name, "plain") != NULL
                                                                       : g_str_equal (finding->code, "bias-before-norm"));
    }
  json_object_put (json);
}

static void
test_open (void)
{
  json_object *json;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnFindings) broken = rn_spec_find_open (" {\"body\":", NULL, &json, &error);
  g_autoptr (RnFindings) input = NULL;

  g_assert_no_error (error);
  g_assert_null (json);
  g_assert_cmpstr (rn_findings_nth (broken, 0)->code, ==, "syntax");
  g_assert_null (rn_spec_find_open ("resnet51", NULL, &json, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_null (rn_spec_find_open ("there-is-none.json", NULL, &json, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  input = rn_spec_find_open ("resnet18", &(RnFindOptions) { .input = rn_shape_4d (1, 1, 32, 32) }, &json,
                             &error);
  g_assert_cmpstr (rn_findings_nth (input, 0)->code, ==, "input-does-not-fit");
  assert_schema (input);
  json_object_put (json);
}

static void
test_weights (void)
{
  g_autoptr (RnGraph) graph = rn_test_build ("{" SMALL STAGES "}", NULL);
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, NULL);
  guint conv = rn_graph_find_parameter (graph, "layer2.0.conv2.weight");
  gsize n = rn_shape_elements (&rn_graph_parameter (graph, conv)->shape);
  g_autoptr (RnFindings) fine = rn_findings_new ("net"), one = rn_findings_new ("net"),
                         broken = rn_findings_new ("net"), all = rn_findings_new ("net");

  rn_parameters_initialize (parameters, 0);
  rn_spec_find_weights (fine, parameters);
  g_assert_cmpuint (rn_findings_n (fine), ==, 0);
  memset (rn_parameters_values (parameters, conv), 0, n * sizeof (float));
  rn_spec_find_weights (one, parameters);
  g_assert_cmpuint (rn_findings_n (one), ==, 1);
  g_assert_cmpstr (rn_findings_nth (one, 0)->code, ==, "zero-weights");
  g_assert_cmpstr (rn_findings_nth (one, 0)->scopes->pdata[0], ==, "layer2.0.conv2.weight");
  rn_parameters_values (parameters, conv)[n - 1] = NAN;
  rn_spec_find_weights (broken, parameters);
  g_assert_cmpuint (rn_findings_n (broken), ==, 1);
  g_assert_cmpstr (rn_findings_nth (broken, 0)->code, ==, "not-numbers");
  memset (rn_parameters_values (parameters, 0), 0, rn_graph_parameter_floats (graph) * sizeof (float));
  rn_spec_find_weights (all, parameters);
  g_assert_cmpstr (rn_findings_nth (all, 0)->code, ==, "all-weights-zero");
  assert_schema (one);
  assert_schema (broken);
  assert_schema (all);
}

int
main (int argc, char **argv)
{
  guint n;
  const RnCatalogueEntry *models = rn_catalogue (&n);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/models/spec-find/mistakes", test_mistakes);
  g_test_add_func ("/core/models/spec-find/all-at-once", test_all_at_once);
  g_test_add_func ("/core/models/spec-find/open", test_open);
  g_test_add_func ("/core/models/spec-find/weights", test_weights);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat ("/core/models/spec-find/catalogue/", models[i].name, NULL);

      g_test_add_data_func (path, models[i].name, (GTestDataFunc) test_catalogue);
    }
  return g_test_run ();
}
