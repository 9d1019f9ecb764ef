/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Records of a run: what is known before it runs, and room for what is measured. */

#include "config.h"

#include "rn-record.h"

#include <math.h>

static void
clear_record (gpointer data)
{
  RnRecord *record = data;

  g_clear_pointer (&record->histogram, g_free);
  g_clear_pointer (&record->gradient_histogram, g_free);
}

static void
add_record (RnRecords *self, RnNode node)
{
  RnCost cost = { 0 };
  RnRecord record = {
    .node = node, .output = self->shapes[node], .forward_ms = NAN, .backward_ms = NAN
  };

  rn_cost_node (self->graph, node, self->shapes, &cost);
  record.parameters = cost.parameters;
  record.macs = cost.macs;
  record.output_bytes = rn_shape_elements (&self->shapes[node]) * sizeof (float);
  g_array_append_val (self->records, record);
}

/* A block is plain where nothing but its branch reads its input. */
static gboolean
has_shortcut (const RnGraph *graph, const RnScopeInfo *block)
{
  g_autoptr (GArray) readers = rn_graph_readers (graph, block->input);

  for (guint i = 0; i < readers->len; i++)
    {
      RnNode reader = g_array_index (readers, RnNode, i);
      RnScope scope = rn_graph_node (graph, reader)->scope;

      if (reader >= block->first && reader < block->end
          && rn_graph_scope_above (graph, scope, RN_SCOPE_BRANCH) == RN_SCOPE_ROOT)
        return TRUE;
    }
  return FALSE;
}

static void
add_split (RnRecords *self, RnScope scope)
{
  RnSplit split = {
    .block = scope,
    .has_shortcut = has_shortcut (self->graph, rn_graph_scope (self->graph, scope)),
    .ratio = NAN,
    .cosine = NAN,
    .identity_error = NAN,
    .branch_deviation = NAN,
    .output_deviation = NAN,
    .peak = NAN,
    .peak_shortcut = NAN,
    .peak_branch = NAN,
  };

  g_array_append_val (self->splits, split);
}

/**
 * rn_records_new:
 *
 * Returns: (transfer full): a record a node and a split a block, with shapes and counts, and
 * nothing measured
 */
RnRecords *
rn_records_new (RnSession *session)
{
  RnRecords *self = g_new0 (RnRecords, 1);
  const RnSessionOptions *options = rn_session_options (session);
  guint n;

  self->graph = rn_graph_ref (rn_session_graph (session));
  n = rn_graph_n_nodes (self->graph);
  self->shapes = g_new (RnShape, n);
  self->records = g_array_new (FALSE, TRUE, sizeof (RnRecord));
  self->splits = g_array_new (FALSE, TRUE, sizeof (RnSplit));
  g_array_set_clear_func (self->records, clear_record);
  for (RnNode i = 0; i < n; i++)
    self->shapes[i] = *rn_session_shape (session, i);
  for (RnNode i = 0; i < n; i++)
    add_record (self, i);
  for (RnScope i = 0; i < rn_graph_n_scopes (self->graph); i++)
    if (rn_graph_scope (self->graph, i)->kind == RN_SCOPE_BLOCK)
      add_split (self, i);
  self->spec = g_strdup (rn_graph_scope (self->graph, RN_SCOPE_ROOT)->spec);
  self->engine = g_strdup (rn_engine_name (options->engine));
  self->threads = options->threads;
  self->mode = options->mode;
  self->backward = options->backward;
  self->loss = self->forward_ms = self->backward_ms = NAN;
  return self;
}

RnRecords *
rn_records_copy (const RnRecords *self)
{
  RnRecords *copy = g_memdup2 (self, sizeof *self);

  copy->graph = rn_graph_ref (self->graph);
  copy->shapes = g_memdup2 (self->shapes, rn_graph_n_nodes (self->graph) * sizeof (RnShape));
  copy->records = g_array_copy (self->records);
  g_array_set_clear_func (copy->records, clear_record);
  for (guint i = 0; i < copy->records->len; i++)
    {
      RnRecord *record = &g_array_index (copy->records, RnRecord, i);

      record->histogram = g_memdup2 (record->histogram, sizeof *record->histogram);
      record->gradient_histogram =
        g_memdup2 (record->gradient_histogram, sizeof *record->gradient_histogram);
    }
  copy->splits = g_array_copy (self->splits);
  copy->paths = g_memdup2 (self->paths, sizeof *self->paths);
  copy->spec = g_strdup (self->spec);
  copy->engine = g_strdup (self->engine);
  copy->weights_sha256 = g_strdup (self->weights_sha256);
  copy->picture_sha256 = g_strdup (self->picture_sha256);
  return copy;
}

void
rn_records_free (RnRecords *self)
{
  g_array_unref (self->records);
  g_array_unref (self->splits);
  g_free (self->shapes);
  g_free (self->paths);
  g_free (self->spec);
  g_free (self->engine);
  g_free (self->weights_sha256);
  g_free (self->picture_sha256);
  rn_graph_unref (self->graph);
  g_free (self);
}
