/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Explore's layout, what it shows before there is a pass, and how a sitting begins. */
#include "config.h"
#include "reslab-explore.h"

#include "fig-i18n.h"
#include "lab-pass.h"
#include "reslab-controls.h"
#include "reslab-direction.h"
#include "reslab-hover-card.h"
#include "reslab-inspector.h"
#include "reslab-layer-list.h"
#include "reslab-picture-button.h"
#include "reslab-settings.h"
#include "reslab-step-bar.h"
#include "reslab-style.h"
#include "reslab-window.h"

#define INSPECTOR_LEAST 420        /* px */
#define LIST_WIDTH      300
#define LEFT_PART       0.6        /* of the width that the diagram has to begin with */
#define TOP_PART        0.58       /* of the height, where the inspector lies below */

struct _ReslabExplore
{
  AdwBin        parent_instance;
  Lab          *lab;               /* (owned) */
  GtkPaned     *paned;
  GtkRevealer  *side;              /* the list of layers */
  GtkWidget    *list;
  GtkStack     *stack;             /* the diagram, or why there is none */
  ReslabCanvas *canvas;
  GtkWidget    *toolbar, *steps, *inspector;
  ReslabHoverCard *story;
  GtkWidget    *percent;
  GtkWidget    *pill;
  AdwStatusPage *page;
  GtkWidget    *header_start, *header_end;     /* (owned) */
  gboolean      begun;
  gboolean      placed;            /* the divider has been put where it belongs */
  guint         settling;          /* frames until the panes have their new size */
};

static void reslab_explore_view_init (ReslabViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReslabExplore, reslab_explore, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (RESLAB_TYPE_VIEW, reslab_explore_view_init))

/* ── how a sitting begins ── */

static gboolean
is_animated (ReslabExplore *self)
{
  gboolean animated;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated,
                NULL);
  return animated;
}

static guint
step_of (LabPass *pass, const char *name)
{
  RnNode node = rn_graph_find (pass->graph, name);

  return node != RN_NODE_NONE ? node + 1 : pass->n_steps / 2;
}

/* The first thing to be seen is a pass under way, towards an addition in the textbook's figure;
 * where nothing may move, that addition. A sitting that somebody has begun is left alone. */
static void
begin (ReslabExplore *self)
{
  const LabLook *look = lab_look (self->lab);
  LabPass *pass = lab_pass (self->lab);
  gboolean moves = is_animated (self);

  if (self->begun || pass == NULL || lab_shown_view (self->lab) == LAB_VIEW_LESSONS)
    return;
  self->begun = TRUE;
  if (look->position > 0 || look->playing || g_hash_table_size (look->open) > 0)
    return;
  if (rn_graph_find (pass->graph, "layer2.0.addition") != RN_NODE_NONE)
    lab_do (self->lab, NULL, "fold", "scope", "layer2.0", "open", TRUE, NULL);
  lab_do (self->lab, NULL, "step", "position",
          (int) step_of (pass, moves ? "layer1.1.addition" : "layer2.0.addition"), NULL);
  if (moves)
    lab_do (self->lab, NULL, "play", "on", TRUE, NULL);
}

/* ── what is shown ── */

static void
tell_state (ReslabExplore *self)
{
  gboolean working = lab_is_working (self->lab);

  if (lab_pass (self->lab) != NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "diagram");
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, working ? "waiting" : "empty");
}

static void
tell_weights (ReslabExplore *self)
{
  const LabDocument *document = lab_document (self->lab);
  const LabPass *pass = lab_pass (self->lab);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, document->seed);
  g_autofree char *words = NULL;
  gboolean trained = document->weights != NULL;

  if (trained)
    words = g_strdup (pass != NULL && pass->weights != NULL ? pass->weights : _("opening weights"));
  else
    words = g_strdup_printf (_("untrained: random weights, seed %s"), seed);
  gtk_label_set_text (GTK_LABEL (self->pill), words);
  gtk_widget_set_tooltip_text (
    self->pill,
    trained ? _("The weights are those of a file, every one of them. Batch norm uses the means and "
                "deviations it learned, as in use.")
            : _("Nothing has been learned yet: the weights are random numbers, drawn by this seed. "
                "Maps, gradients and costs are real; the guesses mean nothing. Batch norm uses the "
                "picture's own statistics, as in training."));
}

static void
tell_zoom (ReslabExplore *self)
{
  g_autofree char *words
    = g_strdup_printf (_("%.0f %%"),
                       100 * reslab_figure_view_get_zoom (reslab_canvas_figure (self->canvas)));

  gtk_button_set_label (GTK_BUTTON (self->percent), words);
}

static gboolean
on_idle (gpointer data)
{
  ReslabExplore *self = data;

  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    tell_zoom (self);
  return G_SOURCE_REMOVE;
}

/* The camera moves in the middle of an allocation, when no text may change its width. */
static void
on_camera (ReslabExplore *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, g_object_ref (self), g_object_unref);
}

static void
on_changed (Lab *lab, guint changes, ReslabExplore *self)
{
  if (changes & (LAB_CHANGED_BY (pass) | LAB_CHANGED_WORK))
    tell_state (self);
  if (changes & (LAB_CHANGED_NETWORK | LAB_CHANGED_BY (pass)))
    tell_weights (self);
  if (changes & LAB_CHANGED_BY (pass))
    begin (self);
}

/* A projector shows only the figure and the steps. */
static void
on_style (ReslabExplore *self)
{
  gboolean projector = reslab_style_is_projector (reslab_style_of (GTK_WIDGET (self)));

  reslab_control_set_visible (self->inspector, !projector);
  gtk_widget_set_visible (self->toolbar, !projector);
}

/* ── the tools above the diagram ── */

static GtkWidget *
text_tool (const char *action)
{
  GtkWidget *button = reslab_actions_button (action, "");

  gtk_button_set_label (GTK_BUTTON (button), _(reslab_actions_find (action)->title));
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
icon_tool (const char *action, const char *icon)
{
  GtkWidget *button = reslab_actions_button (action, icon);

  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
new_pill (ReslabExplore *self)
{
  self->pill = gtk_label_new ("");
  gtk_widget_add_css_class (self->pill, "note-pill");
  gtk_widget_set_margin_start (self->pill, 8);
  gtk_widget_set_margin_end (self->pill, 8);
  gtk_label_set_ellipsize (GTK_LABEL (self->pill), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->pill, TRUE);
  gtk_widget_set_halign (self->pill, GTK_ALIGN_START);
  gtk_widget_set_valign (self->pill, GTK_ALIGN_CENTER);
  tell_weights (self);
  return self->pill;
}

static GtkWidget *
new_toolbar (ReslabExplore *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  gtk_box_append (GTK_BOX (bar), text_tool ("fold-all"));
  gtk_box_append (GTK_BOX (bar), text_tool ("unfold-stage"));
  gtk_box_append (GTK_BOX (bar), text_tool ("unfold-all"));
  gtk_box_append (GTK_BOX (bar), new_pill (self));
  gtk_box_append (GTK_BOX (bar), icon_tool ("zoom-out", "list-remove-symbolic"));
  self->percent = text_tool ("zoom-reset");
  gtk_widget_add_css_class (self->percent, "numeric");
  gtk_box_append (GTK_BOX (bar), self->percent);
  gtk_box_append (GTK_BOX (bar), icon_tool ("zoom-in", "list-add-symbolic"));
  gtk_box_append (GTK_BOX (bar), icon_tool ("fit", "reslab-fit-symbolic"));
  gtk_widget_add_css_class (bar, "canvas");
  gtk_widget_add_css_class (bar, "canvas-tools");
  return bar;
}

/* ── before there is a pass ── */

static void
on_first_model (GtkButton *button, ReslabExplore *self)
{
  lab_do (self->lab, NULL, "model", "spec", "resnet18", NULL);
}

static void
on_first_picture (GtkButton *button, ReslabExplore *self)
{
  lab_do (self->lab, NULL, "picture", NULL);
}

static GtkWidget *
new_empty (ReslabExplore *self)
{
  GtkWidget *page = adw_status_page_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *open = gtk_button_new_with_label (_("Open a picture…")),
            *picture = gtk_button_new_with_label (_("Built-in picture")),
            *model = gtk_button_new_with_label (_("ResNet-18"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "image-x-generic-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Open a picture"));
  adw_status_page_set_description (
    ADW_STATUS_PAGE (page), _("A network and a picture are all it takes. Drop a picture here, or "
                              "begin with what comes along."));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.open");
  gtk_widget_add_css_class (open, "suggested-action");
  g_signal_connect (picture, "clicked", G_CALLBACK (on_first_picture), self);
  g_signal_connect (model, "clicked", G_CALLBACK (on_first_model), self);
  gtk_box_append (GTK_BOX (row), open);
  gtk_box_append (GTK_BOX (row), picture);
  gtk_box_append (GTK_BOX (row), model);
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), row);
  return page;
}

/* ── building ── */

static GtkWidget *
new_left (ReslabExplore *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new (), *waiting = adw_bin_new ();

  self->stack = GTK_STACK (stack);
  self->canvas = RESLAB_CANVAS (reslab_canvas_new (self->lab));
  self->story = RESLAB_HOVER_CARD (reslab_hover_card_new (self->lab));
  reslab_canvas_add_overlay (self->canvas, GTK_WIDGET (self->story));
  reslab_hover_card_attach (self->story, GTK_WIDGET (self));
  self->toolbar = new_toolbar (self);
  gtk_widget_add_css_class (waiting, "canvas");
  gtk_stack_add_named (self->stack, waiting, "waiting");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->canvas), "diagram");
  gtk_stack_add_named (self->stack, new_empty (self), "empty");
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_box_append (GTK_BOX (left), self->toolbar);
  gtk_box_append (GTK_BOX (left), stack);
  g_signal_connect_object (reslab_canvas_figure (self->canvas), "camera-changed",
                           G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
  return left;
}

static GtkWidget *
new_side (ReslabExplore *self)
{
  self->list = reslab_layer_list_new (self->lab);
  self->side = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (self->side, GTK_REVEALER_TRANSITION_TYPE_SLIDE_RIGHT);
  gtk_revealer_set_transition_duration (self->side, 150);
  gtk_widget_set_size_request (self->list, LIST_WIDTH, -1);
  gtk_widget_add_css_class (self->list, "layer-list");
  gtk_revealer_set_child (self->side, self->list);
  gtk_widget_set_visible (GTK_WIDGET (self->side), FALSE);
  return GTK_WIDGET (self->side);
}

static GtkWidget *
new_inspector (ReslabExplore *self)
{
  GtkWidget *inspector = reslab_inspector_new (self->lab);

  gtk_widget_set_size_request (inspector, INSPECTOR_LEAST, -1);
  return inspector;
}

static void
build (ReslabExplore *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *left = new_left (self);

  self->paned = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  self->inspector = new_inspector (self);
  self->steps = reslab_step_bar_new (self->lab);
  reslab_control_mark (self->inspector, LAB_CONTROL_INSPECTOR);
  reslab_control_mark (self->steps, LAB_CONTROL_STEP_BAR);
  gtk_paned_set_start_child (self->paned, left);
  gtk_paned_set_end_child (self->paned, self->inspector);
  gtk_paned_set_shrink_start_child (self->paned, FALSE);
  gtk_paned_set_shrink_end_child (self->paned, FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->paned), TRUE);
  gtk_widget_set_vexpand (row, TRUE);
  gtk_box_append (GTK_BOX (row), new_side (self));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->paned));
  gtk_box_append (GTK_BOX (column), row);
  gtk_box_append (GTK_BOX (column), self->steps);
  adw_bin_set_child (ADW_BIN (self), column);
}

/* ── the widget ── */

static gboolean
place_divider (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ReslabExplore *self = RESLAB_EXPLORE (widget);
  gboolean across = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned))
                    == GTK_ORIENTATION_HORIZONTAL;
  int length = across ? gtk_widget_get_width (GTK_WIDGET (self->paned))
                      : gtk_widget_get_height (GTK_WIDGET (self->paned));

  if (length <= 0 || self->settling-- > 0)
    return G_SOURCE_CONTINUE;
  self->settling = 0;
  gtk_paned_set_position (self->paned, (int) (length * (across ? LEFT_PART : TOP_PART)));
  return G_SOURCE_REMOVE;
}

static void
reslab_explore_root (GtkWidget *widget)
{
  ReslabExplore *self = RESLAB_EXPLORE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (reslab_explore_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (self->placed)
    return;
  self->placed = TRUE;
  if (RESLAB_IS_WINDOW (root))
    reslab_settings_keep_paned (reslab_window_settings (RESLAB_WINDOW (root)), "explore-divider",
                                self->paned);
  else
    gtk_widget_add_tick_callback (widget, place_divider, NULL, NULL);
}

static void
reslab_explore_dispose (GObject *object)
{
  ReslabExplore *self = RESLAB_EXPLORE (object);

  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  g_clear_object (&self->header_start);
  g_clear_object (&self->header_end);
  G_OBJECT_CLASS (reslab_explore_parent_class)->dispose (object);
}

static void
reslab_explore_finalize (GObject *object)
{
  g_clear_object (&RESLAB_EXPLORE (object)->lab);
  G_OBJECT_CLASS (reslab_explore_parent_class)->finalize (object);
}

static void
reslab_explore_class_init (ReslabExploreClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_explore_dispose;
  G_OBJECT_CLASS (class)->finalize = reslab_explore_finalize;
  GTK_WIDGET_CLASS (class)->root = reslab_explore_root;
}

static void
reslab_explore_init (ReslabExplore *self)
{
}

GtkWidget *
reslab_explore_new (Lab *lab)
{
  ReslabExplore *self = g_object_new (RESLAB_TYPE_EXPLORE, NULL);

  self->lab = g_object_ref (lab);
  build (self);
  tell_state (self);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_object (reslab_style_of (GTK_WIDGET (self)), "changed", G_CALLBACK (on_style),
                           self, G_CONNECT_SWAPPED);
  on_style (self);
  begin (self);
  return GTK_WIDGET (self);
}

/* ── as a view ── */

static GtkWidget *
header_start (ReslabView *view)
{
  ReslabExplore *self = RESLAB_EXPLORE (view);

  if (self->header_start == NULL)
    self->header_start = g_object_ref_sink (reslab_choosers_new (self->lab));
  return self->header_start;
}

static GtkWidget *
header_end (ReslabView *view)
{
  ReslabExplore *self = RESLAB_EXPLORE (view);

  if (self->header_end == NULL)
    {
      self->header_end = g_object_ref_sink (reslab_direction_new (self->lab));
      reslab_control_mark (self->header_end, LAB_CONTROL_DIRECTION);
    }
  return self->header_end;
}

static void
grab (ReslabView *view)
{
  gtk_widget_grab_focus (GTK_WIDGET (reslab_canvas_figure (RESLAB_EXPLORE (view)->canvas)));
}

static gboolean
escape (ReslabView *view)
{
  ReslabExplore *self = RESLAB_EXPLORE (view);

  if (reslab_canvas_escape (self->canvas) || reslab_hover_card_escape (self->story)
      || reslab_inspector_escape (RESLAB_INSPECTOR (self->inspector)))
    return TRUE;
  if (!reslab_explore_has_list (self))
    return FALSE;
  reslab_explore_show_list (self, FALSE);
  return TRUE;
}

static void
set_narrow (ReslabView *view, gboolean narrow)
{
  ReslabExplore *self = RESLAB_EXPLORE (view);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  self->settling = 2;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), place_divider, NULL, NULL);
}

static void
reslab_explore_view_init (ReslabViewInterface *iface)
{
  iface->header_start = header_start;
  iface->header_end = header_end;
  iface->grab = grab;
  iface->escape = escape;
  iface->set_narrow = set_narrow;
}

/* ── for its actions ── */

Lab *
reslab_explore_lab (ReslabExplore *self)
{
  return self->lab;
}

ReslabCanvas *
reslab_explore_canvas (ReslabExplore *self)
{
  return self->canvas;
}

gboolean
reslab_explore_has_list (ReslabExplore *self)
{
  return self->side != NULL && gtk_revealer_get_reveal_child (self->side);
}

void
reslab_explore_show_list (ReslabExplore *self, gboolean show)
{
  /* The focus leaves first: GTK keeps a focused list that is hidden alive for ever. */
  if (!show)
    grab (RESLAB_VIEW (self));
  gtk_widget_set_visible (GTK_WIDGET (self->side), show);
  gtk_revealer_set_reveal_child (self->side, show);
  if (show)
    gtk_widget_grab_focus (self->list);
}
