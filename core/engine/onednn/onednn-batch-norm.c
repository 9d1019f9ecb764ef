/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * Batch norm, with the addition and ReLU behind it where they were taken in:
 *
 *   y = max(0, γ·(x − μ)/σ + β + h)
 *
 * It is bound by memory, so what counts is how often each number passes by: twice in x and once in
 * y going forward; dy, x (and y) twice going backward, once to sum and once to write. oneDNN's own
 * would pass over each one to three times more. The formulas are those of ops/batch-norm.c. Work is
 * cut into parts of fixed size, each with its own sums, which are then added in order: the result
 * does not depend on the number of threads.
 *
 * Where several ranks measure together, each has a part of the batch: its sums join those of the
 * others, going forward and going backward. dγ and dβ stay a rank's own, as all parameters'
 * gradients do.
 */

#include "config.h"

#include "onednn-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "norm-strips-private.h"

enum { WEIGHT, BIAS, RUNNING_MEAN, RUNNING_VAR };

#define PART_FLOATS 32768

#define AT(pointer, place) ((pointer) != NULL ? (pointer) + (place) : NULL)

typedef struct
{
  const NormStrips *strips;     /* the loops for this machine */
  Panels  panels;
  gsize   rows;                 /* of a part */
  gsize   parts;                /* of a panel */
  gsize   channels;
  double  count;                /* M = N·H·W, of all ranks */
  double *sums;                 /* owned [outer · parts][2 · width] */
  double *totals;               /* owned [2][channels] */
  RnMoments *counts;            /* owned [outer · parts][3], NULL where nobody wants to know */
  gboolean counts_x;            /* x is counted here, not where it is made */
  gboolean counts_dx;
  float  *constants;            /* owned: the arrays below lie in it */
  float  *mean, *scale, *shift, *d_mean, *d_slope, *inverse_deviation;   /* [channels] */
} BatchNorm;

static const NormStrips *
choose_strips (void)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq"))
    return &norm_strips_avx512;
  if (__builtin_cpu_supports ("avx2"))
    return &norm_strips_avx2;
#endif
  return &norm_strips_baseline;
}

/*
 * Whose statistics the loops collect besides the norm's own: x, which they read for its moments
 * anyway, and dx where it is all of x's gradient.
 */
static void
share_counting (OnednnPlan *plan, Task *task)
{
  BatchNorm *self = task->state;
  RnNode x = task->inputs[0];
  Collected *collected = &plan->collected[x];
  gboolean is_norm = plan->tasks[x] == NULL || plan->tasks[x]->klass == &onednn_batch_norm;

  self->counts = g_new (RnMoments, self->panels.outer * self->parts * 3);
  self->counts_x = plan->mode == RN_MODE_TRAIN && !is_norm && !collected->by_reader;
  collected->by_reader |= self->counts_x;
  self->counts_dx = !is_norm && plan->readers[x] == 1 && plan->tensors[x].has_gradient;
  collected->gradient_by_reader |= self->counts_dx;
}

static gboolean
create (OnednnPlan *plan, Task *task, GError **error)
{
  BatchNorm *self = task->state = g_new0 (BatchNorm, 1);
  const RnShape *shape = &plan->tensors[task->node].shape;
  float **arrays[] = { &self->mean,   &self->scale,   &self->shift,
                       &self->d_mean, &self->d_slope, &self->inverse_deviation };

  self->strips = choose_strips ();
  self->panels = onednn_panels (shape, onednn_map_layout (plan, task->node));
  self->rows = MAX (1, PART_FLOATS / self->panels.width);
  self->parts = (self->panels.rows + self->rows - 1) / self->rows;
  self->channels = shape->dim[1];
  self->count = (double) (shape->dim[0] * shape->dim[2] * shape->dim[3])
                * rn_comm_ranks (plan->comm);
  self->sums = g_try_new (double, self->panels.outer * self->parts * 2 * self->panels.width);
  self->totals = g_try_new (double, 2 * self->channels);
  self->constants = g_try_new0 (float, self->channels * G_N_ELEMENTS (arrays));
  if (self->sums == NULL || self->totals == NULL || self->constants == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("“%s”: no memory for its sums"),
                   task_info (plan, task)->name);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    *arrays[i] = self->constants + i * self->channels;
  if (plan->collected != NULL)
    share_counting (plan, task);
  return TRUE;
}

/* Part @p of all: where its numbers start, how many rows it has, which channel is its first, and
 * its sums. */
typedef struct
{
  gsize   start;
  gsize   rows;
  gsize   channel;
  double *sums;
  RnMoments *counts;            /* [3], NULL where nothing is counted */
} Part;

static Part
part_at (const BatchNorm *self, gsize p)
{
  gsize o = p / self->parts, first = p % self->parts * self->rows;

  return (Part) {
    .start = (o * self->panels.rows + first) * self->panels.width,
    .rows = MIN (self->rows, self->panels.rows - first),
    .channel = o % self->panels.blocks * self->panels.width,
    .sums = self->sums + p * 2 * self->panels.width,
    .counts = self->counts != NULL ? self->counts + p * 3 : NULL,
  };
}

static void
clear_counts (const BatchNorm *self)
{
  if (self->counts != NULL)
    memset (self->counts, 0, self->panels.outer * self->parts * 3 * sizeof *self->counts);
}

/* The parts' counts in @place make the statistics of one tensor. */
static void
finish_counts (const BatchNorm *self, guint place, RnStatistics *statistics, gboolean *has)
{
  RnMoments all = { 0 };

  for (gsize p = 0; p < self->panels.outer * self->parts; p++)
    rn__moments_join (&all, &self->counts[p * 3 + place]);
  rn__moments_finish (&all, self->panels.outer * self->panels.rows * self->panels.width,
                      statistics);
  *has = TRUE;
}

static NormChannels
part_channels (const BatchNorm *self, const Part *part)
{
  return (NormChannels) { self->mean + part->channel, self->scale + part->channel,
                         self->shift + part->channel, self->d_mean + part->channel,
                         self->d_slope + part->channel };
}

/* The two sums of each channel over all parts. */
static void
add_parts (BatchNorm *self)
{
  gsize width = self->panels.width;

  for (gsize c = 0; c < self->channels; c++)
    {
      double first = 0, second = 0;

      for (gsize o = c / width; o < self->panels.outer; o += self->panels.blocks)
        for (gsize p = o * self->parts; p < (o + 1) * self->parts; p++)
          {
            first += self->sums[p * 2 * width + c % width];
            second += self->sums[p * 2 * width + width + c % width];
          }
      self->totals[c] = first;
      self->totals[self->channels + c] = second;
    }
}

/* ── forward ── */

/* Sums are taken around each channel's first number, so that a mean far from 0 costs no digits;
 * that of the first rank. */
static void
sum_moments (OnednnPlan *plan, BatchNorm *self, const float *x, float *origins)
{
  gsize width = self->panels.width;

  clear_counts (self);
  for (gsize c = 0; c < self->channels; c++)
    origins[c] = x[c / width * self->panels.rows * width + c % width];
  rn_comm_broadcast (plan->comm, origins, self->channels * sizeof *origins, 0);
#pragma omp parallel for schedule(static)
  for (gsize p = 0; p < self->panels.outer * self->parts; p++)
    {
      Part part = part_at (self, p);

      memset (part.sums, 0, 2 * width * sizeof (double));
      self->strips->moments (x + part.start, origins + part.channel, part.rows, width, part.sums,
                    self->counts_x ? part.counts : NULL);
    }
  add_parts (self);
  rn_comm_sum (plan->comm, self->totals, 2 * self->channels);
}

/* Sets mean and 1/σ of the batch, which stay for the backward pass, and moves the running statistics towards them. */
static void
measure_batch (OnednnPlan *plan, Task *task)
{
  BatchNorm *self = task->state;
  float *running_mean = task_parameter (plan, task, RUNNING_MEAN),
        *running_var = task_parameter (plan, task, RUNNING_VAR);
  double epsilon = task_attribute (plan, task, "epsilon"),
         momentum = task_attribute (plan, task, "momentum");
  double count = self->count;

  sum_moments (plan, self, task_input (plan, task, 0), self->d_mean);
  if (self->counts_x)
    finish_counts (self, 0, &plan->collected[task->inputs[0]].value,
                   &plan->collected[task->inputs[0]].has_value);
  for (gsize c = 0; c < self->channels; c++)
    {
      double sum = self->totals[c], squares = self->totals[self->channels + c];
      double mean = self->d_mean[c] + sum / count, variance;

      variance = fmax (0, squares / count - sum / count * (sum / count));
      self->mean[c] = (float) mean;
      self->inverse_deviation[c] = (float) (1 / sqrt (variance + epsilon));
      running_mean[c] = (float) ((1 - momentum) * running_mean[c] + momentum * mean);
      running_var[c] = (float) ((1 - momentum) * running_var[c]
                                + momentum * variance * count / MAX (1, count - 1));
    }
}

static void
take_running (OnednnPlan *plan, Task *task)
{
  BatchNorm *self = task->state;
  double epsilon = task_attribute (plan, task, "epsilon");

  for (gsize c = 0; c < self->channels; c++)
    {
      self->mean[c] = task_parameter (plan, task, RUNNING_MEAN)[c];
      self->inverse_deviation[c] =
        (float) (1 / sqrt (task_parameter (plan, task, RUNNING_VAR)[c] + epsilon));
    }
}

/* After apply(): the norm's output, the sum's and the ReLU's were counted. */
static void
collect_outputs (OnednnPlan *plan, const Task *task)
{
  const RnNode nodes[] = { task->first, task->sum, task->relu ? task->node : RN_NODE_NONE };

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    if (nodes[i] != RN_NODE_NONE)
      finish_counts (task->state, i, &plan->collected[nodes[i]].value,
                     &plan->collected[nodes[i]].has_value);
}

/* After reduce(): what came in was counted, and what the ReLU let through to the sum and the
 * norm. */
static void
collect_gradients (OnednnPlan *plan, const Task *task)
{
  const RnNode behind[] = { task->first, task->sum };

  finish_counts (task->state, 0, &plan->collected[task->node].gradient,
                 &plan->collected[task->node].has_gradient);
  for (guint i = 0; task->relu && i < G_N_ELEMENTS (behind); i++)
    if (behind[i] != RN_NODE_NONE)
      finish_counts (task->state, 1, &plan->collected[behind[i]].gradient,
                     &plan->collected[behind[i]].has_gradient);
}

static void
forward (OnednnPlan *plan, Task *task)
{
  BatchNorm *self = task->state;
  const float *x = task_input (plan, task, 0), *h = task->adds ? task_input (plan, task, 1) : NULL;
  float *y = task_output (plan, task);
  const Tensor *output = &plan->tensors[task->node];
  guint16 *narrow = output->narrower == task->node ? onednn_narrow_buffer (plan, output->narrow) : NULL;

  if (plan->mode != RN_MODE_TRAIN)
    take_running (plan, task);
  else if (!plan->again)
    measure_batch (plan, task);
  clear_counts (self);
  for (gsize c = 0; c < self->channels; c++)
    {
      self->scale[c] = task_parameter (plan, task, WEIGHT)[c] * self->inverse_deviation[c];
      self->shift[c] = task_parameter (plan, task, BIAS)[c];
    }
#pragma omp parallel for schedule(static)
  for (gsize p = 0; p < self->panels.outer * self->parts; p++)
    {
      Part part = part_at (self, p);
      NormChannels channels = part_channels (self, &part);

      self->strips->apply (x + part.start, AT (h, part.start), AT (y, part.start),
                           AT (narrow, part.start), &channels, task->relu, part.rows,
                           self->panels.width, part.counts);
    }
  if (self->counts != NULL)
    collect_outputs (plan, task);
}

/* ── backward ── */

/* Behind an addition the ReLU's sign is that of y; without one it is found again from x. */
static const float *
sign_of (OnednnPlan *plan, Task *task)
{
  return task->relu && task->adds ? task_output (plan, task) : NULL;
}

static void
reduce (OnednnPlan *plan, Task *task, float *masked)
{
  BatchNorm *self = task->state;
  const float *dy = task_d_output (plan, task), *x = task_input (plan, task, 0),
              *y = sign_of (plan, task);

  clear_counts (self);
#pragma omp parallel for schedule(static)
  for (gsize p = 0; p < self->panels.outer * self->parts; p++)
    {
      Part part = part_at (self, p);
      NormChannels channels = part_channels (self, &part);

      memset (part.sums, 0, 2 * self->panels.width * sizeof (double));
      self->strips->reduce (dy + part.start, x + part.start, AT (y, part.start),
                            AT (masked, part.start), &channels, task->relu, part.rows,
                            self->panels.width, part.sums, part.counts);
    }
  if (self->counts != NULL)
    collect_gradients (plan, task);
}

/* dγ, dβ, and what of them, summed over all ranks, flows back into x. */
static void
finish_sums (OnednnPlan *plan, Task *task)
{
  BatchNorm *self = task->state;
  float *d_weight = task_d_parameter (plan, task, WEIGHT),
        *d_bias = task_d_parameter (plan, task, BIAS);
  double share = plan->mode == RN_MODE_TRAIN ? 1.0 / self->count : 0;
  const double *sums = self->totals, *products = self->totals + self->channels;

  add_parts (self);
  for (gsize c = 0; c < self->channels; c++)
    {
      d_weight[c] = (float) (products[c] * self->inverse_deviation[c]);
      d_bias[c] = (float) sums[c];
    }
  rn_comm_sum (plan->comm, self->totals, 2 * self->channels);
  for (gsize c = 0; c < self->channels; c++)
    {
      double inverse = self->inverse_deviation[c];

      self->d_mean[c] = (float) (sums[c] * share);
      self->d_slope[c] = (float) (products[c] * share * inverse * inverse);
    }
}

static void
backward (OnednnPlan *plan, Task *task)
{
  BatchNorm *self = task->state;
  gboolean is_narrow = plan->tensors[task->inputs[0]].narrow_gradient;
  Buffer to = task->sends[0].kind == SEND_COMPUTED ? task->sends[0].buffer : BUFFER_NONE;
  float *dx = is_narrow ? NULL : onednn_buffer (plan, to),
        *masked = task->adds ? task_d_input (plan, task, 1) : NULL;
  const float *x = task_input (plan, task, 0), *dy = task_d_output (plan, task),
              *y = sign_of (plan, task);
  /* what was masked already need not be again */
  gboolean relu = task->relu && masked == NULL;
  guint16 *narrow = is_narrow ? onednn_narrow_buffer (plan, to) : NULL;

  reduce (plan, task, masked);
  finish_sums (plan, task);
  if (to == BUFFER_NONE)
    return;
  if (masked != NULL)
    dy = masked;
  clear_counts (self);
#pragma omp parallel for schedule(static)
  for (gsize p = 0; p < self->panels.outer * self->parts; p++)
    {
      Part part = part_at (self, p);
      NormChannels channels = part_channels (self, &part);

      self->strips->backward (dy + part.start, x + part.start, AT (y, part.start),
                              AT (dx, part.start), AT (narrow, part.start), &channels, relu,
                              part.rows, self->panels.width, self->counts_dx ? part.counts : NULL);
    }
  if (self->counts_dx)
    finish_counts (self, 0, &plan->collected[task->inputs[0]].gradient,
                   &plan->collected[task->inputs[0]].has_gradient);
}

static void
batch_norm_free (Task *task)
{
  BatchNorm *self = task->state;

  g_free (self->sums);
  g_free (self->totals);
  g_free (self->constants);
  g_free (self->counts);
  g_free (self);
}

static char *
describe (OnednnPlan *plan, Task *task)
{
  return g_strdup_printf ("own strips%s%s", task->adds ? " with addition" : "",
                          task->relu ? " with ReLU" : "");
}

const KernelClass onednn_batch_norm = {
  .name = "batch norm",
  .in_place = TRUE,
  .backward_in_place = TRUE,
  .create = create,
  .forward = forward,
  .backward = backward,
  .free = batch_norm_free,
  .describe = describe,
};
