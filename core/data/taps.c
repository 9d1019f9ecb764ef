/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Along one axis of a resized picture: which pixels make which, and by what weights. */
#include "config.h"

#include "taps-private.h"

#include <math.h>

#define WEIGHT_BITS RN__TAP_BITS

void
rn__taps_clear (RnTaps *self)
{
  g_free (self->first);
  g_free (self->count);
  g_free (self->weights);
}

/*
 * Weights of a triangle that is @reach wide to each side of @centre, over pixels first ≤ p < first
 * + count; they add up to 1.
 */
static void
weigh (gint32 *weights, guint first, guint count, double centre, double reach)
{
  double sum = 0;

  for (guint k = 0; k < count; k++)
    sum += fmax (0, 1 - fabs ((first + k - centre + 0.5) / reach));
  for (guint k = 0; k < count; k++)
    {
      double share = fmax (0, 1 - fabs ((first + k - centre + 0.5) / reach)) / sum;

      weights[k] = (gint32) (0.5 + share * (1 << WEIGHT_BITS));
    }
}

gboolean
rn__taps_make (RnTaps *self, guint in, guint64 out, guint64 start, guint n)
{
  double scale = in / (double) out;
  double reach = MAX (scale, 1);

  self->n = n;
  self->stride = 2 * (guint) ceil (reach) + 1;
  self->first = g_try_new (guint, n);
  self->count = g_try_new (guint, n);
  self->weights = g_try_new (gint32, (gsize) n * self->stride);
  if (self->first == NULL || self->count == NULL || self->weights == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      double centre = ((double) (start + i) + 0.5) * scale;
      guint low = (guint) MAX (centre - reach + 0.5, 0);
      guint high = (guint) MIN (centre + reach + 0.5, (double) in);

      self->first[i] = low;
      self->count[i] = high - low;
      weigh (self->weights + (gsize) i * self->stride, low, high - low, centre, reach);
    }
  return TRUE;
}
