/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A document's parts, and its way into files. */
#include "config.h"

#include "lab-paper-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"
#include "rn-file.h"

typedef enum
{
  PDF,
  HTML,
  MARKDOWN,
} Format;

static void
part_clear (gpointer data)
{
  LabPart *part = data;

  g_free (part->text);
  g_free (part->caption);
  g_free (part->name);
  g_free (part->alt);
  g_clear_pointer (&part->table, rn_table_free);
  g_clear_pointer (&part->scene, fig_scene_free);
}

/* UTF-8 without control characters, which no format can hold; line ends stay. */
static char *
clean (const char *text)
{
  char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (char *at = valid; *at != '\0'; at++)
    if ((g_ascii_iscntrl (*at) && *at != '\n') || *at == 0x7f)
      *at = ' ';
  return valid;
}

LabPaper *
lab_paper_new (const char *title, const char *subtitle, const FigStyle *style)
{
  LabPaper *self = g_new0 (LabPaper, 1);

  self->title = clean (title);
  self->subtitle = subtitle != NULL ? clean (subtitle) : NULL;
  self->parts = g_array_new (FALSE, TRUE, sizeof (LabPart));
  g_array_set_clear_func (self->parts, part_clear);
  self->palette = style->palette != NULL ? *style->palette : *fig_palette_light ();
  return self;
}

void
lab_paper_free (LabPaper *self)
{
  g_array_unref (self->parts);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self);
}

static LabPart *
add (LabPaper *self, LabPartKind kind, const char *text)
{
  LabPart part = { .kind = kind, .text = clean (text) };

  g_array_append_val (self->parts, part);
  return &g_array_index (self->parts, LabPart, self->parts->len - 1);
}

void
lab_paper_heading (LabPaper *self, guint level, const char *text)
{
  add (self, LAB_PART_HEADING, text)->level = level;
}

void
lab_paper_paragraph (LabPaper *self, const char *text)
{
  add (self, LAB_PART_PARAGRAPH, text);
}

void
lab_paper_item (LabPaper *self, const char *text)
{
  add (self, LAB_PART_ITEM, text);
}

void
lab_paper_code (LabPaper *self, const char *text)
{
  add (self, LAB_PART_CODE, text);
}

/* Gives a table or a figure the next number, and says it before its caption. */
static void
count (LabPaper *self, LabPart *part)
{
  g_free (part->text);
  if (part->kind == LAB_PART_TABLE)
    {
      part->number = ++self->n_tables;
      /* TRANSLATORS: what stands over a table: its number and what it holds */
      part->text = g_strdup_printf (_("Table %u. %s"), part->number, part->caption);
    }
  else
    {
      part->number = ++self->n_figures;
      /* TRANSLATORS: what stands below a figure: its number and what it shows */
      part->text = g_strdup_printf (_("Figure %u. %s"), part->number, part->caption);
    }
}

void
lab_paper_table (LabPaper *self, RnTable *table, const char *caption)
{
  LabPart *part = add (self, LAB_PART_TABLE, NULL);

  part->caption = clean (caption);
  part->table = table;
  count (self, part);
}

void
lab_paper_figure (LabPaper *self, FigScene *scene, const char *name, gboolean pixels,
                  const char *caption, const char *alt)
{
  LabPart *part = add (self, LAB_PART_FIGURE, NULL);

  part->caption = clean (caption);
  part->scene = scene;
  part->pixels = pixels;
  part->name = clean (name);
  part->alt = clean (alt);
  count (self, part);
}

void
lab_paper_append (LabPaper *self, LabPaper *other)
{
  for (guint i = 0; i < other->parts->len; i++)
    {
      LabPart part = g_array_index (other->parts, LabPart, i);

      if (part.kind == LAB_PART_TABLE || part.kind == LAB_PART_FIGURE)
        count (self, &part);
      g_array_append_val (self->parts, part);
    }
  g_array_set_clear_func (other->parts, NULL);         /* they are this paper's now */
  lab_paper_free (other);
}

gboolean
lab_paper_is_empty (const LabPaper *self)
{
  return self->parts->len == 0;
}

gboolean
lab__paper_step (const LabPaper *self, guint part, const RnProgress *progress, GError **error)
{
  return rn_progress_step (progress, (double) part / (self->parts->len + 1), _("writing"), error);
}

/* ── where to ── */

static gboolean
find_format (const char *path, Format *format, GError **error)
{
  static const char *const suffixes[] = { [PDF] = ".pdf", [HTML] = ".html", [MARKDOWN] = ".md" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      {
        *format = (Format) i;
        return TRUE;
      }
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               _("“%s”: a report's name ends in .pdf, .html or .md"), path);
  return FALSE;
}

gboolean
lab_paper_check (const char *path, GError **error)
{
  Format format;

  return find_format (path, &format, error) && rn_file_check_target (path, error);
}

static gboolean
write_bytes (const char *path, GBytes *bytes, GError **error)
{
  return rn_file_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

/* ── Markdown: a document and a folder ── */

/* What a write that fails half-way takes back: files that were not there before. */
typedef struct
{
  char      *folder;         /* owned */
  gboolean   made;           /* the folder is ours */
  GPtrArray *fresh;          /* owned (element-type utf8) paths */
} Beside;

static void
take_back (Beside *self)
{
  for (guint i = 0; i < self->fresh->len; i++)
    g_unlink (self->fresh->pdata[i]);
  if (self->made)
    g_rmdir (self->folder);
}

static gboolean
make_folder (Beside *self, GError **error)
{
  if (g_file_test (self->folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  self->made = g_mkdir (self->folder, 0777) == 0;
  if (!self->made)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _("“%s”: %s"), self->folder,
                 g_strerror (errno));
  return self->made;
}

static gboolean
write_beside (Beside *self, GHashTable *files, GError **error)
{
  GHashTableIter iter;
  gpointer name, bytes;

  if (g_hash_table_size (files) > 0 && !make_folder (self, error))
    return FALSE;
  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, &bytes))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      gboolean was_there = g_file_test (path, G_FILE_TEST_EXISTS);

      if (!write_bytes (path, bytes, error))
        return FALSE;
      if (!was_there)
        g_ptr_array_add (self->fresh, g_steal_pointer (&path));
    }
  return TRUE;
}

/* “a/report.md” → “a/report-files” */
static char *
folder_of (const char *path)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".md"));

  return g_strconcat (stem, "-files", NULL);
}

static gboolean
save_markdown (LabPaper *self, const char *path, const RnProgress *progress, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) g_bytes_unref);
  Beside beside = { folder_of (path), FALSE, g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *folder = g_path_get_basename (beside.folder);
  g_autoptr (GBytes) text = lab__paper_markdown (self, folder, files, progress, error);
  gboolean done = text != NULL && write_beside (&beside, files, error)
                  && write_bytes (path, text, error);

  if (!done)
    take_back (&beside);
  g_ptr_array_unref (beside.fresh);
  g_free (beside.folder);
  return done;
}

gboolean
lab_paper_save (LabPaper *self, const char *path, const RnProgress *progress, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  Format format;

  if (!find_format (path, &format, error))
    return FALSE;
  if (format == MARKDOWN)
    return save_markdown (self, path, progress, error);
  bytes = (format == PDF ? lab__paper_pdf : lab__paper_html) (self, progress, error);
  return bytes != NULL && write_bytes (path, bytes, error);
}
