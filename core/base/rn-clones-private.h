/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/*
 * RN__CLONES before a function compiles it for AVX-512, AVX2 and the baseline and chooses when the
 * program starts. The arithmetic is the same in each (no contraction, the lanes are written out),
 * only its width differs. Sanitizers do not get on with functions chosen before they have started.
 */
#if defined (__x86_64__) && defined (__GLIBC__) && !defined (__clang__) \
    && !defined (__SANITIZE_ADDRESS__) \
    && !defined (__SANITIZE_THREAD__)
#define RN__CLONES __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define RN__CLONES
#endif
