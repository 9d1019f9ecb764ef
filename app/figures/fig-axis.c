/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Nice numbers: steps of 1, 2 or 5 times a power of ten, and decades (Heckbert, Graphics Gems,
 * 1990). */
#include "fig-axis.h"

#include <math.h>

#include "fig-format.h"

static double
nice_step (double span, guint n)
{
  double raw = span / MAX (n, 1);
  double power = pow (10, floor (log10 (raw)));
  double part = raw / power;

  return power * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10);
}

FigAxis
fig_axis_linear (double low, double high, guint n)
{
  FigAxis axis = { .low = low, .high = high };
  double step;

  if (!(high > low))
    axis.high = low + (low != 0 ? fabs (low) : 1);
  step = nice_step (axis.high - axis.low, n);
  axis.low = floor (axis.low / step + 1e-9) * step;
  axis.high = ceil (axis.high / step - 1e-9) * step;
  return axis;
}

FigAxis
fig_axis_log (double low, double high)
{
  FigAxis axis = { .log = TRUE };

  low = low > 0 && isfinite (low) ? low : 1e-12;
  high = isfinite (high) ? fmax (high, low) : low;
  axis.low = pow (10, floor (log10 (low) + 1e-9));
  axis.high = pow (10, ceil (log10 (high) - 1e-9));
  if (axis.high <= axis.low)
    axis.high = axis.low * 10;
  return axis;
}

double
fig_axis_place (const FigAxis *self, double value)
{
  double low = self->log ? log10 (self->low) : self->low;
  double high = self->log ? log10 (self->high) : self->high;
  double at = self->log ? (value > 0 ? log10 (value) : low) : value;
  double part = isnan (at) ? 0 : CLAMP ((at - low) / (high - low), 0, 1);

  return self->start + part * (self->end - self->start);
}

guint
fig_axis_ticks (const FigAxis *self, guint n, double *ticks)
{
  guint count = 0;

  n = CLAMP (n, 1, FIG_TICKS_MOST - 1);
  if (self->log)
    {
      int first = (int) lround (log10 (self->low)), last = (int) lround (log10 (self->high));
      int every = (last - first + (int) n - 1) / (int) n;

      for (int power = first; power <= last && count < FIG_TICKS_MOST; power += MAX (every, 1))
        ticks[count++] = pow (10, power);
      return count;
    }
  double step = nice_step (self->high - self->low, n);

  for (double at = ceil (self->low / step - 1e-9);
       at * step <= self->high + step * 1e-6 && count < FIG_TICKS_MOST; at++)
    ticks[count++] = at == 0 ? 0 : at * step;
  return count;
}

char *
fig_axis_label (const FigAxis *self, double tick)
{
  double step = (self->high - self->low) / 10;
  double size = fabs (tick);

  if (size >= 1e4)
    return fig_format_si (tick);
  if (self->log || (size != 0 && size < 1e-3))
    return size >= 1      ? fig_format_fixed (tick, 0)
           : size >= 1e-3 ? fig_format_fixed (tick, (guint) ceil (-log10 (size) - 1e-9))
                          : fig_format_number (tick, 1);
  for (guint decimals = 0; decimals < 6; decimals++)
    if (fabs (tick * pow (10, decimals) - round (tick * pow (10, decimals))) < 1e-6
        && step * pow (10, decimals) > 0.05)
      return fig_format_fixed (tick, decimals);
  return fig_format_number (tick, 2);
}
