/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-api.h"

G_BEGIN_DECLS

/**
 * RnError:
 * @RN_ERROR_SHAPE: two tensors do not fit together, or a layer does not fit its input
 * @RN_ERROR_DTYPE: a file holds a number type that has no place here
 * @RN_ERROR_RANGE: a value lies outside what its key, attribute or index allows
 * @RN_ERROR_FORMAT: a file or text does not follow its own format
 * @RN_ERROR_VERSION: a file is of a version this library does not read
 * @RN_ERROR_TRUNCATED: a file ends before what its header promises
 * @RN_ERROR_NO_MEMORY: a tensor is larger than the memory that can be had
 * @RN_ERROR_DIVERGED: a result is no finite number
 * @RN_ERROR_CANCELLED: the caller asked the work to stop
 * @RN_ERROR_UNKNOWN: a name (model, key, op, tensor) that is not known
 *
 * What went wrong. A message names the thing, what was found, and what was expected.
 */
typedef enum
{
  RN_ERROR_SHAPE,
  RN_ERROR_DTYPE,
  RN_ERROR_RANGE,
  RN_ERROR_FORMAT,
  RN_ERROR_VERSION,
  RN_ERROR_TRUNCATED,
  RN_ERROR_NO_MEMORY,
  RN_ERROR_DIVERGED,
  RN_ERROR_CANCELLED,
  RN_ERROR_UNKNOWN,
} RnError;

#define RN_ERROR (rn_error_quark ())

RN_API GQuark rn_error_quark (void);

/* Of the words in @candidates (NULL-terminated), the one nearest to @word by edit distance; NULL
 * if none is near. */
RN_API const char *rn_nearest_word (const char        *word,
                                    const char *const *candidates);

G_END_DECLS
