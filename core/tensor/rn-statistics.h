/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-api.h"

G_BEGIN_DECLS

/*
 * What one pass over a tensor tells. std is the population deviation (divided by count). Not-finite
 * elements are counted and left out of everything else. All zero for an empty tensor.
 */
typedef struct
{
  guint64 count;
  guint64 zeros;
  guint64 negatives;
  guint64 not_finite;
  double  mean;
  double  std;
  double  min;
  double  max;
  double  l1;
  double  l2;
} RnStatistics;

#define RN_HISTOGRAM_BINS 64

/* Equal bins over [low, high]; the last bin holds high itself; not-finite elements are left out. */
typedef struct
{
  double  low;
  double  high;
  guint64 counts[RN_HISTOGRAM_BINS];
} RnHistogram;

/* One pass; blocks of at most 4,096 in float, their sums in double; the order never depends on
 * the threads. */
RN_API void rn_statistics_measure (RnStatistics *self, const float *values, gsize n);
RN_API void rn_histogram_measure  (RnHistogram *self, double low, double high, const float *values,
                                   gsize n);
/* Of the planes that lie one behind the other, each of @plane numbers, the one with the largest std; the
 * first of several. */
RN_API gsize rn_statistics_liveliest (const float *values, gsize channels, gsize plane);

/* Σ a·b, blocks in float, sums in double */
RN_API double rn_dot (const float *a, const float *b, gsize n);

G_END_DECLS
