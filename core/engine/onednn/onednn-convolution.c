/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Convolution by oneDNN, with an addition and a ReLU behind it where they were taken in: y = max(0,
 * w ∗ x + b + h). Forward, the two backward products and their weights each have the format their
 * primitive likes best.
 *
 * One that multiplies bfloat16 has its operands so (onednn-narrow.c). Where the machine cannot, or
 * oneDNN could only by its reference loops, they are widened again and a primitive for floats
 * multiplies them: the same products, which are exact in float, in another order of summation.
 */

#include "config.h"

#include "onednn-weighted-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { WEIGHT, BIAS };

/* The numbers of a convolution as oneDNN wants them. */
typedef struct
{
  WeightedShapes shapes;
  dnnl_dims_t    strides, dilates, pads, pads_end;
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
  dnnl_dims_t dims = { (dnnl_dim_t) groups, (dnnl_dim_t) (weight->dim[0] / groups),
                       (dnnl_dim_t) weight->dim[1], (dnnl_dim_t) weight->dim[2],
                       (dnnl_dim_t) weight->dim[3] };
  int skip = groups == 1 ? 1 : 0;

  dnnl_memory_desc_init_by_tag (&g->shapes.weights, 5 - skip, dims + skip, dnnl_f32,
                                skip ? dnnl_oihw : dnnl_goihw);
  dnnl_memory_desc_init_by_tag (&g->shapes.any_d_weights, 5 - skip, dims + skip, dnnl_f32,
                                dnnl_format_tag_any);
}

/*
 * For the weights' gradient of a strided 1×1 convolution oneDNN gathers the numbers that are read.
 * Where channels lie together it makes room for as many as there are, and takes a vector's for each
 * pixel: with fewer than that it writes past its room, and its threads into each other's (oneDNN
 * issue 6035; 2.6 too, with AVX2's 8 and AVX-512's 16).
 */
static const char *
avoided (const RnShape *in, const RnShape *weight, gsize stride, Layout x)
{
  return weight->dim[2] * weight->dim[3] == 1 && stride > 1 && x == LAYOUT_NHWC && in->dim[1] < 16
             ? "1x1"
             : NULL;
}

static void
describe (OnednnPlan *plan, const Task *task, Geometry *g)
{
  const RnNodeInfo *info = task_info (plan, task);
  const RnShape *weight = &rn_graph_parameter (plan->graph, info->parameters[WEIGHT])->shape;
  const RnShape *in = &plan->tensors[task->inputs[0]].shape,
                *out = &plan->tensors[task->node].shape;
  Layout x = onednn_map_layout (plan, task->inputs[0]), y = onednn_map_layout (plan, task->node);
  gsize stride = (gsize) task_attribute (plan, task, "stride");
  gsize dilation = (gsize) task_attribute (plan, task, "dilation");
  gsize pad = (gsize) task_attribute (plan, task, "pad");

  if (x != y && in->dim[2] * in->dim[3] == 1)
    x = y == LAYOUT_BLOCKED ? (y = LAYOUT_NHWC) : y;
  g->shapes.x = onednn_desc (in, x);
  g->shapes.y = onednn_desc (out, y);
  g->shapes.avoid = avoided (in, weight, stride, x);
  describe_weights (plan, task, weight, g);
  g->shapes.has_bias = info->parameters[BIAS] != G_MAXUINT;
  if (g->shapes.has_bias)
    g->shapes.bias =
      onednn_desc (&rn_graph_parameter (plan->graph, info->parameters[BIAS])->shape, LAYOUT_PLAIN);
  for (guint i = 0; i < 2; i++)
    {
      g->strides[i] = (dnnl_dim_t) stride;
      g->dilates[i] = (dnnl_dim_t) dilation - 1;
      g->pads[i] = (dnnl_dim_t) pad;
      g->pads_end[i] =
        pad_at_end (in->dim[2 + i], out->dim[2 + i], weight->dim[2 + i], stride, dilation, pad);
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
make_forward (OnednnPlan *plan, Task *task, const Geometry *g, const char *name, GError **error)
{
  const WeightedShapes *s = &g->shapes;
  dnnl_primitive_attr_t attr = post_operations (task);
  dnnl_convolution_desc_t desc;
  gboolean made;

  made =
    onednn_check (dnnl_dilated_convolution_forward_desc_init (
                    &desc, plan->backward ? dnnl_forward_training : dnnl_forward_inference,
                    dnnl_convolution_direct, &s->x_operand, &s->any_weights, s->has_bias ? &s->bias : NULL,
                    &s->y, g->strides, g->dilates, g->pads, g->pads_end),
                  name, error)
    && onednn_weighted_make_forward (plan, task->state, s, &desc, attr, name, error);
  dnnl_primitive_attr_destroy (attr);
  return made;
}

static gboolean
make_backward_weights (OnednnPlan *plan, Task *task, const Geometry *g, const char *name,
                       GError **error)
{
  const WeightedShapes *s = &g->shapes;
  dnnl_convolution_desc_t desc;

  return onednn_check (dnnl_dilated_convolution_backward_weights_desc_init (
                         &desc, dnnl_convolution_direct, &s->x_operand, &s->any_d_weights,
                         s->has_bias ? &s->bias : NULL, &s->dy_operand, g->strides, g->dilates,
                         g->pads, g->pads_end),
                       name, error)
      && onednn_weighted_make_backward_weights (plan, task->state, s, &desc, name, error);
}

static gboolean
make_backward_data (OnednnPlan *plan, Task *task, const Geometry *g, const char *name,
                    GError **error)
{
  const WeightedShapes *s = &g->shapes;
  dnnl_convolution_desc_t desc;

  return onednn_check (dnnl_dilated_convolution_backward_data_desc_init (
                         &desc, dnnl_convolution_direct, &s->x, &s->any_weights, &s->dy_operand,
                         g->strides, g->dilates, g->pads, g->pads_end), name, error)
         && onednn_weighted_make_backward_data (plan, task->state, s, &desc, name, error);
}

static gboolean
make_all (OnednnPlan *plan, Task *task, const Geometry *g, GError **error)
{
  const char *name = task_info (plan, task)->name;

  return make_forward (plan, task, g, name, error)
      && (!plan->backward || make_backward_weights (plan, task, g, name, error))
      && (!plan->tensors[task->inputs[0]].has_gradient
          || make_backward_data (plan, task, g, name, error));
}

/* By primitives for bfloat16; FALSE, with nothing made, where they are not to be had or slow. */
static gboolean
make_narrow (OnednnPlan *plan, Task *task, Geometry *g)
{
  Weighted *self = task->state;
  gsize kernel_bytes = plan->kernel_bytes;

  if (!onednn_has_narrow ())
    return FALSE;
  onednn_weighted_operands (&g->shapes, dnnl_bf16);
  if (make_all (plan, task, g, NULL) && !onednn_primitive_is_slow (&self->forward)
      && !onednn_primitive_is_slow (&self->backward_weights)
      && !onednn_primitive_is_slow (&self->backward_data))
    return TRUE;
  onednn_weighted_clear (self);
  plan->kernel_bytes = kernel_bytes;
  return FALSE;
}

static gboolean
make_room (OnednnPlan *plan, const Task *task, float **room, gsize n, GError **error)
{
  *room = g_try_new (float, n);
  plan->kernel_bytes += n * sizeof (float);
  if (*room == NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("“%s”: no memory for rounded numbers"),
                 task_info (plan, task)->name);
  return *room != NULL;
}

/* By primitives for floats, on rounded ones. */
static gboolean
make_widened (OnednnPlan *plan, Task *task, Geometry *g, GError **error)
{
  Weighted *self = task->state;
  guint weights = task_info (plan, task)->parameters[WEIGHT];

  onednn_weighted_operands (&g->shapes, dnnl_f32);
  return make_all (plan, task, g, error)
      && make_room (plan, task, &self->wide_x, plan->tensors[task->inputs[0]].elements, error)
      && make_room (plan, task, &self->rounded_weights,
                    rn_shape_elements (&rn_graph_parameter (plan->graph, weights)->shape), error)
      && (!plan->backward
          || make_room (plan, task, &self->wide_dy, plan->tensors[task->node].elements, error));
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Geometry g;

  task->state = g_new0 (Weighted, 1);
  describe (plan, task, &g);
  if (onednn_multiplies_narrow (plan, task))
    return make_narrow (plan, task, &g) || make_widened (plan, task, &g, error);
  onednn_weighted_operands (&g.shapes, dnnl_f32);
  return make_all (plan, task, &g, error);
}

static const void *
operand (const guint16 *narrow, float *wide, gsize n)
{
  if (wide == NULL)
    return narrow;
  onednn_widen (narrow, wide, n);
  return wide;
}

static const void *
x_operand (OnednnPlan *plan, Task *task)
{
  const Tensor *x = &plan->tensors[task->inputs[0]];

  return onednn_multiplies_narrow (plan, task)
         ? operand (onednn_narrow_buffer (plan, x->narrow), ((Weighted *) task->state)->wide_x,
                    x->elements)
         : (const void *) task_input (plan, task, 0);
}

static const void *
dy_operand (OnednnPlan *plan, Task *task)
{
  const Tensor *y = &plan->tensors[task->node];
  float *dy = onednn_buffer (plan, y->gradient);
  Buffer narrow = y->narrow_gradient ? y->gradient : task->narrow_dy;

  if (!onednn_multiplies_narrow (plan, task))
    return dy;
  if (!y->narrow_gradient)
    onednn_narrow (dy, onednn_narrow_buffer (plan, narrow), y->elements);
  return operand (onednn_narrow_buffer (plan, narrow), ((Weighted *) task->state)->wide_dy,
                  y->elements);
}

static void
forward (OnednnPlan *plan, Task *task)
{
  const Tensor *x = &plan->tensors[task->inputs[0]];
  float *y = task_output (plan, task);

  if (x->narrower == task->node)
    onednn_narrow (task_input (plan, task, 0), onednn_narrow_buffer (plan, x->narrow), x->elements);
  /* the sum is formed in y: h must lie there already, which it does unless somebody needs it
   * later */
  if (task->adds && task_input (plan, task, 1) != y)
    memcpy (y, task_input (plan, task, 1), plan->tensors[task->node].elements * sizeof (float));
  onednn_weighted_forward (plan, task, x_operand (plan, task));
}

static void
backward (OnednnPlan *plan, Task *task)
{
  onednn_weighted_backward (plan, task, x_operand (plan, task), dy_operand (plan, task));
}

const KernelClass onednn_convolution = {
  .name = "convolution",
  .create = create,
  .refresh = onednn_weighted_refresh,
  .forward = forward,
  .backward = backward,
  .free = onednn_weighted_free,
  .describe = onednn_weighted_describe,
};
