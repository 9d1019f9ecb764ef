/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* ReLU6, SiLU, GELU and the sigmoid by oneDNN; element by element, so maps are handed over as
 * one long row. */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

typedef struct
{
  const char      *op;
  dnnl_alg_kind_t  forward;
  dnnl_alg_kind_t  backward;      /* from y where the op's own backward reads y, else from x */
  float            alpha, beta;
} Function;

static const Function functions[] = {
  { "relu6", dnnl_eltwise_clip_v2, dnnl_eltwise_clip_v2_use_dst_for_bwd, 0, 6 },
  { "silu", dnnl_eltwise_swish, dnnl_eltwise_swish, 1, 0 },
  { "gelu", dnnl_eltwise_gelu_erf, dnnl_eltwise_gelu_erf, 0, 0 },
  { "sigmoid", dnnl_eltwise_logistic, dnnl_eltwise_logistic_use_dst_for_bwd, 0, 0 },
};

typedef struct
{
  Primitive     forward;
  Primitive     backward;
  dnnl_memory_t x, y, dx, dy;     /* owned */
  gboolean      from_output;      /* backward reads y */
} Activation;

static const Function *
find_function (const RnOp *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].op, op->name) == 0)
      return &functions[i];
  g_return_val_if_reached (NULL);
}

static gboolean
make_backward (OnednnPlan *plan, Activation *self, const Function *f, const dnnl_memory_desc_t *row,
               const char *name, GError **error)
{
  dnnl_eltwise_desc_t desc;
  Primitive hint = { 0 };
  gboolean made;

  self->dx = onednn_memory (plan, row);
  self->dy = onednn_memory (plan, row);
  made = onednn_check (dnnl_eltwise_forward_desc_init (&desc, dnnl_forward_training, f->backward,
                                                       row, f->alpha, f->beta),
                       name, error)
      && onednn_primitive_make (plan, &hint, &desc, NULL, NULL, NULL, name, error)
      && onednn_check (
           dnnl_eltwise_backward_desc_init (&desc, f->backward, row, row, f->alpha, f->beta), name,
           error)
      && onednn_primitive_make (plan, &self->backward, &desc, NULL, &hint, NULL, name, error);
  onednn_primitive_clear (&hint);
  return made;
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Activation *self = task->state = g_new0 (Activation, 1);
  const RnNodeInfo *info = task_info (plan, task);
  const Function *f = find_function (info->op);
  RnShape shape = rn_shape_1d (plan->tensors[task->node].elements);
  dnnl_memory_desc_t row = onednn_desc (&shape, LAYOUT_PLAIN);
  dnnl_eltwise_desc_t desc;

  self->from_output = (info->op->backward_reads & RN_BACKWARD_READS_OUTPUT) != 0;
  self->x = onednn_memory (plan, &row);
  self->y = onednn_memory (plan, &row);
  return onednn_check (dnnl_eltwise_forward_desc_init (&desc, dnnl_forward_inference, f->forward,
                                                       &row, f->alpha, f->beta),
                       info->name, error)
      && onednn_primitive_make (plan, &self->forward, &desc, NULL, NULL, NULL, info->name, error)
      && (!plan->tensors[task->inputs[0]].has_gradient
          || make_backward (plan, self, f, &row, info->name, error));
}

static void
forward (OnednnPlan *plan, Task *task)
{
  Activation *self = task->state;

  onednn_run (plan, &self->forward,
              (RunArg[]) { { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
                           { DNNL_ARG_DST, self->y, task_output (plan, task) } }, 2);
}

static void
backward (OnednnPlan *plan, Task *task)
{
  Activation *self = task->state;

  if (task_d_input (plan, task, 0) == NULL)
    return;
  onednn_run (plan, &self->backward,
              (RunArg[]) { self->from_output
                            ? (RunArg) { DNNL_ARG_DST, self->y, task_output (plan, task) }
                            : (RunArg) { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
                          { DNNL_ARG_DIFF_DST, self->dy, task_d_output (plan, task) },
                          { DNNL_ARG_DIFF_SRC, self->dx, task_d_input (plan, task, 0) } },
              3);
}

static void
activation_free (Task *task)
{
  Activation *self = task->state;
  dnnl_memory_t memories[] = { self->x, self->y, self->dx, self->dy };

  onednn_primitive_clear (&self->forward);
  onednn_primitive_clear (&self->backward);
  onednn_memories_free (memories, G_N_ELEMENTS (memories));
  g_free (self);
}

static char *
describe (OnednnPlan *plan, Task *task)
{
  return g_strdup (onednn_primitive_name (&((Activation *) task->state)->forward));
}

const KernelClass onednn_activation = {
  .name = "activation",
  .in_place = TRUE,
  .backward_in_place = TRUE,
  .create = create,
  .forward = forward,
  .backward = backward,
  .free = activation_free,
  .describe = describe,
};
