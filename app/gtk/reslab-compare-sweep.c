/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The sweep: which block, over what, and its charts; a click on a point takes it. */
#include "config.h"
#include "reslab-compare-private.h"

#include "fig-i18n.h"
#include "lab-compare-scene.h"
#include "lab-sweep.h"
#include "reslab-accessible.h"
#include "reslab-figure-view.h"

#define N_KEYS (LAB_SWEEP_RESOLUTION + 1)

struct _ReslabCompareSweep
{
  GtkBox     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *block;              /* (borrowed), as are those below */
  GtkWidget *keys[N_KEYS];
  GtkWidget *summary;
  GtkWidget *figure;
  guint      n_blocks;           /* that the drop-down names */
  gboolean   updating;
};

G_DEFINE_FINAL_TYPE (ReslabCompareSweep, reslab_compare_sweep, GTK_TYPE_BOX)

static void
name_blocks (ReslabCompareSweep *self, guint n)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (names, g_strdup_printf (_("block %c"), 'A' + (int) i));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->block), G_LIST_MODEL (names));
  g_object_unref (names);
  self->n_blocks = n;
}

static void
update (ReslabCompareSweep *self)
{
  guint n = lab_document (self->lab)->n_blocks;
  g_autofree char *summary = lab_sweep_summary (self->lab);

  self->updating = TRUE;
  if (self->n_blocks != n)
    name_blocks (self, n);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->block), lab_sweep_block (self->lab));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->keys[lab_look (self->lab)->sweep]), TRUE);
  gtk_label_set_text (GTK_LABEL (self->summary), summary != NULL ? summary : "");
  self->updating = FALSE;
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->figure));
}

static void
on_changed (Lab *lab, guint changes, ReslabCompareSweep *self)
{
  if (changes & RESLAB_COMPARE_CHANGES)
    update (self);
}

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  ReslabCompareSweep *self = data;

  return lab_compare_sweep_scene (self->lab, style, error);
}

static void
on_picked (ReslabFigureView *figure, const FigPick *pick, guint n_press, double x, double y,
           ReslabCompareSweep *self)
{
  const LabSweep *sweep = lab_sweep (self->lab);

  if (pick == NULL || pick->kind != FIG_POINT || sweep == NULL || pick->column < 0
      || (guint) pick->column >= sweep->n)
    return;
  lab_do (self->lab, NULL, "adopt", "block", (int) sweep->block,
          "key", lab_sweep_words ()[sweep->over], "value", sweep->points[pick->column].x, NULL);
}

static void
on_block (ReslabCompareSweep *self)
{
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->block));

  if (!self->updating && chosen < self->n_blocks)
    lab_do (self->lab, NULL, "sweep", "block", (int) chosen, NULL);
}

static void
on_key (GtkToggleButton *button, ReslabCompareSweep *self)
{
  if (self->updating || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < N_KEYS; i++)
    if (self->keys[i] == GTK_WIDGET (button))
      lab_do (self->lab, NULL, "sweep", "over", lab_sweep_words ()[i], NULL);
}

static GtkWidget *
make_keys (ReslabCompareSweep *self)
{
  const char *const titles[N_KEYS] = { _("Channels"), _("Groups"), _("Ratio"), _("Resolution") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  for (guint i = 0; i < N_KEYS; i++)
    {
      self->keys[i] = gtk_toggle_button_new_with_label (titles[i]);
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->keys[i]),
                                     GTK_TOGGLE_BUTTON (self->keys[0]));
      gtk_widget_set_focus_on_click (self->keys[i], FALSE);
      g_signal_connect_object (self->keys[i], "toggled", G_CALLBACK (on_key), self, 0);
      gtk_box_append (GTK_BOX (box), self->keys[i]);
    }
  gtk_widget_add_css_class (box, "chooser");
  return box;
}

static GtkWidget *
make_head (ReslabCompareSweep *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *title = gtk_label_new (_("Sweep"));

  gtk_widget_add_css_class (title, "selection-title");
  self->block = gtk_drop_down_new (NULL, NULL);
  reslab_set_name (self->block, _("Block that is swept"));
  g_signal_connect_object (self->block, "notify::selected", G_CALLBACK (on_block), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->block);
  gtk_box_append (GTK_BOX (head), make_keys (self));
  return head;
}

static void
reslab_compare_sweep_dispose (GObject *object)
{
  g_clear_object (&RESLAB_COMPARE_SWEEP (object)->lab);
  G_OBJECT_CLASS (reslab_compare_sweep_parent_class)->dispose (object);
}

static void
reslab_compare_sweep_class_init (ReslabCompareSweepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reslab_compare_sweep_dispose;
}

static void
reslab_compare_sweep_init (ReslabCompareSweep *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sheet");
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
reslab_compare_sweep_new (Lab *lab)
{
  ReslabCompareSweep *self = g_object_new (RESLAB_TYPE_COMPARE_SWEEP, NULL);

  self->lab = g_object_ref (lab);
  self->updating = TRUE;
  self->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0);
  gtk_label_set_wrap (GTK_LABEL (self->summary), TRUE);
  gtk_widget_add_css_class (self->summary, "dim");
  gtk_widget_add_css_class (self->summary, "numeric");
  self->figure = reslab_figure_view_new ();
  gtk_box_append (GTK_BOX (self), make_head (self));
  gtk_box_append (GTK_BOX (self), self->summary);
  gtk_box_append (GTK_BOX (self), self->figure);
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure), _("Sweep"));
  reslab_figure_view_set_on_card (RESLAB_FIGURE_VIEW (self->figure), TRUE);
  reslab_figure_view_set_natural_width (RESLAB_FIGURE_VIEW (self->figure), 456);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (self->figure), 1 << FIG_POINT);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), make_scene, self);
  g_signal_connect_object (self->figure, "picked", G_CALLBACK (on_picked), self, 0);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, 0);
  update (self);
  return GTK_WIDGET (self);
}
