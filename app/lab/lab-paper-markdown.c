/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A paper as Markdown (CommonMark with GitHub's tables), its figures in files beside it. */
#include "config.h"

#include "lab-paper-private.h"

#include <string.h>

/* Whether @at, in @text, could begin or end something: “_” inside a word does not. */
static gboolean
is_special (const char *text, const char *at)
{
  if (*at == '_')
    return at == text || !g_ascii_isalnum (at[-1]) || !g_ascii_isalnum (at[1]);
  if (*at == '\0' || strchr ("\\`*[]<>|~$&", *at) != NULL)
    return TRUE;
  /* a list, a heading, a number with a dot: only where a line begins */
  return at == text && strchr ("#+-=", *at) != NULL;
}

static void
append_text (GString *out, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '\n')
      g_string_append_c (out, ' ');
    else if (is_special (text, at))
      g_string_append_printf (out, "\\%c", *at);
    else
      g_string_append_c (out, *at);
}

static void
append_row (GString *out, const RnTable *table, int row)
{
  g_string_append_c (out, '|');
  for (guint c = 0; c < rn_table_n_columns (table); c++)
    {
      g_string_append_c (out, ' ');
      append_text (out, row < 0 ? rn_table_column (table, c, NULL)
                                : rn_table_cell (table, (guint) row, c));
      g_string_append (out, " |");
    }
  g_string_append_c (out, '\n');
}

static void
append_table (GString *out, const LabPart *part)
{
  g_string_append_c (out, '*');
  append_text (out, part->text);
  g_string_append (out, "*\n\n");
  append_row (out, part->table, -1);
  g_string_append_c (out, '|');
  for (guint c = 0; c < rn_table_n_columns (part->table); c++)
    {
      RnAlign align;

      rn_table_column (part->table, c, &align);
      g_string_append (out, align == RN_ALIGN_RIGHT ? " --: |" : " :-- |");
    }
  g_string_append_c (out, '\n');
  for (guint i = 0; i < rn_table_n_rows (part->table); i++)
    append_row (out, part->table, (int) i);
  g_string_append_c (out, '\n');
}

/* Fenced by more backticks than stand in it. */
static void
append_code (GString *out, const char *text)
{
  gsize fence = 3;

  for (const char *at = strchr (text, '`'); at != NULL; at = strchr (at, '`'))
    {
      gsize run = strspn (at, "`");

      fence = MAX (fence, run + 1);
      at += run;
    }
  for (guint line = 0; line < 2; line++)
    {
      for (gsize i = 0; i < fence; i++)
        g_string_append_c (out, '`');
      g_string_append_c (out, '\n');
      if (line == 0)
        g_string_append_printf (out, "%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
    }
  g_string_append_c (out, '\n');
}

static gboolean
append_figure (GString *out, const LabPart *part, const char *folder, GHashTable *files,
               GError **error)
{
  g_autoptr (GBytes) bytes = fig_scene_render (part->scene, part->pixels ? FIG_PNG : FIG_SVG,
                                               part->pixels ? LAB_PIXELS_WIDE : 0, error);
  g_autofree char *name = NULL, *link = NULL;

  if (bytes == NULL)
    return FALSE;
  name = g_strdup_printf ("%02u-%s.%s", part->number, part->name, part->pixels ? "png" : "svg");
  link = g_uri_escape_string (folder, NULL, FALSE);
  g_string_append (out, "![");
  append_text (out, part->alt);
  g_string_append_printf (out, "](%s/%s)\n\n*", link, name);
  append_text (out, part->text);
  g_string_append (out, "*\n\n");
  g_hash_table_insert (files, g_steal_pointer (&name), g_steal_pointer (&bytes));
  return TRUE;
}

static gboolean
append_part (GString *out, const LabPart *part, const char *folder, GHashTable *files,
             GError **error)
{
  switch (part->kind)
    {
    case LAB_PART_HEADING:
      g_string_append (out, part->level <= 1 ? "## " : "### ");
      break;
    case LAB_PART_ITEM:
      g_string_append (out, "- ");
      break;
    case LAB_PART_CODE:
      append_code (out, part->text);
      return TRUE;
    case LAB_PART_TABLE:
      append_table (out, part);
      return TRUE;
    case LAB_PART_FIGURE:
      return append_figure (out, part, folder, files, error);
    case LAB_PART_PARAGRAPH:
      break;
    }
  append_text (out, part->text);
  g_string_append (out, part->kind == LAB_PART_ITEM ? "\n" : "\n\n");
  return TRUE;
}

GBytes *
lab__paper_markdown (LabPaper *self, const char *folder, GHashTable *files,
                     const RnProgress *progress, GError **error)
{
  g_autoptr (GString) out = g_string_new ("# ");

  append_text (out, self->title);
  g_string_append (out, "\n\n");
  if (self->subtitle != NULL)
    {
      append_text (out, self->subtitle);
      g_string_append (out, "\n\n");
    }
  for (guint i = 0; i < self->parts->len; i++)
    {
      const LabPart *part = &g_array_index (self->parts, LabPart, i);

      if (!lab__paper_step (self, i, progress, error)
          || !append_part (out, part, folder, files, error))
        return NULL;
      /* a list ends where something else begins */
      if (part->kind == LAB_PART_ITEM
          && (i + 1 == self->parts->len || part[1].kind != LAB_PART_ITEM))
        g_string_append_c (out, '\n');
    }
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
