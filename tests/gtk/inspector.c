/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The inspector, the story of a number and the picture's tools, by state, pointer and keys. */
#include <string.h>

#include "gtk-test.h"
#include "lab-inspector-scene.h"
#include "reslab-figure-view.h"
#include "reslab-hover-card.h"
#include "reslab-inspector.h"
#include "reslab-picture-panel.h"

typedef struct
{
  Lab             *lab;
  GtkWidget       *window;
  ReslabInspector *inspector;
  ReslabHoverCard *story;
} Fixture;

static void
settle (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  lab_wait (f->lab, &error);
  g_assert_no_error (error);
  reslab_test_frames (f->window, 3);
}

static void
set_up (Fixture *f, gconstpointer model)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *left = gtk_overlay_new ();

  f->lab = lab_new ();
  lab_do (f->lab, NULL, "model", "spec", model, NULL);
  lab_wait (f->lab, NULL);
  f->inspector = RESLAB_INSPECTOR (reslab_inspector_new (f->lab));
  f->story = RESLAB_HOVER_CARD (reslab_hover_card_new (f->lab));
  gtk_widget_set_hexpand (left, TRUE);
  gtk_overlay_add_overlay (GTK_OVERLAY (left), GTK_WIDGET (f->story));
  gtk_widget_set_size_request (GTK_WIDGET (f->inspector), 540, -1);
  gtk_box_append (GTK_BOX (row), left);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (f->inspector));
  reslab_hover_card_attach (f->story, row);
  f->window = reslab_test_window (row, 1280, 900);
  lab_do (f->lab, NULL, "step", "position", (int) lab_pass (f->lab)->n_steps / 2, NULL);
  settle (f);
}

static void
is_gone (gpointer data, GObject *object)
{
  *(gboolean *) data = TRUE;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gboolean gone = FALSE;

  reslab_test_destroy (f->window);
  g_object_weak_ref (G_OBJECT (f->lab), is_gone, &gone);
  g_object_unref (f->lab);
  g_assert_true (gone);
}

static void
choose (Fixture *f, const char *name)
{
  lab_do (f->lab, NULL, "select", "name", name, NULL);
  settle (f);
}

static ReslabFigureView *
view_of (Fixture *f, const char *card)
{
  GtkWidget *view = reslab_test_find (GTK_WIDGET (f->inspector), RESLAB_TYPE_FIGURE_VIEW, card);

  g_assert_nonnull (view);
  return RESLAB_FIGURE_VIEW (view);
}

static gboolean
is_there (Fixture *f, const char *card)
{
  return gtk_widget_get_mapped (GTK_WIDGET (view_of (f, card)))
         && reslab_figure_view_get_scene (view_of (f, card)) != NULL;
}

/* The button whose label is @text. */
static GtkWidget *
button_of (GtkWidget *root, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = button_of (child, text);
  return found;
}

/* A point of the widget in the middle of mark @i of its scene. */
static void
middle_of (ReslabFigureView *view, guint i, double *x, double *y)
{
  g_auto (FigPick) mark = { 0 };

  fig_scene_mark (reslab_figure_view_get_scene (view), i, &mark);
  *x = mark.bounds.x + mark.bounds.width / 2;
  *y = mark.bounds.y + mark.bounds.height / 2;
  reslab_figure_view_from_scene (view, x, y);
}

/* ── cards ── */

static void
each_kind_fills_it (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *cards[8];
  } kinds[] = {
    { "input", { "facts", "picture", "values", "maps" } },
    { "conv1", { "facts", "kernels", "pair", "values", "maps" } },
    { "bn1", { "facts", "pair", "values", "maps" } },
    { "layer1.0.relu1", { "facts", "pair", "values", "maps" } },
    { "layer1.0.addition", { "facts", "addition", "values", "maps" } },
    { "avgpool", { "facts", "values", "maps" } },
    { "fc", { "facts", "top", "values", "maps" } },
    { "loss", { "facts", "top", "values" } },
    { "layer1.0", { "facts", "values", "maps" } },
  };
  guint n;
  const LabInspectorCard *cards = lab_inspector_cards (&n);

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      choose (f, kinds[k].name);
      for (guint i = 0; i < n; i++)
        if (is_there (f, cards[i].name) != g_strv_contains (kinds[k].cards, cards[i].name))
          g_error ("%s: card %s", kinds[k].name, cards[i].name);
    }
  reslab_test_shot (f->window, "inspector-block");
}

/* What is as it was is not made again. */
static void
nothing_is_made_twice (Fixture *f, gconstpointer data)
{
  guint facts, maps, addition;

  choose (f, "layer1.0.addition");
  facts = reslab_figure_view_n_scenes (view_of (f, "facts"));
  maps = reslab_figure_view_n_scenes (view_of (f, "maps"));
  addition = reslab_figure_view_n_scenes (view_of (f, "addition"));
  lab_do (f->lab, NULL, "fold", "scope", "layer1", "open", TRUE, NULL);
  lab_do (f->lab, NULL, "scale", "of", "map", NULL);
  settle (f);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view_of (f, "facts")), ==, facts);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view_of (f, "addition")), ==, addition);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view_of (f, "maps")), ==, maps + 1);
}

static void
buttons_and_state_agree (Fixture *f, gconstpointer data)
{
  GtkWidget *index, *global;

  choose (f, "layer1.0.conv1");
  index = button_of (GTK_WIDGET (f->inspector), "Index");
  global = button_of (GTK_WIDGET (f->inspector), "Global");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (index), TRUE);
  g_assert_cmpint (lab_look (f->lab)->order, ==, LAB_ORDER_INDEX);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (global), TRUE);
  g_assert_cmpint (lab_look (f->lab)->scale, ==, LAB_SCALE_GLOBAL);
  lab_do (f->lab, NULL, "scale", "of", "layer", NULL);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (global)));
}

static void
a_step_ahead_has_no_maps (Fixture *f, gconstpointer data)
{
  lab_do (f->lab, NULL, "step", "position", 2, NULL);
  choose (f, "layer3.0.conv1");
  g_assert_true (is_there (f, "facts"));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (view_of (f, "maps"))));
  g_signal_emit_by_name (button_of (GTK_WIDGET (f->inspector), "Go to that step"), "clicked");
  settle (f);
  g_assert_true (is_there (f, "maps"));
}

static void
following_can_be_left_and_taken_up (Fixture *f, gconstpointer data)
{
  GtkWidget *back, *follow = reslab_test_find (GTK_WIDGET (f->inspector), GTK_TYPE_SWITCH, NULL);

  lab_do (f->lab, NULL, "step", "position", 5, NULL);
  settle (f);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (follow)));
  choose (f, "conv1");
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (follow)));
  back = button_of (GTK_WIDGET (f->inspector), "Back to step 5");
  g_assert_nonnull (back);
  g_assert_true (gtk_widget_get_visible (back));
  g_signal_emit_by_name (back, "clicked");
  settle (f);
  g_assert_true (lab_look (f->lab)->follow);
  g_assert_cmpuint (lab_selected_node (f->lab), ==, 4);
}

static void
the_backward_half_brings_gradients (Fixture *f, gconstpointer data)
{
  lab_do (f->lab, NULL, "direction", "backward", TRUE, NULL);
  settle (f);
  lab_do (f->lab, NULL, "step", "position", (int) lab_pass (f->lab)->n_steps, NULL);
  choose (f, "layer2.1.addition");
  g_assert_true (is_there (f, "gradient-maps"));
  g_assert_true (is_there (f, "gradient-addition"));
  g_assert_true (is_there (f, "split"));
  reslab_test_shot (f->window, "inspector-backward");
}

/* ── a large map ── */

static void
a_click_enlarges (Fixture *f, gconstpointer data)
{
  ReslabFigureView *maps;
  g_auto (FigPick) first = { 0 };
  double x, y;
  guint n;

  choose (f, "layer1.0.conv1");
  lab_do (f->lab, NULL, "order", "by", "index", NULL);
  settle (f);
  maps = view_of (f, "maps");
  n = fig_scene_n_marks (reslab_figure_view_get_scene (maps));
  g_assert_cmpuint (n, ==, lab_n_channels (f->lab));
  middle_of (maps, 3, &x, &y);
  reslab_test_click (GTK_WIDGET (maps), x, y);
  settle (f);
  g_assert_true (reslab_inspector_is_large (f->inspector));
  g_assert_cmpint (lab_look (f->lab)->channel, ==, 3);
  reslab_test_shot (f->window, "inspector-large");
  lab_do (f->lab, NULL, "channel", "channel", 4, NULL);
  settle (f);
  g_assert_true (reslab_figure_view_pick (maps, x, 100, &first));
  g_assert_cmpint (first.channel, ==, 4);
  g_assert_true (reslab_inspector_escape (f->inspector));
  g_assert_false (reslab_inspector_escape (f->inspector));
  settle (f);
  g_assert_cmpuint (fig_scene_n_marks (reslab_figure_view_get_scene (maps)), ==, n);
}

/* ── the story ── */

static gboolean
is_open (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

/* The pointer probes; when it goes, the channel is again what it was. */
static void
hovering_tells_the_story (Fixture *f, gconstpointer data)
{
  ReslabFigureView *maps;
  double x, y;

  choose (f, "layer1.0.conv1");
  lab_do (f->lab, NULL, "order", "by", "index", NULL);
  settle (f);
  maps = view_of (f, "maps");
  middle_of (maps, 5, &x, &y);
  reslab_test_move (GTK_WIDGET (maps), x, y);
  settle (f);
  g_assert_true (lab_look (f->lab)->probing);
  g_assert_cmpint (lab_look (f->lab)->channel, ==, 5);
  reslab_test_until (is_open, f->story);
  reslab_test_shot (f->window, "inspector-story");
  g_signal_emit_by_name (reslab_test_controller (GTK_WIDGET (maps), GTK_TYPE_EVENT_CONTROLLER_MOTION),
                         "leave");
  settle (f);
  g_assert_false (lab_look (f->lab)->probing);
  g_assert_cmpint (lab_look (f->lab)->channel, ==, -1);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (f->story)));
}

static void
a_pinned_story_is_walked (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  choose (f, "layer1.0.addition");
  g_assert_false (reslab_hover_card_key (f->story, GDK_KEY_Right, 0));
  lab_do (f->lab, NULL, "probe", "row", 4, "column", 6, NULL);
  lab_do (f->lab, NULL, "pin", "on", TRUE, NULL);
  settle (f);
  reslab_test_until (is_open, f->story);
  before = reslab_hover_card_text (f->story);
  g_assert_nonnull (strstr (before, "row 4, column 6"));
  g_assert_true (reslab_hover_card_key (f->story, GDK_KEY_Right, 0));
  g_assert_true (reslab_hover_card_key (f->story, GDK_KEY_Down, 0));
  settle (f);
  after = reslab_hover_card_text (f->story);
  g_assert_nonnull (strstr (after, "row 5, column 7"));
  g_assert_true (reslab_hover_card_key (f->story, GDK_KEY_c, GDK_CONTROL_MASK));
  for (int i = 0; i < 40; i++)
    reslab_hover_card_key (f->story, GDK_KEY_Right, 0);
  g_assert_cmpuint (lab_look (f->lab)->column, ==, 31);       /* the edge of 32×32 */
  reslab_test_shot (f->window, "inspector-pinned");
  g_assert_true (reslab_hover_card_escape (f->story));
  settle (f);
  g_assert_false (lab_look (f->lab)->pinned);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (f->story)));
}

/* ── the picture ── */

static void
drag (ReslabPicturePanel *panel, GtkWidget *window)
{
  reslab_picture_panel_press (panel, 0.2, 0.5);
  for (int i = 1; i <= 6; i++)
    {
      reslab_picture_panel_move (panel, 0.2 + 0.1 * i, 0.5);
      reslab_test_frames (window, 1);
    }
  reslab_picture_panel_release (panel);
}

static void
a_drag_is_one_step (Fixture *f, gconstpointer data)
{
  GtkWidget *panel = reslab_picture_panel_new (f->lab), *window;
  guint64 before = lab_picture_revision (lab_document (f->lab)->picture);

  window = reslab_test_window (panel, 360, 560);
  for (int tool = 0; tool < RESLAB_N_TOOLS; tool++)
    {
      reslab_picture_panel_set_tool (RESLAB_PICTURE_PANEL (panel), (ReslabPictureTool) tool);
      drag (RESLAB_PICTURE_PANEL (panel), window);
      g_assert_cmpuint (lab_picture_revision (lab_document (f->lab)->picture), !=, before);
      if (tool == RESLAB_TOOL_COVER)
        {
          /* the square goes along: one edit, not a trail of them */
          g_assert_cmpuint (lab_picture_n_edits (lab_document (f->lab)->picture), ==, 1);
          reslab_test_shot (panel, "picture-panel");
        }
      lab_do (f->lab, NULL, "undo", NULL);
      g_assert_cmpuint (lab_picture_revision (lab_document (f->lab)->picture), ==, before);
    }
  reslab_picture_panel_set_tool (RESLAB_PICTURE_PANEL (panel), RESLAB_TOOL_MOVE);
  reslab_picture_panel_press (RESLAB_PICTURE_PANEL (panel), 0.5, 0.5);
  reslab_picture_panel_release (RESLAB_PICTURE_PANEL (panel));
  g_assert_cmpuint (lab_picture_revision (lab_document (f->lab)->picture), ==, before);
  reslab_test_destroy (window);
  settle (f);
}

static void
a_stroke_changes_the_maps (Fixture *f, gconstpointer data)
{
  LabLayer *before;
  guint scenes;

  choose (f, "layer1.0.conv1");
  before = lab_layer_ref (lab_layer (f->lab));
  scenes = reslab_figure_view_n_scenes (view_of (f, "maps"));
  lab_do (f->lab, NULL, "brush", "x", 0.5, "y", 0.5, "size", 0.2, "stroke", 1, NULL);
  settle (f);
  g_assert_true (lab_layer (f->lab) != before);
  g_assert_cmpuint (reslab_figure_view_n_scenes (view_of (f, "maps")), >, scenes);
  lab_layer_unref (before);
}

#define TEST(name, function)                                                                       \
  g_test_add ("/gtk/inspector/" name, Fixture, "cifar_resnet20", set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!reslab_test_init (&argc, &argv))
    return 0;
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  TEST ("each-kind", each_kind_fills_it);
  TEST ("nothing-twice", nothing_is_made_twice);
  TEST ("buttons", buttons_and_state_agree);
  TEST ("ahead", a_step_ahead_has_no_maps);
  TEST ("follow", following_can_be_left_and_taken_up);
  TEST ("backward", the_backward_half_brings_gradients);
  TEST ("enlarge", a_click_enlarges);
  TEST ("hover", hovering_tells_the_story);
  TEST ("pin", a_pinned_story_is_walked);
  TEST ("drag", a_drag_is_one_step);
  TEST ("stroke", a_stroke_changes_the_maps);
  return g_test_run ();
}
