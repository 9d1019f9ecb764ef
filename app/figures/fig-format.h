/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-shape.h"

G_BEGIN_DECLS

/* Numbers for people: minus is U+2212, times is ×, thousands have commas, K, M, G are decimal. All
   (transfer full). */
typedef enum
{
  FIG_UNIT_COUNT,            /* 1,180,672 */
  FIG_UNIT_MULTIPLY_ADDS,    /* 3,699.4 M */
  FIG_UNIT_BYTES,            /* 25.69 MB */
  FIG_UNIT_MILLISECONDS,     /* 115.3 ms */
  FIG_UNIT_NUMBER,           /* four significant digits: 0.03190, 3.12×10⁻⁴ */
} FigUnit;

char *fig_format        (FigUnit unit, double value);
char *fig_format_count  (guint64 value);
char *fig_format_si     (double value);                  /* short, for axes: 200 k, 1.2 M */
/* significant digits; powers of ten where the number is far from 1 */
char *fig_format_number (double value, guint digits);
char *fig_format_fixed  (double value, guint decimals);
char *fig_format_scientific (double value, guint digits);      /* 3.12×10⁻⁴, always */
/*
 * How the numbers of a sum are printed alike, so that what is printed adds up: value ÷ 10^power
 * with so many decimals.
 */
typedef struct
{
  int   power;
  guint decimals;
} FigSum;

/* For numbers up to @largest with @digits significant ones; then with more decimals, up to three,
   until the @terms as printed make @total as printed. */
FigSum fig_sum_start   (double largest, guint digits);
FigSum fig_sum_of      (const double *terms, guint n, double total, guint digits);
gint64 fig_sum_units   (const FigSum *self, double value);   /* in units of the last place */
char  *fig_sum_print   (const FigSum *self, gint64 units);
char  *fig_sum_format  (const FigSum *self, double value);
/* @value against @reference: “16.9× fewer”, “1.3× more”; milliseconds are faster and slower, bytes
   less and more. */
char *fig_format_ratio  (FigUnit unit, double value, double reference);
/* A feature map as people say it, batch left out: “64×56×56”, and “512” for a vector. */
char *fig_format_map    (const RnShape *shape);

G_END_DECLS
