/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A lesson's steps as dots; one that was seen, or is next, can be pressed. */
#include "config.h"
#include "reslab-lessons-private.h"

#define DOT  12                    /* px */
#define GAP  8
#define WIDE 30                    /* of the step that is shown */

struct _ReslabDots
{
  GtkWidget parent_instance;
  guint     now, n;
};

G_DEFINE_FINAL_TYPE (ReslabDots, reslab_dots, GTK_TYPE_WIDGET)

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  ReslabDots *self = RESLAB_DOTS (widget);

  *natural = orientation == GTK_ORIENTATION_VERTICAL ? DOT + 2 : (int) MAX (self->n, 1) * (DOT + GAP) + WIDE - DOT;
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? *natural : WIDE;
}

/* The left edge of a dot. */
static float
left_of (const ReslabDots *self, guint i)
{
  return (float) (i * (DOT + GAP) + 1 + (i > self->now ? WIDE - DOT : 0));
}

static void
draw_pill (GtkSnapshot *snapshot, const GskRoundedRect *shape, FigColor fill, const FigColor *line)
{
  const float widths[] = { 1.5f, 1.5f, 1.5f, 1.5f };
  GdkRGBA colour = { (float) fill.red, (float) fill.green, (float) fill.blue, 1 };

  gtk_snapshot_push_rounded_clip (snapshot, shape);
  gtk_snapshot_append_color (snapshot, &colour, &shape->bounds);
  gtk_snapshot_pop (snapshot);
  if (line != NULL)
    {
      const GdkRGBA edge = { (float) line->red, (float) line->green, (float) line->blue, 1 };
      const GdkRGBA edges[] = { edge, edge, edge, edge };

      gtk_snapshot_append_border (snapshot, shape, widths, edges);
    }
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ReslabDots *self = RESLAB_DOTS (widget);
  const FigPalette *palette = reslab_style_palette (reslab_style_of (widget));

  for (guint i = 0; i < self->n; i++)
    {
      gboolean now = i == self->now;
      graphene_rect_t bounds = GRAPHENE_RECT_INIT (left_of (self, i), 1, now ? WIDE : DOT, DOT);
      GskRoundedRect shape;

      gsk_rounded_rect_init_from_rect (&shape, &bounds, DOT / 2);
      draw_pill (snapshot, &shape, now ? palette->now : i < self->now ? palette->accent : palette->hairline,
                 now ? &palette->ink : NULL);
    }
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, ReslabDots *self)
{
  for (guint i = 0; i < self->n; i++)
    if (x >= left_of (self, i) - GAP / 2 && x < left_of (self, i + 1) - GAP / 2)
      gtk_widget_activate_action (GTK_WIDGET (self), "win.lesson-go", "u", i);
}

static void
reslab_dots_class_init (ReslabDotsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->measure = measure;
  widget_class->snapshot = snapshot;
  /* which step it is stands beside them as a text */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
reslab_dots_init (ReslabDots *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
}

GtkWidget *
reslab_dots_new (void)
{
  return g_object_new (RESLAB_TYPE_DOTS, NULL);
}

void
reslab_dots_set (ReslabDots *self, guint now, guint n)
{
  g_return_if_fail (RESLAB_IS_DOTS (self));
  if (self->n != n)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->now = now;
  self->n = n;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
