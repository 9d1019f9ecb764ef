/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Random numbers as a pure function of (seed, stream, index).
 *
 * Philox is a keyed bijection of a 128-bit counter; here the key is the seed and the counter is
 * (index, stream).
 */
#include "config.h"

#include "rn-random.h"
#include "rn-clones-private.h"
#include "rn-random-private.h"

#include <math.h>
#include <string.h>

void
rn__philox (const guint32 counter[4], const guint32 key[2], guint32 bits[4])
{
  guint32 c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  guint32 k0 = key[0], k1 = key[1];

  for (guint round = 0; round < 10; round++)
    {
      guint64 a = (guint64) 0xD2511F53u * c0;
      guint64 b = (guint64) 0xCD9E8D57u * c2;

      c0 = (guint32) (b >> 32) ^ c1 ^ k0;
      c2 = (guint32) (a >> 32) ^ c3 ^ k1;
      c1 = (guint32) b;
      c3 = (guint32) a;
      k0 += 0x9E3779B9u;      /* golden ratio */
      k1 += 0xBB67AE85u;      /* √3 − 1 */
    }
  bits[0] = c0;
  bits[1] = c1;
  bits[2] = c2;
  bits[3] = c3;
}

static guint64
join (guint32 low, guint32 high)
{
  return low | (guint64) high << 32;
}

guint64
rn_random_bits (guint64 seed, guint64 stream, guint64 index)
{
  guint32 counter[4] = { (guint32) index, (guint32) (index >> 32), (guint32) stream,
                         (guint32) (stream >> 32) };
  guint32 key[2] = { (guint32) seed, (guint32) (seed >> 32) };
  guint32 bits[4];

  rn__philox (counter, key, bits);
  return join (bits[0], bits[1]);
}

/* the upper 53 bits, as many as a double holds */
static double
to_uniform (guint64 bits)
{
  return (double) (bits >> 11) * 0x1p-53;
}

double
rn_random_uniform (guint64 seed, guint64 stream, guint64 index)
{
  return to_uniform (rn_random_bits (seed, stream, index));
}

/*
 * x = m·2ᵉ with m in [√½, √2); ln m = 2·artanh f = 2·(f + f³/3 + f⁵/5 + …) at f = (m − 1)/(m + 1),
 * |f| < 0.172. The first term left out is below 2·f²⁵/25 < 1e-20.
 */
static inline double
log_of (double x)
{
  guint64 bits;
  double m, f, ff, sum = 0;
  int exponent;

  memcpy (&bits, &x, sizeof bits);
  exponent = (int) (bits >> 52) - 1023;
  bits = (bits & G_GUINT64_CONSTANT (0x000fffffffffffff)) | G_GUINT64_CONSTANT (0x3ff0000000000000);
  memcpy (&m, &bits, sizeof m);
  exponent += m > 0x1.6a09e667f3bcdp0;
  m *= m > 0x1.6a09e667f3bcdp0 ? 0.5 : 1;
  f = (m - 1) / (m + 1);
  ff = f * f;
  for (int k = 23; k >= 3; k -= 2)
    sum = (sum + 1.0 / k) * ff;
  /* ln 2 in two parts, the first of 32 bits, so that its product with the exponent is exact */
  return exponent * 0x1.62e42feep-1 + (2 * (f + f * sum) + exponent * 0x1.a39ef35793c76p-33);
}

double
rn__log (double x)
{
  return log_of (x);
}

/*
 * Polar method (Marsaglia & Bray 1964): a point (u, v) drawn evenly in the unit disc, s = u² + v²,
 * gives the two independent normals u·√(−2 ln s / s) and v·√(−2 ln s / s). A point outside the disc
 * is drawn again from what Philox makes of the words that gave it. Its key is not that of the
 * uniform numbers, so the two never share a word.
 */
static void
draw_pair (guint32 words[4], const guint32 key[2], double normal[2])
{
  double u, v, s, factor;

  do
    {
      rn__philox (words, key, words);
      u = 2 * to_uniform (join (words[0], words[1])) - 1;
      v = 2 * to_uniform (join (words[2], words[3])) - 1;
      s = u * u + v * v;
    }
  while (s >= 1 || s < 0x1p-200);
  factor = sqrt (-2 * rn__log (s) / s);
  normal[0] = u * factor;
  normal[1] = v * factor;
}

static void
normal_key (guint64 seed, guint32 key[2])
{
  key[0] = (guint32) seed ^ 0x6e6f726du;
  key[1] = (guint32) (seed >> 32) ^ 0x616c3031u;
}

void
rn__random_normal_pair (guint64 seed, guint64 stream, guint64 pair, double normal[2])
{
  guint32 words[4] = { (guint32) pair, (guint32) (pair >> 32), (guint32) stream,
                       (guint32) (stream >> 32) };
  guint32 key[2];

  normal_key (seed, key);
  draw_pair (words, key, normal);
}

/* Philox on all lanes of @words at once. */
static inline void
philox_lanes (guint32 words[4][RN__LANES], guint32 k0, guint32 k1)
{
  for (guint round = 0; round < 10; round++)
    {
      for (guint i = 0; i < RN__LANES; i++)
        {
          guint64 a = (guint64) 0xD2511F53u * words[0][i];
          guint64 b = (guint64) 0xCD9E8D57u * words[2][i];

          words[0][i] = (guint32) (b >> 32) ^ words[1][i] ^ k0;
          words[2][i] = (guint32) (a >> 32) ^ words[3][i] ^ k1;
          words[1][i] = (guint32) b;
          words[3][i] = (guint32) a;
        }
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
}

/* to_uniform (join (low, high)) by conversions that machines have for many lanes at once; every
 * part and the sum of them are exact. */
static inline double
uniform_of (guint32 low, guint32 high)
{
  double upper = (double) (gint32) (high >> 16) * 0x1p16 + (double) (gint32) (high & 0xffff);

  return (upper * 0x1p21 + (double) (gint32) (low >> 11)) * 0x1p-53;
}

/* RN__LANES pairs from @first on. The first draw of all lanes is one stream of arithmetic without
 * a branch; the fifth of the lanes that fall outside the disc go on alone. */
RN__CLONES void
rn__random_normal_lanes (guint64 seed, guint64 stream, guint64 first, double *normals)
{
  guint32 words[4][RN__LANES], key[2];
  double u[RN__LANES], v[RN__LANES], s[RN__LANES], log_s[RN__LANES];

  normal_key (seed, key);
  for (guint i = 0; i < RN__LANES; i++)
    {
      words[0][i] = (guint32) (first + i);
      words[1][i] = (guint32) ((first + i) >> 32);
      words[2][i] = (guint32) stream;
      words[3][i] = (guint32) (stream >> 32);
    }
  philox_lanes (words, key[0], key[1]);
  for (guint i = 0; i < RN__LANES; i++)
    {
      u[i] = 2 * uniform_of (words[0][i], words[1][i]) - 1;
      v[i] = 2 * uniform_of (words[2][i], words[3][i]) - 1;
      s[i] = u[i] * u[i] + v[i] * v[i];
    }
  for (guint i = 0; i < RN__LANES; i++)
    log_s[i] = log_of (s[i]);
  for (guint i = 0; i < RN__LANES; i++)
    if (s[i] >= 1 || s[i] < 0x1p-200)
      draw_pair ((guint32[4]) { words[0][i], words[1][i], words[2][i], words[3][i] }, key,
                 normals + 2 * i);
    else
      {
        double factor = sqrt (-2 * log_s[i] / s[i]);

        normals[2 * i] = u[i] * factor;
        normals[2 * i + 1] = v[i] * factor;
      }
}

double
rn_random_normal (guint64 seed, guint64 stream, guint64 index)
{
  double normal[2];

  rn__random_normal_pair (seed, stream, index / 2, normal);
  return normal[index % 2];
}

guint64
rn_random_stream (const char *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint64 stream = 0;

  g_return_val_if_fail (name != NULL, 0);
  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);
  for (guint i = 0; i < 8; i++)
    stream = stream << 8 | digest[i];
  return stream;
}
