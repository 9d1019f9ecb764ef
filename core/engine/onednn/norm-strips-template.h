/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */

/* Included by norm-strips.c once for each number of LANES; what each function computes stands in norm-strips-private.h. */

#define NAME_(name, lanes) name##_##lanes
#define NAME(name, lanes)  NAME_ (name, lanes)
#define V                  NAME (Vector, LANES)
#define MASK               NAME (Mask, LANES)
#define LOAD(p)            (*(const V *) (gconstpointer) (p))
#define STORE(p, v)        (*(V *) (gpointer) (p) = (v))

/* LANES floats side by side, at any address */
typedef float V __attribute__ ((vector_size (LANES * sizeof (float)), aligned (sizeof (float)), may_alias));
typedef gint32 MASK __attribute__ ((vector_size (LANES * sizeof (float)), aligned (sizeof (float)), may_alias));

/* v where @test > 0, else 0 */
static inline __attribute__ ((always_inline)) V
NAME (where_positive, LANES) (V v, V test)
{
  return (V) ((MASK) v & (MASK) (test > 0));
}

static inline __attribute__ ((always_inline)) void
NAME (flush, LANES) (V sum, double *total)
{
  for (gsize i = 0; i < LANES; i++)
    total[i] += sum[i];
}

static inline __attribute__ ((always_inline)) void
NAME (moments, LANES) (const float *x, const float *origin, gsize rows, gsize stride, double *sums, double *squares)
{
  V o = LOAD (origin);

  for (gsize begin = 0; begin < rows; begin += ROWS_IN_FLOAT)
    {
      gsize end = MIN (rows, begin + ROWS_IN_FLOAT), r = begin;
      V s0 = { 0 }, s1 = { 0 }, q0 = { 0 }, q1 = { 0 };

      for (; r + 2 <= end; r += 2)
        {
          V a = LOAD (x + r * stride) - o, b = LOAD (x + (r + 1) * stride) - o;

          s0 += a;
          s1 += b;
          q0 += a * a;
          q1 += b * b;
        }
      if (r < end)
        {
          V a = LOAD (x + r * stride) - o;

          s0 += a;
          q0 += a * a;
        }
      NAME (flush, LANES) (s0 + s1, sums);
      NAME (flush, LANES) (q0 + q1, squares);
    }
}

static inline __attribute__ ((always_inline)) void
NAME (apply, LANES) (const float *x, const float *h, float *y, NormChannels channels, gboolean relu,
                     gsize rows, gsize stride)
{
  V mean = LOAD (channels.mean), scale = LOAD (channels.scale), shift = LOAD (channels.shift);

  for (gsize r = 0; r < rows; r++)
    {
      V v = (LOAD (x + r * stride) - mean) * scale + shift;

      if (h != NULL)
        v += LOAD (h + r * stride);
      if (relu)
        v = NAME (where_positive, LANES) (v, v);
      STORE (y + r * stride, v);
    }
}

static inline __attribute__ ((always_inline)) V
NAME (let_through, LANES) (const float *dy, V centred, const float *y, V scale, V shift, gboolean relu)
{
  V g = LOAD (dy);

  if (relu && y != NULL)
    return NAME (where_positive, LANES) (g, LOAD (y));
  if (relu)
    return NAME (where_positive, LANES) (g, centred * scale + shift);
  return g;
}

static inline __attribute__ ((always_inline)) void
NAME (reduce, LANES) (const float *dy, const float *x, const float *y, float *masked, NormChannels channels,
                      gboolean relu, gsize rows, gsize stride, double *sums, double *products)
{
  V mean = LOAD (channels.mean), scale = LOAD (channels.scale), shift = LOAD (channels.shift);

  for (gsize begin = 0; begin < rows; begin += ROWS_IN_FLOAT)
    {
      V s = { 0 }, p = { 0 };

      for (gsize r = begin; r < MIN (rows, begin + ROWS_IN_FLOAT); r++)
        {
          V centred = LOAD (x + r * stride) - mean;
          V g = NAME (let_through, LANES) (dy + r * stride, centred, y != NULL ? y + r * stride : NULL, scale, shift, relu);

          s += g;
          p += g * centred;
          if (masked != NULL)
            STORE (masked + r * stride, g);
        }
      NAME (flush, LANES) (s, sums);
      NAME (flush, LANES) (p, products);
    }
}

static inline __attribute__ ((always_inline)) void
NAME (backward, LANES) (const float *dy, const float *x, const float *y, float *dx, NormChannels channels,
                        gboolean relu, gsize rows, gsize stride)
{
  V mean = LOAD (channels.mean), scale = LOAD (channels.scale), shift = LOAD (channels.shift);
  V d_mean = LOAD (channels.d_mean), d_slope = LOAD (channels.d_slope);

  for (gsize r = 0; r < rows; r++)
    {
      V centred = LOAD (x + r * stride) - mean;
      V g = NAME (let_through, LANES) (dy + r * stride, centred, y != NULL ? y + r * stride : NULL, scale, shift, relu);

      STORE (dx + r * stride, scale * (g - d_mean - centred * d_slope));
    }
}

#undef NAME_
#undef NAME
#undef V
#undef MASK
#undef LOAD
#undef STORE
