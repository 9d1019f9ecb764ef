/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A batch, forward, backward, update. */
#include "config.h"

#include "trainer-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "rn-evaluation.h"
#include "rn-spec-patch.h"
#include "rn-statistics.h"
#include "rn-weights.h"

/* ── the parts of a run ── */

static RnDataset *
open_data (const RnTrainConfig *config, GError **error)
{
  RnDatasetOptions options = { .split = "train",
                               .count = config->count > 0 ? (gsize) config->count : 0,
                               .seed = (guint64) config->seed };

  return rn_dataset_open (config->data, &options, error);
}

static RnLoader *
open_loader (const RnTrainConfig *config, RnComm *comm, const RnProgress *progress, GError **error)
{
  RnLoaderOptions options = { .batch = (gsize) config->batch, .order = config->order,
                              .rank = rn_comm_rank (comm), .ranks = rn_comm_ranks (comm),
                              .seed = (guint64) config->seed, .whole_batches = TRUE };
  g_autoptr (RnDataset) dataset = open_data (config, error);
  g_autoptr (RnTransform) transform = NULL;

  if (dataset == NULL)
    return NULL;
  if (rn_dataset_n (dataset) < options.batch)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s has %zu pictures, but a batch takes %d: give a smaller “batch”"),
                   config->data, rn_dataset_n (dataset), config->batch);
      return NULL;
    }
  transform = rn_train_config_transform (config, TRUE, dataset, progress, error);
  return transform != NULL ? rn_loader_new (dataset, transform, &options, error) : NULL;
}

/* (transfer full) the same network, the branches of all its blocks in bfloat16 */
static RnSpec *
in_bf16 (RnSpec *spec, GError **error)
{
  json_object *json = rn_spec_json (spec), *change = json_object_new_object ();
  RnSpec *narrow = NULL;

  json_object_object_add (change, "precision", json_object_new_string ("bf16"));
  if (rn_spec_patch_at (json, "block", change, error))
    narrow = rn_spec_parse (json_object_to_json_string (json), rn_spec_name (spec), error);
  json_object_put (change);
  json_object_put (json);
  return narrow;
}

/* The network of the config with as many classes as the data has, in its precision. */
static RnSpec *
open_spec (const RnTrainConfig *config, const RnDataset *dataset, GError **error)
{
  g_autoptr (RnSpec) spec = rn_spec_open (config->model, error);
  g_autoptr (RnSpec) fitted = NULL;

  if (spec == NULL)
    return NULL;
  if (rn_spec_n_classes (spec) == 0)
    {
      g_set_error (
          error, RN_ERROR, RN_ERROR_UNKNOWN,
          _ ("%s does not tell classes apart: a run needs a network that ends in a classifier"),
          rn_spec_name (spec));
      return NULL;
    }
  fitted = rn_spec_with_classes (spec, rn_dataset_n_classes (dataset), error);
  if (fitted == NULL || config->precision == RN_FP32)
    return g_steal_pointer (&fitted);
  return in_bf16 (fitted, error);
}

static gboolean
plan (RnTrainer *self, const RnTrainConfig *config, GError **error)
{
  RnBuildOptions build = { .input = rn_loader_shape (self->loader), .loss = TRUE,
                           .label_smoothing = config->label_smoothing, .label_shares = TRUE };
  RnSessionOptions run = { .mode = RN_MODE_TRAIN, .backward = TRUE, .keep = RN_KEEP_NOTHING,
                           .recompute = (RnRecompute) config->recompute,
                           .comm = config->batch_norm == RN_NORM_SYNCHRONISED ? self->comm : NULL,
                           .threads = config->threads > 0 ? (guint) config->threads : 0 };
  g_autoptr (RnGraph) graph = rn_spec_build (self->spec, &build, error);
  RnShape targets = rn_shape_2d (build.input.dim[0], rn_spec_n_classes (self->spec));

  if (graph == NULL)
    return FALSE;
  self->parameters = rn_parameters_new (graph, error);
  self->targets = rn_tensor_new (&targets, error);
  if (self->parameters == NULL || self->targets == NULL)
    return FALSE;
  self->session = rn_session_new (graph, self->parameters, &build.input, &run, error);
  return self->session != NULL;
}

void
rn__trainer_follow_first (RnTrainer *self)
{
  gsize bytes = rn_graph_parameter_floats (rn_parameters_graph (self->parameters)) * sizeof (float);
  guint64 batches = rn_loader_n_batches (self->loader);

  if (rn_comm_ranks (self->comm) == 1)
    return;
  rn_comm_broadcast (self->comm, rn_parameters_values (self->parameters, 0), bytes, 0);
  rn_comm_broadcast (self->comm, rn_sgd_momentum (self->sgd, 0), bytes, 0);
  rn_comm_broadcast (self->comm, &self->done, sizeof self->done, 0);
  rn_comm_broadcast (self->comm, &self->schedule.rate, sizeof self->schedule.rate, 0);
  rn_parameters_changed (self->parameters);
  rn_loader_seek (self->loader, (RnLoaderPosition) { self->done / batches, self->done % batches });
}

/* Norms keep their scale of 1, so that the signal is lost in the weights alone. */
static void
clear_weights (RnParameters *parameters)
{
  RnGraph *graph = rn_parameters_graph (parameters);

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);

      if (info->trained && info->shape.rank > 1)
        memset (rn_parameters_values (parameters, p), 0,
                rn_shape_elements (&info->shape) * sizeof (float));
    }
  rn_parameters_changed (parameters);
}

/* Weights of other classes than the data's are taken up to the classifier, which starts anew. */
static gboolean
start (RnTrainer *self, const RnTrainConfig *config, GError **error)
{
  const RnWeightsOptions options = { .new_classifier = TRUE };

  rn_parameters_initialize (self->parameters, (guint64) config->seed);
  if (config->start == RN_START_ZERO)
    clear_weights (self->parameters);
  return config->init == NULL
      || rn_weights_open (self->parameters, config->init, &options, NULL, error);
}

static gboolean
prepare_update (RnTrainer *self, const RnTrainConfig *config, GError **error)
{
  RnSgdOptions options = rn_train_config_sgd (config);

  self->sgd = rn_sgd_new (self->parameters, &options, error);
  if (self->sgd == NULL)
    return FALSE;
  for (guint i = 0; config->freeze != NULL && config->freeze[i] != NULL; i++)
    if (!rn_sgd_freeze (self->sgd, config->freeze[i], TRUE, error))
      return FALSE;
  return TRUE;
}

static gboolean
prepare (RnTrainer *self, const RnTrainConfig *config, const RnProgress *progress, GError **error)
{
  RnDataset *dataset;

  self->loader = open_loader (config, self->comm, progress, error);
  if (self->loader == NULL)
    return FALSE;
  dataset = rn_loader_dataset (self->loader);
  self->origin = rn_train_config_origin (config, dataset, progress, error);
  if (self->origin == NULL)
    return FALSE;
  self->spec = open_spec (config, dataset, error);
  return self->spec != NULL && plan (self, config, error) && start (self, config, error)
      && prepare_update (self, config, error);
}

/**
 * rn_trainer_new_shared:
 * @progress: (nullable): of going through the data set for its mean
 *
 * Errors: of the data set, the transforms and the network; RN_ERROR_RANGE where a batch is larger
 *         than the data; RN_ERROR_UNKNOWN where the network has no classes or nothing to freeze;
 *         RN_ERROR_NO_MEMORY
 */
RnTrainer *
rn_trainer_new_shared (const RnTrainConfig *config, RnComm *comm, const RnProgress *progress,
                       GError **error)
{
  g_autoptr (RnTrainer) self = g_new0 (RnTrainer, 1);
  GError *own = NULL;

  self->comm = comm;
  self->identity = rn_train_config_json (config);
  rn__trainer_strip_config (self->identity);
  prepare (self, config, progress, &own);
  if (!rn_comm_agree (comm, own, error))
    return NULL;
  self->schedule = rn_train_config_schedule (config, rn_loader_n_batches (self->loader));
  rn__trainer_follow_first (self);
  return g_steal_pointer (&self);
}

RnTrainer *
rn_trainer_new (const RnTrainConfig *config, const RnProgress *progress, GError **error)
{
  return rn_trainer_new_shared (config, NULL, progress, error);
}

void
rn_trainer_free (RnTrainer *self)
{
  g_clear_pointer (&self->sgd, rn_sgd_free);
  g_clear_pointer (&self->session, rn_session_free);
  g_clear_pointer (&self->targets, rn_tensor_unref);
  g_clear_pointer (&self->kept, rn_tensor_unref);
  g_clear_pointer (&self->parameters, rn_parameters_unref);
  g_clear_pointer (&self->spec, rn_spec_unref);
  g_clear_pointer (&self->loader, rn_loader_free);
  g_clear_pointer (&self->origin, rn_origin_free);
  json_object_put (self->identity);
  g_free (self);
}

/* ── a step ── */

static gboolean
give (RnTrainer *self, const RnBatch *batch, GError **error)
{
  RnGraph *graph = rn_session_graph (self->session);
  RnNode labels = rn_graph_node (graph, rn_graph_loss (graph))->inputs[1];

  rn_batch_targets (batch, rn_spec_n_classes (self->spec), 0, rn_tensor_data (self->targets));
  return rn_session_set_input (self->session, 0, batch->pictures, error)
      && rn_session_set_input (self->session, labels, self->targets, error);
}

static gboolean
count_right (RnTrainer *self, const RnBatch *batch, double *accuracy, GError **error)
{
  RnNode output = rn_graph_output (rn_session_graph (self->session));
  g_autoptr (RnTensor) logits = rn_session_activation (self->session, output, error);
  g_autoptr (RnEvaluation) evaluation = rn_evaluation_new (rn_spec_n_classes (self->spec));

  if (logits == NULL)
    return FALSE;
  rn_evaluation_add (evaluation, rn_tensor_values (logits), batch->n, 1, batch->labels);
  *accuracy = (double) rn_evaluation_correct (evaluation) / batch->n;
  return TRUE;
}

static gboolean
diverged (RnTrainer *self, const RnBatch *batch, double rate, GError **error)
{
  g_autofree char *where = rn__trainer_explain_divergence (self, batch);

  g_set_error (error, RN_ERROR, RN_ERROR_DIVERGED,
               _("step %llu: the loss is no number, at learning rate %g. %s"),
               (unsigned long long) self->done + 1, rate, where);
  return FALSE;
}

/* (nullable) the next batch, given to the network of every rank: from there on no rank leaves the
 * others waiting, in a batch norm or behind the pass. */
static const RnBatch *
take_batch (RnTrainer *self, GError **error)
{
  GError *own = NULL;
  const RnBatch *batch = rn_loader_next (self->loader, &own);

  if (batch != NULL)
    give (self, batch, &own);
  return rn_comm_agree (self->comm, own, error) ? batch : NULL;
}

/* The parts' means become the whole batch's: all parts are as large. */
static void
join_ranks (RnTrainer *self, RnTrainStep *step)
{
  guint ranks = rn_comm_ranks (self->comm);
  gsize n = rn_graph_parameter_floats (rn_parameters_graph (self->parameters));
  float *gradients = rn_parameters_gradients (self->parameters, 0);
  double means[] = { step->loss, step->accuracy };

  if (ranks == 1)
    return;
  rn_comm_sum (self->comm, means, G_N_ELEMENTS (means));
  rn_comm_sum_floats (self->comm, gradients, n);
  for (gsize i = 0; i < n; i++)
    gradients[i] /= (float) ranks;
  step->loss = means[0] / ranks;
  step->accuracy = means[1] / ranks;
}

static gboolean
pass (RnTrainer *self, const RnBatch *batch, RnTrainStep *step, GError **error)
{
  GError *own = NULL;

  if (rn_session_forward (self->session, NULL, &own)
      && rn_session_backward (self->session, NULL, &own))
    count_right (self, batch, &step->accuracy, &own);
  step->loss = rn_session_loss (self->session);
  if (!rn_comm_agree (self->comm, own, error))
    return FALSE;
  join_ranks (self, step);
  return TRUE;
}

gboolean
rn_trainer_step (RnTrainer *self, RnTrainStep *step, GError **error)
{
  const RnBatch *batch = take_batch (self, error);

  if (batch == NULL)
    return FALSE;
  *step = (RnTrainStep) { .step = self->done + 1, .epoch = batch->position.epoch,
                          .rate = rn_schedule_rate (&self->schedule, self->done) };
  if (!pass (self, batch, step, error))
    return FALSE;
  step->gradient_norm = rn_sgd_gradient_norm (self->sgd);
  if (!isfinite (step->loss) || !isfinite (step->gradient_norm))
    return diverged (self, batch, step->rate, error);
  rn_sgd_step (self->sgd, step->rate);
  self->done++;
  return TRUE;
}

/* ── reading ── */

RnSpec *
rn_trainer_spec (RnTrainer *self)
{
  return self->spec;
}

RnSession *
rn_trainer_session (RnTrainer *self)
{
  return self->session;
}

RnParameters *
rn_trainer_parameters (RnTrainer *self)
{
  return self->parameters;
}

RnLoader *
rn_trainer_loader (RnTrainer *self)
{
  return self->loader;
}

const RnOrigin *
rn_trainer_origin (const RnTrainer *self)
{
  return self->origin;
}

RnComm *
rn_trainer_comm (RnTrainer *self)
{
  return self->comm;
}

RnSgd *
rn_trainer_sgd (RnTrainer *self)
{
  return self->sgd;
}

guint64
rn_trainer_n_steps (const RnTrainer *self)
{
  return self->schedule.steps;
}

guint64
rn_trainer_done (const RnTrainer *self)
{
  return self->done;
}

guint64
rn_trainer_n_batches (const RnTrainer *self)
{
  return rn_loader_n_batches (self->loader);
}

void
rn_trainer_set_rate (RnTrainer *self, double rate)
{
  self->schedule.rate = rate;
}

double
rn_trainer_parameter_norm (RnTrainer *self)
{
  RnGraph *graph = rn_parameters_graph (self->parameters);
  double sum = 0;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const RnParameterInfo *info = rn_graph_parameter (graph, p);
      const float *values = rn_parameters_values (self->parameters, p);

      if (info->trained)
        sum += rn_dot (values, values, rn_shape_elements (&info->shape));
    }
  return sqrt (sum);
}
