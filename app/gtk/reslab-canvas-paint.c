/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is painted over the diagram each frame, and the movement of a step: beads run 180 ms along
 * the edges that feed it, then its map comes up in the rest of 250 ms. */
#include "config.h"
#include "reslab-canvas-private.h"

#include <math.h>

#include "lab-pass.h"
#include "lab-story.h"

#define MOTION_MS   250.0
#define BEADS_MS    180.0
#define FADE_MS     90.0
#define BEAD_RADIUS 5.0
#define BEAD_REST   18.0           /* px before the edge's end */
#define BEAD_WAY    26.0           /* shorter edges have no room for one */
#define PROJECTOR   1.6            /* everything is so much larger there */
#define PROBE_LEAST 7.0            /* px, however small the map's pixels */

/* ── shapes ── */

static void
set_color (cairo_t *cr, const FigColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

static void
trace_box (cairo_t *cr, const FigRect *box, double grow, double radius)
{
  double x = box->x - grow, y = box->y - grow, right = box->x + box->width + grow,
         bottom = box->y + box->height + grow;
  double r = MIN (radius + grow, MIN (right - x, bottom - y) / 2);

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, right - r, bottom - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, bottom - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
stroke_box (cairo_t *cr, const FigRect *box, double grow, double radius, const FigColor *color,
            double line)
{
  trace_box (cr, box, grow, radius);
  set_color (cr, color);
  cairo_set_line_width (cr, line);
  cairo_stroke (cr);
}

/* ── beads ── */

/* The point @distance px along the way, from its end where @back. */
static FigPoint
point_along (const FigWay *way, double distance, gboolean back)
{
  FigPoint last = way->points[back ? way->n - 1 : 0];

  for (guint i = 1; i < way->n; i++)
    {
      FigPoint next = way->points[back ? way->n - 1 - i : i];
      double length = hypot (next.x - last.x, next.y - last.y);

      if (distance <= length && length > 0)
        return (FigPoint) { last.x + (next.x - last.x) * distance / length,
                            last.y + (next.y - last.y) * distance / length };
      distance -= length;
      last = next;
    }
  return last;
}

static double
ease_out (double part)
{
  return 1 - pow (1 - CLAMP (part, 0, 1), 3);
}

static double
unit_of (ReslabCanvas *self)
{
  return reslab_style_is_projector (self->style) ? PROJECTOR : 1;
}

static void
paint_beads (ReslabCanvas *self, cairo_t *cr, FigScene *scene, const FigPalette *palette,
             RnNode node, gboolean back)
{
  g_autoptr (GArray) ways = back ? fig_scene_edges_from (scene, node)
                                 : fig_scene_edges_into (scene, node);
  double part = ease_out (self->moment_ms / BEADS_MS), unit = unit_of (self);

  for (guint i = 0; i < ways->len; i++)
    {
      const FigWay *way = &g_array_index (ways, FigWay, i);
      FigPoint at;

      if (way->length < BEAD_WAY * unit)
        continue;
      at = point_along (way, part * (way->length - BEAD_REST * unit), back);
      cairo_new_sub_path (cr);
      cairo_arc (cr, at.x, at.y, BEAD_RADIUS * unit, 0, 2 * G_PI);
      set_color (cr, &palette->now);
      cairo_fill_preserve (cr);
      set_color (cr, &palette->ink);
      cairo_set_line_width (cr, 1.3 * unit);
      cairo_stroke (cr);
    }
}

/* ── the current step ── */

/* The map comes up: until then its place is veiled. */
static void
paint_veil (ReslabCanvas *self, cairo_t *cr, const FigPalette *palette, RnNode node)
{
  GArray *places = reslab__canvas_places (self);
  double left = 1 - (self->moment_ms - (MOTION_MS - FADE_MS)) / FADE_MS;
  FigColor veil = palette->plain.tint;

  veil.alpha = CLAMP (left, 0, 1);
  if (veil.alpha <= 0)
    return;
  for (guint i = 0; i < places->len; i++)
    {
      const CanvasPlace *place = &g_array_index (places, CanvasPlace, i);

      if (place->kind != FIG_MAP || place->node != node)
        continue;
      trace_box (cr, &place->bounds, 0, 4);
      set_color (cr, &veil);
      cairo_fill (cr);
    }
}

static void
paint_current (ReslabCanvas *self, cairo_t *cr, FigScene *scene, const FigPalette *palette)
{
  RnDirection direction;
  RnNode node = lab_current_node (self->lab, &direction);
  FigRect box;
  double radius, unit = unit_of (self);

  if (node == RN_NODE_NONE || !fig_scene_find_node (scene, node, &box, &radius))
    return;
  paint_veil (self, cr, palette, node);
  stroke_box (cr, &box, 4 * unit, radius, &palette->halo, 9 * unit);
  stroke_box (cr, &box, 2.5 * unit, radius, &palette->now, 4 * unit);
  stroke_box (cr, &box, 4.75 * unit, radius, &palette->ink, 0.5 * unit);
  paint_beads (self, cr, scene, palette, node, direction == RN_BACKWARD);
}

/* ── selection ── */

static void
paint_selection (ReslabCanvas *self, cairo_t *cr, FigScene *scene, const FigPalette *palette)
{
  GtkWidget *figure = GTK_WIDGET (self->figure);
  GtkRoot *root = gtk_widget_get_root (figure);
  RnDirection direction;
  RnNode current = lab_current_node (self->lab, &direction);
  FigRect box, now;
  double radius, unit = unit_of (self), grow = 3 * unit;

  if (!reslab__canvas_selection (self, &box, &radius))
    return;
  /* Where the step is is what is selected while the inspector follows it: yellow says so. */
  if (current != RN_NODE_NONE && fig_scene_find_node (scene, current, &now, NULL)
      && now.x == box.x && now.y == box.y && now.width == box.width)
    grow = 8 * unit;
  else
    stroke_box (cr, &box, grow, radius, &palette->ink, 2 * unit);
  if (GTK_IS_WINDOW (root) && gtk_widget_has_focus (figure)
      && gtk_window_get_focus_visible (GTK_WINDOW (root)))
    stroke_box (cr, &box, grow + 4 * unit, radius, &palette->accent, 2 * unit);
}

/* ── the probe ── */

/* Where the probe is, as parts of a map's sides. */
static gboolean
probe_of (ReslabCanvas *self, double *across, double *down)
{
  const LabLook *look = lab_look (self->lab);
  LabPass *pass = lab_pass (self->lab);
  RnNode node = lab_selected_node (self->lab);

  if (!isnan (self->across) && !look->pinned)
    {
      *across = self->across;
      *down = self->down;
      return TRUE;
    }
  if (!look->probing || node == RN_NODE_NONE || pass->shapes[node].rank < 4)
    return FALSE;
  *across = (look->column + 0.5) / (double) pass->shapes[node].dim[3];
  *down = (look->row + 0.5) / (double) pass->shapes[node].dim[2];
  return *across < 1 && *down < 1;
}

static void
paint_probe (ReslabCanvas *self, cairo_t *cr, const FigPalette *palette)
{
  GArray *places = reslab__canvas_places (self);
  LabPass *pass = lab_pass (self->lab);
  double across, down, least = PROBE_LEAST / reslab_figure_view_get_zoom (self->figure);
  FigColor edge = fig_color (0x000000);

  if (pass == NULL || !probe_of (self, &across, &down))
    return;
  for (guint i = 0; i < places->len; i++)
    {
      const CanvasPlace *place = &g_array_index (places, CanvasPlace, i);
      const RnShape *shape;
      double width, height;
      FigRect pixel;

      if (place->kind != FIG_MAP)
        continue;
      shape = &pass->shapes[place->node];
      width = place->bounds.width / (double) shape->dim[3];
      height = place->bounds.height / (double) shape->dim[2];
      pixel = (FigRect) { place->bounds.x + (floor (across * (double) shape->dim[3]) + 0.5) * width,
                          place->bounds.y + (floor (down * (double) shape->dim[2]) + 0.5) * height,
                          fmax (width, least), fmax (height, least) };
      pixel.x -= pixel.width / 2;
      pixel.y -= pixel.height / 2;
      stroke_box (cr, &pixel, 0, 0, &edge, 3.2);
      stroke_box (cr, &pixel, 0, 0, &palette->now, 1.6);
    }
}

/* The part of the picture that the probed number comes from. */
static void
paint_field (ReslabCanvas *self, cairo_t *cr, FigScene *scene, const FigPalette *palette)
{
  LabStory *story = lab_story (self->lab);
  LabPass *pass = lab_pass (self->lab);
  const RnShape *shape = pass != NULL ? &pass->shapes[0] : NULL;
  FigColor edge = fig_color (0x000000);
  FigRect box, field;

  if (!lab_look (self->lab)->probing || story == NULL || shape == NULL || shape->rank < 4
      || story->graph != pass->graph || story->field.height == 0)
    return;
  if (!fig_scene_find_node (scene, 0, &box, NULL))
    return;
  /* the thumbnail stands in the box of the input as in every folded one */
  box = (FigRect) { box.x + 6, box.y + 6, box.height - 12, box.height - 12 };
  field = (FigRect) { box.x + box.width * (double) story->field.left / (double) shape->dim[3],
                      box.y + box.height * (double) story->field.top / (double) shape->dim[2],
                      box.width * (double) story->field.width / (double) shape->dim[3],
                      box.height * (double) story->field.height / (double) shape->dim[2] };
  stroke_box (cr, &field, 0, 0, &edge, 3.2);
  stroke_box (cr, &field, 0, 0, &palette->now, 1.6);
}

void
reslab__canvas_paint (cairo_t *cr, FigScene *scene, gpointer data)
{
  ReslabCanvas *self = data;
  FigPalette palette = *reslab_style_palette (self->style);

  if (reslab_style_is_projector (self->style))
    palette = fig_palette_contrast (&palette);
  paint_current (self, cr, scene, &palette);
  paint_selection (self, cr, scene, &palette);
  paint_field (self, cr, scene, &palette);
  paint_probe (self, cr, &palette);
}

/* ── movement ── */

static void
set_moment (double moment_ms, gpointer data)
{
  ReslabCanvas *self = data;

  self->moment_ms = moment_ms;
  reslab_figure_view_queue_overlay (self->figure);
}

void
reslab__canvas_stop (ReslabCanvas *self)
{
  if (self->motion != NULL)
    adw_animation_pause (self->motion);
  g_clear_object (&self->motion);
}

/* Where animations are off, the beads are at rest at once. */
void
reslab__canvas_move_step (ReslabCanvas *self)
{
  AdwAnimationTarget *target = adw_callback_animation_target_new (set_moment, self, NULL);

  reslab__canvas_stop (self);
  self->motion = adw_timed_animation_new (GTK_WIDGET (self->figure), 0, MOTION_MS,
                                          (guint) MOTION_MS, target);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->motion), ADW_LINEAR);
  adw_animation_play (self->motion);
}

gboolean
reslab_canvas_settle (ReslabCanvas *self)
{
  if (self->motion == NULL || adw_animation_get_state (self->motion) != ADW_ANIMATION_PLAYING)
    return FALSE;
  adw_animation_skip (self->motion);
  return TRUE;
}
