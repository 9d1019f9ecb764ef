/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* train as a user calls it: its log, twice the same, killed and resumed, and what it refuses. */
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include <glib/gstdio.h>

#include "cli-child.h"
#include "rn-file.h"
#include "rn-test.h"

#define NET                                                                                        \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":2,\"out\":4,\"pool\":\"none\"},"         \
  "\"stages\":[{\"count\":1,\"out\":8,\"stride\":2}],\"head\":{\"classes\":10}}"
#define STEPS 24

/* A config beside its files: (transfer full) its path. */
static char *
write_config (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL),
                  *log = g_strconcat (name, ".jsonl", NULL);
  g_autofree char *checkpoint = g_strconcat (name, ".safetensors", NULL);
  g_autofree char *log_path = rn_test_scratch (log),
                  *checkpoint_path = rn_test_scratch (checkpoint);
  g_autofree char *text = g_strdup_printf (
      "{\"model\":%s,\"data\":\"shapes\",\"count\":96,\"test_count\":20,\"batch\":8,\"steps\":%d,"
      "\"augment\":[\"pad:4\",\"crop:32\",\"flip\",\"mixup\"],\"lr\":0.05,\"schedule\":\"cosine\","
      "\"mean\":[0.5,0.5,0.5],\"std\":[0.3,0.3,0.3],"
      "\"checkpoint\":\"%s\",\"checkpoint_every\":3,\"log\":\"%s\"}",
      NET, STEPS, checkpoint_path, log_path);
  char *path = rn_test_scratch (file);

  g_assert_true (rn_file_write (path, text, strlen (text), NULL));
  return path;
}

static char *
read_text (const char *name)
{
  g_autofree char *path = rn_test_scratch (name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* What a line of the log says of @key. */
static double
said (const char *line, const char *key)
{
  json_object *json = json_tokener_parse (line), *value = NULL;
  double number
      = json_object_object_get_ex (json, key, &value) ? json_object_get_double (value) : NAN;

  json_object_put (json);
  return number;
}

static void
assert_same_file (const char *a, const char *b)
{
  g_autofree char *path_a = rn_test_scratch (a), *path_b = rn_test_scratch (b);
  g_autoptr (GBytes) bytes_a = rn_file_read (path_a, 1 << 24, NULL),
                     bytes_b = rn_file_read (path_b, 1 << 24, NULL);

  g_assert_nonnull (bytes_a);
  g_assert_nonnull (bytes_b);
  g_assert_true (g_bytes_equal (bytes_a, bytes_b));
}

static void
train_whole (const char *name)
{
  g_autofree char *config = write_config (name);
  g_auto (Child) child = child_run ("train", "--config", config, NULL);

  child_assert_done (&child);
}

static void
test_log (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  train_whole ("log");
  text = read_text ("log.jsonl");
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, STEPS);
  for (guint i = 0; i < STEPS; i++)
    {
      /* a cosine from 0.05 */
      double rate = 0.05 * (1 + cos (G_PI * i / STEPS)) / 2;

      g_assert_cmpfloat (said (lines[i], "step"), ==, i + 1);
      g_assert_cmpfloat (said (lines[i], "epoch"), ==, i / 12);
      g_assert_cmpfloat_with_epsilon (said (lines[i], "lr"), rate, 1e-12);
      g_assert_true (said (lines[i], "loss") > 0);
      g_assert_true (said (lines[i], "accuracy") >= 0 && said (lines[i], "accuracy") <= 1);
      g_assert_true (isfinite (said (lines[i], "test_accuracy")) == (i % 12 == 11));
      g_assert_true (isfinite (said (lines[i], "parameter_norm")) == (i == STEPS - 1));
    }
}

static void
test_twice_the_same (void)
{
  train_whole ("first");
  train_whole ("second");
  assert_same_file ("first.jsonl", "second.jsonl");
}

/* Starts the run and kills it as soon as its log has @lines lines. */
static void
kill_after (const char *config, const char *log, guint lines)
{
  const char *argv[] = { g_getenv ("RESLAB_CLI"), "train", "--config", config, NULL };
  g_autofree char *path = rn_test_scratch (log);
  int status;
  GPid pid;

  g_assert_true (g_spawn_async (NULL, (char **) argv, NULL,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                                    | G_SPAWN_STDERR_TO_DEV_NULL,
                                NULL, NULL, &pid, NULL));
  for (;;)
    {
      g_autofree char *text = NULL;
      guint n = 0;

      if (g_file_get_contents (path, &text, NULL, NULL))
        for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
          n++;
      if (n >= lines)
        break;
      g_usleep (500);
    }
  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
  g_spawn_close_pid (pid);
}

/* Whatever the moment, going on from the last checkpoint ends as the unbroken run. */
static void
test_killed (void)
{
  static const guint moments[] = { 1, 5, 16 };

  train_whole ("whole");
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autofree char *config = write_config ("killed");
      g_autofree char *log = rn_test_scratch ("killed.jsonl"),
                      *checkpoint = rn_test_scratch ("killed.safetensors");

      g_unlink (log);
      g_unlink (checkpoint);
      kill_after (config, "killed.jsonl", moments[i]);
      {
        g_auto (Child) child = child_run ("train", "--config", config, "--resume", NULL);

        child_assert_done (&child);
      }
      assert_same_file ("whole.jsonl", "killed.jsonl");
      assert_same_file ("whole.safetensors", "killed.safetensors");
    }
}

/* A full disk is told. */
static void
test_full_disk (void)
{
  g_autofree char *config = write_config ("full");
  g_auto (Child) child = { 0 };

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("no /dev/full");
      return;
    }
  child = child_run ("train", "--config", config, "--log=/dev/full", NULL);
  g_assert_cmpint (child.status, ==, 1);
  g_assert_nonnull (strstr (child.err, "/dev/full"));
}

static void
test_summary (void)
{
  g_autofree char *config = write_config ("summary");
  g_auto (Child) child
      = child_run ("train", "--config", config, "--format=json", "--set", "momentum=0",
                   "--recompute=blocks", NULL);
  json_object *json;

  child_assert_done (&child);
  json = child_json (&child);
  g_assert_cmpstr (json_object_get_string (json_at (json, "train/kind")), ==, "shapes");
  g_assert_cmpfloat (json_object_get_double (json_at (json, "config/momentum")), ==, 0);
  g_assert_cmpint (json_object_get_int (json_at (json, "result/steps")), ==, STEPS);
  g_assert_true (json_object_get_double (json_at (json, "result/pictures_per_second")) > 0);
  g_assert_true (json_object_get_double (json_at (json, "memory/computed_again")) > 0);
  g_assert_cmpint (json_object_get_int64 (json_at (json, "memory/tensors_bytes")), <,
                   json_object_get_int64 (json_at (json, "memory/tensors_bytes_all_kept")));
  json_object_put (json);
}

static void
test_refuses (void)
{
  g_auto (Child) nothing = child_run ("train", NULL);
  g_auto (Child) folder = child_run ("train", "--config", g_get_tmp_dir (), NULL);
  g_auto (Child) number
      = child_run ("train", "--model=cifar_resnet20", "--data=shapes", "--lr=fast", NULL);
  g_auto (Child) key
      = child_run ("train", "--model=cifar_resnet20", "--data=shapes", "--set", "momentun=1", NULL);
  g_auto (Child) resume
      = child_run ("train", "--model=cifar_resnet20", "--data=shapes", "--resume", NULL);
  g_auto (Child) sweep = child_run ("sweep", "degradaton", NULL);

  child_assert_refused (&nothing, 2, "--model");
  child_assert_refused (&folder, 1, g_get_tmp_dir ());
  child_assert_refused (&number, 2, "--lr");
  child_assert_refused (&key, 1, "momentum");
  child_assert_refused (&resume, 1, "checkpoint");
  child_assert_refused (&sweep, 1, "degradation");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/train/log", test_log);
  g_test_add_func ("/cli/train/twice-the-same", test_twice_the_same);
  g_test_add_func ("/cli/train/killed", test_killed);
  g_test_add_func ("/cli/train/full-disk", test_full_disk);
  g_test_add_func ("/cli/train/summary", test_summary);
  g_test_add_func ("/cli/train/refuses", test_refuses);
  return g_test_run ();
}
