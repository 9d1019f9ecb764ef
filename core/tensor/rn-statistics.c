/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What one pass over a tensor tells, at the speed of memory.
 *
 * A tensor is cut into chunks, a chunk into blocks that fit the first-level cache. A block is gone
 * over thrice while it is there: exact counts and the range; Σx and Σ|x|; then, about the block's
 * own mean m, Σ(x − m) and Σ(x − m)², so that nothing cancels where the mean is much larger than
 * the deviation. Blocks and chunks are joined in order, in double:
 *
 *   δ = mean_b − mean_a,   mean = mean_a + δ·n_b/n,   M2 = M2_a + M2_b + δ²·n_a·n_b/n
 *
 * (Chan, Golub, LeVeque: Updating formulae and a pairwise algorithm for computing sample variances,
 * 1979).
 *
 * Chunks do not depend on the number of threads, so neither does the result.
 */
#include "config.h"

#include "moments-private.h"
#include "rn-clones-private.h"

#include <math.h>
#include <string.h>

#define BLOCK  4096
#define CHUNK  (16 * BLOCK)
#define LANES  16

/*
 * LANES sums side by side: their order is written down, whatever the width of the machine's
 * vectors.
 */
typedef float  Lanes __attribute__ ((vector_size (LANES * sizeof (float)), aligned (4)));
typedef gint32 LaneBits __attribute__ ((vector_size (LANES * sizeof (float)), aligned (4)));

void
rn__moments_join (RnMoments *a, const RnMoments *b)
{
  double n = (double) a->count + (double) b->count;
  double delta = b->mean - a->mean;

  if (b->count == 0)
    return;
  if (a->count == 0)
    {
      *a = *b;
      return;
    }
  a->mean += delta * ((double) b->count / n);
  a->m2 += b->m2 + delta * delta * ((double) a->count * ((double) b->count / n));
  a->count += b->count;
  a->zeros += b->zeros;
  a->negatives += b->negatives;
  a->min = MIN (a->min, b->min);
  a->max = MAX (a->max, b->max);
  a->l1 += b->l1;
}

void
rn__moments_finish (const RnMoments *self, gsize n, RnStatistics *statistics)
{
  *statistics = (RnStatistics) {
    .count = n, .zeros = self->zeros, .negatives = self->negatives, .not_finite = n - self->count,
    .mean = self->mean, .min = self->min, .max = self->max, .l1 = self->l1,
  };
  if (self->count == 0)
    return;
  statistics->std = sqrt (self->m2 / (double) self->count);
  statistics->l2 = sqrt (self->m2 + self->mean * self->mean * (double) self->count);
}

/*
 * The plain way, in double: for blocks with an element that is not finite, or sums that no float
 * holds.
 */
static void
measure_block_slowly (RnMoments *self, const float *x, gsize n)
{
  double sum = 0;

  *self = (RnMoments) { .min = INFINITY, .max = -INFINITY };
  for (gsize i = 0; i < n; i++)
    if (isfinite (x[i]))
      {
        self->count++;
        self->zeros += x[i] == 0;
        self->negatives += x[i] < 0;
        self->min = MIN (self->min, x[i]);
        self->max = MAX (self->max, x[i]);
        self->l1 += fabs ((double) x[i]);
        sum += x[i];
      }
  if (self->count == 0)
    return;
  self->mean = sum / (double) self->count;
  for (gsize i = 0; i < n; i++)
    if (isfinite (x[i]))
      self->m2 += (x[i] - self->mean) * (x[i] - self->mean);
}

/*
 * A power of two that brings magnitudes up to @peak to where their squares keep all their digits.
 */
static float
choose_scale (double peak)
{
  if (peak > 1e-9 && peak < 1e9)
    return 1;
  return peak > 0 ? (float) ldexp (1, CLAMP (-ilogb (peak), -100, 100)) : 1;
}

static double
sum_lanes (const Lanes *lanes)
{
  double sum = 0;

  for (guint j = 0; j < LANES; j++)
    sum += (*lanes)[j];
  return sum;
}

/* @sums: Σ d and Σ d² of d = scale·x − scale·centre */
RN__CLONES static void
sum_deviations (const float *x, gsize n, float centre, float scale, double sums[2])
{
  const float centre_scaled = centre * scale;
  Lanes first[2] = { 0 }, second[2] = { 0 };
  gsize i = 0;

  for (; i + 2 * LANES <= n; i += 2 * LANES)
    {
      Lanes d0 = *(const Lanes *) (x + i) * scale - centre_scaled;
      Lanes d1 = *(const Lanes *) (x + i + LANES) * scale - centre_scaled;

      first[0] += d0;
      first[1] += d1;
      second[0] += d0 * d0;
      second[1] += d1 * d1;
    }
  sums[0] = sum_lanes (&first[0]) + sum_lanes (&first[1]);
  sums[1] = sum_lanes (&second[0]) + sum_lanes (&second[1]);
  for (; i < n; i++)
    {
      double d = (double) (x[i] * scale - centre_scaled);

      sums[0] += d;
      sums[1] += d * d;
    }
}

/* @sums: Σ x and Σ |x| */
RN__CLONES static void
sum_values (const float *x, gsize n, double sums[2])
{
  Lanes plain[2] = { 0 }, absolute[2] = { 0 };
  gsize i = 0;

  for (; i + 2 * LANES <= n; i += 2 * LANES)
    {
      Lanes x0 = *(const Lanes *) (x + i), x1 = *(const Lanes *) (x + i + LANES);

      plain[0] += x0;
      plain[1] += x1;
      absolute[0] += (Lanes) ((LaneBits) x0 & 0x7fffffff);
      absolute[1] += (Lanes) ((LaneBits) x1 & 0x7fffffff);
    }
  sums[0] = sum_lanes (&plain[0]) + sum_lanes (&plain[1]);
  sums[1] = sum_lanes (&absolute[0]) + sum_lanes (&absolute[1]);
  for (; i < n; i++)
    {
      sums[0] += x[i];
      sums[1] += fabs ((double) x[i]);
    }
}

typedef struct
{
  gint32 least;         /* keys: integers in the order of the floats */
  gint32 greatest;
  gint32 zeros;
  gint32 negatives;
} Range;

/*
 * A negative float's bits fall as it grows; with all but the sign turned over they rise. Undoes
 * itself.
 */
static inline gint32
turn_key (gint32 bits)
{
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

/* Integers only, so the compiler may take them in any order. */
RN__CLONES static void
measure_range (const float *x, gsize n, Range *range)
{
  gint32 least = G_MAXINT32, greatest = G_MININT32, zeros = 0, negatives = 0;

  for (gsize i = 0; i < n; i++)
    {
      gint32 bits, key;

      memcpy (&bits, x + i, sizeof bits);
      key = turn_key (bits);
      least = key < least ? key : least;
      greatest = key > greatest ? key : greatest;
      zeros += (bits & 0x7fffffff) == 0;
      negatives += key < -1;            /* −0 has key −1 */
    }
  *range = (Range) { least, greatest, zeros, negatives };
}

static double
from_key (gint32 key)
{
  gint32 bits = turn_key (key);
  float x;

  memcpy (&x, &bits, sizeof x);
  return (double) x;
}

static void
measure_block (RnMoments *self, const float *x, gsize n)
{
  Range range;
  double sums[2], centre, scale;

  measure_range (x, n, &range);
  sum_values (x, n, sums);
  if (!isfinite (from_key (range.least)) || !isfinite (from_key (range.greatest))
      || !isfinite (sums[1]))
    {
      measure_block_slowly (self, x, n);
      return;
    }
  self->count = n;
  self->zeros = (guint64) range.zeros;
  self->negatives = (guint64) range.negatives;
  self->min = from_key (range.least);
  self->max = from_key (range.greatest);
  self->l1 = sums[1];
  centre = (double) (float) (sums[0] / (double) n);
  scale = (double) choose_scale (MAX (fabs (self->min), fabs (self->max)));
  sum_deviations (x, n, (float) centre, (float) scale, sums);
  self->mean = centre + sums[0] / scale / (double) n;
  self->m2 = MAX (0, sums[1] - sums[0] * (sums[0] / (double) n)) / scale / scale;
}

static void
measure_chunk (RnMoments *self, const float *x, gsize n)
{
  memset (self, 0, sizeof *self);
  for (gsize i = 0; i < n; i += BLOCK)
    {
      RnMoments block;

      measure_block (&block, x + i, MIN (BLOCK, n - i));
      rn__moments_join (self, &block);
    }
}

static gsize
count_chunks (gsize n)
{
  return n / CHUNK + (n % CHUNK != 0);
}

void
rn_statistics_measure (RnStatistics *self, const float *values, gsize n)
{
  gsize n_chunks = count_chunks (n);
  g_autofree RnMoments *chunks = g_new (RnMoments, n_chunks);
  RnMoments all = { 0 };

#pragma omp parallel for schedule(static) if (n_chunks > 1)
  for (gsize c = 0; c < n_chunks; c++)
    measure_chunk (&chunks[c], values + c * CHUNK, MIN (CHUNK, n - c * CHUNK));

  for (gsize c = 0; c < n_chunks; c++)
    rn__moments_join (&all, &chunks[c]);
  rn__moments_finish (&all, n, self);
}

gsize
rn_statistics_liveliest (const float *values, gsize channels, gsize plane)
{
  double most = -1;
  gsize at = 0;

  for (gsize c = 0; c < channels; c++)
    {
      RnStatistics statistics;

      rn_statistics_measure (&statistics, values + c * plane, plane);
      if (statistics.std > most)
        {
          most = statistics.std;
          at = c;
        }
    }
  return at;
}

/*
 * Four tables in turn: neighbours that fall into one bin (the zeros after a ReLU) do not wait for
 * each other.
 */
static void
count_bins (const float *x, gsize n, double low, double high, guint32 tables[4][RN_HISTOGRAM_BINS])
{
  double bins_per_unit = high > low ? RN_HISTOGRAM_BINS / (high - low) : 0;

  for (gsize i = 0; i < n; i++)
    if (x[i] >= low && x[i] <= high)         /* FALSE for NaN */
      {
        guint bin = high > low ? (guint) ((x[i] - low) * bins_per_unit) : RN_HISTOGRAM_BINS;

        tables[i % 4][MIN (bin, RN_HISTOGRAM_BINS - 1)]++;
      }
}

void
rn_histogram_measure (RnHistogram *self, double low, double high, const float *values, gsize n)
{
  gsize n_chunks = count_chunks (n);
  guint64 *counts = self->counts;

  g_return_if_fail (isfinite (low) && isfinite (high));
  *self = (RnHistogram) { .low = low, .high = high };
#pragma omp parallel for schedule(static) reduction(+ : counts[:RN_HISTOGRAM_BINS]) \
  if (n_chunks > 1)
  for (gsize c = 0; c < n_chunks; c++)
    {
      guint32 tables[4][RN_HISTOGRAM_BINS] = { 0 };

      count_bins (values + c * CHUNK, MIN (CHUNK, n - c * CHUNK), low, high, tables);
      for (guint b = 0; b < RN_HISTOGRAM_BINS; b++)
        counts[b] += tables[0][b] + tables[1][b] + tables[2][b] + tables[3][b];
    }
}

/*
 * In double throughout: the product of two floats is exact there, and the loop still waits for
 * memory.
 */
RN__CLONES static double
dot_chunk (const float *a, const float *b, gsize n)
{
  double lanes[LANES] = { 0 };
  double sum = 0;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (guint j = 0; j < LANES; j++)
      lanes[j] += (double) a[i + j] * b[i + j];
  for (guint j = 0; j < LANES; j++)
    sum += lanes[j];
  for (; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

double
rn_dot (const float *a, const float *b, gsize n)
{
  gsize n_chunks = count_chunks (n);
  g_autofree double *chunks = g_new (double, n_chunks);
  double sum = 0;

#pragma omp parallel for schedule(static) if (n_chunks > 1)
  for (gsize c = 0; c < n_chunks; c++)
    chunks[c] = dot_chunk (a + c * CHUNK, b + c * CHUNK, MIN (CHUNK, n - c * CHUNK));

  for (gsize c = 0; c < n_chunks; c++)
    sum += chunks[c];
  return sum;
}
