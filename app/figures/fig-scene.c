/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A list of marks: painting and picking. */
#include "config.h"
#include "fig-scene-private.h"

#include <math.h>

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
  g_clear_pointer (&mark->way, g_free);
  g_strfreev (mark->row_names);
  g_free (mark);
}

FigScene *
fig__scene_new (const FigStyle *style)
{
  FigScene *self = g_new0 (FigScene, 1);
  const FigPalette *palette = style->palette != NULL ? style->palette : fig_palette_light ();
  cairo_surface_t *nowhere = cairo_image_surface_create (CAIRO_FORMAT_A8, 0, 0);

  self->palette = style->projector ? fig_palette_contrast (palette) : *palette;
  self->zoom = style->zoom > 0 ? style->zoom : style->projector ? PROJECTOR_ZOOM : 1;
  self->line_zoom = style->projector ? PROJECTOR_LINE / self->zoom : 1;
  self->transparent = style->transparent;
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
  int width = cairo_image_surface_get_width (image),
      height = cairo_image_surface_get_height (image);
  int across = CLAMP ((int) ceil (SVG_SCALE * box->width / width), 1, MAX (SVG_SIDE / width, 1));
  int down = CLAMP ((int) ceil (SVG_SCALE * box->height / height), 1, MAX (SVG_SIDE / height, 1));
  cairo_surface_t *large = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * across,
                                                       height * down);
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
  cairo_scale (cr, box->width / cairo_image_surface_get_width (image),
               box->height / cairo_image_surface_get_height (image));
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
  /* cairo 1.16 sets glyphs of an image at whole pixels, which spoils the spaces between them;
   * outlines stay in place. */
  pango_cairo_layout_path (cr, mark->layout);
  cairo_fill (cr);
}

/* Bounds are those of the ink; the widest line and its cap stay within the margin. */
#define CULL_PX 4.0

static gboolean
is_visible (const FigMark *mark, const FigRect *clip)
{
  const FigRect *box = &mark->datum.bounds;

  return box->x - CULL_PX < clip->x + clip->width && clip->x < box->x + box->width + CULL_PX
         && box->y - CULL_PX < clip->y + clip->height && clip->y < box->y + box->height + CULL_PX;
}

static FigRect
clip_of (cairo_t *cr)
{
  double x0, y0, x1, y1;

  cairo_clip_extents (cr, &x0, &y0, &x1, &y1);
  return (FigRect) { x0, y0, x1 - x0, y1 - y0 };
}

/**
 * fig_scene_paint:
 * @cr: scaled and moved as wanted; marks outside its clip cost nothing
 */
void
fig_scene_paint (FigScene *self, cairo_t *cr)
{
  FigRect clip;

  g_return_if_fail (self != NULL && cr != NULL);
  cairo_save (cr);
  cairo_scale (cr, self->zoom, self->zoom);
  if (!self->transparent)
    {
      set_color (cr, &self->palette.canvas);
      cairo_rectangle (cr, 0, 0, self->width, fig_scene_height (self) / self->zoom);
      cairo_fill (cr);
    }
  clip = clip_of (cr);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const FigMark *mark = g_ptr_array_index (self->marks, i);

      if (!is_visible (mark, &clip))
        continue;
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

#define PROBE_LEAST 5.0      /* px, of a side */

/* Yellow between two edges of ink, so that it shows on every colour. */
static void
paint_square (FigScene *self, cairo_t *cr, const FigRect *box)
{
  cairo_rectangle (cr, box->x - 1, box->y - 1, box->width + 2, box->height + 2);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 3.6);
  cairo_stroke_preserve (cr);
  set_color (cr, &self->palette.now);
  cairo_set_line_width (cr, 1.8);
  cairo_stroke (cr);
}

/**
 * fig_scene_paint_probe:
 * @cr: as for fig_scene_paint()
 * @x: 0 … 1, of a map's width
 * @y: 0 … 1, of its height
 */
void
fig_scene_paint_probe (FigScene *self, cairo_t *cr, double x, double y)
{
  FigRect clip;

  g_return_if_fail (self != NULL && cr != NULL);
  cairo_save (cr);
  cairo_scale (cr, self->zoom, self->zoom);
  clip = clip_of (cr);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const FigMark *mark = g_ptr_array_index (self->marks, i);
      const FigRect *box = &mark->datum.bounds;
      double cell_w, cell_h, width, height;

      if (mark->datum.kind != FIG_MAP || mark->tensor == NULL || !is_visible (mark, &clip))
        continue;
      cell_w = box->width / mark->columns;
      cell_h = box->height / mark->rows;
      width = fmax (cell_w, PROBE_LEAST);
      height = fmax (cell_h, PROBE_LEAST);
      paint_square (self, cr,
                    &(FigRect) { box->x + (floor (CLAMP (x, 0, 0.9999) * mark->columns) + 0.5)
                                            * cell_w - width / 2,
                                 box->y + (floor (CLAMP (y, 0, 0.9999) * mark->rows) + 0.5)
                                            * cell_h - height / 2,
                                 width, height });
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
rect_near (const FigRect *rect, double x, double y, double reach)
{
  return x >= rect->x - reach && y >= rect->y - reach && x <= rect->x + rect->width + reach
         && y <= rect->y + rect->height + reach;
}

static gboolean
mark_holds (FigScene *self, const FigMark *mark, double x, double y)
{
  gboolean inside;

  if (mark->touch.width > 0)
    return rect_holds (&mark->touch, x, y);
  if (mark->path == NULL)
    return rect_holds (&mark->datum.bounds, x, y);
  if (!rect_near (&mark->datum.bounds, x, y, fmax (mark->paint.line, TOUCH_PX) / 2))
    return FALSE;                 /* cheaper than asking the path; most marks lie elsewhere */
  cairo_append_path (self->pen, mark->path);
  cairo_set_line_width (self->pen, fmax (mark->paint.line, TOUCH_PX));
  inside = mark->paint.fill.alpha > 0 || mark->paint.hatch ? cairo_in_fill (self->pen, x, y)
                                                           : cairo_in_stroke (self->pen, x, y);
  cairo_new_path (self->pen);
  return inside;
}

/* What a number of a map over time is of: a layer and a step. */
static char *
time_text (const FigMark *mark, const char *what, FigPick *pick)
{
  g_autofree char *number = fig_format_number (pick->value, 3);

  pick->column = (int) (mark->low + pick->column * mark->high);
  /* TRANSLATORS: a network, one of its layers, a step of its training, a number */
  return g_strdup_printf (_("%s, %s\nstep %d: %s"), what != NULL ? what : "",
                          mark->row_names[pick->row], pick->column, number);
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
  if (mark->row_names != NULL)
    {
      pick->text = time_text (mark, what, pick);
      return;
    }
  number = fig_format_number (pick->value, 4);
  pick->text = g_strdup_printf (_("%s\nrow %d, column %d: %s"), what != NULL ? what : "",
                                pick->row, pick->column, number);
}

static FigRect
zoomed (const FigScene *self, const FigRect *rect)
{
  return (FigRect) { rect->x * self->zoom, rect->y * self->zoom, rect->width * self->zoom,
                     rect->height * self->zoom };
}

static void
copy_datum (const FigScene *self, const FigMark *mark, FigPick *pick)
{
  *pick = mark->datum;
  pick->text = g_strdup (mark->datum.text != NULL ? mark->datum.text : mark->words);
  pick->bounds = zoomed (self, &mark->datum.bounds);
}

gboolean
fig_scene_pick (FigScene *self, double x, double y, FigPick *pick)
{
  g_return_val_if_fail (self != NULL && pick != NULL, FALSE);
  x /= self->zoom;
  y /= self->zoom;
  *pick = (FigPick) { .kind = FIG_NOTHING,
                      .node = RN_NODE_NONE,
                      .item = -1,
                      .channel = -1,
                      .row = -1,
                      .column = -1,
                      .value = NAN };
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
