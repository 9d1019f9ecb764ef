/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Explore: steps, folds, selection, scissors and choosers, by actions and by the pointer. */
#include "gtk-test.h"
#include "lab-diagram.h"
#include "reslab-block-dialog.h"
#include "reslab-explore.h"
#include "reslab-layer-list.h"
#include "reslab-minimap.h"
#include "reslab-model-button.h"
#include "reslab-picture-button.h"
#include "reslab-step-bar.h"
#include "reslab-window.h"
#include "rn-test.h"

#include <string.h>

typedef struct
{
  Lab              *lab;
  GtkWidget        *window;
  ReslabExplore    *view;
  ReslabFigureView *figure;
} Fixture;

static ReslabApplication *application;

/* ── the window ── */

static void
settle (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  lab_wait (fixture->lab, &error);
  g_assert_no_error (error);
  reslab_test_frames (fixture->window, 4);
}

static void
open_animated (Fixture *fixture, gconstpointer model, gboolean animated)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", animated, NULL);
  fixture->lab = lab_new ();
  if (model != NULL)
    lab_do (fixture->lab, NULL, "model", "spec", model, NULL);
  fixture->window = reslab_window_new (application, fixture->lab);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1440, 900);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->view = RESLAB_EXPLORE (
    reslab_window_view_at (RESLAB_WINDOW (fixture->window), LAB_VIEW_EXPLORE));
  fixture->figure = reslab_canvas_figure (reslab_explore_canvas (fixture->view));
  reslab_test_frames (fixture->window, 2);
}

/* Steps are at rest at once, so that a scene can be compared with the one before. */
static void
open_window (Fixture *fixture, gconstpointer model)
{
  open_animated (fixture, model, FALSE);
}

static void
open_moving (Fixture *fixture, gconstpointer model)
{
  open_animated (fixture, model, TRUE);
}

static void
is_gone (gpointer data, GObject *object)
{
  *(gboolean *) data = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static void
close_window (Fixture *fixture, gconstpointer data)
{
  gboolean gone = FALSE;

  reslab_test_destroy (fixture->window);
  g_object_weak_ref (G_OBJECT (fixture->lab), is_gone, &gone);
  g_object_unref (fixture->lab);
  reslab_test_until (is_set, &gone);
}

static void
act (Fixture *fixture, const char *name)
{
  g_autofree char *action = g_strconcat ("win.", name, NULL);

  g_assert_true (gtk_widget_activate_action (fixture->window, action, NULL));
}

static const LabLook *
look (Fixture *fixture)
{
  return lab_look (fixture->lab);
}

/* A mark of a kind that belongs to a scope (or a node where the scope's path is NULL). */
static gboolean
find_mark (Fixture *fixture, FigMarkKind kind, const char *path, FigPick *found)
{
  FigScene *scene = reslab_figure_view_get_scene (fixture->figure);
  const RnGraph *graph = lab_pass (fixture->lab)->graph;

  for (guint i = fig_scene_n_marks (scene); i-- > 0;)
    {
      fig_scene_mark (scene, i, found);
      if (found->kind == kind
          && (strcmp (rn_graph_scope (graph, found->scope)->path, path) == 0
              || (found->node != RN_NODE_NONE
                  && strcmp (rn_graph_node (graph, found->node)->name, path) == 0)))
        return TRUE;
      fig_pick_clear (found);
    }
  return FALSE;
}

static void
click (Fixture *fixture, double x, double y)
{
  reslab_figure_view_from_scene (fixture->figure, &x, &y);
  reslab_test_click (GTK_WIDGET (fixture->figure), x, y);
}

static void
click_mark (Fixture *fixture, FigMarkKind kind, const char *path)
{
  g_auto (FigPick) mark = { .kind = FIG_NOTHING };

  g_assert_true (find_mark (fixture, kind, path, &mark));
  click (fixture, mark.bounds.x + mark.bounds.width / 2, mark.bounds.y + mark.bounds.height / 2);
}

/* ── tests ── */

static void
begins_at_an_addition (Fixture *fixture, gconstpointer data)
{
  RnDirection direction;
  RnNode node;

  settle (fixture);
  node = lab_current_node (fixture->lab, &direction);
  g_assert_cmpstr (rn_graph_node (lab_pass (fixture->lab)->graph, node)->name, ==,
                   "layer2.0.addition");
  g_assert_false (look (fixture)->playing);
  g_assert_true (lab_is_open (fixture->lab, lab_selected_scope (fixture->lab)));
  reslab_test_shot (fixture->window, "explore-first");
}

static void
begins_moving (Fixture *fixture, gconstpointer data)
{
  settle (fixture);
  g_assert_true (look (fixture)->playing);
  /* Space stops what plays and takes a step; a second one ends its movement. */
  act (fixture, "next");
  g_assert_false (look (fixture)->playing);
  g_assert_true (reslab_canvas_settle (reslab_explore_canvas (fixture->view)));
  g_assert_false (reslab_canvas_settle (reslab_explore_canvas (fixture->view)));
}

static void
steps_by_actions (Fixture *fixture, gconstpointer data)
{
  guint n;

  settle (fixture);
  n = lab_pass (fixture->lab)->n_steps / 2;
  act (fixture, "first");
  g_assert_cmpuint (look (fixture)->position, ==, 0);
  act (fixture, "next");
  act (fixture, "next");
  act (fixture, "next");
  g_assert_cmpuint (look (fixture)->position, ==, 3);
  act (fixture, "back");
  g_assert_cmpuint (look (fixture)->position, ==, 2);
  act (fixture, "last");
  g_assert_cmpuint (look (fixture)->position, ==, n);
  act (fixture, "direction");
  settle (fixture);
  g_assert_cmpuint (look (fixture)->position, ==, n + 1);
  g_assert_true (lab_pass (fixture->lab)->backward);
  act (fixture, "speed-5");
  g_assert_cmpfloat (look (fixture)->speed, ==, 5);
  reslab_test_shot (fixture->window, "explore-backward");
}

static void
timeline_seeks (Fixture *fixture, gconstpointer data)
{
  ReslabStepBar *bar
    = RESLAB_STEP_BAR (reslab_test_find (fixture->window, RESLAB_TYPE_STEP_BAR, NULL));
  GtkWidget *timeline = reslab_test_find (GTK_WIDGET (bar), RESLAB_TYPE_FIGURE_VIEW, "timeline");

  settle (fixture);
  reslab_step_bar_seek (bar, 0);
  g_assert_cmpuint (look (fixture)->position, ==, 1);
  reslab_step_bar_seek (bar, gtk_widget_get_width (timeline));
  settle (fixture);
  g_assert_cmpuint (look (fixture)->position, ==, lab_pass (fixture->lab)->n_steps);
  reslab_step_bar_seek (bar, gtk_widget_get_width (timeline) * 0.25);
  g_assert_cmpuint (look (fixture)->position, >, 1);
  g_assert_cmpuint (look (fixture)->position, <, lab_pass (fixture->lab)->n_steps / 2);
}

static void
folds_by_the_pill_and_the_title (Fixture *fixture, gconstpointer data)
{
  g_auto (FigPick) mark = { .kind = FIG_NOTHING };

  settle (fixture);
  act (fixture, "fold-all");
  reslab_test_frames (fixture->window, 3);
  g_assert_false (find_mark (fixture, FIG_SCOPE, "layer3.1", &mark));
  click_mark (fixture, FIG_FOLD, "layer3");
  reslab_test_frames (fixture->window, 3);
  g_assert_true (find_mark (fixture, FIG_SCOPE, "layer3.1", &mark));
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (look (fixture)->open, "layer3")), ==, 1);
  /* Twice on the block unfolds it; its title folds it. */
  lab_do (fixture->lab, NULL, "select", "name", "layer3.1", NULL);
  act (fixture, "unfold");
  reslab_test_frames (fixture->window, 3);
  g_assert_true (reslab_canvas_block (reslab_explore_canvas (fixture->view)) != NULL);
  click_mark (fixture, FIG_FOLD, "layer3.1");
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (look (fixture)->open, "layer3.1")), ==, 0);
}

static void
selects_by_click_and_keys (Fixture *fixture, gconstpointer data)
{
  settle (fixture);
  click_mark (fixture, FIG_MAP, "layer2.0.conv2");
  g_assert_cmpstr (look (fixture)->selected, ==, "layer2.0.conv2");
  g_assert_cmpint (look (fixture)->channel, >=, 0);
  g_assert_false (look (fixture)->follow);
  act (fixture, "select-next");
  g_assert_cmpstr (look (fixture)->selected, ==, "layer2.0.bn2");
  act (fixture, "select-previous");
  act (fixture, "select-previous");
  g_assert_cmpstr (look (fixture)->selected, ==, "layer2.0.relu1");
  act (fixture, "select-above");
  g_assert_cmpstr (look (fixture)->selected, !=, "layer2.0.relu1");
  act (fixture, "follow");
  g_assert_cmpstr (look (fixture)->selected, ==, "layer2.0.addition");
}

/* Neither hover nor selection within a block make a scene. */
static void
hover_makes_no_scene (Fixture *fixture, gconstpointer data)
{
  g_auto (FigPick) mark = { .kind = FIG_NOTHING };
  guint scenes;
  double x, y;

  settle (fixture);
  g_assert_true (find_mark (fixture, FIG_MAP, "layer2.0.conv1", &mark));
  scenes = reslab_figure_view_n_scenes (fixture->figure);
  x = mark.bounds.x + mark.bounds.width * 0.25;
  y = mark.bounds.y + mark.bounds.height * 0.75;
  reslab_figure_view_from_scene (fixture->figure, &x, &y);
  reslab_test_move (GTK_WIDGET (fixture->figure), x, y);
  reslab_test_wait (80);
  settle (fixture);
  g_assert_true (look (fixture)->probing);
  /* a quarter and three quarters of the selected addition's 28 */
  g_assert_cmpuint (look (fixture)->column, ==, 7);
  g_assert_cmpuint (look (fixture)->row, ==, 21);
  reslab_test_shot (fixture->window, "explore-probe");
  lab_do (fixture->lab, NULL, "select", "name", "layer2.0.conv2", NULL);
  reslab_test_frames (fixture->window, 3);
  g_assert_cmpuint (reslab_figure_view_n_scenes (fixture->figure), ==, scenes);
}

static void
cut_marks_the_diagram (Fixture *fixture, gconstpointer data)
{
  g_auto (FigPick) mark = { .kind = FIG_NOTHING };

  settle (fixture);
  lab_do (fixture->lab, NULL, "select", "name", "layer2.0", NULL);
  act (fixture, "cut");
  settle (fixture);
  g_assert_cmpfloat (lab_document_cut (lab_document (fixture->lab), "layer2.0"), ==, 0);
  g_assert_true (find_mark (fixture, FIG_EDGE, "layer2.0", &mark));
  g_assert_cmpfloat (mark.value, ==, 0);
  reslab_test_shot (fixture->window, "explore-cut");
  act (fixture, "cut");
  settle (fixture);
  g_assert_cmpuint (lab_document (fixture->lab)->cuts->len, ==, 0);
}

static void
scissors_popover_scales (Fixture *fixture, gconstpointer data)
{
  GtkWidget *spin;

  settle (fixture);
  lab_do (fixture->lab, NULL, "select", "name", "layer2.0.conv1", NULL);
  act (fixture, "scissors");
  spin = reslab_test_find (fixture->window, GTK_TYPE_SPIN_BUTTON, "scissors-scale");
  g_assert_nonnull (spin);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 0.5);
  g_assert_cmpfloat (lab_document_cut (lab_document (fixture->lab), "layer2.0"), ==, 0.5);
  settle (fixture);
}

static void
list_says_every_layer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *words = NULL, *later = NULL;
  ReslabLayerList *list;
  RnNode node;

  settle (fixture);
  act (fixture, "layers");
  reslab_test_frames (fixture->window, 3);
  list = RESLAB_LAYER_LIST (reslab_test_find (fixture->window, RESLAB_TYPE_LAYER_LIST, NULL));
  g_assert_cmpuint (reslab_layer_list_n_rows (list), ==,
                    rn_graph_n_nodes (lab_pass (fixture->lab)->graph));
  node = rn_graph_find (lab_pass (fixture->lab)->graph, "layer2.0.conv2");
  words = reslab_layer_list_words (list, node);
  g_assert_cmpstr (words, ==, "layer2.0.conv2, convolution, output 128 by 28 by 28, computed");
  later = reslab_layer_list_words (list, node + 12);
  g_assert_nonnull (strstr (later, "not computed yet"));
  reslab_test_shot (fixture->window, "explore-list");
  act (fixture, "layers");
  g_assert_false (reslab_explore_has_list (fixture->view));
}

static void
minimap_comes_and_goes (Fixture *fixture, gconstpointer data)
{
  GtkWidget *map;

  settle (fixture);
  act (fixture, "unfold-all");
  settle (fixture);
  reslab_test_wait (50);
  map = reslab_test_find (fixture->window, RESLAB_TYPE_MINIMAP, NULL);
  g_assert_true (gtk_widget_get_visible (map));
  act (fixture, "fit");
  reslab_test_frames (fixture->window, 3);
  reslab_test_wait (50);
  g_assert_false (gtk_widget_get_visible (map));
}

static void
fifty_models_end_on_the_last (Fixture *fixture, gconstpointer data)
{
  guint n;
  const RnCatalogueEntry *models = rn_catalogue (&n);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 50; i++)
    {
      lab_do (fixture->lab, &error, "model", "spec", models[i % n].name, NULL);
      g_assert_no_error (error);
      reslab_test_wait (40);
    }
  lab_do (fixture->lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  settle (fixture);
  g_assert_cmpstr (rn_graph_name (lab_pass (fixture->lab)->graph), ==, "cifar_resnet20");
  act (fixture, "direction");
  settle (fixture);
}

static void
closes_while_work_runs (Fixture *fixture, gconstpointer data)
{
  lab_do (fixture->lab, NULL, "model", "spec", "resnet50", NULL);
  reslab_test_wait (20);
  g_assert_true (lab_is_working (fixture->lab));
}

static void
model_button_tells_and_saves (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = rn_test_folder ();
  g_autofree char *path = g_build_filename (folder, "spec.json", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "spec.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RnSpec) read = NULL;

  g_assert_nonnull (reslab_test_find (fixture->window, RESLAB_TYPE_MODEL_BUTTON, NULL));
  g_assert_nonnull (reslab_test_find (fixture->window, RESLAB_TYPE_PICTURE_BUTTON, NULL));
  g_assert_true (reslab_model_save (fixture->lab, path, &error));
  g_assert_no_error (error);
  read = rn_spec_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rn_spec_name (read), ==, rn_spec_name (lab_document (fixture->lab)->spec));
  g_assert_false (reslab_model_save (fixture->lab, nowhere, &error));
  g_assert_nonnull (error);
  act (fixture, "other-weights");
  g_assert_cmpuint (lab_document (fixture->lab)->seed, ==, 1);
  settle (fixture);
}

static void
block_by_form_becomes_the_model (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog
    = reslab_block_dialog_new (GTK_WINDOW (fixture->window), fixture->lab);

  settle (fixture);
  gtk_window_present (GTK_WINDOW (dialog));
  reslab_test_frames (dialog, 3);
  reslab_test_shot (dialog, "explore-block");
  g_assert_true (reslab_block_dialog_apply (RESLAB_BLOCK_DIALOG (dialog)));
  settle (fixture);
  g_assert_nonnull (rn_spec_block (lab_document (fixture->lab)->spec));
  reslab_test_shot (fixture->window, "explore-a-block");
}

/* ── main ── */

#define ADD(name, model, function)                                                                 \
  g_test_add ("/gtk/explore/" name, Fixture, model, open_window, function, close_window)

int
main (int argc, char **argv)
{
  int status;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
  ADD ("begins-at-an-addition", NULL, begins_at_an_addition);
  g_test_add ("/gtk/explore/begins-moving", Fixture, NULL, open_moving, begins_moving, close_window);
  ADD ("steps-by-actions", "cifar_resnet20", steps_by_actions);
  ADD ("timeline-seeks", "cifar_resnet20", timeline_seeks);
  ADD ("folds-by-pill-and-title", NULL, folds_by_the_pill_and_the_title);
  ADD ("selects-by-click-and-keys", NULL, selects_by_click_and_keys);
  ADD ("hover-makes-no-scene", NULL, hover_makes_no_scene);
  ADD ("cut-marks-the-diagram", NULL, cut_marks_the_diagram);
  ADD ("scissors-scale", NULL, scissors_popover_scales);
  ADD ("list-says-every-layer", NULL, list_says_every_layer);
  ADD ("minimap-comes-and-goes", NULL, minimap_comes_and_goes);
  ADD ("fifty-models", "cifar_resnet20", fifty_models_end_on_the_last);
  ADD ("closes-while-work-runs", "cifar_resnet20", closes_while_work_runs);
  ADD ("model-button", "cifar_resnet20", model_button_tells_and_saves);
  ADD ("block-by-form", "cifar_resnet20", block_by_form_becomes_the_model);
  status = g_test_run ();
  g_clear_object (&application);
  return status;
}
