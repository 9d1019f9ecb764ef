/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The charts of the view Train: what the pointer tells of a step, and the steps that are chosen. */
#include "config.h"
#include "reslab-train-private.h"

#include <math.h>

#include "lab-train-scene.h"
#include "reslab-figure-view.h"

#define DRAG_LEAST 8.0             /* px: less is a press */

static FigScene *
make_charts (const FigStyle *style, gpointer data, GError **error)
{
  ReslabTrain *self = data;
  LabTrainState *state = lab_training (self->lab);

  if (self->zoomed && state != NULL && state->n_runs > 0)
    return lab_train_state_scene (state, FIG_TRAINING_ALL, NULL, NULL, self->from, self->to, style);
  return lab_train_scene (self->lab, FIG_TRAINING_ALL, FALSE, style);
}

static void
paint_over (cairo_t *cr, FigScene *scene, gpointer data)
{
  ReslabTrain *self = data;

  if (self->dragging)
    fig_training_paint_span (scene, cr, self->drag_step, self->step);
  if (self->hovering)
    fig_training_paint_step (scene, cr, round (self->step));
}

/* ── pointer ── */

static gboolean
step_under (ReslabTrain *self, double x, double y, double *step)
{
  FigScene *scene = reslab_figure_view_get_scene (RESLAB_FIGURE_VIEW (self->charts));

  reslab_figure_view_to_scene (RESLAB_FIGURE_VIEW (self->charts), &x, &y);
  return scene != NULL && fig_training_step_at (scene, x, y, step);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, ReslabTrain *self)
{
  self->hovering = step_under (self, x, y, &self->step);
  reslab_figure_view_queue_overlay (RESLAB_FIGURE_VIEW (self->charts));
}

static void
on_leave (GtkEventControllerMotion *motion, ReslabTrain *self)
{
  self->hovering = FALSE;
  reslab_figure_view_queue_overlay (RESLAB_FIGURE_VIEW (self->charts));
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, ReslabTrain *self)
{
  self->dragging = step_under (self, x, y, &self->drag_step);
  self->step = self->drag_step;
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, ReslabTrain *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  if (self->dragging)
    step_under (self, x + dx, y, &self->step);
  reslab_figure_view_queue_overlay (RESLAB_FIGURE_VIEW (self->charts));
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, ReslabTrain *self)
{
  double from = floor (fmin (self->drag_step, self->step));
  double to = ceil (fmax (self->drag_step, self->step));

  if (self->dragging && fabs (dx) >= DRAG_LEAST && to - from >= 2)
    {
      self->zoomed = TRUE;
      self->from = from;
      self->to = to;
      reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->charts));
    }
  self->dragging = FALSE;
}

gboolean
reslab_train_zoom_out (ReslabTrain *self)
{
  if (!self->zoomed)
    return FALSE;
  self->zoomed = FALSE;
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->charts));
  return TRUE;
}

static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           ReslabTrain *self)
{
  if (n_press == 2)
    reslab_train_zoom_out (self);
}

/* ── the widget ── */

GtkWidget *
reslab__train_charts_new (ReslabTrain *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->charts = reslab_figure_view_new ();
  reslab_figure_view_set_tooltips (RESLAB_FIGURE_VIEW (self->charts), FALSE);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (self->charts), 1 << FIG_POINT);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->charts), make_charts, self);
  reslab_figure_view_set_overlay (RESLAB_FIGURE_VIEW (self->charts), paint_over, self);
  g_signal_connect_object (self->charts, "picked", G_CALLBACK (on_picked), self, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, 0);
  g_signal_connect_object (motion, "leave", G_CALLBACK (on_leave), self, 0);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (on_drag_end), self, 0);
  gtk_widget_add_controller (self->charts, motion);
  gtk_widget_add_controller (self->charts, GTK_EVENT_CONTROLLER (drag));
  return self->charts;
}
