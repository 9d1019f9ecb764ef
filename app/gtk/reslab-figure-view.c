/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The widget around a scene: when the scene is made, how large it is, and the frame. */
#include "config.h"
#include "reslab-figure-view-private.h"

#include <math.h>

#include "fig-text.h"
#include "reslab-accessible.h"

#define NATURAL_WIDTH   480        /* px */
#define NATURAL_HEIGHT  360        /* of a zoomable figure */
#define LEAST_WIDTH     120
#define FAILURE_TYPE    13.5
#define FAILURE_MARGIN  16

G_DEFINE_FINAL_TYPE (ReslabFigureView, reslab_figure_view, GTK_TYPE_WIDGET)

/* ── the scene ── */

static void
set_failure (ReslabFigureView *self, const GError *error)
{
  g_clear_pointer (&self->failure, g_free);
  if (error != NULL)
    self->failure = g_strdup (error->message);
}

static void
make_scene (ReslabFigureView *self, int width)
{
  g_autoptr (GError) error = NULL;
  FigStyle style;

  reslab_style_fill (self->style, MAX (width, FIG_WIDTH_LEAST), self->on_card, &self->palette,
                     &style);
  style.transparent = self->transparent;
  style.height = self->room;
  g_clear_pointer (&self->scene, fig_scene_free);
  if (self->make != NULL)
    self->scene = self->make (&style, self->make_data, &error);
  set_failure (self, error);
  if (style.projector)
    self->palette = fig_palette_contrast (&self->palette);
  self->scene_width = width;
  self->dirty = FALSE;
  self->cache.stale = TRUE;
  self->n_scenes++;
  reslab__figure_focus_renew (self);
}

void
reslab__figure_ensure_scene (ReslabFigureView *self, int width)
{
  if (self->dirty || self->scene_width != width)
    make_scene (self, width);
}

/* A projector's type may need more than the width there is; the figure is then scaled down. */
static double
scale_into (ReslabFigureView *self, int width)
{
  return self->scene != NULL ? fmin (1, width / fig_scene_width (self->scene)) : 1;
}

static int
height_for (ReslabFigureView *self, int width)
{
  gpointer known;
  int height;

  if (!self->dirty && g_hash_table_lookup_extended (self->heights, GINT_TO_POINTER (width), NULL,
                                                    &known))
    return GPOINTER_TO_INT (known);
  reslab__figure_ensure_scene (self, width);
  height = self->scene == NULL
               ? 0
               : (int) ceil (fig_scene_height (self->scene) * scale_into (self, width));
  g_hash_table_insert (self->heights, GINT_TO_POINTER (width), GINT_TO_POINTER (height));
  return height;
}

static void
renew (ReslabFigureView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), before;

  if (self->zoomable)
    {
      reslab__figure_ensure_scene (self, width);
      reslab__figure_camera_resized (self);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  before = GPOINTER_TO_INT (g_hash_table_lookup (self->heights, GINT_TO_POINTER (width)));
  g_hash_table_remove_all (self->heights);
  if (height_for (self, width) != before)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (widget);

  self->tick = 0;
  if (self->dirty)
    renew (self);
  return G_SOURCE_REMOVE;
}

/*
 * Most changes of data leave the height as it is. So the scene is made before the layout of the
 * next frame, and a layout asked for only where the height changed.
 */
void
reslab_figure_view_invalidate (ReslabFigureView *self)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  self->dirty = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    {
      if (self->tick == 0)
        self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
    }
  else
    {
      g_hash_table_remove_all (self->heights);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
}

/* ── the widget ── */

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return RESLAB_FIGURE_VIEW (widget)->zoomable ? GTK_SIZE_REQUEST_CONSTANT_SIZE
                                               : GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (widget);
  int width = gtk_widget_get_width (widget);

  if (self->zoomable)
    {
      *minimum = LEAST_WIDTH;
      *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->natural_width : NATURAL_HEIGHT;
    }
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN (LEAST_WIDTH, self->natural_width);
      *natural = self->natural_width;
    }
  else
    *minimum = *natural = height_for (self, for_size > 0 ? for_size
                                            : width > 0  ? width
                                                         : self->natural_width);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (widget);

  if (width <= 0)
    return;
  reslab__figure_ensure_scene (self, width);
  if (!self->zoomable)
    self->zoom = scale_into (self, width);
  reslab__figure_camera_resized (self);
}

/* Why there is no figure, in the figure's place. */
static void
paint_failure (ReslabFigureView *self, cairo_t *cr, int width)
{
  FigStyle style = { .palette = &self->palette };
  g_autoptr (FigText) text = fig_text_new (&style);
  g_autofree char *markup = g_markup_escape_text (self->failure, -1);
  FigFace face = { .size = FAILURE_TYPE,
                   .color = self->palette.ink2,
                   .wrap = MAX (width - 2 * FAILURE_MARGIN, 60) };
  g_autoptr (PangoLayout) layout = fig_text_layout (text, &face, markup);

  cairo_set_source_rgb (cr, face.color.red, face.color.green, face.color.blue);
  cairo_move_to (cr, FAILURE_MARGIN, FAILURE_MARGIN);
  pango_cairo_show_layout (cr, layout);
}

static void
paint_overlay (ReslabFigureView *self, cairo_t *cr)
{
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  cairo_save (cr);
  /* at whole device px, where the picture is too */
  cairo_translate (cr, -round (self->offset_x * self->zoom * scale) / scale,
                   -round (self->offset_y * self->zoom * scale) / scale);
  cairo_scale (cr, self->zoom, self->zoom);
  if (self->overlay != NULL)
    self->overlay (cr, self->scene, self->overlay_data);
  reslab__figure_paint_ring (self, cr);
  cairo_restore (cr);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  if (width <= 0 || height <= 0)
    return;
  reslab__figure_ensure_scene (self, width);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->zoomable)
    {
      cairo_set_source_rgb (cr, self->palette.canvas.red, self->palette.canvas.green,
                            self->palette.canvas.blue);
      cairo_paint (cr);
    }
  if (self->scene != NULL)
    {
      reslab__figure_paint (self, cr);
      paint_overlay (self, cr);
    }
  else if (self->failure != NULL)
    paint_failure (self, cr, width);
  cairo_destroy (cr);
}

static void
style_changed (ReslabFigureView *self)
{
  g_hash_table_remove_all (self->heights);
  reslab_figure_view_invalidate (self);
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (reslab_figure_view_parent_class)->map (widget);
  reslab__figure_watch_scrolling (RESLAB_FIGURE_VIEW (widget), TRUE);
}

static void
unmap (GtkWidget *widget)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (widget);

  reslab__figure_watch_scrolling (self, FALSE);
  if (self->tick != 0)
    {
      gtk_widget_remove_tick_callback (widget, self->tick);
      self->tick = 0;
      g_hash_table_remove_all (self->heights);
      gtk_widget_queue_resize (widget);
    }
  GTK_WIDGET_CLASS (reslab_figure_view_parent_class)->unmap (widget);
}

static void
dispose (GObject *object)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (object);

  reslab__figure_watch_scrolling (self, FALSE);
  reslab__figure_camera_dispose (self);
  reslab__figure_focus_dispose (self);
  reslab__figure_cache_clear (self);
  self->make = NULL;
  self->overlay = NULL;
  g_clear_pointer (&self->scene, fig_scene_free);
  G_OBJECT_CLASS (reslab_figure_view_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (object);

  g_free (self->title);
  g_free (self->failure);
  g_hash_table_unref (self->heights);
  G_OBJECT_CLASS (reslab_figure_view_parent_class)->finalize (object);
}

static void
reslab_figure_view_class_init (ReslabFigureViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = dispose;
  object_class->finalize = finalize;
  widget_class->get_request_mode = get_request_mode;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->snapshot = snapshot;
  widget_class->map = map;
  widget_class->unmap = unmap;
  widget_class->query_tooltip = reslab__figure_query_tooltip;

  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  g_signal_new ("picked", RESLAB_TYPE_FIGURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 4, G_TYPE_POINTER, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  g_signal_new ("hovered", RESLAB_TYPE_FIGURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  g_signal_new ("focused", RESLAB_TYPE_FIGURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_signal_new ("context", RESLAB_TYPE_FIGURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  g_signal_new ("camera-changed", RESLAB_TYPE_FIGURE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
reslab_figure_view_init (ReslabFigureView *self)
{
  self->style = reslab_style_of (GTK_WIDGET (self));
  self->heights = g_hash_table_new (NULL, NULL);
  self->natural_width = NATURAL_WIDTH;
  self->zoom = 1;
  self->dirty = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  reslab__figure_camera_init (self);
  reslab__figure_input_init (self);
  reslab__figure_focus_init (self);
  g_signal_connect_object (self->style, "changed", G_CALLBACK (style_changed), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
reslab_figure_view_new (void)
{
  return g_object_new (RESLAB_TYPE_FIGURE_VIEW, NULL);
}

/* ── properties ── */

void
reslab_figure_view_set_source (ReslabFigureView *self, ReslabSceneFunc make, gpointer data)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  self->make = make;
  self->make_data = data;
  reslab_figure_view_invalidate (self);
}

void
reslab_figure_view_set_overlay (ReslabFigureView *self, ReslabOverlayFunc paint, gpointer data)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  self->overlay = paint;
  self->overlay_data = data;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
reslab_figure_view_queue_overlay (ReslabFigureView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
reslab_figure_view_set_title (ReslabFigureView *self, const char *title)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  reslab_set_name (self, title != NULL ? title : "");
}

void
reslab_figure_view_set_zoomable (ReslabFigureView *self, gboolean zoomable)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  if (self->zoomable || !zoomable)
    return;                       /* a view is one or the other from its birth on */
  self->zoomable = TRUE;
  reslab__figure_camera_enable (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
reslab_figure_view_set_on_card (ReslabFigureView *self, gboolean on_card)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  self->on_card = on_card;
  reslab_figure_view_invalidate (self);
}

void
reslab_figure_view_set_transparent (ReslabFigureView *self, gboolean transparent)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  self->transparent = transparent;
  reslab_figure_view_invalidate (self);
}

void
reslab_figure_view_set_tooltips (ReslabFigureView *self, gboolean tooltips)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), tooltips);
}

void
reslab_figure_view_set_natural_width (ReslabFigureView *self, int width)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && width > 0);
  self->natural_width = width;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
reslab_figure_view_set_room (ReslabFigureView *self, int height)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && height >= 0);
  if (self->room == height)
    return;
  self->room = height;
  reslab_figure_view_invalidate (self);
}

FigScene *
reslab_figure_view_get_scene (ReslabFigureView *self)
{
  g_return_val_if_fail (RESLAB_IS_FIGURE_VIEW (self), NULL);
  return self->scene;
}

guint
reslab_figure_view_n_scenes (ReslabFigureView *self)
{
  return self->n_scenes;
}

guint
reslab_figure_view_n_rasters (ReslabFigureView *self)
{
  return self->n_rasters;
}
