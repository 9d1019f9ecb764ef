/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-statistics.h"

G_BEGIN_DECLS

/* Statistics in the making: those of two parts join to those of both. */
typedef struct
{
  guint64 count;                /* of finite elements; the rest is about them */
  guint64 zeros;
  guint64 negatives;
  double  mean;
  double  m2;                   /* Σ (x − mean)² */
  double  min;
  double  max;
  double  l1;
} RnMoments;

void rn__moments_join   (RnMoments *self, const RnMoments *other);
/* @n: elements in all, finite or not */
void rn__moments_finish (const RnMoments *self, gsize n, RnStatistics *statistics);

G_END_DECLS
