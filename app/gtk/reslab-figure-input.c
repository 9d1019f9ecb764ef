/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The pointer over a figure: hover, press, secondary press, tooltip. */
#include "config.h"
#include "reslab-figure-view-private.h"

#include <math.h>

void
reslab__figure_emit_picked (ReslabFigureView *self, const FigPick *pick, guint n_press, double x,
                            double y)
{
  g_signal_emit_by_name (self, "picked", pick, n_press, x, y);
}

void
reslab__figure_emit_context (ReslabFigureView *self, const FigPick *pick, double x, double y)
{
  g_signal_emit_by_name (self, "context", pick, x, y);
}

void
reslab__figure_emit_focused (ReslabFigureView *self, const FigPick *pick)
{
  g_signal_emit_by_name (self, "focused", pick);
}

void
reslab__figure_emit_camera (ReslabFigureView *self)
{
  g_signal_emit_by_name (self, "camera-changed");
}

void
reslab_figure_view_to_scene (ReslabFigureView *self, double *x, double *y)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  *x = self->offset_x + *x / self->zoom;
  *y = self->offset_y + *y / self->zoom;
}

void
reslab_figure_view_from_scene (ReslabFigureView *self, double *x, double *y)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  *x = (*x - self->offset_x) * self->zoom;
  *y = (*y - self->offset_y) * self->zoom;
}

gboolean
reslab_figure_view_pick (ReslabFigureView *self, double x, double y, FigPick *pick)
{
  g_return_val_if_fail (RESLAB_IS_FIGURE_VIEW (self) && pick != NULL, FALSE);
  *pick = (FigPick) { .kind = FIG_NOTHING, .node = RN_NODE_NONE };
  if (self->scene == NULL)
    return FALSE;
  reslab_figure_view_to_scene (self, &x, &y);
  return fig_scene_pick (self->scene, x, y, pick);
}

/* ── hover ── */

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, ReslabFigureView *self)
{
  g_auto (FigPick) pick = { .kind = FIG_NOTHING };
  gboolean over;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->dragging)
    return;
  over = reslab_figure_view_pick (self, x, y, &pick);
  if (!over && !self->hovering)
    return;
  self->hovering = over;
  reslab_figure_view_to_scene (self, &x, &y);
  g_signal_emit_by_name (self, "hovered", over ? &pick : NULL, x, y);
}

static void
on_leave (GtkEventControllerMotion *controller, ReslabFigureView *self)
{
  if (!self->hovering)
    return;
  self->hovering = FALSE;
  g_signal_emit_by_name (self, "hovered", NULL, NAN, NAN);
}

/* ── press ── */

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, ReslabFigureView *self)
{
  g_auto (FigPick) pick = { .kind = FIG_NOTHING };

  if (self->dragging || !reslab_figure_view_pick (self, x, y, &pick))
    return;
  reslab_figure_view_to_scene (self, &x, &y);
  reslab__figure_emit_picked (self, &pick, (guint) n_press, x, y);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, ReslabFigureView *self)
{
  self->ring = FALSE;              /* a pointer needs none */
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->ring = FALSE;
}

static void
on_secondary (GtkGestureClick *gesture, int n_press, double x, double y, ReslabFigureView *self)
{
  g_auto (FigPick) pick = { .kind = FIG_NOTHING };
  gboolean over = reslab_figure_view_pick (self, x, y, &pick);

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  reslab_figure_view_to_scene (self, &x, &y);
  reslab__figure_emit_context (self, over ? &pick : NULL, x, y);
}

static void
set_tip_area (ReslabFigureView *self, const FigRect *bounds, GtkTooltip *tooltip)
{
  double x = bounds->x, y = bounds->y;

  reslab_figure_view_from_scene (self, &x, &y);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle) { (int) x, (int) y,
                                                       (int) ceil (bounds->width * self->zoom),
                                                       (int) ceil (bounds->height * self->zoom) });
}

gboolean
reslab__figure_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                              GtkTooltip *tooltip)
{
  ReslabFigureView *self = RESLAB_FIGURE_VIEW (widget);
  g_auto (FigPick) pick = { .kind = FIG_NOTHING };
  const FigPick *shown = keyboard ? &self->focus : &pick;

  if (!keyboard && !reslab_figure_view_pick (self, x, y, &pick))
    return FALSE;
  if (shown->text == NULL || shown->text[0] == '\0')
    return FALSE;
  gtk_tooltip_set_text (tooltip, shown->text);
  /* A pixel of a map has a tip of its own; it follows the pointer. */
  if (shown->row < 0)
    set_tip_area (self, &shown->bounds, tooltip);
  return TRUE;
}

void
reslab__figure_input_init (ReslabFigureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new (), *secondary = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (widget, motion);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
}
