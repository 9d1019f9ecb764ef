/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Multiplication by a gate: one factor a channel (squeeze-and-excitation), or one an element (gated
 * shortcuts). */

#include "config.h"

#include "onednn-private.h"

#include "rn-clones-private.h"

#define CHUNK 16384
#define LANES 16

/* ── a factor for each element: the layout does not matter ── */

RN__CLONES static void
multiply_chunk (const float *a, const float *b, float *product, gsize n)
{
  for (gsize i = 0; i < n; i++)
    product[i] = a[i] * b[i];
}

static void
multiply (const float *a, const float *b, float *product, gsize n)
{
#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    multiply_chunk (a + at, b + at, product + at, MIN (CHUNK, n - at));
}

/* ── a factor for each channel ── */

/* All pixels of up to LANES channels that lie side by side. */
typedef struct
{
  gsize start;                  /* of the strip in the tensor */
  gsize factors;                /* of the strip in s */
  gsize rows;
  gsize stride;                 /* from row to row */
  gsize lanes;
} Strip;

static gsize
n_strips (const Panels *p)
{
  return p->outer * ((p->width + LANES - 1) / LANES);
}

static Strip
strip_at (const Panels *p, gsize i)
{
  gsize strips = (p->width + LANES - 1) / LANES, o = i / strips, channel = i % strips * LANES;

  return (Strip) { .start = o * p->rows * p->width + channel,
                   .factors = o * p->width + channel,
                   .rows = p->rows,
                   .stride = p->width,
                   .lanes = MIN (LANES, p->width - channel) };
}

RN__CLONES static void
scale_strip (const float *x, const float *s, float *y, const Strip *strip)
{
  if (strip->stride == 1)
    for (gsize row = 0; row < strip->rows; row++)
      y[row] = x[row] * s[0];
  else
    for (gsize row = 0; row < strip->rows; row++)
      for (gsize i = 0; i < strip->lanes; i++)
        y[row * strip->stride + i] = x[row * strip->stride + i] * s[i];
}

/* ds = Σ dy · x over the rows, in double */
RN__CLONES static void
sum_strip (const float *dy, const float *x, float *ds, const Strip *strip)
{
  double sums[LANES] = { 0 };

  for (gsize row = 0; row < strip->rows; row++)
    for (gsize i = 0; i < strip->lanes; i++)
      sums[i] += (double) dy[row * strip->stride + i] * x[row * strip->stride + i];
  for (gsize i = 0; i < strip->lanes; i++)
    ds[i] = (float) sums[i];
}

/* ── the kernel ── */

static gboolean
is_whole (const OnednnPlan *plan, const Task *task)
{
  return plan->tensors[task->inputs[1]].elements == plan->tensors[task->node].elements;
}

static Panels
panels_of (const OnednnPlan *plan, const Task *task)
{
  return onednn_panels (&plan->tensors[task->node].shape, onednn_map_layout (plan, task->node));
}

static void
forward (OnednnPlan *plan, Task *task)
{
  const float *x = task_input (plan, task, 0), *s = task_input (plan, task, 1);
  float *y = task_output (plan, task);
  Panels p = panels_of (plan, task);

  if (is_whole (plan, task))
    {
      multiply (x, s, y, plan->tensors[task->node].elements);
      return;
    }
#pragma omp parallel for schedule(static)
  for (gsize i = 0; i < n_strips (&p); i++)
    {
      Strip strip = strip_at (&p, i);

      scale_strip (x + strip.start, s + strip.factors, y + strip.start, &strip);
    }
}

static void
backward_whole (OnednnPlan *plan, Task *task)
{
  gsize n = plan->tensors[task->node].elements;
  const float *dy = task_d_output (plan, task);

  if (task_d_input (plan, task, 1) != NULL)
    multiply (dy, task_input (plan, task, 0), task_d_input (plan, task, 1), n);
  if (task_d_input (plan, task, 0) != NULL)
    multiply (dy, task_input (plan, task, 1), task_d_input (plan, task, 0), n);
}

/* ds first: dx may lie where dy does. */
static void
backward (OnednnPlan *plan, Task *task)
{
  const float *x = task_input (plan, task, 0), *s = task_input (plan, task, 1);
  const float *dy = task_d_output (plan, task);
  float *dx = task_d_input (plan, task, 0), *ds = task_d_input (plan, task, 1);
  Panels p = panels_of (plan, task);

  if (is_whole (plan, task))
    {
      backward_whole (plan, task);
      return;
    }
#pragma omp parallel for schedule(static)
  for (gsize i = 0; i < n_strips (&p); i++)
    {
      Strip strip = strip_at (&p, i);

      if (ds != NULL)
        sum_strip (dy + strip.start, x + strip.start, ds + strip.factors, &strip);
      if (dx != NULL)
        scale_strip (dy + strip.start, s + strip.factors, dx + strip.start, &strip);
    }
}

const KernelClass onednn_scale = {
  .name = "own scale",
  .in_place = TRUE,
  .backward_in_place = TRUE,
  .forward = forward,
  .backward = backward,
};
