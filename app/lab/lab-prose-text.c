/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Lines of pieces as text and as markup, and with their fields filled in. */
#include "config.h"

#include "lab-prose.h"

/* ── as text ── */

char *
lab_line_text (const LabLine *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->pieces->len; i++)
    g_string_append (text, g_array_index (self->pieces, LabPiece, i).text);
  return g_string_free (text, FALSE);
}

static void
open_tag (GString *markup, const LabPiece *piece, const FigPalette *palette, gboolean links)
{
  if (piece->link != NULL && links)
    {
      g_autofree char *link = g_markup_escape_text (piece->link, -1);

      g_string_append_printf (markup, "<a href=\"%s\">", link);
    }
  if (piece->path != FIG_INK && palette != NULL)
    {
      FigColor color = fig_palette_role (palette, piece->path).text;

      /* bold, so that it stands out for those who see no colours too; opaque, as a label otherwise gives it the
         alpha of its own text, 0.8 in light, which is too pale to be read */
      g_string_append_printf (markup, "<span weight=\"bold\" alpha=\"100%%\" color=\"#%02X%02X%02X\">",
                              (guint) (255 * color.red + 0.5), (guint) (255 * color.green + 0.5),
                              (guint) (255 * color.blue + 0.5));
    }
}

static void
append_markup (GString *markup, const LabPiece *piece, const FigPalette *palette, gboolean links)
{
  static const char *const tags[] = { "i", "b", "tt" };
  g_autofree char *text = g_markup_escape_text (piece->text, -1);

  open_tag (markup, piece, palette, links);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (piece->flags & (1u << i))
      g_string_append_printf (markup, "<%s>", tags[i]);
  g_string_append (markup, text);
  for (guint i = G_N_ELEMENTS (tags); i-- > 0;)
    if (piece->flags & (1u << i))
      g_string_append_printf (markup, "</%s>", tags[i]);
  if (piece->path != FIG_INK && palette != NULL)
    g_string_append (markup, "</span>");
  if (piece->link != NULL && links)
    g_string_append (markup, "</a>");
}

char *
lab_line_markup (const LabLine *self, const FigPalette *palette, gboolean links)
{
  GString *markup = g_string_new (NULL);

  for (guint i = 0; i < self->pieces->len; i++)
    append_markup (markup, &g_array_index (self->pieces, LabPiece, i), palette, links);
  return g_string_free (markup, FALSE);
}

/* ── fields ── */

LabLine *
lab_line_fill (const LabLine *self, LabFieldFunc fill, gpointer data)
{
  LabLine *filled = lab_line_new (self->kind, self->line);

  for (guint i = 0; i < self->pieces->len; i++)
    {
      const LabPiece *from = &g_array_index (self->pieces, LabPiece, i);
      LabPiece piece = { NULL, g_strdup (from->field), g_strdup (from->link), from->flags,
                         from->path, from->open };

      piece.text = from->field != NULL && fill != NULL ? fill (from->field, &piece.open, data)
                                                       : g_strdup (from->text);
      g_array_append_val (filled->pieces, piece);
    }
  return filled;
}

GPtrArray *
lab_lines_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lab_line_free);
}

GPtrArray *
lab_lines_fill (GPtrArray *lines, LabFieldFunc fill, gpointer data)
{
  GPtrArray *filled = lab_lines_new ();

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (filled, lab_line_fill (lines->pdata[i], fill, data));
  return filled;
}

char *
lab_lines_text (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const LabLine *line = lines->pdata[i];
      g_autofree char *words = lab_line_text (line);

      g_string_append_printf (text, "%s%s%s", i > 0 ? "\n" : "",
                              line->kind == LAB_LINE_ITEM ? "- " : "", words);
    }
  return g_string_free (text, FALSE);
}
