/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A benchmark's name becomes a session that is ready to run. */
#include "config.h"

#include "bench-case.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "rn-fold.h"
#include "rn-random.h"
#include "rn-spec.h"

#define SEED          0
#define MOST_SAMPLES  65536

static const char *const names[] = {
  "inf_resnet18_b1",           "inf_resnet18_b16",          "inf_resnet50_b1",
  "inf_resnet50_b16",          "inf_resnext50_32x4d_b1",    "inf_resnext50_32x4d_b16",
  "inf_resnet20_b128",         "train_resnet18_b16",        "train_resnet50_b16",
  "train_resnext50_32x4d_b16", "train_resnet20_b128",       "train_resnet18_b16_stats",
  "train_resnet50_b16_stats",  "train_resnet20_b128_stats", NULL,
};

const char *const *
bench_case_names (void)
{
  return names;
}

void
bench_case_free (BenchCase *self)
{
  g_clear_pointer (&self->recorder, rn_recorder_detach);
  g_clear_pointer (&self->session, rn_session_free);
  g_clear_pointer (&self->records, rn_records_free);
  g_clear_pointer (&self->input, rn_tensor_unref);
  g_free (self->labels);
  g_free (self->model);
  g_free (self->name);
  g_free (self);
}

/* ── the name ── */

static gboolean
refuse (const char *name, GError **error)
{
  const char *near = rn_nearest_word (name, names);

  if (near != NULL)
    return cli_usage_error (error, "unknown case “%s”; did you mean %s?", name, near);
  return cli_usage_error (
    error, "unknown case “%s”; a case is inf_MODEL_bBATCH or train_MODEL_bBATCH, see --list", name);
}

/* "resnet20" is the CIFAR network, which the performance page calls so. */
static char *
catalogue_name (const char *word)
{
  g_autofree char *cifar = g_strdup_printf ("cifar_%s", word);

  return rn_catalogue_find (word) == NULL && rn_catalogue_find (cifar) != NULL
           ? g_steal_pointer (&cifar)
           : g_strdup (word);
}

static gboolean
parse_batch (const char *digits, guint *batch)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (digits, 10, 1, MOST_SAMPLES, &value, NULL))
    return FALSE;
  *batch = (guint) value;
  return TRUE;
}

BenchCase *
bench_case_parse (const char *name, GError **error)
{
  g_autoptr (BenchCase) self = g_new0 (BenchCase, 1);
  g_autofree char *rest = g_strdup (name);
  char *model, *batch;

  self->name = g_strdup (name);
  self->training = g_str_has_prefix (rest, "train_");
  self->statistics = g_str_has_suffix (rest, "_stats");
  if (self->statistics)
    rest[strlen (rest) - strlen ("_stats")] = '\0';
  model = strchr (rest, '_');
  batch = strrchr (rest, '_');
  if (!(self->training || g_str_has_prefix (rest, "inf_")) || model == batch || batch[1] != 'b'
      || !parse_batch (batch + 2, &self->batch))
    {
      refuse (name, error);
      return NULL;
    }
  *batch = '\0';
  self->model = catalogue_name (model + 1);
  if (rn_catalogue_find (self->model) == NULL)
    {
      refuse (name, error);
      return NULL;
    }
  self->update = self->training && g_str_has_prefix (self->model, "cifar_");
  return g_steal_pointer (&self);
}

/* ── the session ── */

/* The graph to run; for inference its batch norms are taken into the convolutions. */
static RnGraph *
build (const BenchCase *self, RnShape *input, RnParameters **parameters, GError **error)
{
  g_autoptr (RnSpec) spec = rn_spec_open (self->model, error);
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnParameters) own = NULL;

  if (spec == NULL)
    return NULL;
  *input = rn_spec_input (spec);
  input->dim[0] = self->batch;
  graph = rn_spec_build (spec, &(RnBuildOptions) { .input = *input, .loss = self->training },
                         error);
  own = graph != NULL ? rn_parameters_new (graph, error) : NULL;
  if (own == NULL)
    return NULL;
  rn_parameters_initialize (own, SEED);
  if (!self->training)
    return rn_fold_batch_norm (graph, own, parameters, error);
  *parameters = g_steal_pointer (&own);
  return g_steal_pointer (&graph);
}

static gboolean
make_input (BenchCase *self, const RnShape *shape, GError **error)
{
  self->input = rn_tensor_new (shape, error);
  if (self->input == NULL)
    return FALSE;
  rn_tensor_fill_normal (self->input, SEED, rn_random_stream ("input"));
  return TRUE;
}

static void
make_labels (BenchCase *self, const RnGraph *graph)
{
  gsize classes = rn_graph_node (graph, rn_graph_output (graph))->shape.dim[1];
  guint64 stream = rn_random_stream ("labels");

  self->labels = g_new (guint, self->batch);
  for (guint i = 0; i < self->batch; i++)
    self->labels[i] = (guint) (rn_random_uniform (SEED, stream, i) * (double) classes);
}

static void
attach_recorder (BenchCase *self)
{
  RnRecordFlags flags = RN_RECORD_TIME | RN_RECORD_VALUES;

  if (self->training)
    flags |= RN_RECORD_GRADIENTS | RN_RECORD_SPLITS;
  self->records = rn_records_new (self->session);
  self->recorder = rn_recorder_attach (self->session, self->records, flags);
}

gboolean
bench_case_open (BenchCase *self, guint threads, GError **error)
{
  g_autoptr (RnParameters) parameters = NULL;
  g_autoptr (RnGraph) graph = NULL;
  RnShape shape;
  RnSessionOptions options = {
    .mode = self->training ? RN_MODE_TRAIN : RN_MODE_EVAL,
    .backward = self->training,
    .keep = self->statistics ? RN_KEEP_STATISTICS : RN_KEEP_NOTHING,
    .threads = threads,
  };

  graph = build (self, &shape, &parameters, error);
  if (graph == NULL || !make_input (self, &shape, error))
    return FALSE;
  make_labels (self, graph);
  self->session = rn_session_new (graph, parameters, &shape, &options, error);
  if (self->session == NULL)
    return FALSE;
  if (self->statistics)
    attach_recorder (self);
  return TRUE;
}

/* The input is written each time: bringing it into the engine's layout is part of the work, as it
 * is of PyTorch's. */
gboolean
bench_case_run (BenchCase *self, GError **error)
{
  if (!rn_session_set_input (self->session, 0, self->input, error))
    return FALSE;
  if (self->training && !rn_session_set_labels (self->session, self->labels, error))
    return FALSE;
  if (!rn_session_forward (self->session, NULL, error))
    return FALSE;
  if (self->training && !rn_session_backward (self->session, NULL, error))
    return FALSE;
  return !self->update
         || rn_parameters_sgd (rn_session_parameters (self->session), 0.1, 0.9, 1e-4, error);
}
