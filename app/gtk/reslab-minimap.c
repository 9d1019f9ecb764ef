/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The minimap: boxes instead of the whole picture, so that it is read at this size and costs
 * nothing; it is kept as a surface until the scene is another one. */
#include "config.h"
#include "reslab-minimap.h"

#include <math.h>

#include "fig-i18n.h"
#include "reslab-canvas-private.h"
#include "reslab-accessible.h"
#include "reslab-controls.h"

#define WIDTH   188
#define HEIGHT  118
#define PADDING 8.0
#define TITLE   22.0               /* px above the picture */

struct _ReslabMinimap
{
  GtkWidget        parent_instance;
  ReslabCanvas    *canvas;         /* (weak) */
  GtkWidget       *title, *zoom;
  cairo_surface_t *picture;        /* (owned) (nullable) */
  guint            picture_of;     /* the scene's number */
  double           start_x, start_y;
};

G_DEFINE_FINAL_TYPE (ReslabMinimap, reslab_minimap, GTK_TYPE_WIDGET)

/* Where the diagram lies in the widget. */
static gboolean
lay_out (ReslabMinimap *self, FigRect *area, double *scale)
{
  FigScene *scene = reslab_figure_view_get_scene (self->canvas->figure);
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * PADDING;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - TITLE - 2 * PADDING;

  if (scene == NULL || width <= 0 || height <= 0)
    return FALSE;
  *scale = fmin (width / fig_scene_width (scene), height / fig_scene_height (scene));
  *area = (FigRect) { 0, TITLE + PADDING, fig_scene_width (scene) * *scale,
                      fig_scene_height (scene) * *scale };
  area->x = PADDING + (width - area->width) / 2;
  return TRUE;
}

/* ── the picture ── */

static const FigColor *
color_of (ReslabMinimap *self, const FigPalette *palette, const CanvasPlace *place)
{
  LabPass *pass = lab_pass (self->canvas->lab);
  RnDirection direction;

  lab_current_node (self->canvas->lab, &direction);
  if (place->node == RN_NODE_NONE || !lab_is_shown (self->canvas->lab, place->node, direction))
    return &palette->hairline;
  if (lab_folded_around (self->canvas->lab, place->node) != RN_SCOPE_ROOT)
    return &palette->ink2;
  for (RnScope s = rn_graph_node (pass->graph, place->node)->scope; s != RN_SCOPE_ROOT;
       s = rn_graph_scope (pass->graph, s)->parent)
    switch (rn_graph_scope (pass->graph, s)->kind)
      {
      case RN_SCOPE_BRANCH:
        return &palette->branch.line;
      case RN_SCOPE_SHORTCUT:
        return &palette->shortcut.line;
      case RN_SCOPE_BLOCK:
        return &palette->sum.line;
      case RN_SCOPE_NETWORK:
      case RN_SCOPE_STEM:
      case RN_SCOPE_STAGE:
      case RN_SCOPE_GROUP:
      case RN_SCOPE_HEAD:
      default:
        break;
      }
  return &palette->ink2;
}

/* An unfolded block's card holds the boxes of its ops. */
static gboolean
is_card (ReslabMinimap *self, const CanvasPlace *place)
{
  LabPass *pass = lab_pass (self->canvas->lab);

  return place->kind == FIG_SCOPE
         && rn_graph_scope (pass->graph, place->scope)->kind == RN_SCOPE_BLOCK
         && lab_is_open (self->canvas->lab, place->scope)
         && (place->node == RN_NODE_NONE
             || lab_folded_around (self->canvas->lab, place->node) == RN_SCOPE_ROOT);
}

static void
paint_places (ReslabMinimap *self, cairo_t *cr, double scale, const FigPalette *palette)
{
  GArray *places = reslab__canvas_places (self->canvas);

  for (guint i = 0; i < places->len; i++)
    {
      const CanvasPlace *place = &g_array_index (places, CanvasPlace, i);
      const FigColor *color = is_card (self, place) ? &palette->plain.tint
                                                    : color_of (self, palette, place);

      if (place->kind == FIG_MAP)
        continue;
      cairo_rectangle (cr, place->bounds.x * scale, place->bounds.y * scale,
                       fmax (place->bounds.width * scale, 1.5),
                       fmax (place->bounds.height * scale, 1.5));
      cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
      cairo_fill (cr);
    }
}

static void
ensure_picture (ReslabMinimap *self, const FigRect *area, double scale, const FigPalette *palette)
{
  guint of = reslab_figure_view_n_scenes (self->canvas->figure);
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_t *cr;

  if (self->picture != NULL && self->picture_of == of)
    return;
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                              (int) ceil (area->width) * factor,
                                              (int) ceil (area->height) * factor);
  cairo_surface_set_device_scale (self->picture, factor, factor);
  cr = cairo_create (self->picture);
  if (lab_pass (self->canvas->lab) != NULL)
    paint_places (self, cr, scale, palette);
  cairo_destroy (cr);
  self->picture_of = of;
}

/* ── the frame ── */

static void
paint_frame (ReslabMinimap *self, cairo_t *cr, const FigRect *area, double scale,
             const FigPalette *palette)
{
  FigRect seen;
  double x0, y0, x1, y1;

  reslab_figure_view_get_visible (self->canvas->figure, &seen);
  x0 = CLAMP (area->x + seen.x * scale, area->x, area->x + area->width);
  y0 = CLAMP (area->y + seen.y * scale, area->y, area->y + area->height);
  x1 = CLAMP (area->x + (seen.x + seen.width) * scale, x0, area->x + area->width);
  y1 = CLAMP (area->y + (seen.y + seen.height) * scale, y0, area->y + area->height);
  cairo_rectangle (cr, x0 + 0.5, y0 + 0.5, x1 - x0 - 1, y1 - y0 - 1);
  cairo_set_source_rgb (cr, palette->ink.red, palette->ink.green, palette->ink.blue);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
paint_now (ReslabMinimap *self, cairo_t *cr, const FigRect *area, double scale,
           const FigPalette *palette)
{
  RnDirection direction;
  RnNode node = lab_current_node (self->canvas->lab, &direction);
  FigRect box;

  if (node == RN_NODE_NONE
      || !fig_scene_find_node (reslab_figure_view_get_scene (self->canvas->figure), node, &box,
                               NULL))
    return;
  cairo_arc (cr, area->x + (box.x + box.width / 2) * scale, area->y + (box.y + box.height / 2) * scale,
             3.5, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, palette->now.red, palette->now.green, palette->now.blue);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, palette->ink.red, palette->ink.green, palette->ink.blue);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
reslab_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ReslabMinimap *self = RESLAB_MINIMAP (widget);
  FigPalette palette;
  FigRect area;
  double scale;
  cairo_t *cr;

  gtk_widget_snapshot_child (widget, self->title, snapshot);
  gtk_widget_snapshot_child (widget, self->zoom, snapshot);
  if (self->canvas == NULL || self->canvas->lab == NULL)
    return;
  if (!lay_out (self, &area, &scale))
    return;
  palette = *reslab_style_palette (self->canvas->style);
  ensure_picture (self, &area, scale, &palette);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                       (float) gtk_widget_get_height (widget)));
  cairo_set_source_surface (cr, self->picture, area.x, area.y);
  cairo_paint (cr);
  paint_frame (self, cr, &area, scale, &palette);
  paint_now (self, cr, &area, scale, &palette);
  cairo_destroy (cr);
}

/* ── when it is there, and what it says ── */

static void
update (ReslabMinimap *self)
{
  FigScene *scene = reslab_figure_view_get_scene (self->canvas->figure);
  g_autofree char *percent
    = g_strdup_printf (_("%.0f %%"), 100 * reslab_figure_view_get_zoom (self->canvas->figure));
  FigRect seen;
  gboolean partly;

  reslab_figure_view_get_visible (self->canvas->figure, &seen);
  partly = scene != NULL
           && (seen.width < fig_scene_width (scene) - 1
               || seen.height < fig_scene_height (scene) - 1);
 reslab_control_set_visible (GTK_WIDGET (self),
                         partly && !reslab_style_is_projector (self->canvas->style)
                            && gtk_widget_get_width (GTK_WIDGET (self->canvas)) > 3 * WIDTH
                            && gtk_widget_get_height (GTK_WIDGET (self->canvas)) > 3 * HEIGHT);
  gtk_label_set_text (GTK_LABEL (self->title), rn_spec_name (lab_document (self->canvas->lab)->spec));
  gtk_label_set_text (GTK_LABEL (self->zoom), percent);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Showing and hiding lays the overlay out anew, so it waits until the frame's layout is done. */
static gboolean
on_idle (gpointer data)
{
  ReslabMinimap *self = data;

  if (self->canvas != NULL && self->canvas->lab != NULL)
    update (self);
  return G_SOURCE_REMOVE;
}

static void
on_camera (ReslabMinimap *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, g_object_ref (self), g_object_unref);
}

/* ── dragging ── */

/* The view's middle goes to a point of the minimap. */
static void
move_to (ReslabMinimap *self, double x, double y)
{
  ReslabFigureView *figure = self->canvas->figure;
  double zoom = reslab_figure_view_get_zoom (figure), scale;
  FigRect area, seen;

  if (!lay_out (self, &area, &scale))
    return;
  reslab_figure_view_get_visible (figure, &seen);
  reslab_figure_view_pan (figure, (seen.x + seen.width / 2 - (x - area.x) / scale) * zoom,
                          (seen.y + seen.height / 2 - (y - area.y) / scale) * zoom);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, ReslabMinimap *self)
{
  self->start_x = x;
  self->start_y = y;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  move_to (self, x, y);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, ReslabMinimap *self)
{
  move_to (self, self->start_x + dx, self->start_y + dy);
}

/* ── the widget ── */

static void
reslab_minimap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
reslab_minimap_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ReslabMinimap *self = RESLAB_MINIMAP (widget);
  int least, zoom, line, ignored;

  gtk_widget_measure (self->zoom, GTK_ORIENTATION_HORIZONTAL, -1, &least, &zoom, NULL, NULL);
  gtk_widget_measure (self->zoom, GTK_ORIENTATION_VERTICAL, zoom, &ignored, &line, NULL, NULL);
  gtk_widget_size_allocate (self->zoom,
                            &(GtkAllocation) { width - zoom - (int) PADDING, 6, zoom, line }, -1);
  gtk_widget_size_allocate (self->title,
                            &(GtkAllocation) { (int) PADDING, 6,
                                               MAX (width - zoom - 3 * (int) PADDING, 0), line },
                            -1);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
}

static void
reslab_minimap_dispose (GObject *object)
{
  ReslabMinimap *self = RESLAB_MINIMAP (object);

  g_clear_weak_pointer (&self->canvas);
  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_pointer (&self->zoom, gtk_widget_unparent);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  G_OBJECT_CLASS (reslab_minimap_parent_class)->dispose (object);
}

static void
reslab_minimap_class_init (ReslabMinimapClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = reslab_minimap_dispose;
  widget_class->measure = reslab_minimap_measure;
  widget_class->size_allocate = reslab_minimap_size_allocate;
  widget_class->snapshot = reslab_minimap_snapshot;
  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
reslab_minimap_init (ReslabMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->title = gtk_label_new ("");
  self->zoom = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_add_css_class (self->title, "caption-heading");
  gtk_widget_add_css_class (self->zoom, "caption");
  gtk_widget_add_css_class (self->zoom, "dim");
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));
  gtk_widget_set_parent (self->zoom, GTK_WIDGET (self));
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_margin_end (GTK_WIDGET (self), 14);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 14);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  reslab_set_name (self, _("The whole diagram in small"));
}

GtkWidget *
reslab_minimap_new (ReslabCanvas *canvas)
{
  ReslabMinimap *self = g_object_new (RESLAB_TYPE_MINIMAP, NULL);

  g_set_weak_pointer (&self->canvas, canvas);
  g_signal_connect_object (canvas->figure, "camera-changed", G_CALLBACK (on_camera), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas->lab, "changed", G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas->style, "changed", G_CALLBACK (on_camera), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
