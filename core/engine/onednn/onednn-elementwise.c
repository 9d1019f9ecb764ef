/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* ReLU, multiplication by a constant, complement, gradient gate and addition: element by element, so
 * the layout does not matter, only that nothing is read twice. */

#include "config.h"

#include "onednn-private.h"

#include <string.h>

#include "rn-clones-private.h"

#define CHUNK 16384

RN__CLONES static void
relu_chunk (const float *x, float *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : 0;
}

RN__CLONES static void
relu_backward_chunk (const float *dy, const float *y, float *dx, gsize n)
{
  for (gsize i = 0; i < n; i++)
    dx[i] = y[i] > 0 ? dy[i] : 0;
}

RN__CLONES static void
add_chunk (const float *a, const float *b, float *sum, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sum[i] = a[i] + b[i];
}

void
onednn_sum (const float *a, const float *b, float *sum, gsize n)
{
#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    add_chunk (a + at, b + at, sum + at, MIN (CHUNK, n - at));
}

#define LANES 16

/* Adds |a|², |b|² and <a, b> to @products; squares of floats are exact in double. */
RN__CLONES static void
sum_products_chunk (const float *a, const float *b, float *sum, gsize n, RnEdgeProducts *products)
{
  double aa[LANES] = { 0 }, bb[LANES] = { 0 }, ab[LANES] = { 0 };
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (guint k = 0; k < LANES; k++)
      {
        double x = a[i + k], y = b[i + k];

        aa[k] += x * x;
        bb[k] += y * y;
        ab[k] += x * y;
        sum[i + k] = (float) (x + y);
      }
  for (; i < n; i++)
    {
      double x = a[i], y = b[i];

      aa[0] += x * x;
      bb[0] += y * y;
      ab[0] += x * y;
      sum[i] = (float) (x + y);
    }
  for (guint k = 0; k < LANES; k++)
    *products =
      (RnEdgeProducts) { products->before + aa[k], products->edge + bb[k], products->dot + ab[k] };
}

void
onednn_sum_products (const float *a, const float *b, float *sum, gsize n, RnEdgeProducts *products)
{
  gsize chunks = (n + CHUNK - 1) / CHUNK;
  g_autofree RnEdgeProducts *parts = g_new0 (RnEdgeProducts, chunks);

#pragma omp parallel for schedule(static)
  for (gsize c = 0; c < chunks; c++)
    sum_products_chunk (a + c * CHUNK, b + c * CHUNK, sum + c * CHUNK, MIN (CHUNK, n - c * CHUNK),
                        &parts[c]);
  *products = (RnEdgeProducts) { 0 };
  for (gsize c = 0; c < chunks; c++)
    *products = (RnEdgeProducts) { products->before + parts[c].before,
                                  products->edge + parts[c].edge, products->dot + parts[c].dot };
}

static void
relu_forward (OnednnPlan *plan, Task *task)
{
  const float *x = task_input (plan, task, 0);
  float *y = task_output (plan, task);
  gsize n = plan->tensors[task->node].elements;

#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    relu_chunk (x + at, y + at, MIN (CHUNK, n - at));
}

static void
relu_backward (OnednnPlan *plan, Task *task)
{
  const float *dy = task_d_output (plan, task), *y = task_output (plan, task);
  float *dx = task_d_input (plan, task, 0);
  gsize n = plan->tensors[task->node].elements;

  if (dx == NULL)
    return;
#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    relu_backward_chunk (dy + at, y + at, dx + at, MIN (CHUNK, n - at));
}

const KernelClass onednn_relu = {
  .name = "own ReLU",
  .in_place = TRUE,
  .backward_in_place = TRUE,
  .forward = relu_forward,
  .backward = relu_backward,
};

/* The product in double, as the op's own loop has it: the same bits. */
RN__CLONES static void
scale_chunk (const float *x, double factor, float *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    y[i] = (float) (factor * x[i]);
}

static void
scale (OnednnPlan *plan, Task *task, const float *from, float *to)
{
  gsize n = plan->tensors[task->node].elements;
  double factor = task_attribute (plan, task, "factor");

#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    scale_chunk (from + at, factor, to + at, MIN (CHUNK, n - at));
}

static void
scale_forward (OnednnPlan *plan, Task *task)
{
  scale (plan, task, task_input (plan, task, 0), task_output (plan, task));
}

static void
scale_backward (OnednnPlan *plan, Task *task)
{
  if (task_d_input (plan, task, 0) != NULL)
    scale (plan, task, task_d_output (plan, task), task_d_input (plan, task, 0));
}

const KernelClass onednn_scale_constant = {
  .name = "own scaling",
  .in_place = TRUE,
  .backward_in_place = TRUE,
  .forward = scale_forward,
  .backward = scale_backward,
};

/* The gradient gate is a copy going forward, none where y lies in x's place. */
static void
gradient_scale_forward (OnednnPlan *plan, Task *task)
{
  const float *x = task_input (plan, task, 0);
  float *y = task_output (plan, task);

  if (x != y)
    memcpy (y, x, plan->tensors[task->node].elements * sizeof (float));
}

const KernelClass onednn_gradient_scale = {
  .name = "own gradient gate",
  .in_place = TRUE,
  .backward_in_place = TRUE,
  .forward = gradient_scale_forward,
  .backward = scale_backward,
};

/* from − x */
RN__CLONES static void
subtract_chunk (float from, const float *x, float *y, gsize n)
{
  for (gsize i = 0; i < n; i++)
    y[i] = from - x[i];
}

static void
subtract (float from, const float *x, float *y, gsize n)
{
#pragma omp parallel for schedule(static)
  for (gsize at = 0; at < n; at += CHUNK)
    subtract_chunk (from, x + at, y + at, MIN (CHUNK, n - at));
}

static void
complement_forward (OnednnPlan *plan, Task *task)
{
  subtract (1, task_input (plan, task, 0), task_output (plan, task),
            plan->tensors[task->node].elements);
}

static void
complement_backward (OnednnPlan *plan, Task *task)
{
  if (task_d_input (plan, task, 0) != NULL)
    subtract (0, task_d_output (plan, task), task_d_input (plan, task, 0),
              plan->tensors[task->node].elements);
}

const KernelClass onednn_complement = {
  .name = "own complement",
  .in_place = TRUE,
  .backward_in_place = TRUE,
  .forward = complement_forward,
  .backward = complement_backward,
};

static void
add_forward (OnednnPlan *plan, Task *task)
{
  float *y = task_output (plan, task);
  gsize n = plan->tensors[task->node].elements;
  guint first = 0;

  /* where the sum overwrites one of its terms, that one comes first */
  for (guint k = 0; k < task->n_inputs; k++)
    if (task_input (plan, task, k) == y)
      first = k;
  onednn_sum (task_input (plan, task, first), task_input (plan, task, first == 0 ? 1 : 0), y, n);
  for (guint k = first <= 1 ? 2 : 1; k < task->n_inputs; k++)
    if (k != first)
      onednn_sum (y, task_input (plan, task, k), y, n);
}

/* Every term receives the sum's gradient: the same buffer, or a copy where everything is kept. */
static void
add_backward (OnednnPlan *plan, Task *task)
{
  gsize n = plan->tensors[task->node].elements;

  for (guint k = 0; k < task->n_inputs; k++)
    if (task_d_input (plan, task, k) != NULL
        && task_d_input (plan, task, k) != task_d_output (plan, task))
      memcpy (task_d_input (plan, task, k), task_d_output (plan, task), n * sizeof (float));
}

const KernelClass onednn_add = {
  .name = "own addition",
  .in_place = TRUE,
  .passes_gradient = TRUE,
  .forward = add_forward,
  .backward = add_backward,
};

const KernelClass onednn_input = {
  .name = "input",
};
