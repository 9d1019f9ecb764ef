/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Dropout: in training each number is left out with probability rate, and what stays is enlarged,
 * so that the mean stays; in evaluation everything goes on as it is.
 *
 *   y = m·x,   dx = m·dy,   m = 1/(1 − rate) where the element is kept, else 0
 *
 * Whether an element is kept is a pure function of where it stands (its row-major index), of the
 * node's name, and of two numbers that travel with the weights: seed, which is drawn when a
 * network's parameters are initialised from a seed, and passes, the count of training passes, which
 * every training pass raises by 1. So the same sitting drops the same numbers again, whatever the
 * engine, the layout and the number of threads; another seed, another pass or another layer drops
 * others. Backward finds the mask again from the number of the pass, which is all it keeps. (A float
 * counts passes up to 2²⁴; the mask stays the same after that.)
 *
 * Srivastava et al., Dropout, JMLR 2014; on a shortcut: He et al., ECCV 2016, §3.1.
 */
#include "config.h"

#include "ops-private.h"

#include "rn-random-private.h"
#include "rn-random.h"

#include <string.h>

enum { RATE };
enum { PASSES, SEED, N_PARAMETERS };

/* Elements that one block of Philox's four words decides. */
#define WORDS 4

static const RnAttribute attributes[] = {
  [RATE] = { "rate", RN_ATTRIBUTE_REAL, 0, 1, 0.5,
             N_("share of the numbers that is left out in training, below 1") },
};

static const RnParameterSlot parameter_slots[N_PARAMETERS] = {
  [PASSES] = { "passes", FALSE, RN_INIT_ZERO },
  [SEED] = { "seed", FALSE, RN_INIT_SEED },
};

static gboolean
infer (const RnOpCall *call, RnShape *output, RnShape *parameters, GError **error)
{
  if (!rn__op_check_size (&rn__op_dropout, call, &call->inputs[0], error))
    return FALSE;
  if (call->attributes[RATE] >= 1)
    return rn__op_fail (&rn__op_dropout, call, RN_ERROR_RANGE, error,
                        _("rate is %g; at 1 nothing would be left, expected less"),
                        call->attributes[RATE]);
  *output = call->inputs[0];
  parameters[PASSES] = parameters[SEED] = rn_shape_1d (1);
  return TRUE;
}

static void
cost (const RnOpCall *call, RnCost *counts)
{
  rn__op_cost_memory (&rn__op_dropout, call, counts);
  counts->multiplications = rn_shape_elements (&call->output);
}

/* The number of the pass, [1]. */
static gsize
state (const RnOpCall *call)
{
  return 1;
}

/* What decides which elements a pass keeps. */
typedef struct
{
  guint32 key[2];
  guint32 pass;
  guint64 limit;                 /* words below it leave their element out: rate · 2³² */
  float   factor;                /* of what is kept */
} Mask;

/* Any float a file may hold, as 32 bits. */
static guint32
bits_of (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static Mask
mask_of (const RnOpCall *call, const RnOpData *data, float pass)
{
  double rate = call->attributes[RATE];
  guint64 key =
    rn_random_bits (bits_of (data->parameters[SEED][0]), rn_random_stream (call->name), 0);

  return (Mask) { .key = { (guint32) key, (guint32) (key >> 32) },
                  .pass = bits_of (pass),
                  .limit = (guint64) (rate * 0x1p32),
                  .factor = (float) (1 / (1 - rate)) };
}

/* The factors of the elements from @block · WORDS on. */
static void
draw (const Mask *mask, gsize block, float factors[WORDS])
{
  guint32 counter[4] = { (guint32) block, (guint32) ((guint64) block >> 32), mask->pass, 0 };
  guint32 words[WORDS];

  rn__philox (counter, mask->key, words);
  for (guint i = 0; i < WORDS; i++)
    factors[i] = words[i] < mask->limit ? 0 : mask->factor;
}

/* y = m·x, or with @add y += m·x */
static void
apply (const Mask *mask, const float *x, float *y, gsize n, gboolean add)
{
#pragma omp parallel for schedule(static) if (n > RN_WORTH_THREADS)
  for (gsize block = 0; block < (n + WORDS - 1) / WORDS; block++)
    {
      float factors[WORDS];

      draw (mask, block, factors);
      for (gsize i = block * WORDS; i < MIN (n, (block + 1) * WORDS); i++)
        y[i] = factors[i % WORDS] * x[i] + (add ? y[i] : 0);
    }
}

static void
forward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);

  if (!data->training)
    {
      memcpy (data->output, data->inputs[0], n * sizeof (float));
      return;
    }
  if (!data->again)
    data->state[0] = data->parameters[PASSES][0] += 1;

  Mask mask = mask_of (call, data, data->state[0]);

  apply (&mask, data->inputs[0], data->output, n, FALSE);
}

static void
backward (const RnOpCall *call, const RnOpData *data)
{
  gsize n = rn_shape_elements (&call->output);

  if (data->d_inputs[0] == NULL)
    return;
  if (data->training)
    {
      Mask mask = mask_of (call, data, data->state[0]);

      apply (&mask, data->d_output, data->d_inputs[0], n, TRUE);
      return;
    }
  for (gsize i = 0; i < n; i++)
    data->d_inputs[0][i] += data->d_output[i];
}

/* After a training pass: passes is that pass's own number. */
static void
explain (const RnOpCall *call, const RnOpData *data, const gsize *index, RnExplanation *explanation)
{
  gsize at = rn__offset_of (&call->output, index);
  float factors[WORDS] = { 1, 1, 1, 1 };

  if (data->training)
    {
      Mask mask = mask_of (call, data, data->parameters[PASSES][0]);

      draw (&mask, at / WORDS, factors);
    }
  rn__explain_begin (explanation);
  rn__explain_term (explanation, 0, &call->inputs[0], at, G_MAXSIZE, data->inputs[0][at],
                    factors[at % WORDS]);
  rn__explain_sum (explanation, 0);
}

const RnOp rn__op_dropout = {
  .name = "dropout",
  .title = "dropout",
  .formula = "y = m · x,  m = 0 or 1/(1 − rate)",
  .source = "Srivastava et al. 2014",
  .min_inputs = 1,
  .max_inputs = 1,
  .attributes = attributes,
  .n_attributes = G_N_ELEMENTS (attributes),
  .parameters = parameter_slots,
  .n_parameters = N_PARAMETERS,
  .infer = infer,
  .cost = cost,
  .state = state,
  .forward = forward,
  .backward = backward,
  .explain = explain,
};
