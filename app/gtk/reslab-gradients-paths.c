/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the inspector shows of the selected block: its split, or the paths through it and the next ones. */
#include "config.h"
#include "reslab-gradients-private.h"

#include "fig-i18n.h"
#include "lab-paths.h"
#include "reslab-accessible.h"

struct _ReslabDepthChoice
{
  AdwBin     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *split, *paths;      /* (borrowed), as are those below */
  GtkWidget *counts;
  GtkWidget *count[RN_PATHS_BLOCKS_MOST];
  gboolean   updating;
};

G_DEFINE_FINAL_TYPE (ReslabDepthChoice, reslab_depth_choice, ADW_TYPE_BIN)

static void
on_kind (ReslabDepthChoice *self)
{
  gboolean paths = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->paths));

  if (!self->updating && paths != lab_look (self->lab)->paths)
    lab_do (self->lab, NULL, "paths", "on", paths, NULL);
}

static void
on_count (GtkToggleButton *button, ReslabDepthChoice *self)
{
  for (guint i = 0; i < RN_PATHS_BLOCKS_MOST; i++)
    if (!self->updating && GTK_WIDGET (button) == self->count[i]
        && gtk_toggle_button_get_active (button))
      lab_do (self->lab, NULL, "paths", "count", (int) i + 1, NULL);
}

static GtkWidget *
add_toggle (GtkWidget *box, const char *label, const char *tooltip, GtkWidget *group)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);

  gtk_widget_set_tooltip_text (toggle, tooltip);
  gtk_widget_set_focus_on_click (toggle, FALSE);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle),
                               group != NULL ? GTK_TOGGLE_BUTTON (group) : NULL);
  gtk_box_append (GTK_BOX (box), toggle);
  return toggle;
}

static GtkWidget *
make_linked (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  return box;
}

static GtkWidget *
make_kinds (ReslabDepthChoice *self)
{
  GtkWidget *box = make_linked ();
  g_autofree char *tooltip = reslab_actions_tooltip ("depth-paths");

  self->split = add_toggle (box, _("Split"), _("dL/dx of the block in its two terms"), NULL);
  self->paths = add_toggle (box, _("Paths"), tooltip, self->split);
  g_signal_connect_object (self->paths, "toggled", G_CALLBACK (on_kind), self, G_CONNECT_SWAPPED);
  return box;
}

static GtkWidget *
make_counts (ReslabDepthChoice *self)
{
  GtkWidget *box = make_linked (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *words = gtk_label_new (_("Blocks"));

  for (guint i = 0; i < RN_PATHS_BLOCKS_MOST; i++)
    {
      g_autofree char *label = g_strdup_printf ("%u", i + 1);
      g_autofree char *name = g_strdup_printf (
        dngettext (GETTEXT_PACKAGE, "Paths through %u block: %u", "Paths through %u blocks: %u",
                   i + 1),
        i + 1, 2u << i);

      self->count[i] = add_toggle (box, label, name, i > 0 ? self->count[0] : NULL);
      reslab_set_name (self->count[i], name);
      g_signal_connect_object (self->count[i], "toggled", G_CALLBACK (on_count), self, 0);
    }
  gtk_widget_add_css_class (words, "dim");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 1);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), box);
  gtk_widget_set_hexpand (row, TRUE);
  return row;
}

void
reslab_depth_choice_update (ReslabDepthChoice *self)
{
  const LabLook *look = lab_look (self->lab);

  self->updating = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (look->paths ? self->paths : self->split), TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->count[look->paths_count - 1]), TRUE);
  gtk_widget_set_visible (self->counts, look->paths);
  self->updating = FALSE;
}

static void
reslab_depth_choice_dispose (GObject *object)
{
  g_clear_object (&RESLAB_DEPTH_CHOICE (object)->lab);
  G_OBJECT_CLASS (reslab_depth_choice_parent_class)->dispose (object);
}

static void
reslab_depth_choice_class_init (ReslabDepthChoiceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_depth_choice_dispose;
}

static void
reslab_depth_choice_init (ReslabDepthChoice *self)
{
}

GtkWidget *
reslab_depth_choice_new (Lab *lab)
{
  ReslabDepthChoice *self = g_object_new (RESLAB_TYPE_DEPTH_CHOICE, NULL);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->lab = g_object_ref (lab);
  self->counts = make_counts (self);
  gtk_box_append (GTK_BOX (row), make_kinds (self));
  gtk_box_append (GTK_BOX (row), self->counts);
  adw_bin_set_child (ADW_BIN (self), row);
  reslab_depth_choice_update (self);
  return GTK_WIDGET (self);
}
