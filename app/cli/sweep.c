/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* sweep: several runs beside each other, and one table of what came out. */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "cli-comm.h"
#include "cli-output.h"
#include "cli.h"
#include "rn-file.h"
#include "rn-sweep.h"

#define MOST_TEXT   (16 << 20)

typedef struct
{
  char     *out;             /* both (owned) */
  char     *format;
  gboolean  resume;
  RnTableFormat table;       /* of @format */
} Options;

/* A file, or one of the ready experiments by name. */
static GBytes *
read_sweep (const char *word, GError **error)
{
  g_autofree char *list = NULL;
  g_auto (GStrv) names = NULL;
  GBytes *ready = rn_experiment (word);

  if (ready != NULL)
    return ready;
  if (g_file_test (word, G_FILE_TEST_EXISTS))
    return rn_file_read (word, MOST_TEXT, error);
  names = rn_experiments ();
  list = g_strjoinv (", ", names);
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
               "%s: is no file and no ready experiment; those are %s", word, list);
  return NULL;
}

static RnSweep *
open_sweep (const char *word, const Options *options, const RnComm *comm, GError **error)
{
  g_autoptr (GBytes) bytes = read_sweep (word, error);
  json_object *json;
  RnSweep *sweep;

  if (bytes == NULL)
    return NULL;
  json = rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), word, error);
  if (json == NULL)
    return NULL;
  sweep = rn_sweep_new_share (json, word, options->out, options->resume, comm, cli_progress (),
                              error);
  json_object_put (json);
  return sweep;
}

static guint64
count_parameters (RnTrainRun *run)
{
  const RnGraph *graph = rn_parameters_graph (rn_trainer_parameters (rn_train_run_trainer (run)));
  guint64 n = 0;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    if (rn_graph_parameter (graph, p)->trained)
      n += rn_shape_elements (&rn_graph_parameter (graph, p)->shape);
  return n;
}

/* What came of run @i: a row of the table, in its columns' order. */
static json_object *
describe_run (RnSweep *sweep, guint i)
{
  RnTrainRun *run = rn_sweep_run (sweep, i);
  const RnTrainTest *test = rn_train_run_tested (run);
  gboolean stepped = rn_train_run_last (run)->step > 0;
  double numbers[] = { stepped ? rn_train_run_last (run)->loss : NAN,
                       stepped ? 100 * rn_train_run_last (run)->accuracy : NAN, test->loss,
                       100 * test->accuracy };
  const char *ended = rn_sweep_ended (sweep, i);
  json_object *row = json_object_new_array ();

  json_object_array_add (row, json_object_new_string (rn_sweep_name (sweep, i)));
  json_object_array_add (row, json_object_new_uint64 (count_parameters (run)));
  json_object_array_add (row,
                         json_object_new_uint64 (rn_trainer_done (rn_train_run_trainer (run))));
  for (guint n = 0; n < G_N_ELEMENTS (numbers); n++)
    json_object_array_add (row, isfinite (numbers[n]) ? json_object_new_double (numbers[n]) : NULL);
  json_object_array_add (row, json_object_new_string (ended != NULL ? ended : ""));
  return row;
}

static double
number_at (json_object *row, guint column)
{
  json_object *value = json_object_array_get_idx (row, column);

  return value != NULL ? json_object_get_double (value) : NAN;
}

static void
add_row (RnTable *table, json_object *row)
{
  rn_table_add_text (table, json_object_get_string (json_object_array_get_idx (row, 0)));
  rn_table_add_integer (table, json_object_get_uint64 (json_object_array_get_idx (row, 1)));
  rn_table_add_integer (table, json_object_get_uint64 (json_object_array_get_idx (row, 2)));
  rn_table_add_real (table, number_at (row, 3), 4);
  rn_table_add_real (table, number_at (row, 4), 2);
  rn_table_add_real (table, number_at (row, 5), 4);
  rn_table_add_real (table, number_at (row, 6), 2);
  rn_table_add_text (table, json_object_get_string (json_object_array_get_idx (row, 7)));
}

/* (transfer full) the rows of all ranks, a list for each */
static json_object *
gather_rows (RnSweep *sweep, RnComm *comm)
{
  json_object *own = json_object_new_array (), *all = json_object_new_array ();

  for (guint i = 0; i < rn_sweep_n (sweep); i++)
    json_object_array_add (own, describe_run (sweep, i));
  for (guint rank = 0; rank < rn_comm_ranks (comm); rank++)
    {
      g_autofree char *text = rn_comm_share_text (comm, json_object_to_json_string (own), rank);

      json_object_array_add (all, json_tokener_parse (text));
    }
  json_object_put (own);
  return all;
}

/* The runs were dealt out one by one, and are taken back so. */
static void
add_rows (RnTable *table, json_object *lists)
{
  gsize ranks = json_object_array_length (lists);

  for (gsize i = 0;; i++)
    {
      json_object *list = json_object_array_get_idx (lists, i % ranks);

      if (i / ranks >= json_object_array_length (list))
        return;
      add_row (table, json_object_array_get_idx (list, i / ranks));
    }
}

static void
print_sweep (RnSweep *sweep, json_object *rows, RnTableFormat format)
{
  g_autoptr (RnTable) table = rn_table_new ();

  rn_table_add_column (table, "name", "Run", RN_ALIGN_LEFT);
  rn_table_add_column (table, "parameters", "Parameters", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "steps", "Steps", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "loss", "Loss", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "right", "Right %", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "test_loss", "Test loss", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "test_right", "Test right %", RN_ALIGN_RIGHT);
  rn_table_add_column (table, "ended", "Ended early", RN_ALIGN_LEFT);
  add_rows (table, rows);
  if (format == RN_TABLE_TEXT)
    printf ("%s\n\n", rn_sweep_title (sweep));
  cli_print_table (table, format);
}

static void
list_experiments (void)
{
  g_auto (GStrv) names = rn_experiments ();

  for (guint i = 0; names[i] != NULL; i++)
    puts (names[i]);
}

/* With several ranks each goes through its own runs; what stops one is told at the end. */
static gboolean
go (const char *word, const Options *options, RnComm *comm, GError **error)
{
  GError *own = NULL;
  g_autoptr (RnSweep) self = open_sweep (word, options, comm, &own);
  json_object *rows;

  if (!rn_comm_agree (comm, own, error))
    return FALSE;
  own = NULL;
  rn_sweep_go (self, cli_progress (), &own);
  if (!rn_comm_agree (comm, own, error))
    return FALSE;
  cli_progress_done ();
  rows = gather_rows (self, comm);
  if (cli_comm_is_first ())
    print_sweep (self, rows, options->table);
  json_object_put (rows);
  return TRUE;
}

static gboolean
sweep (const char *word, const Options *options, GError **error)
{
  RnComm *comm;

  if (word == NULL)
    {
      list_experiments ();
      return TRUE;
    }
  if (options->resume && options->out == NULL)
    return cli_usage_error (error, "--resume goes on from what --out holds: give --out DIR too");
  if (options->out != NULL && g_mkdir_with_parents (options->out, 0777) != 0)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", options->out,
                   g_strerror (number));
      return FALSE;
    }
  return cli_comm_open (&comm, error) && go (word, options, comm, error);
}

gboolean
cli_sweep (int argc, char **argv, GError **error)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options.out,
      "Each run's log, checkpoint and summary go here", "DIR" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options.resume,
      "Go on from the checkpoints that are there", NULL },
    CLI_FORMAT_ENTRY (options.format),
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "sweep",
    .words = "[FILE.json|EXPERIMENT]",
    .entries = entries,
    .most = 1,
    .summary = "Trains several networks in lock-step and gathers one table; without a word,\n"
               "lists the ready experiments.",
    .description =
      "A file holds {\"title\": …, \"base\": {keys of all},\n"
      "\"runs\": [{\"name\": …, keys of its own}, …]};\n"
      "reslab-cli train --help lists the keys. Runs of the same seed, data and batch see the same\n"
      "pictures in the same order. One that diverges ends there; the others go on.\n"
      "Started by mpirun, the processes share the runs out among them.\n\n"
      "Examples:\n"
      "  reslab-cli sweep degradation --out out/degradation\n"
      "  reslab-cli sweep mine.json --format md\n"
      "  mpirun -n 4 reslab-cli sweep mine.json --out out/mine",
  };
  g_auto (GStrv) words = cli_command_parse (&command, argc, argv, error);
  gboolean done = words != NULL && cli_format_parse (options.format, &options.table, error)
               && sweep (words[0], &options, error);

  g_free (options.out);
  g_free (options.format);
  return done;
}
