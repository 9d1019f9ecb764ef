/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* A linear layer, y = w·x + b, by oneDNN's inner product; feature maps are flattened by describing the weights as maps. */

#include "config.h"

#include "onednn-private.h"

enum { WEIGHT, BIAS };

typedef struct
{
  Primitive     forward;
  Primitive     backward_data;
  Primitive     backward_weights;
  dnnl_memory_t x, y, dx, dy;       /* owned */
  dnnl_memory_t bias, d_bias;       /* owned, NULL without bias */
  Packed        weights;
  Packed        weights_data;
  Packed        d_weights;
} Linear;

typedef struct
{
  dnnl_memory_desc_t x, y, weights, any_weights, bias;
  gboolean           has_bias;
} Geometry;

static void
describe (OnednnPlan *plan, const Task *task, Geometry *g)
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
  dnnl_memory_desc_init_by_tag (&g->any_weights, g->weights.ndims, g->weights.dims, dnnl_f32, dnnl_format_tag_any);
  g->has_bias = info->parameters[BIAS] != G_MAXUINT;
  if (g->has_bias)
    g->bias = onednn_desc (&rn_graph_parameter (plan->graph, info->parameters[BIAS])->shape, LAYOUT_PLAIN);
}

static gboolean
make_forward (OnednnPlan *plan, Linear *self, const Geometry *g, const char *name, GError **error)
{
  dnnl_inner_product_desc_t desc;

  self->x = onednn_memory (plan, &g->x);
  self->y = onednn_memory (plan, &g->y);
  self->bias = g->has_bias ? onednn_memory (plan, &g->bias) : NULL;
  return onednn_check (dnnl_inner_product_forward_desc_init (
                         &desc, plan->backward ? dnnl_forward_training : dnnl_forward_inference,
                         &g->x, &g->any_weights, g->has_bias ? &g->bias : NULL, &g->y), name, error)
         && onednn_primitive_make (plan, &self->forward, &desc, NULL, NULL, name, error)
         && onednn_packed_make (plan, &self->weights, &g->weights,
                                onednn_primitive_md (&self->forward, dnnl_query_weights_md), FALSE, error);
}

static gboolean
make_backward (OnednnPlan *plan, Linear *self, const Geometry *g, gboolean wants_dx, const char *name, GError **error)
{
  dnnl_inner_product_desc_t desc;

  self->dx = onednn_memory (plan, &g->x);
  self->dy = onednn_memory (plan, &g->y);
  self->d_bias = g->has_bias ? onednn_memory (plan, &g->bias) : NULL;
  if (!onednn_check (dnnl_inner_product_backward_weights_desc_init (
                       &desc, &g->x, &g->any_weights, g->has_bias ? &g->bias : NULL, &g->y), name, error)
      || !onednn_primitive_make (plan, &self->backward_weights, &desc, NULL, &self->forward, name, error)
      || !onednn_packed_make (plan, &self->d_weights, &g->weights,
                              onednn_primitive_md (&self->backward_weights, dnnl_query_diff_weights_md), TRUE, error))
    return FALSE;
  if (!wants_dx)
    return TRUE;
  return onednn_check (dnnl_inner_product_backward_data_desc_init (&desc, &g->x, &g->any_weights, &g->y), name, error)
         && onednn_primitive_make (plan, &self->backward_data, &desc, NULL, &self->forward, name, error)
         && onednn_packed_make (plan, &self->weights_data, &g->weights,
                                onednn_primitive_md (&self->backward_data, dnnl_query_weights_md), FALSE, error);
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Linear *self = task->state = g_new0 (Linear, 1);
  const char *name = task_info (plan, task)->name;
  Geometry g;

  describe (plan, task, &g);
  return make_forward (plan, self, &g, name, error)
         && (!plan->backward
             || make_backward (plan, self, &g, plan->tensors[task->inputs[0]].has_gradient, name, error));
}

static void
refresh (OnednnPlan *plan, Task *task, gboolean backward)
{
  Linear *self = task->state;

  if (!backward)
    onednn_pack (plan, &self->weights, task_parameter (plan, task, WEIGHT));
  else if (self->backward_data.primitive != NULL)
    onednn_pack (plan, &self->weights_data, task_parameter (plan, task, WEIGHT));
}

static const float *
weights_in (const Packed *packed, const float *plain)
{
  return packed->data != NULL ? packed->data : plain;
}

static void
forward (OnednnPlan *plan, Task *task)
{
  Linear *self = task->state;
  RunArg args[] = {
    { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
    { DNNL_ARG_WEIGHTS, self->weights.packed, weights_in (&self->weights, task_parameter (plan, task, WEIGHT)) },
    { DNNL_ARG_DST, self->y, task_output (plan, task) },
    { DNNL_ARG_BIAS, self->bias, task_parameter (plan, task, BIAS) },
  };

  onednn_run (plan, &self->forward, args, self->bias != NULL ? 4 : 3);
}

static void
backward (OnednnPlan *plan, Task *task)
{
  Linear *self = task->state;
  float *dw = task_d_parameter (plan, task, WEIGHT), *dx = task_d_input (plan, task, 0);
  RunArg args[] = {
    { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
    { DNNL_ARG_DIFF_DST, self->dy, task_d_output (plan, task) },
    { DNNL_ARG_DIFF_WEIGHTS, self->d_weights.packed, weights_in (&self->d_weights, dw) },
    { DNNL_ARG_DIFF_BIAS, self->d_bias, task_d_parameter (plan, task, BIAS) },
  };

  onednn_run (plan, &self->backward_weights, args, self->d_bias != NULL ? 4 : 3);
  onednn_unpack (plan, &self->d_weights, dw);
  if (dx != NULL)
    onednn_run (plan, &self->backward_data,
                (RunArg[]) { { DNNL_ARG_DIFF_DST, self->dy, task_d_output (plan, task) },
                             { DNNL_ARG_WEIGHTS, self->weights_data.packed,
                               weights_in (&self->weights_data, task_parameter (plan, task, WEIGHT)) },
                             { DNNL_ARG_DIFF_SRC, self->dx, dx } }, 3);
}

static void
linear_free (Task *task)
{
  Linear *self = task->state;
  dnnl_memory_t memories[] = { self->x, self->y, self->dx, self->dy, self->bias, self->d_bias };

  onednn_primitive_clear (&self->forward);
  onednn_primitive_clear (&self->backward_data);
  onednn_primitive_clear (&self->backward_weights);
  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    if (memories[i] != NULL)
      dnnl_memory_destroy (memories[i]);
  onednn_packed_clear (&self->weights);
  onednn_packed_clear (&self->weights_data);
  onednn_packed_clear (&self->d_weights);
  g_free (self);
}

static char *
describe_kernel (OnednnPlan *plan, Task *task)
{
  Linear *self = task->state;

  if (!plan->backward)
    return g_strdup (onednn_primitive_name (&self->forward));
  return g_strdup_printf ("%s · data %s · weights %s", onednn_primitive_name (&self->forward),
                          onednn_primitive_name (&self->backward_data), onednn_primitive_name (&self->backward_weights));
}

const KernelClass onednn_linear = {
  .name = "inner product",
  .create = create,
  .refresh = refresh,
  .forward = forward,
  .backward = backward,
  .free = linear_free,
  .describe = describe_kernel,
};
