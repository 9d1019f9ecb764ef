/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Runs: against PyTorch's losses, twice the same, resumed, and where a loss is no number. */
#include "rn-trainer.h"

#include <math.h>
#include <string.h>

#include "rn-file.h"
#include "rn-safetensors.h"
#include "rn-test.h"

#define PIXELS  3072
#define SAMPLES 40

/* Noise in a colour that is its class's: three levels of red, of green and of blue. */
static guint8
draw (GRand *rand, guint class, guint plane)
{
  static const guint power[] = { 1, 3, 9 };

  return (guint8) (90 * (class / power[plane] % 3) + (guint) g_rand_int_range (rand, 0, 60));
}

/* In CIFAR's format. */
static char *
make_set (void)
{
  char *path = rn_test_scratch ("noise.bin");
  g_autofree guint8 *data = g_malloc (SAMPLES * (PIXELS + 1));
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < SAMPLES; i++)
    {
      guint8 *record = data + i * (PIXELS + 1);

      record[0] = (guint8) (i % 10);
      for (guint k = 0; k < PIXELS; k++)
        record[k + 1] = draw (rand, i % 10, k / (PIXELS / 3));
    }
  g_assert_true (rn_file_write (path, data, SAMPLES * (PIXELS + 1), NULL));
  return path;
}

#define NET                                                                                        \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":2,\"out\":4,\"pool\":\"none\"},"         \
  "\"stages\":[{\"count\":1,\"out\":8,\"stride\":2},{\"count\":1,\"out\":8}],\"head\":{"           \
  "\"classes\":10}}"
#define NO_NORM                                                                                    \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":2,\"out\":4,\"pool\":\"none\",\"norm\":" \
  "\"none\"},"                                                                                     \
  "\"block\":{\"norm\":\"none\"},\"stages\":[{\"count\":2,\"out\":8,\"stride\":2}],\"head\":{"     \
  "\"classes\":10}}"

static RnTrainer *
open (const char *model, const char *more, GError **error)
{
  g_autofree char *data = make_set ();
  g_autofree char *text
      = g_strdup_printf ("{\"model\":%s,\"data\":\"%s\",\"batch\":8%s}", model, data, more);
  json_object *json = rn_spec_parse_json (text, strlen (text), "config", error);
  g_autoptr (RnTrainConfig) config
      = json != NULL ? rn_train_config_parse (json, "config", error) : NULL;

  json_object_put (json);
  return config != NULL ? rn_trainer_new (config, NULL, error) : NULL;
}

static RnTrainer *
must_open (const char *model, const char *more)
{
  g_autoptr (GError) error = NULL;
  RnTrainer *trainer = open (model, more, &error);

  g_assert_no_error (error);
  return trainer;
}

static RnTrainStep
go (RnTrainer *trainer, guint steps)
{
  g_autoptr (GError) error = NULL;
  RnTrainStep step = { 0 };

  for (guint i = 0; i < steps; i++)
    {
      rn_trainer_step (trainer, &step, &error);
      g_assert_no_error (error);
    }
  return step;
}

static void
assert_same (RnTrainer *a, RnTrainer *b)
{
  RnGraph *graph = rn_parameters_graph (rn_trainer_parameters (a));

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    g_assert_cmpmem (rn_parameters_values (rn_trainer_parameters (a), p),
                     rn_shape_elements (&rn_graph_parameter (graph, p)->shape) * sizeof (float),
                     rn_parameters_values (rn_trainer_parameters (b), p),
                     rn_shape_elements (&rn_graph_parameter (graph, p)->shape) * sizeof (float));
  g_assert_cmpuint (rn_trainer_done (a), ==, rn_trainer_done (b));
}

#define ALL                                                                                        \
  ",\"augment\":[\"pad:4\",\"crop:32\",\"flip\",\"mixup\"],\"nesterov\":true,\"clip\":1,"          \
  "\"schedule\":\"one-cycle\","                                                                    \
  "\"label_smoothing\":0.1,\"steps\":40,\"lr\":0.05,\"seed\":3"

/* Guessing among ten classes has a loss of log 10. */
static void
test_learns (void)
{
  g_autoptr (RnTrainer) trainer
      = must_open (NET, ",\"augment\":[\"flip\"],\"epochs\":20,\"lr\":0.01");

  g_assert_cmpuint (rn_trainer_n_steps (trainer), ==, 20 * SAMPLES / 8);
  g_assert_cmpfloat (go (trainer, 100).loss, <, 0.7 * log (10));
}

static void
test_twice_the_same (void)
{
  g_autoptr (RnTrainer) a = must_open (NET, ALL), b = must_open (NET, ALL);

  go (a, 12);
  go (b, 12);
  assert_same (a, b);
}

/* From any step a run goes on as if it had not been interrupted, momentum, MixUp, order and all. */
static void
test_resume (void)
{
  g_autoptr (RnTrainer) whole = must_open (NET, ALL);
  g_autofree char *path = rn_test_scratch ("run.safetensors");

  go (whole, 12);
  for (guint stop = 1; stop < 12; stop += 5)
    {
      g_autoptr (RnTrainer) first = must_open (NET, ALL), second = must_open (NET, ALL);

      go (first, stop);
      g_assert_true (rn_trainer_save (first, path, NULL));
      go (second, 2);           /* forgotten by resuming */
      g_assert_true (rn_trainer_resume (second, path, NULL));
      go (second, 12 - stop);
      assert_same (whole, second);
    }
}

/* What is kept in memory is gone back to as often as is asked. */
static void
test_goes_back (void)
{
  g_autoptr (RnTrainer) whole = must_open (NET, ALL), other = must_open (NET, ALL);

  g_assert_false (rn_trainer_go_back (other));
  go (whole, 12);
  go (other, 5);
  g_assert_true (rn_trainer_keep (other, NULL));
  for (guint again = 0; again < 2; again++)
    {
      rn_trainer_set_rate (other, 0.5);
      go (other, 3);
      g_assert_true (rn_trainer_go_back (other));
      g_assert_cmpuint (rn_trainer_done (other), ==, 5);
    }
  go (other, 7);
  assert_same (whole, other);
}

/* Where the rate does not depend on it, a run may go on for longer than it was meant to. */
static void
test_goes_on_for_longer (void)
{
  g_autoptr (RnTrainer) first = must_open (NET, ",\"steps\":3"),
                        second = must_open (NET, ",\"steps\":40"),
                        third = must_open (NET, ",\"steps\":40,\"schedule\":\"cosine\"");
  g_autofree char *path = rn_test_scratch ("short.safetensors");

  go (first, 3);
  g_assert_true (rn_trainer_save (first, path, NULL));
  g_assert_true (rn_trainer_resume (second, path, NULL));
  g_assert_cmpuint (rn_trainer_done (second), ==, 3);
  g_assert_false (rn_trainer_resume (third, path, NULL));
}

/* Memory bought with time changes no bit, and may change where a run goes on. */
static void
test_recompute (void)
{
  g_autoptr (RnTrainer) kept = must_open (NET, ALL);
  g_autoptr (RnTrainer) dropped = must_open (NET, ALL ",\"recompute\":\"blocks\"");
  g_autofree char *path = rn_test_scratch ("recompute.safetensors");

  go (kept, 3);
  g_assert_true (rn_trainer_save (kept, path, NULL));
  g_assert_true (rn_trainer_resume (dropped, path, NULL));
  go (kept, 3);
  go (dropped, 3);
  assert_same (kept, dropped);
}

/* A checkpoint opens as weights. */
static void
test_transfer (void)
{
  g_autoptr (RnTrainer) first = must_open (NET, ",\"steps\":4"), second = NULL;
  g_autofree char *path = rn_test_scratch ("transfer.safetensors");
  g_autofree char *more
      = g_strdup_printf (",\"steps\":4,\"init\":\"%s\",\"freeze\":[\"layer1\"]", path);

  go (first, 2);
  g_assert_true (rn_trainer_save (first, path, NULL));
  second = must_open (NET, more);
  for (guint p = 0; p < rn_graph_n_parameters (rn_parameters_graph (rn_trainer_parameters (first)));
       p++)
    g_assert_cmpfloat (rn_parameters_values (rn_trainer_parameters (first), p)[0], ==,
                       rn_parameters_values (rn_trainer_parameters (second), p)[0]);
}

static void
test_resume_refuses (void)
{
  g_autoptr (RnTrainer) trainer = must_open (NET, ALL);
  g_autoptr (RnTrainer) other = must_open (NET, ",\"steps\":40,\"seed\":3");
  g_autofree char *path = rn_test_scratch ("refused.safetensors");
  g_autofree char *weights = rn_test_scratch ("weights.safetensors");
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (rn_trainer_resume (trainer, path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_true (rn_safetensors_save (tensors, weights, NULL));
  g_assert_false (rn_trainer_resume (trainer, weights, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_true (rn_trainer_save (other, path, NULL));
  g_assert_false (rn_trainer_resume (trainer, path, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
  g_assert_cmpuint (rn_trainer_done (trainer), ==, 0);
}

/* Without norm a large rate throws the weights out of range; with it the run says where that
 * showed. */
static void
test_diverges (void)
{
  g_autoptr (RnTrainer) trainer = must_open (NO_NORM, ",\"lr\":1e6,\"steps\":40");
  g_autoptr (GError) error = NULL;
  RnTrainStep step;
  guint n = 0;

  while (n < 40 && rn_trainer_step (trainer, &step, &error))
    n++;
  g_assert_error (error, RN_ERROR, RN_ERROR_DIVERGED);
  g_assert_cmpuint (rn_trainer_done (trainer), ==, n);
  g_test_message ("%s", error->message);
}

static void
test_frozen (void)
{
  g_autoptr (RnTrainer) trainer = must_open (NET, ",\"freeze\":[\"layer1\"],\"steps\":3");
  RnParameters *parameters = rn_trainer_parameters (trainer);
  guint kept = rn_graph_find_parameter (rn_parameters_graph (parameters), "layer1.0.conv1.weight");
  guint moved = rn_graph_find_parameter (rn_parameters_graph (parameters), "fc.weight");
  float before[]
      = { rn_parameters_values (parameters, kept)[0], rn_parameters_values (parameters, moved)[0] };

  go (trainer, 3);
  g_assert_cmpfloat (rn_parameters_values (parameters, kept)[0], ==, before[0]);
  g_assert_cmpfloat (rn_parameters_values (parameters, moved)[0], !=, before[1]);
}

static void
test_refuses (void)
{
  static const struct { const char *model, *more; RnError code; } rows[] = {
    { NET, ",\"speed\":1", RN_ERROR_UNKNOWN },
    { NET, ",\"lr\":-1", RN_ERROR_RANGE },
    { NET, ",\"batch\":41", RN_ERROR_RANGE },
    { NET, ",\"mean\":[0.5]", RN_ERROR_RANGE },
    { NET, ",\"std\":[0,1,1],\"mean\":[0,0,0]", RN_ERROR_RANGE },
    { NET, ",\"schedule\":\"steps\"", RN_ERROR_RANGE },
    { NET, ",\"milestones\":[5,4],\"schedule\":\"steps\"", RN_ERROR_RANGE },
    { NET, ",\"milestones\":\"5\"", RN_ERROR_FORMAT },
    { NET, ",\"freeze\":[\"layer9\"]", RN_ERROR_UNKNOWN },
    { NET, ",\"augment\":[\"flap\"]", RN_ERROR_UNKNOWN },
    { "\"resnet50_fpn\"", "", RN_ERROR_UNKNOWN },
    { "7", "", RN_ERROR_FORMAT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RnTrainer) trainer = open (rows[i].model, rows[i].more, &error);

      g_test_message ("%s: %s", rows[i].more, error != NULL ? error->message : "opened");
      g_assert_error (error, RN_ERROR, (int) rows[i].code);
      g_assert_null (trainer);
    }
}

/* ── PyTorch ── */

static json_object *
load_json (const char *path)
{
  g_autoptr (GBytes) bytes = rn_file_read (path, 1 << 20, NULL);

  g_assert_nonnull (bytes);
  return rn_spec_parse_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, NULL);
}

static RnTrainer *
open_reference (json_object *reference, const char *data, const char *weights)
{
  json_object *json = json_object_object_get (reference, "config");
  g_autofree char *more = g_strdup_printf ("{\"order\":\"file\",\"mean\":[0.485,0.456,0.406],"
                                           "\"std\":[0.229,0.224,0.225],\"data\":\"%s\","
                                           "\"init\":\"%s\"}", data, weights);
  json_object *added = rn_spec_parse_json (more, strlen (more), "more", NULL);
  g_autoptr (RnTrainConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  RnTrainer *trainer;

  rn_spec_merge (json, added);
  json_object_put (added);
  config = rn_train_config_parse (json, "reference", &error);
  g_assert_no_error (error);
  trainer = rn_trainer_new (config, NULL, &error);
  g_assert_no_error (error);
  return trainer;
}

/*
 * The losses of the first 20 steps (quickly: five) of cifar_resnet20 in double precision. Rounding
 * grows from step to step, also PyTorch's own in single precision, which is 2e-3 away at the end.
 */
static void
test_as_torch (void)
{
  g_autofree char *data = rn_test_shared ("data/cifar10");
  g_autofree char *path = rn_test_shared ("reference/training/resnet20.json");
  g_autofree char *weights = rn_test_shared ("reference/training/resnet20.safetensors");
  g_autoptr (RnTrainer) trainer = NULL;
  json_object *reference, *losses;
  gsize steps;

  if (data == NULL || path == NULL || weights == NULL)
    {
      g_test_skip ("no reference run beside the checkout");
      return;
    }
  reference = load_json (path);
  losses = json_object_object_get (reference, "loss_float64");
  trainer = open_reference (reference, data, weights);
  steps = g_test_slow () ? json_object_array_length (losses) : 5;
  for (guint i = 0; i < steps; i++)
    {
      double expected = json_object_get_double (json_object_array_get_idx (losses, i));
      double found = go (trainer, 1).loss, tolerance = i < 2 ? 1e-5 : i < 5 ? 5e-3 : 2e-2;

      g_test_message ("step %u: %.7f, expected %.7f, off by %.1e", i + 1, found, expected,
                      fabs (found - expected) / expected);
      g_assert_cmpfloat (fabs (found - expected) / expected, <=, tolerance);
    }
  if (steps == json_object_array_length (losses))
    g_assert_cmpfloat_with_epsilon (
        rn_trainer_parameter_norm (trainer)
            / json_object_get_double (json_object_object_get (reference, "norm_float64")),
        1, 1e-4);
  json_object_put (reference);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/trainer/learns", test_learns);
  g_test_add_func ("/core/train/trainer/twice-the-same", test_twice_the_same);
  g_test_add_func ("/core/train/trainer/resume", test_resume);
  g_test_add_func ("/core/train/trainer/goes-back", test_goes_back);
  g_test_add_func ("/core/train/trainer/goes-on-for-longer", test_goes_on_for_longer);
  g_test_add_func ("/core/train/trainer/recompute", test_recompute);
  g_test_add_func ("/core/train/trainer/transfer", test_transfer);
  g_test_add_func ("/core/train/trainer/resume-refuses", test_resume_refuses);
  g_test_add_func ("/core/train/trainer/diverges", test_diverges);
  g_test_add_func ("/core/train/trainer/frozen", test_frozen);
  g_test_add_func ("/core/train/trainer/refuses", test_refuses);
  g_test_add_func ("/core/train/trainer/as-torch", test_as_torch);
  return g_test_run ();
}
