/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Included by norm-strips.c once for each number of LANES; what each function computes stands in
 * norm-strips-private.h. */

#define NAME_(name, lanes) name##_##lanes
#define NAME(name, lanes)  NAME_ (name, lanes)
#define INLINE             static inline __attribute__ ((always_inline))
#define V                  NAME (Vector, LANES)
#define MASK               NAME (Mask, LANES)
#define BITS               NAME (Bits, LANES)
#define HALVES             NAME (Halves, LANES)
#define COUNT              NAME (Count, LANES)
#define TOTAL              NAME (Total, LANES)
#define LOAD(p)            (*(const V *) (gconstpointer) (p))
#define STORE(p, v)        (*(V *) (gpointer) (p) = (v))

/* LANES floats side by side, at any address; a comparison gives −1 or 0 for each */
typedef float V
  __attribute__ ((vector_size (LANES * sizeof (float)), aligned (sizeof (float)), may_alias));
typedef gint32 MASK
  __attribute__ ((vector_size (LANES * sizeof (float)), aligned (sizeof (float)), may_alias));

typedef guint32 BITS
  __attribute__ ((vector_size (LANES * sizeof (float)), aligned (sizeof (float)), may_alias));
typedef guint16 HALVES
  __attribute__ ((vector_size (LANES * sizeof (guint16)), aligned (sizeof (guint16)), may_alias));

/* yes where @test, else no */
INLINE V
NAME (choose, LANES) (MASK test, V yes, V no)
{
  return (V) (((MASK) yes & test) | ((MASK) no & ~test));
}

/* v where @test > 0, else 0 */
INLINE V
NAME (where_positive, LANES) (V v, V test)
{
  return (V) ((MASK) v & (MASK) (test > 0));
}

/* As bfloat16, rounded to nearest, ties to even; what is no number stays so. */
INLINE void
NAME (store_narrow, LANES) (guint16 *to, V v)
{
  BITS bits = (BITS) v, strange = (BITS) (v != v);
  BITS rounded = bits + 0x7fff + (bits >> 16 & 1);

  bits = (rounded & ~strange) | ((bits | 0x400000) & strange);
  *(HALVES *) (gpointer) to = __builtin_convertvector (bits >> 16, HALVES);
}

INLINE void
NAME (flush, LANES) (V sum, double *total)
{
  for (gsize i = 0; i < LANES; i++)
    total[i] += sum[i];
}

/* ── counting what passes ── */

/* Over at most ROWS_IN_FLOAT rows; only ever handed to inlined functions, so that it stays in
 * registers. */
typedef struct
{
  V    origin;
  V    sum, squares;            /* of v − origin */
  V    magnitude, least, greatest;
  MASK zeros, negatives, strange;       /* minus how many */
} COUNT;

/* Over all rows. */
typedef struct
{
  double sums[LANES], squares[LANES], l1;
} TOTAL;

INLINE COUNT
NAME (count_begin, LANES) (V origin)
{
  V none = { 0 };

  return (COUNT) { .origin = origin, .least = none + INFINITY, .greatest = none - INFINITY };
}

INLINE COUNT
NAME (count, LANES) (COUNT count, V v)
{
  MASK bits = (MASK) v & G_MAXINT32;
  MASK strange = (MASK) (bits >= INFINITY_BITS);
  V deviation = (V) ((MASK) (v - count.origin) & ~strange);

  count.sum += deviation;
  count.squares += deviation * deviation;
  count.magnitude += (V) (bits & ~strange);
  count.least = NAME (choose, LANES) ((MASK) (v < count.least) & ~strange, v, count.least);
  count.greatest = NAME (choose, LANES) ((MASK) (v > count.greatest) & ~strange, v, count.greatest);
  count.zeros += (MASK) (bits == 0);
  count.negatives += (MASK) (v < 0) & ~strange;
  count.strange += strange;
  return count;
}

/* What float has summed up joins the double. */
INLINE COUNT
NAME (count_flush, LANES) (COUNT count, TOTAL *total)
{
  V none = { 0 };

  for (gsize i = 0; i < LANES; i++)
    {
      total->sums[i] += count.sum[i];
      total->squares[i] += count.squares[i];
      total->l1 += count.magnitude[i];
    }
  count.sum = count.squares = count.magnitude = none;
  return count;
}

INLINE void
NAME (count_end, LANES) (COUNT count, const TOTAL *total, gsize rows, RnMoments *moments)
{
  for (gsize i = 0; i < LANES; i++)
    {
      guint64 n = rows - (guint64) -count.strange[i];
      double mean = n > 0 ? total->sums[i] / (double) n : 0;
      RnMoments lane = {
        .count = n,
        .zeros = (guint64) -count.zeros[i],
        .negatives = (guint64) -count.negatives[i],
        .mean = count.origin[i] + mean,
        .m2 = fmax (0, total->squares[i] - mean * total->sums[i]),
        .l1 = i == 0 ? total->l1 : 0,
        .min = count.least[i],
        .max = count.greatest[i],
      };

      rn__moments_join (moments, &lane);
    }
}

/* ── the loops ── */

INLINE void
NAME (moments, LANES) (const float *x, const float *origin, gsize rows, gsize stride, double *sums,
                       double *squares, RnMoments *of_x)
{
  V o = LOAD (origin);
  COUNT count = NAME (count_begin, LANES) (o);
  TOTAL total = { 0 };

  for (gsize begin = 0; begin < rows; begin += ROWS_IN_FLOAT)
    {
      gsize end = MIN (rows, begin + ROWS_IN_FLOAT);
      V s = { 0 }, q = { 0 };

      for (gsize r = begin; r < end; r++)
        {
          V v = LOAD (x + r * stride), d = v - o;

          s += d;
          q += d * d;
          if (of_x != NULL)
            count = NAME (count, LANES) (count, v);
        }
      NAME (flush, LANES) (s, sums);
      NAME (flush, LANES) (q, squares);
      if (of_x != NULL)
        count = NAME (count_flush, LANES) (count, &total);
    }
  if (of_x != NULL)
    NAME (count_end, LANES) (count, &total, rows, of_x);
}

INLINE void
NAME (apply, LANES) (const float *x, const float *h, float *y, guint16 *narrow,
                     NormChannels channels, gboolean relu, gsize rows, gsize stride,
                     RnMoments *tallies)
{
  V mean = LOAD (channels.mean), scale = LOAD (channels.scale), shift = LOAD (channels.shift);
  COUNT norm = NAME (count_begin, LANES) (shift), sum = norm,
        out = NAME (count_begin, LANES) (shift - shift);
  TOTAL norm_total = { 0 }, sum_total = { 0 }, out_total = { 0 };

  for (gsize begin = 0; begin < rows; begin += ROWS_IN_FLOAT)
    {
      for (gsize r = begin; r < MIN (rows, begin + ROWS_IN_FLOAT); r++)
        {
          V v = (LOAD (x + r * stride) - mean) * scale + shift;

          if (tallies != NULL)
            norm = NAME (count, LANES) (norm, v);
          if (h != NULL)
            v += LOAD (h + r * stride);
          if (h != NULL && tallies != NULL)
            sum = NAME (count, LANES) (sum, v);
          if (relu)
            v = NAME (where_positive, LANES) (v, v);
          if (relu && tallies != NULL)
            out = NAME (count, LANES) (out, v);
          if (y != NULL)
            STORE (y + r * stride, v);
          if (narrow != NULL)
            NAME (store_narrow, LANES) (narrow + r * stride, v);
        }
      if (tallies != NULL)
        {
          norm = NAME (count_flush, LANES) (norm, &norm_total);
          sum = NAME (count_flush, LANES) (sum, &sum_total);
          out = NAME (count_flush, LANES) (out, &out_total);
        }
    }
  if (tallies != NULL)
    {
      NAME (count_end, LANES) (norm, &norm_total, rows, &tallies[0]);
      if (h != NULL)
        NAME (count_end, LANES) (sum, &sum_total, rows, &tallies[1]);
      if (relu)
        NAME (count_end, LANES) (out, &out_total, rows, &tallies[2]);
    }
}

INLINE V
NAME (let_through, LANES) (V g, V centred, const float *y, V scale, V shift, gboolean relu)
{
  if (relu && y != NULL)
    return NAME (where_positive, LANES) (g, LOAD (y));
  if (relu)
    return NAME (where_positive, LANES) (g, centred * scale + shift);
  return g;
}

INLINE void
NAME (reduce, LANES) (const float *dy, const float *x, const float *y, float *masked,
                      NormChannels channels, gboolean relu, gsize rows, gsize stride, double *sums,
                      double *products, RnMoments *tallies)
{
  V mean = LOAD (channels.mean), scale = LOAD (channels.scale), shift = LOAD (channels.shift);
  V none = { 0 };
  COUNT before = NAME (count_begin, LANES) (none), behind = before;
  TOTAL before_total = { 0 }, behind_total = { 0 };

  for (gsize begin = 0; begin < rows; begin += ROWS_IN_FLOAT)
    {
      V s = { 0 }, p = { 0 };

      for (gsize r = begin; r < MIN (rows, begin + ROWS_IN_FLOAT); r++)
        {
          V centred = LOAD (x + r * stride) - mean, all = LOAD (dy + r * stride);
          V g = NAME (let_through, LANES) (all, centred, y != NULL ? y + r * stride : NULL, scale,
                                           shift, relu);

          s += g;
          p += g * centred;
          if (masked != NULL)
            STORE (masked + r * stride, g);
          if (tallies != NULL)
            before = NAME (count, LANES) (before, all);
          if (relu && tallies != NULL)
            behind = NAME (count, LANES) (behind, g);
        }
      NAME (flush, LANES) (s, sums);
      NAME (flush, LANES) (p, products);
      if (tallies != NULL)
        {
          before = NAME (count_flush, LANES) (before, &before_total);
          behind = NAME (count_flush, LANES) (behind, &behind_total);
        }
    }
  if (tallies != NULL)
    {
      NAME (count_end, LANES) (before, &before_total, rows, &tallies[0]);
      if (relu)
        NAME (count_end, LANES) (behind, &behind_total, rows, &tallies[1]);
    }
}

INLINE void
NAME (backward, LANES) (const float *dy, const float *x, const float *y, float *dx, guint16 *narrow,
                        NormChannels channels, gboolean relu, gsize rows, gsize stride,
                        RnMoments *of_dx)
{
  V mean = LOAD (channels.mean), scale = LOAD (channels.scale), shift = LOAD (channels.shift);
  V d_mean = LOAD (channels.d_mean), d_slope = LOAD (channels.d_slope);
  V none = { 0 };
  COUNT count = NAME (count_begin, LANES) (none);
  TOTAL total = { 0 };

  for (gsize begin = 0; begin < rows; begin += ROWS_IN_FLOAT)
    {
      for (gsize r = begin; r < MIN (rows, begin + ROWS_IN_FLOAT); r++)
        {
          V centred = LOAD (x + r * stride) - mean, g = LOAD (dy + r * stride);

          g = NAME (let_through, LANES) (g, centred, y != NULL ? y + r * stride : NULL, scale,
                                         shift, relu);
          g = scale * (g - d_mean - centred * d_slope);
          if (of_dx != NULL)
            count = NAME (count, LANES) (count, g);
          if (dx != NULL)
            STORE (dx + r * stride, g);
          else
            NAME (store_narrow, LANES) (narrow + r * stride, g);
        }
      if (of_dx != NULL)
        count = NAME (count_flush, LANES) (count, &total);
    }
  if (of_dx != NULL)
    NAME (count_end, LANES) (count, &total, rows, of_dx);
}

#undef NAME_
#undef NAME
#undef INLINE
#undef V
#undef MASK
#undef BITS
#undef HALVES
#undef COUNT
#undef TOTAL
#undef LOAD
#undef STORE
