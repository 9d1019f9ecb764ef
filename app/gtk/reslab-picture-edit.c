/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* From the pointer's way to commands: once a frame, a drag being one step of the history. */
#include "config.h"
#include "reslab-picture-panel-private.h"

#include <math.h>

#define DISCS_MOST    12           /* between two frames: a fast line gets gaps rather than a queue */
#define NOISE_REST_US 800000       /* a later move of the slider is a new step of the history */

double
reslab__picture_size (ReslabPicturePanel *self)
{
  return gtk_range_get_value (GTK_RANGE (self->size));
}

/* ── what is sent ── */

static void
paint_disc (ReslabPicturePanel *self, double x, double y)
{
  lab_do (self->lab, NULL, "brush", "x", x, "y", y, "size", reslab__picture_size (self) / 2, "color",
          (int) self->color, "stroke", self->stroke, NULL);
}

/* Discs close enough to make a line. */
static void
send_brush (ReslabPicturePanel *self)
{
  double way = hypot (self->x - self->sent_x, self->y - self->sent_y);
  double step = fmax (reslab__picture_size (self) / 4, 0.004);
  guint n = (guint) CLAMP (ceil (way / step), 1, DISCS_MOST);

  for (guint i = 1; i <= n; i++)
    paint_disc (self, self->sent_x + (self->x - self->sent_x) * i / n,
                self->sent_y + (self->y - self->sent_y) * i / n);
}

static void
send_move (ReslabPicturePanel *self)
{
  lab_do (self->lab, NULL, "shift", "x", self->x - self->begin_x, "y", self->y - self->begin_y,
          "stroke", self->stroke, "again", self->edited, NULL);
}

static void
send_cover (ReslabPicturePanel *self)
{
  lab_do (self->lab, NULL, "occlude", "x", self->x, "y", self->y, "size",
          reslab__picture_size (self) * 2, "stroke", self->stroke, "again", self->edited, NULL);
}

static void
send_edit (ReslabPicturePanel *self)
{
  if (self->edited && self->x == self->sent_x && self->y == self->sent_y)
    return;
  if (self->tool == RESLAB_TOOL_BRUSH)
    send_brush (self);
  else if (self->tool == RESLAB_TOOL_COVER)
    send_cover (self);
  else if (self->edited || self->x != self->begin_x || self->y != self->begin_y)
    send_move (self);
  else
    return;                        /* a click moves nothing */
  self->edited = TRUE;
  self->sent_x = self->x;
  self->sent_y = self->y;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ReslabPicturePanel *self = data;

  self->tick = 0;
  if (self->pressed)
    send_edit (self);
  return G_SOURCE_REMOVE;
}

/* ── the drag ── */

void
reslab_picture_panel_press (ReslabPicturePanel *self, double x, double y)
{
  g_return_if_fail (RESLAB_IS_PICTURE_PANEL (self));
  self->pressed = TRUE;
  self->edited = FALSE;
  self->stroke = (int) (g_get_monotonic_time () & G_MAXINT);
  self->x = self->begin_x = self->sent_x = x;
  self->y = self->begin_y = self->sent_y = y;
  send_edit (self);
}

void
reslab_picture_panel_move (ReslabPicturePanel *self, double x, double y)
{
  g_return_if_fail (RESLAB_IS_PICTURE_PANEL (self));
  if (!self->pressed)
    return;
  self->x = x;
  self->y = y;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (self->area, on_tick, self, NULL);
}

void
reslab_picture_panel_release (ReslabPicturePanel *self)
{
  g_return_if_fail (RESLAB_IS_PICTURE_PANEL (self));
  if (self->pressed)
    send_edit (self);              /* the last bit of the way */
  self->pressed = FALSE;
  reslab__picture_dispose (self);
}

void
reslab__picture_dispose (ReslabPicturePanel *self)
{
  if (self->tick != 0 && self->area != NULL)
    gtk_widget_remove_tick_callback (self->area, self->tick);
  self->tick = 0;
}

/* ── noise ── */

void
reslab__picture_noise (ReslabPicturePanel *self, double deviation)
{
  gint64 now = g_get_monotonic_time ();
  gboolean again = now - self->noised < NOISE_REST_US;

  if (!again)
    self->stroke = (int) (now & G_MAXINT);
  lab_do (self->lab, NULL, "noise", "size", deviation, "seed", self->stroke, "stroke", self->stroke,
          "again", again, NULL);
  self->noised = now;
}
