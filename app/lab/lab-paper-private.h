/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-paper.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_PART_HEADING,
  LAB_PART_PARAGRAPH,
  LAB_PART_ITEM,
  LAB_PART_CODE,
  LAB_PART_TABLE,
  LAB_PART_FIGURE,
} LabPartKind;

/* All (owned); those that do not apply are NULL. */
typedef struct
{
  LabPartKind kind;
  guint       level;         /* of a heading */
  guint       number;        /* of a table or figure, counted from 1 */
  gboolean    pixels;
  char       *text;          /* of a table or figure its caption, number included */
  char       *caption;       /* without it */
  char       *name;
  char       *alt;
  RnTable    *table;
  FigScene   *scene;
} LabPart;

struct _LabPaper
{
  char      *title;          /* (owned) */
  char      *subtitle;       /* (owned) (nullable) */
  GArray    *parts;          /* (owned) (element-type LabPart) */
  guint      n_tables;
  guint      n_figures;
  FigPalette palette;
};

#define LAB_PIXELS_WIDE 1600     /* px, of a figure that is written as PNG */

/* A step of @self's parts: FALSE with RN_ERROR_CANCELLED. */
gboolean lab__paper_step     (const LabPaper *self, guint part, const RnProgress *progress,
                              GError **error);
/* (transfer full) */
GBytes  *lab__paper_pdf      (LabPaper *self, const RnProgress *progress, GError **error);
GBytes  *lab__paper_html     (LabPaper *self, const RnProgress *progress, GError **error);
/*
 * @folder: beside the document, as its links name it. @files: (element-type utf8 → GBytes) (out)
 * names inside the folder.
 */
GBytes  *lab__paper_markdown (LabPaper *self, const char *folder, GHashTable *files,
                              const RnProgress *progress, GError **error);

G_END_DECLS
