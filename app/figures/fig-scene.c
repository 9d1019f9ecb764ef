/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A list of marks: building, painting, picking. */
#include "config.h"
#include "fig-scene-private.h"

#include <math.h>
#include <stdarg.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define PROJECTOR_ZOOM 1.6
#define PROJECTOR_LINE 2.0
#define TOUCH_PX       8.0   /* how wide a thin line is for a pointer */
#define SVG_SCALE      3.0   /* image pixels a logical pixel in an SVG, … */
#define SVG_SIDE       1024  /* … but no more than this a side, unless there are more values */

static void
mark_free (gpointer data)
{
  FigMark *mark = data;

  fig_pick_clear (&mark->datum);
  g_clear_pointer (&mark->path, cairo_path_destroy);
  g_clear_object (&mark->layout);
  g_clear_pointer (&mark->words, g_free);
  g_clear_pointer (&mark->image, cairo_surface_destroy);
  g_clear_pointer (&mark->tensor, rn_tensor_unref);
  g_free (mark);
}

FigScene *
fig__scene_new (const FigStyle *style)
{
  FigScene *self = g_new0 (FigScene, 1);
  const FigPalette *palette = style->palette != NULL ? style->palette : fig_palette_light ();
  cairo_surface_t *nowhere = cairo_image_surface_create (CAIRO_FORMAT_A8, 0, 0);

  self->palette = style->projector ? fig_palette_contrast (palette) : *palette;
  self->zoom = style->projector ? PROJECTOR_ZOOM : 1;
  self->line_zoom = style->projector ? PROJECTOR_LINE / PROJECTOR_ZOOM : 1;
  self->width = fmax (floor (style->width / self->zoom), FIG_WIDTH_LEAST);
  self->marks = g_ptr_array_new_with_free_func (mark_free);
  self->text = fig_text_new (style);
  self->pen = cairo_create (nowhere);
  cairo_surface_destroy (nowhere);
  return self;
}

void
fig_scene_free (FigScene *self)
{
  g_ptr_array_unref (self->marks);
  fig_text_free (self->text);
  cairo_destroy (self->pen);
  g_free (self);
}

double
fig_scene_width (const FigScene *self)
{
  return self->width * self->zoom;
}

double
fig_scene_height (const FigScene *self)
{
  return ceil (self->height * self->zoom);
}

/* ── paths ── */

void
fig__pen_rect (FigScene *self, double x, double y, double width, double height, double radius)
{
  cairo_t *cr = self->pen;
  double r = fmin (radius, fmin (width, height) / 2);

  if (r <= 0)
    {
      cairo_rectangle (cr, x, y, width, height);
      return;
    }
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

void
fig__pen_circle (FigScene *self, double x, double y, double radius)
{
  cairo_new_sub_path (self->pen);
  cairo_arc (self->pen, x, y, radius, 0, 2 * G_PI);
  cairo_close_path (self->pen);
}

void
fig__pen_line (FigScene *self, double x0, double y0, double x1, double y1)
{
  cairo_move_to (self->pen, x0, y0);
  cairo_line_to (self->pen, x1, y1);
}

void
fig__pen_polygon (FigScene *self, const FigPoint *points, guint n, gboolean closed)
{
  for (guint i = 0; i < n; i++)
    cairo_line_to (self->pen, points[i].x, points[i].y);
  if (closed)
    cairo_close_path (self->pen);
}

/* A corner is a quarter-like curve that starts @radius before it and ends @radius after it, less where a leg is short. */
void
fig__pen_route (FigScene *self, const FigPoint *points, guint n, double radius)
{
  cairo_t *cr = self->pen;

  cairo_move_to (cr, points[0].x, points[0].y);
  for (guint i = 1; i + 1 < n; i++)
    {
      double ax = points[i].x - points[i - 1].x, ay = points[i].y - points[i - 1].y;
      double bx = points[i + 1].x - points[i].x, by = points[i + 1].y - points[i].y;
      double a = hypot (ax, ay), b = hypot (bx, by);
      double r = fmin (radius, fmin (a, b) / 2), k = 0.4477 * r;

      if (a <= 0 || b <= 0)
        continue;
      cairo_line_to (cr, points[i].x - ax / a * r, points[i].y - ay / a * r);
      cairo_curve_to (cr, points[i].x - ax / a * k, points[i].y - ay / a * k, points[i].x + bx / b * k,
                      points[i].y + by / b * k, points[i].x + bx / b * r, points[i].y + by / b * r);
    }
  cairo_line_to (cr, points[n - 1].x, points[n - 1].y);
}

void
fig__pen_arrow (FigScene *self, double x, double y, double dx, double dy, double length, double half)
{
  double size = hypot (dx, dy);
  double ux = dx / size, uy = dy / size;

  cairo_move_to (self->pen, x, y);
  cairo_line_to (self->pen, x - ux * length - uy * half, y - uy * length + ux * half);
  cairo_line_to (self->pen, x - ux * length + uy * half, y - uy * length - ux * half);
  cairo_close_path (self->pen);
}

/* ── marks ── */

static FigMark *
mark_new (FigScene *self)
{
  FigMark *mark = g_new0 (FigMark, 1);

  mark->datum.kind = FIG_NOTHING;
  mark->datum.node = RN_NODE_NONE;
  mark->datum.item = mark->datum.channel = mark->datum.row = mark->datum.column = -1;
  mark->datum.value = NAN;
  g_ptr_array_add (self->marks, mark);
  return mark;
}

static FigRect
rect_between (double x0, double y0, double x1, double y1)
{
  return (FigRect) { x0, y0, x1 - x0, y1 - y0 };
}

void
fig__replace_path (FigScene *self, FigMark *mark)
{
  double x0, y0, x1, y1;

  cairo_set_line_width (self->pen, mark->paint.line);
  if (mark->paint.stroke.alpha > 0 && !mark->paint.hatch)
    cairo_stroke_extents (self->pen, &x0, &y0, &x1, &y1);
  else
    cairo_path_extents (self->pen, &x0, &y0, &x1, &y1);
  mark->datum.bounds = rect_between (x0, y0, x1, y1);
  g_clear_pointer (&mark->path, cairo_path_destroy);
  mark->path = cairo_copy_path (self->pen);
  cairo_new_path (self->pen);
}

FigMark *
fig__draw (FigScene *self, const FigPaint *paint)
{
  FigMark *mark = mark_new (self);

  mark->paint = *paint;
  mark->paint.line *= self->line_zoom;
  fig__replace_path (self, mark);
  return mark;
}

FigMark *
fig__fill (FigScene *self, FigColor color)
{
  return fig__draw (self, &(FigPaint) { .fill = color });
}

FigMark *
fig__stroke (FigScene *self, FigColor color, double line)
{
  return fig__draw (self, &(FigPaint) { .stroke = color, .line = line });
}

FigFace
fig__face (double size, gboolean bold, FigColor color)
{
  return (FigFace) { .size = size, .bold = bold, .color = color };
}

/* The ink of a text, turned with it. */
static void
measure_text (FigMark *mark)
{
  PangoRectangle ink;
  double x0, y0, x1, y1;

  pango_layout_get_extents (mark->layout, &ink, NULL);
  x0 = (double) ink.x / PANGO_SCALE;
  y0 = (double) ink.y / PANGO_SCALE;
  x1 = x0 + (double) ink.width / PANGO_SCALE;
  y1 = y0 + (double) ink.height / PANGO_SCALE;
  mark->datum.bounds = mark->turn_rad == 0
    ? rect_between (mark->x + x0, mark->y + y0, mark->x + x1, mark->y + y1)
    : rect_between (mark->x + y0, mark->y - x1, mark->x + y1, mark->y - x0);
}

FigMark *
fig__text (FigScene *self, double x, double y, FigAnchor anchor, FigFace face, const char *markup)
{
  FigMark *mark = mark_new (self);
  PangoRectangle logical;

  mark->layout = fig_text_layout (self->text, &face, markup);
  mark->words = g_strdup (pango_layout_get_text (mark->layout));
  mark->paint.fill = face.color;
  pango_layout_get_extents (mark->layout, NULL, &logical);
  mark->x = x - (anchor == FIG_CENTER ? 0.5 : anchor == FIG_END ? 1 : 0) * logical.width / PANGO_SCALE;
  mark->y = y + FIG_MIDDLE * face.size - (double) pango_layout_get_baseline (mark->layout) / PANGO_SCALE;
  measure_text (mark);
  return mark;
}

FigMark *
fig__textf (FigScene *self, double x, double y, FigAnchor anchor, FigFace face, const char *format, ...)
{
  g_autofree char *markup = NULL;
  va_list arguments;

  va_start (arguments, format);
  markup = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  return fig__text (self, x, y, anchor, face, markup);
}

/* A quarter turn about the anchor takes (u, v) of the layout to (v, −u). */
FigMark *
fig__text_upward (FigScene *self, double x, double y, FigFace face, const char *markup)
{
  FigMark *mark = fig__text (self, x, y, FIG_CENTER, face, markup);
  double half = x - mark->x, middle = y - mark->y;

  mark->turn_rad = -G_PI_2;
  mark->x = x - middle;
  mark->y = y + half;
  measure_text (mark);
  return mark;
}

double
fig__text_width (FigScene *self, FigFace face, const char *markup)
{
  return fig_text_width (self->text, &face, markup);
}

FigMark *
fig__image (FigScene *self, cairo_surface_t *image, double x, double y, double width, double height, double radius)
{
  FigMark *mark = mark_new (self);

  mark->image = image;
  mark->radius = radius;
  mark->datum.bounds = (FigRect) { x, y, width, height };
  return mark;
}

void
fig__image_values (FigMark *mark, RnTensor *tensor, gsize offset, gsize rows, gsize columns)
{
  g_assert (offset + rows * columns <= rn_tensor_elements (tensor));
  mark->tensor = rn_tensor_ref (tensor);
  mark->offset = offset;
  mark->rows = rows;
  mark->columns = columns;
}

void
fig__tell (FigMark *mark, FigMarkKind kind, char *text)
{
  mark->datum.kind = kind;
  g_free (mark->datum.text);
  mark->datum.text = text;
}

/* ── painting ── */

static void
set_color (cairo_t *cr, const FigColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

static void
set_dash (cairo_t *cr, const FigPaint *paint)
{
  static const double dots[] = { 2, 6 }, dashes[] = { 5, 4 };
  double round_dots[] = { 0.01, 6 };

  if (paint->dash == FIG_DASHES)
    cairo_set_dash (cr, dashes, 2, 0);
  else if (paint->dash == FIG_DOTS && paint->line >= 2.5)
    {
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      cairo_set_dash (cr, round_dots, 2, 0);
    }
  else if (paint->dash == FIG_DOTS)
    cairo_set_dash (cr, dots, 2, 0);
}

/* Diagonals 5 px apart, clipped to the path. */
static void
paint_hatch (const FigMark *mark, cairo_t *cr)
{
  const FigRect *box = &mark->datum.bounds;

  cairo_clip (cr);
  set_color (cr, &mark->paint.stroke);
  cairo_set_line_width (cr, mark->paint.line);
  for (double x = box->x - box->height; x < box->x + box->width; x += 5)
    {
      cairo_move_to (cr, x, box->y + box->height);
      cairo_line_to (cr, x + box->height, box->y);
    }
  cairo_stroke (cr);
}

static void
paint_path (const FigMark *mark, cairo_t *cr)
{
  cairo_append_path (cr, mark->path);
  if (mark->paint.hatch)
    {
      paint_hatch (mark, cr);
      return;
    }
  if (mark->paint.fill.alpha > 0)
    {
      set_color (cr, &mark->paint.fill);
      cairo_fill_preserve (cr);
    }
  if (mark->paint.stroke.alpha > 0)
    {
      set_color (cr, &mark->paint.stroke);
      set_dash (cr, &mark->paint);
      cairo_set_line_width (cr, mark->paint.line);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_stroke_preserve (cr);
    }
  cairo_new_path (cr);
}

/* Viewers of SVG smooth what they enlarge; blocks that are large already stay blocks. */
static cairo_surface_t *
enlarge (cairo_surface_t *image, const FigRect *box)
{
  int width = cairo_image_surface_get_width (image), height = cairo_image_surface_get_height (image);
  int across = CLAMP ((int) ceil (SVG_SCALE * box->width / width), 1, MAX (SVG_SIDE / width, 1));
  int down = CLAMP ((int) ceil (SVG_SCALE * box->height / height), 1, MAX (SVG_SIDE / height, 1));
  cairo_surface_t *large = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * across, height * down);
  cairo_t *cr = cairo_create (large);

  cairo_scale (cr, across, down);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  return large;
}

/* Each value is a block of one colour at every scale: no interpolation. */
static void
paint_image (FigScene *self, const FigMark *mark, cairo_t *cr)
{
  const FigRect *box = &mark->datum.bounds;
  gboolean svg = cairo_surface_get_type (cairo_get_group_target (cr)) == CAIRO_SURFACE_TYPE_SVG;
  cairo_surface_t *image = svg ? enlarge (mark->image, box) : cairo_surface_reference (mark->image);
  cairo_path_t *path;

  fig__pen_rect (self, box->x, box->y, box->width, box->height, mark->radius);
  path = cairo_copy_path (self->pen);
  cairo_new_path (self->pen);
  cairo_append_path (cr, path);
  cairo_path_destroy (path);
  cairo_clip (cr);
  cairo_translate (cr, box->x, box->y);
  cairo_scale (cr, box->width / cairo_image_surface_get_width (image), box->height / cairo_image_surface_get_height (image));
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_surface_destroy (image);
}

static void
paint_text (const FigMark *mark, cairo_t *cr)
{
  cairo_translate (cr, mark->x, mark->y);
  cairo_rotate (cr, mark->turn_rad);
  set_color (cr, &mark->paint.fill);
  cairo_move_to (cr, 0, 0);
  if (cairo_surface_get_type (cairo_get_group_target (cr)) != CAIRO_SURFACE_TYPE_IMAGE)
    {
      pango_cairo_show_layout (cr, mark->layout);
      return;
    }
  /* cairo 1.16 sets glyphs of an image at whole pixels, which spoils the spaces between them; outlines stay in place. */
  pango_cairo_layout_path (cr, mark->layout);
  cairo_fill (cr);
}

void
fig_scene_paint (FigScene *self, cairo_t *cr)
{
  g_return_if_fail (self != NULL && cr != NULL);
  cairo_save (cr);
  cairo_scale (cr, self->zoom, self->zoom);
  set_color (cr, &self->palette.canvas);
  cairo_rectangle (cr, 0, 0, self->width, fig_scene_height (self) / self->zoom);
  cairo_fill (cr);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const FigMark *mark = g_ptr_array_index (self->marks, i);

      cairo_save (cr);
      if (mark->path != NULL)
        paint_path (mark, cr);
      else if (mark->layout != NULL)
        paint_text (mark, cr);
      else
        paint_image (self, mark, cr);
      cairo_restore (cr);
    }
  cairo_restore (cr);
}

/* ── picking ── */

static gboolean
rect_holds (const FigRect *rect, double x, double y)
{
  return x >= rect->x && y >= rect->y && x < rect->x + rect->width && y < rect->y + rect->height;
}

static gboolean
mark_holds (FigScene *self, const FigMark *mark, double x, double y)
{
  gboolean inside;

  if (mark->path == NULL)
    return rect_holds (&mark->datum.bounds, x, y);
  cairo_append_path (self->pen, mark->path);
  cairo_set_line_width (self->pen, fmax (mark->paint.line, TOUCH_PX));
  inside = mark->paint.fill.alpha > 0 || mark->paint.hatch ? cairo_in_fill (self->pen, x, y) : cairo_in_stroke (self->pen, x, y);
  cairo_new_path (self->pen);
  return inside;
}

/* The element of a map under the point. */
static void
pick_element (const FigMark *mark, double x, double y, FigPick *pick)
{
  const FigRect *box = &mark->datum.bounds;
  gsize row = MIN ((gsize) ((y - box->y) / box->height * mark->rows), mark->rows - 1);
  gsize column = MIN ((gsize) ((x - box->x) / box->width * mark->columns), mark->columns - 1);
  g_autofree char *what = pick->text, *number = NULL;

  pick->row = (int) row;
  pick->column = (int) column;
  pick->value = rn_tensor_values (mark->tensor)[mark->offset + row * mark->columns + column];
  number = fig_format_number (pick->value, 4);
  pick->text = g_strdup_printf (_("%s\nrow %d, column %d: %s"), what != NULL ? what : "", pick->row, pick->column, number);
}

static void
copy_datum (const FigScene *self, const FigMark *mark, FigPick *pick)
{
  *pick = mark->datum;
  pick->text = g_strdup (mark->datum.text != NULL ? mark->datum.text : mark->words);
  pick->bounds.x *= self->zoom;
  pick->bounds.y *= self->zoom;
  pick->bounds.width *= self->zoom;
  pick->bounds.height *= self->zoom;
}

gboolean
fig_scene_pick (FigScene *self, double x, double y, FigPick *pick)
{
  g_return_val_if_fail (self != NULL && pick != NULL, FALSE);
  x /= self->zoom;
  y /= self->zoom;
  *pick = (FigPick) { .kind = FIG_NOTHING, .node = RN_NODE_NONE, .item = -1, .channel = -1, .row = -1, .column = -1, .value = NAN };
  for (guint i = self->marks->len; i-- > 0;)
    {
      const FigMark *mark = g_ptr_array_index (self->marks, i);

      if (mark->datum.kind == FIG_NOTHING || !mark_holds (self, mark, x, y))
        continue;
      copy_datum (self, mark, pick);
      if (mark->tensor != NULL)
        pick_element (mark, x, y, pick);
      return TRUE;
    }
  return FALSE;
}

void
fig_pick_clear (FigPick *pick)
{
  g_clear_pointer (&pick->text, g_free);
}

guint
fig_scene_n_marks (const FigScene *self)
{
  return self->marks->len;
}

void
fig_scene_mark (const FigScene *self, guint i, FigPick *mark)
{
  g_return_if_fail (i < self->marks->len);
  copy_datum (self, g_ptr_array_index (self->marks, i), mark);
}

gboolean
fig_scene_mark_is_text (const FigScene *self, guint i)
{
  g_return_val_if_fail (i < self->marks->len, FALSE);
  return ((const FigMark *) g_ptr_array_index (self->marks, i))->layout != NULL;
}
