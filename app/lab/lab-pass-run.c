/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How a pass is planned and run on the worker's bench. */
#include "config.h"

#include "lab-pass-private.h"

#include <string.h>

#include "fig-i18n.h"
#include "rn-file.h"
#include "rn-random.h"
#include "rn-trial.h"
#include "rn-weights.h"

static RnGraph *
build (const LabDocument *document, GError **error)
{
  const RnBuildOptions options = { .loss = rn_spec_n_classes (document->spec) > 0,
                                   .scales = (const LabCut *) document->cuts->data,
                                   .n_scales = document->cuts->len };

  return rn_spec_build (document->spec, &options, error);
}

/* “weights of resnet20.safetensors: all 97 match, named as in torchvision” (transfer full) */
static char *
tell_weights (const char *file, const RnWeightsReport *report)
{
  g_autofree char *name = g_filename_display_basename (file);
  guint matched = report->counts[RN_WEIGHT_MATCHED];

  if (rn_weights_report_whole (report) && report->counts[RN_WEIGHT_REPLACED] == 0)
    /* TRANSLATORS: a file, how many tensors, whose names they have: “torchvision” */
    return g_strdup_printf (_("weights of %s: all %u match, named as in %s"), name, matched,
                            rn_dialect_title (report->dialect));
  /* TRANSLATORS: a file, how many tensors of how many fit, whose names they have */
  return g_strdup_printf (_("weights of %s: %u of %u match, the rest is untrained; named as in %s"), name,
                          matched, matched + report->counts[RN_WEIGHT_MISSING]
                                     + report->counts[RN_WEIGHT_WRONG_SHAPE]
                                     + report->counts[RN_WEIGHT_REPLACED],
                          rn_dialect_title (report->dialect));
}

/* Trained weights; where all of them must fit, the error lists what differs. */
static gboolean
open_weights (LabBench *bench, RnParameters *parameters, const LabDocument *document, GError **error)
{
  g_autoptr (RnWeightsReport) report = NULL;
  g_autofree char *sha256 = NULL;

  if (!rn_weights_open (parameters, document->weights, &document->weights_how, &report, error)
      || (sha256 = rn_file_sha256 (document->weights, error)) == NULL)
    return FALSE;
  g_free (bench->weights_sha256);
  bench->weights_sha256 = g_steal_pointer (&sha256);
  g_clear_pointer (&bench->origin, rn_origin_free);
  bench->origin = g_steal_pointer (&report->origin);
  g_free (bench->weights_words);
  bench->weights_words = tell_weights (document->weights, report);
  return TRUE;
}

static gboolean
fill_parameters (LabBench *bench, const LabDocument *document, RnParameters *made, GError **error)
{
  rn_parameters_initialize (made, document->seed);
  if (document->weights != NULL)
    return open_weights (bench, made, document, error);
  g_clear_pointer (&bench->origin, rn_origin_free);
  g_clear_pointer (&bench->weights_words, g_free);
  g_clear_pointer (&bench->weights_sha256, g_free);
  return TRUE;
}

/* Of the same spec and seed, with other shortcuts cut: the same numbers in the same order. */
static gboolean
make_parameters (LabBench *bench, const LabDocument *document, GError **error)
{
  json_object *json = rn_spec_json (document->spec);
  g_autofree char *weights = lab_document_weights_key (document);
  g_autofree char *key = g_strdup_printf ("%" G_GUINT64_FORMAT "%s %s", document->seed, weights,
                                          json_object_to_json_string (json));
  g_autoptr (RnParameters) made = rn_parameters_new (bench->graph, error);
  gsize floats = rn_graph_parameter_floats (bench->graph);

  json_object_put (json);
  if (made == NULL)
    return FALSE;
  if (g_strcmp0 (key, bench->parameters_key) == 0 && floats > 0)
    {
      memcpy (rn_parameters_values (made, 0), rn_parameters_values (bench->parameters, 0),
              floats * sizeof (float));
      rn_parameters_changed (made);
    }
  else if (!fill_parameters (bench, document, made, error))
    return FALSE;
  g_clear_pointer (&bench->parameters, rn_parameters_unref);
  bench->parameters = g_steal_pointer (&made);
  g_free (bench->parameters_key);
  bench->parameters_key = g_steal_pointer (&key);
  return TRUE;
}

/* Only trained weights have running statistics that mean something. */
static RnSession *
plan_session (LabBench *bench, gboolean backward, GError **error)
{
  const RnSessionOptions options = { .mode = bench->weights_words != NULL ? RN_MODE_EVAL
                                                                          : RN_MODE_TRAIN,
                                     .backward = backward,
                                     .keep = RN_KEEP_ALL };
  const RnShape *input = &rn_graph_node (bench->graph, 0)->shape;

  return rn_session_new (bench->graph, bench->parameters, input, &options, error);
}

gboolean
lab__pass_plan (LabBench *bench, const LabPassRequest *request, const RnProgress *progress, GError **error)
{
  guint n;

  lab__bench_clear (bench);
  bench->graph = build (request->document, error);
  if (bench->graph == NULL
      || !lab__memory_check (bench->graph, request->backward ? 3 : 1, request->backward ? 3 : 2, error)
      || !rn_progress_step (progress, 0, _("drawing weights"), error)
      || !make_parameters (bench, request->document, error)
      || !rn_progress_step (progress, 0.1, _("planning"), error)
      || (bench->session = plan_session (bench, request->backward, error)) == NULL)
    return FALSE;
  n = rn_graph_n_nodes (bench->graph);
  bench->times = g_new0 (float, (gsize) 2 * n * LAB_RUNS_KEPT);
  bench->records = rn_records_new (bench->session);
  bench->records->seed = request->document->seed;
  bench->records->weights_sha256 = g_strdup (bench->weights_sha256);
  bench->recorder = rn_recorder_attach (bench->session, bench->records,
                                        RN_RECORD_TIME | RN_RECORD_VALUES | RN_RECORD_GRADIENTS
                                          | RN_RECORD_SPLITS);
  bench->key = g_strdup (request->network);
  return rn_trial_aim (bench->session, request->document->seed, error);
}

/* ── running ── */

RnTensor *
lab__pass_input (const LabDocument *document, const RnOrigin *origin, const RnShape *shape,
                 GError **error)
{
  RnTensor *noise;

  if (shape->dim[1] == 1 || shape->dim[1] == 3)
    return lab_picture_tensor (document->picture, (guint) shape->dim[2], (guint) shape->dim[3],
                               (guint) shape->dim[1], origin, error);
  noise = rn_tensor_new (shape, error);
  if (noise != NULL)
    rn_tensor_fill_normal (noise, document->seed, rn_random_stream ("input"));
  return noise;
}

gboolean
lab__pass_forward (LabBench *bench, RnTensor *input, const RnProgress *progress, GError **error)
{
  g_autoptr (RnTensor) logits = NULL;
  gboolean labelled = bench->pass != NULL;

  if (!rn_session_set_input (bench->session, 0, input, error)
      || (rn_graph_loss (bench->graph) != RN_NODE_NONE
          && !rn_session_set_labels (bench->session, &bench->label, error))
      || !rn_session_forward (bench->session, progress, error))
    return FALSE;
  logits = labelled ? NULL : lab__pass_logits (bench);
  if (logits == NULL)
    return TRUE;
  bench->label = lab__pass_largest (logits);
  return rn_session_set_labels (bench->session, &bench->label, error)
         && rn_session_seek (bench->session, rn_graph_n_nodes (bench->graph), error);
}
