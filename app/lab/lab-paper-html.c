/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * A paper as one HTML file that needs no other: figures are data: URIs, which also keeps the names
 * inside each figure to itself. It is well-formed XML too.
 */
#include "config.h"

#include "lab-paper-private.h"

#include <string.h>

#include "fig-i18n.h"

static const char css[] =
  ":root{color-scheme:light dark;--ink:#1f2226;--ink2:#565b63;--canvas:#fff;--line:#d9dade;"
  "--code:#f4f4f5}\n"
  "@media(prefers-color-scheme:dark){:root{--ink:#f2f3f4;--ink2:#b9bdc4;--canvas:#1e1e1e;"
  "--line:#46474b;--code:#2b2b2d}}\n"
  "body{margin:0;background:var(--canvas);color:var(--ink);font:15px/1.5 Cantarell,system-ui,"
  "\"Noto Sans CJK SC\",sans-serif}\n"
  "main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}\n"
  "h1{font-size:2rem;line-height:1.2;margin:0}\n"
  "h2{margin:2.5rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--line)}\n"
  "h3{margin:1.5rem 0 .5rem}\n"
  ".subtitle,caption,figcaption,nav{color:var(--ink2)}\n"
  "nav ul{columns:2;padding-left:1.2rem}\n"
  "a{color:inherit}\n"
  "figure{margin:1.25rem 0}\n"
  "figure img{width:100%;height:auto;border-radius:12px;border:1px solid var(--line);"
  "box-sizing:border-box;background:#fff}\n"
  "figcaption,caption{font-size:.87rem;text-align:left;padding:.35rem 0}\n"
  ".table{overflow-x:auto;margin:1.25rem 0}\n"
  "table{border-collapse:collapse;font-size:.82rem;font-variant-numeric:tabular-nums}\n"
  "th,td{text-align:left;padding:.2rem .7rem .2rem 0;border-bottom:1px solid var(--line);"
  "vertical-align:top}\n"
  "th{border-bottom-width:2px}\n"
  ".r{text-align:right}\n"
  "pre{background:var(--code);padding:.75rem 1rem;border-radius:8px;overflow-x:auto;"
  "font-size:.82rem}\n"
  "@media print{pre{white-space:pre-wrap}h2,h3{break-after:avoid}.page{break-before:page}figure,tr{break-inside:avoid}}\n";

static void
append_text (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

/* <@element @attributes>text</@element> */
static void
append_element (GString *out, const char *element, const char *attributes, const char *text)
{
  g_string_append_printf (out, "<%s%s>", element, attributes);
  append_text (out, text);
  g_string_append_printf (out, "</%s>\n", element);
}

static void
append_row (GString *out, const RnTable *table, const char *element, int row)
{
  guint n = rn_table_n_columns (table);

  g_string_append (out, "<tr>");
  for (guint c = 0; c < n; c++)
    {
      RnAlign align;
      const char *title = rn_table_column (table, c, &align);

      g_string_append_printf (out, "<%s%s>", element,
                              align == RN_ALIGN_RIGHT ? " class=\"r\"" : "");
      append_text (out, row < 0 ? title : rn_table_cell (table, (guint) row, c));
      g_string_append_printf (out, "</%s>", element);
    }
  g_string_append (out, "</tr>\n");
}

static void
append_table (GString *out, const LabPart *part)
{
  g_string_append (out, "<div class=\"table\"><table>\n");
  append_element (out, "caption", "", part->text);
  g_string_append (out, "<thead>");
  append_row (out, part->table, "th", -1);
  g_string_append (out, "</thead>\n<tbody>\n");
  for (guint i = 0; i < rn_table_n_rows (part->table); i++)
    append_row (out, part->table, "td", (int) i);
  g_string_append (out, "</tbody></table></div>\n");
}

static gboolean
append_figure (GString *out, const LabPart *part, GError **error)
{
  FigFormat format = part->pixels ? FIG_PNG : FIG_SVG;
  g_autoptr (GBytes) bytes = fig_scene_render (part->scene, format,
                                               part->pixels ? LAB_PIXELS_WIDE : 0, error);
  g_autofree char *data = NULL;

  if (bytes == NULL)
    return FALSE;
  data = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_string_append_printf (out, "<figure><img width=\"%.0f\" height=\"%.0f\" alt=\"",
                          fig_scene_width (part->scene), fig_scene_height (part->scene));
  append_text (out, part->alt);
  g_string_append_printf (out, "\" src=\"data:image/%s;base64,%s\"/>\n",
                          part->pixels ? "png" : "svg+xml", data);
  append_element (out, "figcaption", "", part->text);
  g_string_append (out, "</figure>\n");
  return TRUE;
}

static gboolean
append_part (GString *out, const LabPaper *self, guint i, GError **error)
{
  const LabPart *part = &g_array_index (self->parts, LabPart, i);
  const LabPart *before = i > 0 ? part - 1 : NULL;
  const LabPart *after = i + 1 < self->parts->len ? part + 1 : NULL;
  g_autofree char *id = g_strdup_printf (" id=\"s%u\"", i), *page = g_strconcat (id, " class=\"page\"", NULL);

  switch (part->kind)
    {
    case LAB_PART_HEADING:
      append_element (out, part->level <= 1 ? "h2" : "h3", part->level == 0 ? page : id, part->text);
      return TRUE;
    case LAB_PART_PARAGRAPH:
      append_element (out, "p", "", part->text);
      return TRUE;
    case LAB_PART_ITEM:
      g_string_append (out, before == NULL || before->kind != LAB_PART_ITEM ? "<ul>\n" : "");
      append_element (out, "li", "", part->text);
      g_string_append (out, after == NULL || after->kind != LAB_PART_ITEM ? "</ul>\n" : "");
      return TRUE;
    case LAB_PART_CODE:
      append_element (out, "pre", "", part->text);
      return TRUE;
    case LAB_PART_TABLE:
      append_table (out, part);
      return TRUE;
    case LAB_PART_FIGURE:
      return append_figure (out, part, error);
    }
  return TRUE;
}

static void
append_contents (GString *out, const LabPaper *self)
{
  g_string_append (out, "<nav><ul>\n");
  for (guint i = 0; i < self->parts->len; i++)
    {
      const LabPart *part = &g_array_index (self->parts, LabPart, i);
      g_autofree char *link = g_strdup_printf (" href=\"#s%u\"", i);

      if (part->kind != LAB_PART_HEADING || part->level > 1)
        continue;
      g_string_append (out, "<li>");
      append_element (out, "a", link, part->text);
      g_string_append (out, "</li>\n");
    }
  g_string_append (out, "</ul></nav>\n");
}

static void
append_head (GString *out, const LabPaper *self)
{
  gboolean chinese = g_str_has_prefix (fig_i18n_language (), "zh");

  g_string_append_printf (out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
                               "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
                               "content=\"width=device-width, initial-scale=1\"/>\n"
                               "<meta name=\"generator\" content=\"Reslab\"/>\n",
                          chinese ? "zh-CN" : "en");
  append_element (out, "title", "", self->title);
  g_string_append_printf (out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n", css);
  append_element (out, "h1", "", self->title);
  if (self->subtitle != NULL)
    append_element (out, "p", " class=\"subtitle\"", self->subtitle);
}

GBytes *
lab__paper_html (LabPaper *self, const RnProgress *progress, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_head (out, self);
  append_contents (out, self);
  for (guint i = 0; i < self->parts->len; i++)
    if (!lab__paper_step (self, i, progress, error) || !append_part (out, self, i, error))
      return NULL;
  g_string_append (out, "</main>\n</body>\n</html>\n");
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
