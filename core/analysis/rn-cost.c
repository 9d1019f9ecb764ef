/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What a network costs, by the conventions people publish: each is a row of weights over what the
 * ops count.
 *
 * count (node) = Σ weight · RnCost field
 */
#include "config.h"

#include "rn-cost.h"

#include <string.h>

/* Weights of one unit of each kind of work; what is left out counts nothing. */
struct _RnConvention
{
  const char *name;
  const char *rule;
  guint       macs;
  guint       attention_macs;
  guint       bias_adds;
  guint       norm_elements;
  guint       norm_parameters;       /* 2C a sample, whatever the picture's size */
  guint       activation_elements;
  guint       pool_reads;
  guint       global_pool_reads;
  guint       upsample_elements;
  guint       upsample_reads;
};

/*
 * Sources: each tool's own code; papers count as torchvision does and call the multiply-adds FLOPs.
 */
static const RnConvention *const conventions[] = {
  &(const RnConvention){
    .name = "torchvision",
    .macs = 1,
    .rule = "multiply-adds of convolution and linear layers, nothing else",
  },
  &(const RnConvention){
    .name = "torchinfo",
    .macs = 1,
    .bias_adds = 1,
    .norm_parameters = 1,
    .rule = "multiply-adds and biases; batch norm counts its 2C parameters per sample; all else 0",
  },
  &(const RnConvention){
    .name = "fvcore-eval",
    .macs = 1,
    .attention_macs = 1,
    .norm_elements = 2,
    .global_pool_reads = 1,
    .upsample_reads = 1,
    .rule = "multiply-adds, also of attention; batch norm 2 an element; global average pooling and "
            "upsampling the elements they read; all else 0",
  },
  &(const RnConvention){
    .name = "fvcore-train",
    .macs = 1,
    .attention_macs = 1,
    .norm_elements = 5,
    .global_pool_reads = 1,
    .upsample_reads = 1,
    .rule = "multiply-adds, also of attention; batch norm 5 an element; global average pooling and "
            "upsampling the elements they read; all else 0",
  },
  &(const RnConvention){
    .name = "ptflops-modules",
    .macs = 1,
    .attention_macs = 1,
    .bias_adds = 1,
    .norm_elements = 2,
    .activation_elements = 1,
    .pool_reads = 1,
    .global_pool_reads = 1,
    .upsample_elements = 1,
    .rule =
      "multiply-adds, also of attention, and biases; batch norm 2, activations and upsampling 1 an "
      "element; pooling its input elements; additions 0",
  },
  &(const RnConvention){
    .name = "ptflops-aten",
    .macs = 1,
    .attention_macs = 1,
    .bias_adds = 1,
    .rule = "multiply-adds of convolution, linear layers and attention, and biases",
  },
  &(const RnConvention){
    .name = "flops",
    .macs = 2,
    .attention_macs = 2,
    .rule = "2 × multiply-adds of convolution, linear layers and attention: a multiplication and an "
            "addition each",
  },
};

const RnConvention *const *
rn_conventions (guint *n)
{
  *n = G_N_ELEMENTS (conventions);
  return conventions;
}

const RnConvention *
rn_convention_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (conventions); i++)
    if (g_str_equal (conventions[i]->name, name))
      return conventions[i];
  return NULL;
}

const RnConvention *
rn_convention_default (void)
{
  return conventions[0];
}

const char *
rn_convention_name (const RnConvention *self)
{
  return self->name;
}

const char *
rn_convention_rule (const RnConvention *self)
{
  return self->rule;
}

void
rn_cost_node (const RnGraph *graph, RnNode node, const RnShape *shapes, RnCost *cost)
{
  RnShape inputs[RN_OP_MAX_INPUTS], parameters[RN_OP_MAX_PARAMETERS];
  RnOpCall call;

  memset (cost, 0, sizeof *cost);
  rn_graph_call (graph, node, shapes, inputs, parameters, &call);
  rn_graph_node (graph, node)->op->cost (&call, cost);
}

static guint64
weigh (const RnConvention *self, const RnCost *cost, gsize batch)
{
  guint64 norm_parameters = cost->norm_elements > 0 ? cost->parameters * batch : 0;

  return self->macs * cost->macs
         + self->attention_macs * cost->attention_macs
         + self->bias_adds * cost->bias_adds
         + self->norm_elements * cost->norm_elements
         + self->norm_parameters * norm_parameters
         + self->activation_elements * cost->activation_elements
         + self->pool_reads * cost->pool_reads
         + self->global_pool_reads * cost->global_pool_reads
         + self->upsample_elements * cost->upsample_elements
         + self->upsample_reads * cost->upsample_reads;
}

guint64
rn_convention_count (const RnConvention *self, const RnGraph *graph, RnNode node,
                     const RnShape *shapes)
{
  RnCost cost;

  rn_cost_node (graph, node, shapes, &cost);
  return weigh (self, &cost, shapes[node].dim[0]);
}

static guint64
tensor_bytes (const RnShape *shape)
{
  return rn_shape_elements (shape) * sizeof (float);
}

/* Marks in @counted, [n_parameters], what it adds. */
static guint64
count_parameters (const RnGraph *graph, const RnNodeInfo *node, gboolean *counted, gboolean *owns)
{
  guint64 sum = 0;

  *owns = FALSE;
  for (guint i = 0; i < node->op->n_parameters; i++)
    {
      guint parameter = node->parameters[i];

      if (parameter == G_MAXUINT || !rn_graph_parameter (graph, parameter)->trained)
        continue;
      *owns = TRUE;
      if (!counted[parameter])
        sum += rn_shape_elements (&rn_graph_parameter (graph, parameter)->shape);
      counted[parameter] = TRUE;
    }
  return sum;
}

/* What the backward pass of @node needs of the forward pass, marked in @kept, [n_nodes]. */
static void
mark_kept (const RnNodeInfo *node, RnNode index, gboolean *kept)
{
  if (node->op->backward_reads & RN_BACKWARD_READS_INPUTS)
    for (guint i = 0; i < node->n_inputs; i++)
      kept[node->inputs[i]] = TRUE;
  if (node->op->backward_reads & RN_BACKWARD_READS_OUTPUT)
    kept[index] = TRUE;
}

/*
 * Tensors that come from outside first ≤ i < end into the nodes there, marked in @entering; labels
 * are none.
 */
static void
mark_entering (const RnGraph *graph, RnNode node, RnNode first, gboolean *entering)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  if (node == rn_graph_loss (graph))
    return;
  for (guint i = 0; i < info->n_inputs; i++)
    if (info->inputs[i] < first || rn_graph_node (graph, info->inputs[i])->n_inputs == 0)
      entering[info->inputs[i]] = TRUE;
}

static guint64
sum_bytes (const gboolean *marked, const RnShape *shapes, RnNode end)
{
  guint64 sum = 0;

  for (RnNode i = 0; i < end; i++)
    if (marked[i])
      sum += tensor_bytes (&shapes[i]);
  return sum;
}

/**
 * rn_totals_measure:
 * @shapes: [n_nodes], of the batch that is counted
 * @convention: (nullable): what mult_adds counts by; NULL for the default
 * @totals: (out caller-allocates): the sums; all but parameters are for the whole batch
 *
 * input_bytes, forward_backward_bytes, parameter_bytes and total_bytes are torchinfo's memory: the
 * tensors that enter, twice the outputs of the layers that own parameters (value and gradient), the
 * trained parameters, and their sum.
 *
 * activation_bytes is what must stay from the forward to the backward pass: every input and output
 * that some layer's backward pass reads (RnOp.backward_reads), each tensor once, 4 bytes an
 * element. A block's input counts where the block reads it back.
 *
 * Source: torchinfo, model_statistics.py
 */
void
rn_totals_measure (const RnGraph *graph, const RnShape *shapes, RnNode first, RnNode end,
                   const RnConvention *convention, RnTotals *totals)
{
  g_autofree gboolean *counted = g_new0 (gboolean, rn_graph_n_parameters (graph) + 1);
  g_autofree gboolean *kept = g_new0 (gboolean, end + 1);
  g_autofree gboolean *entering = g_new0 (gboolean, end + 1);

  memset (totals, 0, sizeof *totals);
  for (RnNode i = first; i < end; i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i);
      gboolean owns;
      RnCost cost;

      rn_cost_node (graph, i, shapes, &cost);
      totals->macs += cost.macs;
      totals->mult_adds += weigh (convention != NULL ? convention : rn_convention_default (), &cost,
                                  shapes[i].dim[0]);
      totals->parameters += count_parameters (graph, node, counted, &owns);
      if (owns)
        totals->forward_backward_bytes += 2 * tensor_bytes (&shapes[i]);
      mark_kept (node, i, kept);
      mark_entering (graph, i, first, entering);
    }
  totals->input_bytes = sum_bytes (entering, shapes, end);
  totals->parameter_bytes = totals->parameters * sizeof (float);
  totals->total_bytes
      = totals->input_bytes + totals->forward_backward_bytes + totals->parameter_bytes;
  totals->activation_bytes = sum_bytes (kept, shapes, end);
}
