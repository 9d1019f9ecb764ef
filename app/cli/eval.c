/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* eval MODEL --data …: how often a network is right, and what it takes for what. */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "cli-output.h"
#include "cli.h"
#include "eval-pass.h"
#include "fig-confusion.h"
#include "fig-i18n.h"

#define FIGURE_WIDTH 720       /* px */
#define MOST_COLUMNS 20        /* classes of a confusion matrix as text */

/* What was done and came out. */
typedef struct
{
  const EvalOptions *options;
  RnSpec            *spec;
  RnDataset         *data;
  GArray            *passes;        /* (element-type EvalPass) */
  RnEvaluation      *evaluation;
  double             seconds;
} Result;

static double
share (guint64 part, guint64 all)
{
  return all > 0 ? (double) part / (double) all : NAN;
}

/* Of the data set, or for what it has no name the number. (transfer full) */
static char *
class_name (const Result *result, guint class)
{
  if (class < rn_dataset_n_classes (result->data))
    return g_strdup (_(rn_dataset_class (result->data, class)));
  return g_strdup_printf ("%u", class);
}

static guint64
pictures_of (const RnEvaluation *evaluation, guint class)
{
  guint64 n = 0;

  for (guint k = 0; k < rn_evaluation_n_classes (evaluation); k++)
    n += rn_evaluation_confused (evaluation, class, k);
  return n;
}

/* ── tables ── */

/* Rows are what a picture shows, columns what it was taken for. */
static RnTable *
confusion_table (const Result *result)
{
  guint K = rn_evaluation_n_classes (result->evaluation);
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "class", "", RN_ALIGN_LEFT);
  for (guint k = 0; k < K; k++)
    {
      g_autofree char *name = class_name (result, k);

      rn_table_add_column (table, name, name, RN_ALIGN_RIGHT);
    }
  for (guint class = 0; class < K; class++)
    {
      g_autofree char *name = class_name (result, class);

      rn_table_add_text (table, name);
      for (guint k = 0; k < K; k++)
        rn_table_add_integer (table, rn_evaluation_confused (result->evaluation, class, k));
    }
  return table;
}

/* The class that @class was most often taken for wrongly; itself where it never was. */
static guint
worst_answer (const RnEvaluation *evaluation, guint class)
{
  guint worst = class;
  guint64 most = 0;

  for (guint k = 0; k < rn_evaluation_n_classes (evaluation); k++)
    if (k != class && rn_evaluation_confused (evaluation, class, k) > most)
      {
        most = rn_evaluation_confused (evaluation, class, k);
        worst = k;
      }
  return worst;
}

static RnTable *
class_table (const Result *result)
{
  const RnEvaluation *evaluation = result->evaluation;
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "class", "Class", RN_ALIGN_LEFT);
  rn_table_add_column (table, "images", "Pictures", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "correct", "Right", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "percent", "%", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "taken_for", "Most often taken for", RN_ALIGN_LEFT);
  rn_table_add_column (table, "times", "Times", RN_ALIGN_RIGHT);
  for (guint class = 0; class < rn_dataset_n_classes (result->data); class++)
    {
      guint64 n = pictures_of (evaluation, class);
      guint64 right = rn_evaluation_confused (evaluation, class, class);
      guint other = worst_answer (evaluation, class);
      g_autofree char *name = class_name (result, class), *taken = class_name (result, other);

      rn_table_add_text (table, name);
      rn_table_add_integer (table, n);
      rn_table_add_integer (table, right);
      rn_table_add_real (table, 100 * share (right, n), 1);
      rn_table_add_text (table, other != class ? taken : NULL);
      rn_table_add_integer (table, other != class
                                     ? rn_evaluation_confused (evaluation, class, other) : 0);
    }
  return table;
}

static void
print_header (const Result *result)
{
  const EvalPass *pass = &g_array_index (result->passes, EvalPass, 0);
  const CliWeights *weights = &result->options->source.weights;
  const RnSessionOptions *session = rn_session_options (pass->session);

  printf ("%s%s · %s · %s (%s, %s)\n", rn_spec_name (result->spec),
          result->options->fold ? ", batch norm folded" : "",
          weights->file != NULL ? weights->file : "untrained", rn_dataset_place (result->data),
          rn_dataset_kind (result->data), rn_dataset_split (result->data));
  for (guint i = 0; i < result->passes->len; i++)
    printf ("%s\n", g_array_index (result->passes, EvalPass, i).text);
  printf ("%s, batch %" G_GSIZE_FORMAT "\n\n", rn_engine_name (session->engine),
          rn_loader_shape (pass->loader).dim[0]);
}

static void
print_text (const Result *result)
{
  const RnEvaluation *evaluation = result->evaluation;
  guint64 n = rn_evaluation_n (evaluation);
  g_autoptr (RnTable) table = rn_evaluation_n_classes (evaluation) <= MOST_COLUMNS
                                ? confusion_table (result) : class_table (result);

  print_header (result);
  printf ("Pictures    %" G_GUINT64_FORMAT "\n", n);
  printf ("Top-1       %.2f %%  (%" G_GUINT64_FORMAT " right)\n",
          100 * share (rn_evaluation_correct (evaluation), n), rn_evaluation_correct (evaluation));
  printf ("Top-5       %.2f %%\n", 100 * share (rn_evaluation_correct5 (evaluation), n));
  printf ("Loss        %.6f\n", rn_evaluation_loss (evaluation));
  printf ("Throughput  %.1f pictures/s\n\n", (double) n / result->seconds);
  if (rn_evaluation_n_classes (evaluation) <= MOST_COLUMNS)
    puts ("Rows: what they are; columns: what they were taken for.");
  cli_print_table (table, RN_TABLE_TEXT);
}

/* ── JSON ── */

/* 15 digits are true of every double; what a machine needs of a share or a loss. */
static json_object *
real (double value)
{
  json_object *json = isfinite (value) ? json_object_new_double (value) : NULL;

  if (json != NULL)
    json_object_set_serializer (json, json_object_double_to_json_string, (gpointer) "%.15g", NULL);
  return json;
}

static json_object *
confusion_json (const Result *result)
{
  guint K = rn_evaluation_n_classes (result->evaluation);
  json_object *rows = json_object_new_array ();

  for (guint class = 0; class < K; class++)
    {
      json_object *row = json_object_new_array ();

      for (guint k = 0; k < K; k++)
        json_object_array_add (
          row, json_object_new_uint64 (rn_evaluation_confused (result->evaluation, class, k)));
      json_object_array_add (rows, row);
    }
  return rows;
}

static json_object *
data_json (const Result *result)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "kind", json_object_new_string (rn_dataset_kind (result->data)));
  json_object_object_add (json, "place", json_object_new_string (rn_dataset_place (result->data)));
  json_object_object_add (json, "split", json_object_new_string (rn_dataset_split (result->data)));
  return json;
}

static void
add_header (const Result *result, json_object *json)
{
  const EvalPass *pass = &g_array_index (result->passes, EvalPass, 0);
  const char *weights = result->options->source.weights.file;
  json_object *transforms = json_object_new_array ();

  for (guint i = 0; i < result->passes->len; i++)
    json_object_array_add (
      transforms, json_object_new_string (g_array_index (result->passes, EvalPass, i).text));
  json_object_object_add (json, "model", json_object_new_string (rn_spec_name (result->spec)));
  json_object_object_add (json, "weights",
                          weights != NULL ? json_object_new_string (weights) : NULL);
  json_object_object_add (json, "folded", json_object_new_boolean (result->options->fold));
  json_object_object_add (json, "engine", json_object_new_string (rn_engine_name (
                                            rn_session_options (pass->session)->engine)));
  json_object_object_add (json, "data", data_json (result));
  json_object_object_add (json, "transforms", transforms);
}

static json_object *
result_json (const Result *result)
{
  const RnEvaluation *evaluation = result->evaluation;
  json_object *json = json_object_new_object (), *classes = json_object_new_array ();
  guint64 n = rn_evaluation_n (evaluation), right = rn_evaluation_correct (evaluation);

  add_header (result, json);
  json_object_object_add (json, "images", json_object_new_uint64 (n));
  json_object_object_add (json, "correct", json_object_new_uint64 (right));
  json_object_object_add (json, "top1", real (share (right, n)));
  json_object_object_add (json, "top5", real (share (rn_evaluation_correct5 (evaluation), n)));
  json_object_object_add (json, "loss", real (rn_evaluation_loss (evaluation)));
  json_object_object_add (json, "seconds", real (result->seconds));
  json_object_object_add (json, "images_per_second", real ((double) n / result->seconds));
  for (guint k = 0; k < rn_dataset_n_classes (result->data); k++)
    json_object_array_add (classes, json_object_new_string (rn_dataset_class (result->data, k)));
  json_object_object_add (json, "classes", classes);
  json_object_object_add (json, "confusion", confusion_json (result));
  return json;
}

/* ── the figure ── */

static gboolean
draw_confusion (const Result *result, GError **error)
{
  guint K = rn_evaluation_n_classes (result->evaluation);
  g_autofree guint64 *counts = g_new (guint64, (gsize) K * K);     /* [K, K] */
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *title = g_strdup_printf ("%s · %s", rn_spec_name (result->spec),
                                            rn_dataset_kind (result->data));
  const FigStyle style = { .width = FIGURE_WIDTH };
  g_autoptr (FigScene) scene = NULL;
  FigFormat format;

  for (guint class = 0; class < K; class++)
    {
      g_ptr_array_add (names, class_name (result, class));
      for (guint k = 0; k < K; k++)
        counts[(gsize) class * K + k] = rn_evaluation_confused (result->evaluation, class, k);
    }
  scene = fig_confusion_new (&(FigConfusionData) { title, K, (const char *const *) names->pdata,
                                                   counts }, &style);
  return fig_format_from_path (result->options->figure, &format, error)
         && fig_scene_export (scene, result->options->figure, format, FIGURE_WIDTH, error);
}

/* What can be said of --figure before the work is done. */
static gboolean
check_figure (const EvalOptions *options, const RnSpec *spec, GError **error)
{
  g_autoptr (GError) local = NULL;
  FigFormat format;

  if (options->figure == NULL)
    return TRUE;
  if (!fig_format_from_path (options->figure, &format, &local))
    return cli_usage_error (error, "%s", local->message);
  if (rn_spec_n_classes (spec) > FIG_CONFUSION_MOST)
    return cli_usage_error (error, "--figure: %u classes are too many to be told apart, at most %u",
                            rn_spec_n_classes (spec), FIG_CONFUSION_MOST);
  return TRUE;
}

/* ── the verb ── */

static void
print (const Result *result, RnTableFormat format)
{
  g_autoptr (RnTable) table = NULL;

  if (format == RN_TABLE_JSON)
    cli_print_json (result_json (result));
  else if (format == RN_TABLE_TEXT)
    print_text (result);
  else
    {
      table = class_table (result);
      cli_print_table (table, format);
    }
}

static gboolean
check_classes (const RnSpec *spec, RnDataset *data, GError **error)
{
  guint answers = rn_spec_n_classes (spec), classes = rn_dataset_n_classes (data);

  if (answers == 0)
    return cli_usage_error (error, "%s has no classes to compare with labels", rn_spec_name (spec));
  if (classes < answers)
    cli_note ("the network knows %u classes, the data set %u: its labels are the network's first",
              answers, classes);
  return TRUE;
}

static gboolean
evaluate (Result *result, GError **error)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (RnEvaluationPass));
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < result->passes->len; i++)
    {
      const EvalPass *pass = &g_array_index (result->passes, EvalPass, i);
      RnEvaluationPass run = { pass->session, pass->loader };

      g_array_append_val (runs, run);
    }
  if (!rn_evaluation_run (result->evaluation, (const RnEvaluationPass *) (gpointer) runs->data,
                          runs->len, cli_progress (), error))
    return FALSE;
  cli_progress_done ();
  result->seconds = (double) MAX (g_get_monotonic_time () - begin, 1) / 1e6;
  return TRUE;
}

static gboolean
eval (const EvalOptions *options, const char *word, GError **error)
{
  g_autoptr (RnSpec) spec = NULL;
  g_autoptr (RnDataset) data = NULL;
  g_autoptr (GArray) passes = NULL;
  g_autoptr (RnEvaluation) evaluation = NULL;
  RnTableFormat format;
  Result result = { .options = options };

  if (!eval_options_check (options, error) || !cli_format_parse (options->format, &format, error))
    return FALSE;
  spec = cli_open_spec (word, error);
  spec = spec != NULL ? cli_weights_spec (&options->source.weights, spec, error) : NULL;
  data = spec != NULL ? eval_open_data (options, spec, error) : NULL;
  if (data == NULL || !check_figure (options, spec, error) || !check_classes (spec, data, error))
    return FALSE;
  passes = eval_open_passes (options, spec, data, error);
  if (passes == NULL)
    return FALSE;
  evaluation = rn_evaluation_new (rn_spec_n_classes (spec));
  result.spec = spec;
  result.data = data;
  result.passes = passes;
  result.evaluation = evaluation;
  if (!evaluate (&result, error)
      || (options->figure != NULL && !draw_confusion (&result, error)))
    return FALSE;
  print (&result, format);
  return TRUE;
}

gboolean
cli_eval (int argc, char **argv, GError **error)
{
  g_auto (EvalOptions) options = { .batch = 0 };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data,
      "The data set: CIFAR or IDX files, a folder of pictures, or shapes", "DIR" },
    { "split", 0, 0, G_OPTION_ARG_STRING, &options.split, "test (default) or train", "NAME" },
    CLI_SOURCE_WEIGHTS (options.source),
    { "mean", 0, 0, G_OPTION_ARG_STRING, &options.mean,
      "What is subtracted from pixels of 0 … 1 (default: the data set's own mean)", "R,G,B" },
    { "std", 0, 0, G_OPTION_ARG_STRING, &options.std,
      "What they are divided by (default: the data set's own deviation)", "R,G,B" },
    { "ten-crop", 0, 0, G_OPTION_ARG_NONE, &options.ten_crop,
      "Average over corners and middle, and these flipped", NULL },
    { "scales", 0, 0, G_OPTION_ARG_STRING, &options.scales,
      "Show whole pictures in these sizes, and average", "PX,…" },
    { "transform", 0, 0, G_OPTION_ARG_STRING, &options.transform,
      "Do this to each picture instead", "STEPS" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &options.batch, "Pictures at a time", "N" },
    { "count", 0, 0, G_OPTION_ARG_INT64, &options.count, "Only so many pictures", "N" },
    { "fold", 0, 0, G_OPTION_ARG_NONE, &options.fold,
      "Take batch norms into the convolutions first", NULL },
    CLI_SOURCE_ENGINE (options.source),
    CLI_FORMAT_ENTRY (options.format),
    { "figure", 0, 0, G_OPTION_ARG_FILENAME, &options.figure, "Draw the confusion matrix too",
      "FILE.svg|pdf|png" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "eval",
    .words = "MODEL",
    .entries = entries,
    .least = 1,
    .most = 1,
    .summary = "Shows a data set to a network, and counts how often it is right.",
    .description =
      "Top-1 and top-5 are shares of the pictures (in JSON from 0 to 1), the loss is the mean\n"
      "cross-entropy in nats. In the confusion matrix a row is what the pictures are, a column\n"
      "what they were taken for. csv and md tell each class.\n\n"
      "Steps for --transform are names with numbers behind colons, in order:\n"
      "  resize, centre-crop, crop, ten-crop, flip, pad, grey, colour, normalise, pixel-mean\n\n"
      "Examples:\n"
      "  reslab-cli eval cifar_resnet20 --weights resnet20.th --data cifar-10-batches-bin\n"
      "  reslab-cli eval resnet18 --weights resnet18.pth --data photos --ten-crop \\\n"
      "    --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225\n"
      "  reslab-cli eval cifar_resnet20 --data shapes --transform grey,colour,normalise",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  return words != NULL && eval (&options, words[0], error);
}
