/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* A linear layer, y = w·x + b, by oneDNN's inner product; feature maps are flattened by
 * describing the weights as maps. */

#include "config.h"

#include "onednn-weighted-private.h"

enum { WEIGHT, BIAS };

static void
describe (OnednnPlan *plan, const Task *task, WeightedShapes *g)
{
  const RnNodeInfo *info = task_info (plan, task);
  RnShape in = plan->tensors[task->inputs[0]].shape, weights;
  Layout layout = plan->tensors[task->inputs[0]].layout;

  if (in.dim[2] * in.dim[3] == 1)
    in = rn_shape_2d (in.dim[0], in.dim[1]);
  weights = in;
  weights.dim[0] = plan->tensors[task->node].shape.dim[1];
  g->x = onednn_desc (&in, in.rank == 2 ? LAYOUT_PLAIN : layout);
  g->y = onednn_desc (&plan->tensors[task->node].shape, LAYOUT_PLAIN);
  g->weights = onednn_desc (&weights, LAYOUT_PLAIN);
  dnnl_memory_desc_init_by_tag (&g->any_d_weights, g->weights.ndims, g->weights.dims, dnnl_f32,
                                dnnl_format_tag_any);
  onednn_weighted_operands (g, dnnl_f32);
  g->has_bias = info->parameters[BIAS] != G_MAXUINT;
  if (g->has_bias)
    g->bias =
      onednn_desc (&rn_graph_parameter (plan->graph, info->parameters[BIAS])->shape, LAYOUT_PLAIN);
}

static gboolean
make_forward (OnednnPlan *plan, Task *task, const WeightedShapes *s, const char *name,
              GError **error)
{
  dnnl_inner_product_desc_t desc;

  return onednn_check (dnnl_inner_product_forward_desc_init (
                         &desc, plan->backward ? dnnl_forward_training : dnnl_forward_inference,
                         &s->x, &s->any_weights, s->has_bias ? &s->bias : NULL, &s->y), name, error)
         && onednn_weighted_make_forward (plan, task->state, s, &desc, NULL, name, error);
}

static gboolean
make_backward_weights (OnednnPlan *plan, Task *task, const WeightedShapes *s, const char *name,
                       GError **error)
{
  dnnl_inner_product_desc_t desc;

  return onednn_check (dnnl_inner_product_backward_weights_desc_init (
                         &desc, &s->x, &s->any_weights, s->has_bias ? &s->bias : NULL, &s->y),
                       name, error)
      && onednn_weighted_make_backward_weights (plan, task->state, s, &desc, name, error);
}

static gboolean
make_backward_data (OnednnPlan *plan, Task *task, const WeightedShapes *s, const char *name,
                    GError **error)
{
  dnnl_inner_product_desc_t desc;

  return onednn_check (
           dnnl_inner_product_backward_data_desc_init (&desc, &s->x, &s->any_weights, &s->y), name,
           error)
      && onednn_weighted_make_backward_data (plan, task->state, s, &desc, name, error);
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  const char *name = task_info (plan, task)->name;
  WeightedShapes shapes = { 0 };

  task->state = g_new0 (Weighted, 1);
  describe (plan, task, &shapes);
  return make_forward (plan, task, &shapes, name, error)
      && (!plan->backward || make_backward_weights (plan, task, &shapes, name, error))
      && (!plan->tensors[task->inputs[0]].has_gradient
          || make_backward_data (plan, task, &shapes, name, error));
}

static void
forward (OnednnPlan *plan, Task *task)
{
  onednn_weighted_forward (plan, task, task_input (plan, task, 0));
}

static void
backward (OnednnPlan *plan, Task *task)
{
  onednn_weighted_backward (plan, task, task_input (plan, task, 0), task_d_output (plan, task));
}

const KernelClass onednn_linear = {
  .name = "inner product",
  .create = create,
  .refresh = onednn_weighted_refresh,
  .forward = forward,
  .backward = backward,
  .free = onednn_weighted_free,
  .describe = onednn_weighted_describe,
};
