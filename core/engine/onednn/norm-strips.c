/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * The loops are written once, for strips of LANES channels, and compiled for 16, 4 and 1 (norm-strips-template.h). A sum runs
 * over at most ROWS_IN_FLOAT rows in float before it joins the double, so it does not matter how many there are.
 */

#include "config.h"

#include "norm-strips-private.h"

#include "rn-clones-private.h"

#define ROWS_IN_FLOAT 256

/* Vectors are passed only between functions that are inlined into one another, so how they would be passed is no matter. */
#pragma GCC diagnostic ignored "-Wpsabi"

#define LANES 16
#include "norm-strips-template.h"
#undef LANES

#define LANES 4
#include "norm-strips-template.h"
#undef LANES

#define LANES 1
#include "norm-strips-template.h"
#undef LANES

/* Calls the widest version for as many channels as it can take, then the narrower ones. */
#define FOR_STRIPS(width, CALL16, CALL4, CALL1) \
  do \
    { \
      gsize c = 0; \
      for (; c + 16 <= (width); c += 16) \
        CALL16; \
      for (; c + 4 <= (width); c += 4) \
        CALL4; \
      for (; c < (width); c++) \
        CALL1; \
    } \
  while (0)

#define AT(pointer) ((pointer) != NULL ? (pointer) + c : NULL)

static inline NormChannels
channels_at (const NormChannels *channels, gsize c)
{
  return (NormChannels) { AT (channels->mean), AT (channels->scale), AT (channels->shift),
                          AT (channels->d_mean), AT (channels->d_slope) };
}

RN__CLONES void
norm_moments (const float *x, const float *origin, gsize rows, gsize width, gsize stride, double *sums)
{
#define CALL(lanes) moments_##lanes (x + c, origin + c, rows, stride, sums + c, sums + width + c)
  FOR_STRIPS (width, CALL (16), CALL (4), CALL (1));
#undef CALL
}

RN__CLONES void
norm_apply (const float *x, const float *h, float *y, const NormChannels *channels, gboolean relu,
            gsize rows, gsize width, gsize stride)
{
#define CALL(lanes) apply_##lanes (x + c, AT (h), y + c, channels_at (channels, c), relu, rows, stride)
  FOR_STRIPS (width, CALL (16), CALL (4), CALL (1));
#undef CALL
}

RN__CLONES void
norm_reduce (const float *dy, const float *x, const float *y, float *masked, const NormChannels *channels,
             gboolean relu, gsize rows, gsize width, gsize stride, double *sums)
{
#define CALL(lanes) \
  reduce_##lanes (dy + c, x + c, AT (y), AT (masked), channels_at (channels, c), relu, rows, stride, sums + c, sums + width + c)
  FOR_STRIPS (width, CALL (16), CALL (4), CALL (1));
#undef CALL
}

RN__CLONES void
norm_backward (const float *dy, const float *x, const float *y, float *dx, const NormChannels *channels,
               gboolean relu, gsize rows, gsize width, gsize stride)
{
#define CALL(lanes) backward_##lanes (dy + c, x + c, AT (y), dx + c, channels_at (channels, c), relu, rows, stride)
  FOR_STRIPS (width, CALL (16), CALL (4), CALL (1));
#undef CALL
}
