/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The head of the feature maps: order and scale, or the way through the channels of a large one. */
#include "config.h"
#include "reslab-inspector-private.h"

#include "fig-i18n.h"
#include "reslab-accessible.h"

static const char *const orders[] = { "index", "activity" };
static const char *const scales[] = { "map", "layer", "global" };

/* ── choices ── */

static void
on_order (GtkToggleButton *button, ReslabInspector *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (!self->telling && GTK_WIDGET (button) == self->orders[i]
        && gtk_toggle_button_get_active (button))
      lab_do (self->lab, NULL, "order", "by", orders[i], NULL);
}

static void
on_scale (GtkToggleButton *button, ReslabInspector *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    if (!self->telling && GTK_WIDGET (button) == self->scales[i]
        && gtk_toggle_button_get_active (button))
      lab_do (self->lab, NULL, "scale", "of", scales[i], NULL);
}

static GtkWidget *
new_choice (ReslabInspector *self, const char *const *labels, const char *const *tips, guint n,
            GtkWidget **buttons, GCallback toggled)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "segments");
  for (guint i = 0; i < n; i++)
    {
      buttons[i] = gtk_toggle_button_new_with_label (_(labels[i]));
      gtk_widget_set_tooltip_text (buttons[i], _(tips[i]));
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (buttons[i]),
                                     GTK_TOGGLE_BUTTON (buttons[0]));
      gtk_box_append (GTK_BOX (box), buttons[i]);
    }
  for (guint i = 0; i < n; i++)
    g_signal_connect (buttons[i], "toggled", toggled, self);
  return box;
}

static GtkWidget *
new_choices (ReslabInspector *self)
{
  static const char *const order_labels[] = { N_("Index"), N_("Activity") };
  static const char *const order_tips[] = { N_("Channels in their order"),
                                            N_("The most active channels first") };
  static const char *const scale_labels[] = { N_("Map"), N_("Layer"), N_("Global") };
  static const char *const scale_tips[] = { N_("Each map has a colour scale of its own"),
                                            N_("One colour scale for all maps of the layer"),
                                            N_("One colour scale for all layers") };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *words;

  gtk_box_append (GTK_BOX (row), new_choice (self, order_labels, order_tips, 2, self->orders,
                                             G_CALLBACK (on_order)));
  words = gtk_label_new (_("Scale"));
  gtk_widget_add_css_class (words, "dim");
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), new_choice (self, scale_labels, scale_tips, 3, self->scales,
                                             G_CALLBACK (on_scale)));
  return row;
}

/* ── a large map ── */

static void
step_channel (ReslabInspector *self, int way)
{
  int n = (int) lab_n_channels (self->lab);

  if (n > 0 && self->layer != NULL)
    lab_do (self->lab, NULL, "channel", "channel",
            ((int) lab_layer_channel (self->layer, self->lab) + way + n) % n, NULL);
}

static void
on_previous (GtkButton *button, ReslabInspector *self)
{
  step_channel (self, -1);
}

static void
on_next (GtkButton *button, ReslabInspector *self)
{
  step_channel (self, 1);
}

static void
on_all (GtkButton *button, ReslabInspector *self)
{
  reslab_inspector_enlarge (self, FALSE);
}

static GtkWidget *
new_icon (ReslabInspector *self, const char *icon, const char *tip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tip);
  reslab_set_name (button, tip);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
new_walk (ReslabInspector *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *all = gtk_button_new_with_label (_("All maps"));

  gtk_widget_set_tooltip_text (all, _("Back to all feature maps (Esc)"));
  g_signal_connect (all, "clicked", G_CALLBACK (on_all), self);
  gtk_widget_set_halign (row, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (row), new_icon (self, "go-previous-symbolic",
                                           _("Previous channel ([)"), G_CALLBACK (on_previous)));
  self->channel_words = gtk_label_new ("");
  gtk_widget_add_css_class (self->channel_words, "numeric");
  gtk_box_append (GTK_BOX (row), self->channel_words);
  gtk_box_append (GTK_BOX (row), new_icon (self, "go-next-symbolic", _("Next channel (])"),
                                           G_CALLBACK (on_next)));
  gtk_box_append (GTK_BOX (row), all);
  return row;
}

/* ── the head ── */

GtkWidget *
reslab__inspector_maps_head_new (ReslabInspector *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *title = gtk_label_new (_("Feature maps"));

  gtk_widget_add_css_class (row, "card-head");
  gtk_widget_add_css_class (title, "sheet-title");
  self->maps_words = gtk_label_new ("");
  gtk_widget_add_css_class (self->maps_words, "dim");
  gtk_label_set_xalign (GTK_LABEL (self->maps_words), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->maps_words), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->maps_words, TRUE);
  self->maps_stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->maps_stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->maps_stack), new_choices (self), "all");
  gtk_stack_add_named (GTK_STACK (self->maps_stack), new_walk (self), "large");
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), self->maps_words);
  gtk_box_append (GTK_BOX (row), self->maps_stack);
  return row;
}

static void
set_words (ReslabInspector *self)
{
  guint n = lab_n_channels (self->lab);
  g_autofree char *words = g_strdup_printf ("%u", n);
  g_autofree char *place = self->layer != NULL && n > 0
                             ? g_strdup_printf (_("%u of %u"),
                                                lab_layer_channel (self->layer, self->lab), n)
                             : g_strdup ("");

  gtk_label_set_text (GTK_LABEL (self->maps_words), self->large ? "" : words);
  gtk_label_set_text (GTK_LABEL (self->channel_words), place);
}

void
reslab__inspector_maps_head_update (ReslabInspector *self)
{
  const LabLook *look = lab_look (self->lab);

  self->telling = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->orders[look->order]), TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->scales[look->scale]), TRUE);
  self->telling = FALSE;
  gtk_stack_set_visible_child_name (GTK_STACK (self->maps_stack), self->large ? "large" : "all");
  set_words (self);
}
