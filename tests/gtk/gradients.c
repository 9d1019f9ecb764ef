/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Gradients: keys and controls change the state, and it follows the state. */
#include "gtk-test.h"
#include "lab-depth.h"
#include "lab-paths.h"
#include "reslab-figure-view.h"
#include "reslab-gradients-private.h"
#include "reslab-window.h"

#include <string.h>

typedef struct
{
  Lab       *lab;
  GtkWidget *window;
  GtkWidget *view;
} Fixture;

static ReslabApplication *application;

static gboolean
is_there (gpointer data)
{
  Lab *lab = data;

  return !lab_is_working (lab) && lab_is_current (lab, LAB_TASK_depth);
}

static void
settle (Fixture *fixture)
{
  reslab_test_until (is_there, fixture->lab);
  reslab_test_frames (fixture->window, 3);
}

static void
open_window (Fixture *fixture, gconstpointer data)
{
  fixture->lab = lab_new ();
  lab_do (fixture->lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  lab_do (fixture->lab, NULL, "samples", "n", 2, NULL);
  fixture->window = reslab_window_new (application, fixture->lab);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  lab_do (fixture->lab, NULL, "view", "name", "gradients", NULL);
  fixture->view = GTK_WIDGET (reslab_window_view_at (RESLAB_WINDOW (fixture->window),
                                                     LAB_VIEW_GRADIENTS));
  settle (fixture);
}

static void
close_window (Fixture *fixture, gconstpointer data)
{
  reslab_test_destroy (fixture->window);
  g_assert_cmpuint (G_OBJECT (fixture->lab)->ref_count, ==, 1);     /* nobody else holds it */
  g_object_unref (fixture->lab);
}

static void
press (Fixture *fixture, guint key)
{
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), key, 0));
  settle (fixture);
}

static GtkWidget *
strip_of (Fixture *fixture)
{
  return reslab_test_find (fixture->view, RESLAB_TYPE_FIGURE_VIEW, NULL);
}

/* A point of the widget over the mark of that kind and block. */
static void
find_mark (GtkWidget *view, FigMarkKind kind, int block, double *x, double *y)
{
  FigScene *scene = reslab_figure_view_get_scene (RESLAB_FIGURE_VIEW (view));
  FigPick mark = { 0 };

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      fig_scene_mark (scene, i, &mark);
      if (mark.kind == kind && mark.column == block)
        {
          *x = mark.bounds.x + mark.bounds.width / 2;
          *y = mark.bounds.y + mark.bounds.height / 2;
          fig_pick_clear (&mark);
          reslab_figure_view_from_scene (RESLAB_FIGURE_VIEW (view), x, y);
          return;
        }
      fig_pick_clear (&mark);
    }
  g_error ("no mark of kind %d in block %d", kind, block);
}

static gboolean
is_cut (Fixture *fixture, const char *block)
{
  return lab_document_cut (lab_document (fixture->lab), block) == 0;
}

static gboolean
is_enabled (Fixture *fixture, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), action);
}

/* ── tests ── */

static void
shows_a_strip (Fixture *fixture, gconstpointer data)
{
  GtkWidget *strip = strip_of (fixture);

  g_assert_true (gtk_widget_get_mapped (strip));
  g_assert_nonnull (reslab_figure_view_get_scene (RESLAB_FIGURE_VIEW (strip)));
  reslab_test_shot (fixture->window, "gradients");
}

static void
keys_choose_and_cut (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (lab_depth_block (fixture->lab), ==, 4);
  press (fixture, GDK_KEY_Right);
  g_assert_cmpint (lab_depth_block (fixture->lab), ==, 5);
  press (fixture, GDK_KEY_Left);
  press (fixture, GDK_KEY_Left);
  g_assert_cmpint (lab_depth_block (fixture->lab), ==, 3);
  press (fixture, GDK_KEY_x);
  g_assert_true (is_cut (fixture, "layer2.0"));
  g_assert_cmpint (lab_depth (fixture->lab)->last_cut, ==, 3);
  reslab_test_shot (fixture->window, "gradients-cut");
  press (fixture, GDK_KEY_x);
  g_assert_false (is_cut (fixture, "layer2.0"));
  g_assert_cmpuint (lab_document (fixture->lab)->cuts->len, ==, 0);
}

static void
keys_switch_what_is_run (Fixture *fixture, gconstpointer data)
{
  press (fixture, GDK_KEY_o);
  g_assert_null (lab_depth (fixture->lab)->plain);
  press (fixture, GDK_KEY_n);
  g_assert_false (lab_depth (fixture->lab)->now->norm);
  press (fixture, GDK_KEY_c);
  g_assert_cmpint (lab_look (fixture->lab)->depth_row, ==, LAB_ROW_COSINE);
  press (fixture, GDK_KEY_r);
  g_assert_cmpuint (lab_look (fixture->lab)->again, ==, 1);
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_z, GDK_CONTROL_MASK));
  settle (fixture);
  g_assert_true (lab_depth (fixture->lab)->now->norm);
}

static void
columns_and_scissors_are_clicked (Fixture *fixture, gconstpointer data)
{
  GtkWidget *strip = strip_of (fixture);
  double x, y;

  find_mark (strip, FIG_BAR, 1, &x, &y);
  reslab_test_click (strip, x, y);
  settle (fixture);
  g_assert_cmpint (lab_depth_block (fixture->lab), ==, 1);
  g_assert_false (is_cut (fixture, "layer1.1"));
  find_mark (strip, FIG_EDGE, 1, &x, &y);
  reslab_test_click (strip, x, y);
  settle (fixture);
  g_assert_true (is_cut (fixture, "layer1.1"));
  find_mark (strip, FIG_EDGE, 1, &x, &y);
  reslab_test_click (strip, x, y);
  settle (fixture);
  g_assert_false (is_cut (fixture, "layer1.1"));
}

static void
inspector_cuts_and_scales (Fixture *fixture, gconstpointer data)
{
  GtkWidget *block = reslab_test_find (fixture->view, RESLAB_TYPE_DEPTH_BLOCK, NULL);
  GtkWidget *cut = reslab_test_find (block, GTK_TYPE_SWITCH, NULL);
  GtkWidget *scale = reslab_test_find (block, GTK_TYPE_SPIN_BUTTON, NULL);

  gtk_switch_set_active (GTK_SWITCH (cut), TRUE);
  settle (fixture);
  g_assert_true (is_cut (fixture, "layer2.1"));
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (scale)), ==, 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (scale), 0.5);
  settle (fixture);
  g_assert_cmpfloat (lab_depth (fixture->lab)->scales[4], ==, 0.5);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (cut)));
  gtk_widget_activate_action (fixture->window, "win.depth-restore", NULL);
  settle (fixture);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (scale)), ==, 1);
}

static void
block_opens_in_explore (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (fixture->window, "win.depth-explore", NULL);
  g_assert_cmpint (lab_look (fixture->lab)->view, ==, LAB_VIEW_EXPLORE);
  g_assert_cmpstr (lab_look (fixture->lab)->selected, ==, "layer2.1");
  g_assert_false (is_enabled (fixture, "depth-cut"));
}

static void
single_block_is_shown_too (Fixture *fixture, gconstpointer data)
{
  lab_do (fixture->lab, NULL, "model", "spec", "{\"body\": \"basic\", \"in\": 16, \"out\": 16}",
          NULL);
  settle (fixture);
  g_assert_cmpuint (lab_depth (fixture->lab)->n_blocks, ==, 1);
  g_assert_true (gtk_widget_get_mapped (strip_of (fixture)));
  reslab_test_shot (fixture->window, "gradients-block");
  lab_do (fixture->lab, NULL, "model", "spec", "cifar_plain20", NULL);
  settle (fixture);
  g_assert_null (reslab_depth_cuttable (fixture->lab));
  g_assert_false (is_enabled (fixture, "depth-cut"));
  reslab_test_shot (fixture->window, "gradients-plain");
}

static void
numbers_stay_while_newer_ones_come (Fixture *fixture, gconstpointer data)
{
  LabDepth *before = lab_depth (fixture->lab);
  GtkWidget *strip = strip_of (fixture);

  lab_do (fixture->lab, NULL, "samples", "n", 64, NULL);
  lab_cancel (fixture->lab);
  reslab_test_frames (fixture->window, 3);
  g_assert_true (lab_depth (fixture->lab) == before);
  g_assert_true (gtk_widget_get_mapped (strip));
  reslab_test_shot (fixture->window, "gradients-stale");
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_r, 0));
  settle (fixture);
  g_assert_cmpuint (lab_depth (fixture->lab)->samples, ==, 64);
}

static gboolean
has_paths (gpointer data)
{
  Lab *lab = data;

  return !lab_is_working (lab) && lab_is_current (lab, LAB_TASK_paths);
}

static void
press_on_paths (Fixture *fixture, guint key)
{
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), key, 0));
  reslab_test_until (has_paths, fixture->lab);
  reslab_test_frames (fixture->window, 3);
}

/* Keys unroll the selected block and its followers, walk the paths and let go of them. */
static void
paths_are_unrolled (Fixture *fixture, gconstpointer data)
{
  GtkWidget *block = reslab_test_find (fixture->view, RESLAB_TYPE_DEPTH_BLOCK, NULL);
  GtkWidget *figure = reslab_test_find (block, RESLAB_TYPE_FIGURE_VIEW, NULL);
  FigPick first = { 0 };
  double x, y;

  g_assert_false (is_enabled (fixture, "path-next"));
  press_on_paths (fixture, GDK_KEY_u);
  g_assert_cmpuint (lab_paths (fixture->lab)->paths.n_blocks, ==, 3);
  press_on_paths (fixture, GDK_KEY_Down);
  press_on_paths (fixture, GDK_KEY_Down);
  g_assert_cmpint (lab_paths_selected (fixture->lab), ==, 1);
  press_on_paths (fixture, GDK_KEY_plus);
  g_assert_cmpuint (lab_paths (fixture->lab)->paths.n_blocks, ==, 4);
  reslab_test_shot (fixture->window, "gradients-paths");
  find_mark (figure, FIG_PATH, -1, &x, &y);
  reslab_figure_view_pick (RESLAB_FIGURE_VIEW (figure), x, y, &first);
  reslab_test_click (figure, x, y);
  reslab_test_frames (fixture->window, 3);
  g_assert_cmpint (lab_paths_selected (fixture->lab), ==, first.item);
  fig_pick_clear (&first);
  g_assert_true (reslab_view_escape (RESLAB_VIEW (fixture->view)));
  g_assert_cmpint (lab_paths_selected (fixture->lab), ==, -1);
  g_assert_false (reslab_view_escape (RESLAB_VIEW (fixture->view)));
  press (fixture, GDK_KEY_u);
  g_assert_false (lab_look (fixture->lab)->paths);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/gradients/" name, Fixture, NULL, open_window, function, close_window)

int
main (int argc, char **argv)
{
  int status;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
  ADD ("strip", shows_a_strip);
  ADD ("keys-choose-and-cut", keys_choose_and_cut);
  ADD ("keys-switch", keys_switch_what_is_run);
  ADD ("clicks", columns_and_scissors_are_clicked);
  ADD ("inspector", inspector_cuts_and_scales);
  ADD ("open-in-explore", block_opens_in_explore);
  ADD ("single-block", single_block_is_shown_too);
  ADD ("paths", paths_are_unrolled);
  ADD ("stale", numbers_stay_while_newer_ones_come);
  status = g_test_run ();
  g_clear_object (&application);
  return status;
}
