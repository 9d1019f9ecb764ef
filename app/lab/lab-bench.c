/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the worker keeps between tasks. */
#include "config.h"

#include "lab-bench.h"

#include <malloc.h>

LabBench *
lab__bench_new (void)
{
  return g_new0 (LabBench, 1);
}

void
lab__bench_clear (LabBench *self)
{
  g_clear_pointer (&self->pass, lab_pass_unref);
  g_clear_pointer (&self->recorder, rn_recorder_detach);
  g_clear_pointer (&self->records, rn_records_free);
  g_clear_pointer (&self->session, rn_session_free);
  g_clear_pointer (&self->graph, rn_graph_unref);
  g_clear_pointer (&self->times, g_free);
  g_clear_pointer (&self->channels, g_free);
  g_clear_pointer (&self->key, g_free);
  self->runs = 0;
  self->label = 0;
  /* Networks are large and of many sizes: what the allocator keeps for later would only pile up. */
  malloc_trim (0);
}

void
lab__bench_stale (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "another network is open by now");
}

gboolean
lab__bench_is_stale (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

void
lab__bench_publish (LabBench *self, gpointer result)
{
  self->publish (self->worker, result);
}

void
lab__bench_free (LabBench *self)
{
  lab__bench_clear (self);
  g_clear_pointer (&self->parameters, rn_parameters_unref);
  lab__depth_runs_free (self->depth_runs);
  g_free (self->parameters_key);
  g_free (self->weights_words);
  rn_origin_free (self->origin);
  g_free (self->weights_sha256);
  g_free (self);
}
