/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task story: how the probed number was made, back to the last sum of products. */
#include "config.h"

#include "lab-story.h"

#include <string.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "rn-split.h"

LabStory *
lab_story_ref (LabStory *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
lab_story_unref (LabStory *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_steps; i++)
    rn_explanation_clear (&self->steps[i].explanation);
  rn_graph_unref (self->graph);
  g_free (self);
}

/* ── telling it ── */

typedef struct
{
  RnGraph *graph;            /* (owned) */
  RnNode   node;
  gsize    index[RN_SHAPE_MAX_RANK];
} Request;

/*
 * What comes before @node in the story: the same element one op earlier, where the op works element
 * by element. An addition goes on along the branch. RN_NODE_NONE where a sum of products begins it.
 */
static RnNode
node_before (const RnGraph *graph, RnNode node)
{
  static const char *const elementwise[] = { "batch_norm", "relu", "relu6", "silu", "gelu",
                                             "sigmoid", "scale_constant", "complement", "dropout",
                                             "gradient_scale", NULL };
  const RnNodeInfo *info = rn_graph_node (graph, node);
  RnScope block = rn_graph_scope_above (graph, info->scope, RN_SCOPE_BLOCK);

  if (g_strv_contains (elementwise, info->op->name))
    return info->inputs[0];
  if (g_str_equal (info->op->name, "add") && block != RN_SCOPE_ROOT)
    return rn_split_in_branch (graph, info->inputs[0], block) ? info->inputs[0] : info->inputs[1];
  return RN_NODE_NONE;
}

static gboolean
explain (LabStory *self, LabBench *bench, const Request *request, GError **error)
{
  RnNode chain[LAB_STORY_MOST], node = request->node;
  guint n = 0;

  while (node != RN_NODE_NONE && n < LAB_STORY_MOST
         && rn_graph_node (bench->graph, node)->n_inputs > 0)
    {
      chain[n++] = node;
      node = node_before (bench->graph, node);
    }
  for (guint i = n; i > 0; i--)
    {
      LabStoryStep *step = &self->steps[self->n_steps];

      step->node = chain[i - 1];
      memcpy (step->index, request->index, sizeof step->index);
      if (!rn_session_explain (bench->session, step->node, step->index, &step->explanation, error))
        return FALSE;
      self->n_steps++;
    }
  return TRUE;
}

static gpointer
story_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;
  g_autoptr (LabStory) self = NULL;

  if (bench->graph != request->graph)
    {
      lab__bench_stale (error);
      return NULL;
    }
  self = g_new0 (LabStory, 1);
  g_atomic_ref_count_init (&self->refs);
  self->graph = rn_graph_ref (bench->graph);
  if (!explain (self, bench, request, error))
    return NULL;
  if (!rn_receptive_field (bench->graph, bench->pass->shapes, request->node, request->index[2],
                           request->index[3], &self->field))
    self->field = (RnRegion) { 0 };
  return g_steal_pointer (&self);
}

/* ── the task ── */

static char *
story_key (Lab *lab)
{
  const LabLook *look = lab_look (lab);
  LabLayer *layer = lab_layer (lab);

  if (look->view != LAB_VIEW_EXPLORE || layer == NULL || !look->probing)
    return NULL;
  return g_strdup_printf ("%u %u %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " of %s", layer->node,
                          lab_layer_channel (layer, lab), look->row, look->column,
                          lab_result_key (lab, LAB_TASK_pass));
}

static gpointer
story_prepare (Lab *lab)
{
  Request *request = g_new0 (Request, 1);
  LabLayer *layer = lab_layer (lab);
  const RnShape *shape = rn_tensor_shape (layer->output);

  request->graph = rn_graph_ref (layer->graph);
  request->node = layer->node;
  request->index[1] = lab_layer_channel (layer, lab);
  request->index[2] = MIN (lab_look (lab)->row, shape->dim[2] - 1);
  request->index[3] = MIN (lab_look (lab)->column, shape->dim[3] - 1);
  return request;
}

static void
request_free (gpointer data)
{
  Request *self = data;

  rn_graph_unref (self->graph);
  g_free (self);
}

const LabTask lab__task_story = {
  .name = "story",
  .title = N_("Explaining the number"),
  .key = story_key,
  .prepare = story_prepare,
  .run = story_run,
  .free_request = request_free,
  .free_result = (void (*) (gpointer)) lab_story_unref,
};

LabStory *
lab_story (Lab *lab)
{
  LabStory *story = lab_result (lab, LAB_TASK_story);
  LabLayer *layer = lab_layer (lab);

  return story != NULL && layer != NULL && lab_look (lab)->probing && story->graph == layer->graph
             && story->n_steps > 0 && story->steps[story->n_steps - 1].node == layer->node
           ? story : NULL;
}
