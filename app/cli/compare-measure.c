/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Networks and blocks timed in turns. */
#include "config.h"

#include "compare-measure.h"

#include "cli.h"
#include "rn-trial.h"

void
compare_subject_clear (CompareSubject *self)
{
  cli_subject_clear (&self->subject);
}

static gboolean
count (CompareSubject *self, GError **error)
{
  const RnGraph *graph = self->subject.graph;
  guint n = rn_graph_n_nodes (graph);
  g_autofree RnShape *shapes = g_new (RnShape, n);

  if (!rn_graph_infer (graph, rn_tensor_shape (self->subject.input), shapes, error))
    return FALSE;
  rn_totals_measure (graph, shapes, 0, n, rn_convention_default (), &self->totals);
  return TRUE;
}

gboolean
compare_open (CompareSubject *self, RnSpec *spec, const RnShape *input, int threads, GError **error)
{
  const CliSource source = { .noise = TRUE, .threads = threads };

  return cli_subject_open (&self->subject, &source, spec, input, TRUE, error)
         && count (self, error)
         && cli_subject_plan (&self->subject, &source, RN_MODE_TRAIN, TRUE, RN_KEEP_NOTHING, error)
         && rn_trial_aim (self->subject.session, 0, error);
}

gboolean
compare_measure (CompareSubject *subjects, guint n, guint runs, GError **error)
{
  g_autofree LabTimed *timed = g_new0 (LabTimed, n);
  gboolean done;

  for (guint i = 0; i < n; i++)
    lab_timed_init (&timed[i], subjects[i].subject.session, TRUE);
  done = lab_time (timed, n, runs, cli_progress (), NULL, NULL, error);
  for (guint i = 0; i < n; i++)
    {
      subjects[i].forward = lab_timed_forward (&timed[i]);
      subjects[i].backward = lab_timed_backward (&timed[i]);
      lab_timed_clear (&timed[i]);
    }
  return done;
}
