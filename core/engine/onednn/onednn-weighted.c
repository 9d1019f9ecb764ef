/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * What convolutions and linear layers have in common: y = w ∗ x + b by one primitive, dx and dw, db
 * by two more, and weights in the format each of them likes best.
 */

#include "config.h"

#include "onednn-weighted-private.h"

enum { WEIGHT, BIAS };

gboolean
onednn_weighted_make_forward (OnednnPlan *plan, Weighted *self, const WeightedShapes *shapes,
                              const void *desc, dnnl_primitive_attr_t attr, const char *name,
                              GError **error)
{
  self->x = onednn_memory (plan, &shapes->x);
  self->y = onednn_memory (plan, &shapes->y);
  self->bias = shapes->has_bias ? onednn_memory (plan, &shapes->bias) : NULL;
  return onednn_primitive_make (plan, &self->forward, desc, attr, NULL, name, error)
      && onednn_packed_make (plan, &self->weights, &shapes->weights,
                             onednn_primitive_md (&self->forward, dnnl_query_weights_md), FALSE,
                             error);
}

gboolean
onednn_weighted_make_backward_weights (OnednnPlan *plan, Weighted *self,
                                       const WeightedShapes *shapes, const void *desc,
                                       const char *name, GError **error)
{
  self->dy = onednn_memory (plan, &shapes->y);
  self->d_bias = shapes->has_bias ? onednn_memory (plan, &shapes->bias) : NULL;
  return onednn_primitive_make (plan, &self->backward_weights, desc, NULL, &self->forward, name,
                                error)
      && onednn_packed_make (
           plan, &self->d_weights, &shapes->weights,
           onednn_primitive_md (&self->backward_weights, dnnl_query_diff_weights_md), TRUE, error);
}

gboolean
onednn_weighted_make_backward_data (OnednnPlan *plan, Weighted *self, const WeightedShapes *shapes,
                                    const void *desc, const char *name, GError **error)
{
  self->dx = onednn_memory (plan, &shapes->x);
  return onednn_primitive_make (plan, &self->backward_data, desc, NULL, &self->forward, name, error)
      && onednn_packed_make (plan, &self->weights_data, &shapes->weights,
                             onednn_primitive_md (&self->backward_data, dnnl_query_weights_md),
                             FALSE, error);
}

void
onednn_weighted_refresh (OnednnPlan *plan, Task *task, gboolean backward)
{
  Weighted *self = task->state;

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

void
onednn_weighted_forward (OnednnPlan *plan, Task *task)
{
  Weighted *self = task->state;
  RunArg args[] = {
    { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
    { DNNL_ARG_WEIGHTS, self->weights.packed,
      weights_in (&self->weights, task_parameter (plan, task, WEIGHT)) },
    { DNNL_ARG_DST, self->y, task_output (plan, task) },
    { DNNL_ARG_BIAS, self->bias, task_parameter (plan, task, BIAS) },
  };

  onednn_run (plan, &self->forward, args, self->bias != NULL ? 4 : 3);
}

void
onednn_weighted_backward (OnednnPlan *plan, Task *task)
{
  Weighted *self = task->state;
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
    onednn_run (
      plan, &self->backward_data,
      (RunArg[]) { { DNNL_ARG_DIFF_DST, self->dy, task_d_output (plan, task) },
                  { DNNL_ARG_WEIGHTS, self->weights_data.packed,
                    weights_in (&self->weights_data, task_parameter (plan, task, WEIGHT)) },
                  { DNNL_ARG_DIFF_SRC, self->dx, dx } },
      3);
}

void
onednn_weighted_free (Task *task)
{
  Weighted *self = task->state;

  if (self == NULL)
    return;
  onednn_primitive_clear (&self->forward);
  onednn_primitive_clear (&self->backward_data);
  onednn_primitive_clear (&self->backward_weights);
  onednn_memories_free (
    (dnnl_memory_t[]) { self->x, self->y, self->dx, self->dy, self->bias, self->d_bias }, 6);
  onednn_packed_clear (&self->weights);
  onednn_packed_clear (&self->weights_data);
  onednn_packed_clear (&self->d_weights);
  g_free (self);
}

char *
onednn_weighted_describe (OnednnPlan *plan, Task *task)
{
  Weighted *self = task->state;
  GString *text = g_string_new (onednn_primitive_name (&self->forward));

  if (task->adds || task->relu)
    g_string_append_printf (text, " with%s%s", task->adds ? " addition" : "",
                            task->relu ? " ReLU" : "");
  if (plan->backward)
    g_string_append_printf (text, " · data %s · weights %s",
                            onednn_primitive_name (&self->backward_data),
                            onednn_primitive_name (&self->backward_weights));
  return g_string_free (text, FALSE);
}
