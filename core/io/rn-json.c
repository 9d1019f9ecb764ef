/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Numbers and text of JSON, the same in every locale. */
#include "config.h"

#include "rn-json-private.h"

#include <math.h>

char *
rn__real_text (char *buffer, double value)
{
  static const char *const formats[] = { "%.6g", "%.9g", "%.15g", "%.16g", "%.17g" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, formats[i], value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  return buffer;
}

json_object *
rn__json_real (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return isfinite (value) ? json_object_new_double_s (value, rn__real_text (buffer, value)) : NULL;
}

char *
rn__json_text (json_object *json)
{
  int style = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE;
  const char *text = json_object_to_json_string_ext (json, style);

  return g_strconcat (text, "\n", NULL);
}
