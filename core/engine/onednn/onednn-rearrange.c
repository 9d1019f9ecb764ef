/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* What moves or scales channels: subsample and pad_channels (the parameter-free shortcut), and scale (squeeze-and-excitation). */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

/* Where element (n, c, row) lies. */
static inline gsize
place (const Panels *p, gsize n, gsize c, gsize row)
{
  return ((n * p->blocks + c / p->width) * p->rows + row) * p->width + c % p->width;
}

/* y[n, before + c, i, j] = x[n, c, s·i, s·j]; the channels around are 0. */
typedef struct
{
  gsize  samples, channels, before, stride;
  gsize  width_in, width_out;       /* pixels of a line */
  Panels in, out;
} Rearrange;

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Rearrange *self = task->state = g_new0 (Rearrange, 1);
  const RnNodeInfo *info = task_info (plan, task);
  const RnShape *in = &plan->tensors[task->inputs[0]].shape, *out = &plan->tensors[task->node].shape;
  gboolean pads = strcmp (info->op->name, "pad_channels") == 0;

  self->samples = in->dim[0];
  self->channels = in->dim[1];
  self->before = pads ? (gsize) task_attribute (plan, task, "before") : 0;
  self->stride = pads ? 1 : (gsize) task_attribute (plan, task, "stride");
  self->width_in = in->dim[3];
  self->width_out = out->dim[3];
  self->in = onednn_panels (in, onednn_map_layout (plan, task->inputs[0]));
  self->out = onednn_panels (out, onednn_map_layout (plan, task->node));
  return TRUE;
}

static gsize
source_row (const Rearrange *self, gsize row)
{
  return row / self->width_out * self->stride * self->width_in + row % self->width_out * self->stride;
}

/* How many channels from @c on lie side by side both in x and, @before further, in y. */
static gsize
run_length (const Rearrange *self, gsize c)
{
  gsize in = self->in.width - c % self->in.width, out = self->out.width - (self->before + c) % self->out.width;

  return MIN (MIN (in, out), self->channels - c);
}

static void
copy_run (const float *restrict from, float *restrict to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = from[i];
}

/* Copies sample @n from x to y, or with @back from y to x. */
static void
copy_sample (const Rearrange *self, gsize n, float *x, float *y, gboolean back)
{
  for (gsize c = 0, run; c < self->channels; c += run)
    {
      run = run_length (self, c);
      for (gsize row = 0; row < self->out.rows; row++)
        {
          float *in = x + place (&self->in, n, c, source_row (self, row));
          float *out = y + place (&self->out, n, self->before + c, row);

          copy_run (back ? out : in, back ? in : out, run);
        }
    }
}

static void
forward (OnednnPlan *plan, Task *task)
{
  const Rearrange *self = task->state;
  float *x = (float *) task_input (plan, task, 0), *y = task_output (plan, task);
  gsize size = plan->tensors[task->node].elements / self->samples;

#pragma omp parallel for schedule(static)
  for (gsize n = 0; n < self->samples; n++)
    {
      memset (y + n * size, 0, size * sizeof (float));
      copy_sample (self, n, x, y, FALSE);
    }
}

static void
backward (OnednnPlan *plan, Task *task)
{
  const Rearrange *self = task->state;
  float *dx = task_d_input (plan, task, 0), *dy = task_d_output (plan, task);
  gsize size = plan->tensors[task->inputs[0]].elements / self->samples;

  if (dx == NULL)
    return;
#pragma omp parallel for schedule(static)
  for (gsize n = 0; n < self->samples; n++)
    {
      memset (dx + n * size, 0, size * sizeof (float));
      copy_sample (self, n, dx, dy, TRUE);
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

/* ── y[n, c, :] = x[n, c, :] · s[n, c] ── */

static void
scale_forward (OnednnPlan *plan, Task *task)
{
  const float *x = task_input (plan, task, 0), *s = task_input (plan, task, 1);
  float *y = task_output (plan, task);
  Panels p = onednn_panels (&plan->tensors[task->node].shape, onednn_map_layout (plan, task->node));

#pragma omp parallel for schedule(static)
  for (gsize o = 0; o < p.outer; o++)
    for (gsize row = 0; row < p.rows; row++)
      for (gsize i = 0; i < p.width; i++)
        y[(o * p.rows + row) * p.width + i] = x[(o * p.rows + row) * p.width + i] * s[o * p.width + i];
}

static void
scale_gradient_of_factors (const float *dy, const float *x, const Panels *p, gsize o, float *ds)
{
  for (gsize i = 0; i < p->width; i++)
    {
      double sum = 0;

      for (gsize row = 0; row < p->rows; row++)
        {
          gsize at = (o * p->rows + row) * p->width + i;

          sum += (double) dy[at] * x[at];
        }
      ds[o * p->width + i] = (float) sum;
    }
}

static void
scale_backward (OnednnPlan *plan, Task *task)
{
  const float *x = task_input (plan, task, 0), *s = task_input (plan, task, 1), *dy = task_d_output (plan, task);
  float *dx = task_d_input (plan, task, 0), *ds = task_d_input (plan, task, 1);
  Panels p = onednn_panels (&plan->tensors[task->node].shape, onednn_map_layout (plan, task->node));

#pragma omp parallel for schedule(static)
  for (gsize o = 0; o < p.outer; o++)
    {
      if (ds != NULL)
        scale_gradient_of_factors (dy, x, &p, o, ds);
      for (gsize row = 0; dx != NULL && row < p.rows; row++)
        for (gsize i = 0; i < p.width; i++)
          dx[(o * p.rows + row) * p.width + i] = dy[(o * p.rows + row) * p.width + i] * s[o * p.width + i];
    }
}

const KernelClass onednn_scale = {
  .name = "own scale",
  .in_place = FALSE,
  .forward = scale_forward,
  .backward = scale_backward,
};
