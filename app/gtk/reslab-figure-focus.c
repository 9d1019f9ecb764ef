/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A figure by keyboard: one stop in the window's focus chain, the arrow keys inside. */
#include "config.h"
#include "reslab-figure-view-private.h"

#include <math.h>

#define RING_LINE   2.0            /* px of the widget */
#define RING_SPACE  3.0
#define RING_CORNER 6.0
#define SIDEWAYS    2.0            /* a px aside counts as much as this many ahead */
#define SAME_PLACE  1.0            /* px */
#define HEAD_X      24.0
#define HEAD_Y      12.0

/* Where a stop is, for the arrow keys: its middle, or the head of one that holds others. */
typedef struct
{
  FigPick pick;              /* its text owned */
  double  x, y;
} Stop;

#define STOP(stops, i) (&g_array_index (stops, Stop, i))

static void
stop_clear (gpointer data)
{
  fig_pick_clear (&((Stop *) data)->pick);
}

static gboolean
same_thing (const FigPick *a, const FigPick *b)
{
  return a->kind == b->kind && a->node == b->node && a->scope == b->scope && a->item == b->item
         && a->channel == b->channel && a->row == b->row && a->column == b->column;
}

static FigPick
pick_copy (const FigPick *pick)
{
  FigPick copy = *pick;

  copy.text = g_strdup (pick->text);
  return copy;
}

/* A thing may be drawn by several marks, one after the other; it is one stop, as large as all. */
static gboolean
join_last (GArray *stops, const FigPick *mark)
{
  FigPick *last = stops->len > 0 ? &STOP (stops, stops->len - 1)->pick : NULL;
  double right, bottom;

  if (last == NULL || !same_thing (last, mark))
    return FALSE;
  right = fmax (last->bounds.x + last->bounds.width, mark->bounds.x + mark->bounds.width);
  bottom = fmax (last->bounds.y + last->bounds.height, mark->bounds.y + mark->bounds.height);
  last->bounds.x = fmin (last->bounds.x, mark->bounds.x);
  last->bounds.y = fmin (last->bounds.y, mark->bounds.y);
  last->bounds.width = right - last->bounds.x;
  last->bounds.height = bottom - last->bounds.y;
  return TRUE;
}

static gboolean
holds_another (GArray *stops, guint i)
{
  const FigRect *box = &STOP (stops, i)->pick.bounds;

  for (guint k = 0; k < stops->len; k++)
    {
      const FigRect *in = &STOP (stops, k)->pick.bounds;

      if (k != i && in->x >= box->x && in->y >= box->y && in->x + in->width <= box->x + box->width
          && in->y + in->height <= box->y + box->height && in->width * 2 < box->width)
        return TRUE;
    }
  return FALSE;
}

static void
place_stops (GArray *stops)
{
  for (guint i = 0; i < stops->len; i++)
    {
      Stop *stop = STOP (stops, i);
      const FigRect *box = &stop->pick.bounds;
      gboolean head = holds_another (stops, i);

      stop->x = box->x + (head ? HEAD_X : box->width / 2);
      stop->y = box->y + (head ? HEAD_Y : box->height / 2);
    }
}

static GArray *
stops_of (ReslabFigureView *self)
{
  guint n = self->scene != NULL ? fig_scene_n_marks (self->scene) : 0;

  if (self->stops != NULL)
    return self->stops;
  self->stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  g_array_set_clear_func (self->stops, stop_clear);
  for (guint i = 0; i < n; i++)
    {
      Stop stop;

      fig_scene_mark (self->scene, i, &stop.pick);
      if (stop.pick.kind == FIG_NOTHING || !(self->stop_kinds & (1u << stop.pick.kind))
          || join_last (self->stops, &stop.pick))
        stop_clear (&stop);
      else
        g_array_append_val (self->stops, stop);
    }
  place_stops (self->stops);
  return self->stops;
}

static void
describe (ReslabFigureView *self)
{
  g_free (self->description);
  self->description = g_strdup (self->focus.text != NULL ? self->focus.text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->description, -1);
}

static void
set_focus (ReslabFigureView *self, const FigPick *stop)
{
  FigPick next = { .kind = FIG_NOTHING, .node = RN_NODE_NONE, .item = -1 };

  if (stop != NULL)
    next = pick_copy (stop);
  fig_pick_clear (&self->focus);
  self->focus = next;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
reslab_figure_view_get_description (ReslabFigureView *self)
{
  g_return_val_if_fail (RESLAB_IS_FIGURE_VIEW (self), "");
  return self->description;
}

void
reslab_figure_view_set_stops (ReslabFigureView *self, guint kinds)
{
  g_return_if_fail (RESLAB_IS_FIGURE_VIEW (self));
  self->stop_kinds = kinds;
  g_clear_pointer (&self->stops, g_array_unref);
}

static const Stop *
find_stop (ReslabFigureView *self, const FigPick *pick)
{
  GArray *stops = stops_of (self);

  for (guint i = 0; i < stops->len; i++)
    if (same_thing (&STOP (stops, i)->pick, pick))
      return STOP (stops, i);
  return NULL;
}

void
reslab__figure_focus_renew (ReslabFigureView *self)
{
  const Stop *found;

  g_clear_pointer (&self->stops, g_array_unref);
  if (self->focus.kind == FIG_NOTHING || self->scene == NULL)
    return;
  found = find_stop (self, &self->focus);
  set_focus (self, found != NULL ? &found->pick : NULL);
}

/* ── moving ── */

/* How far @to is from @from in that direction; INFINITY if it does not lie there. @strict: straight
   ahead, or within 45 degrees of it; the other arrows lead elsewhere. */
static double
way (const Stop *from, const Stop *to, GtkDirectionType direction, gboolean strict)
{
  double dx = to->x - from->x, dy = to->y - from->y;
  gboolean across = direction == GTK_DIR_LEFT || direction == GTK_DIR_RIGHT;
  double ahead = across ? dx : dy, aside = across ? dy : dx;

  if (direction == GTK_DIR_LEFT || direction == GTK_DIR_UP)
    ahead = -ahead;
  if (ahead <= SAME_PLACE || (strict && fabs (aside) > ahead))
    return INFINITY;
  return ahead + SIDEWAYS * fabs (aside);
}

static const Stop *
nearest_stop (ReslabFigureView *self, const Stop *from, GtkDirectionType direction, gboolean strict)
{
  GArray *stops = stops_of (self);
  const Stop *best = NULL;
  double least = INFINITY;

  for (guint i = 0; i < stops->len; i++)
    {
      double length = way (from, STOP (stops, i), direction, strict);

      if (length < least)
        {
          least = length;
          best = STOP (stops, i);
        }
    }
  return best;
}

/* At the end of a row there is nothing to the right, but from everywhere a way up and down. */
static const Stop *
next_stop (ReslabFigureView *self, GtkDirectionType direction)
{
  GArray *stops = stops_of (self);
  const Stop *from = find_stop (self, &self->focus), *best;

  if (from == NULL)
    return stops->len > 0 ? STOP (stops, 0) : NULL;
  best = nearest_stop (self, from, direction, TRUE);
  if (best == NULL && (direction == GTK_DIR_UP || direction == GTK_DIR_DOWN))
    best = nearest_stop (self, from, direction, FALSE);
  return best;
}

gboolean
reslab_figure_view_move_focus (ReslabFigureView *self, GtkDirectionType direction)
{
  const Stop *stop;

  g_return_val_if_fail (RESLAB_IS_FIGURE_VIEW (self), FALSE);
  self->ring = TRUE;
  stop = next_stop (self, direction);
  if (stop == NULL)
    return FALSE;
  set_focus (self, &stop->pick);
  reslab_figure_view_scroll_to (self, &self->focus.bounds);
  reslab__figure_emit_focused (self, &self->focus);
  return TRUE;
}

static gboolean
direction_of (guint key, GtkDirectionType *direction)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      *direction = GTK_DIR_LEFT;
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      *direction = GTK_DIR_RIGHT;
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *direction = GTK_DIR_UP;
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *direction = GTK_DIR_DOWN;
      return TRUE;
    default:
      return FALSE;
    }
}

/* Space presses what the keyboard's ring is on; in a diagram it belongs to the steps. */
static gboolean
presses (ReslabFigureView *self, guint key)
{
  if (self->focus.kind == FIG_NOTHING || !self->ring)
    return FALSE;
  return key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter
         || (key == GDK_KEY_space && !self->zoomable);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType held,
        ReslabFigureView *self)
{
  gboolean plain = (held & gtk_accelerator_get_default_mod_mask ()) == 0;
  const FigRect *at = &self->focus.bounds;
  double x = at->x + at->width / 2, y = at->y + at->height / 2;
  GtkDirectionType direction;

  if (plain && direction_of (key, &direction))
    return reslab_figure_view_move_focus (self, direction);
  if (plain && presses (self, key))
    {
      g_auto (FigPick) pick = pick_copy (&self->focus);

      reslab__figure_emit_picked (self, &pick, 1, x, y);
      return TRUE;
    }
  if ((plain && key == GDK_KEY_Menu) || (key == GDK_KEY_F10 && (held & GDK_SHIFT_MASK)))
    {
      g_auto (FigPick) pick = pick_copy (&self->focus);

      reslab__figure_emit_context (self, pick.kind != FIG_NOTHING ? &pick : NULL, x, y);
      return TRUE;
    }
  return FALSE;
}

static void
on_enter (GtkEventControllerFocus *controller, ReslabFigureView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!GTK_IS_WINDOW (root) || !gtk_window_get_focus_visible (GTK_WINDOW (root)))
    return;
  self->ring = TRUE;
  if (self->focus.kind == FIG_NOTHING && stops_of (self)->len > 0)
    set_focus (self, &STOP (self->stops, 0)->pick);
}

static void
on_focus_left (GtkEventControllerFocus *controller, ReslabFigureView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
reslab__figure_paint_ring (ReslabFigureView *self, cairo_t *cr)
{
  const FigColor *accent = &self->palette.accent;
  double px = 1 / self->zoom, space = (RING_SPACE + RING_LINE / 2) * px, r = RING_CORNER * px;
  double x = self->focus.bounds.x - space, y = self->focus.bounds.y - space;
  double right = x + self->focus.bounds.width + 2 * space;
  double bottom = y + self->focus.bounds.height + 2 * space;

  if (!self->ring || self->focus.kind == FIG_NOTHING || !gtk_widget_has_focus (GTK_WIDGET (self)))
    return;
  cairo_new_sub_path (cr);
  cairo_arc (cr, right - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, right - r, bottom - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, bottom - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_line_width (cr, RING_LINE * px);
  cairo_set_source_rgb (cr, accent->red, accent->green, accent->blue);
  cairo_stroke (cr);
}

void
reslab__figure_focus_init (ReslabFigureView *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->stop_kinds = ~(1u << FIG_NOTHING | 1u << FIG_EDGE);
  self->focus = (FigPick) { .kind = FIG_NOTHING, .node = RN_NODE_NONE };
  self->description = g_strdup ("");
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (focus, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

void
reslab__figure_focus_dispose (ReslabFigureView *self)
{
  g_clear_pointer (&self->stops, g_array_unref);
  fig_pick_clear (&self->focus);
  self->focus.kind = FIG_NOTHING;
  g_clear_pointer (&self->description, g_free);
}
