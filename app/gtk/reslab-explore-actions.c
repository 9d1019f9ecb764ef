/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What can be done in Explore, a row each. */
#include "config.h"
#include "reslab-explore.h"

#include "fig-i18n.h"
#include "lab-diagram.h"
#include "lab-layer.h"
#include "reslab-block-dialog.h"
#include "reslab-model-button.h"

static Lab *
lab_of (GtkWidget *target)
{
  return reslab_explore_lab (RESLAB_EXPLORE (target));
}

static ReslabCanvas *
canvas_of (GtkWidget *target)
{
  return reslab_explore_canvas (RESLAB_EXPLORE (target));
}

/* ── steps ── */

static void
stop_playing (GtkWidget *target)
{
  if (lab_look (lab_of (target))->playing)
    lab_do (lab_of (target), NULL, "play", "on", FALSE, NULL);
}

/* A second Space ends the movement of the first at once. */
static void
next (GtkWidget *target, GVariant *parameter)
{
  gboolean playing = lab_look (lab_of (target))->playing;

  stop_playing (target);
  if (!reslab_canvas_settle (canvas_of (target)) || playing)
    lab_do (lab_of (target), NULL, "next", NULL);
}

static gboolean
has_next (GtkWidget *target)
{
  LabPass *pass = lab_pass (lab_of (target));

  return pass == NULL || lab_position (lab_of (target)) < pass->n_steps;
}

static gboolean
has_back (GtkWidget *target)
{
  return lab_pass (lab_of (target)) != NULL && lab_look (lab_of (target))->position > 0;
}

static gboolean
has_pass (GtkWidget *target)
{
  return lab_pass (lab_of (target)) != NULL;
}

static gboolean
is_playing (GtkWidget *target)
{
  return lab_look (lab_of (target))->playing;
}

static gboolean
is_slow (GtkWidget *target)
{
  return lab_look (lab_of (target))->speed == 1;
}

static gboolean
is_usual (GtkWidget *target)
{
  return lab_look (lab_of (target))->speed == 2;
}

static gboolean
is_fast (GtkWidget *target)
{
  return lab_look (lab_of (target))->speed == 5;
}

static gboolean
is_following (GtkWidget *target)
{
  return lab_look (lab_of (target))->follow;
}

static gboolean
is_pinned (GtkWidget *target)
{
  return lab_look (lab_of (target))->pinned;
}

/* ── folds and scissors ── */

static void
unfold (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_toggle_fold (canvas_of (target));
}

static void
unfold_stage (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_unfold_stage (canvas_of (target));
}

static void
fold_stage (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_fold_stage (canvas_of (target));
}

static gboolean
has_selection (GtkWidget *target)
{
  return lab_selected_node (lab_of (target)) != RN_NODE_NONE;
}

static void
cut (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_cut (canvas_of (target));
}

static void
scissors (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_show_scissors (canvas_of (target));
}

static gboolean
has_shortcut (GtkWidget *target)
{
  return reslab_canvas_block (canvas_of (target)) != NULL;
}

static gboolean
has_cuts (GtkWidget *target)
{
  return lab_document (lab_of (target))->cuts->len > 0;
}

/* ── selection ── */

static void
move_left (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_move (canvas_of (target), GTK_DIR_LEFT);
}

static void
move_right (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_move (canvas_of (target), GTK_DIR_RIGHT);
}

static void
move_up (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_move (canvas_of (target), GTK_DIR_UP);
}

static void
move_down (GtkWidget *target, GVariant *parameter)
{
  reslab_canvas_move (canvas_of (target), GTK_DIR_DOWN);
}

static gboolean
has_channels (GtkWidget *target)
{
  LabPass *pass = lab_pass (lab_of (target));
  RnNode node = lab_selected_node (lab_of (target));

  return node != RN_NODE_NONE && pass->shapes[node].rank >= 2 && pass->shapes[node].dim[1] > 1;
}

/* From the channel that is shown, round at the ends. */
static void
step_channel (GtkWidget *target, int way)
{
  Lab *lab = lab_of (target);
  LabLayer *layer = lab_layer (lab);
  int channel = lab_look (lab)->channel, n;

  if (!has_channels (target))
    return;
  n = (int) lab_pass (lab)->shapes[lab_selected_node (lab)].dim[1];
  if (channel < 0)
    channel = layer != NULL ? (int) lab_layer_channel (layer, lab) : 0;
  lab_do (lab, NULL, "channel", "channel", (channel + way + n) % n, NULL);
}

static void
next_channel (GtkWidget *target, GVariant *parameter)
{
  step_channel (target, 1);
}

static void
previous_channel (GtkWidget *target, GVariant *parameter)
{
  step_channel (target, -1);
}

static void
switch_list (GtkWidget *target, GVariant *parameter)
{
  ReslabExplore *self = RESLAB_EXPLORE (target);

  reslab_explore_show_list (self, !reslab_explore_has_list (self));
}

static gboolean
has_list (GtkWidget *target)
{
  return reslab_explore_has_list (RESLAB_EXPLORE (target));
}

/* ── the network ── */

static void
block_by_form (GtkWidget *target, GVariant *parameter)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (target));

  gtk_window_present (GTK_WINDOW (reslab_block_dialog_new (window, lab_of (target))));
}

static void
save_spec (GtkWidget *target, GVariant *parameter)
{
  reslab_model_save_dialog (target, lab_of (target));
}

static void
other_weights (GtkWidget *target, GVariant *parameter)
{
  reslab_model_draw_weights (lab_of (target));
}

/* ── camera ── */

static void
zoom_in (GtkWidget *target, GVariant *parameter)
{
  reslab_figure_view_zoom_in (reslab_canvas_figure (canvas_of (target)));
}

static void
zoom_out (GtkWidget *target, GVariant *parameter)
{
  reslab_figure_view_zoom_out (reslab_canvas_figure (canvas_of (target)));
}

static void
zoom_reset (GtkWidget *target, GVariant *parameter)
{
  reslab_figure_view_zoom_to (reslab_canvas_figure (canvas_of (target)), 1, 0, 0);
}

static void
fit (GtkWidget *target, GVariant *parameter)
{
  reslab_figure_view_fit (reslab_canvas_figure (canvas_of (target)));
}

/* ── the rows ── */

#define STEPS   N_("Steps")
#define DIAGRAM N_("Diagram")
#define CHOOSE  N_("Selection")
#define NETWORK N_("Network")

static const ReslabAction actions[] = {
  { .name = "next", .keys = "space", .title = N_("Next step"), .group = STEPS, .run = next,
    .enabled = has_next },
  { .name = "back", .keys = "BackSpace", .title = N_("Step back"), .group = STEPS,
    .command = "back", .enabled = has_back },
  { .name = "first", .keys = "Home", .title = N_("To the beginning"), .group = STEPS,
    .command = "first", .enabled = has_back },
  { .name = "last", .keys = "End", .title = N_("To the end of this half"), .group = STEPS,
    .command = "last", .enabled = has_next },
  { .name = "play", .keys = "k", .title = N_("Play or pause"), .group = STEPS, .command = "play",
    .state = is_playing, .enabled = has_pass },
  { .name = "direction", .keys = "d", .title = N_("Forward or backward"), .group = STEPS,
    .command = "direction", .enabled = has_pass },
  { .name = "follow", .keys = "t", .title = N_("Follow the step"), .group = STEPS,
    .command = "follow", .state = is_following },
  { .name = "speed-1", .keys = "1", .title = N_("1 step a second"), .group = STEPS,
    .command = "speed", .arguments = "{\"steps\": 1}", .state = is_slow },
  { .name = "speed-2", .keys = "2", .title = N_("2 steps a second"), .group = STEPS,
    .command = "speed", .arguments = "{\"steps\": 2}", .state = is_usual },
  { .name = "speed-5", .keys = "5", .title = N_("5 steps a second"), .group = STEPS,
    .command = "speed", .arguments = "{\"steps\": 5}", .state = is_fast },

  { .name = "unfold", .keys = "Return", .title = N_("Unfold or fold the selection"),
    .group = DIAGRAM, .run = unfold, .enabled = has_selection },
  { .name = "fold-all", .title = N_("Fold all"), .group = DIAGRAM, .command = "fold-all",
    .arguments = "{\"to\": \"stage\"}" },
  { .name = "unfold-stage", .title = N_("Unfold stage"), .group = DIAGRAM, .run = unfold_stage,
    .enabled = has_pass },
  { .name = "fold-stage", .keys = "<Shift>Return", .title = N_("Fold stage"), .group = DIAGRAM,
    .run = fold_stage, .enabled = has_pass },
  { .name = "unfold-all", .title = N_("Unfold all"), .group = DIAGRAM, .command = "fold-all",
    .arguments = "{\"to\": \"layer\"}" },
  { .name = "cut", .keys = "x", .title = N_("Cut or restore the shortcut"), .group = DIAGRAM,
    .run = cut, .enabled = has_shortcut },
  { .name = "scissors", .keys = "<Shift>x", .title = N_("Scale the shortcut…"), .group = DIAGRAM,
    .run = scissors, .enabled = has_shortcut },
  { .name = "restore", .title = N_("Restore all shortcuts"), .group = DIAGRAM,
    .command = "restore", .enabled = has_cuts },
  { .name = "fit", .keys = "f", .title = N_("Fit the diagram"), .group = DIAGRAM, .run = fit },
  { .name = "zoom-in", .keys = "plus equal", .title = N_("Zoom in"), .group = DIAGRAM,
    .run = zoom_in },
  { .name = "zoom-out", .keys = "minus", .title = N_("Zoom out"), .group = DIAGRAM,
    .run = zoom_out },
  { .name = "zoom-reset", .keys = "0", .title = N_("Natural size"), .group = DIAGRAM,
    .run = zoom_reset },

  { .name = "select-next", .keys = "Right", .title = N_("Next op along the flow"),
    .group = CHOOSE, .run = move_right },
  { .name = "select-previous", .keys = "Left", .title = N_("Previous op along the flow"),
    .group = CHOOSE, .run = move_left },
  { .name = "select-above", .keys = "Up", .title = N_("Op above"), .group = CHOOSE,
    .run = move_up },
  { .name = "select-below", .keys = "Down", .title = N_("Op below"), .group = CHOOSE,
    .run = move_down },
  { .name = "next-channel", .keys = "bracketright", .title = N_("Next channel"), .group = CHOOSE,
    .run = next_channel, .enabled = has_channels },
  { .name = "previous-channel", .keys = "bracketleft", .title = N_("Previous channel"),
    .group = CHOOSE, .run = previous_channel, .enabled = has_channels },
  { .name = "pin", .keys = "p", .title = N_("Pin the explanation"), .group = CHOOSE,
    .command = "pin", .state = is_pinned },
  { .name = "block", .keys = "<Control>b", .title = N_("Block by form…"), .group = NETWORK,
    .run = block_by_form },
  { .name = "save-spec", .keys = "<Control>s", .title = N_("Save the network's spec…"),
    .group = NETWORK, .run = save_spec },
  { .name = "other-weights", .keys = "<Control>r", .title = N_("Draw other weights"),
    .group = NETWORK, .run = other_weights },
  { .name = "layers", .keys = "<Control>l", .title = N_("Layers as a list"), .group = CHOOSE,
    .run = switch_list, .state = has_list },
};

const ReslabViewType reslab_view_explore = {
  .name = "explore",
  .title = N_("Explore"),
  .icon = "reslab-explore-symbolic",
  .help = N_("Explore shows the network as a diagram and takes a picture through it, one "
             "operation at a time. On the right stands what the selected layer computes: its "
             "formula, shapes, numbers and feature maps."),
  .new = reslab_explore_new,
  .actions = RESLAB_ACTION_TABLE (actions),
};
