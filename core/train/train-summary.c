/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a run was, on what, what it takes, and what came out. */
#include "config.h"

#include "train-run-private.h"

#include <math.h>

#include "rn-cost.h"
#include "rn-json-private.h"

static void
add (json_object *json, const char *key, json_object *value)
{
  json_object_object_add (json, key, value);
}

static json_object *
describe_data (RnDataset *data, const RnProgress *progress, GError **error)
{
  g_autofree char *sha256 = rn_dataset_sha256 (data, progress, error);
  json_object *json;

  if (sha256 == NULL)
    return NULL;
  json = json_object_new_object ();
  add (json, "kind", json_object_new_string (rn_dataset_kind (data)));
  add (json, "split", json_object_new_string (rn_dataset_split (data)));
  add (json, "pictures", json_object_new_uint64 (rn_dataset_n (data)));
  add (json, "sha256", json_object_new_string (sha256));
  return json;
}

static json_object *
describe_result (RnTrainRun *self)
{
  guint64 steps = rn_trainer_done (self->trainer) - self->resumed;
  double seconds = (double) self->busy_us / 1e6;
  json_object *json = json_object_new_object ();

  add (json, "steps", json_object_new_uint64 (rn_trainer_done (self->trainer)));
  add (json, "loss", rn__json_real (steps > 0 ? self->last.loss : NAN));
  add (json, "test_loss", rn__json_real (self->tested.loss));
  add (json, "test_accuracy", rn__json_real (self->tested.accuracy));
  add (json, "parameter_norm", rn__json_real (rn_trainer_parameter_norm (self->trainer)));
  add (json, "seconds", rn__json_real (seconds));
  add (json, "pictures_per_second",
       rn__json_real (steps > 0 ? (double) steps * self->config->batch / seconds : NAN));
  add (json, "waited_for_data_seconds",
       rn__json_real ((double) rn_loader_waited_us (rn_trainer_loader (self->trainer)) / 1e6));
  return json;
}

/* The share of a forward pass's multiply-adds that the backward pass makes a second time. */
static double
share_again (RnSession *session)
{
  RnGraph *graph = rn_session_graph (session);
  guint n = rn_graph_n_nodes (graph);
  g_autofree RnShape *shapes = g_new (RnShape, n);
  double all = 0, again = 0;

  for (RnNode i = 0; i < n; i++)
    shapes[i] = *rn_session_shape (session, i);
  for (RnNode i = 0; i < n; i++)
    {
      RnCost cost = { 0 };

      rn_cost_node (graph, i, shapes, &cost);
      all += (double) cost.macs;
      again += rn_plan_computes_again (rn_session_plan (session), i) ? (double) cost.macs : 0;
    }
  return all > 0 ? again / all : 0;
}

RnTrainMemory
rn_train_run_memory (RnTrainRun *self)
{
  RnSession *session = rn_trainer_session (self->trainer);

  return (RnTrainMemory) { rn_plan_memory (rn_session_plan (session)), share_again (session) };
}

static json_object *
describe_memory (RnTrainRun *self)
{
  RnTrainMemory memory = rn_train_run_memory (self);
  json_object *json = json_object_new_object ();

  add (json, "tensors_bytes", json_object_new_uint64 (memory.plan.tensors));
  add (json, "tensors_bytes_all_kept", json_object_new_uint64 (memory.plan.tensors_kept));
  add (json, "kernels_bytes", json_object_new_uint64 (memory.plan.kernels));
  add (json, "computed_again", rn__json_real (memory.again));
  return json;
}

json_object *
rn_train_run_summary (RnTrainRun *self, const RnProgress *progress, GError **error)
{
  json_object *train
      = describe_data (rn_loader_dataset (rn_trainer_loader (self->trainer)), progress, error);
  json_object *test = train != NULL && self->test_data != NULL
                          ? describe_data (self->test_data, progress, error)
                          : NULL;
  RnSession *session = rn_trainer_session (self->trainer);
  json_object *json;

  if (train == NULL || (self->test_data != NULL && test == NULL))
    {
      json_object_put (train);
      return NULL;
    }
  json = json_object_new_object ();
  add (json, "format", json_object_new_string ("reslab-training"));
  add (json, "version", json_object_new_int (1));
  add (json, "reslab", json_object_new_string (RN_VERSION));
  add (json, "machine", rn__json_machine ());
  add (json, "engine", json_object_new_string (rn_engine_name (rn_engine_default ())));
  add (json, "threads", json_object_new_uint64 (rn_session_options (session)->threads));
  add (json, "ranks", json_object_new_uint64 (rn_comm_ranks (rn_trainer_comm (self->trainer))));
  add (json, "config", rn_train_config_json (self->config));
  add (json, "network", rn_spec_json (rn_trainer_spec (self->trainer)));
  add (json, "train", train);
  add (json, "test", test);
  add (json, "memory", describe_memory (self));
  add (json, "result", describe_result (self));
  return json;
}
