/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A paper as PDF: A4 pages with an outline, figures as vectors, the same bytes for
 * the same paper. */
#include "config.h"

#include "lab-press-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "rn-error.h"

#define BODY       9.5
#define SMALL      8.5
#define CODE       7.5
#define FOOT       8.0
#define SMALLER    0.85      /* of its size a figure may be to fit on the page */
#define NOTHING_ON (self->y <= LAB_PAGE_TOP + 1)

/* ── text ── */

double
lab__layout_height (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return (double) logical.height / PANGO_SCALE;
}

double
lab__layout_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

static PangoLayout *
make_layout (FigText *text, const char *words, double size, gboolean bold, double wrap)
{
  g_autofree char *markup = g_markup_escape_text (words, -1);

  return fig_text_layout (text, &(FigFace) { .size = size, .bold = bold, .wrap = wrap }, markup);
}

PangoLayout *
lab__press_layout (LabPress *self, const char *text, double size, gboolean bold, double wrap)
{
  return make_layout (self->text, text, size, bold, wrap);
}

static void
set_color (LabPress *self, FigColor color)
{
  cairo_set_source_rgba (self->cr, color.red, color.green, color.blue, color.alpha);
}

void
lab__press_show (LabPress *self, PangoLayout *layout, double x, double y, FigColor color)
{
  if (self->cr == NULL)
    return;
  set_color (self, color);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
}

void
lab__press_line (LabPress *self, double y, double width, FigColor color)
{
  if (self->cr == NULL)
    return;
  set_color (self, color);
  cairo_set_line_width (self->cr, 0.5);
  cairo_move_to (self->cr, LAB_PAGE_SIDE, y);
  cairo_line_to (self->cr, LAB_PAGE_SIDE + width, y);
  cairo_stroke (self->cr);
}

/* ── pages ── */

static void
paint_foot (LabPress *self)
{
  FigColor color = self->paper->palette.ink2;
  g_autofree char *number = g_strdup_printf ("%u / %u", self->page, self->n_pages);
  PangoLayout *right = lab__press_layout (self, number, FOOT, FALSE, 0);
  PangoLayout *left = lab__press_layout (self, self->paper->title, FOOT, FALSE, 0);
  double y = LAB_PAGE_HEIGHT - LAB_PAGE_FOOT / 2 - FOOT;
  double width = lab__layout_width (right);

  pango_layout_set_width (left, (int) ((LAB_PAGE_ROOM - width - 20) * PANGO_SCALE));
  pango_layout_set_ellipsize (left, PANGO_ELLIPSIZE_END);
  lab__press_show (self, left, LAB_PAGE_SIDE, y, color);
  lab__press_show (self, right, LAB_PAGE_SIDE + LAB_PAGE_ROOM - width, y, color);
  g_object_unref (left);
  g_object_unref (right);
}

static void
begin_page (LabPress *self)
{
  self->page++;
  self->y = LAB_PAGE_TOP;
  if (self->cr == NULL)
    return;
  if (self->paper->palette.dark)
    {
      set_color (self, self->paper->palette.canvas);
      cairo_paint (self->cr);
    }
  paint_foot (self);
}

void
lab__press_page (LabPress *self)
{
  if (self->cr != NULL)
    cairo_show_page (self->cr);
  begin_page (self);
}

void
lab__press_ensure (LabPress *self, double height)
{
  if (self->y + height > LAB_PAGE_END && !NOTHING_ON)
    lab__press_page (self);
}

/* ── running text ── */

/* Line by line, over pages where it must be; @back (nullable): what lies behind. */
static void
flow (LabPress *self, PangoLayout *layout, double x, FigColor color, const FigColor *back)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do
    {
      int top, bottom, baseline = pango_layout_iter_get_baseline (iter);
      double height;

      pango_layout_iter_get_line_yrange (iter, &top, &bottom);
      height = (double) (bottom - top) / PANGO_SCALE;
      lab__press_ensure (self, height);
      if (self->cr != NULL && back != NULL)
        {
          set_color (self, *back);
          cairo_rectangle (self->cr, LAB_PAGE_SIDE, self->y, LAB_PAGE_ROOM, height + 0.2);
          cairo_fill (self->cr);
        }
      if (self->cr != NULL)
        {
          set_color (self, color);
          cairo_move_to (self->cr, x, self->y + (double) (baseline - top) / PANGO_SCALE);
          pango_cairo_show_layout_line (self->cr, pango_layout_iter_get_line_readonly (iter));
        }
      self->y += height;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
print_text (LabPress *self, const char *text, double size, double indent, FigColor color)
{
  PangoLayout *layout = lab__press_layout (self, text, size, FALSE, LAB_PAGE_ROOM - indent);

  flow (self, layout, LAB_PAGE_SIDE + indent, color, NULL);
  g_object_unref (layout);
}

static void
print_item (LabPress *self, const char *text)
{
  PangoLayout *bullet = lab__press_layout (self, "•", BODY, FALSE, 0);

  lab__press_ensure (self, 2 * BODY);
  lab__press_show (self, bullet, LAB_PAGE_SIDE + 4, self->y, self->paper->palette.ink);
  g_object_unref (bullet);
  print_text (self, text, BODY, 16, self->paper->palette.ink);
  self->y += 3;
}

static void
print_code (LabPress *self, const char *text)
{
  PangoLayout *layout = make_layout (self->code, text, CODE, FALSE, LAB_PAGE_ROOM - 16);
  FigColor back = self->paper->palette.grid;

  back.alpha = 0.5;
  flow (self, layout, LAB_PAGE_SIDE + 8, self->paper->palette.ink, &back);
  g_object_unref (layout);
  self->y += 8;
}

static double
figure_scale (const LabPart *part)
{
  double caption = 3 * SMALL + 10;

  return fmin (LAB_PAGE_ROOM / fig_scene_width (part->scene),
               (LAB_PAGE_END - LAB_PAGE_TOP - caption) / fig_scene_height (part->scene));
}

/* What has to stand below a heading on the same page: all down to the first figure, or the
 * beginning of something else. */
static double
height_below (const LabPress *self, const LabPart *heading)
{
  const GArray *parts = self->paper->parts;
  guint i = (guint) (heading - (const LabPart *) parts->data) + 1;
  double height = 0;

  for (; i < parts->len; i++)
    {
      const LabPart *part = &g_array_index (parts, LabPart, i);

      if (part->kind == LAB_PART_FIGURE)
        return height + SMALLER * fig_scene_height (part->scene) * figure_scale (part) + 3 * SMALL
               + 10;
      if (part->kind != LAB_PART_HEADING)
        return height + 70;
      height += 30;
    }
  return height;
}

static void
print_heading (LabPress *self, const LabPart *part)
{
  gboolean chapter = part->level <= 1;
  double size = chapter ? 15 : 11.5;
  PangoLayout *layout = lab__press_layout (self, part->text, size, TRUE, LAB_PAGE_ROOM);
  double height = lab__layout_height (layout);
  int parent = chapter ? CAIRO_PDF_OUTLINE_ROOT : self->chapter;

  if (!NOTHING_ON)
    self->y += chapter ? 16 : 8;
  if (part->level == 0 && !NOTHING_ON)
    lab__press_page (self);
  lab__press_ensure (self, height + height_below (self, part));
  if (self->surface != NULL)
    {
      g_autofree char *place = g_strdup_printf ("page=%u pos=[%d %d]", self->page,
                                                (int) LAB_PAGE_SIDE, (int) self->y - 4);
      int entry = cairo_pdf_surface_add_outline (self->surface, parent, part->text, place,
                                                 CAIRO_PDF_OUTLINE_FLAG_OPEN);

      if (chapter)
        self->chapter = entry;
    }
  lab__press_show (self, layout, LAB_PAGE_SIDE, self->y, self->paper->palette.ink);
  self->y += height + 6;
  g_object_unref (layout);
}

/* ── figures and tables ── */

static void
print_figure (LabPress *self, const LabPart *part)
{
  double width = fig_scene_width (part->scene), height = fig_scene_height (part->scene);
  PangoLayout *caption = lab__press_layout (self, part->text, SMALL, FALSE, LAB_PAGE_ROOM);
  double below = lab__layout_height (caption) + 6;
  double room = LAB_PAGE_END - self->y - below, scale = figure_scale (part);

  /* a little smaller rather than on another page than its heading */
  if (room < height * scale && room > SMALLER * height * scale)
    scale = room / height;
  lab__press_ensure (self, height * scale + below);
  if (self->cr != NULL)
    {
      cairo_save (self->cr);
      cairo_translate (self->cr, LAB_PAGE_SIDE + (LAB_PAGE_ROOM - width * scale) / 2, self->y);
      cairo_scale (self->cr, scale, scale);
      fig_scene_paint (part->scene, self->cr);
      cairo_restore (self->cr);
    }
  self->y += height * scale + 4;
  lab__press_show (self, caption, LAB_PAGE_SIDE, self->y, self->paper->palette.ink2);
  self->y += below + 8;
  g_object_unref (caption);
}

static void
print_table (LabPress *self, const LabPart *part)
{
  lab__press_ensure (self, 60);
  print_text (self, part->text, SMALL, 0, self->paper->palette.ink2);
  self->y += 3;
  lab__press_table (self, part->table);
  self->y += 12;
}

static void
print_part (LabPress *self, const LabPart *part)
{
  switch (part->kind)
    {
    case LAB_PART_HEADING:
      print_heading (self, part);
      break;
    case LAB_PART_PARAGRAPH:
      print_text (self, part->text, BODY, 0, self->paper->palette.ink);
      self->y += 7;
      break;
    case LAB_PART_ITEM:
      print_item (self, part->text);
      break;
    case LAB_PART_CODE:
      print_code (self, part->text);
      break;
    case LAB_PART_TABLE:
      print_table (self, part);
      break;
    case LAB_PART_FIGURE:
      print_figure (self, part);
      break;
    }
}

static void
print_title (LabPress *self)
{
  PangoLayout *title = lab__press_layout (self, self->paper->title, 22, TRUE, LAB_PAGE_ROOM);

  lab__press_show (self, title, LAB_PAGE_SIDE, self->y, self->paper->palette.ink);
  self->y += lab__layout_height (title) + 4;
  g_object_unref (title);
  if (self->paper->subtitle != NULL)
    print_text (self, self->paper->subtitle, 10, 0, self->paper->palette.ink2);
  self->y += 8;
  lab__press_line (self, self->y, LAB_PAGE_ROOM, self->paper->palette.hairline);
  self->y += 10;
}

static gboolean
print (LabPress *self, const RnProgress *progress, GError **error)
{
  self->page = 0;
  begin_page (self);
  print_title (self);
  for (guint i = 0; i < self->paper->parts->len; i++)
    {
      if (self->cr != NULL && !lab__paper_step (self->paper, i, progress, error))
        return FALSE;
      print_part (self, &g_array_index (self->paper->parts, LabPart, i));
    }
  return TRUE;
}

/* ── the file ── */

static cairo_status_t
append (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
open_surface (LabPress *self, GByteArray *out)
{
  self->surface = cairo_pdf_surface_create_for_stream (append, out, LAB_PAGE_WIDTH,
                                                       LAB_PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, self->paper->title);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATOR, "Reslab");
  if (self->paper->subtitle != NULL)
    cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_SUBJECT,
                                    self->paper->subtitle);
  /* The same report is the same file, whenever it is made. */
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                  "2020-01-01T00:00:00Z");
  self->cr = cairo_create (self->surface);
}

static gboolean
close_surface (LabPress *self, GError **error)
{
  cairo_status_t status;

  cairo_show_page (self->cr);
  status = cairo_status (self->cr);
  cairo_destroy (self->cr);
  cairo_surface_finish (self->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (self->surface);
  cairo_surface_destroy (self->surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, _("the report cannot be drawn: %s"),
                 cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}

GBytes *
lab__paper_pdf (LabPaper *self, const RnProgress *progress, GError **error)
{
  const FigStyle style = { 0 }, mono = { .font = "Monospace, Noto Sans Mono CJK SC" };
  LabPress press = { .paper = self, .text = fig_text_new (&style), .code = fig_text_new (&mono) };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  GError *local = NULL;

  print (&press, NULL, NULL);
  press.n_pages = press.page;
  open_surface (&press, out);
  print (&press, progress, &local);
  close_surface (&press, local == NULL ? &local : NULL);
  fig_text_free (press.text);
  fig_text_free (press.code);
  if (local == NULL)
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
  g_propagate_error (error, local);
  return NULL;
}
