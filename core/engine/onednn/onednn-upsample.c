/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Upsampling, a line of pixels at a time with all channels that lie side by side. Going backward a
 * line gathers from the lines it went into, so no two threads write one line. */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

#include "ops-private.h"
#include "rn-clones-private.h"

typedef struct
{
  RnSource *rows, *columns;     /* owned [height of y], [width of y] */
  gsize    *first, *end;        /* owned [height of x]: the rows of y that x's goes into */
  gsize     height_in, width_in;
  gsize     height_out, width_out;
  Panels    in, out;
} Upsample;

static void
find_readers (Upsample *self)
{
  self->first = g_new (gsize, self->height_in);
  self->end = g_new0 (gsize, self->height_in);
  for (gsize h = 0; h < self->height_in; h++)
    self->first[h] = self->height_out;
  for (gsize p = 0; p < self->height_out; p++)
    for (guint i = 0; i < 2; i++)
      {
        gsize h = self->rows[p].at[i];

        self->first[h] = MIN (self->first[h], p);
        self->end[h] = p + 1;
      }
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  Upsample *self = task->state = g_new0 (Upsample, 1);
  const RnShape *in = &plan->tensors[task->inputs[0]].shape,
                *out = &plan->tensors[task->node].shape;
  gboolean smooth = task_attribute (plan, task, "smooth") != 0;

  self->height_in = in->dim[2];
  self->width_in = in->dim[3];
  self->height_out = out->dim[2];
  self->width_out = out->dim[3];
  self->in = onednn_panels (in, onednn_map_layout (plan, task->inputs[0]));
  self->out = onednn_panels (out, onednn_map_layout (plan, task->node));
  self->rows = g_new (RnSource, self->height_out);
  self->columns = g_new (RnSource, self->width_out);
  for (gsize p = 0; p < self->height_out; p++)
    self->rows[p] = rn__upsample_source (p, self->height_in, self->height_out, smooth);
  for (gsize q = 0; q < self->width_out; q++)
    self->columns[q] = rn__upsample_source (q, self->width_in, self->width_out, smooth);
  find_readers (self);
  return TRUE;
}

/* y = Σ shares · the four pixels, or those of them that count */
RN__CLONES static void
mix_pixels (const float *const pixels[4], const float shares[4], float *restrict y, gsize n)
{
  if (shares[1] == 0 && shares[2] == 0 && shares[3] == 0)
    for (gsize i = 0; i < n; i++)
      y[i] = shares[0] * pixels[0][i];
  else
    for (gsize i = 0; i < n; i++)
      y[i] = shares[0] * pixels[0][i] + shares[1] * pixels[1][i] + shares[2] * pixels[2][i]
           + shares[3] * pixels[3][i];
}

RN__CLONES static void
add_scaled (const float *restrict from, float share, float *restrict to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] += share * from[i];
}

/* Row @p of panel @o. */
static void
forward_row (const Upsample *self, const float *x, float *y, gsize o, gsize p)
{
  gsize width = self->out.width;
  const RnSource *row = &self->rows[p];
  float *to = y + (o * self->out.rows + p * self->width_out) * width;

  for (gsize q = 0; q < self->width_out; q++, to += width)
    {
      const RnSource *column = &self->columns[q];
      const float *pixels[4];
      float shares[4];

      for (guint i = 0; i < 4; i++)
        {
          gsize at = row->at[i / 2] * self->width_in + column->at[i % 2];

          pixels[i] = x + (o * self->in.rows + at) * width;
          shares[i] = (float) (row->share[i / 2] * column->share[i % 2]);
        }
      mix_pixels (pixels, shares, to, width);
    }
}

static void
forward (OnednnPlan *plan, Task *task)
{
  const Upsample *self = task->state;
  const float *x = task_input (plan, task, 0);
  float *y = task_output (plan, task);

#pragma omp parallel for collapse(2) schedule(static)
  for (gsize o = 0; o < self->out.outer; o++)
    for (gsize p = 0; p < self->height_out; p++)
      forward_row (self, x, y, o, p);
}

static void
backward_row (const Upsample *self, const float *dy, float *dx, gsize o, gsize h)
{
  gsize width = self->in.width;
  float *to = dx + (o * self->in.rows + h * self->width_in) * width;

  memset (to, 0, self->width_in * width * sizeof (float));
  for (gsize p = self->first[h]; p < self->end[h]; p++)
    for (guint i = 0; i < 2; i++)
      for (gsize q = 0; q < self->width_out && self->rows[p].at[i] == h; q++)
        for (guint j = 0; j < 2; j++)
          {
            double share = self->rows[p].share[i] * self->columns[q].share[j];

            if (share != 0)
              add_scaled (dy + (o * self->out.rows + p * self->width_out + q) * width,
                          (float) share, to + self->columns[q].at[j] * width, width);
          }
}

static void
backward (OnednnPlan *plan, Task *task)
{
  const Upsample *self = task->state;
  const float *dy = task_d_output (plan, task);
  float *dx = task_d_input (plan, task, 0), *d_like = task_d_input (plan, task, 1);

  if (d_like != NULL)
    memset (d_like, 0, plan->tensors[task->inputs[1]].elements * sizeof (float));
  if (dx == NULL)
    return;
#pragma omp parallel for collapse(2) schedule(static)
  for (gsize o = 0; o < self->in.outer; o++)
    for (gsize h = 0; h < self->height_in; h++)
      backward_row (self, dy, dx, o, h);
}

static void
upsample_free (Task *task)
{
  Upsample *self = task->state;

  g_free (self->rows);
  g_free (self->columns);
  g_free (self->first);
  g_free (self->end);
  g_free (self);
}

const KernelClass onednn_upsample = {
  .name = "own upsampling",
  .create = create,
  .forward = forward,
  .backward = backward,
  .free = upsample_free,
};
