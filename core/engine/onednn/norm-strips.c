/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/*
 * The loops are written once, for strips of LANES channels, and compiled for 16, 4 and 1
 * (norm-strips-template.h). A sum runs over at most ROWS_IN_FLOAT rows in float before it joins the
 * double, so it does not matter how many there are.
 *
 * The file is compiled once for each kind of machine, with NORM_STRIPS the name of the table it
 * fills: a compiler that learns only later which vectors there are takes these apart first.
 */

#include "config.h"

#include "norm-strips-private.h"

#include <math.h>

#define ROWS_IN_FLOAT 256
#define INFINITY_BITS 0x7f800000      /* magnitudes from here on are infinite or no number */

/* Vectors are passed only between functions that are inlined into one another, so how they would
 * be passed is no matter. */
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
#define FOR_STRIPS(width, CALL) \
  do \
    { \
      gsize c = 0; \
      for (; c + 16 <= (width); c += 16) \
        CALL (16); \
      for (; c + 4 <= (width); c += 4) \
        CALL (4); \
      for (; c < (width); c++) \
        CALL (1); \
    } \
  while (0)

#define AT(pointer) ((pointer) != NULL ? (pointer) + c : NULL)

static inline NormChannels
channels_at (const NormChannels *channels, gsize c)
{
  return (NormChannels) { AT (channels->mean), AT (channels->scale), AT (channels->shift),
                          AT (channels->d_mean), AT (channels->d_slope) };
}

/* Each function is compiled with and without counting, so that those who do not ask do not pay. */

static void
moments (const float *x, const float *origin, gsize rows, gsize width, double *sums,
         RnMoments *of_x)
{
#define PLAIN(lanes)                                                                               \
  moments_##lanes (x + c, origin + c, rows, width, sums + c, sums + width + c, NULL)
#define COUNTS(lanes)                                                                              \
  moments_##lanes (x + c, origin + c, rows, width, sums + c, sums + width + c, of_x)
  if (of_x == NULL)
    FOR_STRIPS (width, PLAIN);
  else
    FOR_STRIPS (width, COUNTS);
#undef PLAIN
#undef COUNTS
}

static void
apply (const float *x, const float *h, float *y, guint16 *narrow, const NormChannels *channels,
       gboolean relu, gsize rows, gsize width, RnMoments *tallies)
{
#define CALL(lanes, counts)                                                                        \
  apply_##lanes (x + c, AT (h), AT (y), AT (narrow), channels_at (channels, c), relu, rows, width, \
                 counts)
#define PLAIN(lanes)  CALL (lanes, NULL)
#define COUNTS(lanes) CALL (lanes, tallies)
  if (tallies == NULL)
    FOR_STRIPS (width, PLAIN);
  else
    FOR_STRIPS (width, COUNTS);
#undef CALL
#undef PLAIN
#undef COUNTS
}

static void
reduce (const float *dy, const float *x, const float *y, float *masked,
        const NormChannels *channels, gboolean relu, gsize rows, gsize width, double *sums,
        RnMoments *tallies)
{
#define CALL(lanes, counts)                                                                        \
  reduce_##lanes (dy + c, x + c, AT (y), AT (masked), channels_at (channels, c), relu, rows,       \
                  width, sums + c, sums + width + c, counts)
#define PLAIN(lanes)  CALL (lanes, NULL)
#define COUNTS(lanes) CALL (lanes, tallies)
  if (tallies == NULL)
    FOR_STRIPS (width, PLAIN);
  else
    FOR_STRIPS (width, COUNTS);
#undef CALL
#undef PLAIN
#undef COUNTS
}

static void
backward (const float *dy, const float *x, const float *y, float *dx, guint16 *narrow,
          const NormChannels *channels, gboolean relu, gsize rows, gsize width, RnMoments *of_dx)
{
#define CALL(lanes, counts)                                                                        \
  backward_##lanes (dy + c, x + c, AT (y), AT (dx), AT (narrow), channels_at (channels, c), relu,  \
                    rows, width, counts)
#define PLAIN(lanes)  CALL (lanes, NULL)
#define COUNTS(lanes) CALL (lanes, of_dx)
  if (of_dx == NULL)
    FOR_STRIPS (width, PLAIN);
  else
    FOR_STRIPS (width, COUNTS);
#undef CALL
#undef PLAIN
#undef COUNTS
}

const NormStrips NORM_STRIPS = { moments, apply, reduce, backward };
