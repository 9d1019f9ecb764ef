/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* What moves channels: subsample, pad_channels, slice, concat. */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

/* Where element (n, c, row) lies. */
static inline gsize
place (const Panels *p, gsize n, gsize c, gsize row)
{
  return ((n * p->blocks + c / p->width) * p->rows + row) * p->width + c % p->width;
}

/* A run of channels of one input and where it goes: y[n, to + c, i, j] = x[n, from + c, s·i,
 * s·j] for c < count. */
typedef struct
{
  gsize  from, to, count;
  gsize  stride;
  gsize  width_in, width_out;       /* pixels of a line */
  Panels in, out;
} Move;

typedef struct
{
  gsize samples;
  Move  moves[RN_OP_MAX_INPUTS];    /* one an input */
} Rearrange;

static gsize
attribute_or (OnednnPlan *plan, const Task *task, const char *name, gsize fallback)
{
  return rn_op_attribute (task_info (plan, task)->op, name) < 0
         ? fallback
         : (gsize) task_attribute (plan, task, name);
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Rearrange *self = task->state = g_new0 (Rearrange, 1);
  const RnShape *out = &plan->tensors[task->node].shape;
  gsize to = attribute_or (plan, task, "before", 0);

  self->samples = out->dim[0];
  for (guint k = 0; k < task->n_inputs; k++)
    {
      const RnShape *in = &plan->tensors[task->inputs[k]].shape;

      self->moves[k] = (Move) {
        .from = attribute_or (plan, task, "begin", 0),
        .to = to,
        .count = MIN (in->dim[1], out->dim[1]),
        .stride = attribute_or (plan, task, "stride", 1),
        .width_in = in->dim[3],
        .width_out = out->dim[3],
        .in = onednn_panels (in, onednn_map_layout (plan, task->inputs[k])),
        .out = onednn_panels (out, onednn_map_layout (plan, task->node)),
      };
      to += in->dim[1];
    }
  return TRUE;
}

static gsize
source_row (const Move *self, gsize row)
{
  return row / self->width_out * self->stride * self->width_in
       + row % self->width_out * self->stride;
}

/* How many channels from the @c-th moved on lie side by side both in x and in y. */
static gsize
run_length (const Move *self, gsize c)
{
  gsize in = self->in.width - (self->from + c) % self->in.width,
        out = self->out.width - (self->to + c) % self->out.width;

  return MIN (MIN (in, out), self->count - c);
}

static void
copy_run (const float *restrict from, float *restrict to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = from[i];
}

/* Copies sample @n from x to y, or with @back from y to x. */
static void
copy_sample (const Move *self, gsize n, float *x, float *y, gboolean back)
{
  for (gsize c = 0, run; c < self->count; c += run)
    {
      run = run_length (self, c);
      for (gsize row = 0; row < self->out.rows; row++)
        {
          float *in = x + place (&self->in, n, self->from + c, source_row (self, row));
          float *out = y + place (&self->out, n, self->to + c, row);

          copy_run (back ? out : in, back ? in : out, run);
        }
    }
}

static void
forward (OnednnPlan *plan, Task *task)
{
  const Rearrange *self = task->state;
  float *y = task_output (plan, task);
  gsize size = plan->tensors[task->node].elements / self->samples;

#pragma omp parallel for schedule(static)
  for (gsize n = 0; n < self->samples; n++)
    {
      memset (y + n * size, 0, size * sizeof (float));
      for (guint k = 0; k < task->n_inputs; k++)
        copy_sample (&self->moves[k], n, (float *) task_input (plan, task, k), y, FALSE);
    }
}

static void
backward (OnednnPlan *plan, Task *task)
{
  const Rearrange *self = task->state;
  float *dy = task_d_output (plan, task);

#pragma omp parallel for schedule(static)
  for (gsize n = 0; n < self->samples; n++)
    for (guint k = 0; k < task->n_inputs; k++)
      {
        gsize size = plan->tensors[task->inputs[k]].elements / self->samples;
        float *dx = task_d_input (plan, task, k);

        if (dx == NULL)
          continue;
        memset (dx + n * size, 0, size * sizeof (float));
        copy_sample (&self->moves[k], n, dx, dy, TRUE);
      }
}

static void
free_state (Task *task)
{
  g_free (task->state);
}

const KernelClass onednn_rearrange = {
  .name = "own copy",
  .create = create,
  .forward = forward,
  .backward = backward,
  .free = free_state,
};
