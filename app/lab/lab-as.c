/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* How a lesson writes a number: "as". */
#include "config.h"

#include "lab-lesson-private.h"

#include <math.h>
#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "rn-error.h"

static const char *const words[] = { "significant", "integer", "count", "fixed", "percent", "ratio",
                                     "scientific", "ms", "bytes", "text", NULL };

static gboolean
takes_digits (LabAsKind kind)
{
  return kind == LAB_AS_SIGNIFICANT || kind == LAB_AS_FIXED || kind == LAB_AS_PERCENT
         || kind == LAB_AS_SCIENTIFIC;
}

static guint
default_digits (LabAsKind kind)
{
  return kind == LAB_AS_FIXED ? 2 : kind == LAB_AS_PERCENT ? 1 : 3;
}

gboolean
lab__as_read (const char *text, LabAs *as, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  guint64 digits;

  for (guint i = 0; parts[0] != NULL && words[i] != NULL; i++)
    if (g_str_equal (parts[0], words[i]))
      {
        *as = (LabAs) { (LabAsKind) i, default_digits ((LabAsKind) i) };
        if (parts[1] == NULL)
          return TRUE;
        if (!takes_digits (as->kind) || !g_ascii_string_to_unsigned (parts[1], 10, 0, 9, &digits, NULL))
          break;
        as->digits = (guint) digits;
        return TRUE;
      }
  g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
               _("found “%s”, expected one of integer, count, fixed:2, significant:3, percent, ratio, "
                 "scientific, ms, bytes, text"),
               text);
  return FALSE;
}

/* 1.77 M: three digits and a decimal prefix, as design-language has it: K, M, G. */
static char *
format_count (double value)
{
  static const struct { double from; const char *prefix; } steps[]
    = { { 1e12, " T" }, { 1e9, " G" }, { 1e6, " M" }, { 1e3, " K" } };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (fabs (value) >= steps[i].from)
      {
        g_autofree char *number = fig_format_number (value / steps[i].from, 3);

        return g_strconcat (number, steps[i].prefix, NULL);
      }
  return value == round (value) ? fig_format_fixed (value, 0) : fig_format_number (value, 3);
}

static char *
with_unit (char *number /* (transfer full) */, const char *unit)
{
  char *text = g_strconcat (number, unit, NULL);

  g_free (number);
  return text;
}

char *
lab_as_format (LabAs as, const LabValue *value)
{
  double number = value->number;

  if (value->text != NULL)
    return g_strdup (value->text);
  switch (as.kind)
    {
    case LAB_AS_INTEGER:
      return fig_format_fixed (number, 0);
    case LAB_AS_COUNT:
      return isfinite (number) ? format_count (number) : fig_format_number (number, 3);
    case LAB_AS_FIXED:
      return fig_format_fixed (number, as.digits);
    case LAB_AS_PERCENT:
      return with_unit (fig_format_fixed (100 * number, as.digits), " %");
    case LAB_AS_TIMES:
      return with_unit (fig_format_number (number, 3), "×");
    case LAB_AS_SCIENTIFIC:
      return fig_format_scientific (number, as.digits);
    case LAB_AS_MS:
      return fig_format (FIG_UNIT_MILLISECONDS, number);
    case LAB_AS_BYTES:
      return fig_format (FIG_UNIT_BYTES, number);
    case LAB_AS_SIGNIFICANT:
    case LAB_AS_TEXT:
      break;
    }
  return fig_format_number (number, as.digits > 0 ? as.digits : 3);
}
