/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "reslab-window.h"

G_BEGIN_DECLS

/* What can be taken out of the view that is shown. */
typedef enum
{
  RESLAB_EXPORT_FIGURE,      /* SVG, PDF, PNG */
  RESLAB_EXPORT_TABLE,       /* CSV, Markdown */
  RESLAB_EXPORT_STATISTICS,  /* JSON */
  RESLAB_EXPORT_ANY,         /* the file's name decides which of the above */
  RESLAB_EXPORT_REPORT,      /* PDF, HTML, Markdown: all of it in one document */
} ReslabExportKind;

/* Asks where to, then writes there; a toast says so, a banner says why not. */
void     reslab_export_dialog    (ReslabWindow *window, ReslabExportKind kind);
/* The same without asking. A report is written by the lab's worker: TRUE says that it has begun. */
gboolean reslab_export_to        (ReslabWindow *window, ReslabExportKind kind, const char *path);
void     reslab_export_tell      (ReslabWindow *window, const char *path);
/* The name with the extension that the chosen filter stands for, where it has none of the kind's.
   (transfer full) */
char    *reslab_export_path      (const char *path, ReslabExportKind kind, guint filter);

/* Puts the figure on the clipboard, as a picture and as SVG. */
void     reslab_export_copy      (ReslabWindow *window);
/* What would be put there. (transfer full); NULL with @error where there is no figure */
GdkContentProvider *reslab_export_content (Lab *lab, GError **error);

/* A page with the figure of the view, as large as fits. (transfer full) */
GtkPrintOperation *reslab_print_new (Lab *lab);
void     reslab_print            (ReslabWindow *window);

G_END_DECLS
