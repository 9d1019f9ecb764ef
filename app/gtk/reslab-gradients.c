/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Gradients: the strip, the chart of deviations, what to see, and the inspector. */
#include "config.h"
#include "reslab-gradients-private.h"

#include "fig-i18n.h"
#include "lab-depth-scene.h"
#include "lab-paths.h"
#include "reslab-figure-view.h"
#include "reslab-picture-button.h"

#define INSPECTOR_LEAST 400        /* px: its figure is set at full size */

struct _ReslabGradients
{
  AdwBin     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *pages;              /* (borrowed), as are those below */
  GtkWidget *status;
  GtkWidget *paned;
  GtkWidget *bar;
  GtkWidget *strip;
  GtkWidget *chart;
  GtkWidget *chart_words;
  GtkWidget *words;
  GtkWidget *block;
  GtkWidget *model, *header;     /* (owned) in the header bar */
};

/* ── figures ── */

static FigScene *
make_strip (const FigStyle *style, gpointer data, GError **error)
{
  return lab_depth_scene (RESLAB_GRADIENTS (data)->lab, FALSE, style, error);
}

static FigScene *
make_chart (const FigStyle *style, gpointer data, GError **error)
{
  return lab_depth_deviation_scene (RESLAB_GRADIENTS (data)->lab, style, error);
}

/* A column selects; the scissors in it cut or restore, and so does a second press. */
static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           ReslabGradients *self)
{
  if (pick->column < 0)
    return;
  lab_do (self->lab, NULL, "block", "index", pick->column, NULL);
  if (pick->kind == FIG_EDGE || n_press == 2)
    reslab_depth_toggle_cut (self->lab);
}

static void
on_point (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
          ReslabGradients *self)
{
  if (pick->kind == FIG_POINT && pick->column >= 0)
    lab_do (self->lab, NULL, "block", "index", pick->column, NULL);
}

/* ── following the state ── */

static void
update_status (ReslabGradients *self, const LabDepth *depth)
{
  AdwStatusPage *status = ADW_STATUS_PAGE (self->status);
  g_autofree char *nothing = depth != NULL ? lab_depth_words (depth) : NULL;
  gboolean working = lab_is_working (self->lab);

  adw_status_page_set_title (status, depth != NULL ? _("Nothing to split")
                                     : working     ? _("Running forward and backward")
                                                   : _("Before the first pass"));
  adw_status_page_set_description (
    status, depth != NULL ? nothing
                          : _("Gradients shows how much of dL/dx comes back through the shortcut "
                              "of each block, and how much through its branch."));
  gtk_widget_set_visible (adw_status_page_get_child (status), depth == NULL && !working);
}

static void
update_words (ReslabGradients *self, const LabDepth *depth)
{
  g_autofree char *words = lab_depth_words (depth), *below = lab_depth_deviation_words (depth);
  g_autofree char *all = g_strdup_printf ("<b>%s</b>  %s", _("What to see."), words);

  gtk_label_set_markup (GTK_LABEL (self->words), all);
  gtk_label_set_markup (GTK_LABEL (self->chart_words), below != NULL ? below : "");
  gtk_widget_set_visible (self->chart_words, below != NULL);
  gtk_widget_set_visible (self->chart, depth->n_blocks > 1);
}

/* What those hear who cannot see the strip. */
static void
update_titles (ReslabGradients *self, const LabDepth *depth)
{
  int block = lab_depth_block (self->lab);
  const RnSplit *split = lab_depth_split (depth->now, (guint) block);
  g_autofree char *title = g_strdup_printf (
    _("Gradient of %s by depth; block %d selected: shortcut %.3g, branch %.3g, sum %.3g"),
    lab_depth_name (depth->now), block + 1, split->shortcut_norm, split->branch_norm,
    split->input_norm);

  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->strip), title);
}

static void
update (ReslabGradients *self)
{
  LabDepth *depth = lab_depth (self->lab);
  gboolean there = depth != NULL && depth->n_blocks > 0;

  gtk_stack_set_visible_child (GTK_STACK (self->pages), there ? self->paned : self->status);
  reslab_depth_bar_update (RESLAB_DEPTH_BAR (self->bar));
  if (!there)
    {
      update_status (self, depth);
      return;
    }
  update_words (self, depth);
  update_titles (self, depth);
  reslab_depth_block_update (RESLAB_DEPTH_BLOCK (self->block));
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->strip));
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->chart));
}

#define OURS                                                                                       \
  (LAB_CHANGED_VIEW | LAB_CHANGED_NETWORK | LAB_CHANGED_PICTURE | LAB_CHANGED_DEPTH                \
   | LAB_CHANGED_BLOCK | LAB_CHANGED_WORK | LAB_CHANGED_BY (depth) | LAB_CHANGED_BY (paths))

static void
on_changed (ReslabGradients *self, guint changes)
{
  if ((changes & OURS) && lab_look (self->lab)->view == LAB_VIEW_GRADIENTS)
    update (self);
}

/* ── what it is made of ── */

static GtkWidget *
make_label (const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
make_figure (ReslabGradients *self, ReslabSceneFunc make, GCallback picked)
{
  GtkWidget *figure = reslab_figure_view_new ();

  reslab_figure_view_set_tooltips (RESLAB_FIGURE_VIEW (figure), TRUE);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (figure), 0);     /* arrows choose the block */
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (figure), make, self);
  g_signal_connect_object (figure, "picked", picked, self, 0);
  return figure;
}

static GtkWidget *
make_canvas (ReslabGradients *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->strip = make_figure (self, make_strip, G_CALLBACK (on_picked));
  self->chart = make_figure (self, make_chart, G_CALLBACK (on_point));
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->strip), _("Gradients"));
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->chart),
                                _("Deviation of what each branch adds, by depth"));
  self->chart_words = make_label ("dim");
  gtk_widget_set_margin_start (self->chart_words, 20);
  gtk_widget_set_margin_end (self->chart_words, 20);
  gtk_widget_set_margin_bottom (self->chart_words, 16);
  gtk_box_append (GTK_BOX (box), self->strip);
  gtk_box_append (GTK_BOX (box), self->chart);
  gtk_box_append (GTK_BOX (box), self->chart_words);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
make_left (ReslabGradients *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->bar = reslab_depth_bar_new (self->lab);
  gtk_widget_set_margin_top (self->bar, 12);
  gtk_widget_set_margin_bottom (self->bar, 8);
  gtk_widget_set_margin_start (self->bar, 20);
  gtk_widget_set_margin_end (self->bar, 20);
  self->words = make_label ("sheet");
  gtk_widget_set_margin_start (self->words, 16);
  gtk_widget_set_margin_end (self->words, 16);
  gtk_widget_set_margin_bottom (self->words, 12);
  gtk_widget_set_margin_top (self->words, 8);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), make_canvas (self));
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_widget_add_css_class (box, "canvas");
  return box;
}

static GtkWidget *
make_status (void)
{
  GtkWidget *status = adw_status_page_new (), *button = gtk_button_new ();
  g_autofree char *label = reslab_actions_tooltip ("depth-recompute");

  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.depth-recompute");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), reslab_view_gradients.icon);
  adw_status_page_set_child (ADW_STATUS_PAGE (status), button);
  return status;
}

static void
build (ReslabGradients *self)
{
  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  self->block = reslab_depth_block_new (self->lab);
  gtk_widget_set_size_request (self->block, INSPECTOR_LEAST, -1);
  gtk_paned_set_start_child (GTK_PANED (self->paned), make_left (self));
  gtk_paned_set_end_child (GTK_PANED (self->paned), self->block);
  gtk_paned_set_resize_end_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->paned), FALSE);
  self->status = make_status ();
  self->model = g_object_ref_sink (reslab_choosers_new (self->lab));
  self->header = g_object_ref_sink (reslab_actions_word_button ("depth-recompute",
                                                                _("Recompute")));
  self->pages = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->pages), self->status);
  gtk_stack_add_child (GTK_STACK (self->pages), self->paned);
  adw_bin_set_child (ADW_BIN (self), self->pages);
}

/* ── the view ── */

static GtkWidget *
header_start (ReslabView *view)
{
  return RESLAB_GRADIENTS (view)->model;
}

static GtkWidget *
header_end (ReslabView *view)
{
  return RESLAB_GRADIENTS (view)->header;
}

static void
grab (ReslabView *view)
{
  gtk_widget_grab_focus (RESLAB_GRADIENTS (view)->strip);
}

/* The inspector goes below the strip, where it takes a part of the room. */
static void
set_narrow (ReslabView *view, gboolean narrow)
{
  ReslabGradients *self = RESLAB_GRADIENTS (view);
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_paned_set_resize_end_child (GTK_PANED (self->paned), narrow);
  gtk_paned_set_position (GTK_PANED (self->paned), narrow && height > 0 ? height * 3 / 5 : -1);
  g_object_set (self->paned, "position-set", narrow && height > 0, NULL);
}

/* A path that is shown alone is let go of. */
static gboolean
escape (ReslabView *view)
{
  Lab *lab = RESLAB_GRADIENTS (view)->lab;

  if (!lab_look (lab)->paths || lab_paths_selected (lab) < 0)
    return FALSE;
  return lab_do (lab, NULL, "path", "word", "", NULL);
}

static void
view_init (ReslabViewInterface *iface)
{
  iface->header_start = header_start;
  iface->header_end = header_end;
  iface->grab = grab;
  iface->escape = escape;
  iface->set_narrow = set_narrow;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabGradients, reslab_gradients, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, view_init))

static void
reslab_gradients_dispose (GObject *object)
{
  ReslabGradients *self = RESLAB_GRADIENTS (object);

  if (self->strip != NULL)
    {
      reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->strip), NULL, NULL);
      reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->chart), NULL, NULL);
    }
  self->strip = self->chart = NULL;
  g_clear_object (&self->model);
  g_clear_object (&self->header);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_gradients_parent_class)->dispose (object);
}

static void
reslab_gradients_class_init (ReslabGradientsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_gradients_dispose;
}

static void
reslab_gradients_init (ReslabGradients *self)
{
}

Lab *
reslab_gradients_lab (ReslabGradients *self)
{
  return self->lab;
}

GtkWidget *
reslab_gradients_new (Lab *lab)
{
  ReslabGradients *self = g_object_new (RESLAB_TYPE_GRADIENTS, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
