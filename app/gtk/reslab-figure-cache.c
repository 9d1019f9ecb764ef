/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The kept picture of a figure. What can be seen, and a margin around it, lies on an image surface;
 * a frame only paints that. A pan moves it, and paints anew only the strips that come into sight;
 * while fingers zoom, the old picture is shown enlarged.
 */
#include "config.h"
#include "reslab-figure-view-private.h"

#include <math.h>

#define MARGIN     0.25            /* of what can be seen, on each side */
#define WHOLE_AREA (4 * 1024 * 1024)     /* device px; a figure no larger is kept whole */
#define SIDE_MOST  16384           /* device px */

void
reslab__figure_cache_clear (ReslabFigureView *self)
{
  g_clear_pointer (&self->cache.surface, cairo_surface_destroy);
}

gboolean
reslab__figure_visible (ReslabFigureView *self, graphene_rect_t *rect)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t window;

  graphene_rect_init (rect, 0, 0, (float) gtk_widget_get_width (widget),
                      (float) gtk_widget_get_height (widget));
  if (self->zoomable || scroller == NULL || !gtk_widget_compute_bounds (scroller, widget, &window))
    return TRUE;
  return graphene_rect_intersection (rect, &window, rect);
}

/* ── which part ── */

static double
device_scale (ReslabFigureView *self)
{
  return self->zoom * gtk_widget_get_scale_factor (GTK_WIDGET (self));
}

/* What can be seen of the scaled scene, whole device px, cut to where the scene is. */
static gboolean
wanted (ReslabFigureView *self, cairo_rectangle_int_t *out)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double scale = device_scale (self);
  int left = (int) round (self->offset_x * scale), top = (int) round (self->offset_y * scale);
  int width = (int) ceil (fig_scene_width (self->scene) * scale);
  int height = (int) ceil (fig_scene_height (self->scene) * scale);
  graphene_rect_t seen;
  int x0, y0, x1, y1;

  if (!reslab__figure_visible (self, &seen))
    return FALSE;
  x0 = MAX (left + (int) floor (seen.origin.x * factor), 0);
  y0 = MAX (top + (int) floor (seen.origin.y * factor), 0);
  x1 = MIN (left + (int) ceil ((seen.origin.x + seen.size.width) * factor), width);
  y1 = MIN (top + (int) ceil ((seen.origin.y + seen.size.height) * factor), height);
  if (x1 <= x0 || y1 <= y0)
    return FALSE;
  *out = (cairo_rectangle_int_t) { x0, y0, x1 - x0, y1 - y0 };
  return TRUE;
}

static void
widen (ReslabFigureView *self, cairo_rectangle_int_t *part)
{
  double scale = device_scale (self);
  int width = (int) ceil (fig_scene_width (self->scene) * scale);
  int height = (int) ceil (fig_scene_height (self->scene) * scale);
  int beside = (int) (part->width * MARGIN), above = (int) (part->height * MARGIN);
  int x1, y1;

  if ((double) width * height <= WHOLE_AREA && MAX (width, height) <= SIDE_MOST)
    {
      *part = (cairo_rectangle_int_t) { 0, 0, width, height };
      return;
    }
  x1 = MIN (part->x + part->width + beside, width);
  y1 = MIN (part->y + part->height + above, height);
  part->x = MAX (part->x - beside, 0);
  part->y = MAX (part->y - above, 0);
  part->width = MIN (x1 - part->x, SIDE_MOST);
  part->height = MIN (y1 - part->y, SIDE_MOST);
}

static gboolean
same_scale (ReslabFigureView *self)
{
  return fabs (self->cache.scale - device_scale (self)) < 1e-9;
}

static gboolean
covers (const FigureCache *cache, const cairo_rectangle_int_t *part)
{
  return part->x >= cache->x && part->y >= cache->y
         && part->x + part->width <= cache->x + cache->width
         && part->y + part->height <= cache->y + cache->height;
}

/* ── painting it ── */

/* Takes over what the old picture shows already. Returns: what is left to paint. */
static cairo_region_t *
take_over (ReslabFigureView *self, cairo_t *cr, const cairo_rectangle_int_t *part)
{
  const FigureCache *old = &self->cache;
  const cairo_rectangle_int_t kept = { old->x, old->y, old->width, old->height };
  cairo_region_t *rest = cairo_region_create_rectangle (part);

  if (old->surface == NULL || old->stale || !same_scale (self))
    return rest;
  cairo_region_subtract_rectangle (rest, &kept);
  cairo_set_source_surface (cr, old->surface, old->x - part->x, old->y - part->y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  return rest;
}

static void
paint_part (ReslabFigureView *self, cairo_t *cr, const cairo_rectangle_int_t *part,
            const cairo_rectangle_int_t *piece)
{
  const FigColor *canvas = &self->palette.canvas;
  double scale = device_scale (self);

  cairo_save (cr);
  cairo_rectangle (cr, piece->x - part->x, piece->y - part->y, piece->width, piece->height);
  cairo_clip (cr);
  if (!self->transparent)
    {
      cairo_set_source_rgb (cr, canvas->red, canvas->green, canvas->blue);
      cairo_paint (cr);
    }
  cairo_translate (cr, -part->x, -part->y);
  cairo_scale (cr, scale, scale);
  fig_scene_paint (self->scene, cr);
  cairo_restore (cr);
}

static void
raster (ReslabFigureView *self, cairo_rectangle_int_t part)
{
  cairo_surface_t *surface;
  cairo_region_t *rest;
  cairo_t *cr;

  widen (self, &part);
  surface = cairo_image_surface_create (self->transparent ? CAIRO_FORMAT_ARGB32
                                                          : CAIRO_FORMAT_RGB24,
                                        part.width, part.height);
  cr = cairo_create (surface);
  rest = take_over (self, cr, &part);
  for (int i = 0; i < cairo_region_num_rectangles (rest); i++)
    {
      cairo_rectangle_int_t piece;

      cairo_region_get_rectangle (rest, i, &piece);
      paint_part (self, cr, &part, &piece);
    }
  cairo_region_destroy (rest);
  cairo_destroy (cr);
  reslab__figure_cache_clear (self);
  self->cache = (FigureCache) { .surface = surface,
                                .x = part.x,
                                .y = part.y,
                                .width = part.width,
                                .height = part.height,
                                .scale = device_scale (self) };
  self->n_rasters++;
}

void
reslab__figure_paint (ReslabFigureView *self, cairo_t *cr)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  FigureCache *cache = &self->cache;
  cairo_rectangle_int_t part;
  double scale = device_scale (self), grown;

  if (!wanted (self, &part))
    return;
  if (cache->surface == NULL || (!self->pinching && (cache->stale || !same_scale (self)))
      || (same_scale (self) && !covers (cache, &part)))
    raster (self, part);
  grown = scale / cache->scale;
  cairo_save (cr);
  cairo_scale (cr, 1.0 / factor, 1.0 / factor);
  cairo_translate (cr, cache->x * grown - round (self->offset_x * scale),
                   cache->y * grown - round (self->offset_y * scale));
  cairo_scale (cr, grown, grown);
  cairo_set_source_surface (cr, cache->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), same_scale (self) ? CAIRO_FILTER_NEAREST
                                                                     : CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* ── scrolling ── */

/* A scrolled window moves what its children drew, without asking them. */
static void
scrolled (ReslabFigureView *self)
{
  cairo_rectangle_int_t part;

  if (self->scene != NULL && wanted (self, &part)
      && (self->cache.surface == NULL || !covers (&self->cache, &part)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
reslab__figure_watch_scrolling (ReslabFigureView *self, gboolean watch)
{
  GtkWidget *around = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  for (guint i = 0; i < G_N_ELEMENTS (self->scrolled); i++)
    if (self->scrolled[i] != NULL)
      {
        g_signal_handlers_disconnect_by_data (self->scrolled[i], self);
        g_clear_object (&self->scrolled[i]);
      }
  if (!watch || around == NULL)
    return;
  self->scrolled[0] = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (around));
  self->scrolled[1] = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (around));
  for (guint i = 0; i < G_N_ELEMENTS (self->scrolled); i++)
    {
      g_object_ref (self->scrolled[i]);
      g_signal_connect_swapped (self->scrolled[i], "value-changed", G_CALLBACK (scrolled), self);
    }
}
