/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Numbers for people. */
#include "config.h"
#include "fig-format.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"

#define MINUS "−"

static char *
grouped (const char *digits)
{
  gsize whole = strcspn (digits, ".");
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < whole; i++)
    {
      if (i > 0 && (whole - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }
  g_string_append (out, digits + whole);
  return g_string_free (out, FALSE);
}

static char *
special (double value)
{
  return g_strdup (isnan (value) ? "–" : value > 0 ? "∞" : MINUS "∞");
}

char *
fig_format_count (guint64 value)
{
  char digits[32];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, value);
  return grouped (digits);
}

char *
fig_format_fixed (double value, guint decimals)
{
  char pattern[8], digits[G_ASCII_DTOSTR_BUF_SIZE + 320];
  g_autofree char *magnitude = NULL;

  if (!isfinite (value))
    return special (value);
  g_snprintf (pattern, sizeof pattern, "%%.%uf", MIN (decimals, 9));
  magnitude = grouped (g_ascii_formatd (digits, sizeof digits, pattern, fabs (value)));
  return value < 0 && strpbrk (magnitude, "123456789") != NULL
           ? g_strconcat (MINUS, magnitude, NULL)
           : g_steal_pointer (&magnitude);
}

static void
append_superscript (GString *out, int power)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char digits[16];

  g_snprintf (digits, sizeof digits, "%d", ABS (power));
  if (power < 0)
    g_string_append (out, "⁻");
  for (const char *d = digits; *d != '\0'; d++)
    g_string_append (out, raised[*d - '0']);
}

/* Rounds first, so 9.999 knows that it is 10. */
static double
round_to (double value, guint digits, int *power)
{
  char rounded[64], pattern[8];

  g_snprintf (pattern, sizeof pattern, "%%.%ue", MAX (digits, 1) - 1);
  g_ascii_formatd (rounded, sizeof rounded, pattern, value);
  *power = atoi (strchr (rounded, 'e') + 1);
  return g_ascii_strtod (rounded, NULL);
}

char *
fig_format_number (double value, guint digits)
{
  int power;

  if (!isfinite (value) || value == 0)
    return fig_format_fixed (value, 0);
  round_to (value, digits, &power);
  if (power >= -3 && power < 7)
    return fig_format_fixed (value, (guint) MAX ((int) digits - 1 - power, 0));
  return fig_format_scientific (value, digits);
}

char *
fig_format_scientific (double value, guint digits)
{
  g_autofree char *mantissa = NULL;
  double rounded;
  GString *out;
  int power;

  if (!isfinite (value) || value == 0)
    return fig_format_fixed (value, 0);
  rounded = round_to (value, digits, &power);
  mantissa = fig_format_fixed (rounded / pow (10, power), MAX (digits, 1) - 1);
  out = g_string_new (mantissa);
  g_string_append (out, "×10");
  append_superscript (out, power);
  return g_string_free (out, FALSE);
}

/* With the largest of @prefixes that leaves a whole part. */
static char *
scaled (double value, double from, guint decimals, const char *prefix, const char *unit)
{
  g_autofree char *number = fig_format_fixed (value / from, decimals);

  return g_strconcat (number, " ", prefix, unit, NULL);
}

char *
fig_format_si (double value)
{
  static const struct
  {
    double from;
    const char *prefix;
  } steps[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };

  if (fabs (value) >= 1000 * steps[0].from)
    return fig_format_number (value, 2);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (fabs (value) >= steps[i].from)
      {
        double part = value / steps[i].from;

        return scaled (value, steps[i].from,
                       fabs (part - round (part)) > 0.005 ? (fabs (part) < 10 ? 2 : 1) : 0,
                       steps[i].prefix, "");
      }
  return fabs (value - round (value)) < 1e-9 * fabs (value) ? fig_format_fixed (value, 0)
                                                            : fig_format_number (value, 2);
}

static char *
format_bytes (double value)
{
  if (value >= 1e9)
    return scaled (value, 1e9, 2, "G", "B");
  if (value >= 1e5)
    return scaled (value, 1e6, 2, "M", "B");
  return value >= 1e3 ? scaled (value, 1e3, 1, "k", "B") : scaled (value, 1, 0, "", "B");
}

char *
fig_format (FigUnit unit, double value)
{
  if (!isfinite (value))
    return special (value);
  switch (unit)
    {
    case FIG_UNIT_COUNT:
      return fig_format_fixed (value, 0);
    case FIG_UNIT_MULTIPLY_ADDS:
      return value >= 1e10  ? scaled (value, 1e9, 2, "G", "")
             : value >= 1e5 ? scaled (value, 1e6, 1, "M", "")
                            : fig_format_fixed (value, 0);
    case FIG_UNIT_BYTES:
      return format_bytes (value);
    case FIG_UNIT_MILLISECONDS:
      return scaled (value, 1, value >= 10 ? 1 : value >= 1 ? 2 : 3, "", "ms");
    case FIG_UNIT_NUMBER:
    default:
      return fig_format_number (value, 4);
    }
}

char *
fig_format_ratio (FigUnit unit, double value, double reference)
{
  double ratio = value < reference ? reference / value : value / reference;
  g_autofree char *times = NULL;
  const char *words;

  if (!isfinite (ratio) || ratio <= 0)
    return special (NAN);
  if (ratio < 1.005)
    return g_strdup (_("the same"));
  times = fig_format_fixed (ratio, ratio < 1.05 ? 2 : ratio < 1000 ? 1 : 0);
  /* TRANSLATORS: %s is a number: "16.9× fewer" */
  words = unit == FIG_UNIT_MILLISECONDS ? (value < reference ? _("%s× faster") : _("%s× slower"))
          : unit == FIG_UNIT_BYTES ? (value < reference ? _("%s× less") : _("%s× more"))
          : (value < reference ? _("%s× fewer") : _("%s× more"));
  {
    g_auto (GStrv) parts = g_strsplit (words, "%s", 2);

    return g_strjoinv (times, parts);
  }
}

char *
fig_format_map (const RnShape *shape)
{
  GString *out = g_string_new (NULL);
  guint last = MAX (shape->rank, 1);

  while (last > 2 && shape->dim[last - 1] == 1)
    last--;
  if (shape->rank == 1 || shape->rank == 0)
    g_string_append_printf (out, "%" G_GSIZE_FORMAT, shape->rank == 0 ? (gsize) 0 : shape->dim[0]);
  for (guint i = 1; i < last; i++)
    g_string_append_printf (out, "%s%" G_GSIZE_FORMAT, i > 1 ? "×" : "", shape->dim[i]);
  return g_string_free (out, FALSE);
}

FigSum
fig_sum_start (double largest, guint digits)
{
  int power = largest > 0 && isfinite (largest) ? (int) floor (log10 (largest)) : 0;
  gboolean plain = power >= -3 && power < 7;

  return (FigSum) { .power = plain ? 0 : power,
                    .decimals = (guint) CLAMP ((int) digits - 1 - (plain ? power : 0), 0, 6) };
}

gint64
fig_sum_units (const FigSum *self, double value)
{
  double units = value * pow (10, (int) self->decimals - self->power);

  return fabs (units) < 1e17 ? (gint64) llround (units) : 0;
}

/* What the rounded terms lack of the rounded total. */
static gint64
lacking (const FigSum *self, const double *terms, guint n, double total)
{
  gint64 rest = fig_sum_units (self, total);

  for (guint i = 0; i < n; i++)
    rest -= fig_sum_units (self, terms[i]);
  return rest;
}

FigSum
fig_sum_of (const double *terms, guint n, double total, guint digits)
{
  double largest = fabs (total);
  FigSum first, more;

  for (guint i = 0; i < n; i++)
    largest = fmax (largest, fabs (terms[i]));
  first = fig_sum_start (largest, digits);
  more = first;
  for (guint i = 0; i <= 3; i++, more.decimals++)
    if (lacking (&more, terms, n, total) == 0)
      return more;
  return first;
}

char *
fig_sum_print (const FigSum *self, gint64 units)
{
  g_autofree char *mantissa = fig_format_fixed ((double) units / pow (10, self->decimals),
                                                self->decimals);
  GString *out;

  if (units == 0)
    return g_strdup ("0");
  out = g_string_new (mantissa);
  if (self->power != 0)
    {
      g_string_append (out, "×10");
      append_superscript (out, self->power);
    }
  return g_string_free (out, FALSE);
}

char *
fig_sum_format (const FigSum *self, double value)
{
  return isfinite (value) ? fig_sum_print (self, fig_sum_units (self, value)) : special (value);
}
