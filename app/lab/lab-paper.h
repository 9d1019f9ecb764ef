/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-progress.h"
#include "rn-table.h"

G_BEGIN_DECLS

/*
 * A document: headings, paragraphs, tables, figures, code, in the order they are added, and three
 * ways to write it. Text is plain text: what has a meaning in a format is escaped by its writer,
 * and control characters are taken out. Figures belong to the thread that made them, so a paper is
 * written where it was made.
 */
typedef struct _LabPaper LabPaper;

/* @style: of the figures, the page is set in the same colours and font */
LabPaper *lab_paper_new       (const char *title, const char *subtitle, const FigStyle *style);
void      lab_paper_free      (LabPaper *self);

/* @level 1, 2; 0: as 1, and on paper it begins a page */
void      lab_paper_heading   (LabPaper *self, guint level, const char *text);
void      lab_paper_paragraph (LabPaper *self, const char *text);
void      lab_paper_item      (LabPaper *self, const char *text);                 /* of a list */
void      lab_paper_code      (LabPaper *self, const char *text);                 /* lines */
/* Takes @table. */
void      lab_paper_table     (LabPaper *self, RnTable *table, const char *caption);
/*
 * Takes @scene. @name: of its file, “diagram”; @alt: what it shows, for those who do not see it;
 * @pixels: it is made of pictures, so PNG serves it better than SVG.
 */
void      lab_paper_figure    (LabPaper *self, FigScene *scene, const char *name,
                               gboolean pixels, const char *caption, const char *alt);
/* Takes @other, whose parts follow; its tables and figures are counted on. */
void      lab_paper_append    (LabPaper *self, LabPaper *other);
gboolean  lab_paper_is_empty  (const LabPaper *self);

/* Whether @path can become a document (.pdf, .html, .md), before any work is done for it. */
gboolean  lab_paper_check     (const char *path, GError **error);
/*
 * Writes by @path's extension. Markdown's figures lie beside it in a folder NAME-files. On failure
 * nothing new is left behind, and what was there is as it was.
 */
gboolean  lab_paper_save      (LabPaper *self, const char *path, const RnProgress *progress,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPaper, lab_paper_free)

G_END_DECLS
