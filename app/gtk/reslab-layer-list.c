/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The layers as a list; rows are made as they scroll into sight, and a step changes only its own. */
#include "config.h"
#include "reslab-layer-list.h"

#include "fig-i18n.h"
#include "lab-diagram.h"
#include "reslab-accessible.h"

struct _ReslabLayerList
{
  AdwBin              parent_instance;
  Lab                *lab;         /* (owned) */
  GtkStringList      *names;       /* (owned) */
  GtkSingleSelection *selection;   /* (owned) */
  GtkListView        *view;
  gpointer            pass;        /* compared only: the names are of this pass's graph */
  gpointer            graph;
  guint               position;
  gboolean            telling;     /* the list shows the state, nobody chose */
};

G_DEFINE_FINAL_TYPE (ReslabLayerList, reslab_layer_list, ADW_TYPE_BIN)

/* ── rows ── */

char *
reslab_layer_list_words (ReslabLayerList *self, guint row)
{
  LabPass *pass = lab_pass (self->lab);

  if (pass == NULL || row >= rn_graph_n_nodes (pass->graph))
    return g_strdup ("");
  return lab_node_words (self->lab, row);
}

guint
reslab_layer_list_n_rows (ReslabLayerList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->names));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, ReslabLayerList *self)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_top (label, 3);
  gtk_widget_set_margin_bottom (label, 3);
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, ReslabLayerList *self)
{
  g_autofree char *words = reslab_layer_list_words (self, gtk_list_item_get_position (item));
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_text (GTK_LABEL (label), words);
  reslab_set_name (label, words);
}

/* ── the state ── */

static void
fill (ReslabLayerList *self)
{
  LabPass *pass = lab_pass (self->lab);
  guint n = pass != NULL ? rn_graph_n_nodes (pass->graph) : 0;
  g_autofree const char **names = g_new0 (const char *, n + 1);

  for (RnNode i = 0; i < n; i++)
    names[i] = rn_graph_node (pass->graph, i)->name;
  gtk_string_list_splice (self->names, 0, reslab_layer_list_n_rows (self), names);
  self->graph = pass != NULL ? pass->graph : NULL;
}

/* Rows a ≤ i < b are told that they read differently now. */
static void
renew (ReslabLayerList *self, guint a, guint b)
{
  LabPass *pass = lab_pass (self->lab);

  for (guint i = a; pass != NULL && i < MIN (b, rn_graph_n_nodes (pass->graph)); i++)
    {
      const char *name[] = { rn_graph_node (pass->graph, i)->name, NULL };

      gtk_string_list_splice (self->names, i, 1, name);
    }
}

static void
tell_steps (ReslabLayerList *self)
{
  guint n = reslab_layer_list_n_rows (self), now = lab_look (self->lab)->position;

  if ((self->position > n) != (now > n))
    renew (self, 0, n);
  else if (now <= n)
    renew (self, MIN (self->position, now), MAX (self->position, now));
  else
    renew (self, 2 * n - MIN (MAX (self->position, now), 2 * n),
           2 * n - MIN (MIN (self->position, now), 2 * n));
  self->position = now;
}

static void
tell_selection (ReslabLayerList *self)
{
  RnNode node = lab_selected_node (self->lab);

  gtk_single_selection_set_selected (self->selection,
                                     node != RN_NODE_NONE ? node : GTK_INVALID_LIST_POSITION);
}

static void
on_changed (Lab *lab, guint changes, ReslabLayerList *self)
{
  LabPass *pass = lab_pass (lab);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;                       /* it catches up when it is shown */
  self->telling = TRUE;
  if ((changes & LAB_CHANGED_BY (pass)) && pass != NULL && pass->graph != self->graph)
    fill (self);
  if (changes & LAB_CHANGED_POSITION)
    tell_steps (self);
  tell_selection (self);
  self->telling = FALSE;
}

static void
on_selected (ReslabLayerList *self)
{
  guint row = gtk_single_selection_get_selected (self->selection);
  LabPass *pass = lab_pass (self->lab);

  if (self->telling || pass == NULL || row >= rn_graph_n_nodes (pass->graph)
      || row == lab_selected_node (self->lab))
    return;
  lab_do (self->lab, NULL, "select", "name", rn_graph_node (pass->graph, row)->name, NULL);
}

/* ── the widget ── */

static void
reslab_layer_list_map (GtkWidget *widget)
{
  ReslabLayerList *self = RESLAB_LAYER_LIST (widget);

  self->telling = TRUE;
  fill (self);
  self->position = lab_look (self->lab)->position;
  tell_selection (self);
  self->telling = FALSE;
  GTK_WIDGET_CLASS (reslab_layer_list_parent_class)->map (widget);
}

static gboolean
reslab_layer_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (RESLAB_LAYER_LIST (widget)->view));
}

static void
reslab_layer_list_dispose (GObject *object)
{
  ReslabLayerList *self = RESLAB_LAYER_LIST (object);

  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->names);
  G_OBJECT_CLASS (reslab_layer_list_parent_class)->dispose (object);
}

static void
reslab_layer_list_finalize (GObject *object)
{
  g_clear_object (&RESLAB_LAYER_LIST (object)->lab);
  G_OBJECT_CLASS (reslab_layer_list_parent_class)->finalize (object);
}

static void
reslab_layer_list_class_init (ReslabLayerListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = reslab_layer_list_dispose;
  G_OBJECT_CLASS (class)->finalize = reslab_layer_list_finalize;
  widget_class->map = reslab_layer_list_map;
  widget_class->grab_focus = reslab_layer_list_grab_focus;
}

static void
reslab_layer_list_init (ReslabLayerList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->names = gtk_string_list_new (NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->names)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (on_selected), self);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)),
                                                 factory));
  reslab_set_name (self->view, _("Layers of the network"));
}

GtkWidget *
reslab_layer_list_new (Lab *lab)
{
  ReslabLayerList *self = g_object_new (RESLAB_TYPE_LAYER_LIST, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->lab = g_object_ref (lab);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  adw_bin_set_child (ADW_BIN (self), scroller);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  return GTK_WIDGET (self);
}
