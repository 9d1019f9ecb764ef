/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Train: curves, gradients by layer and step, maps of the held picture, bar and panel. */
#include "config.h"
#include "reslab-train-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "lab-train-scene.h"
#include "reslab-accessible.h"
#include "reslab-figure-view.h"
#include "reslab-style.h"

#define PANEL_WIDTH 330            /* px */
#define BELOW       800            /* px: where the view is narrower, the panel lies below */
#define DRAG_LEAST  8.0            /* px: less is a press */

struct _ReslabTrain
{
  AdwBin     parent_instance;
  Lab       *lab;                  /* (owned) */
  GtkWidget *paned;                /* (borrowed), as are those below */
  GtkWidget *charts;
  GtkWidget *maps[LAB_TRAIN_MOST];
  GtkWidget *map_names[LAB_TRAIN_MOST];
  GtkWidget *maps_title;
  GtkWidget *bar;
  GtkWidget *panel;
  GtkWidget *header;               /* (owned) in the header bar */
  gboolean   zoomed;
  double     from, to;             /* the steps that are shown, where zoomed */
  gboolean   hovering, dragging;
  double     step, drag_step;      /* under the pointer, and where a drag began */
  char      *exploring;            /* (owned) (nullable) folder whose weights are to be opened */
  guint      explored_run, explored_save;
};

/* ── figures ── */

static FigScene *
make_charts (const FigStyle *style, gpointer data, GError **error)
{
  ReslabTrain *self = data;
  LabTrainState *state = lab_training (self->lab);

  if (self->zoomed && state != NULL && state->n_runs > 0)
    return lab_train_state_scene (state, FIG_TRAINING_ALL, NULL, NULL, self->from, self->to, style);
  return lab_train_scene (self->lab, FIG_TRAINING_ALL, FALSE, style);
}

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

static void
paint_over (cairo_t *cr, FigScene *scene, gpointer data)
{
  ReslabTrain *self = data;

  if (self->dragging)
    fig_training_paint_span (scene, cr, self->drag_step, self->step);
  if (self->hovering)
    fig_training_paint_step (scene, cr, round (self->step));
}

/* ── pointer ── */

static gboolean
step_under (ReslabTrain *self, double x, double y, double *step)
{
  FigScene *scene = reslab_figure_view_get_scene (RESLAB_FIGURE_VIEW (self->charts));

  reslab_figure_view_to_scene (RESLAB_FIGURE_VIEW (self->charts), &x, &y);
  return scene != NULL && fig_training_step_at (scene, x, y, step);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, ReslabTrain *self)
{
  self->hovering = step_under (self, x, y, &self->step);
  reslab_figure_view_queue_overlay (RESLAB_FIGURE_VIEW (self->charts));
}

static void
on_leave (GtkEventControllerMotion *motion, ReslabTrain *self)
{
  self->hovering = FALSE;
  reslab_figure_view_queue_overlay (RESLAB_FIGURE_VIEW (self->charts));
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, ReslabTrain *self)
{
  self->dragging = step_under (self, x, y, &self->drag_step);
  self->step = self->drag_step;
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, ReslabTrain *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  if (self->dragging)
    step_under (self, x + dx, y, &self->step);
  reslab_figure_view_queue_overlay (RESLAB_FIGURE_VIEW (self->charts));
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, ReslabTrain *self)
{
  double from = floor (fmin (self->drag_step, self->step));
  double to = ceil (fmax (self->drag_step, self->step));

  if (self->dragging && fabs (dx) >= DRAG_LEAST && to - from >= 2)
    {
      self->zoomed = TRUE;
      self->from = from;
      self->to = to;
      reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->charts));
    }
  self->dragging = FALSE;
}

gboolean
reslab_train_zoom_out (ReslabTrain *self)
{
  if (!self->zoomed)
    return FALSE;
  self->zoomed = FALSE;
  reslab_figure_view_invalidate (RESLAB_FIGURE_VIEW (self->charts));
  return TRUE;
}

static void
on_picked (ReslabFigureView *view, const FigPick *pick, guint n_press, double x, double y,
           ReslabTrain *self)
{
  if (n_press == 2)
    reslab_train_zoom_out (self);
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

/* The weights that were asked for lie in a file now. */
static void
open_explored (ReslabTrain *self)
{
  const LabTrainState *state = lab_training (self->lab);
  g_autofree char *folder = NULL, *file = NULL, *path = NULL;
  guint run = self->explored_run;

  if (self->exploring == NULL || state == NULL || state->saves < self->explored_save)
    return;
  folder = g_steal_pointer (&self->exploring);
  if (g_strcmp0 (state->saved, folder) != 0 || run >= state->n_runs)
    return;
  file = g_strconcat (state->runs[run].name, ".safetensors", NULL);
  path = g_build_filename (folder, file, NULL);
  if (lab_do (self->lab, NULL, "model", "spec", state->runs[run].model, NULL)
      && lab_do (self->lab, NULL, "weights", "file", path, NULL))
    lab_do (self->lab, NULL, "view", "name", "explore", NULL);
}

void
reslab_train_explore (ReslabTrain *self, guint run)
{
  g_free (self->exploring);
  self->exploring = g_build_filename (g_get_user_cache_dir (), "reslab", "trained", NULL);
  self->explored_run = run;
  if (!lab_do (self->lab, NULL, "train-save", "folder", self->exploring, NULL))
    g_clear_pointer (&self->exploring, g_free);
  self->explored_save = lab_look (self->lab)->train_saves;
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
  open_explored (self);
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

/* ── files ── */

static void
on_folder (GtkNativeDialog *dialog, int response, ReslabTrain *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  const char *command = g_object_get_data (G_OBJECT (dialog), "command");
  const char *argument = g_object_get_data (G_OBJECT (dialog), "argument");

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    lab_do (self->lab, NULL, command, argument, path, NULL);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
ask_folder (ReslabTrain *self, const char *title, gboolean make, const char *command,
            const char *argument)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    title, window, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_file_chooser_set_create_folders (GTK_FILE_CHOOSER (dialog), make);
  g_object_set_data (G_OBJECT (dialog), "command", (gpointer) command);
  g_object_set_data (G_OBJECT (dialog), "argument", (gpointer) argument);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
reslab_train_ask_folder (ReslabTrain *self, gboolean save)
{
  if (save)
    ask_folder (self, _("Save the training in a folder"), TRUE, "train-save", "folder");
  else
    ask_folder (self, _("Go on with the training in a folder"), FALSE, "train-resume", "folder");
}

void
reslab_train_ask_data (ReslabTrain *self)
{
  ask_folder (self, _("Open a folder of data: CIFAR, MNIST, or a folder for each class"), FALSE,
              "train-data", "place");
}

/* ── what it is made of ── */

static GtkWidget *
make_charts_view (ReslabTrain *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->charts = reslab_figure_view_new ();
  reslab_figure_view_set_tooltips (RESLAB_FIGURE_VIEW (self->charts), FALSE);
  reslab_figure_view_set_stops (RESLAB_FIGURE_VIEW (self->charts), 1 << FIG_POINT);
  reslab_figure_view_set_source (RESLAB_FIGURE_VIEW (self->charts), make_charts, self);
  reslab_figure_view_set_overlay (RESLAB_FIGURE_VIEW (self->charts), paint_over, self);
  g_signal_connect_object (self->charts, "picked", G_CALLBACK (on_picked), self, 0);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, 0);
  g_signal_connect_object (motion, "leave", G_CALLBACK (on_leave), self, 0);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (on_drag_end), self, 0);
  gtk_widget_add_controller (self->charts, motion);
  gtk_widget_add_controller (self->charts, GTK_EVENT_CONTROLLER (drag));
  return self->charts;
}

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

  gtk_box_append (GTK_BOX (figures), make_charts_view (self));
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
append_choice (GMenu *menu, const char *title, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static GtkWidget *
make_menu_button (const char *label, const char *name, GMenu *menu)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, name);
  reslab_set_name (button, name);
  return button;
}

static GtkWidget *
make_header (void)
{
  static const struct { const char *title, *models; } pairs[] = {
    { "plain20, resnet20", "[\"cifar_plain20\", \"cifar_resnet20\"]" },
    { "plain56, resnet56", "[\"cifar_plain56\", \"cifar_resnet56\"]" },
    { "plain20, plain56, resnet20, resnet56",
      "[\"cifar_plain20\", \"cifar_plain56\", \"cifar_resnet20\", \"cifar_resnet56\"]" },
    { "resnet20, resnet56", "[\"cifar_resnet20\", \"cifar_resnet56\"]" },
    { "resnet20", "[\"cifar_resnet20\"]" },
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autoptr (GMenu) models = g_menu_new (), data = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    append_choice (models, pairs[i].title, "win.train-models", pairs[i].models);
  g_menu_append (models, _("The open network and its plain twin"), "win.train-open");
  append_choice (data, "shapes", "win.train-data", "shapes");
  g_menu_append (data, _("Open a folder…"), "win.train-data-open");
  gtk_box_append (GTK_BOX (box), make_menu_button (_("Networks"), _("Which networks are trained"),
                                                   models));
  gtk_box_append (GTK_BOX (box), make_menu_button (_("Data"), _("What they are trained on"), data));
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
  self->header = g_object_ref_sink (make_header ());
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
