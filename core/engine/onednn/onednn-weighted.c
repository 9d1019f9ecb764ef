/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * What convolutions and linear layers have in common: y = w ∗ x + b by one primitive, dx and dw, db
 * by two more, and weights in the format each of them likes best.
 */

#include "config.h"

#include "onednn-weighted-private.h"

enum { WEIGHT, BIAS };

void
onednn_weighted_operands (WeightedShapes *shapes, dnnl_data_type_t type)
{
  shapes->x_operand = shapes->x;
  shapes->dy_operand = shapes->y;
  shapes->any_weights = shapes->any_d_weights;
  shapes->x_operand.data_type = shapes->dy_operand.data_type = shapes->any_weights.data_type = type;
}

gboolean
onednn_weighted_make_forward (OnednnPlan *plan, Weighted *self, const WeightedShapes *shapes,
                              const void *desc, dnnl_primitive_attr_t attr, const char *name,
                              GError **error)
{
  self->x = onednn_memory (plan, &shapes->x_operand);
  self->y = onednn_memory (plan, &shapes->y);
  self->bias = shapes->has_bias ? onednn_memory (plan, &shapes->bias) : NULL;
  return onednn_primitive_make (plan, &self->forward, desc, attr, NULL, NULL, name, error)
      && onednn_packed_make (plan, &self->weights, &shapes->weights,
                             onednn_primitive_md (&self->forward, dnnl_query_weights_md), FALSE,
                             error);
}

gboolean
onednn_weighted_make_backward_weights (OnednnPlan *plan, Weighted *self,
                                       const WeightedShapes *shapes, const void *desc,
                                       const char *name, GError **error)
{
  self->dy = onednn_memory (plan, &shapes->dy_operand);
  self->d_bias = shapes->has_bias ? onednn_memory (plan, &shapes->bias) : NULL;
  return onednn_primitive_make (plan, &self->backward_weights, desc, NULL, &self->forward,
                                shapes->avoid, name, error)
      && onednn_packed_make (
           plan, &self->d_weights, &shapes->weights,
           onednn_primitive_md (&self->backward_weights, dnnl_query_diff_weights_md), TRUE, error);
}

gboolean
onednn_weighted_make_backward_data (OnednnPlan *plan, Weighted *self, const WeightedShapes *shapes,
                                    const void *desc, const char *name, GError **error)
{
  self->dx = onednn_memory (plan, &shapes->x);
  return onednn_primitive_make (plan, &self->backward_data, desc, NULL, &self->forward, NULL,
                                name, error)
      && onednn_packed_make (plan, &self->weights_data, &shapes->weights,
                             onednn_primitive_md (&self->backward_data, dnnl_query_weights_md),
                             FALSE, error);
}

static gsize
n_weights (OnednnPlan *plan, const Task *task)
{
  return rn_shape_elements (
    &rn_graph_parameter (plan->graph, task_info (plan, task)->parameters[WEIGHT])->shape);
}

/* The weights row-major, as they are multiplied. */
static const float *
plain_weights (OnednnPlan *plan, const Task *task)
{
  const Weighted *self = task->state;

  return self->rounded_weights != NULL ? self->rounded_weights
                                       : task_parameter (plan, task, WEIGHT);
}

void
onednn_weighted_refresh (OnednnPlan *plan, Task *task, gboolean backward)
{
  Weighted *self = task->state;

  if (self->rounded_weights != NULL)
    onednn_round (task_parameter (plan, task, WEIGHT), self->rounded_weights,
                  n_weights (plan, task));
  if (!backward)
    onednn_pack (plan, &self->weights, plain_weights (plan, task));
  else if (self->backward_data.primitive != NULL)
    onednn_pack (plan, &self->weights_data, plain_weights (plan, task));
}

static const float *
weights_in (const Packed *packed, const float *plain)
{
  return packed->data != NULL ? packed->data : plain;
}

void
onednn_weighted_forward (OnednnPlan *plan, Task *task, const void *x)
{
  Weighted *self = task->state;
  RunArg args[] = {
    { DNNL_ARG_SRC, self->x, x },
    { DNNL_ARG_WEIGHTS, self->weights.packed,
      weights_in (&self->weights, plain_weights (plan, task)) },
    { DNNL_ARG_DST, self->y, task_output (plan, task) },
    { DNNL_ARG_BIAS, self->bias, task_parameter (plan, task, BIAS) },
  };

  onednn_run (plan, &self->forward, args, self->bias != NULL ? 4 : 3);
}

void
onednn_weighted_backward (OnednnPlan *plan, Task *task, const void *x, const void *dy)
{
  Weighted *self = task->state;
  float *dw = task_d_parameter (plan, task, WEIGHT), *dx = task_d_input (plan, task, 0);
  RunArg args[] = {
    { DNNL_ARG_SRC, self->x, x },
    { DNNL_ARG_DIFF_DST, self->dy, dy },
    { DNNL_ARG_DIFF_WEIGHTS, self->d_weights.packed, weights_in (&self->d_weights, dw) },
    { DNNL_ARG_DIFF_BIAS, self->d_bias, task_d_parameter (plan, task, BIAS) },
  };

  onednn_run (plan, &self->backward_weights, args, self->d_bias != NULL ? 4 : 3);
  onednn_unpack (plan, &self->d_weights, dw);
  if (dx != NULL)
    onednn_run (
      plan, &self->backward_data,
      (RunArg[]) { { DNNL_ARG_DIFF_DST, self->dy, dy },
                  { DNNL_ARG_WEIGHTS, self->weights_data.packed,
                    weights_in (&self->weights_data, plain_weights (plan, task)) },
                  { DNNL_ARG_DIFF_SRC, self->dx, dx } },
      3);
}

void
onednn_weighted_clear (Weighted *self)
{
  onednn_primitive_clear (&self->forward);
  onednn_primitive_clear (&self->backward_data);
  onednn_primitive_clear (&self->backward_weights);
  onednn_memories_free (
    (dnnl_memory_t[]) { self->x, self->y, self->dx, self->dy, self->bias, self->d_bias }, 6);
  onednn_packed_clear (&self->weights);
  onednn_packed_clear (&self->weights_data);
  onednn_packed_clear (&self->d_weights);
  g_free (self->wide_x);
  g_free (self->wide_dy);
  g_free (self->rounded_weights);
  *self = (Weighted) { 0 };
}

void
onednn_weighted_free (Task *task)
{
  onednn_weighted_clear (task->state);
  g_free (task->state);
}

char *
onednn_weighted_describe (OnednnPlan *plan, Task *task)
{
  Weighted *self = task->state;
  GString *text = g_string_new (onednn_primitive_name (&self->forward));

  if (self->rounded_weights != NULL)
    g_string_append (text, " on rounded floats");
  if (task->adds || task->relu)
    g_string_append_printf (text, " with%s%s", task->adds ? " addition" : "",
                            task->relu ? " ReLU" : "");
  if (plan->backward)
    g_string_append_printf (text, " · data %s · weights %s",
                            onednn_primitive_name (&self->backward_data),
                            onednn_primitive_name (&self->backward_weights));
  return g_string_free (text, FALSE);
}
