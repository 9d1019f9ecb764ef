/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Gradients: the strip, the chart of deviations, what to see, and the inspector. */
#include "config.h"
#include "reslab-gradients-private.h"

#include "fig-i18n.h"
#include "lab-depth-scene.h"
#include "lab-paths.h"
#include "reslab-accessible.h"
#include "reslab-figure-view.h"
#include "reslab-model-button.h"
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

static GtkWidget *
make_header (void)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *key = gtk_label_new ("R");
  g_autofree char *tooltip = reslab_actions_tooltip ("depth-recompute");

  gtk_widget_add_css_class (key, "key-cap");
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("Recompute")));
  gtk_box_append (GTK_BOX (box), key);
  gtk_button_set_child (GTK_BUTTON (button), box);
  reslab_set_name (button, _("Recompute"));
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.depth-recompute");
  return button;
}

static GtkWidget *
make_choosers (Lab *lab)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), reslab_model_button_new (lab));
  gtk_box_append (GTK_BOX (box), reslab_picture_button_new (lab));
  return box;
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
  self->model = g_object_ref_sink (make_choosers (self->lab));
  self->header = g_object_ref_sink (make_header ());
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

static GtkWidget *
new (Lab *lab)
{
  ReslabGradients *self = g_object_new (RESLAB_TYPE_GRADIENTS, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  g_signal_connect_object (lab, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/* ── actions ── */

static gboolean
has_blocks (GtkWidget *view)
{
  Lab *lab = RESLAB_GRADIENTS (view)->lab;

  return lab_look (lab)->view == LAB_VIEW_GRADIENTS && lab_depth_block (lab) >= 0;
}

static gboolean
can_cut (GtkWidget *view)
{
  return has_blocks (view) && reslab_depth_cuttable (RESLAB_GRADIENTS (view)->lab) != NULL;
}

static gboolean
has_cuts (GtkWidget *view)
{
  return lab_document (RESLAB_GRADIENTS (view)->lab)->cuts->len > 0;
}

static gboolean
has_norm (GtkWidget *view)
{
  return lab_document (RESLAB_GRADIENTS (view)->lab)->norm;
}

static gboolean
has_overlay (GtkWidget *view)
{
  return lab_document (RESLAB_GRADIENTS (view)->lab)->overlay;
}

static gboolean
can_overlay (GtkWidget *view)
{
  LabDepth *depth = lab_depth (RESLAB_GRADIENTS (view)->lab);

  return depth == NULL || depth->has_twin;
}

static gboolean
has_paths (GtkWidget *view)
{
  return lab_look (RESLAB_GRADIENTS (view)->lab)->paths;
}

static gboolean
can_walk_paths (GtkWidget *view)
{
  return has_blocks (view) && has_paths (view);
}

static void
toggle_cut (GtkWidget *view, GVariant *parameter)
{
  reslab_depth_toggle_cut (RESLAB_GRADIENTS (view)->lab);
}

static void
toggle_row (GtkWidget *view, GVariant *parameter)
{
  Lab *lab = RESLAB_GRADIENTS (view)->lab;
  gboolean cosine = lab_look (lab)->depth_row == LAB_ROW_COSINE;

  lab_do (lab, NULL, "row", "of", cosine ? "ratio" : "cosine", NULL);
}

static void
open_in_explore (GtkWidget *view, GVariant *parameter)
{
  Lab *lab = RESLAB_GRADIENTS (view)->lab;
  const char *path = lab_depth_path (lab_depth (lab), (guint) lab_depth_block (lab));

  if (path[0] != '\0')
    {
      lab_do (lab, NULL, "fold", "scope", path, "open", TRUE, NULL);
      lab_do (lab, NULL, "select", "name", path, NULL);
    }
  lab_do (lab, NULL, "view", "name", "explore", NULL);
}

#define GRADIENTS N_("Gradients")

static const ReslabAction rows[] = {
  { .name = "depth-recompute",
    .keys = "r",
    .title = N_("Run backward"),
    .group = GRADIENTS,
    .command = "recompute" },
  { .name = "depth-previous",
    .keys = "Left",
    .title = N_("Block before"),
    .group = GRADIENTS,
    .command = "block",
    .arguments = "{\"by\": -1}",
    .enabled = has_blocks },
  { .name = "depth-next",
    .keys = "Right",
    .title = N_("Next block"),
    .group = GRADIENTS,
    .command = "block",
    .arguments = "{\"by\": 1}",
    .enabled = has_blocks },
  { .name = "depth-cut",
    .keys = "x",
    .title = N_("Cut or restore the shortcut"),
    .group = GRADIENTS,
    .run = toggle_cut,
    .enabled = can_cut },
  { .name = "depth-restore",
    .keys = "<Shift>x",
    .title = N_("Restore all shortcuts"),
    .group = GRADIENTS,
    .command = "restore",
    .enabled = has_cuts },
  { .name = "depth-overlay",
    .keys = "o",
    .title = N_("Overlay the plain twin"),
    .group = GRADIENTS,
    .command = "overlay",
    .state = has_overlay,
    .enabled = can_overlay },
  { .name = "depth-norm",
    .keys = "n",
    .title = N_("With norm layers"),
    .group = GRADIENTS,
    .command = "norm",
    .state = has_norm },
  { .name = "depth-cosine",
    .keys = "c",
    .title = N_("Ratio or cosine below the bars"),
    .group = GRADIENTS,
    .run = toggle_row },
  { .name = "depth-paths",
    .keys = "u",
    .title = N_("Unroll into paths"),
    .group = GRADIENTS,
    .command = "paths",
    .state = has_paths },
  { .name = "path-previous",
    .keys = "Up",
    .title = N_("Path before"),
    .group = GRADIENTS,
    .command = "path",
    .arguments = "{\"by\": -1}",
    .enabled = can_walk_paths },
  { .name = "path-next",
    .keys = "Down",
    .title = N_("Next path"),
    .group = GRADIENTS,
    .command = "path",
    .arguments = "{\"by\": 1}",
    .enabled = can_walk_paths },
  { .name = "paths-fewer",
    .keys = "minus",
    .title = N_("Paths through fewer blocks"),
    .group = GRADIENTS,
    .command = "paths",
    .arguments = "{\"by\": -1}",
    .enabled = can_walk_paths },
  { .name = "paths-more",
    .keys = "plus equal",
    .title = N_("Paths through more blocks"),
    .group = GRADIENTS,
    .command = "paths",
    .arguments = "{\"by\": 1}",
    .enabled = can_walk_paths },
  { .name = "depth-explore",
    .keys = "Return",
    .title = N_("Open the block in Explore"),
    .group = GRADIENTS,
    .run = open_in_explore,
    .enabled = has_blocks },
};

const ReslabViewType reslab_view_gradients = {
  .name = "gradients",
  .title = N_("Gradients"),
  .icon = "reslab-gradients-symbolic",
  .help = N_("Gradients shows, block by block over the depth of the network, how much of the "
             "gradient comes back through the shortcut and how much through the residual "
             "branch; unrolled, it shows every path through the selected block and the next ones."),
  .new = new,
  .actions = RESLAB_ACTION_TABLE (rows),
};
