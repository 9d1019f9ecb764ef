/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The switch between the two halves of a pass. */
#include "config.h"
#include "reslab-direction.h"

#include "fig-i18n.h"
#include "lab-pass.h"

struct _ReslabDirection
{
  AdwBin           parent_instance;
  Lab             *lab;            /* (owned) */
  GtkToggleButton *forward, *backward;
  gboolean         telling;        /* it shows the state, nobody pressed it */
};

G_DEFINE_FINAL_TYPE (ReslabDirection, reslab_direction, ADW_TYPE_BIN)

static void
on_changed (Lab *lab, guint changes, ReslabDirection *self)
{
  RnDirection direction;

  if (!(changes & (LAB_CHANGED_POSITION | LAB_CHANGED_BY (pass))))
    return;
  lab_current_node (lab, &direction);
  self->telling = TRUE;
  gtk_toggle_button_set_active (direction == RN_BACKWARD ? self->backward : self->forward, TRUE);
  self->telling = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self), lab_pass (lab) != NULL);
}

static void
on_toggled (GtkToggleButton *button, ReslabDirection *self)
{
  if (!self->telling && gtk_toggle_button_get_active (button))
    lab_do (self->lab, NULL, "direction", "backward", button == self->backward, NULL);
}

static GtkToggleButton *
new_half (ReslabDirection *self, const char *label, const char *tooltip)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), self);
  return GTK_TOGGLE_BUTTON (button);
}

static void
reslab_direction_dispose (GObject *object)
{
  ReslabDirection *self = RESLAB_DIRECTION (object);

  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_direction_parent_class)->dispose (object);
}

static void
reslab_direction_class_init (ReslabDirectionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_direction_dispose;
}

static void
reslab_direction_init (ReslabDirection *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->telling = TRUE;
  self->forward = new_half (self, _("Forward"), _("Forward: what each layer computes (D)"));
  self->backward = new_half (self, _("Backward"),
                             _("Backward: how the gradient comes back to it (D)"));
  gtk_toggle_button_set_group (self->backward, self->forward);
  gtk_toggle_button_set_active (self->forward, TRUE);
  self->telling = FALSE;
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->forward));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->backward));
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "segments");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
reslab_direction_new (Lab *lab)
{
  ReslabDirection *self = g_object_new (RESLAB_TYPE_DIRECTION, NULL);

  self->lab = g_object_ref (lab);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  on_changed (lab, LAB_CHANGED_POSITION, self);
  return GTK_WIDGET (self);
}
