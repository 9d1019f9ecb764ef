/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* train: a network learns from a data set. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "cli-comm.h"
#include "cli-output.h"
#include "cli.h"
#include "rn-file.h"
#include "rn-train-run.h"

#define MOST_TEXT (16 << 20)     /* bytes of a config */

/* Options that are keys of the config under the same name; each holds the text that was given. */
typedef enum { TEXT, NUMBER, LIST } Kind;

static const struct { const char *key; Kind kind; const char *help, *argument; } common[] = {
  { "model", TEXT, "A network of the catalogue, a file, or a spec", "NAME" },
  { "data", TEXT, "shapes, a directory, or a file", "PLACE" },
  { "init", TEXT, "Weights to start from", "FILE" },
  { "seed", NUMBER, "Of weights, order and transforms (default: 0)", "N" },
  { "epochs", NUMBER, "Times the data set is gone through (default: 10)", "N" },
  { "steps", NUMBER, "Updates in all, in place of epochs", "N" },
  { "batch", NUMBER, "Pictures a step (default: 128)", "N" },
  { "lr", NUMBER, "Learning rate, the largest (default: 0.1)", "RATE" },
  { "schedule", TEXT, "constant (default), steps, cosine or one-cycle", "NAME" },
  { "augment", LIST, "Transforms of the training pictures: pad:4,crop:32,flip", "LIST" },
  { "precision", TEXT, "fp32 (default) or bf16", "NAME" },
  { "recompute", TEXT, "nothing (default), or blocks: less memory, more time", "WHAT" },
  { "checkpoint", TEXT, "Write all that a run needs to go on", "FILE" },
  { "log", TEXT, "Write a JSON line a step", "FILE" },
  { "summary", TEXT, "Write what was run, on what, and what came out", "FILE" },
  { "threads", NUMBER, "Of the network (default: all processors)", "N" },
};

#define N_COMMON G_N_ELEMENTS (common)

typedef struct
{
  char     *config;               /* all (owned) */
  char     *format;
  char    **set;
  char     *texts[N_COMMON];
  gboolean  resume;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->config);
  g_free (self->format);
  g_strfreev (self->set);
  for (guint i = 0; i < N_COMMON; i++)
    g_free (self->texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* ── the config ── */

static json_object *
read_config (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = path != NULL ? rn_file_read (path, MOST_TEXT, error) : NULL;

  if (path == NULL)
    return json_object_new_object ();
  if (bytes == NULL)
    return NULL;
  return rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, error);
}

static json_object *
split_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  json_object *list = json_object_new_array ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      json_object_array_add (list, json_object_new_string (words[i]));
  return list;
}

/* (transfer full) (nullable) */
static json_object *
read_value (Kind kind, const char *key, const char *text, GError **error)
{
  json_object *value;

  if (kind == TEXT)
    return json_object_new_string (text);
  if (kind == LIST && *text != '[')
    return split_list (text);
  value = json_tokener_parse (text);
  if (value == NULL)
    cli_usage_error (error, "--%s is “%s”, expected %s", key, text,
                     kind == LIST ? "a list" : "a number");
  return value;
}

static gboolean
take_common (json_object *json, const Options *options, GError **error)
{
  for (guint i = 0; i < N_COMMON; i++)
    {
      json_object *value;

      if (options->texts[i] == NULL)
        continue;
      value = read_value (common[i].kind, common[i].key, options->texts[i], error);
      if (value == NULL)
        return FALSE;
      if (g_str_equal (common[i].key, "steps"))
        json_object_object_del (json, "epochs");
      json_object_object_add (json, common[i].key, value);
    }
  return TRUE;
}

/* KEY=JSON; what is no JSON is a text. */
static gboolean
take_set (json_object *json, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *key = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  json_object *value;

  if (key == NULL)
    return cli_usage_error (error, "--set is “%s”, expected KEY=VALUE, such as momentum=0.9", text);
  value = json_tokener_parse (equals + 1);
  json_object_object_add (json, key, value != NULL ? value : json_object_new_string (equals + 1));
  return TRUE;
}

/* Without a config the options must say what a config must. */
static gboolean
check_options (const Options *options, GError **error)
{
  static const char *const needed[] = { "model", "data" };

  for (guint n = 0; options->config == NULL && n < G_N_ELEMENTS (needed); n++)
    for (guint i = 0; i < N_COMMON; i++)
      if (g_str_equal (common[i].key, needed[n]) && options->texts[i] == NULL)
        return cli_usage_error (error, "train needs --%s %s, or --config FILE.json", common[i].key,
                                common[i].argument);
  return TRUE;
}

static RnTrainConfig *
open_config (const Options *options, GError **error)
{
  json_object *json = read_config (options->config, error);
  RnTrainConfig *config = NULL;
  gboolean good = json != NULL && take_common (json, options, error);

  for (guint i = 0; good && options->set != NULL && options->set[i] != NULL; i++)
    good = take_set (json, options->set[i], error);
  if (good)
    config
        = rn_train_config_parse (json, options->config != NULL ? options->config : "train", error);
  json_object_put (json);
  return config;
}

/* ── what is told ── */

typedef struct
{
  guint64 n;                      /* steps since the last line */
  double  loss, accuracy;         /* summed over them */
  gint64  begin;
  gboolean quiet;
} Teller;

static void
tell_step (const RnTrainStep *step, const RnTrainTest *test, gpointer data)
{
  Teller *self = data;
  gint64 now = g_get_monotonic_time ();

  self->n++;
  self->loss += step->loss;
  self->accuracy += step->accuracy;
  if (test == NULL || self->quiet)
    return;
  cli_progress_done ();
  printf ("%8" G_GUINT64_FORMAT "  %8" G_GUINT64_FORMAT "  %9.4f  %8.2f %%", step->epoch + 1,
          step->step, self->loss / (double) self->n, 100 * self->accuracy / (double) self->n);
  if (test->n > 0)
    printf ("  %9.4f  %8.2f %%", test->loss, 100 * test->accuracy);
  else
    printf ("  %9s  %10s", "–", "–");
  printf ("  %9.3g  %7.1f s\n", step->rate, (double) (now - self->begin) / 1e6);
  fflush (stdout);
  self->n = 0;
  self->loss = self->accuracy = 0;
}

/* What is planned for a step; where memory is bought with time, the price too. */
static void
tell_memory (RnTrainRun *run)
{
  RnTrainMemory memory = rn_train_run_memory (run);

  printf ("%.0f MiB of activations and gradients", (double) memory.plan.tensors / 0x1p20);
  if (rn_comm_ranks (rn_trainer_comm (rn_train_run_trainer (run))) > 1)
    printf (" in each of %u processes",
            rn_comm_ranks (rn_trainer_comm (rn_train_run_trainer (run))));
  if (memory.plan.tensors < memory.plan.tensors_kept)
    printf (" in place of %.0f; %.0f %% of a forward pass's multiply-adds are made twice",
            (double) memory.plan.tensors_kept / 0x1p20, 100 * memory.again);
  putchar ('\n');
}

static void
tell_start (RnTrainRun *run)
{
  RnTrainer *trainer = rn_train_run_trainer (run);
  RnDataset *data = rn_loader_dataset (rn_trainer_loader (trainer));
  g_autofree char *transform
      = rn_transform_text (rn_loader_transform (rn_trainer_loader (trainer)));

  printf ("%s · %s, %" G_GSIZE_FORMAT " pictures of %u classes · %s\n",
          rn_spec_name (rn_trainer_spec (trainer)), rn_dataset_kind (data), rn_dataset_n (data),
          rn_dataset_n_classes (data), transform);
  printf ("%" G_GUINT64_FORMAT " steps, %" G_GUINT64_FORMAT " an epoch",
          rn_trainer_n_steps (trainer), rn_trainer_n_batches (trainer));
  if (rn_trainer_done (trainer) > 0)
    printf (", goes on after %" G_GUINT64_FORMAT, rn_trainer_done (trainer));
  putchar ('\n');
  tell_memory (run);
  printf ("\n%8s  %8s  %9s  %10s  %9s  %10s  %9s  %9s\n", "Epoch", "Step", "Loss", "Right",
          "Test loss", "Test right", "Rate", "Time");
}

static gboolean
train (const Options *options, GError **error)
{
  g_autoptr (RnTrainConfig) config = open_config (options, error);
  g_autoptr (RnTrainRun) run = NULL;
  RnComm *comm = NULL;
  Teller teller = { .begin = g_get_monotonic_time () };
  const RnTrainListener listener = { tell_step, &teller };
  gboolean json = g_strcmp0 (options->format, "json") == 0;

  if (config == NULL || !cli_comm_open (&comm, error))
    return FALSE;
  teller.quiet = json || !cli_comm_is_first ();
  run = rn_train_run_new_shared (config, options->resume, comm, cli_progress (), error);
  if (run == NULL)
    return FALSE;
  cli_progress_done ();
  if (!teller.quiet)
    tell_start (run);
  if (!rn_train_run_go (run, &listener, cli_progress (), error))
    {
      if (g_error_matches (*error, RN_ERROR, RN_ERROR_CANCELLED) && config->checkpoint != NULL
          && cli_comm_is_first ())
        cli_note ("%s holds the run up to here; --resume goes on", config->checkpoint);
      return FALSE;
    }
  if (json && cli_comm_is_first ())
    {
      json_object *summary = rn_train_run_summary (run, cli_progress (), error);

      if (summary == NULL)
        return FALSE;
      cli_print_json (summary);
    }
  return TRUE;
}

/* ── the verb ── */

static void
fill_entries (GOptionEntry *entries, Options *options)
{
  const GOptionEntry own[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config,
      "The keys of a run; options below go before it", "FILE.json" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options->resume,
      "Go on from the checkpoint, if it exists", NULL },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->set, "Any other key of a config",
      "KEY=VALUE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, "text (default), or json: the summary",
      "NAME" },
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    entries[n++] = own[i];
  for (guint i = 0; i < N_COMMON; i++)
    {
      entries[n].long_name = common[i].key;
      entries[n].arg = G_OPTION_ARG_STRING;
      entries[n].arg_data = &options->texts[i];
      entries[n].description = common[i].help;
      entries[n++].arg_description = common[i].argument;
    }
}

/* (transfer full) every key of a config with what it means */
static char *
describe_keys (void)
{
  GString *text = g_string_new ("Keys of a config:\n");
  guint n;
  const RnSpecKey *keys = rn_train_config_keys (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "  %-20s %s\n", keys[i].name, _(keys[i].doc));
  g_string_append (text,
                   "\nStarted by mpirun, all processes share each batch, of which each takes a\n"
                   "part: the gradients are those of one process at the same batch (MixUp mixes\n"
                   "inside a part). The first process writes and talks. On Ctrl-C mpirun leaves them\n"
                   "a second to save in; --mca odls_base_sigkill_timeout SECONDS says otherwise.\n"
                   "\nExamples:\n"
                   "  reslab-cli train --model cifar_resnet20 --data shapes --epochs 5\n"
                   "  reslab-cli train --config run.json --checkpoint run.safetensors --resume\n"
                   "  reslab-cli train --config run.json --set momentum=0 --log run.jsonl\n"
                   "  mpirun -n 4 reslab-cli train --config run.json \\\n"
                   "    --set batch_norm=synchronised");
  return g_string_free (text, FALSE);
}

gboolean
cli_train (int argc, char **argv, GError **error)
{
  static const char *const formats[] = { "text", "json", NULL };
  g_auto (Options) options = { 0 };
  GOptionEntry entries[N_COMMON + 5] = { { NULL, 0, 0, 0, NULL, NULL, NULL } };
  g_autofree char *description = describe_keys ();
  const CliCommand command = {
    .verb = "train",
    .words = "",
    .entries = entries,
    .summary = "Trains a network: a config says everything, and options change it. The same\n"
               "config gives the same run, bit for bit on one machine.",
    .description = description,
  };
  g_auto (GStrv) words = NULL;

  fill_entries (entries, &options);
  words = cli_command_parse (&command, argc, argv, error);
  return words != NULL && cli_choose ("format", options.format, formats, error) >= 0
      && check_options (&options, error) && train (&options, error);
}
