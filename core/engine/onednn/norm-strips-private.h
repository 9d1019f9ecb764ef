/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "moments-private.h"

G_BEGIN_DECLS

/*
 * Batch norm's inner loops over part of a feature map: @rows rows of @width channels, side by side.
 * Everything is per channel. They read and write each number once, take in what stands behind the
 * norm, and count, where somebody wants to know, what passes through their registers: tensors that
 * never reach memory can be measured only there.
 */

/* Constants of each channel, [width]. */
typedef struct
{
  const float *mean;            /* μ */
  const float *scale;           /* γ/σ */
  const float *shift;           /* β */
  const float *d_mean;          /* Σ dy / M;              0 in evaluation */
  const float *d_slope;         /* Σ dy·(x − μ) / (M·σ²); 0 in evaluation */
} NormChannels;

/* The loops for one kind of machine. */
typedef struct
{
  /* sums[i] += Σ (x − origin), sums[width + i] += Σ (x − origin)²; @of_x (may be NULL) counts x. */
  void (*moments)  (const float *x, const float *origin, gsize rows, gsize width, double *sums,
        RnMoments *of_x);

  /*
   * y = scale·(x − μ) + shift (+ h), then max(0, ·) with @relu. h NULL: nothing is added. y may be
   * x or h. It goes to @y, to @narrow in bfloat16, or to both; either may be NULL.
   * @tallies (may be NULL), [3], count the norm's output, the sum, and what the ReLU lets through.
   */
  void (*apply)    (const float *x, const float *h, float *y, guint16 *narrow,
                    const NormChannels *channels, gboolean relu, gsize rows, gsize width,
                    RnMoments *tallies);

  /*
   * With g = dy where the ReLU let through, else 0 (all of dy without @relu; its sign is that of y,
   * or found again from x where y is NULL): sums[i] += Σ g, sums[width + i] += Σ g·(x − μ). masked
   * (may be NULL or dy) receives g.
   * @tallies (may be NULL), [2], count dy and g.
   */
  void (*reduce)   (const float *dy, const float *x, const float *y, float *masked,
                    const NormChannels *channels, gboolean relu, gsize rows, gsize width,
                    double *sums, RnMoments *tallies);

  /* dx = scale·(g − d_mean − (x − μ)·d_slope), with g as above; dx may be dy, or NULL where it goes
   * to @narrow in bfloat16. @of_dx (may be NULL) counts dx. */
  void (*backward) (const float *dy, const float *x, const float *y, float *dx, guint16 *narrow,
                    const NormChannels *channels, gboolean relu, gsize rows, gsize width,
                    RnMoments *of_dx);
} NormStrips;

extern const NormStrips norm_strips_baseline;
extern const NormStrips norm_strips_avx2;
extern const NormStrips norm_strips_avx512;

G_END_DECLS
