/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task pass: the network runs over the picture, everything kept, and a snapshot is taken. */
#include "config.h"

#include "lab-pass-private.h"

#include "fig-i18n.h"

/* ── the result ── */

LabPass *
lab_pass_ref (LabPass *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
free_tensors (RnTensor **tensors, guint n)
{
  for (guint i = 0; tensors != NULL && i < n; i++)
    g_clear_pointer (&tensors[i], rn_tensor_unref);
  g_free (tensors);
}

void
lab_pass_unref (LabPass *self)
{
  guint n;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  n = rn_graph_n_nodes (self->graph);
  free_tensors (self->maps, n);
  free_tensors (self->gradient_maps, n);
  g_clear_pointer (&self->layer, lab__layer_free);
  g_clear_pointer (&self->records, rn_records_free);
  g_clear_pointer (&self->input, rn_tensor_unref);
  g_free (self->weights);
  rn_origin_free (self->origin);
  g_free (self->channels);
  g_free (self->shapes);
  rn_graph_unref (self->graph);
  g_free (self);
}

/* ── the task ── */

static char *
pass_key (Lab *lab)
{
  g_autofree char *network = lab_document_network_key (lab_document (lab));

  return g_strdup_printf ("%s %d picture %" G_GUINT64_FORMAT, network, lab_look (lab)->backward,
                          lab_picture_revision (lab_document (lab)->picture));
}

static gpointer
pass_prepare (Lab *lab)
{
  LabPassRequest *request = g_new0 (LabPassRequest, 1);
  g_autofree char *network = lab_document_network_key (lab_document (lab));

  request->document = lab_document_copy (lab_document (lab));
  request->backward = lab_look (lab)->backward;
  request->network = g_strdup_printf ("%s %d", network, request->backward);
  request->selected = g_strdup (lab_look (lab)->selected);
  return request;
}

static void
request_free (gpointer data)
{
  LabPassRequest *self = data;

  lab_document_free (self->document);
  g_free (self->network);
  g_free (self->selected);
  g_free (self);
}

static gpointer
pass_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const LabPassRequest *request = data;
  g_autoptr (RnTensor) input = NULL;

  if (g_strcmp0 (bench->key, request->network) != 0 && !lab__pass_plan (bench, request, progress, error))
    {
      lab__bench_clear (bench);
      return NULL;
    }
  input = lab__pass_input (request->document, bench->origin, &rn_graph_node (bench->graph, 0)->shape, error);
  if (input == NULL || !lab__pass_forward (bench, input, progress, error)
      || (request->backward && !rn_session_backward (bench->session, progress, error))
      || !lab__pass_choose_channels (bench, progress, error))
    return NULL;
  g_free (bench->records->picture_sha256);
  bench->records->picture_sha256 = g_strdup (lab_picture_sha256 (request->document->picture));
  g_clear_pointer (&bench->pass, lab_pass_unref);
  bench->pass = lab__pass_take (bench, request, input);
  return lab_pass_ref (bench->pass);
}

/* Another picture for the same network waits its turn. */
static gboolean
pass_outdates (gconstpointer newer, gconstpointer running)
{
  return !g_str_equal (((const LabPassRequest *) newer)->network, ((const LabPassRequest *) running)->network);
}

const LabTask lab__task_pass = {
  .name = "pass",
  .title = N_("Looking at the picture"),
  .key = pass_key,
  .prepare = pass_prepare,
  .run = pass_run,
  .free_request = request_free,
  .free_result = (void (*) (gpointer)) lab_pass_unref,
  .outdates = pass_outdates,
  .reverts = TRUE,
};

/* ── reading it ── */

LabPass *
lab_pass (Lab *lab)
{
  return lab_result (lab, LAB_TASK_pass);
}

RnNode
lab_selected_node (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  const char *name = lab_look (lab)->selected;
  RnNode node;
  RnScope scope;

  if (pass == NULL || name[0] == '\0')
    return RN_NODE_NONE;
  node = rn_graph_find (pass->graph, name);
  if (node != RN_NODE_NONE)
    return node;
  scope = rn_graph_find_scope (pass->graph, name);
  return scope != RN_SCOPE_ROOT && rn_graph_scope (pass->graph, scope)->end > 0
           ? rn_graph_scope (pass->graph, scope)->end - 1
           : RN_NODE_NONE;
}

RnScope
lab_selected_scope (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  RnNode node = lab_selected_node (lab);
  RnScope scope;

  if (node == RN_NODE_NONE)
    return RN_SCOPE_ROOT;
  scope = rn_graph_find_scope (pass->graph, lab_look (lab)->selected);
  if (scope != RN_SCOPE_ROOT && rn_graph_find (pass->graph, lab_look (lab)->selected)
                                  == RN_NODE_NONE)
    return scope;
  return rn_graph_scope_above (pass->graph, rn_graph_node (pass->graph, node)->scope,
                               RN_SCOPE_BLOCK);
}

guint
lab_position (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  guint position = lab_look (lab)->position;

  if (pass == NULL)
    return 0;
  return position <= pass->n_steps ? position : pass->n_steps / 2;
}

RnNode
lab_current_node (Lab *lab, RnDirection *direction)
{
  LabPass *pass = lab_pass (lab);
  guint position = lab_position (lab);
  guint n = pass != NULL ? pass->n_steps / 2 : 0;

  *direction = position <= n ? RN_FORWARD : RN_BACKWARD;
  if (position == 0)
    return RN_NODE_NONE;
  return position <= n ? position - 1 : 2 * n - position;
}

gboolean
lab_is_shown (Lab *lab, RnNode node, RnDirection direction)
{
  LabPass *pass = lab_pass (lab);
  guint position = lab_position (lab);

  if (pass == NULL)
    return FALSE;
  return direction == RN_FORWARD ? position > node : position > pass->n_steps - 1 - node;
}
