/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Maximum, average and global average pooling by oneDNN. */

#include "config.h"

#include "onednn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  Primitive     forward;
  Primitive     backward;
  dnnl_memory_t x, y, dx, dy;       /* owned */
  /* owned, NULL where none is needed: which element was the largest */
  dnnl_memory_t workspace;
  void         *places;             /* owned: what workspace holds */
} Pool;

typedef struct
{
  dnnl_alg_kind_t    algorithm;
  dnnl_memory_desc_t x, y;
  dnnl_dims_t        kernel, strides, pads, pads_end;
} Geometry;

static void
describe (OnednnPlan *plan, const Task *task, Geometry *g)
{
  const RnOp *op = task_info (plan, task)->op;
  const RnShape *in = &plan->tensors[task->inputs[0]].shape,
                *out = &plan->tensors[task->node].shape;
  gboolean global = strcmp (op->name, "global_avg_pool") == 0,
           max = strcmp (op->name, "max_pool") == 0;
  Layout layout = onednn_map_layout (plan, task->inputs[0]);

  g->x = onednn_desc (in, layout);
  g->y = onednn_desc (out, layout);
  g->algorithm = max ? dnnl_pooling_max
               : global || task_attribute (plan, task, "count_include_pad") != 0
                 ? dnnl_pooling_avg_include_padding
                 : dnnl_pooling_avg_exclude_padding;
  for (guint i = 0; i < 2; i++)
    {
      g->kernel[i] =
        (dnnl_dim_t) (global ? in->dim[2 + i] : (gsize) task_attribute (plan, task, "kernel"));
      g->strides[i] = global ? 1 : (dnnl_dim_t) task_attribute (plan, task, "stride");
      g->pads[i] = global ? 0 : (dnnl_dim_t) task_attribute (plan, task, "pad");
      g->pads_end[i] = ((dnnl_dim_t) out->dim[2 + i] - 1) * g->strides[i] + g->kernel[i]
                       - (dnnl_dim_t) in->dim[2 + i] - g->pads[i];
    }
}

static gboolean
make_backward (OnednnPlan *plan, Task *task, Pool *self, const Geometry *g, GError **error)
{
  const char *name = task_info (plan, task)->name;
  dnnl_pooling_desc_t desc;

  self->dx = onednn_memory (plan, &g->x);
  self->dy = onednn_memory (plan, &g->y);
  return onednn_check (dnnl_pooling_backward_desc_init (&desc, g->algorithm, &g->x, &g->y,
                                                        g->strides, g->kernel, g->pads,
                                                        g->pads_end),
                       name, error)
      && onednn_primitive_make (plan, &self->backward, &desc, NULL, &self->forward, NULL, name,
                                error);
}

static gboolean
make_workspace (OnednnPlan *plan, Pool *self, GError **error)
{
  const dnnl_memory_desc_t *desc = onednn_primitive_md (&self->forward, dnnl_query_workspace_md);
  gsize bytes = desc != NULL ? dnnl_memory_desc_get_size (desc) : 0;

  if (bytes == 0)
    return TRUE;
  self->workspace = onednn_memory (plan, desc);
  self->places = g_try_malloc (bytes);
  plan->kernel_bytes += bytes;
  if (self->places == NULL)
    g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
                 _("no memory for a pooling workspace of %zu bytes"), bytes);
  return self->places != NULL;
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Pool *self = task->state = g_new0 (Pool, 1);
  const char *name = task_info (plan, task)->name;
  dnnl_pooling_desc_t desc;
  Geometry g;

  describe (plan, task, &g);
  self->x = onednn_memory (plan, &g.x);
  self->y = onednn_memory (plan, &g.y);
  return onednn_check (dnnl_pooling_forward_desc_init (
                         &desc, plan->backward ? dnnl_forward_training : dnnl_forward_inference,
                         g.algorithm, &g.x, &g.y, g.strides, g.kernel, g.pads, g.pads_end),
                       name, error)
      && onednn_primitive_make (plan, &self->forward, &desc, NULL, NULL, NULL, name, error)
      && make_workspace (plan, self, error)
      && (!plan->tensors[task->inputs[0]].has_gradient
          || make_backward (plan, task, self, &g, error));
}

static void
forward (OnednnPlan *plan, Task *task)
{
  Pool *self = task->state;

  onednn_run (plan, &self->forward,
              (RunArg[]) { { DNNL_ARG_SRC, self->x, task_input (plan, task, 0) },
                           { DNNL_ARG_DST, self->y, task_output (plan, task) },
                           { DNNL_ARG_WORKSPACE, self->workspace, self->places } },
              self->workspace != NULL ? 3 : 2);
}

static void
backward (OnednnPlan *plan, Task *task)
{
  Pool *self = task->state;

  if (task_d_input (plan, task, 0) == NULL)
    return;
  onednn_run (plan, &self->backward,
              (RunArg[]) { { DNNL_ARG_DIFF_DST, self->dy, task_d_output (plan, task) },
                           { DNNL_ARG_DIFF_SRC, self->dx, task_d_input (plan, task, 0) },
                           { DNNL_ARG_WORKSPACE, self->workspace, self->places } },
              self->workspace != NULL ? 3 : 2);
}

static void
pool_free (Task *task)
{
  Pool *self = task->state;
  dnnl_memory_t memories[] = { self->x, self->y, self->dx, self->dy, self->workspace };

  onednn_primitive_clear (&self->forward);
  onednn_primitive_clear (&self->backward);
  onednn_memories_free (memories, G_N_ELEMENTS (memories));
  g_free (self->places);
  g_free (self);
}

static char *
describe_kernel (OnednnPlan *plan, Task *task)
{
  return g_strdup (onednn_primitive_name (&((Pool *) task->state)->forward));
}

const KernelClass onednn_pool = {
  .name = "pooling",
  .create = create,
  .forward = forward,
  .backward = backward,
  .free = pool_free,
  .describe = describe_kernel,
};
