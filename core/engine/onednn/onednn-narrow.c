/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Tensors in bfloat16, for the convolutions that multiply those. Converting is a pass over memory
 * that costs as much as a 1×1 convolution, so it is done where the numbers are in registers anyway:
 * a batch norm writes its output in bfloat16 for the convolution behind it, and the gradient of its
 * input for the convolution before it; and where nobody else reads them, in bfloat16 only, which
 * halves what is kept. What comes from elsewhere the first convolution converts, once for all.
 */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

#include "rn-clones-private.h"

#define CHUNK 16384

/* ── conversion: as rn__bf16 of the ops rounds, to nearest, ties to even ── */

RN__CLONES static void
narrow_chunk (const float *from, guint16 *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, &from[i], sizeof bits);
      bits = from[i] != from[i] ? bits | 0x400000 : bits + 0x7fff + (bits >> 16 & 1);
      to[i] = (guint16) (bits >> 16);
    }
}

RN__CLONES static void
widen_chunk (const guint16 *from, float *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits = (guint32) from[i] << 16;

      memcpy (&to[i], &bits, sizeof bits);
    }
}

void
onednn_narrow (const float *from, guint16 *to, gsize n)
{
#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    narrow_chunk (from + at, to + at, MIN (CHUNK, n - at));
}

void
onednn_widen (const guint16 *from, float *to, gsize n)
{
#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    widen_chunk (from + at, to + at, MIN (CHUNK, n - at));
}

void
onednn_round (const float *from, float *to, gsize n)
{
  for (gsize at = 0; at < n; at += CHUNK)
    {
      guint16 narrow[CHUNK];
      gsize count = MIN (CHUNK, n - at);

      narrow_chunk (from + at, narrow, count);
      widen_chunk (narrow, to + at, count);
    }
}

gboolean
onednn_has_narrow (void)
{
  guint isa = (guint) dnnl_get_effective_cpu_isa ();

  return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
}

/* ── who reads and who writes what ── */

gboolean
onednn_multiplies_narrow (const OnednnPlan *plan, const Task *task)
{
  const RnNodeInfo *info = rn_graph_node (plan->graph, task->first);
  int bf16 = rn_op_attribute (info->op, "bf16");

  return bf16 >= 0 && info->attributes[bf16] != 0;
}

gboolean
onednn_reads_narrow (const OnednnPlan *plan, const Task *task, guint slot)
{
  return slot == 0 && onednn_multiplies_narrow (plan, task);
}

/* It reads the tensor itself: in float, or to convert it. */
gboolean
onednn_reads_value (const OnednnPlan *plan, const Task *task, guint slot)
{
  return !onednn_reads_narrow (plan, task, slot)
         || plan->tensors[task->inputs[slot]].narrower == task->node;
}

RnNode
onednn_converts (const OnednnPlan *plan, const Task *task)
{
  if (plan->tensors[task->node].narrower == task->node)
    return task->node;
  return task->n_inputs > 0 && plan->tensors[task->inputs[0]].narrower == task->node
           ? task->inputs[0]
           : RN_NODE_NONE;
}

/* A batch norm converts on its way; else the first convolution that wants it does. */
static void
choose_narrower (OnednnPlan *plan, const Task *task)
{
  Tensor *x = &plan->tensors[task->inputs[0]];

  if (x->narrower != RN_NODE_NONE)
    return;
  x->narrower = plan->tasks[task->inputs[0]]->klass == &onednn_batch_norm ? task->inputs[0]
                                                                         : task->node;
}

/* A batch norm whose ReLU stands behind an addition finds the ReLU's sign in its output. */
static gboolean
needs_value (const OnednnPlan *plan, RnNode node)
{
  const Task *task = plan->tasks[node];

  if (plan->tensors[node].narrower != node || node == rn_graph_output (plan->graph)
      || node == rn_graph_loss (plan->graph) || (plan->backward && task->relu && task->adds))
    return TRUE;
  for (RnNode i = node + 1; i < plan->n; i++)
    for (guint k = 0; plan->tasks[i] != NULL && k < plan->tasks[i]->n_inputs; k++)
      if (plan->tasks[i]->inputs[k] == node && onednn_reads_value (plan, plan->tasks[i], k))
        return TRUE;
  return FALSE;
}

/* The only reader of a convolution's output is a batch norm: it sends back what the convolution
 * multiplies. */
static void
choose_gradient (OnednnPlan *plan, const Task *norm)
{
  RnNode x = norm->inputs[0];
  const Task *task = plan->tasks[x];

  if (task != NULL && plan->readers[x] == 1 && onednn_multiplies_narrow (plan, task)
      && x != rn_graph_output (plan->graph))
    plan->tensors[x].narrow_gradient = TRUE;
}

/**
 * onednn_choose_narrow:
 *
 * Says which tensors are wanted in bfloat16, who converts them, and which are there in bfloat16
 * only. Where somebody looks at every tensor, none is.
 */
void
onednn_choose_narrow (OnednnPlan *plan)
{
  gboolean unseen = plan->keep <= RN_KEEP_STATISTICS;

  for (RnNode i = 0; i < plan->n; i++)
    plan->tensors[i].narrower = RN_NODE_NONE;
  for (RnNode i = 0; i < plan->n; i++)
    if (plan->tasks[i] != NULL && onednn_multiplies_narrow (plan, plan->tasks[i]))
      choose_narrower (plan, plan->tasks[i]);
  for (RnNode i = 0; i < plan->n; i++)
    if (plan->tasks[i] != NULL && plan->tasks[i]->klass == &onednn_batch_norm && unseen)
      {
        plan->tensors[i].narrow_only = !needs_value (plan, i);
        if (plan->backward)
          choose_gradient (plan, plan->tasks[i]);
      }
}
