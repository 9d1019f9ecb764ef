/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/*
 * Ten rounds of Philox 4x32
 * (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011, §4.4).
 */
void   rn__philox        (const guint32 counter[4], const guint32 key[2], guint32 bits[4]);

/*
 * Natural logarithm of a positive, normal @x, from + − × ÷ alone: the same bits on every IEEE
 * machine.
 */
double rn__log           (double x);

/* Numbers 2·@pair and 2·@pair + 1 of the normals of (@seed, @stream). */
void   rn__random_normal_pair (guint64 seed, guint64 stream, guint64 pair, double normal[2]);

#define RN__LANES 16

/* The same of RN__LANES pairs from pair @first on, [2·RN__LANES]; the same bits, faster. */
void   rn__random_normal_lanes (guint64 seed, guint64 stream, guint64 first, double *normals);
