/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The number types files hold, little-endian, and how each becomes a float. */
#include "config.h"

#include "rn-dtype-private.h"

#include <string.h>

#define DEFINE_CONVERT(name, Type, Bits, from_le)                 \
  static void                                                     \
  convert_##name (const guint8 *from, float *to, gsize n)         \
  {                                                               \
    for (gsize i = 0; i < n; i++)                                 \
      {                                                           \
        Bits bits;                                                \
        Type value;                                               \
                                                                  \
        memcpy (&bits, from + i * sizeof bits, sizeof bits);      \
        bits = from_le (bits);                                    \
        memcpy (&value, &bits, sizeof bits);                      \
        to[i] = (float) value;                                    \
      }                                                           \
  }

DEFINE_CONVERT (f64, double, guint64, GUINT64_FROM_LE)
DEFINE_CONVERT (f32, float, guint32, GUINT32_FROM_LE)
DEFINE_CONVERT (i64, gint64, guint64, GUINT64_FROM_LE)
DEFINE_CONVERT (i32, gint32, guint32, GUINT32_FROM_LE)
DEFINE_CONVERT (i16, gint16, guint16, GUINT16_FROM_LE)
DEFINE_CONVERT (i8, gint8, guint8, (guint8))
DEFINE_CONVERT (u8, guint8, guint8, (guint8))

/* the upper half of a float */
static void
convert_bf16 (const guint8 *from, float *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits = (guint32) from[2 * i] << 16 | (guint32) from[2 * i + 1] << 24;

      memcpy (to + i, &bits, sizeof bits);
    }
}

/* IEEE 754 binary16: sign 1, exponent 5 (bias 15), fraction 10 bits */
static void
convert_f16 (const guint8 *from, float *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 half = from[2 * i] | (guint32) from[2 * i + 1] << 8;
      guint32 exponent = half >> 10 & 31, fraction = half & 1023;
      guint32 sign = (half >> 15) << 31;
      guint32 bits;

      if (exponent == 0)
        {
          to[i] = (float) fraction * (sign != 0 ? -0x1p-24f : 0x1p-24f);
          continue;
        }
      bits = sign | (exponent == 31 ? 255 : exponent - 15 + 127) << 23 | fraction << 13;
      memcpy (to + i, &bits, sizeof bits);
    }
}

static void
convert_bool (const guint8 *from, float *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = from[i] != 0;
}

static const RnDtype dtypes[] = {
  { "F32", "FloatStorage", 4, convert_f32 },
  { "F64", "DoubleStorage", 8, convert_f64 },
  { "F16", "HalfStorage", 2, convert_f16 },
  { "BF16", "BFloat16Storage", 2, convert_bf16 },
  { "I64", "LongStorage", 8, convert_i64 },
  { "I32", "IntStorage", 4, convert_i32 },
  { "I16", "ShortStorage", 2, convert_i16 },
  { "I8", "CharStorage", 1, convert_i8 },
  { "U8", "ByteStorage", 1, convert_u8 },
  { "BOOL", "BoolStorage", 1, convert_bool },
};

const RnDtype *
rn__dtype_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (dtypes); i++)
    if (g_str_equal (name, dtypes[i].name))
      return &dtypes[i];
  return NULL;
}

const RnDtype *
rn__dtype_find_storage (const char *storage)
{
  for (guint i = 0; i < G_N_ELEMENTS (dtypes); i++)
    if (g_str_equal (storage, dtypes[i].storage))
      return &dtypes[i];
  return NULL;
}
