/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The picture and the tools around it. */
#include "config.h"
#include "reslab-picture-panel-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-pass.h"
#include "reslab-accessible.h"
#include "reslab-style.h"

G_DEFINE_FINAL_TYPE (ReslabPicturePanel, reslab_picture_panel, ADW_TYPE_BIN)

static const guint32 colors[] = { 0x000000, 0xFFFFFF, 0x7C7C7C, 0xC1121F, 0x2A9D3A, 0x1D5FA8,
                                  0xF5C211 };

/* ── painting ── */

/* The size the network sees; a block that takes no picture has one too. */
static void
input_size (ReslabPicturePanel *self, guint *height, guint *width)
{
  LabPass *pass = lab_pass (self->lab);

  *height = pass != NULL && pass->shapes[0].rank == 4 ? (guint) pass->shapes[0].dim[2] : 224;
  *width = pass != NULL && pass->shapes[0].rank == 4 ? (guint) pass->shapes[0].dim[3] : 224;
}

/* The outline of what a press would change. */
static void
paint_tool (ReslabPicturePanel *self, cairo_t *cr, int width, int height)
{
  double size = reslab__picture_size (self) * MIN (width, height);
  double x = self->over_x * width, y = self->over_y * height;

  if (isnan (self->over_x) || self->tool == RESLAB_TOOL_MOVE)
    return;
  for (int pass = 0; pass < 2; pass++)
    {
      if (self->tool == RESLAB_TOOL_BRUSH)
        cairo_arc (cr, x, y, fmax (size / 2, 1.5), 0, 2 * G_PI);
      else
        cairo_rectangle (cr, x - size, y - size, 2 * size, 2 * size);
      cairo_set_source_rgb (cr, pass, pass, pass);
      cairo_set_line_width (cr, pass == 0 ? 2.6 : 1.2);
      cairo_stroke (cr);
    }
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  ReslabPicturePanel *self = data;
  guint rows, columns;
  g_autoptr (GdkPixbuf) crop = NULL;

  input_size (self, &rows, &columns);
  crop = lab_picture_crop (lab_document (self->lab)->picture, rows, columns);
  if (crop == NULL)
    return;
  cairo_save (cr);
  cairo_scale (cr, (double) width / columns, (double) height / rows);
  gdk_cairo_set_source_pixbuf (cr, crop, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            (guint) width >= 2 * columns ? CAIRO_FILTER_NEAREST
                                                         : CAIRO_FILTER_BILINEAR);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
  paint_tool (self, cr, width, height);
}

/* ── the pointer ── */

static void
to_parts (ReslabPicturePanel *self, double *x, double *y)
{
  *x /= MAX (gtk_widget_get_width (self->area), 1);
  *y /= MAX (gtk_widget_get_height (self->area), 1);
}

static void
on_begin (GtkGestureDrag *gesture, double x, double y, ReslabPicturePanel *self)
{
  to_parts (self, &x, &y);
  reslab_picture_panel_press (self, x, y);
}

static void
on_update (GtkGestureDrag *gesture, double dx, double dy, ReslabPicturePanel *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  x += dx;
  y += dy;
  to_parts (self, &x, &y);
  self->over_x = x;
  self->over_y = y;
  reslab_picture_panel_move (self, x, y);
  gtk_widget_queue_draw (self->area);
}

static void
on_end (GtkGestureDrag *gesture, double dx, double dy, ReslabPicturePanel *self)
{
  reslab_picture_panel_release (self);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, ReslabPicturePanel *self)
{
  to_parts (self, &x, &y);
  self->over_x = x;
  self->over_y = y;
  gtk_widget_queue_draw (self->area);
}

static void
on_leave (GtkEventControllerMotion *motion, ReslabPicturePanel *self)
{
  self->over_x = self->over_y = NAN;
  gtk_widget_queue_draw (self->area);
}

/* ── tools ── */

static void
on_tool (GtkToggleButton *button, ReslabPicturePanel *self)
{
  for (guint i = 0; i < RESLAB_N_TOOLS; i++)
    if (GTK_WIDGET (button) == self->tools[i] && gtk_toggle_button_get_active (button))
      self->tool = (ReslabPictureTool) i;
  gtk_widget_set_sensitive (self->size, self->tool != RESLAB_TOOL_MOVE);
  gtk_widget_set_sensitive (self->swatches, self->tool == RESLAB_TOOL_BRUSH);
  gtk_widget_set_cursor_from_name (self->area,
                                   self->tool == RESLAB_TOOL_MOVE ? "grab" : "crosshair");
}

void
reslab_picture_panel_set_tool (ReslabPicturePanel *self, ReslabPictureTool tool)
{
  g_return_if_fail (RESLAB_IS_PICTURE_PANEL (self) && tool < RESLAB_N_TOOLS);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->tools[tool]), TRUE);
}

static GtkWidget *
new_tools (ReslabPicturePanel *self)
{
  static const char *const labels[] = { N_("Draw"), N_("Move"), N_("Cover") };
  static const char *const tips[] = { N_("Drag to draw on the picture"),
                                      N_("Drag to move the picture"),
                                      N_("Drag a grey square over the picture") };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (row, "linked");
  gtk_widget_add_css_class (row, "segments");
  for (guint i = 0; i < RESLAB_N_TOOLS; i++)
    {
      self->tools[i] = gtk_toggle_button_new_with_label (_(labels[i]));
      gtk_widget_set_tooltip_text (self->tools[i], _(tips[i]));
      gtk_widget_set_hexpand (self->tools[i], TRUE);
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->tools[i]),
                                     GTK_TOGGLE_BUTTON (self->tools[0]));
      gtk_box_append (GTK_BOX (row), self->tools[i]);
    }
  return row;
}

static void
on_swatch (GtkToggleButton *button, ReslabPicturePanel *self)
{
  if (gtk_toggle_button_get_active (button))
    self->color = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "color"));
}

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  guint32 color = GPOINTER_TO_UINT (data);

  cairo_set_source_rgb (cr, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0,
                        (color & 255) / 255.0);
  cairo_paint (cr);
}

static GtkWidget *
new_swatches (ReslabPicturePanel *self)
{
  static const char *const names[] = { N_("Black"), N_("White"), N_("Grey"), N_("Red"),
                                       N_("Green"), N_("Blue"), N_("Yellow") };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      GtkWidget *button = gtk_toggle_button_new (), *face = gtk_drawing_area_new ();

      gtk_widget_set_size_request (face, 16, 16);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (face), draw_swatch,
                                      GUINT_TO_POINTER (colors[i]), NULL);
      gtk_button_set_child (GTK_BUTTON (button), face);
      gtk_widget_add_css_class (button, "swatch");
      gtk_widget_set_tooltip_text (button, _(names[i]));
      reslab_set_name (button, _(names[i]));
      g_object_set_data (G_OBJECT (button), "color", GUINT_TO_POINTER (colors[i]));
      if (first != NULL)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      else
        first = button;
      g_signal_connect (button, "toggled", G_CALLBACK (on_swatch), self);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (first), TRUE);
  return row;
}

static void
on_noise (GtkRange *range, ReslabPicturePanel *self)
{
  if (!self->telling)
    reslab__picture_noise (self, gtk_range_get_value (range));
}

static void
on_restore (GtkButton *button, ReslabPicturePanel *self)
{
  if (lab_picture_n_edits (lab_document (self->lab)->picture) > 0)
    lab_do (self->lab, NULL, "clean", NULL);
}

static GtkWidget *
add_slider (GtkWidget *grid, int row, const char *name, double low, double high, double value)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, low, high,
                                               (high - low) / 50);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim");
  gtk_widget_set_hexpand (scale, TRUE);
  gtk_range_set_value (GTK_RANGE (scale), value);
  reslab_set_name (scale, name);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), scale, 1, row, 1, 1);
  return scale;
}

/* ── the widget ── */

static void
on_changed (Lab *lab, guint changes, ReslabPicturePanel *self)
{
  LabPicture *picture = lab_document (lab)->picture;

  if (!(changes & (LAB_CHANGED_PICTURE | LAB_CHANGED_NETWORK | LAB_CHANGED_HISTORY
                   | LAB_CHANGED_BY (pass))))
    return;
  gtk_widget_set_sensitive (self->restore, lab_picture_n_edits (picture) > 0);
  if (lab_picture_revision (picture) == self->revision && !(changes & LAB_CHANGED_BY (pass)))
    return;
  self->revision = lab_picture_revision (picture);
  if (lab_picture_n_edits (picture) == 0)
    {
      self->telling = TRUE;
      gtk_range_set_value (GTK_RANGE (self->noise), 0);
      self->telling = FALSE;
    }
  gtk_widget_queue_draw (self->area);
}

static GtkWidget *
new_area (ReslabPicturePanel *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->area = gtk_drawing_area_new ();
  gtk_widget_set_name (self->area, "picture");
  gtk_widget_set_size_request (self->area, PICTURE_SIDE, PICTURE_SIDE);
  gtk_widget_set_halign (self->area, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->area, "thumbnail");
  gtk_widget_set_overflow (self->area, GTK_OVERFLOW_HIDDEN);
  reslab_set_name (self->area, _("What the network sees of the picture"));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw, self, NULL);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_end), self);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (self->area, motion);
  return self->area;
}

static void
build (ReslabPicturePanel *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *grid = gtk_grid_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 8);
  gtk_box_append (GTK_BOX (column), new_area (self));
  gtk_box_append (GTK_BOX (column), new_tools (self));
  self->swatches = new_swatches (self);
  self->restore = gtk_button_new_with_label (_("Restore"));
  gtk_widget_set_tooltip_text (self->restore, _("Undo everything done to the picture"));
  gtk_widget_set_hexpand (self->restore, TRUE);
  gtk_widget_set_halign (self->restore, GTK_ALIGN_END);
  g_signal_connect (self->restore, "clicked", G_CALLBACK (on_restore), self);
  gtk_box_append (GTK_BOX (row), self->swatches);
  gtk_box_append (GTK_BOX (row), self->restore);
  gtk_box_append (GTK_BOX (column), row);
  self->size = add_slider (grid, 0, _("Size"), 0.01, 0.4, 0.08);
  self->noise = add_slider (grid, 1, _("Noise"), 0, 0.6, 0);
  g_signal_connect (self->noise, "value-changed", G_CALLBACK (on_noise), self);
  gtk_box_append (GTK_BOX (column), grid);
  for (guint i = 0; i < RESLAB_N_TOOLS; i++)
    g_signal_connect (self->tools[i], "toggled", G_CALLBACK (on_tool), self);
  reslab_picture_panel_set_tool (self, RESLAB_TOOL_BRUSH);
  adw_bin_set_child (ADW_BIN (self), column);
}

static void
reslab_picture_panel_dispose (GObject *object)
{
  ReslabPicturePanel *self = RESLAB_PICTURE_PANEL (object);

  if (self->area != NULL)
    reslab__picture_dispose (self);
  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  self->area = NULL;
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_picture_panel_parent_class)->dispose (object);
}

static void
reslab_picture_panel_class_init (ReslabPicturePanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_picture_panel_dispose;
}

static void
reslab_picture_panel_init (ReslabPicturePanel *self)
{
  self->over_x = self->over_y = NAN;
}

GtkWidget *
reslab_picture_panel_new (Lab *lab)
{
  ReslabPicturePanel *self = g_object_new (RESLAB_TYPE_PICTURE_PANEL, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  on_changed (lab, LAB_CHANGED_PICTURE, self);
  return GTK_WIDGET (self);
}
