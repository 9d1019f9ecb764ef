/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

#define RN__TAP_BITS 22         /* of a weight, after the point, as Pillow has them */

/* For each pixel of a window of the output: which pixels of the input it weighs, and how. */
typedef struct
{
  guint   n;
  guint   stride;               /* of weights */
  guint  *first;                /* owned [n] */
  guint  *count;                /* owned [n] */
  gint32 *weights;              /* owned [n, stride] */
} RnTaps;

/* Pixels start ≤ i < start + n of an axis of @out pixels made from one of @in. FALSE: no memory. */
gboolean rn__taps_make  (RnTaps *self, guint in, guint64 out, guint64 start, guint n);
void     rn__taps_clear (RnTaps *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RnTaps, rn__taps_clear)
