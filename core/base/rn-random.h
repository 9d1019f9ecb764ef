/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-api.h"

G_BEGIN_DECLS

/*
 * Random numbers without state: number i of stream s under a seed is a pure function of (seed, s,
 * i) (Philox 4x32-10, Salmon et al. 2011), so they can be drawn in any order and on any thread, and
 * are the same on every machine: only IEEE operations that round one way are used, also for the
 * logarithm inside the normal.
 */
RN_API guint64 rn_random_bits    (guint64 seed,
                                  guint64 stream,
                                  guint64 index);
RN_API double  rn_random_uniform (guint64 seed,      /* in [0, 1) */
                                  guint64 stream,
                                  guint64 index);
RN_API double  rn_random_normal  (guint64 seed,      /* mean 0, deviation 1 */
                                  guint64 stream,
                                  guint64 index);

/* A stream number for a name, the same on every machine: the first 8 bytes of its SHA-256. */
RN_API guint64 rn_random_stream  (const char *name);

G_END_DECLS
