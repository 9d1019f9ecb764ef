/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Building a scene: paths, texts and images become marks. */
#include "config.h"
#include "fig-scene-private.h"

#include <math.h>
#include <stdarg.h>

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

/* A corner is a quarter-like curve that starts @radius before it and ends @radius after it, less
 * where a leg is short. */
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
      cairo_curve_to (cr, points[i].x - ax / a * k, points[i].y - ay / a * k,
                      points[i].x + bx / b * k, points[i].y + by / b * k, points[i].x + bx / b * r,
                      points[i].y + by / b * r);
    }
  cairo_line_to (cr, points[n - 1].x, points[n - 1].y);
}

void
fig__pen_arrow (FigScene *self, double x, double y, double dx, double dy, double length,
                double half)
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
  mark->first = mark->last = mark->way_to = RN_NODE_NONE;
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
  mark->x = x
            - (anchor == FIG_CENTER ? 0.5
               : anchor == FIG_END  ? 1
                                    : 0)
                * logical.width / PANGO_SCALE;
  mark->y = y + FIG_MIDDLE * face.size
            - (double) pango_layout_get_baseline (mark->layout) / PANGO_SCALE;
  measure_text (mark);
  return mark;
}

FigMark *
fig__textf (FigScene *self, double x, double y, FigAnchor anchor, FigFace face, const char *format,
            ...)
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
fig__image (FigScene *self, cairo_surface_t *image, double x, double y, double width, double height,
            double radius)
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

void
fig__shows (FigMark *mark, RnNode first, RnNode last, FigRect box, double corner)
{
  mark->first = first;
  mark->last = last;
  mark->box = box;
  mark->corner = corner;
}

void
fig__shows_scopes (FigMark *mark, RnScope scope, RnScope end, FigRect box, double corner)
{
  mark->scope = scope;
  mark->scope_end = end;
  mark->box = box;
  mark->corner = corner;
}

void
fig__leads (FigMark *mark, const FigPoint *points, guint n, RnNode to)
{
  mark->way = g_memdup2 (points, n * sizeof *points);
  mark->n_way = n;
  mark->way_to = to;
}
