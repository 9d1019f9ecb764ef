/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Which kernel runs what. Where nobody looks at the tensors between them, neighbours become one
 * task:
 *   training   batch norm → ReLU,  batch norm → addition → ReLU
 *   inference  convolution → ReLU, convolution → addition (→ ReLU)
 */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

static const struct
{
  const char        *op;
  const KernelClass *klass;
} kernels[] = {
  { "input", &onednn_input },
  { "conv2d", &onednn_convolution },
  { "batch_norm", &onednn_batch_norm },
  { "relu", &onednn_relu },
  { "relu6", &onednn_activation },
  { "silu", &onednn_activation },
  { "gelu", &onednn_activation },
  { "sigmoid", &onednn_activation },
  { "add", &onednn_add },
  { "max_pool", &onednn_pool },
  { "avg_pool", &onednn_pool },
  { "global_avg_pool", &onednn_pool },
  { "linear", &onednn_linear },
  { "scale", &onednn_scale },
  { "window_attention", &onednn_attention },
  { "scale_constant", &onednn_scale_constant },
  { "complement", &onednn_complement },
  { "gradient_scale", &onednn_gradient_scale },
  { "subsample", &onednn_rearrange },
  { "pad_channels", &onednn_rearrange },
  { "slice", &onednn_rearrange },
  { "concat", &onednn_rearrange },
  { "concat_pixels", &onednn_rearrange },
  { "upsample", &onednn_upsample },
};

static const KernelClass *
kernel_for (const RnOp *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (kernels); i++)
    if (strcmp (kernels[i].op, op->name) == 0)
      return kernels[i].klass;
  return &onednn_reference;
}

static Task *
new_task (OnednnPlan *plan, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (plan->graph, node);
  Task *task = g_new0 (Task, 1);

  task->klass = kernel_for (info->op);
  task->node = task->first = node;
  task->sum = RN_NODE_NONE;
  task->n_inputs = info->n_inputs;
  memcpy (task->inputs, info->inputs, sizeof task->inputs);
  return task;
}

static gboolean
is_op (const OnednnPlan *plan, RnNode node, const char *op)
{
  return node != RN_NODE_NONE && strcmp (rn_graph_node (plan->graph, node)->op->name, op) == 0;
}

/* The one node that reads @node, if it is one and nobody else wants to see @node. */
static RnNode
only_reader (const OnednnPlan *plan, RnNode node)
{
  g_autoptr (GArray) list = NULL;

  if (plan->readers[node] != 1 || node == rn_graph_output (plan->graph))
    return RN_NODE_NONE;
  list = rn_graph_readers (plan->graph, node);
  return g_array_index (list, RnNode, 0);
}

/* Takes @next into @task, whose output it reads. */
static void
take_in (OnednnPlan *plan, Task *task, RnNode next)
{
  g_free (plan->tasks[next]);       /* its own task, not made yet */
  plan->tasks[task->node] = NULL;
  task->node = next;
  plan->tasks[next] = task;
}

static RnNode
other_input (const OnednnPlan *plan, RnNode add, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (plan->graph, add);

  return info->inputs[info->inputs[0] == node ? 1 : 0];
}

/* Where both terms of an addition could take it in, the one that is computed last does: the
 * other is there by then. */
static gboolean
may_add (const OnednnPlan *plan, const Task *task, RnNode add)
{
  const RnNodeInfo *info = rn_graph_node (plan->graph, add);

  return info->n_inputs == 2 && info->inputs[0] != info->inputs[1]
      && other_input (plan, add, task->node) < task->node;
}

static void
fuse (OnednnPlan *plan, Task *task, gboolean add_alone)
{
  RnNode next = only_reader (plan, task->node);
  RnNode after;

  if (is_op (plan, next, "relu"))
    {
      task->relu = TRUE;
      take_in (plan, task, next);
      return;
    }
  if (!is_op (plan, next, "add") || !may_add (plan, task, next))
    return;
  after = only_reader (plan, next);
  if (!is_op (plan, after, "relu") && !add_alone)
    return;
  task->adds = TRUE;
  task->sum = next;
  task->inputs[task->n_inputs++] = other_input (plan, next, task->node);
  take_in (plan, task, next);
  if (is_op (plan, after, "relu"))
    {
      task->relu = TRUE;
      take_in (plan, task, after);
    }
}

/**
 * onednn_make_tasks:
 *
 * Fills plan->tasks. Kernels are not made yet.
 */
void
onednn_make_tasks (OnednnPlan *plan)
{
  for (RnNode i = 0; i < plan->n; i++)
    plan->tasks[i] = new_task (plan, i);
  for (RnNode i = 0; i < plan->n && plan->keep <= RN_KEEP_STATISTICS; i++)
    {
      Task *task = plan->tasks[i];

      if (task == NULL || task->first != task->node)
        continue;
      if (task->klass == &onednn_batch_norm)
        fuse (plan, task, FALSE);
      else if (task->klass == &onednn_convolution && !plan->backward
               && plan->keep == RN_KEEP_NOTHING)
        fuse (plan, task, TRUE);
    }
}

/**
 * onednn_make_kernels:
 *
 * Makes what each task runs. The memory is planned and taken by then, so a pass that is too large
 * does not get here.
 */
gboolean
onednn_make_kernels (OnednnPlan *plan, GError **error)
{
  for (RnNode i = 0; i < plan->n; i++)
    if (plan->tasks[i] != NULL && plan->tasks[i]->klass->create != NULL
        && !plan->tasks[i]->klass->create (plan, plan->tasks[i], error))
      return FALSE;
  return TRUE;
}
