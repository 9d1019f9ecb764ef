/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* train and sweep started several times over: by mpirun, where there is one, and without MPI. */
#include <math.h>
#include <string.h>

#include "cli-child.h"
#include "rn-file.h"
#include "rn-test.h"

#define NET                                                                                        \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":2,\"out\":4,\"pool\":\"none\"},"         \
  "\"stages\":[{\"count\":1,\"out\":8,\"stride\":2}],\"head\":{\"classes\":10}}"
#define KEYS                                                                                       \
  "\"model\":" NET ",\"data\":\"shapes\",\"count\":64,\"test_count\":16,\"batch\":16,\"steps\":4," \
  "\"lr\":0.02,\"mean\":[0.5,0.5,0.5],\"std\":[0.3,0.3,0.3],\"batch_norm\":\"synchronised\""

/* Open MPI refuses root and more ranks than cores unless it is told otherwise. */
static const char *const settings[][2] = {
  { "OMPI_ALLOW_RUN_AS_ROOT", "1" },
  { "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1" },
  { "OMPI_MCA_rmaps_base_oversubscribe", "1" },
  { "OMPI_MCA_hwloc_base_binding_policy", "none" },
  { "OMPI_MCA_btl_vader_single_copy_mechanism", "none" },
  { "OMPI_MCA_mpi_yield_when_idle", "1" },
};

static char *
write_scratch (const char *name, const char *text)
{
  return scratch_write (name, text, strlen (text));
}

/* Runs the words with @ranks ranks; (transfer full) what the first of them printed. */
static char *
run_ranks (const char *ranks, const char *const *words)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    environment = g_environ_setenv (environment, settings[i][0], settings[i][1], TRUE);
  g_ptr_array_add (all, (gpointer) "mpirun");
  g_ptr_array_add (all, (gpointer) "-n");
  g_ptr_array_add (all, (gpointer) ranks);
  g_ptr_array_add (all, (gpointer) g_getenv ("RESLAB_CLI"));
  for (; *words != NULL; words++)
    g_ptr_array_add (all, (gpointer) *words);
  g_ptr_array_add (all, NULL);
  g_spawn_sync (NULL, (char **) all->pdata, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
                &err, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", error->message, err);
  return out;
}

/* Sanitizers find what MPI itself keeps until the end, and more than that is tested in threads. */
static gboolean
skip (void)
{
  g_autofree char *mpirun = g_find_program_in_path ("mpirun");

  if (HAVE_MPI && mpirun != NULL && !IS_SANITIZED)
    return FALSE;
  g_test_skip (IS_SANITIZED ? "under sanitizers" : "there is no MPI");
  return TRUE;
}

static json_object *
last_line (const char *path)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_strchomp (text);
  return json_tokener_parse (strrchr (text, '\n') + 1);
}

static double
number_of (json_object *json, const char *key)
{
  return json_object_get_double (json_at (json, key));
}

/* One log, of the whole batches: four steps of rounding in another order. */
static void
test_train (void)
{
  g_autofree char *config = write_scratch ("run.json", "{" KEYS "}");
  g_autofree char *one = rn_test_scratch ("one.jsonl"), *four = rn_test_scratch ("four.jsonl");
  g_autofree char *out = NULL;
  g_auto (Child) alone = { 0 };
  json_object *expected, *found;

  if (skip ())
    return;
  alone = child_run ("train", "--config", config, "--log", one, NULL);
  child_assert_done (&alone);
  out = run_ranks ("4", (const char *[]) { "train", "--config", config, "--log", four, NULL });
  g_assert_nonnull (strstr (out, "4 processes"));
  g_assert_null (strstr (strstr (out, "processes") + 1, "processes"));
  expected = last_line (one);
  found = last_line (four);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const keys[] = { "loss", "test_loss", "parameter_norm" };
      double known = number_of (expected, keys[i]);

      g_assert_cmpfloat_with_epsilon (number_of (found, keys[i]), known, 1e-5 * known);
    }
  g_assert_cmpfloat (number_of (found, "step"), ==, 4);
  json_object_put (expected);
  json_object_put (found);
}

/* Each run is of one process, so the table has the very same numbers. */
static void
test_sweep (void)
{
  static const char *const words[] = { "sweep", NULL, "--format", "csv", NULL };
  const char *all[G_N_ELEMENTS (words)];
  g_autofree char *file = write_scratch (
      "sweep.json", "{\"base\":{" KEYS "},\"runs\":[{\"name\":\"a\",\"lr\":0.01},"
                    "{\"name\":\"b\"},{\"name\":\"c\",\"seed\":1}]}");
  g_autofree char *out = NULL;
  g_auto (Child) alone = { 0 };

  if (skip ())
    return;
  memcpy (all, words, sizeof all);
  all[1] = file;
  alone = child_run_with (NULL, all);
  child_assert_done (&alone);
  out = run_ranks ("2", all);
  g_assert_cmpstr (out, ==, alone.out);
}

/* Started as one of several without a way to meet them it does not do the work of all. */
static void
test_cannot_meet (void)
{
  g_autofree char *config = write_scratch ("alone.json", "{" KEYS "}");

  if (HAVE_MPI)
    {
      g_test_skip ("built with MPI");
      return;
    }
  g_setenv ("PMI_SIZE", "2", TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_auto (Child) child = i == 0 ? child_run ("train", "--config", config, NULL)
                                    : child_run ("sweep", "degradation", NULL);

      child_assert_refused (&child, 1, "MPI");
    }
  g_unsetenv ("PMI_SIZE");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("OMP_NUM_THREADS", "1", TRUE);
  g_test_add_func ("/cli/ranks/train", test_train);
  g_test_add_func ("/cli/ranks/sweep", test_sweep);
  g_test_add_func ("/cli/ranks/cannot-meet", test_cannot_meet);
  return g_test_run ();
}
