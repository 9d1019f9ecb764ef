/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Time for memory: what lies inside a block is dropped in the forward pass, and computed again when
 * the backward pass reaches the block (Chen et al., Training Deep Nets with Sublinear Memory Cost,
 * 2016).
 *
 * The nodes are cut into segments, one a block and one for what lies between. What is made and
 * needed later inside one segment alone is made again; all else is kept, such as the output of a
 * block. So a plan's time runs
 *
 *   0 … n−1        forward
 *   n …            for each segment, the last first: its nodes forward again, then backward
 *
 * The last segment is not computed again: the backward pass begins with it. Batch norms keep the
 * mean and deviation they measured, so a second time costs less than the first and has the same
 * bits.
 */

#include "config.h"

#include "onednn-private.h"

/* ── segments and time ── */

static void
number_segments (OnednnPlan *plan)
{
  RnScope before = RN_SCOPE_ROOT;

  for (RnNode i = 0; i < plan->n; i++)
    {
      RnScope block = rn_graph_scope_above (plan->graph, rn_graph_node (plan->graph, i)->scope,
                                            RN_SCOPE_BLOCK);
      gboolean cut = plan->recompute == RN_RECOMPUTE_BLOCKS && i > 0 && block != before;

      plan->segments[i] = i == 0 ? 0 : plan->segments[i - 1] + cut;
      before = block;
    }
}

static RnNode
first_of_segment (const OnednnPlan *plan, RnNode node)
{
  RnNode first = node;

  while (first > 0 && plan->segments[first - 1] == plan->segments[node])
    first--;
  return first;
}

static gboolean
in_last_segment (const OnednnPlan *plan, RnNode node)
{
  return plan->segments[node] == plan->segments[plan->n - 1];
}

static void
number_steps (OnednnPlan *plan)
{
  guint step = plan->n;
  RnNode first;

  for (RnNode end = plan->n; end > 0; end = first)
    {
      first = first_of_segment (plan, end - 1);
      for (RnNode i = first; i < end && !in_last_segment (plan, i); i++)
        plan->again_steps[i] = step++;
      for (RnNode i = end; i-- > first;)
        plan->backward_steps[i] = step++;
    }
  plan->last_step = step;
}

/* ── uses ── */

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

/* Going backward only what is normalised or multiplied is read again, not what was added to it. */
static gboolean
backward_reads_input (const OnednnPlan *plan, const Task *task, guint slot)
{
  return backward_reads (plan, task, RN_BACKWARD_READS_INPUTS)
      && !onednn_reads_narrow (plan, task, slot) && !(task->adds && slot + 1 == task->n_inputs);
}

static void
use_later (Uses *self, const OnednnPlan *plan, RnNode maker, RnNode user, guint step)
{
  self->later = MAX (self->later, step);
  self->elsewhere |= plan->segments[user] != plan->segments[maker];
}

/* Task @i reads it: going @forward, and again where it is computed again; going @backward. */
static void
use_input (Uses *self, const OnednnPlan *plan, RnNode maker, RnNode i, gboolean forward,
           gboolean backward)
{
  if (forward)
    self->forward = i;
  if (forward && plan->tasks[i]->again)
    use_later (self, plan, maker, i, plan->again_steps[i]);
  if (backward)
    use_later (self, plan, maker, i, plan->backward_steps[i]);
}

/* Of the value of @node, which has a task; the tasks behind it are chosen. */
Uses
onednn_value_uses (const OnednnPlan *plan, RnNode node)
{
  Uses uses = { .forward = node };

  if (node == rn_graph_output (plan->graph) || node == rn_graph_loss (plan->graph)
      || rn_graph_node (plan->graph, node)->n_inputs == 0)
    return (Uses) { plan->n, plan->last_step, TRUE };
  if (backward_reads (plan, plan->tasks[node], RN_BACKWARD_READS_OUTPUT))
    use_later (&uses, plan, node, node, plan->backward_steps[node]);
  for (RnNode i = node + 1; i < plan->n; i++)
    for (guint k = 0; plan->tasks[i] != NULL && k < plan->tasks[i]->n_inputs; k++)
      if (plan->tasks[i]->inputs[k] == node)
        use_input (&uses, plan, node, i, onednn_reads_value (plan, plan->tasks[i], k),
                   backward_reads_input (plan, plan->tasks[i], k));
  return uses;
}

/* Of the value of @node in bfloat16. */
Uses
onednn_narrow_uses (const OnednnPlan *plan, RnNode node)
{
  RnNode maker = plan->tensors[node].narrower;
  Uses uses = { .forward = maker };

  for (RnNode i = node + 1; i < plan->n; i++)
    if (plan->tasks[i] != NULL && plan->tasks[i]->n_inputs > 0 && plan->tasks[i]->inputs[0] == node
        && onednn_multiplies_narrow (plan, plan->tasks[i]))
      use_input (&uses, plan, maker, i, TRUE,
                 backward_reads (plan, plan->tasks[i], RN_BACKWARD_READS_INPUTS));
  return uses;
}

/* ── the choice ── */

/* Whether what @task makes is needed after the forward pass, and in its own segment alone. */
static gboolean
is_made_again (const OnednnPlan *plan, const Task *task)
{
  RnNode narrow = onednn_converts (plan, task);
  Uses value, converted = { 0 };

  if (in_last_segment (plan, task->node))
    return FALSE;
  value = onednn_value_uses (plan, task->node);
  if (narrow != RN_NODE_NONE)
    converted = onednn_narrow_uses (plan, narrow);
  return !value.elsewhere && !converted.elsewhere && (value.later > 0 || converted.later > 0);
}

/**
 * onednn_choose_again:
 *
 * Says which tasks run a second time, and numbers the plan's steps. A task needs its inputs
 * wherever it runs, so those behind it are chosen first. Where everything is kept nothing is to be
 * had.
 */
void
onednn_choose_again (OnednnPlan *plan, RnRecompute recompute)
{
  plan->recompute = plan->backward && plan->keep != RN_KEEP_ALL ? recompute : RN_RECOMPUTE_NOTHING;
  number_segments (plan);
  number_steps (plan);
  for (RnNode i = plan->n; i-- > 0;)
    if (plan->tasks[i] != NULL)
      plan->tasks[i]->again = is_made_again (plan, plan->tasks[i]);
}

/* ── running ── */

void
onednn_take_places (OnednnPlan *plan, const Task *task, const Places *places)
{
  RnNode narrow = onednn_converts (plan, task);

  plan->tensors[task->node].value = places->value;
  if (narrow != RN_NODE_NONE)
    plan->tensors[narrow].narrow = places->narrow;
}

void
onednn_compute_again (OnednnPlan *plan, RnNode node)
{
  if (in_last_segment (plan, node) || plan->segments[node + 1] == plan->segments[node])
    return;
  plan->again = TRUE;
  for (RnNode i = first_of_segment (plan, node); i <= node; i++)
    if (plan->tasks[i] != NULL && plan->tasks[i]->again)
      {
        onednn_take_places (plan, plan->tasks[i], &plan->tasks[i]->places_again);
        plan->tasks[i]->klass->forward (plan, plan->tasks[i]);
      }
  plan->again = FALSE;
}
