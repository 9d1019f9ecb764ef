/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* The fast engine: oneDNN's convolutions, pooling and products, own memory-bound kernels, one
 * layout, one arena. */

#include "config.h"

#include "onednn-private.h"

#include <stdlib.h>
#include <string.h>

#include <omp.h>

static void
task_free (Task *task)
{
  if (task == NULL)
    return;
  if (task->klass->free != NULL && task->state != NULL)
    task->klass->free (task);
  g_free (task);
}

static void
plan_free (RnPlan *plan)
{
  OnednnPlan *self = (OnednnPlan *) plan;

  for (RnNode i = 0; i < self->n; i++)
    task_free (self->tasks[i]);
  g_free (self->tasks);
  g_free (self->tensors);
  g_free (self->readers);
  g_free (self->collected);
  g_array_unref (self->buffers);
  g_free (self->segments);
  g_free (self->again_steps);
  g_free (self->backward_steps);
  free (self->arena);
  free (self->scratch);
  if (self->stream != NULL)
    dnnl_stream_destroy (self->stream);
  if (self->engine != NULL)
    dnnl_engine_destroy (self->engine);
  rn_parameters_unref (self->parameters);
  rn_graph_unref (self->graph);
  g_free (self);
}

/* Weights are packed anew only when they have changed, and for the backward half only when it
 * runs. */
static void
plan_begin (RnPlan *plan, gboolean backward)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  guint64 *version = backward ? &self->backward_version : &self->forward_version;

  omp_set_num_threads ((int) self->threads);
  if (*version == rn_parameters_version (self->parameters))
    return;
  *version = rn_parameters_version (self->parameters);
  for (RnNode i = 0; i < self->n; i++)
    if (self->tasks[i] != NULL && self->tasks[i]->klass->refresh != NULL)
      self->tasks[i]->klass->refresh (self, self->tasks[i], backward);
}

/* Measures what no batch norm counts on its way. */
static void
collect (OnednnPlan *self, Buffer buffer, RnNode node, RnStatistics *statistics, gboolean *has)
{
  rn_statistics_measure (statistics, onednn_buffer (self, buffer), self->tensors[node].elements);
  *has = TRUE;
}

static void
plan_forward (RnPlan *plan, RnNode node)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  Task *task = self->tasks[node];

  if (task != NULL && task->again)
    onednn_take_places (self, task, &task->places);
  if (task != NULL && task->klass->forward != NULL)
    task->klass->forward (self, task);
  if (task != NULL && self->collected != NULL && task->klass != &onednn_batch_norm
      && !self->collected[node].by_reader)
    collect (self, self->tensors[node].value, node, &self->collected[node].value,
             &self->collected[node].has_value);
}

static gsize
parameter_elements (OnednnPlan *self, const Task *task, guint slot)
{
  return rn_shape_elements (
    &rn_graph_parameter (self->graph, task_info (self, task)->parameters[slot])->shape);
}

/* A task whose parameters another task has written gradients for already adds to them. */
static void
run_accumulating (OnednnPlan *self, Task *task)
{
  const RnNodeInfo *info = task_info (self, task);
  float *before[RN_OP_MAX_PARAMETERS] = { NULL };

  for (guint i = 0; i < info->op->n_parameters; i++)
    if (info->parameters[i] != G_MAXUINT)
      before[i] = g_memdup2 (task_d_parameter (self, task, i),
                             parameter_elements (self, task, i) * sizeof (float));
  task->klass->backward (self, task);
  for (guint i = 0; i < info->op->n_parameters; i++)
    {
      for (gsize k = 0; before[i] != NULL && k < parameter_elements (self, task, i); k++)
        task_d_parameter (self, task, i)[k] += before[i][k];
      g_free (before[i]);
    }
}

/* The gradient in @send joins what is there. */
static void
join (OnednnPlan *self, Send *send, gsize n)
{
  const float *before = onednn_buffer (self, send->before),
              *edge = onednn_buffer (self, send->buffer);

  send->has_products = before != NULL && self->collected != NULL;
  if (send->has_products)
    onednn_sum_products (before, edge, onednn_buffer (self, send->sum), n, &send->products);
  else if (before != NULL)
    onednn_sum (before, edge, onednn_buffer (self, send->sum), n);
}

/* The edge of the graph that @slot of a task is: a fused task reads for its first node, and for
 * the addition it took in. */
static RnTensorName
edge_name (OnednnPlan *self, const Task *task, guint slot)
{
  if (!task->adds || slot + 1 < task->n_inputs)
    return (RnTensorName) { RN_TENSOR_EDGE, task->first, slot };
  return (RnTensorName) { RN_TENSOR_EDGE, task->sum,
                         rn_graph_node (self->graph, task->sum)->inputs[0] == task->inputs[slot]
                           ? 0
                           : 1 };
}

/* Where statistics are collected an edge is offered after it has joined, by its products; else
 * before, by its values. */
static void
send_gradient (OnednnPlan *self, Task *task, guint slot, RnEdgeFunc edge, gpointer data)
{
  Send *send = &task->sends[slot];
  gsize n = self->tensors[task->inputs[slot]].elements;
  RnTensorName name = edge_name (self, task, slot);

  if (self->collected != NULL)
    join (self, send, n);
  self->current = send;
  self->current_input = task->inputs[slot];
  if (edge != NULL)
    edge (data, &name);
  self->current = NULL;
  if (self->collected == NULL)
    join (self, send, n);
}

static void
plan_backward (RnPlan *plan, RnNode node, RnEdgeFunc edge, gpointer data)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  Task *task = self->tasks[node];

  onednn_compute_again (self, node);
  if (task == NULL || self->tensors[node].gradient == BUFFER_NONE)
    return;
  if (self->collected != NULL && task->klass != &onednn_batch_norm
      && !self->collected[node].gradient_by_reader)
    collect (self, self->tensors[node].gradient, node, &self->collected[node].gradient,
             &self->collected[node].has_gradient);
  if (task->klass->backward == NULL)
    return;
  if (task->accumulates)
    run_accumulating (self, task);
  else
    task->klass->backward (self, task);
  for (guint k = 0; k < task->n_inputs; k++)
    if (task->sends[k].kind != SEND_NOTHING)
      send_gradient (self, task, k, edge, data);
}

static const RnStatistics *
plan_statistics (RnPlan *plan, const RnTensorName *name)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  const Collected *collected = self->collected != NULL ? &self->collected[name->node] : NULL;

  if (collected == NULL)
    return NULL;
  if (name->kind == RN_TENSOR_VALUE)
    return collected->has_value ? &collected->value : NULL;
  return collected->has_gradient ? &collected->gradient : NULL;
}

static gboolean
plan_products (RnPlan *plan, const RnTensorName *edge, RnEdgeProducts *products)
{
  OnednnPlan *self = (OnednnPlan *) plan;

  if (self->current == NULL || !self->current->has_products)
    return FALSE;
  *products = self->current->products;
  return TRUE;
}

/* Which tensor @name means, and where it lies; BUFFER_NONE where it is not to be had (in float). */
static Buffer
find_buffer (OnednnPlan *self, const RnTensorName *name, const Tensor **tensor)
{
  const Task *task = self->tasks[name->node];

  *tensor = &self->tensors[name->node];
  switch (name->kind)
    {
    case RN_TENSOR_VALUE:
      return task != NULL ? (*tensor)->value : BUFFER_NONE;
    case RN_TENSOR_GRADIENT:
      return task != NULL && !(*tensor)->narrow_gradient ? (*tensor)->gradient : BUFFER_NONE;
    case RN_TENSOR_EDGE:
    default:
      if (self->current != NULL)
        {
          *tensor = &self->tensors[self->current_input];
          return self->current->has_products || (*tensor)->narrow_gradient ? BUFFER_NONE
                                                                           : self->current->buffer;
        }
      if (task == NULL || name->slot >= task->n_inputs)
        return BUFFER_NONE;
      *tensor = &self->tensors[task->inputs[name->slot]];
      return (*tensor)->narrow_gradient ? BUFFER_NONE : task->sends[name->slot].buffer;
    }
}

static const float *
plan_values (RnPlan *plan, const RnTensorName *name, gsize *n)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  const Tensor *tensor;
  Buffer buffer = find_buffer (self, name, &tensor);

  *n = buffer != BUFFER_NONE ? tensor->elements : 0;
  return onednn_buffer (self, buffer);
}

static const float *
plan_before (RnPlan *plan, const RnTensorName *edge)
{
  OnednnPlan *self = (OnednnPlan *) plan;

  return self->current == NULL || self->current->has_products
         ? NULL
         : onednn_buffer (self, self->current->before);
}

static gboolean
plan_read (RnPlan *plan, const RnTensorName *name, float *nchw)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  const Tensor *tensor;
  Buffer buffer = find_buffer (self, name, &tensor);

  if (buffer != BUFFER_NONE)
    onednn_to_plain (onednn_buffer (self, buffer), tensor->layout, &tensor->shape, nchw);
  return buffer != BUFFER_NONE;
}

static gboolean
plan_read_plane (RnPlan *plan, const RnTensorName *name, gsize sample, gsize channel, float *plane)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  const Tensor *tensor;
  Buffer buffer = find_buffer (self, name, &tensor);

  if (buffer != BUFFER_NONE)
    onednn_plane_to_plain (onednn_buffer (self, buffer), tensor->layout, &tensor->shape, sample,
                           channel, plane);
  return buffer != BUFFER_NONE;
}

static void
plan_write (RnPlan *plan, const RnTensorName *name, const float *nchw)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  const Tensor *tensor;
  Buffer buffer = find_buffer (self, name, &tensor);

  omp_set_num_threads ((int) self->threads);
  if (buffer != BUFFER_NONE)
    onednn_from_plain (nchw, tensor->layout, &tensor->shape, onednn_buffer (self, buffer));
}

/* The one that computes @node, its own or one that took it in; NULL. */
static Task *
task_of (OnednnPlan *self, RnNode node)
{
  for (RnNode i = node; i < self->n; i++)
    if (self->tasks[i] != NULL && self->tasks[i]->first <= node)
      return self->tasks[i];
  return NULL;
}

static char *
plan_kernel (RnPlan *plan, RnNode node)
{
  OnednnPlan *self = (OnednnPlan *) plan;
  Task *task = task_of (self, node);

  if (task == NULL)
    return g_strdup ("–");
  if (task->node != node)
    return g_strdup_printf ("in %s", rn_graph_node (self->graph, task->first)->name);
  return task->klass->describe != NULL ? task->klass->describe (self, task)
                                       : g_strdup (task->klass->name);
}

static RnPlanMemory
plan_memory (RnPlan *plan)
{
  OnednnPlan *self = (OnednnPlan *) plan;

  return (RnPlanMemory) { .tensors = self->arena_bytes, .tensors_kept = self->arena_bytes_kept,
                          .kernels = self->scratch_bytes + self->kernel_bytes };
}

static gboolean
plan_computes_again (RnPlan *plan, RnNode node)
{
  const Task *task = task_of ((OnednnPlan *) plan, node);

  return task != NULL && task->again;
}

static const RnPlanClass plan_class = {
  .free = plan_free,
  .begin = plan_begin,
  .forward = plan_forward,
  .backward = plan_backward,
  .values = plan_values,
  .before = plan_before,
  .read = plan_read,
  .read_plane = plan_read_plane,
  .write = plan_write,
  .statistics = plan_statistics,
  .products = plan_products,
  .kernel = plan_kernel,
  .memory = plan_memory,
  .computes_again = plan_computes_again,
};

/* The picture's gradient is wanted where it is asked for, where everything is, and where somebody
 * looks at a block that reads it. */
static gboolean
wants_input_gradient (const RnPlanRequest *request)
{
  for (RnScope i = 0; i < rn_graph_n_scopes (request->graph); i++)
    if (rn_graph_scope (request->graph, i)->kind == RN_SCOPE_BLOCK
        && rn_graph_scope (request->graph, i)->input == 0)
      return request->input_gradient || request->keep != RN_KEEP_NOTHING;
  return request->input_gradient || request->keep == RN_KEEP_ALL;
}

static void
describe_tensors (OnednnPlan *self, const RnPlanRequest *request)
{
  g_autofree gboolean *with =
    rn__nodes_with_gradient (request->graph, wants_input_gradient (request));

  for (RnNode i = 0; i < self->n; i++)
    {
      Tensor *tensor = &self->tensors[i];

      tensor->shape = request->shapes[i];
      tensor->elements = rn_shape_elements (&tensor->shape);
      tensor->layout = onednn_tensor_layout (self, i);
      tensor->has_gradient = request->backward && with[i];
    }
}

/*
 * Going backward, the first task to write a parameter's gradients overwrites them; those that share
 * it add. A task that no gradient reaches writes none.
 */
static void
mark_shared_parameters (OnednnPlan *self)
{
  g_autoptr (GHashTable) written = g_hash_table_new (NULL, NULL);

  for (RnNode i = self->n; i-- > 0;)
    if (self->tasks[i] != NULL && self->tensors[i].gradient != BUFFER_NONE)
      {
        guint parameter = rn_graph_node (self->graph, self->tasks[i]->first)->parameters[0];

        if (parameter != G_MAXUINT)
          self->tasks[i]->accumulates =
            !g_hash_table_add (written, GUINT_TO_POINTER (parameter + 1));
      }
}

static OnednnPlan *
make_plan_in (const RnPlanRequest *request, Layout layout, GError **error)
{
  OnednnPlan *self = g_new0 (OnednnPlan, 1);

  self->base.klass = &plan_class;
  self->graph = rn_graph_ref (request->graph);
  self->parameters = rn_parameters_ref (request->parameters);
  self->mode = request->mode;
  self->backward = request->backward;
  self->keep = request->keep;
  self->comm = request->mode == RN_MODE_TRAIN ? request->comm : NULL;
  self->threads = request->threads;
  self->n = rn_graph_n_nodes (request->graph);
  self->layout = layout;
  self->tensors = g_new0 (Tensor, self->n);
  self->tasks = g_new0 (Task *, self->n);
  self->readers = rn__count_readers (request->graph);
  self->collected = request->keep == RN_KEEP_STATISTICS ? g_new0 (Collected, self->n) : NULL;
  self->segments = g_new0 (guint, self->n);
  self->again_steps = g_new0 (guint, self->n);
  self->backward_steps = g_new0 (guint, self->n);
  self->buffers = g_array_new (FALSE, FALSE, sizeof (BufferInfo));
  describe_tensors (self, request);
  omp_set_num_threads ((int) self->threads);
  onednn_make_tasks (self);
  onednn_choose_narrow (self);
  onednn_plan_memory (self, request->recompute);
  mark_shared_parameters (self);
  if (!onednn_allocate_arena (self, error)
      || !onednn_check (dnnl_engine_create (&self->engine, dnnl_cpu, 0), "engine", error)
      || !onednn_check (dnnl_stream_create (&self->stream, self->engine, dnnl_stream_default_flags),
                        "stream", error)
      || !onednn_make_kernels (self, error) || !onednn_allocate_scratch (self, error))
    {
      plan_free (&self->base);
      return NULL;
    }
  return self;
}

/* In blocks oneDNN lacks kernels that it has channels-last: for gradients of a dilated convolution,
 * of a wide depthwise one, or of one whose kernel is larger than its map. */
static RnPlan *
make_plan (const RnPlanRequest *request, GError **error)
{
  Layout layout = onednn_choose_layout (request);
  OnednnPlan *self = make_plan_in (request, layout, error);

  if (self != NULL && self->has_slow && layout != LAYOUT_NHWC)
    {
      plan_free (&self->base);
      self = make_plan_in (request, LAYOUT_NHWC, error);
    }
  return self != NULL ? &self->base : NULL;
}

const RnEngine rn__onednn_engine = {
  .name = "onednn",
  .title = "oneDNN: the fast one",
  .plan = make_plan,
};
