/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The passes a report is about: the same numbers as the window's, and sessions for timing. */
#include "config.h"

#include "lab-report-private.h"

#include <stdlib.h>
#include <string.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "rn-random.h"

#define PASSES 3                 /* of which a layer's time is the median */

void
lab__run_clear (LabRun *self)
{
  g_clear_pointer (&self->records, rn_records_free);
  g_clear_pointer (&self->origin, rn_origin_free);
  g_clear_pointer (&self->session, rn_session_free);
  g_clear_pointer (&self->input, rn_tensor_unref);
  g_clear_pointer (&self->parameters, rn_parameters_unref);
  g_clear_pointer (&self->graph, rn_graph_unref);
  g_clear_pointer (&self->spec, rn_spec_unref);
}

static gboolean
build (LabRun *self, GArray *cuts, const RnShape *input, GError **error)
{
  RnBuildOptions options = { .loss = rn_spec_n_classes (self->spec) > 0,
                             .scales = cuts != NULL ? (const LabCut *) cuts->data : NULL,
                             .n_scales = cuts != NULL ? cuts->len : 0 };

  if (input != NULL)
    options.input = *input;
  self->graph = rn_spec_build (self->spec, &options, error);
  return self->graph != NULL;
}

/* Everything kept: values, gradients, and those of the edges. */
static gboolean
check_memory (const LabRun *self, GError **error)
{
  return lab__memory_check (self->graph, 3, 3, error);
}

static gboolean
make_parameters (LabRun *self, const LabReport *report, GError **error)
{
  g_autoptr (RnWeightsReport) found = NULL;

  self->parameters = rn_parameters_new (self->graph, error);
  if (self->parameters == NULL)
    return FALSE;
  rn_parameters_initialize (self->parameters, report->document->seed);
  if (report->weights_file == NULL)
    return TRUE;
  if (!rn_weights_open (self->parameters, report->weights_file, &report->weights_options, &found,
                        error))
    return FALSE;
  self->origin = g_steal_pointer (&found->origin);
  return TRUE;
}

static RnTensor *
make_noise (const RnShape *shape, guint64 seed, const char *stream, GError **error)
{
  RnTensor *noise = rn_tensor_new (shape, error);

  if (noise != NULL)
    rn_tensor_fill_normal (noise, seed, rn_random_stream (stream));
  return noise;
}

/* The picture where one fits; a block that takes other channels gets random numbers. */
static gboolean
make_input (LabRun *self, const LabDocument *document, GError **error)
{
  const RnShape *shape = &rn_graph_node (self->graph, 0)->shape;

  self->input = shape->dim[1] == 1 || shape->dim[1] == 3
                  ? lab_picture_tensor (document->picture, (guint) shape->dim[2],
                                        (guint) shape->dim[3], (guint) shape->dim[1],
                                        self->origin, error)
                  : make_noise (shape, document->seed, "input", error);
  return self->input != NULL;
}

static gboolean
plan (LabRun *self, RnKeep keep, const LabReport *report, GError **error)
{
  const RnSessionOptions options = {
    /* running statistics that were never trained say nothing (lab-pass.h) */
    .mode = report->weights_file != NULL && keep == RN_KEEP_ALL ? RN_MODE_EVAL : RN_MODE_TRAIN,
    .backward = TRUE,
    .keep = keep,
    .threads = report->threads,
  };

  self->session = rn_session_new (self->graph, self->parameters, rn_tensor_shape (self->input),
                                  &options, error);
  return self->session != NULL && rn_session_set_input (self->session, 0, self->input, error);
}

/* Blocks end in no loss: their gradient starts from normal random numbers. */
static gboolean
aim_block (LabRun *self, guint64 seed, GError **error)
{
  const RnShape *shape = rn_session_shape (self->session, rn_graph_output (self->graph));
  g_autoptr (RnTensor) gradient = make_noise (shape, seed, "grad_output", error);

  return gradient != NULL
         && rn_session_set_output_gradient (self->session, gradient, error);
}

static guint
find_largest (RnTensor *logits)
{
  guint top = 0;

  for (guint k = 1; k < rn_tensor_elements (logits); k++)
    if (rn_tensor_values (logits)[k] > rn_tensor_values (logits)[top])
      top = k;
  return top;
}

/*
 * Against what the network itself finds likeliest. In training a pass moves the running statistics,
 * which a first one for finding the label must not.
 */
static gboolean
aim_network (LabRun *self, const RnProgress *progress, GError **error)
{
  gsize bytes = rn_graph_parameter_floats (self->graph) * sizeof (float);
  g_autofree float *before = g_memdup2 (rn_parameters_values (self->parameters, 0), bytes);
  g_autoptr (RnTensor) logits = NULL;
  guint label = 0;

  if (!rn_session_set_labels (self->session, &label, error)
      || !rn_session_forward (self->session, progress, error))
    return FALSE;
  logits = rn_session_activation (self->session, rn_graph_output (self->graph), error);
  if (logits == NULL)
    return FALSE;
  label = find_largest (logits);
  memcpy (rn_parameters_values (self->parameters, 0), before, bytes);
  rn_parameters_changed (self->parameters);
  return rn_session_set_labels (self->session, &label, error);
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof (double), compare_doubles);
  return values[n / 2];
}

/* Whole passes, the last of which is the one that is shown. A first one warms up what is only made
 * when it is needed; of several a layer's time is the median. */
static gboolean
run_passes (LabRun *self, guint passes, const RnProgress *progress, GError **error)
{
  guint n = rn_graph_n_nodes (self->graph);
  g_autofree double *times = g_new (double, 2 * n * passes);

  for (guint pass = 0; pass < passes; pass++)
    {
      if (!rn_session_forward (self->session, progress, error)
          || !rn_session_backward (self->session, progress, error))
        return FALSE;
      for (RnNode i = 0; i < n; i++)
        {
          const RnRecord *record = &g_array_index (self->records->records, RnRecord, i);

          times[2 * i * passes + pass] = record->forward_ms;
          times[(2 * i + 1) * passes + pass] = record->backward_ms;
        }
    }
  for (RnNode i = 0; i < n; i++)
    {
      RnRecord *record = &g_array_index (self->records->records, RnRecord, i);

      record->forward_ms = median (times + 2 * i * passes, passes);
      record->backward_ms = median (times + (2 * i + 1) * passes, passes);
    }
  return TRUE;
}

static gboolean
record (LabRun *self, const LabReport *report, const RnProgress *progress, GError **error)
{
  g_autoptr (RnRecorder) recorder = NULL;

  self->records = rn_records_new (self->session);
  self->records->seed = report->document->seed;
  self->records->weights_sha256 = g_strdup (report->weights_sha256);
  if (rn_graph_node (self->graph, 0)->shape.dim[1] == 1
      || rn_graph_node (self->graph, 0)->shape.dim[1] == 3)
    self->records->picture_sha256 = g_strdup (lab_picture_sha256 (report->document->picture));
  recorder = rn_recorder_attach (self->session, self->records,
                                 (report->timing ? RN_RECORD_TIME : 0) | RN_RECORD_VALUES
                                   | RN_RECORD_GRADIENTS | RN_RECORD_SPLITS | RN_RECORD_IDENTITY);
  return run_passes (self, report->timing ? PASSES : 1, progress, error);
}

gboolean
lab__run (LabRun *self, const LabReport *report, const RnProgress *progress, GError **error)
{
  const LabDocument *document = report->document;

  self->spec = rn_spec_ref (document->spec);
  if (!build (self, document->cuts, NULL, error) || !check_memory (self, error)
      || !rn_progress_step (progress, 0.05, _("drawing weights"), error)
      || !make_parameters (self, report, error) || !make_input (self, document, error)
      || !rn_progress_step (progress, 0.1, _("planning"), error)
      || !plan (self, RN_KEEP_ALL, report, error))
    return FALSE;
  return (rn_graph_loss (self->graph) != RN_NODE_NONE ? aim_network (self, progress, error)
                                                      : aim_block (self, document->seed, error))
         && record (self, report, progress, error);
}

/* ── for timing ── */

gboolean
lab__run_plan_bare (LabRun *self, RnSpec *spec, const LabReport *report, GError **error)
{
  guint64 seed = report->document->seed;
  RnShape shape = report->specs != NULL && report->input.rank > 0 ? report->input
                                                                  : rn_spec_input (spec);
  g_autofree guint *labels = g_new0 (guint, shape.dim[0]);

  if (shape.dim[1] == 0)
    shape.dim[1] = rn_spec_input (spec).dim[1];
  self->spec = rn_spec_ref (spec);
  if (!build (self, report->specs == NULL ? report->document->cuts : NULL, &shape, error)
      || !check_memory (self, error))
    return FALSE;
  self->parameters = rn_parameters_new (self->graph, error);
  self->input = self->parameters != NULL ? make_noise (&shape, seed, "input", error) : NULL;
  if (self->input == NULL)
    return FALSE;
  rn_parameters_initialize (self->parameters, seed);
  if (!plan (self, RN_KEEP_NOTHING, report, error))
    return FALSE;
  return rn_graph_loss (self->graph) != RN_NODE_NONE
           ? rn_session_set_labels (self->session, labels, error)
           : aim_block (self, seed, error);
}
