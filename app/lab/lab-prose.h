/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-palette.h"

G_BEGIN_DECLS

/*
 * Text with meaning in it: lines of pieces, read from a small Markdown. Nothing of a format is in
 * the words: who shows a piece escapes its text and sets it as its fields say.
 */
typedef enum
{
  LAB_PIECE_EMPHASIS = 1 << 0,
  LAB_PIECE_STRONG   = 1 << 1,
  LAB_PIECE_CODE     = 1 << 2,
} LabPieceFlags;

typedef struct
{
  char         *text;        /* (owned) the words; of a field what was computed, “?” or “…” where
                                nothing is yet, and "" in a text that is not filled in */
  char         *field;       /* (owned) (nullable) {name}: a value of the lesson */
  char         *link;        /* (owned) (nullable) "lesson:04-backward", "https://…" */
  LabPieceFlags flags;
  FigPath       path;        /* the colour of the path it speaks of; FIG_INK: the text's own */
  gboolean      open;        /* a field whose value is not there */
} LabPiece;

typedef enum
{
  LAB_LINE_PARAGRAPH,
  LAB_LINE_ITEM,             /* of a list */
} LabLineKind;

typedef struct
{
  LabLineKind kind;
  GArray     *pieces;        /* (owned) (element-type LabPiece) */
  guint       line;          /* of the file, counted from 1 */
} LabLine;

LabLine *lab_line_new    (LabLineKind kind, guint line);
void     lab_line_free   (LabLine *self);
/*
 * Adds @markdown: *emphasis*, **strong**, `code`, [words](link), {field}, {shortcut|words} with
 * branch, sum, plain, and {{ }} for braces. RN_ERROR_FORMAT says what is not closed, or which link
 * or colour there is not.
 */
gboolean lab_line_read   (LabLine *self, const char *markdown, GError **error);
/* The words alone. (transfer full) */
char    *lab_line_text   (const LabLine *self);
/* With Pango's markup: bold, italics, monospace and the paths' text colours of @palette (NULL: none).
 * Links are <a href="…"> where @links. (transfer full) */
char    *lab_line_markup (const LabLine *self, const FigPalette *palette, gboolean links);

/* What a field stands for. @open: (out) it is not there. (transfer full) */
typedef char *(*LabFieldFunc) (const char *field, gboolean *open, gpointer data);
/* (transfer full) with every field filled in; @fill NULL: as it is */
LabLine *lab_line_fill   (const LabLine *self, LabFieldFunc fill, gpointer data);

/* Lines: (element-type LabLine), owning them. */
GPtrArray *lab_lines_new  (void);
GPtrArray *lab_lines_fill (GPtrArray *lines, LabFieldFunc fill, gpointer data);
char      *lab_lines_text (GPtrArray *lines);      /* (transfer full) a line a paragraph, “- ” items */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabLine, lab_line_free)

G_END_DECLS
