/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Counts right answers.
 *
 *   p = softmax (logits), of several views the mean of theirs;  loss = −log p[label]
 *
 * A picture's answer is the class of the largest p, of equals the first.
 */
#include "config.h"

#include "rn-error.h"

#include <glib/gi18n-lib.h>
#include "rn-evaluation.h"

#include <math.h>
#include <string.h>

struct _RnEvaluation
{
  guint    n_classes;
  guint64  n, correct, correct5;
  double   loss;                /* the sum */
  guint64 *confused;            /* owned [K, K]: class, answer */
  double  *scores;              /* owned [K] log-probabilities of one picture */
  double  *mean;                /* owned [K] */
};

RnEvaluation *
rn_evaluation_new (guint n_classes)
{
  RnEvaluation *self = g_new0 (RnEvaluation, 1);

  g_return_val_if_fail (n_classes >= 1 && n_classes <= G_MAXUINT16 + 1, NULL);
  self->n_classes = n_classes;
  self->confused = g_new0 (guint64, (gsize) n_classes * n_classes);
  self->scores = g_new (double, n_classes);
  self->mean = g_new (double, n_classes);
  return self;
}

void
rn_evaluation_free (RnEvaluation *self)
{
  g_free (self->confused);
  g_free (self->scores);
  g_free (self->mean);
  g_free (self);
}

/* ── one picture ── */

/* @log_p: [K], log softmax */
static void
log_softmax (const float *logits, guint K, double *log_p)
{
  double largest = logits[0], sum = 0;

  for (guint k = 1; k < K; k++)
    largest = fmax (largest, logits[k]);
  for (guint k = 0; k < K; k++)
    sum += exp (logits[k] - largest);
  for (guint k = 0; k < K; k++)
    log_p[k] = logits[k] - largest - log (sum);
}

/* @scores: [K] log-probabilities */
static void
count (RnEvaluation *self, const double *scores, guint label)
{
  guint K = self->n_classes, answer = 0, before = 0;
  gboolean finite = TRUE;

  for (guint k = 0; k < K; k++)
    {
      finite = finite && !isnan (scores[k]);
      answer = scores[k] > scores[answer] ? k : answer;
      before += scores[k] > scores[label] || (scores[k] == scores[label] && k < label);
    }
  self->n++;
  self->loss -= scores[label];
  self->correct += finite && before == 0;
  self->correct5 += finite && before < 5;
  self->confused[(gsize) label * K + answer]++;
}

/* Adds the probabilities of @views rows to @mean, each for @share. */
static void
add_views (RnEvaluation *self, const float *logits, guint views, double share)
{
  for (guint view = 0; view < views; view++, logits += self->n_classes)
    {
      log_softmax (logits, self->n_classes, self->scores);
      for (guint k = 0; k < self->n_classes; k++)
        self->mean[k] += share * exp (self->scores[k]);
    }
}

/* Picture @i of a batch, its rows of logits in several passes. */
static void
add_picture (RnEvaluation *self, const float *const *logits, const guint *views, guint n_passes,
             guint i, guint label)
{
  guint K = self->n_classes;

  if (n_passes == 1 && views[0] == 1)           /* no detour through probabilities */
    log_softmax (logits[0] + (gsize) i * K, K, self->scores);
  else
    {
      memset (self->mean, 0, K * sizeof (double));
      for (guint p = 0; p < n_passes; p++)
        add_views (self, logits[p] + (gsize) i * views[p] * K, views[p],
                   1.0 / n_passes / views[p]);
      for (guint k = 0; k < K; k++)
        self->scores[k] = log (self->mean[k]);
    }
  count (self, self->scores, label);
}

void
rn_evaluation_add (RnEvaluation *self, const float *logits, guint n, guint views,
                   const guint *labels)
{
  for (guint i = 0; i < n; i++)
    {
      g_return_if_fail (labels[i] < self->n_classes);
      add_picture (self, &logits, &views, 1, i, labels[i]);
    }
}

/* ── a whole data set ── */

/* The network answers with a row of @n_classes for each of the loader's inputs. */
static gboolean
check_pass (const RnEvaluation *self, const RnEvaluationPass *pass, GError **error)
{
  const RnGraph *graph = rn_session_graph (pass->session);
  const RnShape *output = rn_session_shape (pass->session, rn_graph_output (graph));
  RnShape shape = rn_loader_shape (pass->loader);
  g_autofree char *found = NULL;
  RnDataset *dataset = rn_loader_dataset (pass->loader);

  if (output->rank == 2 && output->dim[0] == shape.dim[0] && output->dim[1] == self->n_classes
      && rn_dataset_n_classes (dataset) <= self->n_classes)
    return TRUE;
  found = rn_shape_describe (output);
  g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
               _("%s answers with %s, expected %zu×%u: %s has %u classes"),
               rn_graph_name (graph), found, shape.dim[0], rn_dataset_n_classes (dataset),
               rn_dataset_place (dataset), rn_dataset_n_classes (dataset));
  return FALSE;
}

/* (transfer full) (nullable) the logits of the next batch; where there is none, @batch is NULL */
static RnTensor *
run_batch (const RnEvaluationPass *pass, const RnBatch **batch, GError **error)
{
  g_autoptr (GError) local = NULL;

  *batch = rn_loader_next (pass->loader, &local);
  if (*batch == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (!rn_session_set_input (pass->session, 0, (*batch)->pictures, error)
      || !rn_session_forward (pass->session, NULL, error))
    return NULL;
  return rn_session_activation (pass->session, rn_graph_output (rn_session_graph (pass->session)),
                                error);
}

static gboolean
run_step (RnEvaluation *self, const RnEvaluationPass *passes, guint n_passes, GError **error)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) rn_tensor_unref);
  g_autofree const float **logits = g_new (const float *, n_passes);
  g_autofree guint *views = g_new (guint, n_passes);
  const RnBatch *batch = NULL;

  for (guint p = 0; p < n_passes; p++)
    {
      RnTensor *tensor = run_batch (&passes[p], &batch, error);

      if (tensor == NULL)
        return FALSE;
      g_ptr_array_add (tensors, tensor);
      logits[p] = rn_tensor_values (tensor);
      views[p] = rn_transform_views (rn_loader_transform (passes[p].loader));
    }
  for (guint i = 0; batch != NULL && i < batch->n; i++)
    add_picture (self, logits, views, n_passes, i, batch->labels[i]);
  return TRUE;
}

/**
 * rn_evaluation_run:
 * @self: may hold counts already
 * @passes: (array length=n_passes): loaders of the same options but their transform
 * @n_passes: ≥ 1
 * @progress: (nullable): how far it is
 * @error: return location
 *
 * Errors:   RN_ERROR_SHAPE where the network answers for other classes; RN_ERROR_CANCELLED; those
 *           of the data set
 */
gboolean
rn_evaluation_run (RnEvaluation *self, const RnEvaluationPass *passes, guint n_passes,
                   const RnProgress *progress, GError **error)
{
  RnLoader *first = passes[0].loader;
  RnLoaderPosition begin = rn_loader_position (first);
  guint64 batches = rn_loader_n_batches (first);

  for (guint p = 0; p < n_passes; p++)
    if (!check_pass (self, &passes[p], error))
      return FALSE;
  for (guint64 b = begin.batch; b < batches; b++)
    if (!rn_progress_step (progress, (double) b / (double) batches, "evaluating", error)
        || !run_step (self, passes, n_passes, error))
      return FALSE;
  return rn_progress_step (progress, 1, "evaluating", error);
}

/* ── what came out ── */

guint
rn_evaluation_n_classes (const RnEvaluation *self)
{
  return self->n_classes;
}

guint64
rn_evaluation_n (const RnEvaluation *self)
{
  return self->n;
}

guint64
rn_evaluation_correct (const RnEvaluation *self)
{
  return self->correct;
}

guint64
rn_evaluation_correct5 (const RnEvaluation *self)
{
  return self->correct5;
}

double
rn_evaluation_loss (const RnEvaluation *self)
{
  return self->n > 0 ? self->loss / (double) self->n : NAN;
}

guint64
rn_evaluation_confused (const RnEvaluation *self, guint class, guint answer)
{
  g_return_val_if_fail (class < self->n_classes && answer < self->n_classes, 0);
  return self->confused[(gsize) class * self->n_classes + answer];
}
