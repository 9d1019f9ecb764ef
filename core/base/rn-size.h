/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/* Sizes that come from a file or a user are multiplied and added here, where an overflow is an
 * answer and not a wrap. */
static inline gboolean
rn_size_multiply (gsize a, gsize b, gsize *product)
{
  return !__builtin_mul_overflow (a, b, product);
}

static inline gboolean
rn_size_add (gsize a, gsize b, gsize *sum)
{
  return !__builtin_add_overflow (a, b, sum);
}
