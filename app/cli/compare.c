/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* compare: networks or blocks side by side, counted and timed, with ratios to the first. */
#include "config.h"

#include <stdio.h>

#include "cli-output.h"
#include "cli-subject.h"
#include "cli.h"
#include "compare-measure.h"
#include "compare-specs.h"

#define MOST_SUBJECTS 26     /* they are known by letters */

typedef struct
{
  char   *budget;            /* (owned) */
  char   *input;             /* (owned) */
  char   *format;            /* (owned) */
  int     runs;
  int     threads;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->budget);
  g_free (self->input);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
clear_subject (gpointer data)
{
  compare_subject_clear (data);
}

/* ── for people ── */

static char *
time_text (const LabTime *time)
{
  guint decimals = time->median >= 100 ? 0 : time->median >= 10 ? 1 : time->median >= 1 ? 2 : 3;

  return g_strdup_printf ("%.*f (%.*f–%.*f)", (int) decimals, time->median, (int) decimals,
                          time->low, (int) decimals, time->high);
}

static void
add_time (RnTable *table, const LabTime *time)
{
  g_autofree char *text = time_text (time);

  rn_table_add_text (table, text);
}

static void
add_ratio (RnTable *table, FigUnit unit, double value, double reference)
{
  g_autofree char *text = fig_format_ratio (unit, value, reference);

  rn_table_add_text (table, text);
}

static void
add_ratios (RnTable *table, const CompareSubject *self, const CompareSubject *first)
{
  rn_table_add_text (table, NULL);
  rn_table_add_text (table, "  against A");
  add_ratio (table, FIG_UNIT_COUNT, (double) self->totals.parameters,
             (double) first->totals.parameters);
  add_ratio (table, FIG_UNIT_MULTIPLY_ADDS, (double) self->totals.macs,
             (double) first->totals.macs);
  add_ratio (table, FIG_UNIT_BYTES, (double) self->totals.activation_bytes,
             (double) first->totals.activation_bytes);
  add_ratio (table, FIG_UNIT_MILLISECONDS, self->forward.median, first->forward.median);
  add_ratio (table, FIG_UNIT_MILLISECONDS, self->backward.median, first->backward.median);
}

static void
print_people (const CompareSubject *subjects, guint n, guint runs, RnTableFormat format)
{
  g_autoptr (RnTable) table = rn_table_new ();
  g_autofree char *input = rn_shape_describe (rn_tensor_shape (subjects[0].subject.input));

  rn_table_add_column (table, "letter", " ", RN_ALIGN_LEFT);
  rn_table_add_column (table, "name", "Name", RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", "Parameters", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "macs", "Multiply-adds", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "activation_bytes", "Activations", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "forward_ms", "Forward, ms", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "backward_ms", "Backward, ms", RN_ALIGN_RIGHT);
  for (guint i = 0; i < n; i++)
    {
      const char letter[] = { (char) ('A' + i), '\0' };

      if (i > 0)
        rn_table_add_rule (table);
      rn_table_add_text (table, letter);
      rn_table_add_text (table, rn_spec_name (subjects[i].subject.spec));
      rn_table_add_integer (table, subjects[i].totals.parameters);
      rn_table_add_integer (table, subjects[i].totals.macs);
      cli_add_number (table, FIG_UNIT_BYTES, (double) subjects[i].totals.activation_bytes);
      add_time (table, &subjects[i].forward);
      add_time (table, &subjects[i].backward);
      if (i > 0)
        add_ratios (table, &subjects[i], &subjects[0]);
    }
  cli_print_table (table, format);
  printf (
    "\nInput %s. Multiply-adds as torchvision counts them. Activations: what the forward pass\n"
    "keeps for the backward pass. Times: median (least–most) of %u alternating runs in training\n"
    "mode.\n",
    input, runs);
}

/* ── for machines ── */

static void
add_time_columns (RnTable *table, const char *name)
{
  static const char *const parts[] = { "", "_min", "_max" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *key = g_strconcat (name, "_ms", parts[i], NULL);

      rn_table_add_column (table, key, key, RN_ALIGN_RIGHT);
    }
}

static RnTable *
machine_table (const CompareSubject *subjects, guint n)
{
  static const char *const counts[] = { "parameters", "macs", "activation_bytes" };
  static const char *const ratios[] = { "parameters_ratio", "macs_ratio", "activation_ratio",
                                        "forward_ratio", "backward_ratio" };
  RnTable *table = rn_table_new ();

  rn_table_add_column (table, "name", "name", RN_ALIGN_LEFT);
  rn_table_add_column (table, "input", "input", RN_ALIGN_LEFT);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    rn_table_add_column (table, counts[i], counts[i], RN_ALIGN_RIGHT);
  add_time_columns (table, "forward");
  add_time_columns (table, "backward");
  for (guint i = 0; i < G_N_ELEMENTS (ratios); i++)
    rn_table_add_column (table, ratios[i], ratios[i], RN_ALIGN_RIGHT);
  for (guint i = 0; i < n; i++)
    {
      const CompareSubject *self = &subjects[i], *first = &subjects[0];
      g_autofree char *input = rn_shape_describe (rn_tensor_shape (self->subject.input));
      const double values[] = {
        self->forward.median,
        self->forward.low,
        self->forward.high,
        self->backward.median,
        self->backward.low,
        self->backward.high,
        (double) self->totals.parameters / (double) first->totals.parameters,
        (double) self->totals.macs / (double) first->totals.macs,
        (double) self->totals.activation_bytes / (double) first->totals.activation_bytes,
        self->forward.median / first->forward.median,
        self->backward.median / first->backward.median,
      };

      rn_table_add_text (table, rn_spec_name (self->subject.spec));
      rn_table_add_text (table, input);
      rn_table_add_integer (table, self->totals.parameters);
      rn_table_add_integer (table, self->totals.macs);
      rn_table_add_integer (table, self->totals.activation_bytes);
      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        rn_table_add_real (table, values[k], 4);
    }
  return table;
}

static void
print_machine (const CompareSubject *subjects, guint n, const Options *options,
               RnTableFormat format)
{
  g_autoptr (RnTable) table = machine_table (subjects, n);
  const RnSessionOptions *session = rn_session_options (subjects[0].subject.session);
  json_object *json;

  if (format == RN_TABLE_CSV)
    {
      cli_print_table (table, format);
      return;
    }
  json = json_object_new_object ();
  json_object_object_add (json, "convention",
                          json_object_new_string (rn_convention_name (rn_convention_default ())));
  json_object_object_add (
    json, "budget", options->budget != NULL ? json_object_new_string (options->budget) : NULL);
  json_object_object_add (json, "engine",
                          json_object_new_string (rn_engine_name (session->engine)));
  json_object_object_add (json, "threads", json_object_new_uint64 (session->threads));
  json_object_object_add (json, "runs", json_object_new_int (options->runs));
  json_object_object_add (json, "models", cli_table_json (table));
  cli_print_json (json);
}

/* ── the verb ── */

static gboolean
compare (char **words, const Options *options, GError **error)
{
  g_autoptr (GPtrArray) specs = NULL;
  g_autoptr (GArray) subjects = g_array_new (FALSE, TRUE, sizeof (CompareSubject));
  guint n = g_strv_length (words);
  RnTableFormat format;
  RnShape input;

  g_array_set_clear_func (subjects, clear_subject);
  if (!cli_format_parse (options->format, &format, error)
      || !cli_parse_input (options->input, &input, error))
    return FALSE;
  specs = compare_specs_open (words, options->budget, &input, error);
  if (specs == NULL)
    return FALSE;
  g_array_set_size (subjects, n);
  for (guint i = 0; i < n; i++)
    if (!compare_open (&g_array_index (subjects, CompareSubject, i), g_ptr_array_index (specs, i),
                       &input, options->threads, error))
      return FALSE;
  if (!compare_measure ((CompareSubject *) subjects->data, n, (guint) options->runs, error))
    return FALSE;
  if (format == RN_TABLE_JSON || format == RN_TABLE_CSV)
    print_machine ((const CompareSubject *) subjects->data, n, options, format);
  else
    print_people ((const CompareSubject *) subjects->data, n, (guint) options->runs, format);
  return TRUE;
}

gboolean
cli_compare (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { .runs = 9 };
  const GOptionEntry entries[] = {
    { "budget", 0, 0, G_OPTION_ARG_STRING, &options.budget,
      "Give the other blocks the inner width that costs what the first costs: parameters or macs",
      "QUANTITY" },
    { "input", 0, 0, G_OPTION_ARG_STRING, &options.input,
      "Shape that goes in (default: each one's own)", "N,C,H,W" },
    { "runs", 0, 0, G_OPTION_ARG_INT, &options.runs, "Runs each is timed in (default: 9)", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options.threads, "Threads (default: the physical cores)",
      "N" },
    CLI_FORMAT_ENTRY (options.format),
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "compare",
    .words = "A B…",
    .entries = entries,
    .least = 2,
    .most = MOST_SUBJECTS,
    .summary =
      "Compares networks or blocks: parameters, multiply-adds, activation memory, measured time.",
    .description =
      "A, B … are names of the catalogue, spec files or JSON specs. Times are taken in turns, so\n"
      "that a busy machine is equally busy for all. Ratios are to the first.\n\n"
      "Examples:\n"
      "  reslab-cli compare resnet34 resnet50\n"
      "  reslab-cli compare '{\"body\": \"bottleneck\", \"in\": 256, \"out\": 256}' \\\n"
      "                     '{\"body\": \"basic\", \"in\": 256, \"out\": 256}' --budget parameters",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);

  return words != NULL && cli_check_range ("--runs", options.runs, 1, 1000, error)
         && cli_check_range ("--threads", options.threads, 0, 1024, error)
         && compare (words, &options, error);
}
