/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Batch norm's inner loops over part of a feature map: @rows rows of @width channels, a row @stride floats after the one
 * before. Everything is per channel. They read and write each number once, and take in what stands behind the norm.
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

/* sums[i] += Σ (x − origin), sums[width + i] += Σ (x − origin)² */
void norm_moments  (const float *x, const float *origin, gsize rows, gsize width, gsize stride, double *sums);

/* y = scale·(x − μ) + shift (+ h), then max(0, ·) with @relu. h NULL: nothing is added. y may be x or h. */
void norm_apply    (const float *x, const float *h, float *y, const NormChannels *channels, gboolean relu,
                    gsize rows, gsize width, gsize stride);

/*
 * With g = dy where the ReLU let through, else 0 (all of dy without @relu; its sign is that of y, or found again
 * from x where y is NULL): sums[i] += Σ g, sums[width + i] += Σ g·(x − μ). masked (may be NULL or dy) receives g.
 */
void norm_reduce   (const float *dy, const float *x, const float *y, float *masked, const NormChannels *channels,
                    gboolean relu, gsize rows, gsize width, gsize stride, double *sums);

/* dx = scale·(g − d_mean − (x − μ)·d_slope), with g as above; dx may be dy. */
void norm_backward (const float *dy, const float *x, const float *y, float *dx, const NormChannels *channels,
                    gboolean relu, gsize rows, gsize width, gsize stride);

G_END_DECLS
