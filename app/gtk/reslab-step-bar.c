/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The step bar: every control is an action of the window; only the timeline talks to the lab. */
#include "config.h"
#include "reslab-step-bar.h"

#include "fig-i18n.h"
#include "fig-timeline.h"
#include "lab-pass.h"
#include "lab-timeline.h"
#include "reslab-accessible.h"
#include "reslab-actions.h"
#include "reslab-controls.h"
#include "reslab-figure-view.h"

#define WORDS_CHARS 16             /* room for the step's name, so that the timeline stays put */

struct _ReslabStepBar
{
  AdwBin            parent_instance;
  Lab              *lab;           /* (owned) */
  GtkWidget        *play;
  GtkWidget        *step;          /* “Step 26 of 68” */
  GtkWidget        *name;
  GtkWidget        *hint;
  ReslabFigureView *timeline;
  guint             shown_position;
  gpointer          shown_pass;    /* compared only */
};

G_DEFINE_FINAL_TYPE (ReslabStepBar, reslab_step_bar, ADW_TYPE_BIN)

/* ── what it says ── */

static char *
step_words (Lab *lab)
{
  LabPass *pass = lab_pass (lab);
  guint n = pass != NULL ? pass->n_steps / 2 : 0;
  guint position = lab_position (lab);

  if (pass == NULL)
    return g_strdup (_("No steps yet"));
  if (position > n)
    return g_strdup_printf (_("Step %u of %u back"), position - n, n);
  return g_strdup_printf (_("Step %u of %u"), position, n);
}

static const char *
step_name (Lab *lab)
{
  RnDirection direction;
  RnNode node = lab_current_node (lab, &direction);

  if (lab_pass (lab) == NULL)
    return "";
  return node != RN_NODE_NONE ? rn_graph_node (lab_pass (lab)->graph, node)->name
                              : _("before the first step");
}

static void
tell_play (ReslabStepBar *self)
{
  gboolean playing = lab_look (self->lab)->playing;

  gtk_button_set_icon_name (GTK_BUTTON (self->play), playing ? "media-playback-pause-symbolic"
                                                             : "media-playback-start-symbolic");
}

static void
tell_step (ReslabStepBar *self)
{
  g_autofree char *words = step_words (self->lab);
  LabPass *pass = lab_pass (self->lab);

  gtk_label_set_text (GTK_LABEL (self->step), words);
  gtk_label_set_text (GTK_LABEL (self->name), step_name (self->lab));
  gtk_widget_set_tooltip_text (self->name, step_name (self->lab));
  gtk_widget_set_visible (self->hint,
                          pass != NULL && lab_position (self->lab) < pass->n_steps);
}

static void
on_changed (Lab *lab, guint changes, ReslabStepBar *self)
{
  if (!(changes & (LAB_CHANGED_POSITION | LAB_CHANGED_BY (pass))))
    return;
  tell_play (self);
  tell_step (self);
  if (self->shown_position == lab_look (lab)->position && self->shown_pass == lab_pass (lab))
    return;
  self->shown_position = lab_look (lab)->position;
  self->shown_pass = lab_pass (lab);
  reslab_figure_view_invalidate (self->timeline);
}

/* ── the timeline ── */

static FigScene *
make_timeline (const FigStyle *style, gpointer data, GError **error)
{
  return lab_timeline_scene (((ReslabStepBar *) data)->lab, style);
}

void
reslab_step_bar_seek (ReslabStepBar *self, double x)
{
  GtkWidget *timeline = GTK_WIDGET (self->timeline);
  FigScene *scene = reslab_figure_view_get_scene (self->timeline);
  double y = 0, right;
  g_auto (FigPick) pick = { .kind = FIG_NOTHING };
  LabPass *pass = lab_pass (self->lab);

  if (scene == NULL || pass == NULL)
    return;
  /* Beside the bars the nearest one is meant. */
  right = fig_timeline_x (scene, pass->n_steps - 1);
  reslab_figure_view_to_scene (self->timeline, &x, &y);
  x = CLAMP (x, fig_timeline_x (scene, 0), right);
  if (!fig_scene_pick (scene, x, fig_scene_height (scene) / 2, &pick) || pick.column < 0
      || (guint) pick.column + 1 == lab_look (self->lab)->position)
    return;
  if (lab_look (self->lab)->playing)
    lab_do (self->lab, NULL, "play", "on", FALSE, NULL);
  lab_do (self->lab, NULL, "step", "position", pick.column + 1, NULL);
  gtk_widget_queue_draw (timeline);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, ReslabStepBar *self)
{
  reslab_step_bar_seek (self, x);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, ReslabStepBar *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    reslab_step_bar_seek (self, x + dx);
}

static GtkWidget *
new_timeline (ReslabStepBar *self)
{
  GtkWidget *view = reslab_figure_view_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->timeline = RESLAB_FIGURE_VIEW (view);
  reslab_control_mark (view, LAB_CONTROL_TIMELINE);
  reslab_figure_view_set_source (self->timeline, make_timeline, self);
  reslab_figure_view_set_title (self->timeline, _("Timeline of the steps"));
  reslab_figure_view_set_natural_width (self->timeline, 360);
  reslab_figure_view_set_stops (self->timeline, 0);
  reslab_figure_view_set_transparent (self->timeline, TRUE);
  gtk_widget_set_focusable (view, FALSE);       /* its keys are those of the steps */
  gtk_widget_set_hexpand (view, TRUE);
  gtk_widget_set_valign (view, GTK_ALIGN_CENTER);
  gtk_widget_set_name (view, "timeline");
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (drag));
  return view;
}

/* ── building ── */

static GtkWidget *
flat_button (const char *action, const char *icon)
{
  GtkWidget *button = reslab_actions_button (action, icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
new_controls (ReslabStepBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  self->play = reslab_actions_button ("play", "media-playback-start-symbolic");
  gtk_widget_add_css_class (self->play, "circular");
  gtk_widget_add_css_class (self->play, "suggested-action");
  gtk_widget_add_css_class (self->play, "play");
  gtk_widget_set_valign (self->play, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (self->play, 4);
  gtk_widget_set_margin_end (self->play, 4);
  gtk_box_append (GTK_BOX (box), flat_button ("first", "media-skip-backward-symbolic"));
  gtk_box_append (GTK_BOX (box), flat_button ("back", "go-previous-symbolic"));
  gtk_box_append (GTK_BOX (box), self->play);
  gtk_box_append (GTK_BOX (box), flat_button ("next", "go-next-symbolic"));
  gtk_box_append (GTK_BOX (box), flat_button ("last", "media-skip-forward-symbolic"));
  return box;
}

static GtkWidget *
new_speeds (void)
{
  static const struct
  {
    const char *action, *label;
  } speeds[] = { { "speed-1", "1" }, { "speed-2", "2" }, { "speed-5", "5" } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      GtkWidget *button = reslab_actions_button (speeds[i].action, "");

      gtk_button_set_label (GTK_BUTTON (button), speeds[i].label);
      reslab_set_name (button, _(reslab_actions_find (speeds[i].action)->title));
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "speeds");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
new_hint (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  /* TRANSLATORS: before the name of the key that takes the next step */
  GtkWidget *word = gtk_label_new (_("Next")), *key = gtk_label_new (_("Space"));

  gtk_widget_add_css_class (word, "caption");
  gtk_widget_add_css_class (word, "dim");
  gtk_widget_add_css_class (key, "caption");
  gtk_widget_add_css_class (key, "key-cap");
  gtk_box_append (GTK_BOX (box), word);
  gtk_box_append (GTK_BOX (box), key);
  return box;
}

static GtkWidget *
new_words (ReslabStepBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  self->step = gtk_label_new ("");
  self->name = gtk_label_new ("");
  self->hint = new_hint ();
  gtk_widget_add_css_class (self->step, "heading");
  gtk_widget_add_css_class (self->step, "numeric");
  gtk_widget_add_css_class (self->name, "caption");
  gtk_widget_add_css_class (self->name, "dim");
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (self->name), WORDS_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), WORDS_CHARS);
  gtk_label_set_xalign (GTK_LABEL (self->step), 0);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_box_append (GTK_BOX (box), self->step);
  gtk_box_append (GTK_BOX (box), self->name);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static void
reslab_step_bar_dispose (GObject *object)
{
  ReslabStepBar *self = RESLAB_STEP_BAR (object);

  if (self->timeline != NULL)
    reslab_figure_view_set_source (self->timeline, NULL, NULL);
  self->timeline = NULL;
  if (self->lab != NULL)
    g_signal_handlers_disconnect_by_data (self->lab, self);
  g_clear_object (&self->lab);
  G_OBJECT_CLASS (reslab_step_bar_parent_class)->dispose (object);
}

static void
reslab_step_bar_class_init (ReslabStepBarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = reslab_step_bar_dispose;
}

static void
reslab_step_bar_init (ReslabStepBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);

  gtk_box_append (GTK_BOX (box), new_controls (self));
  gtk_box_append (GTK_BOX (box), new_speeds ());
  gtk_box_append (GTK_BOX (box), new_words (self));
  gtk_box_append (GTK_BOX (box), new_timeline (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "step-bar");
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
reslab_step_bar_new (Lab *lab)
{
  ReslabStepBar *self = g_object_new (RESLAB_TYPE_STEP_BAR, NULL);

  self->lab = g_object_ref (lab);
  g_signal_connect (lab, "changed", G_CALLBACK (on_changed), self);
  on_changed (lab, LAB_CHANGED_POSITION, self);
  return GTK_WIDGET (self);
}
