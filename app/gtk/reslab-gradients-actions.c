/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What can be done in Gradients, a row each. */
#include "config.h"
#include "reslab-gradients-private.h"

#include "fig-i18n.h"

static Lab *
lab_of (GtkWidget *view)
{
  return reslab_gradients_lab (RESLAB_GRADIENTS (view));
}

static gboolean
has_blocks (GtkWidget *view)
{
  Lab *lab = lab_of (view);

  return lab_look (lab)->view == LAB_VIEW_GRADIENTS && lab_depth_block (lab) >= 0;
}

static gboolean
can_cut (GtkWidget *view)
{
  return has_blocks (view) && reslab_depth_cuttable (lab_of (view)) != NULL;
}

static gboolean
has_cuts (GtkWidget *view)
{
  return lab_document (lab_of (view))->cuts->len > 0;
}

static gboolean
has_norm (GtkWidget *view)
{
  return lab_document (lab_of (view))->norm;
}

static gboolean
has_overlay (GtkWidget *view)
{
  return lab_document (lab_of (view))->overlay;
}

static gboolean
can_overlay (GtkWidget *view)
{
  LabDepth *depth = lab_depth (lab_of (view));

  return depth == NULL || depth->has_twin;
}

static gboolean
has_paths (GtkWidget *view)
{
  return lab_look (lab_of (view))->paths;
}

static gboolean
can_walk_paths (GtkWidget *view)
{
  return has_blocks (view) && has_paths (view);
}

static void
toggle_cut (GtkWidget *view, GVariant *parameter)
{
  reslab_depth_toggle_cut (lab_of (view));
}

static void
toggle_row (GtkWidget *view, GVariant *parameter)
{
  Lab *lab = lab_of (view);
  gboolean cosine = lab_look (lab)->depth_row == LAB_ROW_COSINE;

  lab_do (lab, NULL, "row", "of", cosine ? "ratio" : "cosine", NULL);
}

static void
open_in_explore (GtkWidget *view, GVariant *parameter)
{
  Lab *lab = lab_of (view);
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
  .new = reslab_gradients_new,
  .actions = RESLAB_ACTION_TABLE (rows),
};
