/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks made ready to be timed. */
#include "config.h"

#include "lab-blocks-run.h"

#include <malloc.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-comparison.h"
#include "lab-depth-run.h"
#include "rn-random.h"

LabBlocksRun *
lab__blocks_run_new (void)
{
  return g_new0 (LabBlocksRun, 1);
}

void
lab__blocks_run_free (LabBlocksRun *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      lab_timed_clear (&self->timed[i]);
      g_clear_pointer (&self->sessions[i], rn_session_free);
      g_clear_pointer (&self->graphs[i], rn_graph_unref);
    }
  g_free (self);
  malloc_trim (0);             /* activations are large: what the allocator keeps would pile up */
}

/* What is kept for backward, its gradients, the engine's own copies; parameters with theirs. */
static guint64
estimate_bytes (const RnGraph *graph)
{
  guint64 elements = 0;

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    elements += rn_shape_elements (&rn_graph_node (graph, i)->shape);
  return sizeof (float) * 3 * (elements + rn_graph_parameter_floats (graph));
}

static gboolean
set_input (RnSession *session, GError **error)
{
  g_autoptr (RnTensor) input = rn_tensor_new (rn_session_shape (session, 0), error);

  if (input == NULL)
    return FALSE;
  rn_tensor_fill_normal (input, 0, rn_random_stream ("input"));
  return rn_session_set_input (session, 0, input, error);
}

static RnSession *
plan (RnGraph *graph, gboolean backward, GError **error)
{
  const RnSessionOptions options = { .mode = RN_MODE_TRAIN, .backward = TRUE,
                                     .keep = RN_KEEP_NOTHING };
  g_autoptr (RnParameters) parameters = rn_parameters_new (graph, error);
  g_autoptr (RnSession) session = NULL;

  if (parameters == NULL)
    return NULL;
  rn_parameters_initialize (parameters, 0);
  session = rn_session_new (graph, parameters, &rn_graph_node (graph, 0)->shape, &options, error);
  if (session == NULL || !set_input (session, error)
      || (backward && !lab_aim (session, 0, error)))
    return NULL;
  return g_steal_pointer (&session);
}

gboolean
lab__blocks_run_add (LabBlocksRun *self, const RnBlockSpec *spec, guint batch, guint side,
                     gboolean backward, const RnProgress *progress, GError **error)
{
  guint i = self->n;

  g_return_val_if_fail (i < LAB_BLOCKS_RUN_MOST, FALSE);
  if (!rn_progress_step (progress, 0, _("planning"), error))
    return FALSE;
  self->graphs[i] = lab__block_graph (spec, batch, side, error);
  if (self->graphs[i] == NULL)
    return FALSE;
  self->n++;
  if (!lab__memory_check (estimate_bytes (self->graphs[i]), rn_graph_name (self->graphs[i]),
                          error))
    return FALSE;
  self->sessions[i] = plan (self->graphs[i], backward, error);
  if (self->sessions[i] == NULL)
    return FALSE;
  lab_timed_init (&self->timed[i], self->sessions[i], backward);
  return TRUE;
}
