/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Compare without a window: blocks by command, what they cost, how long they take. */
#include <math.h>
#include <string.h>

#include "lab-block.h"
#include "lab-comparison.h"
#include "lab-sweep.h"
#include "lab-test.h"
#include "rn-test.h"

static void
run (Lab *lab, const char *command)
{
  g_autoptr (GError) error = NULL;
  json_object *json = json_tokener_parse (command);

  g_assert_nonnull (json);
  lab_do_json (lab, json, &error);
  g_assert_no_error (error);
  json_object_put (json);
}

/* Refused with @words in the message, and nothing has changed. */
static void
refused (Lab *lab, const char *command, const char *words)
{
  g_autoptr (GError) error = NULL;
  LabDocument *before = lab_document_copy (lab_document (lab));
  const RnConvention *convention = lab_look (lab)->convention;
  json_object *json = json_tokener_parse (command);

  g_assert_nonnull (json);
  if (lab_do_json (lab, json, &error))
    g_error ("%s was not refused", command);
  g_assert_error (error, RN_ERROR, error->code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not speak of “%s”", error->message, words);
  g_assert_cmpuint (lab_document (lab)->n_blocks, ==, before->n_blocks);
  g_assert_cmpmem (lab_document (lab)->blocks, sizeof before->blocks, before->blocks,
                   sizeof before->blocks);
  g_assert_cmpuint (lab_document (lab)->side, ==, before->side);
  g_assert_cmpuint (lab_document (lab)->batch, ==, before->batch);
  g_assert_true (lab_document (lab)->same_budget == before->same_budget);
  g_assert_cmpuint (lab_document (lab)->reference, ==, before->reference);
  g_assert_true (lab_look (lab)->convention == convention);
  lab_document_free (before);
  json_object_put (json);
}

/* Small blocks, so that measuring them takes little time. */
static Lab *
comparing (void)
{
  Lab *lab = lab_new ();

  run (lab, "{\"command\": \"model\", \"spec\": \"cifar_resnet20\"}");
  run (lab, "{\"command\": \"compare-input\", \"side\": 8}");
  run (lab, "{\"command\": \"view\", \"name\": \"compare\"}");
  return lab;
}

static void
counts_as_the_papers_do (void)
{
  g_autoptr (Lab) lab = comparing ();
  const LabComparison *comparison;

  settle (lab);
  comparison = lab_comparison (lab);
  g_assert_cmpuint (comparison->n, ==, 3);
  /* 2 · 9 · 256²; 2 · 256 · 64 + 9 · 64²; 2 · 256 · 128 + 9 · 128² / 32 */
  g_assert_cmpuint (comparison->blocks[0].weights, ==, 1179648);
  g_assert_cmpuint (comparison->blocks[1].weights, ==, 69632);
  g_assert_cmpuint (comparison->blocks[2].weights, ==, 70144);
  g_assert_cmpuint (comparison->blocks[0].totals.parameters, ==, 1179648 + 4 * 256);
  g_assert_cmpuint (lab_compared_count (&comparison->blocks[1], rn_convention_default ()), ==,
                    (guint64) 69632 * 8 * 8);
}

static void
fields_change_at_once_and_are_undone (void)
{
  g_autoptr (Lab) lab = comparing ();

  run (lab, "{\"command\": \"compare-set\", \"block\": 1, \"key\": \"mid\", \"value\": 32}");
  run (lab, "{\"command\": \"compare-set\", \"block\": 1, \"key\": \"mid\", \"value\": 16}");
  g_assert_cmpint (rn_block_spec_mid (&lab_document (lab)->blocks[1]), ==, 16);
  run (lab, "{\"command\": \"compare-set\", \"block\": 0, \"key\": \"mid\", \"value\": 8}");
  run (lab, "{\"command\": \"compare-set\", \"block\": 2, \"key\": \"channels\", \"value\": 64}");
  g_assert_cmpint (lab_document (lab)->blocks[2].in, ==, 64);
  g_assert_cmpint (lab_document (lab)->blocks[2].out, ==, 64);
  settle (lab);
  g_assert_cmpuint (lab_comparison (lab)->blocks[1].weights, ==, 2 * 256 * 16 + 9 * 16 * 16);

  lab_do (lab, NULL, "undo", NULL);
  g_assert_cmpint (lab_document (lab)->blocks[2].out, ==, 256);
  lab_do (lab, NULL, "undo", NULL);
  g_assert_cmpint (rn_block_spec_mid (&lab_document (lab)->blocks[0]), ==, 256);
  g_assert_cmpint (rn_block_spec_mid (&lab_document (lab)->blocks[1]), ==, 16);
  lab_do (lab, NULL, "undo", NULL);              /* both edits of the one field */
  g_assert_cmpint (rn_block_spec_mid (&lab_document (lab)->blocks[1]), ==, 64);
  lab_do (lab, NULL, "redo", NULL);
  g_assert_cmpint (rn_block_spec_mid (&lab_document (lab)->blocks[1]), ==, 16);
  run (lab, "{\"command\": \"compare-set\", \"block\": 1, \"key\": \"mid\", \"value\": null}");
  g_assert_cmpint (lab_document (lab)->blocks[1].mid, ==, 0);
}

/* Every key of the schema can be set, whatever its type. */
static void
every_key_can_be_set (void)
{
  static const char *const values[][2] = {
    { "body", "\"bottleneck\"" },   { "order", "\"pre\"" },       { "mid", "32" },
    { "ratio", "2" },               { "groups", "4" },            { "stride_at", "\"1x1\"" },
    { "shortcut", "\"projection\"" }, { "shortcut_norm", "true" },
    { "shortcut_from", "\"preact\"" }, { "activation", "\"silu\"" },
    { "output_activation", "\"none\"" }, { "se", "4" },           { "norm", "\"batch\"" },
    { "expand", "3" },              { "form", "\"grouped\"" },    { "scales", "2" },
    { "heads", "2" },               { "window", "5" },            { "shortcut_scale", "0.5" },
    { "branch_scale", "0.5" },      { "gate_bias", "-3" },        { "drop", "0.1" },
    { "shortcut_layers", "null" },                     /* given below */
    { "se_at", "\"before-norm\"" }, { "bias", "true" },           { "precision", "\"bf16\"" },
    { "zero_init", "false" },       { "in", "128" },              { "out", "128" },
    { "stride", "2" },
  };
  g_autoptr (Lab) lab = comparing ();
  guint n_keys;
  const RnSpecKey *keys = rn_block_schema (&n_keys);

  g_assert_cmpuint (n_keys, ==, G_N_ELEMENTS (values));
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *command = NULL;
      guint k = 0;

      while (!g_str_equal (values[k][0], keys[i].name))
        k++;
      command = g_strdup_printf ("{\"command\": \"compare-set\", \"block\": 0, \"key\": \"%s\", "
                                 "\"value\": %s}", values[k][0], values[k][1]);
      run (lab, command);
    }
  g_assert_cmpint (lab_document (lab)->blocks[0].stride, ==, 2);
  g_assert_cmpint (lab_document (lab)->blocks[0].se, ==, 4);
}

/* A custom shortcut begins as a projection; its layers make it one, and go with it. */
static void
custom_shortcuts_bring_their_layers (void)
{
  g_autoptr (Lab) lab = comparing ();

#define SET(key, value) \
  run (lab, "{\"command\": \"compare-set\", \"block\": 0, \"key\": \"" key "\", \"value\": " value "}")
  SET ("out", "512");
  SET ("stride", "2");
  SET ("shortcut", "\"custom\"");
  g_assert_cmpuint (lab_document (lab)->blocks[0].n_layers, ==, 2);
  SET ("shortcut", "\"pad\"");
  g_assert_cmpuint (lab_document (lab)->blocks[0].n_layers, ==, 0);
  SET ("shortcut_layers", "[{\"op\": \"conv2d\", \"out\": 512, \"kernel\": 1, \"stride\": 2}]");
  g_assert_cmpint (lab_document (lab)->blocks[0].shortcut, ==, RN_SHORTCUT_CUSTOM);
  g_assert_cmpuint (lab_document (lab)->blocks[0].n_layers, ==, 1);
  SET ("shortcut_layers", "null");
  g_assert_cmpint (lab_document (lab)->blocks[0].shortcut, ==, RN_SHORTCUT_AUTO);
#undef SET
}

static void
refused_values_leave_everything (void)
{
  g_autoptr (Lab) lab = comparing ();

#define SET(value) "{\"command\": \"compare-set\", \"block\": 2, " value "}"
  refused (lab, SET ("\"key\": \"groups\", \"value\": 3"), "groups");
  refused (lab, SET ("\"key\": \"groups\", \"value\": 0"), "from 1 to 65536");
  refused (lab, SET ("\"key\": \"mid\", \"value\": 1.5"), "mid");
  refused (lab, SET ("\"key\": \"body\", \"value\": \"bottelneck\""), "bottleneck");
  refused (lab, SET ("\"key\": \"depth\", \"value\": 3"), "depth");
  refused (lab, SET ("\"key\": \"in\", \"value\": null"), "in");
  refused (lab, SET ("\"key\": \"shortcut\", \"value\": [1, 2]"), "shortcut");
  /* an identity cannot be added where the shape changes */
  run (lab, SET ("\"key\": \"shortcut\", \"value\": \"identity\""));
  refused (lab, SET ("\"key\": \"in\", \"value\": 128"), "C");
  refused (lab, "{\"command\": \"compare-set\", \"block\": 3, \"key\": \"in\", \"value\": 1}",
           "block");
  refused (lab, "{\"command\": \"compare-replace\", \"block\": 0, \"spec\": {\"in\": 4}}", "out");
  refused (lab, "{\"command\": \"compare-replace\", \"block\": 0}", "spec");
  refused (lab, "{\"command\": \"compare-add\", \"preset\": \"nothing\"}", "grouped");
  refused (lab, "{\"command\": \"compare-preset\", \"name\": \"nothing\"}", "resnext");
  refused (lab, "{\"command\": \"compare-input\", \"side\": 0}", "1024");
  refused (lab, "{\"command\": \"compare-input\", \"side\": 4, \"batch\": 1000}", "256");
  refused (lab, "{\"command\": \"convention\", \"name\": \"guessed\"}", "torchvision");
  refused (lab, "{\"command\": \"budget\", \"quantity\": \"time\"}", "parameters");
  refused (lab, "{\"command\": \"budget\", \"on\": true, \"reference\": 3}", "reference");
  refused (lab, "{\"command\": \"sweep\", \"over\": \"depth\"}", "groups");
  refused (lab, "{\"command\": \"adopt\", \"block\": 2, \"key\": \"groups\", \"value\": 5}",
           "groups");
  refused (lab, "{\"command\": \"adopt\", \"block\": 2, \"key\": \"channels\", \"value\": 1e9}",
           "65536");
}

static void
two_to_four_blocks (void)
{
  g_autoptr (Lab) lab = comparing ();

  run (lab, "{\"command\": \"compare-add\", \"preset\": \"basic-pre\"}");
  g_assert_cmpuint (lab_document (lab)->n_blocks, ==, 4);
  g_assert_cmpint (lab_document (lab)->blocks[3].order, ==, RN_ORDER_PRE);
  refused (lab, "{\"command\": \"compare-add\"}", "4");
  run (lab, "{\"command\": \"budget\", \"reference\": 3}");
  g_assert_false (lab_document (lab)->same_budget);
  run (lab, "{\"command\": \"compare-remove\", \"block\": 0}");
  g_assert_cmpuint (lab_document (lab)->reference, ==, 2);
  run (lab, "{\"command\": \"compare-remove\", \"block\": 2}");
  g_assert_cmpuint (lab_document (lab)->reference, ==, 0);
  refused (lab, "{\"command\": \"compare-remove\", \"block\": 0}", "2");
  lab_do (lab, NULL, "undo", NULL);
  g_assert_cmpuint (lab_document (lab)->n_blocks, ==, 3);
}

/* Each preset opens, is counted and can be undone. */
static void
presets_can_be_built (void)
{
  g_autoptr (Lab) lab = comparing ();
  guint n, n_blocks;
  const LabPreset *presets = lab_presets (&n);
  const LabBlockPreset *blocks = lab_block_presets (&n_blocks);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      guint n_in = 0;

      while (presets[i].blocks[n_in] != NULL)
        n_in++;
      lab_do (lab, &error, "compare-preset", "name", presets[i].name, NULL);
      g_assert_no_error (error);
      g_assert_cmpuint (lab_document (lab)->n_blocks, ==, n_in);
      g_assert_cmpuint (n_in, >=, LAB_BLOCKS_LEAST);
    }
  for (guint i = 0; i < n_blocks; i++)
    {
      g_autoptr (GError) error = NULL;

      lab_do (lab, &error, "compare-replace", "block", 0, "preset", blocks[i].name, NULL);
      g_assert_no_error (error);
    }
  lab_do (lab, NULL, "undo", NULL);
  g_assert_true (lab_can_undo (lab));
}

static void
same_budget_solves_widths (void)
{
  g_autoptr (Lab) lab = comparing ();
  g_autofree char *hint = NULL;

  run (lab, "{\"command\": \"budget\", \"reference\": 1}");
  settle (lab);
  hint = lab_budget_hint (lab);
  /* 2 · 9 · 256 · 15 = 69,120 weights are nearest to 69,632; batch norm adds what it adds */
  g_assert_nonnull (strstr (hint, "256–15–256"));
  g_assert_cmpint (rn_block_spec_mid (&lab_comparison (lab)->blocks[0].spec), ==, 256);
  run (lab, "{\"command\": \"budget\", \"on\": true}");
  settle (lab);
  g_assert_cmpint (rn_block_spec_mid (&lab_comparison (lab)->blocks[0].spec), ==, 15);
  g_assert_cmpint (rn_block_spec_mid (&lab_comparison (lab)->blocks[1].spec), ==, 64);
  g_assert_cmpint (rn_block_spec_mid (&lab_document (lab)->blocks[0]), ==, 256);
  run (lab, "{\"command\": \"budget\"}");
  g_assert_false (lab_document (lab)->same_budget);
}

/* ── measured ── */

typedef struct
{
  guint partial;              /* results that came before all runs were done */
  guint last;
} Seen;

static void
see (Lab *lab, guint changes, gpointer data)
{
  Seen *seen = data;
  const LabTimes *times = lab_times (lab);

  if ((changes & LAB_CHANGED_BY (times)) == 0 || times == NULL)
    return;
  if (times->run < times->n_runs)
    {
      seen->partial++;
      g_assert_false (lab_is_current (lab, LAB_TASK_times));
      g_assert_cmpuint (times->run, >, seen->last);
    }
  seen->last = times->run;
  g_assert_true (isfinite (times->forward[0].median));
}

static void
times_arrive_one_by_one (void)
{
  g_autoptr (Lab) lab = comparing ();
  Seen seen = { 0 };
  const LabTimes *times;

  g_signal_connect (lab, "changed", G_CALLBACK (see), &seen);
  settle (lab);
  times = lab_times (lab);
  g_assert_true (lab_is_current (lab, LAB_TASK_times));
  g_assert_cmpuint (seen.partial, >, 0);
  g_assert_cmpuint (times->run, ==, LAB_TIMING_RUNS);
  g_assert_cmpuint (times->n, ==, 3);
  for (guint i = 0; i < times->n; i++)
    {
      g_assert_cmpfloat (times->forward[i].low, >, 0);
      g_assert_cmpfloat (times->forward[i].low, <=, times->forward[i].median);
      g_assert_cmpfloat (times->forward[i].median, <=, times->forward[i].high);
      g_assert_cmpfloat (times->backward[i].median, >, 0);
    }
  seen = (Seen) { 0 };
  run (lab, "{\"command\": \"measure\"}");
  g_assert_true (lab_is_working (lab));
  g_assert_nonnull (lab_times (lab));            /* the last ones stay until the first new run */
  settle (lab);
  g_assert_cmpuint (seen.last, ==, LAB_TIMING_RUNS);
  run (lab, "{\"command\": \"compare-remove\", \"block\": 2}");
  while (!lab_is_current (lab, LAB_TASK_comparison))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (lab_times (lab) == NULL || lab_times (lab)->n == 2);
  g_signal_handlers_disconnect_by_data (lab, &seen);
}

/* Nothing is measured that nobody looks at, and what was measured stays. */
static void
only_measured_while_seen (void)
{
  g_autoptr (Lab) lab = lab_new ();

  run (lab, "{\"command\": \"model\", \"spec\": \"cifar_resnet20\"}");
  run (lab, "{\"command\": \"compare-input\", \"side\": 8}");
  settle (lab);
  g_assert_null (lab_times (lab));
  run (lab, "{\"command\": \"view\", \"name\": \"compare\"}");
  run (lab, "{\"command\": \"view\", \"name\": \"explore\"}");
  settle (lab);
  g_assert_null (lab_times (lab));
  run (lab, "{\"command\": \"view\", \"name\": \"compare\"}");
  settle (lab);
  run (lab, "{\"command\": \"view\", \"name\": \"explore\"}");
  g_assert_nonnull (lab_times (lab));
  g_assert_cmpuint (lab_times (lab)->run, ==, LAB_TIMING_RUNS);
}

static void
sweeps_cost_and_time (void)
{
  g_autoptr (Lab) lab = comparing ();
  const LabSweep *sweep;

  run (lab, "{\"command\": \"sweep\", \"block\": 2, \"over\": \"groups\"}");
  settle (lab);
  sweep = lab_sweep (lab);
  g_assert_cmpuint (sweep->n, ==, 8);                     /* 1, 2, 4 … 128 */
  g_assert_cmpint (sweep->now, ==, 5);
  g_assert_cmpuint (sweep->points[0].weights, ==, 2 * 256 * 128 + 9 * 128 * 128);
  g_assert_cmpuint (sweep->points[7].weights, ==, 2 * 256 * 128 + 9 * 128);
  g_assert_cmpuint (lab_sweep_times (lab)->n, ==, 8);
  g_assert_cmpfloat (lab_sweep_times (lab)->forward[0].median, >, 0);
  run (lab, "{\"command\": \"adopt\", \"block\": 2, \"key\": \"groups\", \"value\": 8}");
  g_assert_cmpint (lab_document (lab)->blocks[2].groups, ==, 8);
  g_assert_cmpstr (lab_undo_title (lab), !=, "");

  run (lab, "{\"command\": \"sweep\", \"over\": \"ratio\"}");
  settle (lab);
  sweep = lab_sweep (lab);
  g_assert_cmpuint (sweep->n, ==, 6);
  g_assert_cmpfloat (sweep->points[sweep->now].x, ==, 2);
  run (lab, "{\"command\": \"sweep\", \"block\": 1, \"over\": \"resolution\"}");
  settle (lab);
  sweep = lab_sweep (lab);
  g_assert_cmpfloat (sweep->points[sweep->n - 1].x, ==, 16);
  g_assert_cmpuint (sweep->points[sweep->n - 1].mult_adds, ==,
                    4 * sweep->points[sweep->now].mult_adds);
  run (lab, "{\"command\": \"sweep\", \"over\": \"channels\"}");
  settle (lab);
  sweep = lab_sweep (lab);
  g_assert_cmpint (sweep->points[0].spec.in, ==, 16);
  g_assert_cmpint (rn_block_spec_mid (&sweep->points[0].spec), ==, 4);
  run (lab, "{\"command\": \"adopt\", \"block\": 1, \"key\": \"channels\", \"value\": 16}");
  run (lab, "{\"command\": \"adopt\", \"block\": 1, \"key\": \"resolution\", \"value\": 16}");
  g_assert_cmpuint (lab_document (lab)->side, ==, 16);
  g_assert_cmpint (lab_document (lab)->blocks[1].in, ==, 16);
}

static void
conventions_go_round (void)
{
  g_autoptr (Lab) lab = comparing ();
  const RnConvention *first = lab_look (lab)->convention;
  guint n;

  rn_conventions (&n);
  for (guint i = 0; i < n; i++)
    {
      lab_do (lab, NULL, "convention", NULL);
      g_assert_true ((lab_look (lab)->convention == first) == (i + 1 == n));
    }
  g_assert_false (g_str_equal (lab_undo_title (lab), "Count differently"));
}

static void
table_has_a_row_a_block (void)
{
  g_autoptr (Lab) lab = comparing ();
  g_autoptr (RnTable) table = NULL;
  g_autofree char *csv = NULL;

  settle (lab);
  table = lab_comparison_table (lab);
  g_assert_cmpuint (rn_table_n_rows (table), ==, 3);
  csv = rn_table_write (table, RN_TABLE_CSV);
  g_assert_nonnull (strstr (csv, "1179648"));
  g_assert_nonnull (strstr (csv, "forward_ms_min"));
}

static void
widths_in_words (void)
{
  static const struct
  {
    const char *preset, *widths;
  } cases[] = { { "basic", "256–256" },
                { "bottleneck", "256–64–256" },
                { "grouped", "256–128 (32×4)–256" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RnBlockSpec spec;
      g_autofree char *widths = NULL;

      g_assert_true (lab_block_preset_read (cases[i].preset, &spec, NULL));
      widths = lab_block_widths (&spec);
      g_assert_cmpstr (widths, ==, cases[i].widths);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/compare/counts", counts_as_the_papers_do);
  g_test_add_func ("/lab/compare/fields", fields_change_at_once_and_are_undone);
  g_test_add_func ("/lab/compare/every-key", every_key_can_be_set);
  g_test_add_func ("/lab/compare/refused", refused_values_leave_everything);
  g_test_add_func ("/lab/compare/two-to-four", two_to_four_blocks);
  g_test_add_func ("/lab/compare/custom", custom_shortcuts_bring_their_layers);
  g_test_add_func ("/lab/compare/presets", presets_can_be_built);
  g_test_add_func ("/lab/compare/same-budget", same_budget_solves_widths);
  g_test_add_func ("/lab/compare/times", times_arrive_one_by_one);
  g_test_add_func ("/lab/compare/only-while-seen", only_measured_while_seen);
  g_test_add_func ("/lab/compare/sweep", sweeps_cost_and_time);
  g_test_add_func ("/lab/compare/conventions", conventions_go_round);
  g_test_add_func ("/lab/compare/table", table_has_a_row_a_block);
  g_test_add_func ("/lab/compare/widths", widths_in_words);
  return g_test_run ();
}
