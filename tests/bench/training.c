/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Whole training steps of cifar_resnet20, batch 128: the pictures taken from a file of CIFAR-10's
 * format, padded, cropped, flipped and normalised, forward, loss, backward and update. In step with
 * pair.py: prints "ready", then for each line it reads the milliseconds a step takes, over five; at
 * the end, on stderr, the peak of its memory.
 *
 * usage: bench-training [fp32|bf16 [THREADS]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "rn-file.h"
#include "rn-random.h"
#include "rn-trainer.h"

#define PICTURES 10000
#define RECORD   3073
#define STEPS    5           /* in a repetition */
#define WARM     5

/* (transfer full) the path of a file of random pictures */
static char *
make_data (void)
{
  char *directory = g_dir_make_tmp ("reslab-bench-XXXXXX", NULL);
  char *path = g_build_filename (directory, "data_batch_1.bin", NULL);
  g_autofree guint8 *data = g_malloc ((gsize) PICTURES * RECORD);

  for (gsize i = 0; i < (gsize) PICTURES * RECORD; i++)
    data[i] = (guint8) (i % RECORD == 0 ? (i / RECORD) % 10 : rn_random_bits (1, 2, i));
  if (!rn_file_write (path, data, (gsize) PICTURES * RECORD, NULL))
    g_error ("%s cannot be written", path);
  g_free (directory);
  return path;
}

static RnTrainer *
open_trainer (const char *data, const char *precision, const char *threads)
{
  g_autofree char *text = g_strdup_printf (
      "{\"model\":\"cifar_resnet20\",\"data\":\"%s\",\"batch\":128,\"steps\":1000000,\"lr\":0.01,"
      "\"augment\":[\"pad:4\",\"crop:32\",\"flip\"],\"mean\":[0.5,0.5,0.5],"
      "\"std\":[0.25,0.25,0.25],\"precision\":\"%s\",\"threads\":%s}",
      data, precision, threads);
  json_object *json = json_tokener_parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTrainConfig) config = rn_train_config_parse (json, "bench-training", &error);
  RnTrainer *trainer = config != NULL ? rn_trainer_new (config, NULL, &error) : NULL;

  json_object_put (json);
  if (trainer == NULL)
    g_error ("%s", error->message);
  return trainer;
}

static double
run (RnTrainer *trainer, guint steps)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  RnTrainStep step;

  for (guint i = 0; i < steps; i++)
    if (!rn_trainer_step (trainer, &step, &error))
      g_error ("%s", error->message);
  return (double) (g_get_monotonic_time () - begin) / 1e3 / steps;
}

static void
tell_memory (void)
{
  g_autofree char *status = NULL;
  const char *peak;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL)
      && (peak = strstr (status, "VmHWM:")) != NULL)
    fprintf (stderr, "bench-training: peak memory %ld MiB\n",
             strtol (peak + strlen ("VmHWM:"), NULL, 10) / 1024);
}

int
main (int argc, char **argv)
{
  g_autofree char *data = make_data ();
  g_autoptr (RnTrainer) trainer
      = open_trainer (data, argc > 1 ? argv[1] : "fp32", argc > 2 ? argv[2] : "2");
  g_autofree char *directory = g_path_get_dirname (data);
  char line[64];

  g_unlink (data);           /* it is read, or mapped */
  g_rmdir (directory);
  run (trainer, WARM);
  puts ("ready");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      printf ("%.3f\n", run (trainer, STEPS));
      fflush (stdout);
    }
  tell_memory ();
  return 0;
}
