/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The inspector's head: what is selected, and whether it follows the current step. */
#include "config.h"
#include "reslab-inspector-private.h"

#include "fig-i18n.h"
#include "lab-words.h"
#include "reslab-accessible.h"

/* ── the tile ── */

static const char *const path_classes[] = {
  [FIG_INK] = NULL, [FIG_SHORTCUT] = "shortcut", [FIG_BRANCH] = "branch", [FIG_SUM] = "sum",
  [FIG_PLAIN] = NULL,
};

static void
set_tile (ReslabInspector *self)
{
  LabSubject subject = lab_subject (self->lab);
  RnNode node = lab_selected_node (self->lab);
  FigPath path = lab_subject_path (self->lab);
  g_autofree char *symbol = NULL;
  gboolean round;

  gtk_widget_set_visible (self->tile, subject != LAB_SUBJECT_NOTHING);
  if (subject == LAB_SUBJECT_NOTHING)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (path_classes); i++)
    if (path_classes[i] != NULL)
      gtk_widget_remove_css_class (self->tile, path_classes[i]);
  if (path_classes[path] != NULL)
    gtk_widget_add_css_class (self->tile, path_classes[path]);
  symbol = subject == LAB_SUBJECT_LAYER ? lab_node_symbol (self->pass->graph, node)
                                        : g_strdup ("{ }");
  round = subject == LAB_SUBJECT_LAYER && lab_node_is (self->pass->graph, node, "add");
  if (round)
    gtk_widget_add_css_class (self->tile, "round");
  else
    gtk_widget_remove_css_class (self->tile, "round");
  gtk_label_set_text (GTK_LABEL (self->tile), symbol);
}

/* ── following ── */

static gboolean
on_follow (GtkSwitch *widget, gboolean state, ReslabInspector *self)
{
  if (!self->telling)
    lab_do (self->lab, NULL, "follow", "on", state, NULL);
  return FALSE;
}

static void
on_back (GtkButton *button, ReslabInspector *self)
{
  lab_do (self->lab, NULL, "follow", "on", TRUE, NULL);
}

static void
set_follow (ReslabInspector *self)
{
  const LabLook *look = lab_look (self->lab);
  gboolean away = !look->follow && look->position > 0;

  self->telling = TRUE;
  gtk_switch_set_active (GTK_SWITCH (self->follow), look->follow);
  gtk_switch_set_state (GTK_SWITCH (self->follow), look->follow);
  self->telling = FALSE;
  gtk_widget_set_visible (self->back, away);
  gtk_widget_set_visible (self->follow_words, !away);
  if (away)
    {
      g_autofree char *label = g_strdup_printf (_("Back to step %u"), look->position);

      gtk_button_set_label (GTK_BUTTON (self->back), label);
    }
}

void
reslab__inspector_header_update (ReslabInspector *self)
{
  g_autofree char *name = lab_subject_name (self->lab);
  g_autofree char *words = lab_subject_words (self->lab);

  if (lab_subject (self->lab) == LAB_SUBJECT_NOTHING)
    gtk_label_set_text (GTK_LABEL (self->name), _("Inspector"));
  else
    gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->words), words);
  gtk_widget_set_tooltip_text (self->name, name);
  gtk_widget_set_tooltip_text (self->words, words);
  set_tile (self);
  set_follow (self);
}

static GtkWidget *
new_text (const char *class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, class);
  return label;
}

GtkWidget *
reslab__inspector_header_new (ReslabInspector *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (row, "inspector-head");
  self->tile = gtk_label_new ("");
  gtk_widget_add_css_class (self->tile, "op-tile");
  gtk_widget_set_valign (self->tile, GTK_ALIGN_CENTER);
  self->name = new_text ("selection-title");
  self->words = new_text ("dim");
  gtk_widget_add_css_class (self->words, "small");
  gtk_box_append (GTK_BOX (texts), self->name);
  gtk_box_append (GTK_BOX (texts), self->words);
  gtk_widget_set_hexpand (texts, TRUE);
  self->back = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (self->back, "flat");
  gtk_widget_set_valign (self->back, GTK_ALIGN_CENTER);
  g_signal_connect (self->back, "clicked", G_CALLBACK (on_back), self);
  self->follow_words = gtk_label_new (_("Follow step"));
  gtk_widget_add_css_class (self->follow_words, "dim");
  self->follow = gtk_switch_new ();
  gtk_widget_set_valign (self->follow, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->follow, _("The inspector shows the current step"));
  reslab_set_name (self->follow, _("Follow step"));
  g_signal_connect (self->follow, "state-set", G_CALLBACK (on_follow), self);
  gtk_box_append (GTK_BOX (row), self->tile);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), self->back);
  gtk_box_append (GTK_BOX (row), self->follow_words);
  gtk_box_append (GTK_BOX (row), self->follow);
  return row;
}
