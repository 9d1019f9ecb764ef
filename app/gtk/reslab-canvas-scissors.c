/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The scissors: a small popover at a shortcut, and the key that cuts and restores. */
#include "config.h"
#include "reslab-canvas-private.h"

#include "fig-i18n.h"
#include "lab-pass.h"
#include "reslab-accessible.h"
#include "reslab-controls.h"

#define SCALE_MOST 1.5
#define SCALE_STEP 0.05

/* ── which block ── */

static RnScope
scissors_block (ReslabCanvas *self)
{
  LabPass *pass = lab_pass (self->lab);
  RnScope scope = lab_selected_scope (self->lab);

  if (pass == NULL || lab_selected_node (self->lab) == RN_NODE_NONE)
    return RN_SCOPE_ROOT;
  return rn_graph_scope_above (pass->graph, scope, RN_SCOPE_BLOCK);
}

static gboolean
has_shortcut (const RnGraph *graph, RnScope block)
{
  for (RnScope i = block + 1; i < rn_graph_n_scopes (graph); i++)
    if (rn_graph_scope (graph, i)->kind == RN_SCOPE_SHORTCUT
        && rn_graph_scope_above (graph, i, RN_SCOPE_BLOCK) == block)
      return TRUE;
  return FALSE;
}

const char *
reslab_canvas_block (ReslabCanvas *self)
{
  RnScope block = scissors_block (self);

  if (block == RN_SCOPE_ROOT || !has_shortcut (lab_pass (self->lab)->graph, block))
    return NULL;
  return rn_graph_scope (lab_pass (self->lab)->graph, block)->path;
}

void
reslab_canvas_cut (ReslabCanvas *self)
{
  const char *block = reslab_canvas_block (self);
  double scale;

  if (block == NULL)
    return;
  scale = lab_document_cut (lab_document (self->lab), block);
  lab_do (self->lab, NULL, "cut", "block", block, "scale", scale == 1 ? 0.0 : 1.0, NULL);
}

/* ── the popover ── */

static void
on_scale (GtkSpinButton *spin, ReslabCanvas *self)
{
  const char *block = g_object_get_data (G_OBJECT (self->scissors), "block");

  if (lab_document_cut (lab_document (self->lab), block) != gtk_spin_button_get_value (spin))
    lab_do (self->lab, NULL, "cut", "block", block, "scale", gtk_spin_button_get_value (spin), NULL);
}

static void
on_cut (GtkButton *button, GtkSpinButton *spin)
{
  gtk_spin_button_set_value (spin, 0);
}

static void
on_restore (GtkButton *button, GtkSpinButton *spin)
{
  gtk_spin_button_set_value (spin, 1);
}

static GtkWidget *
new_scale (ReslabCanvas *self, double scale)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (_("h(x) is multiplied by"));
  GtkWidget *spin = gtk_spin_button_new_with_range (0, SCALE_MOST, SCALE_STEP);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), scale);
  gtk_widget_set_name (spin, "scissors-scale");
  reslab_set_name (spin, _("Factor of the shortcut"));
  g_signal_connect (spin, "value-changed", G_CALLBACK (on_scale), self);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), spin);
  g_object_set_data (G_OBJECT (row), "spin", spin);
  return row;
}

static GtkWidget *
new_content (ReslabCanvas *self, const char *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  g_autofree char *words = block[0] != '\0' ? g_strdup_printf (_("Shortcut of %s"), block)
                                            : g_strdup (_("Shortcut of the block"));
  GtkWidget *title = gtk_label_new (words);
  GtkWidget *scale = new_scale (self, lab_document_cut (lab_document (self->lab), block));
  GtkWidget *spin = g_object_get_data (G_OBJECT (scale), "spin");
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *cut = gtk_button_new_with_label (_("Cut")),
            *restore = gtk_button_new_with_label (_("Restore"));

  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  g_signal_connect (cut, "clicked", G_CALLBACK (on_cut), spin);
  g_signal_connect (restore, "clicked", G_CALLBACK (on_restore), spin);
  gtk_box_append (GTK_BOX (row), cut);
  gtk_box_append (GTK_BOX (row), restore);
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), scale);
  gtk_box_append (GTK_BOX (box), row);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  return box;
}

void
reslab__canvas_scissors_at (ReslabCanvas *self, RnScope block, const FigRect *at)
{
  LabPass *pass = lab_pass (self->lab);
  double x = at->x, y = at->y, right = at->x + at->width, bottom = at->y + at->height;
  const char *path;

  if (pass == NULL || !has_shortcut (pass->graph, block)
      || reslab_control_is_hidden (GTK_WIDGET (self), LAB_CONTROL_SCISSORS))
    return;
  path = rn_graph_scope (pass->graph, block)->path;
  if (self->scissors == NULL)
    {
      self->scissors = gtk_popover_new ();
      gtk_widget_set_parent (self->scissors, self->overlay);
    }
  g_object_set_data_full (G_OBJECT (self->scissors), "block", g_strdup (path), g_free);
  gtk_popover_set_child (GTK_POPOVER (self->scissors), new_content (self, path));
  reslab_figure_view_from_scene (self->figure, &x, &y);
  reslab_figure_view_from_scene (self->figure, &right, &bottom);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->scissors),
                               &(GdkRectangle) { (int) x, (int) y, MAX ((int) (right - x), 1),
                                                 MAX ((int) (bottom - y), 1) });
  gtk_popover_popup (GTK_POPOVER (self->scissors));
}

void
reslab_canvas_show_scissors (ReslabCanvas *self)
{
  RnScope block = scissors_block (self);
  FigRect box;

  if (block != RN_SCOPE_ROOT
      && fig_scene_find_scope (reslab_figure_view_get_scene (self->figure), block, &box, NULL))
    reslab__canvas_scissors_at (self, block, &box);
}
