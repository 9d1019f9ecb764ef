/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Pan, zoom and the camera's flights over a zoomable figure. */
#include "config.h"
#include "reslab-figure-view-private.h"

#include <math.h>

#define ZOOM_STEP    1.2
#define FLIGHT_MS    220
#define SETTLE_MS    120           /* after the last turn of the wheel */
#define WHEEL_PX     60
#define EDGE_PX      24            /* seen beyond the scene's edge */
#define FIT_MOST     1.5

static void
redraw (ReslabFigureView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  reslab__figure_emit_camera (self);
}

/* The offset that keeps the scene in sight: a scene smaller than the room stands in its middle, at
   the top; a larger one may leave no more than a narrow edge. */
static double
keep (double offset, double scene, double room, double edge, gboolean center)
{
  if (scene <= room)
    return center ? (scene - room) / 2 : 0;
  return CLAMP (offset, -edge, scene - room + edge);
}

static void
place (ReslabFigureView *self, double zoom, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double edge;

  self->zoom = CLAMP (zoom, RESLAB_ZOOM_LEAST, RESLAB_ZOOM_MOST);
  edge = EDGE_PX / self->zoom;
  if (self->scene == NULL)
    return;
  self->offset_x = keep (x, fig_scene_width (self->scene),
                         gtk_widget_get_width (widget) / self->zoom, edge, TRUE);
  self->offset_y = keep (y, fig_scene_height (self->scene),
                         gtk_widget_get_height (widget) / self->zoom, edge, FALSE);
}

static double
fit_zoom (ReslabFigureView *self)
{
  double across = gtk_widget_get_width (GTK_WIDGET (self)) / fig_scene_width (self->scene);
  double down = gtk_widget_get_height (GTK_WIDGET (self)) / fig_scene_height (self->scene);

  return CLAMP (fmin (across, down), RESLAB_ZOOM_LEAST, FIT_MOST);
}

void
reslab__figure_camera_resized (ReslabFigureView *self)
{
  if (!self->zoomable || self->scene == NULL)
    return;
  if (self->fitted)
    place (self, fit_zoom (self), 0, 0);
  else
    place (self, self->zoom, self->offset_x, self->offset_y);
  reslab__figure_emit_camera (self);
}

static void
land (ReslabFigureView *self)
{
  if (self->flight != NULL)
    adw_animation_pause (self->flight);
  g_clear_object (&self->flight);
}

/* ── zoom ── */

static gboolean
on_settled (gpointer data)
{
  ReslabFigureView *self = data;

  self->settle = 0;
  self->pinching = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

/* Until the zoom rests the old picture is good enough. */
static void
unsettle (ReslabFigureView *self)
{
  g_clear_handle_id (&self->settle, g_source_remove);
  self->pinching = TRUE;
  self->settle = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
zoom_about (ReslabFigureView *self, double zoom, double x, double y)
{
  double at_x = self->offset_x + x / self->zoom, at_y = self->offset_y + y / self->zoom;

  zoom = CLAMP (zoom, RESLAB_ZOOM_LEAST, RESLAB_ZOOM_MOST);
  land (self);
  self->fitted = FALSE;
  place (self, zoom, at_x - x / zoom, at_y - y / zoom);
  redraw (self);
}

void
reslab_figure_view_zoom_to (ReslabFigureView *self, double zoom, double x, double y)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && self->zoomable);
  zoom_about (self, zoom, x, y);
}

static void
zoom_by (ReslabFigureView *self, double factor)
{
  zoom_about (self, self->zoom * factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
              gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
reslab_figure_view_zoom_in (ReslabFigureView *self)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && self->zoomable);
  zoom_by (self, ZOOM_STEP);
}

void
reslab_figure_view_zoom_out (ReslabFigureView *self)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && self->zoomable);
  zoom_by (self, 1 / ZOOM_STEP);
}

void
reslab_figure_view_fit (ReslabFigureView *self)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && self->zoomable);
  land (self);
  self->fitted = TRUE;
  reslab__figure_camera_resized (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
reslab_figure_view_get_zoom (ReslabFigureView *self)
{
  g_return_val_if_fail (RESLAB_IS_FIGURE_VIEW (self), 1);
  return self->zoom;
}

/* ── place ── */

void
reslab_figure_view_get_visible (ReslabFigureView *self, FigRect *rect)
{
  graphene_rect_t seen;

  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  *rect = (FigRect) { self->offset_x, self->offset_y, 0, 0 };
  if (!reslab__figure_visible (self, &seen))
    return;
  *rect = (FigRect) { self->offset_x + seen.origin.x / self->zoom,
                      self->offset_y + seen.origin.y / self->zoom, seen.size.width / self->zoom,
                      seen.size.height / self->zoom };
}

void
reslab_figure_view_pan (ReslabFigureView *self, double dx, double dy)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && self->zoomable);
  land (self);
  self->fitted = FALSE;
  place (self, self->zoom, self->offset_x - dx / self->zoom, self->offset_y - dy / self->zoom);
  redraw (self);
}

static void
fly (double part, gpointer data)
{
  ReslabFigureView *self = data;

  place (self, self->zoom,
         self->flight_from[0] + part * (self->flight_to[0] - self->flight_from[0]),
         self->flight_from[1] + part * (self->flight_to[1] - self->flight_from[1]));
  redraw (self);
}

/* The nearest offset from which [begin, begin + length) can be seen, with an edge around it. */
static double
towards (double offset, double room, double begin, double length, double edge)
{
  if (length + 2 * edge > room)
    return begin + length / 2 - room / 2;
  if (begin < offset)
    return begin - edge;
  if (begin + length > offset + room)
    return begin + length + edge - room;
  return offset;
}

/* In a scrolled window it is the window that moves. */
static void
scroll_around (ReslabFigureView *self, const FigRect *rect)
{
  const double begin[2] = { rect->y * self->zoom, rect->x * self->zoom };
  const double length[2] = { rect->height * self->zoom, rect->width * self->zoom };

  for (guint i = 0; i < G_N_ELEMENTS (self->scrolled); i++)
    {
      GtkAdjustment *along = self->scrolled[i];
      GtkWidget *child = GTK_WIDGET (self);
      GtkWidget *around = gtk_widget_get_ancestor (child, GTK_TYPE_SCROLLED_WINDOW);
      double x = 0, y = 0, value;

      if (along == NULL || around == NULL
          || !gtk_widget_translate_coordinates (child, around, 0, 0, &x, &y))
        continue;
      value = gtk_adjustment_get_value (along);
      gtk_adjustment_set_value (along, towards (value, gtk_adjustment_get_page_size (along),
                                                begin[i] + (i == 0 ? y : x) + value, length[i],
                                                EDGE_PX / 2.0));
    }
}

void
reslab_figure_view_scroll_to (ReslabFigureView *self, const FigRect *rect)
{
  double edge = EDGE_PX / self->zoom, room_x, room_y;
  AdwAnimationTarget *target;

  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self) && rect != NULL);
  if (!self->zoomable)
    {
      scroll_around (self, rect);
      return;
    }
  room_x = gtk_widget_get_width (GTK_WIDGET (self)) / self->zoom;
  room_y = gtk_widget_get_height (GTK_WIDGET (self)) / self->zoom;
  if (self->fitted || room_x <= 0 || room_y <= 0
      || (rect->x >= self->offset_x && rect->x + rect->width <= self->offset_x + room_x
          && rect->y >= self->offset_y && rect->y + rect->height <= self->offset_y + room_y))
    return;
  land (self);
  self->flight_from[0] = self->offset_x;
  self->flight_from[1] = self->offset_y;
  self->flight_to[0] = towards (self->offset_x, room_x, rect->x, rect->width, edge);
  self->flight_to[1] = towards (self->offset_y, room_y, rect->y, rect->height, edge);
  target = adw_callback_animation_target_new (fly, self, NULL);
  self->flight = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, FLIGHT_MS, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->flight), ADW_EASE_OUT_CUBIC);
  adw_animation_play (self->flight);      /* at once where animations are off */
}

/* ── gestures ── */

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, ReslabFigureView *self)
{
  self->drag_x = self->offset_x;
  self->drag_y = self->offset_y;
  self->dragging = FALSE;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, ReslabFigureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (!self->dragging)
    {
      if (!gtk_drag_check_threshold (widget, 0, 0, (int) dx, (int) dy))
        return;
      self->dragging = TRUE;
      land (self);
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (widget, "grabbing");
    }
  self->fitted = FALSE;
  place (self, self->zoom, self->drag_x - dx / self->zoom, self->drag_y - dy / self->zoom);
  redraw (self);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, ReslabFigureView *self)
{
  self->dragging = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, ReslabFigureView *self)
{
  GdkModifierType held
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean wheel = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;
  double step = wheel ? WHEEL_PX : 1;

  if (held & GDK_CONTROL_MASK)
    {
      unsettle (self);
      zoom_about (self, self->zoom * pow (ZOOM_STEP, -dy * step / WHEEL_PX), self->pointer_x,
                  self->pointer_y);
    }
  else if (held & GDK_SHIFT_MASK)
    reslab_figure_view_pan (self, -(dx + dy) * step, 0);
  else
    reslab_figure_view_pan (self, -dx * step, -dy * step);
  return TRUE;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, ReslabFigureView *self)
{
  self->pinch_zoom = self->zoom;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, ReslabFigureView *self)
{
  double x = self->pointer_x, y = self->pointer_y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  unsettle (self);
  zoom_about (self, self->pinch_zoom * scale, x, y);
}

void
reslab__figure_camera_init (ReslabFigureView *self)
{
  self->fitted = FALSE;
}

void
reslab__figure_camera_enable (ReslabFigureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new (), *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
}

void
reslab__figure_camera_dispose (ReslabFigureView *self)
{
  g_clear_handle_id (&self->settle, g_source_remove);
  land (self);
}
