/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One network runs forward and backward over the document's batch, and its splits are kept. */
#include "config.h"

#include "lab-depth-private.h"

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-depth-run.h"
#include "rn-trial.h"
#include "rn-weights.h"

static void
report_part (double fraction, const char *what, gpointer data)
{
  const LabDepthPart *part = data;

  if (part->whole != NULL && part->whole->report != NULL)
    part->whole->report (part->from + part->size * fraction, part->name, part->whole->data);
}

static RnGraph *
build (RnSpec *spec, const LabDocument *document, guint n_cuts, GError **error)
{
  RnBuildOptions options = { .input = rn_spec_input (spec),
                             .loss = rn_spec_n_classes (spec) > 0,
                             .scales = (const LabCut *) document->cuts->data,
                             .n_scales = n_cuts };

  options.input.dim[0] = document->samples;
  return rn_spec_build (spec, &options, error);
}

/* Every output lies in memory until the backward pass has used it, and so does its gradient for a
 * while; parameters have theirs and packed copies. */
static gboolean
check_memory (RnGraph *graph, GError **error)
{
  return lab__memory_check (graph, 2, 4, error);
}

/* Weights of a file are those of the document's own network; it runs on the statistics they come
 * with (lab-pass.h). */
static gboolean
is_trained (RnSpec *spec, const LabDocument *document)
{
  return document->weights != NULL && spec == document->spec;
}

static gboolean
fill (RnParameters *parameters, gboolean trained, const LabDocument *document, RnOrigin **origin,
      GError **error)
{
  g_autoptr (RnWeightsReport) report = NULL;

  rn_parameters_initialize (parameters, document->seed);
  if (!trained)
    return TRUE;
  if (!rn_weights_open (parameters, document->weights, &document->weights_how, &report, error))
    return FALSE;
  *origin = g_steal_pointer (&report->origin);
  return TRUE;
}

static RnSession *
plan (RnGraph *graph, gboolean trained, const LabDocument *document, GError **error)
{
  const RnSessionOptions options = { .mode = trained ? RN_MODE_EVAL : RN_MODE_TRAIN,
                                     .backward = TRUE, .keep = RN_KEEP_VALUES };
  const RnShape *shape = &rn_graph_node (graph, 0)->shape;
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, error);
  g_autoptr (RnOrigin) origin = NULL;
  g_autoptr (RnTensor) input = NULL;
  g_autoptr (RnSession) session = NULL;

  if (parameters == NULL || !fill (parameters, trained, document, &origin, error))
    return NULL;
  input = lab__depth_input (document, origin, shape, error);
  session = input != NULL ? rn_session_new (graph, parameters, shape, &options, error) : NULL;
  if (session == NULL || !rn_session_set_input (session, 0, input, error)
      || !rn_trial_aim (session, document->seed, error))
    return NULL;
  return g_steal_pointer (&session);
}

RnSession *
lab__depth_start (const LabDocument *document, GError **error)
{
  g_autoptr (RnSpec) spec =
    lab_spec_with_norm (document->spec, document->norm ? NULL : "none", error);
  g_autoptr (RnGraph) graph = spec != NULL ? build (spec, document, document->cuts->len, error)
                                           : NULL;

  return graph != NULL && check_memory (graph, error)
           ? plan (graph, is_trained (spec, document), document, error) : NULL;
}

static RnRecords *
record (RnSession *session, const LabDocument *document, LabDepthPart *part, GError **error)
{
  g_autoptr (RnRecords) records = rn_records_new (session);
  g_autoptr (RnRecorder) recorder = rn_recorder_attach (session, records, LAB_DEPTH_FLAGS);
  RnProgress progress = { report_part, part,
                          part->whole != NULL ? part->whole->cancellable : NULL };

  records->seed = document->seed;
  records->picture_sha256 = g_strdup (lab_picture_sha256 (document->picture));
  part->size /= 2;
  if (!rn_session_forward (session, &progress, error))
    return NULL;
  part->from += part->size;
  if (!rn_session_backward (session, &progress, error))
    return NULL;
  return g_steal_pointer (&records);
}

static void
survey (LabDepthRun *self)
{
  RnGraph *graph = self->records->graph;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    self->norm |= g_str_equal (rn_graph_node (graph, i)->op->name, "batch_norm");
  for (guint i = 0; i < self->records->splits->len; i++)
    self->shortcuts |= lab_depth_split (self, i)->has_shortcut;
}

LabDepthRun *
lab__depth_run_network (RnSpec *spec, const LabDocument *document, guint n_cuts, const char *key, LabDepthPart *part,
             GError **error)
{
  g_autoptr (RnGraph) graph = NULL;
  g_autoptr (RnSession) session = NULL;
  g_autoptr (RnRecords) records = NULL;
  LabDepthRun *self;

  if (!rn_progress_step (part->whole, part->from, part->name, error))
    return NULL;
  graph = build (spec, document, n_cuts, error);
  session = graph != NULL && check_memory (graph, error)
              ? plan (graph, is_trained (spec, document), document, error) : NULL;
  records = session != NULL ? record (session, document, part, error) : NULL;
  if (records == NULL)
    return NULL;
  self = g_new0 (LabDepthRun, 1);
  g_atomic_ref_count_init (&self->refs);
  self->key = g_strdup (key);
  self->spec = rn_spec_ref (spec);
  self->trained = is_trained (spec, document);
  self->records = g_steal_pointer (&records);
  survey (self);
  return self;
}
