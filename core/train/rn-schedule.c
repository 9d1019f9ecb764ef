/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The learning rate of each step.
 *
 *   constant    r
 *   steps       r · factor^(milestones passed)
 *   cosine      r · (1 + cos πt) / 2        t: share of the run behind, after the warm-up
 *   one-cycle   from r/25 up to r by half a cosine while t ≤ 0.3, then from r down to r/250,000
 *
 * A warm-up multiplies the first w steps by 1/w, 2/w … 1: a large rate at random weights throws a
 * deep network where it does not come back from.
 *
 * Goyal et al. 2017, §2.2 (warm-up); Loshchilov and Hutter, SGDR, 2017; Smith and Topin,
 * Super-Convergence, 2018, with the numbers PyTorch's OneCycleLR has.
 */
#include "config.h"

#include "rn-schedule.h"

#include <math.h>

#define RISE  0.3           /* share of a cycle in which the rate rises */
#define START (1.0 / 25)    /* of the largest rate, where a cycle begins */
#define END   (START / 1e4) /* and ends */

/* From @a to @b by half a cosine, @t from 0 to 1. */
static double
glide (double a, double b, double t)
{
  return b + (a - b) * (1 + cos (G_PI * t)) / 2;
}

static double
after_milestones (const RnSchedule *self, guint64 step)
{
  double rate = self->rate;

  for (guint i = 0; i < self->n_milestones && self->milestones[i] <= step; i++)
    rate *= self->factor;
  return rate;
}

/* The last step of a cycle is its end: so PyTorch counts, and so the end is reached. */
static double
one_cycle (double rate, double step, double steps)
{
  double top = MAX (1, RISE * steps - 1), end = MAX (top + 1, steps - 1);

  return step <= top ? glide (START * rate, rate, step / top)
                     : glide (rate, END * rate, (step - top) / (end - top));
}

static double
share (guint64 step, guint64 warm_up, guint64 steps)
{
  return step > warm_up ? (double) (step - warm_up) / (double) (steps - warm_up) : 0;
}

double
rn_schedule_rate (const RnSchedule *self, guint64 step)
{
  guint64 steps = MAX (1, self->steps), warm_up = MIN (self->warm_up, steps - 1);
  double rising;

  step = MIN (step, steps - 1);
  rising = step < warm_up ? (double) (step + 1) / (double) warm_up : 1;
  switch (self->kind)
    {
    case RN_SCHEDULE_STEPS:
      return rising * after_milestones (self, step);
    case RN_SCHEDULE_COSINE:
      return rising * glide (self->rate, 0, share (step, warm_up, steps));
    case RN_SCHEDULE_ONE_CYCLE:
      return rising * one_cycle (self->rate, (double) step, (double) steps);
    case RN_SCHEDULE_CONSTANT:
    default:
      return rising * self->rate;
    }
}
