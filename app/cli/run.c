/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* run: an input goes through a network or a block, forward and backward, and everything is
 * measured. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli.h"
#include "fig-i18n.h"
#include "rn-file.h"
#include "rn-records-json.h"
#include "rn-trial.h"
#include "run-dump.h"

typedef struct
{
  CliSource source;
  char     *model;           /* all (owned) */
  char     *spec;
  char     *mode;
  char     *dump;
  char     *statistics;
  gboolean  backward;
  gboolean  all;
  int       top;
  RnMode    run_mode;        /* of @mode */
} Options;

static void
options_clear (Options *self)
{
  cli_source_clear (&self->source);
  g_free (self->model);
  g_free (self->spec);
  g_free (self->mode);
  g_free (self->dump);
  g_free (self->statistics);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (Options *self, GError **error)
{
  static const char *const modes[] = { "eval", "train", NULL };
  int mode = cli_choose ("mode", self->mode, modes, error);

  if (mode < 0 || !cli_source_check (&self->source, error)
      || !cli_check_range ("--top", self->top, 0, 1000, error))
    return FALSE;
  self->run_mode = mode == 0 ? RN_MODE_EVAL : RN_MODE_TRAIN;
  if ((self->model == NULL) == (self->spec == NULL))
    return cli_usage_error (error, "run needs a network: --model NAME or --spec FILE.json");
  if (self->source.picture == NULL && self->source.sample == NULL && !self->source.built_in
      && self->source.tensors == NULL)
    return cli_usage_error (error, "run needs an input: --picture FILE, --built-in or --tensors "
                                   "FILE.safetensors");
  if (self->all && self->dump == NULL)
    return cli_usage_error (error,
                            "--all says what --dump writes: give --dump FILE.safetensors too");
  return (self->dump == NULL || rn_file_check_target (self->dump, error))
         && (self->statistics == NULL || rn_file_check_target (self->statistics, error));
}

/* ── the pass ── */

/* Where a backward pass starts: the gradient that was given, a loss against the network's own
 * answer, or where it answers with no class any gradient. */
static gboolean
prepare_backward (CliSubject *subject, const Options *options, GError **error)
{
  g_autofree guint *top = NULL;

  if (cli_subject_gradient (subject) != NULL)
    return rn_session_set_output_gradient (subject->session, cli_subject_gradient (subject), error);
  if (rn_spec_block (subject->spec) != NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   "%s: has no tensor “grad_output”, which a block's backward pass starts from",
                   options->source.tensors != NULL ? options->source.tensors : "the input");
      return FALSE;
    }
  if (rn_spec_n_classes (subject->spec) == 0)
    {
      cli_note ("no classes: the gradient of the output is normal random numbers, seed %"
                G_GINT64_FORMAT, options->source.seed);
      return rn_trial_aim (subject->session, (guint64) options->source.seed, error);
    }
  if (!cli_subject_label (subject, &top, error))
    return FALSE;
  if (rn_tensor_shape (subject->input)->dim[0] == 1)
    cli_note ("loss: cross-entropy against the network's own top class (%u)", top[0]);
  else
    cli_note ("loss: cross-entropy against the network's own top class for each sample");
  return TRUE;
}

static RnRecords *
measure (CliSubject *subject, const Options *options, GError **error)
{
  g_autoptr (RnRecords) records = cli_subject_records (subject, &options->source);
  g_autoptr (RnRecorder) recorder = NULL;
  RnRecordFlags flags = RN_RECORD_TIME | RN_RECORD_VALUES;

  if (options->backward)
    flags |= RN_RECORD_GRADIENTS | RN_RECORD_SPLITS | RN_RECORD_IDENTITY;
  if (options->statistics != NULL)
    flags |= RN_RECORD_HISTOGRAMS;
  recorder = rn_recorder_attach (subject->session, records, flags);
  return cli_subject_run (subject, error) ? g_steal_pointer (&records) : NULL;
}

/* ── what is printed ── */

static void
print_header (const CliSubject *subject, const RnRecords *records)
{
  g_autofree char *shape = rn_shape_describe (rn_tensor_shape (subject->input));

  printf ("%s · %s (%s) · %s · %s · %s, %u %s\n\n", rn_spec_name (subject->spec),
          subject->input_words, shape, subject->weights_words,
          records->mode == RN_MODE_TRAIN ? "train" : "eval", records->engine, records->threads,
          records->threads == 1 ? "thread" : "threads");
}

static void
add_statistics (RnTable *table, gboolean has, const RnStatistics *statistics)
{
  cli_add_number (table, FIG_UNIT_NUMBER, has ? statistics->mean : NAN);
  cli_add_number (table, FIG_UNIT_NUMBER, has ? statistics->std : NAN);
  cli_add_number (table, FIG_UNIT_NUMBER, has ? statistics->min : NAN);
  cli_add_number (table, FIG_UNIT_NUMBER, has ? statistics->max : NAN);
}

static RnTable *
layer_table (const RnRecords *records)
{
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "name", "Layer", RN_ALIGN_LEFT);
  rn_table_add_column (table, "output_shape", "Output", RN_ALIGN_LEFT);
  rn_table_add_column (table, "forward_ms", "ms", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "mean", "Mean", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "std", "Std", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "min", "Min", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "max", "Max", RN_ALIGN_RIGHT);
  if (records->backward)
    {
      rn_table_add_column (table, "backward_ms", "Back ms", RN_ALIGN_RIGHT);
      rn_table_add_column (table, "gradient_norm", "‖dL/dy‖", RN_ALIGN_RIGHT);
    }
  for (guint i = 0; i < records->records->len; i++)
    {
      const RnRecord *record = &g_array_index (records->records, RnRecord, i);
      g_autofree char *shape = rn_shape_describe (&record->output);

      rn_table_add_text (table, rn_graph_node (records->graph, i)->name);
      rn_table_add_text (table, shape);
      rn_table_add_real (table, record->forward_ms, 3);
      add_statistics (table, record->has_values, &record->values);
      if (!records->backward)
        continue;
      rn_table_add_real (table, record->backward_ms, 3);
      cli_add_number (table, FIG_UNIT_NUMBER, record->has_gradient ? record->gradient.l2 : NAN);
    }
  return table;
}

static void
print_totals (const RnRecords *records)
{
  printf ("\nForward %.2f ms", records->forward_ms);
  if (records->backward)
    printf (", backward %.2f ms", records->backward_ms);
  puts (" with every layer measured");
  if (isfinite (records->loss))
    printf ("Loss %.6f\n", records->loss);
}

typedef struct
{
  guint  class;
  double logit;
} Score;

static int
by_score (const void *a, const void *b)
{
  const Score *x = a, *y = b;

  return x->logit != y->logit ? (x->logit < y->logit) - (x->logit > y->logit)
                              : (x->class > y->class) - (x->class < y->class);
}

static const char *
class_name (const RnOrigin *origin, guint class)
{
  const char *name = rn_origin_class (origin, class);

  return name != NULL && *name != '\0' ? _(name) : "";
}

/* p = softmax (logits) of the first sample, largest first. */
static RnTable *
class_table (const RnTensor *logits, const RnOrigin *origin, guint top)
{
  gsize n = rn_tensor_shape (logits)->dim[1];
  g_autofree Score *scores = g_new (Score, n);
  RnTable *table = rn_table_new ();
  double sum = 0;

  for (gsize k = 0; k < n; k++)
    scores[k] = (Score) { (guint) k, rn_tensor_values (logits)[k] };
  qsort (scores, n, sizeof *scores, by_score);
  for (gsize k = 0; k < n; k++)
    sum += exp (scores[k].logit - scores[0].logit);
  rn_table_add_column (table, "rank", "Top", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "class", "Class", RN_ALIGN_RIGHT);
  if (origin != NULL)
    rn_table_add_column (table, "name", "Name", RN_ALIGN_LEFT);
  rn_table_add_column (table, "probability", "Probability", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "logit", "Logit", RN_ALIGN_RIGHT);
  for (gsize k = 0; k < MIN (top, n); k++)
    {
      rn_table_add_integer (table, k + 1);
      rn_table_add_integer (table, scores[k].class);
      if (origin != NULL)
        rn_table_add_text (table, class_name (origin, scores[k].class));
      rn_table_add_real (table, exp (scores[k].logit - scores[0].logit) / sum, 4);
      cli_add_fixed (table, scores[k].logit, 4);
    }
  return table;
}

static gboolean
print_classes (CliSubject *subject, guint top, GError **error)
{
  g_autoptr (RnTensor) logits = NULL;
  g_autoptr (RnTable) table = NULL;

  if (rn_spec_n_classes (subject->spec) == 0 || top == 0)
    return TRUE;
  logits = rn_session_activation (subject->session, rn_graph_output (subject->graph), error);
  if (logits == NULL)
    return FALSE;
  table = class_table (logits, subject->origin, top);
  putchar ('\n');
  cli_print_table (table, RN_TABLE_TEXT);
  return TRUE;
}

/* ── the verb ── */

static gboolean
write_files (CliSubject *subject, const Options *options, const RnRecords *records, GError **error)
{
  if (options->dump != NULL && !run_dump (subject, options->all, options->dump, error))
    return FALSE;
  if (options->statistics == NULL)
    return TRUE;
  return rn_records_save_json (records, options->statistics, error);
}

static gboolean
run (const Options *options, GError **error)
{
  g_autoptr (RnSpec) spec = cli_open_spec (options->model != NULL ? options->model : options->spec,
                                           error);
  g_auto (CliSubject) subject = { 0 };
  g_autoptr (RnRecords) records = NULL;
  g_autoptr (RnTable) layers = NULL;
  RnKeep keep = options->dump != NULL && (options->all || options->backward) ? RN_KEEP_ALL
                                                                             : RN_KEEP_VALUES;

  if (spec == NULL
      || !cli_subject_open (&subject, &options->source, spec, NULL, options->backward, error)
      || !cli_subject_plan (&subject, &options->source, options->run_mode, options->backward, keep,
                            error))
    return FALSE;
  if (options->backward && !prepare_backward (&subject, options, error))
    return FALSE;
  records = measure (&subject, options, error);
  if (records == NULL || !write_files (&subject, options, records, error))
    return FALSE;
  layers = layer_table (records);
  print_header (&subject, records);
  cli_print_table (layers, RN_TABLE_TEXT);
  print_totals (records);
  return print_classes (&subject, (guint) options->top, error);
}

gboolean
cli_run (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { .top = 5 };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.model, "A network of the catalogue", "NAME" },
    { "spec", 0, 0, G_OPTION_ARG_STRING, &options.spec,
      "A network or block spec: a file, or JSON text", "FILE.json" },
    CLI_SOURCE_INPUT (options.source),
    { "tensors", 0, 0, G_OPTION_ARG_FILENAME, &options.source.tensors,
      "Take “input”, “param.*” and “grad_output” from this file", "FILE.safetensors" },
    CLI_SOURCE_WEIGHTS (options.source),
    { "mode", 0, 0, G_OPTION_ARG_STRING, &options.mode,
      "eval (default), or train: batch norm uses the batch's statistics", "NAME" },
    CLI_SOURCE_ENGINE (options.source),
    { "backward", 0, 0, G_OPTION_ARG_NONE, &options.backward, "Run backward too", NULL },
    { "dump", 0, 0, G_OPTION_ARG_FILENAME, &options.dump, "Write what came out as tensors",
      "FILE.safetensors" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, "… each layer's output and gradient too",
      NULL },
    { "statistics", 0, 0, G_OPTION_ARG_FILENAME, &options.statistics,
      "Write every layer's statistics", "FILE.json" },
    { "top", 0, 0, G_OPTION_ARG_INT, &options.top, "Classes shown (default: 5)", "K" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "run",
    .words = "",
    .entries = entries,
    .summary = "Sends an input through a network or a block and tells what each layer made of it.",
    .description =
      "A tensors file holds “input” and may hold “param.NAME” for every parameter and\n"
      "“grad_output”, the gradient a backward pass starts from. Without it a network's backward\n"
      "pass starts from the cross-entropy against its own top class. --dump writes output,\n"
      "grad_input (of a block also its two terms, grad_input.shortcut and grad_input.residual),\n"
      "grad.NAME, in training after.NAME, and with --all activation.NAME and\n"
      "grad_activation.NAME.\n\n"
      "Examples:\n"
      "  reslab-cli run --model resnet18 --picture cat.jpg --weights resnet18.safetensors\n"
      "  reslab-cli run --model cifar_resnet20 --built-in --backward --statistics out.json\n"
      "  reslab-cli run --spec block.json --tensors in.safetensors --backward --dump o.safetensors",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  return words != NULL && check_options (&options, error) && run (&options, error);
}
