/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The bar above the strip. */
#include "config.h"
#include "reslab-gradients-private.h"

#include "fig-i18n.h"
#include "lab-depth-scene.h"
#include "reslab-accessible.h"
#include "reslab-controls.h"

static const guint batches[] = { 1, 2, 4, 8, 16, 32, 64, 128 };

struct _ReslabDepthBar
{
  AdwBin     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *ratio, *cosine;     /* (borrowed), as are those below */
  GtkWidget *batch;
  GtkWidget *what;
  gboolean   updating;           /* widgets follow the state: they say nothing to it */
};

G_DEFINE_FINAL_TYPE (ReslabDepthBar, reslab_depth_bar, ADW_TYPE_BIN)

GtkWidget *
reslab_depth_switch (const char *label, const char *action)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_label_new (label), *button = gtk_switch_new ();
  g_autofree char *name = g_strconcat ("win.", action, NULL);
  g_autofree char *tooltip = reslab_actions_tooltip (action);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, tooltip);
  reslab_set_name (button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
  gtk_widget_add_css_class (words, "dim");
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

/* ── rows ── */

static void
on_row (GtkToggleButton *button, ReslabDepthBar *self)
{
  gboolean cosine = GTK_WIDGET (button) == self->cosine;

  if (!self->updating && gtk_toggle_button_get_active (button))
    lab_do (self->lab, NULL, "row", "of", cosine ? "cosine" : "ratio", NULL);
}

static GtkWidget *
make_toggle (ReslabDepthBar *self, const char *label, const char *tooltip, GtkWidget *group)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);

  gtk_widget_set_tooltip_text (toggle, tooltip);
  gtk_widget_set_focus_on_click (toggle, FALSE);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle),
                               group != NULL ? GTK_TOGGLE_BUTTON (group) : NULL);
  g_signal_connect_object (toggle, "toggled", G_CALLBACK (on_row), self, 0);
  return toggle;
}

static GtkWidget *
make_rows (ReslabDepthBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  self->ratio = make_toggle (self, _("Ratio"), _("Branch ÷ shortcut below the bars"), NULL);
  self->cosine = make_toggle (self, _("Cosine"),
                              _("The angle between the two paths’ gradients below the bars"),
                              self->ratio);
  gtk_box_append (GTK_BOX (box), self->ratio);
  gtk_box_append (GTK_BOX (box), self->cosine);
  return box;
}

/* ── the batch ── */

static void
on_batch (ReslabDepthBar *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->batch));

  if (!self->updating && chosen < G_N_ELEMENTS (batches))
    lab_do (self->lab, NULL, "samples", "n", (int) batches[chosen], NULL);
}

static GtkWidget *
make_batch (ReslabDepthBar *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    gtk_string_list_take (names, batches[i] == 1
                                   ? g_strdup (_("One picture"))
                                   : g_strdup_printf (dngettext (GETTEXT_PACKAGE, "Batch of %u",
                                                                 "Batch of %u", batches[i]),
                                                      batches[i]));
  self->batch = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_widget_set_tooltip_text (self->batch,
                               _("How many pictures run at once. More than one are made from the "
                                 "open picture: parts of it, enlarged, half of them mirrored, with "
                                 "a little noise. Their labels are drawn at random."));
  reslab_set_name (self->batch, _("Pictures"));
  /* the button inside is what a screen reader meets */
  g_signal_connect_object (self->batch, "notify::selected", G_CALLBACK (on_batch), self,
                           G_CONNECT_SWAPPED);
  return self->batch;
}

/* ── together ── */

void
reslab_depth_bar_update (ReslabDepthBar *self)
{
  const LabDocument *document = lab_document (self->lab);
  LabDepth *depth = lab_depth (self->lab);
  gboolean cosine = lab_look (self->lab)->depth_row == LAB_ROW_COSINE;
  g_autofree char *what = depth != NULL ? lab_depth_subtitle (depth) : NULL;
  guint chosen = GTK_INVALID_LIST_POSITION;

  self->updating = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (cosine ? self->cosine : self->ratio), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    if (batches[i] == document->samples)
      chosen = i;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->batch), chosen);
  gtk_label_set_text (GTK_LABEL (self->what), what != NULL ? what : "");
  self->updating = FALSE;
}

static void
reslab_depth_bar_dispose (GObject *object)
{
  g_clear_object (&RESLAB_DEPTH_BAR (object)->lab);
  G_OBJECT_CLASS (reslab_depth_bar_parent_class)->dispose (object);
}

static void
reslab_depth_bar_class_init (ReslabDepthBarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_depth_bar_dispose;
}

static void
reslab_depth_bar_init (ReslabDepthBar *self)
{
}

static void
append_control (GtkWidget *box, GtkWidget *control, LabControls which)
{
  reslab_control_mark (control, which);
  gtk_box_append (GTK_BOX (box), control);
}

GtkWidget *
reslab_depth_bar_new (Lab *lab)
{
  ReslabDepthBar *self = g_object_new (RESLAB_TYPE_DEPTH_BAR, NULL);
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *controls = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->lab = g_object_ref (lab);
  gtk_box_append (GTK_BOX (controls), make_rows (self));
  append_control (controls, reslab_depth_switch (_("Plain twin"), "depth-overlay"), LAB_CONTROL_OVERLAY);
  append_control (controls, reslab_depth_switch (_("Norm layers"), "depth-norm"), LAB_CONTROL_NORM);
  append_control (controls, make_batch (self), LAB_CONTROL_SAMPLES);
  self->what = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->what), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->what), 0);
  gtk_widget_add_css_class (self->what, "dim");
  gtk_widget_add_css_class (self->what, "numeric");
  gtk_box_append (GTK_BOX (rows), controls);
  gtk_box_append (GTK_BOX (rows), self->what);
  adw_bin_set_child (ADW_BIN (self), rows);
  reslab_depth_bar_update (self);
  return GTK_WIDGET (self);
}
