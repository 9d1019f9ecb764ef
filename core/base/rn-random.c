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
double
rn__log (double x)
{
  guint64 bits;
  double m, f, ff, sum = 0;
  int exponent;

  memcpy (&bits, &x, sizeof bits);
  exponent = (int) (bits >> 52) - 1023;
  bits = (bits & G_GUINT64_CONSTANT (0x000fffffffffffff)) | G_GUINT64_CONSTANT (0x3ff0000000000000);
  memcpy (&m, &bits, sizeof m);
  if (m > 0x1.6a09e667f3bcdp0)
    {
      m *= 0.5;
      exponent++;
    }
  f = (m - 1) / (m + 1);
  ff = f * f;
  for (int k = 23; k >= 3; k -= 2)
    sum = (sum + 1.0 / k) * ff;
  /* ln 2 in two parts, the first of 32 bits, so that its product with the exponent is exact */
  return exponent * 0x1.62e42feep-1 + (2 * (f + f * sum) + exponent * 0x1.a39ef35793c76p-33);
}

/*
 * Polar method (Marsaglia & Bray 1964): a point (u, v) drawn evenly in the unit disc, s = u² + v²,
 * gives the two independent normals u·√(−2 ln s / s) and v·√(−2 ln s / s). A point outside the disc
 * is drawn again from what Philox makes of the words that gave it. Its key is not that of the
 * uniform numbers, so the two never share a word.
 */
void
rn__random_normal_pair (guint64 seed, guint64 stream, guint64 pair, double normal[2])
{
  guint32 words[4] = { (guint32) pair, (guint32) (pair >> 32), (guint32) stream,
                       (guint32) (stream >> 32) };
  guint32 key[2] = { (guint32) seed ^ 0x6e6f726du, (guint32) (seed >> 32) ^ 0x616c3031u };
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
