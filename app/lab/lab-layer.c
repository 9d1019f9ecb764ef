/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Task layer: all numbers of the selected node. */
#include "config.h"

#include "lab-layer.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-bench.h"
#include "rn-split.h"

LabLayer *
lab_layer_ref (LabLayer *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
lab_layer_unref (LabLayer *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->output, rn_tensor_unref);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&self->inputs[i], rn_tensor_unref);
      g_free (self->input_histograms[i]);
    }
  g_clear_pointer (&self->weight, rn_tensor_unref);
  g_clear_pointer (&self->gradient, rn_tensor_unref);
  g_clear_pointer (&self->g_shortcut, rn_tensor_unref);
  g_clear_pointer (&self->g_branch, rn_tensor_unref);
  g_clear_pointer (&self->g_input, rn_tensor_unref);
  g_free (self->kernel);
  g_free (self->histogram);
  g_free (self->gradient_histogram);
  rn_graph_unref (self->graph);
  g_free (self);
}

void
lab__layer_free (LabLayer *self)
{
  lab_layer_unref (self);
}

/* ── reading the bench ── */

static gboolean
is_op (const RnGraph *graph, RnNode node, const char *op)
{
  return g_str_equal (rn_graph_node (graph, node)->op->name, op);
}

static RnHistogram *
count (RnTensor *tensor, double low, double high)
{
  RnHistogram *histogram = g_new0 (RnHistogram, 1);

  rn_histogram_measure (histogram, low, high, rn_tensor_values (tensor),
                        rn_tensor_elements (tensor));
  return histogram;
}

static void
measure (RnTensor *tensor, RnStatistics *statistics)
{
  rn_statistics_measure (statistics, rn_tensor_values (tensor), rn_tensor_elements (tensor));
}

/* Inputs, in the order people add them: what came over the shortcut first. */
static void
read_inputs (LabLayer *self, LabBench *bench, RnScope block)
{
  const RnNodeInfo *info = rn_graph_node (self->graph, self->node);
  gboolean turn = info->n_inputs == 2 && is_op (self->graph, self->node, "add")
                  && block != RN_SCOPE_ROOT
                  && rn_split_in_branch (self->graph, info->inputs[0], block);

  self->n_inputs = MIN (info->n_inputs, 2);
  for (guint i = 0; i < self->n_inputs; i++)
    self->inputs[i] = rn_session_activation (bench->session, info->inputs[turn ? 1 - i : i], NULL);
}

static void
count_values (LabLayer *self)
{
  gboolean addition = self->n_inputs == 2 && is_op (self->graph, self->node, "add");
  double low, high;

  measure (self->output, &self->statistics);
  low = self->statistics.min;
  high = self->statistics.max;
  for (guint i = 0; addition && i < self->n_inputs; i++)
    if (self->inputs[i] != NULL)
      {
        measure (self->inputs[i], &self->input_statistics[i]);
        low = fmin (low, self->input_statistics[i].min);
        high = fmax (high, self->input_statistics[i].max);
      }
  self->histogram = count (self->output, low, high);
  for (guint i = 0; addition && i < 2; i++)
    if (self->inputs[i] != NULL)
      self->input_histograms[i] = count (self->inputs[i], low, high);
}

static void
read_weight (LabLayer *self, LabBench *bench)
{
  const RnNodeInfo *info = rn_graph_node (self->graph, self->node);
  guint parameter = info->op->n_parameters > 0 ? info->parameters[0] : G_MAXUINT;
  const RnParameterInfo *weight;

  if (parameter == G_MAXUINT)
    return;
  weight = rn_graph_parameter (self->graph, parameter);
  if (weight->shape.rank >= 2)
    self->weight = rn_tensor_new_copy (&weight->shape,
                                       rn_parameters_values (bench->parameters, parameter), NULL);
}

static void
read_gradients (LabLayer *self, LabBench *bench)
{
  RnStatistics *statistics = &self->gradient_statistics;

  self->gradient = rn_session_gradient (bench->session, self->node, NULL);
  if (self->gradient != NULL)
    {
      measure (self->gradient, statistics);
      self->gradient_histogram = count (self->gradient, statistics->min, statistics->max);
    }
  if (self->block == RN_SCOPE_ROOT)
    return;
  rn_split_read (bench->session, self->block, &self->g_shortcut, &self->g_branch, NULL);
  self->g_input = rn_session_gradient (bench->session,
                                       rn_graph_scope (self->graph, self->block)->input, NULL);
}

LabLayer *
lab__layer_read (LabBench *bench, RnNode node, GError **error)
{
  RnTensor *output = rn_session_activation (bench->session, node, error);
  LabLayer *self;

  if (output == NULL)
    return NULL;
  self = g_new0 (LabLayer, 1);
  g_atomic_ref_count_init (&self->refs);
  self->graph = rn_graph_ref (bench->graph);
  self->node = node;
  self->output = output;
  self->block = rn_graph_scope_above (bench->graph, rn_graph_node (bench->graph, node)->scope,
                                      RN_SCOPE_BLOCK);
  read_inputs (self, bench, self->block);
  count_values (self);
  read_weight (self, bench);
  self->kernel = rn_plan_kernel (rn_session_plan (bench->session), node);
  if (rn_session_position (bench->session) > rn_graph_n_nodes (bench->graph))
    read_gradients (self, bench);
  return self;
}

/* ── the task ── */

typedef struct
{
  RnGraph *graph;            /* (owned) which the node is of */
  RnNode   node;
} Request;

/* A pass brings the numbers of what was selected when it ran. */
static gboolean
came_with_pass (Lab *lab, RnNode node)
{
  LabPass *pass = lab_pass (lab);

  return pass->layer != NULL && pass->layer->node == node;
}

static char *
layer_key (Lab *lab)
{
  RnNode node = lab_selected_node (lab);

  if (lab_look (lab)->view != LAB_VIEW_EXPLORE || node == RN_NODE_NONE
      || !lab_is_current (lab, LAB_TASK_pass) || came_with_pass (lab, node))
    return NULL;
  return g_strdup_printf ("%u of %s", node, lab_result_key (lab, LAB_TASK_pass));
}

static gpointer
layer_prepare (Lab *lab)
{
  Request *request = g_new0 (Request, 1);

  request->graph = rn_graph_ref (lab_pass (lab)->graph);
  request->node = lab_selected_node (lab);
  return request;
}

static void
request_free (gpointer data)
{
  Request *self = data;

  rn_graph_unref (self->graph);
  g_free (self);
}

static gpointer
layer_run (gconstpointer data, LabBench *bench, const RnProgress *progress, GError **error)
{
  const Request *request = data;

  if (bench->graph != request->graph)
    {
      lab__bench_stale (error);
      return NULL;
    }
  return lab__layer_read (bench, request->node, error);
}

const LabTask lab__task_layer = {
  .name = "layer",
  .title = N_("Reading the layer"),
  .key = layer_key,
  .prepare = layer_prepare,
  .run = layer_run,
  .free_request = request_free,
  .free_result = (void (*) (gpointer)) lab_layer_unref,
};

/* ── reading it ── */

LabLayer *
lab_layer (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  RnNode node = lab_selected_node (lab);
  LabLayer *layer = lab_result (lab, LAB_TASK_layer);

  if (pass == NULL || node == RN_NODE_NONE)
    return NULL;
  if (came_with_pass (lab, node))
    return pass->layer;
  return layer != NULL && layer->graph == pass->graph && layer->node == node ? layer : NULL;
}

guint
lab_layer_channel (LabLayer *self, Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  gsize channels = rn_tensor_shape (self->output)->dim[1];
  int chosen = lab_look (lab)->channel;

  if (chosen < 0 && pass != NULL && pass->graph == self->graph)
    chosen = pass->channels[self->node];
  return (guint) CLAMP (chosen, 0, (int) channels - 1);
}
