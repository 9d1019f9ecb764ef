/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Train: curves, gradients by layer and step, maps of the held picture, bar and panel. */
#include "config.h"
#include "reslab-train-private.h"

#include "fig-i18n.h"
#include "lab-train-scene.h"
#include "reslab-figure-view.h"
#include "reslab-style.h"

#define PANEL_WIDTH 330            /* px */
#define BELOW       800            /* px: where the view is narrower, the panel lies below */

/* ── figures ── */

typedef struct
{
  ReslabTrain *view;
  guint        run;
} MapsSource;

static FigScene *
make_maps (const FigStyle *style, gpointer data, GError **error)
{
  const MapsSource *source = data;

  return lab_train_maps_scene (source->view->lab, source->run, style, error);
}

/* ── following the state ── */

static void
update_maps (ReslabTrain *self)
{
  const LabTrainState *state = lab_training (self->lab);
  g_autofree char *title = NULL;

  if (state != NULL && state->layer != NULL && state->n_runs > 0)
    title = g_markup_printf_escaped (_("<b>What %s makes of the picture</b>"), state->layer);
  else
    title = g_markup_printf_escaped (
      _("Space begins: the networks learn %s, each the same pictures in the same order. Choose "
        "others, or other data, above."),
      lab_document (self->lab)->plan->data);
  gtk_label_set_markup (GTK_LABEL (self->maps_title), title);
  for (guint i = 0; i < LAB_TRAIN_MOST; i++)
    {
      gboolean there = state != NULL && i < state->n_runs && state->runs[i].maps != NULL;

      gtk_widget_set_visible (gtk_widget_get_parent (self->maps[i]), there);
      if (there)
        gtk_label_set_text (GTK_LABEL (self->map_names[i]), state->runs[i].name);
      reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->maps[i]));
    }
}

/* What those hear who cannot see the charts. */
static void
update_title (ReslabTrain *self)
{
  const LabTrainState *state = lab_training (self->lab);
  GString *title = g_string_new (_("Loss, accuracy and gradients by step"));

  for (guint i = 0; state != NULL && i < state->n_runs; i++)
    g_string_append_printf (title, _("; %s at step %u: loss %.3f, accuracy %.0f %%"),
                            state->runs[i].name, state->runs[i].n_steps,
                            lab_train_loss (self->lab, state->runs[i].name),
                            100 * lab_train_accuracy (self->lab, state->runs[i].name));
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->charts), title->str);
  g_string_free (title, TRUE);
}

static void
update (ReslabTrain *self)
{
  const LabTrainState *state = lab_training (self->lab);

  if (state == NULL || state->n_runs == 0)
    self->zoomed = FALSE;
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->charts));
  update_maps (self);
  update_title (self);
  reslab_train_bar_update (RESLAB_TRAIN_BAR (self->bar));
  reslab_train_panel_update (RESLAB_TRAIN_PANEL (self->panel));
  reslab__train_open_explored (self);
}

#define OURS (LAB_CHANGED_VIEW | LAB_CHANGED_TRAIN | LAB_CHANGED_PICTURE | LAB_CHANGED_HISTORY)

static void
on_changed (ReslabTrain *self, guint changes)
{
  if ((changes & OURS) && lab_look (self->lab)->view == LAB_VIEW_TRAIN)
    update (self);
}

/* A projector shows only the figures and the steps. */
static void
on_style (ReslabTrain *self)
{
  gtk_widget_set_visible (self->panel,
                          !reslab_style_is_projector (reslab_style_of (GTK_WIDGET (self))));
}

/* ── what it is made of ── */

static GtkWidget *
make_maps_view (ReslabTrain *self, guint run)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  MapsSource *source = g_new0 (MapsSource, 1);

  source->view = self;
  source->run = run;
  self->map_names[run] = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->map_names[run]), 0);
  gtk_widget_add_css_class (self->map_names[run], "dim");
  gtk_widget_set_margin_start (self->map_names[run], 20);
  self->maps[run] = reslab_figure_view_new ();
  reslab_figure_view_set_tooltips (RESLAB_FIGURE_VIEW (self->maps[run]), TRUE);
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->maps[run]),
                                _("Feature maps of the held picture"));
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->maps[run]), make_maps, source);
  g_object_set_data_full (G_OBJECT (self->maps[run]), "source", source, g_free);
  gtk_widget_set_hexpand (self->maps[run], TRUE);
  gtk_box_append (GTK_BOX (box), self->map_names[run]);
  gtk_box_append (GTK_BOX (box), self->maps[run]);
  return box;
}

static GtkWidget *
make_all_maps (ReslabTrain *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->maps_title = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->maps_title), 0);
  gtk_label_set_wrap (GTK_LABEL (self->maps_title), TRUE);
  gtk_widget_set_margin_start (self->maps_title, 20);
  gtk_widget_set_margin_end (self->maps_title, 20);
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  for (guint i = 0; i < LAB_TRAIN_MOST; i++)
    gtk_box_append (GTK_BOX (box), make_maps_view (self, i));
  gtk_box_append (GTK_BOX (page), self->maps_title);
  gtk_box_append (GTK_BOX (page), box);
  gtk_widget_set_margin_bottom (page, 16);
  return page;
}

static GtkWidget *
make_left (ReslabTrain *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *figures = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (figures), reslab__train_charts_new (self));
  gtk_box_append (GTK_BOX (figures), make_all_maps (self));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), figures);
  gtk_widget_set_vexpand (scroller, TRUE);
  self->bar = reslab_train_bar_new (self->lab);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_widget_add_css_class (box, "canvas");
  return box;
}

static void
build (ReslabTrain *self)
{
  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  self->panel = reslab_train_panel_new (self->lab);
  gtk_widget_set_size_request (self->panel, PANEL_WIDTH, -1);
  gtk_paned_set_start_child (GTK_PANED (self->paned), make_left (self));
  gtk_paned_set_end_child (GTK_PANED (self->paned), self->panel);
  gtk_paned_set_resize_end_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->paned), FALSE);
  self->header = g_object_ref_sink (reslab__train_header_new ());
  adw_bin_set_child (ADW_BIN (self), self->paned);
}

/* ── the view ── */

static GtkWidget *
header_start (ReslabView *view)
{
  return RESLAB_TRAIN (view)->header;
}

static void
grab (ReslabView *view)
{
  gtk_widget_grab_focus (RESLAB_TRAIN (view)->charts);
}

static gboolean
escape (ReslabView *view)
{
  return reslab_train_zoom_out (RESLAB_TRAIN (view));
}

/* Charts stand below each other in a narrow column, so the panel stays beside them longer than an
 * inspector would. */
static void
set_narrow (ReslabView *view, gboolean narrow)
{
  ReslabTrain *self = RESLAB_TRAIN (view);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean below = narrow && width > 0 && width < BELOW;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  below ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_paned_set_resize_end_child (GTK_PANED (self->paned), below);
}

static void
view_init (ReslabViewInterface *iface)
{
  iface->header_start = header_start;
  iface->grab = grab;
  iface->escape = escape;
  iface->set_narrow = set_narrow;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabTrain, reslab_train, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, view_init))

static void
reslab_train_dispose (GObject *object)
{
  ReslabTrain *self = RESLAB_TRAIN (object);

  if (self->charts != NULL)
    {
      reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->charts), NULL, NULL);
      reslab_figure_view_set_overlay (RESLAB_FIGURE_VIEW (self->charts), NULL, NULL);
      for (guint i = 0; i < LAB_TRAIN_MOST; i++)
        reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->maps[i]), NULL, NULL);
    }
  self->charts = NULL;
  g_clear_pointer (&self->exploring, g_free);
  g_clear_object (&self->header);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_train_parent_class)->dispose (object);
}

static void
reslab_train_class_init (ReslabTrainClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_train_dispose;
}

static void
reslab_train_init (ReslabTrain *self)
{
}

Lab *
reslab_train_lab (ReslabTrain *self)
{
  return self->lab;
}

GtkWidget *
reslab_train_new (Lab *lab)
{
  ReslabTrain *self = g_object_new (RESLAB_TYPE_TRAIN, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reslab_style_of (GTK_WIDGET (self)), "changed", G_CALLBACK (on_style),
                           self, G_CONNECT_SWAPPED);
  on_style (self);
  update (self);
  return GTK_WIDGET (self);
}
