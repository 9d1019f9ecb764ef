/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* What moves channels or pixels: subsample, pad_channels, slice, concat, concat_pixels. */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

/* Rows of a sample are moved in so many parts, for threads where samples are few. */
#define PARTS 8

/* Some channels of one input and where they go: y[n, to + c, first + row] = x[n, from + c, row of
 * x] for c < count and row < rows; of a map with a stride, every stride-th row and column. */
typedef struct
{
  gsize  from, to, count;
  gsize  first, rows;
  gsize  stride;
  gsize  width_in, width_out;       /* pixels of a line */
  Panels in, out;
  gboolean all;                     /* every element of x is moved */
} Move;

typedef struct
{
  gsize    samples;
  gboolean fills;                   /* every element of y is written */
  Move     moves[RN_OP_MAX_INPUTS];    /* one an input */
} Rearrange;

static gsize
attribute_or (OnednnPlan *plan, const Task *task, const char *name, gsize fallback)
{
  return rn_op_attribute (task_info (plan, task)->op, name) < 0
         ? fallback
         : (gsize) task_attribute (plan, task, name);
}

static gsize
pixels_of (const RnShape *shape)
{
  return shape->dim[2] * shape->dim[3];
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Rearrange *self = task->state = g_new0 (Rearrange, 1);
  const RnShape *out = &plan->tensors[task->node].shape;
  gboolean by_pixels = strcmp (task_info (plan, task)->op->name, "concat_pixels") == 0;
  gsize to = attribute_or (plan, task, "before", 0), first = 0, moved = 0;

  self->samples = out->dim[0];
  for (guint k = 0; k < task->n_inputs; k++)
    {
      const RnShape *in = &plan->tensors[task->inputs[k]].shape;
      gsize stride = attribute_or (plan, task, "stride", 1);

      self->moves[k] = (Move) {
        .from = attribute_or (plan, task, "begin", 0),
        .to = to,
        .count = MIN (in->dim[1], out->dim[1]),
        .first = first,
        .rows = by_pixels ? pixels_of (in) : pixels_of (out),
        .stride = stride,
        .width_in = in->dim[3],
        .width_out = by_pixels ? in->dim[3] : out->dim[3],
        .in = onednn_panels (in, onednn_map_layout (plan, task->inputs[k])),
        .out = onednn_panels (out, onednn_map_layout (plan, task->node)),
        .all = stride == 1 && in->dim[1] <= out->dim[1],
      };
      moved += self->moves[k].count * self->moves[k].rows;
      to += by_pixels ? 0 : in->dim[1];
      first += by_pixels ? pixels_of (in) : 0;
    }
  self->fills = moved == out->dim[1] * pixels_of (out);
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
copy (const float *from, float *to, gsize n)
{
  memcpy (to, from, n * sizeof (float));
}

/* Whether rows follow one another without a gap both in x and in y, for a run of @run channels. */
static gboolean
is_dense (const Move *self, gsize run)
{
  return self->stride == 1 && run == self->in.width && run == self->out.width;
}

/* Copies rows @begin ≤ row < @end of sample @n from x to y, or with @back from y to x. */
static void
copy_rows (const Move *self, gsize n, gsize begin, gsize end, float *x, float *y, gboolean back)
{
  for (gsize c = 0, run; c < self->count; c += run)
    {
      gsize step = 1;

      run = run_length (self, c);
      if (is_dense (self, run))
        step = end - begin;
      for (gsize row = begin; row < end; row += step)
        {
          float *in = x + onednn_place (&self->in, n, self->from + c, source_row (self, row));
          float *out = y + onednn_place (&self->out, n, self->to + c, self->first + row);

          copy (back ? out : in, back ? in : out, step * run);
        }
    }
}

static void
move (const Rearrange *self, const Move *m, float *x, float *y, gboolean back)
{
#pragma omp parallel for collapse(2) schedule(static)
  for (gsize n = 0; n < self->samples; n++)
    for (gsize part = 0; part < PARTS; part++)
      copy_rows (m, n, part * m->rows / PARTS, (part + 1) * m->rows / PARTS, x, y, back);
}

static void
clear (float *values, gsize n)
{
  gsize size = (n + PARTS - 1) / PARTS;

#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += size)
    memset (values + at, 0, MIN (size, n - at) * sizeof (float));
}

static void
forward (OnednnPlan *plan, Task *task)
{
  const Rearrange *self = task->state;
  float *y = task_output (plan, task);

  if (!self->fills)
    clear (y, plan->tensors[task->node].elements);
  for (guint k = 0; k < task->n_inputs; k++)
    move (self, &self->moves[k], (float *) task_input (plan, task, k), y, FALSE);
}

static void
backward (OnednnPlan *plan, Task *task)
{
  const Rearrange *self = task->state;
  float *dy = task_d_output (plan, task);

  for (guint k = 0; k < task->n_inputs; k++)
    {
      float *dx = task_d_input (plan, task, k);

      if (dx == NULL)
        continue;
      if (!self->moves[k].all)
        clear (dx, plan->tensors[task->inputs[k]].elements);
      move (self, &self->moves[k], dx, dy, TRUE);
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
