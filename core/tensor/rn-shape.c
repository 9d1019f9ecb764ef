/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Shapes of up to four dimensions. */
#include "config.h"

#include "rn-shape.h"
#include "rn-size.h"

#include <glib/gi18n-lib.h>
#include <string.h>

RnShape
rn_shape_1d (gsize a)
{
  return (RnShape) { 1, { a, 1, 1, 1 } };
}

RnShape
rn_shape_2d (gsize a, gsize b)
{
  return (RnShape) { 2, { a, b, 1, 1 } };
}

RnShape
rn_shape_4d (gsize n, gsize c, gsize h, gsize w)
{
  return (RnShape) { 4, { n, c, h, w } };
}

gboolean
rn_shape_equal (const RnShape *a, const RnShape *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (guint i = 0; i < a->rank; i++)
    if (a->dim[i] != b->dim[i])
      return FALSE;
  return TRUE;
}

gsize
rn_shape_elements (const RnShape *shape)
{
  gsize elements = 1;

  if (shape->rank == 0)
    return 0;
  for (guint i = 0; i < shape->rank; i++)
    if (shape->dim[i] == 0)
      return 0;
  for (guint i = 0; i < shape->rank; i++)
    if (!rn_size_multiply (elements, shape->dim[i], &elements))
      return G_MAXSIZE;
  return elements;
}

char *
rn_shape_describe (const RnShape *shape)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i > 0 ? "×" : "", shape->dim[i]);
  if (shape->rank == 0)
    g_string_append (text, "–");
  return g_string_free (text, FALSE);
}

/* Moves *@at past one separator with spaces around it; FALSE where there is none. */
static gboolean
skip_separator (const char **at)
{
  static const char *const separators[] = { ",", "x", "X", "×" };
  const char *p = *at;

  while (*p == ' ')
    p++;
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    if (g_str_has_prefix (p, separators[i]))
      {
        p += strlen (separators[i]);
        while (*p == ' ')
          p++;
        *at = p;
        return TRUE;
      }
  return FALSE;
}

gboolean
rn_shape_parse (const char *text, RnShape *shape, GError **error)
{
  RnShape parsed = { 0, { 1, 1, 1, 1 } };
  const char *at = text;

  g_return_val_if_fail (text != NULL && shape != NULL, FALSE);
  do
    {
      char *end;
      guint64 number;

      number = g_ascii_isdigit (*at) ? g_ascii_strtoull (at, &end, 10) : 0;
      if (number == 0 || number >= G_MAXSIZE || parsed.rank == RN_SHAPE_MAX_RANK)
        goto bad;
      parsed.dim[parsed.rank++] = (gsize) number;
      at = end;
    }
  while (skip_separator (&at));
  if (*at != '\0' || rn_shape_elements (&parsed) == G_MAXSIZE)
    goto bad;
  *shape = parsed;
  return TRUE;

bad:
  g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
               _("shape “%.100s”: expected 1 to %d positive whole numbers such as 1,3,224,224"),
               text, RN_SHAPE_MAX_RANK);
  return FALSE;
}
