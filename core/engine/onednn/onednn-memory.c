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

static Buffer
new_buffer (OnednnPlan *plan, gsize bytes, guint step)
{
  BufferInfo info = { .bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT,
                      .birth = step, .death = plan->keep == RN_KEEP_ALL ? plan->last_step : step };

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

/* Input @slot may be overwritten by @task's output if it dies in that @step, is as large, and no
 * other slot reads it too. */
static gboolean
may_overwrite (OnednnPlan *plan, const Task *task, guint slot, guint step)
{
  RnNode input = task->inputs[slot];
  const Tensor *from = &plan->tensors[input], *to = &plan->tensors[task->node];

  for (guint k = 0; k < task->n_inputs; k++)
    if (k != slot && task->inputs[k] == input)
      return FALSE;
  return plan->keep != RN_KEEP_ALL && from->elements == to->elements && from->layout == to->layout
      && rn_graph_node (plan->graph, input)->n_inputs > 0
      && buffer_info (plan, from->value)->death <= step;
}

/*
 * A fused addition overwrites what it adds; other kernels may overwrite input 0, the addition
 * either of its first two: a sum of more begins with these, in whatever order, so that it has the
 * same bits everywhere.
 */
static int
overwritten_slot (OnednnPlan *plan, const Task *task, guint step)
{
  if (task->klass == &onednn_convolution)
    return task->adds && may_overwrite (plan, task, task->n_inputs - 1, step)
               ? (int) task->n_inputs - 1
               : -1;
  for (guint k = 0; task->klass->in_place && k < (task->klass->passes_gradient ? 2 : 1); k++)
    if (may_overwrite (plan, task, k, step))
      return (int) k;
  return -1;
}

/* The step after which nobody reads what has these @uses: in the forward pass alone, or of what is
 * made again or kept, at all. */
static guint
death_of (const Uses *uses, gboolean forward_alone, guint step)
{
  return MAX (step, forward_alone ? uses->forward : MAX (uses->forward, uses->later));
}

/* What @task makes at @step, for the first time or @again. */
static void
lay_made (OnednnPlan *plan, Task *task, guint step, gboolean again)
{
  gboolean forward_alone = task->again && !again;
  RnNode converted = onednn_converts (plan, task);
  Tensor *tensor = &plan->tensors[task->node];
  Places *places = again ? &task->places_again : &task->places;
  Uses uses;

  *places = (Places) { BUFFER_NONE, BUFFER_NONE };
  if (converted != RN_NODE_NONE)
    {
      uses = onednn_narrow_uses (plan, converted);
      places->narrow = new_narrow_buffer (plan, plan->tensors[converted].elements, step);
      use_buffer (plan, places->narrow, death_of (&uses, forward_alone, step));
    }
  if (!tensor->narrow_only)
    {
      int slot = overwritten_slot (plan, task, step);

      uses = onednn_value_uses (plan, task->node);
      places->value = slot >= 0 ? plan->tensors[task->inputs[slot]].value
                                : new_float_buffer (plan, tensor->elements, step);
      use_buffer (plan, places->value, death_of (&uses, forward_alone, step));
    }
  onednn_take_places (plan, task, places);
}

static void
lay_values (OnednnPlan *plan)
{
  for (RnNode i = 0; i < plan->n; i++)
    if (plan->tasks[i] != NULL)
      {
        lay_made (plan, plan->tasks[i], i, FALSE);
        if (plan->tasks[i]->n_inputs == 0)
          buffer_info (plan, plan->tensors[i].value)->birth = 0;
      }
}

/* In any order of the segments: none reads what is made again in another. */
static void
lay_values_again (OnednnPlan *plan)
{
  for (RnNode i = 0; i < plan->n; i++)
    if (plan->tasks[i] != NULL && plan->tasks[i]->again)
      lay_made (plan, plan->tasks[i], plan->again_steps[i], TRUE);
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
  guint step = plan->backward_steps[task->node];
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

/* As if nothing had been laid yet. */
static void
forget_buffers (OnednnPlan *plan)
{
  g_array_set_size (plan->buffers, 0);
  plan->arena_bytes = 0;
  for (RnNode i = 0; i < plan->n; i++)
    {
      Tensor *tensor = &plan->tensors[i];
      Task *task = plan->tasks[i];

      tensor->value = tensor->gradient = tensor->narrow = BUFFER_NONE;
      for (guint k = 0; task != NULL && k < RN_OP_MAX_INPUTS; k++)
        task->sends[k] = (Send) { .buffer = BUFFER_NONE, .before = BUFFER_NONE,
                                  .sum = BUFFER_NONE };
      if (task != NULL)
        task->narrow_dy = BUFFER_NONE;
    }
}

static void
lay_all (OnednnPlan *plan, RnRecompute recompute)
{
  forget_buffers (plan);
  onednn_choose_again (plan, recompute);
  lay_values (plan);
  lay_values_again (plan);
  if (plan->backward)
    lay_gradients (plan);
  place_buffers (plan);
}

/**
 * onednn_plan_memory:
 *
 * Gives every value and gradient a buffer and every buffer a place. Where some are computed again,
 * also tells what it would take without.
 */
void
onednn_plan_memory (OnednnPlan *plan, RnRecompute recompute)
{
  lay_all (plan, RN_RECOMPUTE_NOTHING);
  plan->arena_bytes_kept = plan->arena_bytes;
  if (recompute != RN_RECOMPUTE_NOTHING)
    lay_all (plan, recompute);
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
