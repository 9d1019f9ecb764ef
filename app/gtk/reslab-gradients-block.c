/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The inspector of the selected block. */
#include "config.h"
#include "reslab-gradients-private.h"

#include "fig-i18n.h"
#include "fig-unrolled.h"
#include "lab-depth-scene.h"
#include "lab-paths.h"
#include "reslab-accessible.h"
#include "reslab-controls.h"
#include "reslab-figure-view.h"

#define WIDTH      392        /* px the figure asks for */
#define SCALE_MOST 1.5

struct _ReslabDepthBlock
{
  AdwBin     parent_instance;
  Lab       *lab;                /* (owned) */
  GtkWidget *choice;             /* (borrowed), as are those below */
  GtkWidget *figure;
  GtkWidget *cut;
  GtkWidget *scale;
  GtkWidget *scissors;
  GtkWidget *plain;
  gboolean   updating;
};

G_DEFINE_FINAL_TYPE (ReslabDepthBlock, reslab_depth_block, ADW_TYPE_BIN)

/* ── the scissors ── */

const char *
reslab_depth_cuttable (Lab *lab)
{
  LabDepth *depth = lab_depth (lab);
  int block = lab_depth_block (lab);

  if (block < 0 || !lab_depth_split (depth->now, (guint) block)->has_shortcut)
    return NULL;
  return lab_depth_path (depth, (guint) block);
}

void
reslab_depth_toggle_cut (Lab *lab)
{
  const char *path = reslab_depth_cuttable (lab);

  if (path != NULL)
    lab_do (lab, NULL, "cut", "block", path, "scale",
            lab_document_cut (lab_document (lab), path) == 1 ? 0.0 : 1.0, NULL);
}

static void
cut_to (ReslabDepthBlock *self, double scale)
{
  const char *path = reslab_depth_cuttable (self->lab);

  if (!self->updating && path != NULL && scale != lab_document_cut (lab_document (self->lab), path))
    lab_do (self->lab, NULL, "cut", "block", path, "scale", scale, NULL);
}

static void
on_cut (ReslabDepthBlock *self)
{
  cut_to (self, gtk_switch_get_active (GTK_SWITCH (self->cut)) ? 0 : 1);
}

static void
on_scale (ReslabDepthBlock *self)
{
  cut_to (self, gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->scale)));
}

static GtkWidget *
make_row (const char *icon, const char *label, GtkWidget *control)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *words = gtk_label_new (label);

  if (icon != NULL)
    gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name (icon));
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), control);
  reslab_set_name (control, label);
  return row;
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = g_strconcat ("win.", action, NULL);
  g_autofree char *tooltip = reslab_actions_tooltip (action);

  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
  return button;
}

static GtkWidget *
make_scissors (ReslabDepthBlock *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  self->cut = gtk_switch_new ();
  gtk_widget_set_focus_on_click (self->cut, FALSE);
  g_signal_connect_object (self->cut, "notify::active", G_CALLBACK (on_cut), self,
                           G_CONNECT_SWAPPED);
  self->scale = gtk_spin_button_new_with_range (0, SCALE_MOST, 0.1);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->scale), 2);
  g_signal_connect_object (self->scale, "value-changed", G_CALLBACK (on_scale), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box),
                  make_row ("reslab-scissors-symbolic", _("Cut the shortcut"), self->cut));
  gtk_box_append (GTK_BOX (box), make_row (NULL, _("Shortcut multiplied by"), self->scale));
  gtk_widget_add_css_class (box, "sheet");
  return box;
}

static GtkWidget *
make_buttons (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_append (GTK_BOX (box), make_button (_("Restore all shortcuts"), "depth-restore"));
  gtk_box_append (GTK_BOX (box), make_button (_("Open in Explore"), "depth-explore"));
  return box;
}

/* ── together ── */

static FigScene *
make_scene (const FigStyle *style, gpointer data, GError **error)
{
  Lab *lab = RESLAB_DEPTH_BLOCK (data)->lab;

  return lab_look (lab)->paths ? lab_paths_scene (lab, FALSE, style, error)
                               : lab_depth_block_scene (lab, style, error);
}

/* A press selects a path, and once more lets go of it. */
static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           ReslabDepthBlock *self)
{
  gboolean again = pick->scope == RN_SCOPE_ROOT && pick->item == lab_paths_selected (self->lab);

  if (pick->kind == FIG_PATH)
    lab_do (self->lab, NULL, "path", "index", again ? -1 : pick->item, NULL);
}

static GtkWidget *
make_figure (ReslabDepthBlock *self)
{
  GtkWidget *sheet = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->figure = reslab_figure_view_new ();
  reslab_figure_view_set_on_card (RESLAB_FIGURE_VIEW (self->figure), TRUE);
  reslab_figure_view_set_natural_width (RESLAB_FIGURE_VIEW (self->figure), WIDTH);
  reslab_figure_view_set_tooltips (RESLAB_FIGURE_VIEW (self->figure), TRUE);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), make_scene, self);
  g_signal_connect_object (self->figure, "picked", G_CALLBACK (on_picked), self, 0);
  gtk_widget_set_hexpand (self->figure, TRUE);
  gtk_box_append (GTK_BOX (sheet), self->figure);
  gtk_widget_add_css_class (sheet, "sheet");
  gtk_widget_add_css_class (sheet, "of-figure");
  return sheet;
}

/* What those hear who cannot see the figure. (transfer full) */
static char *
figure_title (Lab *lab)
{
  LabPaths *paths = lab_paths (lab);
  int block = lab_depth_block (lab), path = lab_paths_selected (lab);
  g_autofree char *title = NULL, *selected = NULL;

  if (!lab_look (lab)->paths || paths == NULL)
    return block >= 0 ? lab_depth_block_title ((guint) block) : g_strdup (_("Block"));
  title = lab_paths_title (&paths->paths, paths->graph);
  if (path < 0)
    return g_steal_pointer (&title);
  selected = fig_unrolled_text (&paths->paths, paths->graph, (guint) path);
  return g_strdup_printf (_("%s; selected: %s"), title, selected);
}

void
reslab_depth_block_update (ReslabDepthBlock *self)
{
  const char *path = reslab_depth_cuttable (self->lab);
  double scale = path != NULL ? lab_document_cut (lab_document (self->lab), path) : 1;
  int block = lab_depth_block (self->lab);
  g_autofree char *title = figure_title (self->lab);

  self->updating = TRUE;
  gtk_switch_set_active (GTK_SWITCH (self->cut), scale == 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->scale), scale);
  self->updating = FALSE;
  reslab_control_set_visible (self->scissors, path != NULL);
  gtk_widget_set_visible (self->plain, block >= 0 && path == NULL);
  reslab_depth_choice_update (RESLAB_DEPTH_CHOICE (self->choice));
  reslab_figure_view_set_title (RESLAB_FIGURE_VIEW (self->figure), title);
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->figure));
}

static void
reslab_depth_block_dispose (GObject *object)
{
  ReslabDepthBlock *self = RESLAB_DEPTH_BLOCK (object);

  if (self->figure != NULL)
    reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->figure), NULL, NULL);
  self->figure = NULL;
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_depth_block_parent_class)->dispose (object);
}

static void
reslab_depth_block_class_init (ReslabDepthBlockClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_depth_block_dispose;
}

static void
reslab_depth_block_init (ReslabDepthBlock *self)
{
}

GtkWidget *
reslab_depth_block_new (Lab *lab)
{
  ReslabDepthBlock *self = g_object_new (RESLAB_TYPE_DEPTH_BLOCK, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->lab = g_object_ref (lab);
  self->scissors = make_scissors (self);
  reslab_control_mark (self->scissors, LAB_CONTROL_SCISSORS);
  self->plain = gtk_label_new (_("This block has no shortcut that could be cut."));
  gtk_label_set_wrap (GTK_LABEL (self->plain), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->plain), 0);
  gtk_widget_add_css_class (self->plain, "dim");
  self->choice = reslab_depth_choice_new (lab);
  gtk_box_append (GTK_BOX (box), self->choice);
  gtk_box_append (GTK_BOX (box), make_figure (self));
  gtk_box_append (GTK_BOX (box), self->scissors);
  gtk_box_append (GTK_BOX (box), self->plain);
  gtk_box_append (GTK_BOX (box), make_buttons ());
  gtk_widget_set_margin_top (box, 16);
  gtk_widget_set_margin_bottom (box, 16);
  gtk_widget_set_margin_start (box, 16);
  gtk_widget_set_margin_end (box, 16);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_bin_set_child (ADW_BIN (self), scroller);
  reslab_depth_block_update (self);
  return GTK_WIDGET (self);
}
