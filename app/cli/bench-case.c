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

#define SEED          0
#define MOST_SAMPLES  65536

static const char *const names[] = {
  "inf_resnet18_b1",           "inf_resnet18_b16",          "inf_resnet50_b1",
  "inf_resnet50_b16",          "inf_resnext50_32x4d_b1",    "inf_resnext50_32x4d_b16",
  "inf_resnet20_b128",         "train_resnet18_b16",        "train_resnet50_b16",
  "train_resnext50_32x4d_b16", "train_resnet20_b128",       "train_resnet18_b16_stats",
  "train_resnet50_b16_stats",  "train_resnet20_b128_stats", "train_resnet50_b16_recompute",
  "train_resnet56_b128",       "train_resnet56_b128_recompute", NULL,
};

static const char *const kinds[BENCH_N_KINDS] = { "inf", "train", "fwd", "bwd" };

const char *const *
bench_case_names (void)
{
  return names;
}

void
bench_case_free (BenchCase *self)
{
  g_clear_pointer (&self->recorder, rn_recorder_detach);
  g_clear_pointer (&self->sgd, rn_sgd_free);
  g_clear_pointer (&self->session, rn_session_free);
  g_clear_pointer (&self->records, rn_records_free);
  g_clear_pointer (&self->input, rn_tensor_unref);
  g_clear_pointer (&self->output_gradient, rn_tensor_unref);
  g_clear_pointer (&self->spec, rn_spec_unref);
  g_free (self->labels);
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
    error, "unknown case “%s”; a case is KIND_MODEL_bBATCH, KIND one of inf, train, fwd and bwd; see --list", name);
}

/* "resnet20" is the CIFAR network, which the performance page calls so. */
static RnSpec *
open_model (const char *word, GError **error)
{
  g_autofree char *cifar = g_strdup_printf ("cifar_%s", word);

  return rn_catalogue_find (word) == NULL && rn_catalogue_find (cifar) != NULL
           ? rn_spec_open (cifar, error)
           : rn_spec_open (word, error);
}

static BenchKind
parse_kind (const char *name)
{
  BenchKind kind = 0;

  while (kind < BENCH_N_KINDS
         && !(g_str_has_prefix (name, kinds[kind]) && name[strlen (kinds[kind])] == '_'))
    kind++;
  return kind;
}

/* Whether @word stands behind @rest, which loses it. */
static gboolean
take_suffix (char *rest, const char *word)
{
  gboolean found = g_str_has_suffix (rest, word);

  if (found)
    rest[strlen (rest) - strlen (word)] = '\0';
  return found;
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
  g_autoptr (GError) refused = NULL;
  char *model, *batch;

  self->name = g_strdup (name);
  self->kind = parse_kind (name);
  self->statistics = take_suffix (rest, "_stats");
  self->recomputes = take_suffix (rest, "_recompute");
  model = strchr (rest, '_');
  batch = strrchr (rest, '_');
  if (self->kind == BENCH_N_KINDS || model == batch || batch[1] != 'b'
      || !parse_batch (batch + 2, &self->batch))
    {
      refuse (name, error);
      return NULL;
    }
  *batch = '\0';
  self->spec = open_model (model + 1, &refused);
  if (self->spec == NULL && strchr (model, '{') == NULL && !g_str_has_suffix (model, ".json"))
    refuse (name, error);
  else if (self->spec == NULL)
    g_propagate_error (error, g_steal_pointer (&refused));
  if (self->spec == NULL)
    return NULL;
  self->updates = self->kind == BENCH_TRAINING
                  && g_str_has_prefix (rn_spec_name (self->spec), "cifar_");
  return g_steal_pointer (&self);
}

/* ── the session ── */

/* The graph to run; for inference its batch norms are taken into the convolutions. */
static RnGraph *
build (const BenchCase *self, RnShape *input, RnParameters **parameters, GError **error)
{
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnParameters) own = NULL;

  *input = rn_spec_input (self->spec);
  input->dim[0] = self->batch;
  graph = rn_spec_build (self->spec, &(RnBuildOptions) { .input = *input,
                                                         .loss = self->kind == BENCH_TRAINING },
                         error);
  own = graph != NULL ? rn_parameters_new (graph, error) : NULL;
  if (own == NULL)
    return NULL;
  rn_parameters_initialize (own, SEED);
  if (self->kind == BENCH_INFERENCE)
    return rn_fold_batch_norm (graph, own, parameters, error);
  *parameters = g_steal_pointer (&own);
  return g_steal_pointer (&graph);
}

static RnTensor *
random_tensor (const RnShape *shape, const char *stream, GError **error)
{
  RnTensor *tensor = rn_tensor_new (shape, error);

  if (tensor != NULL)
    rn_tensor_fill_normal (tensor, SEED, rn_random_stream (stream));
  return tensor;
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

  if (self->kind != BENCH_INFERENCE)
    flags |= RN_RECORD_GRADIENTS | RN_RECORD_SPLITS;
  self->records = rn_records_new (self->session);
  self->recorder = rn_recorder_attach (self->session, self->records, flags);
}

/* What halves read is written once: PyTorch's lies in its layout, too. */
static gboolean
fill (BenchCase *self, const RnGraph *graph, GError **error)
{
  const RnShape *output = rn_session_shape (self->session, rn_graph_output (graph));

  if (self->kind == BENCH_TRAINING)
    make_labels (self, graph);
  if (self->kind == BENCH_INFERENCE || self->kind == BENCH_TRAINING)
    return TRUE;
  self->output_gradient = random_tensor (output, "gradient", error);
  return self->output_gradient != NULL
      && rn_session_set_input (self->session, 0, self->input, error)
      && rn_session_set_output_gradient (self->session, self->output_gradient, error);
}

gboolean
bench_case_open (BenchCase *self, guint threads, GError **error)
{
  gboolean training = self->kind != BENCH_INFERENCE;
  g_autoptr (RnParameters) parameters = NULL;
  g_autoptr (RnGraph) graph = NULL;
  RnShape shape;
  RnSessionOptions options = {
    .mode = training ? RN_MODE_TRAIN : RN_MODE_EVAL,
    .backward = training,
    .input_gradient = self->kind == BENCH_FORWARD || self->kind == BENCH_BACKWARD,
    .keep = self->statistics ? RN_KEEP_STATISTICS : RN_KEEP_NOTHING,
    .recompute = self->recomputes ? RN_RECOMPUTE_BLOCKS : RN_RECOMPUTE_NOTHING,
    .threads = threads,
  };

  graph = build (self, &shape, &parameters, error);
  if (graph == NULL)
    return FALSE;
  self->input = random_tensor (&shape, "input", error);
  if (self->input == NULL)
    return FALSE;
  self->session = rn_session_new (graph, parameters, &shape, &options, error);
  if (self->session == NULL || !fill (self, graph, error))
    return FALSE;
  if (self->statistics)
    attach_recorder (self);
  if (self->updates)
    self->sgd = rn_sgd_new (parameters, &(RnSgdOptions) { .momentum = 0.9, .decay = 1e-4 }, error);
  return !self->updates || self->sgd != NULL;
}

static gboolean
update (BenchCase *self)
{
  if (self->sgd != NULL)
    rn_sgd_step (self->sgd, 0.1);
  return TRUE;
}

gboolean
bench_case_ready (BenchCase *self, GError **error)
{
  return self->kind != BENCH_BACKWARD || rn_session_forward (self->session, NULL, error);
}

/* Of whole passes the input is written each time: bringing it into the engine's layout is part of
 * the work, as it is of PyTorch's. */
gboolean
bench_case_run (BenchCase *self, GError **error)
{
  switch (self->kind)
    {
    case BENCH_FORWARD:
      return rn_session_forward (self->session, NULL, error);
    case BENCH_BACKWARD:
      return rn_session_backward (self->session, NULL, error);
    case BENCH_INFERENCE:
      return rn_session_set_input (self->session, 0, self->input, error)
          && rn_session_forward (self->session, NULL, error);
    case BENCH_TRAINING:
    case BENCH_N_KINDS:
    default:
      return rn_session_set_input (self->session, 0, self->input, error)
          && rn_session_set_labels (self->session, self->labels, error)
          && rn_session_forward (self->session, NULL, error)
          && rn_session_backward (self->session, NULL, error)
          && update (self);
    }
}
