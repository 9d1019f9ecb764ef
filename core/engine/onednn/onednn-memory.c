/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Memory by liveness: who lives when is known before anything runs, so the whole pass is played
 * through once with buffers instead of numbers, and then every buffer gets a place that nobody else
 * uses during its life.
 */

#include "config.h"

#include "onednn-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "rn-memory-private.h"

#define ALIGNMENT 64

static BufferInfo *
buffer_info (OnednnPlan *plan, Buffer buffer)
{
  return &g_array_index (plan->buffers, BufferInfo, buffer);
}

static guint
last_step (const OnednnPlan *plan)
{
  return 2 * plan->n;
}

static guint
backward_step (const OnednnPlan *plan, RnNode node)
{
  return 2 * plan->n - 1 - node;
}

static Buffer
new_buffer (OnednnPlan *plan, gsize bytes, guint step)
{
  BufferInfo info = { .bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT,
                      .birth = step, .death = plan->keep == RN_KEEP_ALL ? last_step (plan) : step };

  g_array_append_val (plan->buffers, info);
  return plan->buffers->len - 1;
}

static Buffer
new_float_buffer (OnednnPlan *plan, gsize elements, guint step)
{
  return new_buffer (plan, elements * sizeof (float), step);
}

static Buffer
new_narrow_buffer (OnednnPlan *plan, gsize elements, guint step)
{
  return new_buffer (plan, elements * sizeof (guint16), step);
}

static void
use_buffer (OnednnPlan *plan, Buffer buffer, guint step)
{
  BufferInfo *info = buffer_info (plan, buffer);

  info->death = MAX (info->death, step);
}

/* ── values ── */

/* The step of the last task that reads @node's value, going forward. */
static guint
last_forward_reader (const OnednnPlan *plan, RnNode node)
{
  guint last = node;

  for (RnNode i = node + 1; i < plan->n; i++)
    for (guint k = 0; plan->tasks[i] != NULL && k < plan->tasks[i]->n_inputs; k++)
      if (plan->tasks[i]->inputs[k] == node && onednn_reads_value (plan, plan->tasks[i], k))
        last = i;
  return last;
}

/*
 * What backward reads, by the op of the task's first node. A ReLU behind an addition reads the
 * output; one right behind a batch norm finds its sign again from the norm's input.
 */
static gboolean
backward_reads (const OnednnPlan *plan, const Task *task, guint flag)
{
  guint reads = rn_graph_node (plan->graph, task->first)->op->backward_reads;

  if (task->relu && task->adds)
    reads |= RN_BACKWARD_READS_OUTPUT;
  return plan->backward && plan->tensors[task->node].has_gradient && (reads & flag) != 0;
}

/* The step after which nobody needs the value of @node. */
static guint
value_death (const OnednnPlan *plan, RnNode node)
{
  guint death = last_forward_reader (plan, node);

  if (node == rn_graph_output (plan->graph) || node == rn_graph_loss (plan->graph)
      || rn_graph_node (plan->graph, node)->n_inputs == 0)
    return last_step (plan);
  if (backward_reads (plan, plan->tasks[node], RN_BACKWARD_READS_OUTPUT))
    death = backward_step (plan, node);
  for (RnNode i = node + 1; i < plan->n; i++)
    for (guint k = 0; plan->tasks[i] != NULL && k < plan->tasks[i]->n_inputs; k++)
      if (plan->tasks[i]->inputs[k] == node && !onednn_reads_narrow (plan, plan->tasks[i], k)
          && backward_reads (plan, plan->tasks[i], RN_BACKWARD_READS_INPUTS))
        death = MAX (death, backward_step (plan, i));
  return death;
}

/* The value in bfloat16: from the step that converts it to the last that multiplies it. */
static void
lay_narrow (OnednnPlan *plan, RnNode node)
{
  Tensor *tensor = &plan->tensors[node];

  if (tensor->narrower == RN_NODE_NONE)
    return;
  tensor->narrow = new_narrow_buffer (plan, tensor->elements, tensor->narrower);
  for (RnNode i = node + 1; i < plan->n; i++)
    if (plan->tasks[i] != NULL && plan->tasks[i]->inputs[0] == node
        && onednn_multiplies_narrow (plan, plan->tasks[i]))
      {
        gboolean again = backward_reads (plan, plan->tasks[i], RN_BACKWARD_READS_INPUTS);

        use_buffer (plan, tensor->narrow, again ? backward_step (plan, i) : i);
      }
}

/* Input @slot may be overwritten by @task's output if it dies here, is as large, and no other
 * slot reads it too. */
static gboolean
may_overwrite (OnednnPlan *plan, const Task *task, guint slot)
{
  RnNode input = task->inputs[slot];
  const Tensor *from = &plan->tensors[input], *to = &plan->tensors[task->node];

  for (guint k = 0; k < task->n_inputs; k++)
    if (k != slot && task->inputs[k] == input)
      return FALSE;
  return plan->keep != RN_KEEP_ALL && from->elements == to->elements && from->layout == to->layout
      && value_death (plan, input) <= task->node && rn_graph_node (plan->graph, input)->n_inputs > 0
      && buffer_info (plan, from->value)->death <= task->node;
}

/* A fused addition overwrites what it adds; other kernels may overwrite input 0, the addition
 * any. */
static int
overwritten_slot (OnednnPlan *plan, const Task *task)
{
  if (task->klass == &onednn_convolution)
    return task->adds && may_overwrite (plan, task, task->n_inputs - 1) ? (int) task->n_inputs - 1
                                                                        : -1;
  for (guint k = 0;
       task->klass->in_place && k < (task->klass->passes_gradient ? task->n_inputs : 1); k++)
    if (may_overwrite (plan, task, k))
      return (int) k;
  return -1;
}

static void
lay_values (OnednnPlan *plan)
{
  for (RnNode i = 0; i < plan->n; i++)
    {
      Task *task = plan->tasks[i];
      Tensor *tensor = &plan->tensors[i];
      int slot;

      if (task == NULL)
        continue;
      lay_narrow (plan, i);
      if (tensor->narrow_only)
        continue;
      slot = overwritten_slot (plan, task);
      tensor->value = slot >= 0 ? plan->tensors[task->inputs[slot]].value
                                : new_float_buffer (plan, tensor->elements, i);
      if (task->n_inputs == 0)
        buffer_info (plan, tensor->value)->birth = 0;
      use_buffer (plan, tensor->value, value_death (plan, i));
    }
}

/* ── gradients ── */

typedef struct
{
  OnednnPlan *plan;
  GArray
    *claims; /* (element-type guint) [buffers]: whole gradients not yet processed, and sends not yet
                                 joined, that lie in it */
} GradientWalk;

static guint *
claims (GradientWalk *walk, Buffer buffer)
{
  if (walk->claims->len <= buffer)
    g_array_set_size (walk->claims, buffer + 1);
  return &g_array_index (walk->claims, guint, buffer);
}

/*
 * Where a computed gradient goes: over the output's own where that is allowed and nobody else needs
 * it, else somewhere new. Behind a fused addition it is the added input's that is made in place:
 * the output's gradient, masked.
 */
static Buffer
place_gradient (GradientWalk *walk, const Task *task, guint slot, guint step)
{
  OnednnPlan *plan = walk->plan;
  const Tensor *input = &plan->tensors[task->inputs[slot]], *output = &plan->tensors[task->node];
  guint in_place_slot = task->adds ? task->n_inputs - 1 : 0;

  if (input->narrow_gradient)
    return new_narrow_buffer (plan, input->elements, step);
  if (slot == in_place_slot && task->klass->backward_in_place
      && plan->keep != RN_KEEP_ALL && *claims (walk, output->gradient) == 0
      && input->elements == output->elements && input->layout == output->layout)
    return output->gradient;
  return new_float_buffer (plan, input->elements, step);
}

/* The gradient in @send, which has claimed its buffer, joins what the input already has. */
static void
join_gradient (GradientWalk *walk, RnNode input, Send *send, guint step)
{
  OnednnPlan *plan = walk->plan;
  Tensor *tensor = &plan->tensors[input];

  --*claims (walk, send->buffer);
  send->before = tensor->gradient;
  if (tensor->gradient == BUFFER_NONE)
    {
      tensor->gradient = send->buffer;
      ++*claims (walk, send->buffer);
      return;
    }
  use_buffer (plan, send->before, step);
  if (plan->keep == RN_KEEP_ALL)
    send->sum = new_float_buffer (plan, tensor->elements, step);
  else if (*claims (walk, send->before) == 1)
    send->sum = send->before;
  else if (send->kind == SEND_COMPUTED && *claims (walk, send->buffer) == 0)
    send->sum = send->buffer;
  else
    send->sum = new_float_buffer (plan, tensor->elements, step);
  --*claims (walk, send->before);
  ++*claims (walk, send->sum);
  tensor->gradient = send->sum;
}

static void
walk_task (GradientWalk *walk, Task *task)
{
  OnednnPlan *plan = walk->plan;
  guint step = backward_step (plan, task->node);
  Tensor *output = &plan->tensors[task->node];

  if (output->gradient == BUFFER_NONE)
    return;
  use_buffer (plan, output->gradient, step);
  --*claims (walk, output->gradient);
  if (onednn_multiplies_narrow (plan, task) && !output->narrow_gradient)
    task->narrow_dy = new_narrow_buffer (plan, output->elements, step);
  for (guint k = 0; k < task->n_inputs; k++)
    {
      Send *send = &task->sends[k];

      if (!plan->tensors[task->inputs[k]].has_gradient)
        continue;
      send->kind =
        task->klass->passes_gradient && plan->keep != RN_KEEP_ALL ? SEND_PASSED : SEND_COMPUTED;
      send->buffer =
        send->kind == SEND_PASSED ? output->gradient : place_gradient (walk, task, k, step);
      use_buffer (plan, send->buffer, step);
    }
  for (guint k = 0; k < task->n_inputs; k++)
    if (task->sends[k].kind != SEND_NOTHING)
      ++*claims (walk, task->sends[k].buffer);
  for (guint k = 0; k < task->n_inputs; k++)
    if (task->sends[k].kind != SEND_NOTHING)
      join_gradient (walk, task->inputs[k], &task->sends[k], step);
}

/* The gradient a backward pass starts from lies in a buffer of its own. */
static void
start_gradient (GradientWalk *walk, RnNode node)
{
  OnednnPlan *plan = walk->plan;
  Tensor *tensor = &plan->tensors[node];

  if (node == RN_NODE_NONE || !tensor->has_gradient || tensor->gradient != BUFFER_NONE)
    return;
  tensor->gradient = new_float_buffer (plan, tensor->elements, plan->n);
  ++*claims (walk, tensor->gradient);
}

static void
lay_gradients (OnednnPlan *plan)
{
  GradientWalk walk = { plan, g_array_new (FALSE, TRUE, sizeof (guint)) };
  RnNode loss = rn_graph_loss (plan->graph);

  start_gradient (&walk, loss != RN_NODE_NONE ? loss : rn_graph_output (plan->graph));
  for (RnNode i = plan->n; i-- > 0;)
    if (plan->tasks[i] != NULL)
      walk_task (&walk, plan->tasks[i]);
  g_array_unref (walk.claims);
}

/* ── places ── */

static int
larger_first (gconstpointer a, gconstpointer b, gpointer data)
{
  const BufferInfo *buffers = data;
  const BufferInfo *x = &buffers[*(const guint *) a], *y = &buffers[*(const guint *) b];

  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? 1 : -1;
  return x->birth < y->birth ? -1 : x->birth > y->birth;
}

/* The lowest place for @info that none of @placed (ascending by offset) needs during its life. */
static void
find_gap (BufferInfo *info, const GArray *placed, const BufferInfo *buffers)
{
  for (guint i = 0; i < placed->len; i++)
    {
      const BufferInfo *other = &buffers[g_array_index (placed, guint, i)];

      if (other->birth > info->death || info->birth > other->death)
        continue;
      if (other->offset >= info->offset + info->bytes)
        return;
      info->offset = MAX (info->offset, other->offset + other->bytes);
    }
}

static void
insert_by_offset (GArray *placed, guint buffer, const BufferInfo *buffers)
{
  guint at = placed->len;

  while (at > 0 && buffers[g_array_index (placed, guint, at - 1)].offset > buffers[buffer].offset)
    at--;
  g_array_insert_val (placed, at, buffer);
}

/* Largest first, each at the lowest place that is free during its whole life. */
static void
place_buffers (OnednnPlan *plan)
{
  BufferInfo *buffers = (BufferInfo *) (gpointer) plan->buffers->data;
  guint n = plan->buffers->len;
  g_autofree guint *order = g_new (guint, n);
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, larger_first, buffers);
  for (guint i = 0; i < n; i++)
    {
      find_gap (&buffers[order[i]], placed, buffers);
      insert_by_offset (placed, order[i], buffers);
      plan->arena_bytes =
        MAX (plan->arena_bytes, buffers[order[i]].offset + buffers[order[i]].bytes);
    }
}

/**
 * onednn_plan_memory:
 *
 * Gives every value and gradient a buffer and every buffer a place.
 */
void
onednn_plan_memory (OnednnPlan *plan)
{
  for (RnNode i = 0; i < plan->n; i++)
    plan->tensors[i].value = plan->tensors[i].gradient = plan->tensors[i].narrow = BUFFER_NONE;
  lay_values (plan);
  if (plan->backward)
    lay_gradients (plan);
  place_buffers (plan);
}

static gpointer
allocate (gsize bytes)
{
  gpointer memory = NULL;

  if (bytes > rn__memory_size ()
      || posix_memalign (&memory, ALIGNMENT, MAX (bytes, ALIGNMENT)) != 0)
    return NULL;
  return memory;
}

static gboolean
refuse (OnednnPlan *plan, gsize bytes, GError **error)
{
  g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
               _("%s needs %.1f GB for this pass, which this machine does not have; take a "
                 "smaller batch or picture"),
               rn_graph_name (plan->graph), (double) bytes / 1e9);
  return FALSE;
}

/* Takes the memory all buffers lie in. Errors: RN_ERROR_NO_MEMORY where the machine has not that
 * much. */
gboolean
onednn_allocate_arena (OnednnPlan *plan, GError **error)
{
  plan->arena = allocate (plan->arena_bytes);
  if (plan->arena == NULL)
    return refuse (plan, plan->arena_bytes, error);
  for (RnNode i = 0; i < plan->n; i++)
    if (plan->tasks[i] != NULL && plan->tasks[i]->n_inputs == 0)
      memset (onednn_buffer (plan, plan->tensors[i].value), 0,
              plan->tensors[i].elements * sizeof (float));
  return TRUE;
}

/* Takes what the hungriest primitive asked for. Errors: RN_ERROR_NO_MEMORY */
gboolean
onednn_allocate_scratch (OnednnPlan *plan, GError **error)
{
  plan->scratch = allocate (plan->scratch_bytes);
  return plan->scratch != NULL || refuse (plan, plan->scratch_bytes, error);
}

static gpointer
buffer_start (OnednnPlan *plan, Buffer buffer)
{
  return buffer == BUFFER_NONE ? NULL : plan->arena + buffer_info (plan, buffer)->offset;
}

float *
onednn_buffer (OnednnPlan *plan, Buffer buffer)
{
  return buffer_start (plan, buffer);
}

guint16 *
onednn_narrow_buffer (OnednnPlan *plan, Buffer buffer)
{
  return buffer_start (plan, buffer);
}
