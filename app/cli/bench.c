/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* bench: times cases by a fixed protocol, alone or in step with another program. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench-case.h"
#include "cli-output.h"
#include "cli.h"
#include "lab-timing.h"

/* Of the machine: where others had more than this meanwhile, the repetition is made again. */
#define DIRTY 0.04

typedef struct
{
  gboolean step;
  gboolean list;
  gboolean verbose;
  int      threads;
  int      repetitions;
  double   limit_s;
} Options;

/* ── lock step ── */

static gboolean
run_in_step (BenchCase *c, guint iterations, GError **error)
{
  BenchRepetition repetition;
  char line[256];

  puts ("ready");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      if (!bench_repeat (c, iterations, &repetition, error))
        return FALSE;
      printf ("%.3f\n", repetition.ms);
      fflush (stdout);
    }
  return TRUE;
}

/* ── alone ── */

static void
print_kernels (BenchCase *c)
{
  RnGraph *graph = rn_session_graph (c->session);

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      g_autofree char *kernel = rn_plan_kernel (rn_session_plan (c->session), i);

      printf ("  %-28s %s\n", rn_graph_node (graph, i)->name, kernel);
    }
}

static void
print_result (BenchCase *c, GArray *used, guint clean, guint all, gboolean verbose)
{
  RnPlanMemory memory = rn_plan_memory (rn_session_plan (c->session));
  struct rusage usage;
  double middle;

  middle = lab_median (used);
  printf ("%s %.2f", c->name, middle);
  if (verbose)
    {
      getrusage (RUSAGE_SELF, &usage);
      printf ("  min %.2f max %.2f clean %u/%u rss %.0f MiB plan %.0f + %.0f MiB  %.1f img/s",
              g_array_index (used, double, 0), g_array_index (used, double, used->len - 1), clean,
              all, (double) usage.ru_maxrss / 1024, (double) memory.tensors / 0x1p20,
              (double) memory.kernels / 0x1p20, c->batch * 1e3 / middle);
    }
  putchar ('\n');
  fflush (stdout);
}

static gboolean
run_alone (BenchCase *c, guint iterations, const Options *options, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) clean = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 end = g_get_monotonic_time () + (gint64) (options->limit_s * 1e6);

  while (clean->len < (guint) options->repetitions
         && (all->len < 5 || g_get_monotonic_time () < end))
    {
      BenchRepetition repetition;

      if (!rn_progress_step (cli_progress (), (double) clean->len / options->repetitions, c->name,
                             error)
          || !bench_repeat (c, iterations, &repetition, error))
        return FALSE;
      g_array_append_val (all, repetition.ms);
      if (repetition.foreign < DIRTY)
        g_array_append_val (clean, repetition.ms);
    }
  cli_progress_done ();
  print_result (c, clean->len >= MIN (3, (guint) options->repetitions) ? clean : all, clean->len,
                all->len, options->verbose);
  if (options->verbose)
    print_kernels (c);
  return TRUE;
}

static gboolean
run_case (const char *name, const Options *options, GError **error)
{
  g_autoptr (BenchCase) c = bench_case_parse (name, error);
  guint iterations;

  if (c == NULL || !bench_case_open (c, (guint) options->threads, error))
    return FALSE;
  iterations = bench_prepare (c, error);
  if (iterations == 0)
    return FALSE;
  return options->step ? run_in_step (c, iterations, error)
                       : run_alone (c, iterations, options, error);
}

/* A process of its own for each of several cases: what one leaves behind must not touch the next,
 * nor its peak memory. */
static gboolean
run_apart (const char *name, const Options *options, GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  g_autofree char *threads = g_strdup_printf ("--threads=%d", options->threads);
  g_autofree char *repetitions = g_strdup_printf ("--reps=%d", options->repetitions);
  g_autofree char *limit = g_strdup_printf ("--limit=%.3f", options->limit_s);
  char *words[] = { program, (char *) "bench", (char *) name, threads, repetitions, limit,
                    options->verbose ? (char *) "-v" : NULL, NULL };
  int status;

  if (program == NULL)
    return FALSE;
  if (!g_spawn_sync (NULL, words, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
                     &status, error))
    return FALSE;
  return g_spawn_check_wait_status (status, error);
}

static gboolean
check_options (const Options *options, char **cases, GError **error)
{
  guint n = g_strv_length (cases);

  if (!cli_check_range ("--threads", options->threads, 0, 1024, error)
      || !cli_check_range ("--reps", options->repetitions, 1, 1000, error))
    return FALSE;
  if (options->step && n != 1)
    return cli_usage_error (error, "--step runs one case, but %u are given", n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BenchCase) c = bench_case_parse (cases[i], error);

      if (c == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
cli_bench (int argc, char **argv, GError **error)
{
  Options options = { .repetitions = 7, .limit_s = 20 };
  const GOptionEntry entries[] = {
    { "step", 0, 0, G_OPTION_ARG_NONE, &options.step,
      "Print “ready”, then the ms of one repetition for each line read", NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options.threads, "Threads (default: the physical cores)",
      "N" },
    { "reps", 0, 0, G_OPTION_ARG_INT, &options.repetitions, "Clean repetitions wanted (default: 7)",
      "N" },
    { "limit", 0, 0, G_OPTION_ARG_DOUBLE, &options.limit_s,
      "Seconds after which dirty ones have to do (default: 20)", "S" },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose,
      "Spread, memory, images a second, and the kernel of each layer", NULL },
    { "list", 0, 0, G_OPTION_ARG_NONE, &options.list, "List the usual cases", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const CliCommand command = {
    .verb = "bench", .words = "CASE…", .entries = entries, .most = G_MAXUINT,
    .summary = "Times networks: prints the case and the median of its repetitions in ms.",
    .description =
      "A case is KIND_MODEL_bBATCH. KIND is inf (inference, batch norm folded into the\n"
      "convolutions), train (forward, loss, backward; CIFAR networks also update by SGD with\n"
      "momentum), fwd or bwd (either half of a training pass without a loss). MODEL is any name\n"
      "of the catalogue, a spec's file or a spec's JSON; resnet20 means cifar_resnet20. With\n"
      "_stats behind it every layer's values, gradients and time are measured in each pass; with\n"
      "_recompute what lies inside blocks is dropped and computed again, time for memory.\n"
      "A repetition is at least one iteration and a quarter of a second. It is dirty, and made\n"
      "again, when others used more than 4 % of the machine meanwhile.\n\n"
      "Examples:\n"
      "  reslab-cli bench inf_resnet18_b1\n"
      "  reslab-cli bench -v train_resnet50_b16\n"
      "  reslab-cli bench train_resnet20_b128 train_resnet20_b128_stats\n"
      "  reslab-cli bench 'bwd_{\"body\": \"basic\", \"in\": 64, \"out\": 64}_b16'",
  };
  g_auto (GStrv) cases = cli_command_parse (&command, argc, argv, error);

  if (cases == NULL || !check_options (&options, cases, error))
    return FALSE;
  for (guint i = 0; options.list && bench_case_names ()[i] != NULL; i++)
    puts (bench_case_names ()[i]);
  if (options.list)
    return TRUE;
  if (cases[0] == NULL)
    return cli_usage_error (error, "bench needs a case; --list names the usual ones");
  if (cases[1] == NULL)
    return run_case (cases[0], &options, error);
  for (guint i = 0; cases[i] != NULL; i++)
    if (!run_apart (cases[i], &options, error))
      return FALSE;
  return TRUE;
}
