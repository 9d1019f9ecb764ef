/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Convolution by oneDNN, with an addition and a ReLU behind it where they were taken in: y = max(0, w ∗ x + b + h).
 * Forward, the two backward products and their weights each have the format their primitive likes best.
 */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

enum { WEIGHT, BIAS };

typedef struct
{
  Primitive     forward;
  Primitive     backward_data;
  Primitive     backward_weights;
  dnnl_memory_t x, y, dx, dy;       /* owned */
  dnnl_memory_t bias, d_bias;       /* owned, NULL without bias */
  Packed        weights;            /* for forward */
  Packed        weights_data;       /* for backward_data */
  Packed        d_weights;          /* from backward_weights */
} Convolution;

/* The numbers of a convolution as oneDNN wants them. */
typedef struct
{
  dnnl_memory_desc_t x, y, weights, any_weights, bias;
  dnnl_dims_t        strides, dilates, pads, pads_end;
  gboolean           has_bias;
} Geometry;

static dnnl_dim_t
pad_at_end (gsize in, gsize out, gsize kernel, gsize stride, gsize dilation, gsize pad)
{
  return (dnnl_dim_t) ((out - 1) * stride + (kernel - 1) * dilation + 1) - (dnnl_dim_t) (in + pad);
}

static void
describe_weights (OnednnPlan *plan, const Task *task, const RnShape *weight, Geometry *g)
{
  gsize groups = (gsize) task_attribute (plan, task, "groups");
  dnnl_dims_t dims = { (dnnl_dim_t) groups, (dnnl_dim_t) (weight->dim[0] / groups), (dnnl_dim_t) weight->dim[1],
                       (dnnl_dim_t) weight->dim[2], (dnnl_dim_t) weight->dim[3] };
  int skip = groups == 1 ? 1 : 0;

  dnnl_memory_desc_init_by_tag (&g->weights, 5 - skip, dims + skip, dnnl_f32, skip ? dnnl_oihw : dnnl_goihw);
  dnnl_memory_desc_init_by_tag (&g->any_weights, 5 - skip, dims + skip, dnnl_f32, dnnl_format_tag_any);
}

static void
describe (OnednnPlan *plan, const Task *task, Geometry *g)
{
  const RnNodeInfo *info = task_info (plan, task);
  const RnShape *weight = &rn_graph_parameter (plan->graph, info->parameters[WEIGHT])->shape;
  const RnShape *in = &plan->tensors[task->inputs[0]].shape, *out = &plan->tensors[task->node].shape;
  Layout x = onednn_map_layout (plan, task->inputs[0]), y = onednn_map_layout (plan, task->node);
  gsize stride = (gsize) task_attribute (plan, task, "stride");
  gsize dilation = (gsize) task_attribute (plan, task, "dilation");
  gsize pad = (gsize) task_attribute (plan, task, "pad");

  if (x != y && in->dim[2] * in->dim[3] == 1)
    x = y == LAYOUT_BLOCKED ? (y = LAYOUT_NHWC) : y;
  g->x = onednn_desc (in, x);
  g->y = onednn_desc (out, y);
  describe_weights (plan, task, weight, g);
  g->has_bias = info->parameters[BIAS] != G_MAXUINT;
  if (g->has_bias)
    g->bias = onednn_desc (&rn_graph_parameter (plan->graph, info->parameters[BIAS])->shape, LAYOUT_PLAIN);
  for (guint i = 0; i < 2; i++)
    {
      g->strides[i] = (dnnl_dim_t) stride;
      g->dilates[i] = (dnnl_dim_t) dilation - 1;
      g->pads[i] = (dnnl_dim_t) pad;
      g->pads_end[i] = pad_at_end (in->dim[2 + i], out->dim[2 + i], weight->dim[2 + i], stride, dilation, pad);
    }
}

/* h and ReLU behind the convolution cost nothing: they are done while y is in registers. */
static dnnl_primitive_attr_t
post_operations (const Task *task)
{
  dnnl_primitive_attr_t attr;
  dnnl_post_ops_t ops;

  dnnl_primitive_attr_create (&attr);
  dnnl_post_ops_create (&ops);
  if (task->adds)
    dnnl_post_ops_append_sum (ops, 1);
  if (task->relu)
    dnnl_post_ops_append_eltwise (ops, 1, dnnl_eltwise_relu, 0, 0);
  dnnl_primitive_attr_set_post_ops (attr, ops);
  dnnl_post_ops_destroy (ops);
  return attr;
}

static gboolean
make_forward (OnednnPlan *plan, Task *task, Convolution *self, const Geometry *g, GError **error)
{
  dnnl_convolution_desc_t desc;
  dnnl_primitive_attr_t attr = post_operations (task);
  const char *name = task_info (plan, task)->name;
  gboolean made;

  made = onednn_check (dnnl_dilated_convolution_forward_desc_init (
                         &desc, plan->backward ? dnnl_forward_training : dnnl_forward_inference, dnnl_convolution_direct,
                         &g->x, &g->any_weights, g->has_bias ? &g->bias : NULL, &g->y,
                         g->strides, g->dilates, g->pads, g->pads_end), name, error)
         && onednn_primitive_make (plan, &self->forward, &desc, attr, NULL, name, error);
  dnnl_primitive_attr_destroy (attr);
  if (!made)
    return FALSE;
  self->x = onednn_memory (plan, &g->x);
  self->y = onednn_memory (plan, &g->y);
  self->bias = g->has_bias ? onednn_memory (plan, &g->bias) : NULL;
  return onednn_packed_make (plan, &self->weights, &g->weights,
                             onednn_primitive_md (&self->forward, dnnl_query_weights_md), FALSE, error);
}

static gboolean
make_backward_data (OnednnPlan *plan, Task *task, Convolution *self, const Geometry *g, GError **error)
{
  dnnl_convolution_desc_t desc;
  const char *name = task_info (plan, task)->name;

  self->dx = onednn_memory (plan, &g->x);
  return onednn_check (dnnl_dilated_convolution_backward_data_desc_init (
                         &desc, dnnl_convolution_direct, &g->x, &g->any_weights, &g->y,
                         g->strides, g->dilates, g->pads, g->pads_end), name, error)
         && onednn_primitive_make (plan, &self->backward_data, &desc, NULL, &self->forward, name, error)
         && onednn_packed_make (plan, &self->weights_data, &g->weights,
                                onednn_primitive_md (&self->backward_data, dnnl_query_weights_md), FALSE, error);
}

static gboolean
make_backward_weights (OnednnPlan *plan, Task *task, Convolution *self, const Geometry *g, GError **error)
{
  dnnl_convolution_desc_t desc;
  const char *name = task_info (plan, task)->name;

  self->dy = onednn_memory (plan, &g->y);
  self->d_bias = g->has_bias ? onednn_memory (plan, &g->bias) : NULL;
  return onednn_check (dnnl_dilated_convolution_backward_weights_desc_init (
                         &desc, dnnl_convolution_direct, &g->x, &g->any_weights, g->has_bias ? &g->bias : NULL, &g->y,
                         g->strides, g->dilates, g->pads, g->pads_end), name, error)
         && onednn_primitive_make (plan, &self->backward_weights, &desc, NULL, &self->forward, name, error)
         && onednn_packed_make (plan, &self->d_weights, &g->weights,
                                onednn_primitive_md (&self->backward_weights, dnnl_query_diff_weights_md), TRUE, error);
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Convolution *self = task->state = g_new0 (Convolution, 1);
  Geometry g;

  describe (plan, task, &g);
  if (!make_forward (plan, task, self, &g, error))
    return FALSE;
  if (!plan->backward)
    return TRUE;
  return make_backward_weights (plan, task, self, &g, error)
         && (!plan->tensors[task->inputs[0]].has_gradient || make_backward_data (plan, task, self, &g, error));
}

static void
refresh (OnednnPlan *plan, Task *task, gboolean backward)
{
  Convolution *self = task->state;

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
  Convolution *self = task->state;
  float *y = task_output (plan, task);
  RunArg args[] = {
    { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
    { DNNL_ARG_WEIGHTS, self->weights.packed, weights_in (&self->weights, task_parameter (plan, task, WEIGHT)) },
    { DNNL_ARG_DST, self->y, y },
    { DNNL_ARG_BIAS, self->bias, task_parameter (plan, task, BIAS) },
  };

  /* the sum is formed in y: h must lie there already, which it does unless somebody needs it later */
  if (task->adds && task_input (plan, task, 1) != y)
    memcpy (y, task_input (plan, task, 1), plan->tensors[task->node].elements * sizeof (float));
  onednn_run (plan, &self->forward, args, self->bias != NULL ? 4 : 3);
}

static void
backward (OnednnPlan *plan, Task *task)
{
  Convolution *self = task->state;
  float *dw = task_d_parameter (plan, task, WEIGHT), *db = task_d_parameter (plan, task, BIAS);
  float *dx = task_d_input (plan, task, 0);
  RunArg args[] = {
    { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
    { DNNL_ARG_DIFF_DST, self->dy, task_d_output (plan, task) },
    { DNNL_ARG_DIFF_WEIGHTS, self->d_weights.packed, weights_in (&self->d_weights, dw) },
    { DNNL_ARG_DIFF_BIAS, self->d_bias, db },
  };

  onednn_run (plan, &self->backward_weights, args, db != NULL ? 4 : 3);
  onednn_unpack (plan, &self->d_weights, dw);
  if (dx != NULL)
    onednn_run (plan, &self->backward_data,
                (RunArg[]) { { DNNL_ARG_DIFF_DST, self->dy, task_d_output (plan, task) },
                             { DNNL_ARG_WEIGHTS, self->weights_data.packed,
                               weights_in (&self->weights_data, task_parameter (plan, task, WEIGHT)) },
                             { DNNL_ARG_DIFF_SRC, self->dx, dx } }, 3);
}

static void
destroy_memory (dnnl_memory_t memory)
{
  if (memory != NULL)
    dnnl_memory_destroy (memory);
}

static void
convolution_free (Task *task)
{
  Convolution *self = task->state;

  if (self == NULL)
    return;
  onednn_primitive_clear (&self->forward);
  onednn_primitive_clear (&self->backward_data);
  onednn_primitive_clear (&self->backward_weights);
  destroy_memory (self->x);
  destroy_memory (self->y);
  destroy_memory (self->dx);
  destroy_memory (self->dy);
  destroy_memory (self->bias);
  destroy_memory (self->d_bias);
  onednn_packed_clear (&self->weights);
  onednn_packed_clear (&self->weights_data);
  onednn_packed_clear (&self->d_weights);
  g_free (self);
}

static char *
describe_kernel (OnednnPlan *plan, Task *task)
{
  Convolution *self = task->state;
  GString *text = g_string_new (onednn_primitive_name (&self->forward));

  if (task->adds || task->relu)
    g_string_append_printf (text, " with%s%s", task->adds ? " addition" : "", task->relu ? " ReLU" : "");
  if (plan->backward)
    g_string_append_printf (text, " · data %s · weights %s", onednn_primitive_name (&self->backward_data),
                            onednn_primitive_name (&self->backward_weights));
  return g_string_free (text, FALSE);
}

const KernelClass onednn_convolution = {
  .name = "convolution",
  .create = create,
  .refresh = refresh,
  .forward = forward,
  .backward = backward,
  .free = convolution_free,
  .describe = describe_kernel,
};
