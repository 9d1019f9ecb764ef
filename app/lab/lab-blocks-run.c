/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks made ready to be timed. */
#include "config.h"

#include "lab-blocks-run.h"

#include <malloc.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "lab-comparison.h"
#include "rn-trial.h"

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

static RnSession *
plan (RnGraph *graph, GError **error)
{
  const RnSessionOptions options = { .mode = RN_MODE_TRAIN, .backward = TRUE, .input_gradient = TRUE,
                                     .keep = RN_KEEP_NOTHING };

  return rn_trial_session (graph, 0, &options, error);
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
  /* what is kept for backward, its gradients, the engine's own copies; parameters with theirs */
  if (!lab__memory_check (self->graphs[i], 3, 3, error))
    return FALSE;
  self->sessions[i] = plan (self->graphs[i], error);
  if (self->sessions[i] == NULL)
    return FALSE;
  lab_timed_init (&self->timed[i], self->sessions[i], backward);
  return TRUE;
}
