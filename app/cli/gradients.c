/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* gradients: how much of dL/dx of each block came through the shortcut, and how much through the
 * branch. */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "cli-output.h"
#include "cli.h"
#include "gradients-run.h"
#include "lab-depth.h"
#include "lab-paths.h"

static const RnSplit *
split_of (const RnRecords *records, guint i)
{
  return &g_array_index (records->splits, RnSplit, i);
}

/* ── for people ── */

static void
print_header (const GradientRun *run)
{
  g_autofree char *shape = rn_shape_describe (rn_tensor_shape (run->subject.input));

  printf ("%s · %s (%s) · %s · %s", rn_spec_name (run->subject.spec), run->subject.input_words,
          shape, run->subject.weights_words,
          run->records->mode == RN_MODE_TRAIN ? "train" : "eval");
  if (isfinite (run->records->loss))
    printf (" · loss %.4f", run->records->loss);
  fputs ("\n\n", stdout);
}

/* The largest error of the identity, and how the gradient changes on its way down. */
static void
print_findings (const GradientRun *run)
{
  const RnRecords *records = run->records;
  guint n = records->splits->len;
  g_autofree char *change = NULL;
  gboolean shortcuts = FALSE;
  double worst = 0;

  for (guint i = 0; i < n; i++)
    {
      worst = fmax (worst, split_of (records, i)->identity_error);
      shortcuts |= split_of (records, i)->has_shortcut;
    }
  if (shortcuts)
    printf ("%s: dL/dx = shortcut + branch holds to %.1e of the largest element in every block.\n",
            rn_spec_name (run->subject.spec), worst);
  if (n < 2)
    return;
  change = fig_format_number (
    split_of (records, 0)->input_norm / split_of (records, n - 1)->input_norm, 3);
  printf ("%s: ‖dL/dx‖ of the first block is %s × that of the last.\n",
          rn_spec_name (run->subject.spec), change);
}

/* How the gradient reaches the first of a few blocks, path by path. */
static void
print_paths (const GradientRun *run, RnTableFormat format)
{
  const RnPaths *paths = run->records->paths;
  const RnGraph *graph = run->records->graph;
  g_autoptr (RnTable) table = NULL;

  if (paths == NULL)
    return;
  table = lab_paths_table (paths);
  printf ("Paths through");
  for (guint i = 0; i < paths->n_blocks; i++)
    printf ("%s %s", i > 0 ? "," : "", rn_graph_scope (graph, paths->blocks[i])->path);
  fputs (" (F: the branch, h: the shortcut)\n\n", stdout);
  cli_print_table (table, format);
  printf ("\n%s: all paths add up to dL/dx to %.1e of its largest element.\n",
          rn_spec_name (run->subject.spec), paths->identity_error);
}

static void
print_people (const GradientRun *run, const GradientRun *other, RnTableFormat format)
{
  gboolean beside = other != NULL && other->records->splits->len == run->records->splits->len;
  g_autoptr (RnTable) table = lab_splits_table (run->records, beside ? other->records : NULL);
  g_autoptr (RnTable)
    below = other != NULL && !beside ? lab_splits_table (other->records, NULL) : NULL;

  print_header (run);
  cli_print_table (table, format);
  putchar ('\n');
  if (below != NULL)
    {
      print_header (other);
      cli_print_table (below, format);
      putchar ('\n');
    }
  print_findings (run);
  if (other != NULL)
    print_findings (other);
  if (run->records->paths != NULL)
    putchar ('\n');
  print_paths (run, format);
}

/* ── for machines ── */

static json_object *
run_json (const GradientRun *run)
{
  const RnRecords *records = run->records;
  g_autoptr (RnTable) table = lab_splits_table (records, NULL);
  g_autofree char *input = rn_shape_describe (rn_tensor_shape (run->subject.input));
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "model", json_object_new_string (rn_spec_name (run->subject.spec)));
  json_object_object_add (json, "input", json_object_new_string (input));
  json_object_object_add (
    json, "mode", json_object_new_string (records->mode == RN_MODE_TRAIN ? "train" : "eval"));
  json_object_object_add (json, "engine", json_object_new_string (records->engine));
  json_object_object_add (json, "seed", json_object_new_uint64 (records->seed));
  json_object_object_add (json, "loss",
                          isfinite (records->loss) ? json_object_new_double (records->loss) : NULL);
  json_object_object_add (json, "blocks", cli_table_json (table));
  if (records->paths != NULL)
    {
      g_autoptr (RnTable) paths = lab_paths_table (records->paths);

      json_object_object_add (json, "paths", cli_table_json (paths));
    }
  return json;
}

static void
print_json (const GradientRun *run, const GradientRun *other)
{
  json_object *json = json_object_new_object (), *networks = json_object_new_array ();

  json_object_array_add (networks, run_json (run));
  if (other != NULL)
    json_object_array_add (networks, run_json (other));
  json_object_object_add (json, "networks", networks);
  cli_print_json (json);
}

static void
print_csv (const GradientRun *run, const GradientRun *other)
{
  g_autoptr (RnTable) table = rn_table_new ();

  rn_table_add_column (table, "model", "Model", RN_ALIGN_LEFT);
  lab_splits_columns (table, NULL);
  for (const GradientRun *at = run; at != NULL; at = at == run ? other : NULL)
    for (guint i = 0; i < at->records->splits->len; i++)
      {
        rn_table_add_text (table, rn_spec_name (at->subject.spec));
        lab_splits_row (table, at->records, i);
      }
  cli_print_table (table, RN_TABLE_CSV);
}

/* ── the verb ── */

static gboolean
gradients (const GradientOptions *options, const char *word, RnTableFormat format, GError **error)
{
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (RnSpec) against = NULL;
  g_auto (GradientRun) run = { 0 };
  g_auto (GradientRun) twin = { 0 };
  GradientOptions others = *options;
  const GradientRun *other;

  others.paths = NULL;           /* of the first network alone */
  if (!gradient_specs (options, word, &spec, &against, error)
      || !gradient_run (&run, options, spec, error)
      || (against != NULL && !gradient_run (&twin, &others, against, error)))
    return FALSE;
  other = against != NULL ? &twin : NULL;
  if (format == RN_TABLE_JSON)
    print_json (&run, other);
  else if (format == RN_TABLE_CSV)
    print_csv (&run, other);
  else
    print_people (&run, other, format);
  return TRUE;
}

gboolean
cli_gradients (int argc, char **argv, GError **error)
{
  g_auto (GradientOptions) options = { 0 };
  g_autofree char *format_word = NULL;
  RnTableFormat format;
  const GOptionEntry entries[] = {
    GRADIENT_ENTRIES (options),
    { "paths", 0, 0, G_OPTION_ARG_STRING, &options.paths,
      "Follow each path through this block and those after it", "BLOCK" },
    CLI_SOURCE_INPUT (options.source),
    CLI_SOURCE_WEIGHTS (options.source),
    CLI_SOURCE_ENGINE (options.source),
    CLI_FORMAT_ENTRY (format_word),
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "gradients",
    .words = "MODEL|FILE.json|JSON",
    .entries = entries,
    .least = 1,
    .most = 1,
    .summary =
      "Tells for each block how its gradient dL/dx splits into what came through the shortcut and\n"
      "what came through the branch.",
    .description =
      "Shortcut and Branch are L2 norms over the whole batch, Cosine the one between the two.\n"
      "Error is the largest |dL/dx − (shortcut + branch)| against the largest |dL/dx|. A\n"
      "network's loss is cross-entropy against random labels, a block's gradient of the output\n"
      "is random. Std F(x) and Std y are the deviations of the branch's and the block's output.\n\n"
      "Examples:\n"
      "  reslab-cli gradients cifar_resnet56 --against plain\n"
      "  reslab-cli gradients cifar_resnet56 --against plain --norm none\n"
      "  reslab-cli gradients resnet18 --picture cat.jpg --format json\n"
      "  reslab-cli gradients resnet18 --paths layer2.0 --count 3",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  return words != NULL && cli_format_parse (format_word, &format, error)
         && gradient_options_check (&options, error)
         && gradients (&options, words[0], format, error);
}
