/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Runs in lock-step: the same pictures, one that diverges, and the ready experiments. */
#include "rn-sweep.h"

#include <string.h>

#include "rn-test.h"

#define NET(block)                                                                                 \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":2,\"out\":4,\"pool\":\"none\",\"norm\":" \
  "\"none\"},"                                                                                     \
  "\"block\":" block                                                                               \
  ",\"stages\":[{\"count\":2,\"out\":8,\"stride\":2}],\"head\":{\"classes\":10}}"
#define BASE                                                                                       \
  "\"base\":{\"data\":\"shapes\",\"count\":40,\"test_count\":10,\"batch\":8,\"epochs\":2,\"lr\":"  \
  "0.02}"

static RnSweep *
open (const char *text, const char *directory, gboolean resume, GError **error)
{
  json_object *json = rn_spec_parse_json (text, strlen (text), "sweep", error);
  RnSweep *sweep
      = json != NULL ? rn_sweep_new (json, "sweep", directory, resume, NULL, error) : NULL;

  json_object_put (json);
  return sweep;
}

static RnSweep *
must_open (const char *text, const char *directory, gboolean resume)
{
  g_autoptr (GError) error = NULL;
  RnSweep *sweep = open (text, directory, resume, &error);

  g_assert_no_error (error);
  return sweep;
}

/* Twins see the same batches, so they stay twins; a network beside them does not matter to them. */
static void
test_lock_step (void)
{
  g_autoptr (RnSweep) sweep
      = must_open ("{" BASE ",\"runs\":[{\"name\":\"a\",\"model\":" NET ("{}") "},"
                   "{\"name\":\"plain\",\"model\":" NET ("{\"shortcut\":\"none\"}") "},"
                   "{\"name\":\"b\",\"model\":" NET ("{}") "}]}", NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_true (rn_sweep_go (sweep, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (rn_trainer_done (rn_train_run_trainer (rn_sweep_run (sweep, i))), ==, 10);
  g_assert_true (rn_train_run_last (rn_sweep_run (sweep, 0))->loss
                 == rn_train_run_last (rn_sweep_run (sweep, 2))->loss);
  g_assert_true (rn_train_run_last (rn_sweep_run (sweep, 0))->loss
                 != rn_train_run_last (rn_sweep_run (sweep, 1))->loss);
  g_assert_cmpuint (rn_train_run_tested (rn_sweep_run (sweep, 1))->n, ==, 10);
}

static void
test_one_diverges (void)
{
  g_autoptr (RnSweep) sweep
      = must_open ("{" BASE ",\"runs\":[{\"name\":\"wild\",\"lr\":1e6,\"model\":" NET (
                       "{\"norm\":\"none\"}") "},"
                                              "{\"name\":\"good\",\"model\":" NET ("{}") "}]}",
                   NULL, FALSE);

  g_assert_true (rn_sweep_go (sweep, NULL, NULL));
  g_assert_nonnull (rn_sweep_ended (sweep, 0));
  g_assert_null (rn_sweep_ended (sweep, 1));
  g_assert_cmpuint (rn_trainer_done (rn_train_run_trainer (rn_sweep_run (sweep, 1))), ==, 10);
}

/* Each run has its files, and a sweep that is over has nothing left to do. */
static void
test_files (void)
{
  const char *text = "{" BASE ",\"runs\":[{\"name\":\"a\",\"model\":" NET ("{}") "}]}";
  g_autofree char *log = rn_test_scratch ("a.jsonl"), *directory = g_path_get_dirname (log);
  g_autofree char *summary = rn_test_scratch ("a.json"),
                  *checkpoint = rn_test_scratch ("a.safetensors");
  g_autoptr (RnSweep) first = must_open (text, directory, FALSE), second = NULL;

  g_assert_true (rn_sweep_go (first, NULL, NULL));
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS) && g_file_test (summary, G_FILE_TEST_EXISTS)
                 && g_file_test (checkpoint, G_FILE_TEST_EXISTS));
  second = must_open (text, directory, TRUE);
  g_assert_true (rn_train_run_is_done (rn_sweep_run (second, 0)));
}

static void
test_refuses (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"runs\":[]}",
    "{\"runs\":[7]}",
    "{\"base\":3,\"runs\":[{\"name\":\"a\"}]}",
    "{" BASE ",\"runs\":[{\"model\":\"cifar_resnet20\"}]}",
    "{" BASE ",\"runs\":[{\"name\":\"../a\",\"model\":\"cifar_resnet20\"}]}",
    "{" BASE ",\"runs\":[{\"name\":\"a\",\"model\":\"cifar_resnet20\"},{\"name\":\"a\",\"model\":"
             "\"cifar_resnet20\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (open (texts[i], NULL, FALSE, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
    }
}

/* Every key of a ready experiment is known, and its networks can be built. */
static void
test_experiments (void)
{
  g_auto (GStrv) names = rn_experiments ();

  g_assert_cmpuint (g_strv_length (names), >=, 6);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = rn_experiment (names[i]);
      json_object *json = rn_spec_parse_json (g_bytes_get_data (bytes, NULL),
                                              g_bytes_get_size (bytes), names[i], NULL);
      g_autoptr (GError) error = NULL;
      json_object *base = json_object_object_get (json, "base");
      g_autoptr (RnSweep) sweep = NULL;

      json_object_object_add (base, "count", json_object_new_int (8));
      json_object_object_add (base, "test_count", json_object_new_int (8));
      json_object_object_add (base, "batch", json_object_new_int (2));
      sweep = rn_sweep_new (json, names[i], NULL, FALSE, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rn_sweep_n (sweep), >=, 2);
      json_object_put (json);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/sweep/lock-step", test_lock_step);
  g_test_add_func ("/core/train/sweep/one-diverges", test_one_diverges);
  g_test_add_func ("/core/train/sweep/files", test_files);
  g_test_add_func ("/core/train/sweep/refuses", test_refuses);
  g_test_add_func ("/core/train/sweep/experiments", test_experiments);
  return g_test_run ();
}
