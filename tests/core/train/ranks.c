/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Several ranks that share each batch, against one that has all of it. */
#include <math.h>

#include "rn-file.h"
#include "rn-test-ranks.h"
#include "rn-test.h"
#include "rn-train-run.h"

#define RANKS 4

/* A stem that halves, a block that halves again, one that does not. */
#define NET(block)                                                                                 \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":2,\"out\":8,\"pool\":\"none\"" block     \
  "},\"block\":{\"body\":\"basic\"" block "},\"stages\":[{\"count\":2,\"out\":16,\"stride\":2}],"  \
  "\"head\":{\"classes\":10}}"
#define NORM NET ("")
#define NO_NORM NET (",\"norm\":\"none\"")
#define KEYS                                                                                       \
  ",\"data\":\"shapes\",\"count\":64,\"test_count\":16,\"batch\":32,\"steps\":4,\"lr\":0.02,"      \
  "\"augment\":[\"pad:4\",\"crop:32\",\"flip\"],\"mean\":[0.5,0.5,0.5],"                 \
  "\"std\":[0.3,0.3,0.3],\"threads\":1"

/*
 * Of the norm of a tensor. Parts of a batch are summed apart: some thousand terms in another order,
 * 2⁻²⁴ each, which every step after the first carries on. The issue's own bound.
 */
#define TOLERANCE 1e-5

static RnTrainConfig *
parse (const char *model, const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"model\":%s" KEYS "%s}", model, more);
  json_object *json = json_tokener_parse (text);
  g_autoptr (GError) error = NULL;
  RnTrainConfig *config = rn_train_config_parse (json, "config", &error);

  g_assert_no_error (error);
  json_object_put (json);
  return config;
}

/* A rank is a process, which reads its own config; here it is a thread, and json-c counts references
 * for one alone. */
typedef struct
{
  const char    *model, *more;
  RnTrainer     *alone;      /* owned: gone the same way with the whole batch */
  guint          steps;
  RnTrainStep    last;       /* of @alone */
  double         worst;      /* of the first rank */
} Comparison;

static void
go (RnTrainer *trainer, guint steps, RnTrainStep *step)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < steps; i++)
    {
      rn_trainer_step (trainer, step, &error);
      g_assert_no_error (error);
    }
}

static double
off_by (const float *found, const float *expected, gsize n)
{
  double difference = 0, norm = 0;

  for (gsize i = 0; i < n; i++)
    {
      difference += ((double) found[i] - expected[i]) * ((double) found[i] - expected[i]);
      norm += (double) expected[i] * expected[i];
    }
  return norm > 0 ? sqrt (difference / norm) : sqrt (difference);
}

/* The largest difference of a trained parameter, of its gradient, or with @running of a running
 * statistic. */
static double
differ (RnParameters *found, RnParameters *expected, gboolean running)
{
  RnGraph *graph = rn_parameters_graph (expected);
  double worst = 0;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);
      gsize n = rn_shape_elements (&info->shape);

      if (info->trained || running)
        worst = MAX (worst, off_by (rn_parameters_values (found, p),
                                    rn_parameters_values (expected, p), n));
      if (info->trained)
        worst = MAX (worst, off_by (rn_parameters_gradients (found, p),
                                    rn_parameters_gradients (expected, p), n));
    }
  return worst;
}

static void
go_shared (RnComm *comm, gpointer data)
{
  Comparison *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTrainConfig) config = parse (self->model, self->more);
  g_autoptr (RnTrainer) trainer = rn_trainer_new_shared (config, comm, NULL, &error);
  RnTrainStep step;

  g_assert_no_error (error);
  go (trainer, self->steps, &step);
  if (comm->rank > 0)
    return;
  self->worst = differ (rn_trainer_parameters (trainer), rn_trainer_parameters (self->alone),
                        config->batch_norm == RN_NORM_SYNCHRONISED);
  g_test_message ("%u steps: off by %.1e, loss by %.1e", self->steps, self->worst,
                  fabs (step.loss - self->last.loss) / self->last.loss);
  g_assert_cmpfloat (step.accuracy, ==, self->last.accuracy);
  g_assert_cmpfloat (fabs (step.loss - self->last.loss), <=,
                     self->worst <= TOLERANCE ? TOLERANCE * self->last.loss : G_MAXDOUBLE);
}

/* How far four ranks are from one after @steps. */
static double
compare (const char *model, const char *more, guint steps)
{
  Comparison self = { .model = model, .more = more, .steps = steps };
  g_autoptr (RnTrainConfig) config = parse (model, more);
  g_autoptr (GError) error = NULL;

  self.alone = rn_trainer_new (config, NULL, &error);
  g_assert_no_error (error);
  go (self.alone, steps, &self.last);
  rn_test_ranks (RANKS, go_shared, &self);
  rn_trainer_free (self.alone);
  return self.worst;
}

static void
test_without_norm (void)
{
  g_assert_cmpfloat (compare (NO_NORM, "", 3), <=, TOLERANCE);
}

static void
test_synchronised (void)
{
  g_assert_cmpfloat (compare (NORM, ",\"batch_norm\":\"synchronised\"", 1), <=, TOLERANCE);
  g_assert_cmpfloat (
      compare (NORM, ",\"batch_norm\":\"synchronised\",\"recompute\":\"blocks\"", 1), <=, TOLERANCE);
}

/* A rank's eight pictures have another mean than all 32. */
static void
test_rank_by_rank (void)
{
  g_assert_cmpfloat (compare (NORM, "", 1), >, 100 * TOLERANCE);
}

/* ── what ends one ends all ── */

typedef struct
{
  const char    *model, *more;
  GCancellable  *cancel;     /* owned: of the third rank */
  GQuark         domain;
  int            code;
} Ending;

static void
go_to_the_end (RnComm *comm, gpointer data)
{
  Ending *self = data;
  RnProgress progress = { .cancellable = self->cancel };
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTrainConfig) config = parse (self->model, self->more);
  g_autoptr (RnTrainRun) run = rn_train_run_new_shared (config, FALSE, comm, NULL, &error);

  if (run != NULL)
    {
      const RnProgress *own = comm->rank == 2 ? &progress : NULL;

      g_assert_false (rn_train_run_go (run, NULL, own, &error));
    }
  g_assert_error (error, self->domain, self->code);
}

static void
end_by (const char *model, const char *more, GQuark domain, int code, gboolean cancel)
{
  Ending self = { model, more, g_cancellable_new (), domain, code };

  if (cancel)
    g_cancellable_cancel (self.cancel);
  rn_test_ranks (RANKS, go_to_the_end, &self);
  g_object_unref (self.cancel);
}

/* The first rank's full disk, a rank that is stopped, a loss that is no number, a batch that is no
 * multiple. */
static void
test_ends_together (void)
{
  end_by (NORM, ",\"log\":\"/dev/full\"", G_FILE_ERROR, G_FILE_ERROR_NOSPC, FALSE);
  end_by (NORM, "", RN_ERROR, RN_ERROR_CANCELLED, TRUE);
  end_by (NO_NORM, ",\"lr\":1e6,\"steps\":40", RN_ERROR, RN_ERROR_DIVERGED, FALSE);
  end_by (NORM, ",\"batch\":30", RN_ERROR, RN_ERROR_RANGE, FALSE);
}

/* ── files ── */

typedef struct
{
  const char *more;
  guint       done;
} Until;

/* Goes on from the checkpoint, if there is one, and leaves one. */
static void
go_until (RnComm *comm, gpointer data)
{
  const Until *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RnTrainConfig) config = parse (NORM, self->more);
  g_autoptr (RnTrainRun) run = rn_train_run_new_shared (config, TRUE, comm, NULL, &error);

  g_assert_no_error (error);
  while (rn_trainer_done (rn_train_run_trainer (run)) < self->done)
    {
      rn_train_run_step (run, NULL, &error);
      g_assert_no_error (error);
    }
  rn_train_run_finish (run, NULL, &error);
  g_assert_no_error (error);
}

static void
go_to (const char *path, guint done)
{
  g_autofree char *more = g_strdup_printf (",\"checkpoint\":\"%s\",\"test_every\":0", path);
  Until until = { more, done };

  rn_test_ranks (2, go_until, &until);
}

/* What the first rank wrote all go on from, each with its part of the batch that follows. */
static void
test_resume (void)
{
  g_autofree char *whole = rn_test_scratch ("whole.safetensors");
  g_autofree char *broken = rn_test_scratch ("broken.safetensors");
  g_autoptr (GBytes) expected = NULL, found = NULL;

  go_to (whole, 4);
  go_to (broken, 2);
  go_to (broken, 4);
  expected = rn_file_read (whole, 1 << 24, NULL);
  found = rn_file_read (broken, 1 << 24, NULL);
  g_assert_nonnull (expected);
  g_assert_true (g_bytes_equal (found, expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/ranks/without-norm", test_without_norm);
  g_test_add_func ("/core/train/ranks/synchronised", test_synchronised);
  g_test_add_func ("/core/train/ranks/rank-by-rank", test_rank_by_rank);
  g_test_add_func ("/core/train/ranks/ends-together", test_ends_together);
  g_test_add_func ("/core/train/ranks/resume", test_resume);
  return g_test_run ();
}
