/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The curve through the losses of single batches. A mean of the past alone lags behind: with an
 * exponential one over a fiftieth of the steps, the curve of a log that has one step of ten was a fifth
 * of the training late, and said 0.81 where the last epoch's mean was 0.74. So each value's window lies
 * around it. Where there are not enough on one side it gets shorter, to stay in the middle: the curve
 * begins at the first loss. At the other end it keeps ten values, for one alone is noise; they are also
 * what is told beside a training (lab_train_loss()), so that the two numbers agree.
 */
#include "config.h"
#include "fig-training.h"

#include <math.h>

#define HALF_LEAST 10            /* values on either side */
#define HALF_PART  50            /* of all */
#define LEAST      10            /* values of a mean at the end */

/* A window that only moves on. Its sum is added up from both halves and nothing is taken away from it:
 * a loss of 10²⁰ that has left would take with it all digits of the others. */
typedef struct
{
  const double *values;
  double       *tails;           /* [n] sums from a place up to @middle, where that lies behind it */
  guint         first, end;      /* of the window */
  guint         middle;
  double        heads;           /* sum from @middle to @end */
} Window;

static void
move_on (Window *self, guint first, guint end)
{
  for (; self->end < end; self->end++)
    self->heads += self->values[self->end];
  self->first = first;
  if (first < self->middle)
    return;
  self->middle = self->end;
  self->heads = 0;
  for (guint i = self->end; i-- > first;)
    self->tails[i] = self->values[i] + (i + 1 < self->end ? self->tails[i + 1] : 0);
}

static double
mean_of (const Window *self)
{
  return (self->tails[self->first] + self->heads) / (self->end - self->first);
}

/* Around value @k of @n. */
static void
choose (guint k, guint n, guint *first, guint *end)
{
  guint half = MIN (MAX (HALF_LEAST, n / HALF_PART), MIN (k, n - 1 - k));

  *first = k - half;
  *end = k + half + 1;
  if (k >= n / 2 && *end - *first < LEAST)
    *first = *end > LEAST ? *end - LEAST : 0;
}

/* Means in place of all of @values, none of which is NAN. */
static void
smooth_known (double *values, guint n)
{
  g_autofree double *from = g_memdup2 (values, n * sizeof *values);
  g_autofree double *tails = g_new (double, n);
  Window window = { .values = from, .tails = tails };

  for (guint k = 0; k < n; k++)
    {
      guint first, end;

      choose (k, n, &first, &end);
      move_on (&window, first, end);
      values[k] = mean_of (&window);
    }
}

double *
fig_training_smooth (const double *values, guint n)
{
  double *smooth = g_new (double, MAX (n, 1));
  g_autofree double *known = g_new (double, MAX (n, 1));
  guint n_known = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      known[n_known++] = values[i];
  if (n_known > 0)
    smooth_known (known, n_known);
  for (guint i = 0, k = 0; i < n; i++)
    {
      k += isfinite (values[i]);
      smooth[i] = k > 0 ? known[k - 1] : NAN;
    }
  return smooth;
}
