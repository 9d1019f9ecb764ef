/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Compare: it follows the state, its keys, forms and charts send commands. */
#include <string.h>

#include "gtk-test.h"
#include "lab-comparison.h"
#include "lab-sweep.h"
#include "reslab-block-field.h"
#include "reslab-compare-private.h"
#include "reslab-figure-view.h"
#include "reslab-window.h"

typedef struct
{
  Lab       *lab;
  GtkWidget *window;
  GtkWidget *view;
} Fixture;

static ReslabApplication *application;

/* Small blocks: they are measured while a test waits. */
static void
open_view (Fixture *fixture, gconstpointer data)
{
  fixture->lab = lab_new ();
  lab_do (fixture->lab, NULL, "model", "spec", "cifar_resnet20", NULL);
  lab_do (fixture->lab, NULL, "compare-input", "side", 4, NULL);
  fixture->window = reslab_window_new (application, fixture->lab);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 1200);
  gtk_window_present (GTK_WINDOW (fixture->window));
  lab_do (fixture->lab, NULL, "view", "name", "compare", NULL);
  reslab_test_frames (fixture->window, 3);
  fixture->view = GTK_WIDGET (reslab_window_view (RESLAB_WINDOW (fixture->window)));
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
close_view (Fixture *fixture, gconstpointer data)
{
  gboolean gone = FALSE;

  reslab_test_destroy (fixture->window);
  g_object_weak_ref (G_OBJECT (fixture->lab), is_gone, &gone);
  g_object_unref (fixture->lab);
  reslab_test_until (is_set, &gone);
}

static gboolean
is_counted (gpointer data)
{
  return lab_is_current (((Fixture *) data)->lab, LAB_TASK_comparison);
}

static gboolean
is_idle (gpointer data)
{
  return !lab_is_working (((Fixture *) data)->lab);
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static GPtrArray *
all_of (Fixture *fixture, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (fixture->view, type, found);
  return found;
}

/* Whether a mark of the figure in @card says @words. */
static gboolean
figure_says (GtkWidget *card, const char *words)
{
  GtkWidget *figure = reslab_test_find (card, RESLAB_TYPE_FIGURE_VIEW, NULL);
  FigScene *scene = reslab_figure_view_get_scene (RESLAB_FIGURE_VIEW (figure));

  g_assert_nonnull (scene);
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.text != NULL && strstr (mark.text, words) != NULL)
        return TRUE;
    }
  return FALSE;
}

static GtkWidget *
button_of (GtkWidget *card, const char *label)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();

  collect (card, GTK_TYPE_BUTTON, buttons);
  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), label) == 0)
      return buttons->pdata[i];
  g_error ("no button “%s”", label);
}

static ReslabBlockField *
field_of (GtkWidget *card, const char *key)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();

  collect (card, RESLAB_TYPE_BLOCK_FIELD, fields);
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (reslab_block_field_get_key (fields->pdata[i])->name, key))
      return fields->pdata[i];
  g_error ("no field “%s”", key);
}

static void
keys_send_commands (Fixture *fixture, gconstpointer data)
{
  ReslabWindow *window = RESLAB_WINDOW (fixture->window);
  const RnConvention *convention = lab_look (fixture->lab)->convention;
  guint measurement = lab_look (fixture->lab)->measurement;
  g_autoptr (GPtrArray) three = all_of (fixture, RESLAB_TYPE_COMPARE_CARD), four = NULL;

  g_assert_cmpuint (three->len, ==, 3);
  g_assert_true (reslab_window_key (window, GDK_KEY_a, 0));
  g_assert_cmpuint (lab_document (fixture->lab)->n_blocks, ==, 4);
  four = all_of (fixture, RESLAB_TYPE_COMPARE_CARD);
  g_assert_cmpuint (four->len, ==, 4);
  reslab_window_key (window, GDK_KEY_a, 0);          /* no fifth */
  g_assert_cmpuint (lab_document (fixture->lab)->n_blocks, ==, 4);
  g_assert_true (reslab_window_key (window, GDK_KEY_c, 0));
  g_assert_true (lab_look (fixture->lab)->convention != convention);
  g_assert_true (reslab_window_key (window, GDK_KEY_r, 0));
  g_assert_cmpuint (lab_look (fixture->lab)->measurement, ==, measurement + 1);
  g_assert_true (reslab_window_key (window, GDK_KEY_b, 0));
  g_assert_true (lab_document (fixture->lab)->same_budget);
  lab_do (fixture->lab, NULL, "compare-remove", "block", 3, NULL);
  g_ptr_array_unref (three);
  three = all_of (fixture, RESLAB_TYPE_COMPARE_CARD);
  g_assert_cmpuint (three->len, ==, 3);
}

/* A refused value stays beside its reason, the figure stays; a good one changes it at once. */
static void
forms_change_figures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) cards = all_of (fixture, RESLAB_TYPE_COMPARE_CARD);
  GtkWidget *card = cards->pdata[2];
  GtkWidget *groups = reslab_test_find (GTK_WIDGET (field_of (card, "groups")),
                                        GTK_TYPE_SPIN_BUTTON, NULL), *mend;

  reslab_test_until (is_counted, fixture);
  reslab_test_frames (fixture->window, 2);
  g_assert_true (figure_says (card, "32 groups of 4"));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (groups), 3);
  g_assert_cmpint (lab_document (fixture->lab)->blocks[2].groups, ==, 32);
  reslab_test_frames (fixture->window, 2);
  g_assert_true (figure_says (card, "32 groups of 4"));
  g_assert_cmpint (gtk_widget_get_height (card), <=,
                   gtk_widget_get_height (gtk_widget_get_ancestor (card, GTK_TYPE_VIEWPORT)));
  reslab_test_shot (fixture->window, "compare-refused");
  mend = button_of (card, "groups: 2");
  g_signal_emit_by_name (mend, "clicked");
  g_assert_cmpint (lab_document (fixture->lab)->blocks[2].groups, ==, 2);
  g_assert_true (gtk_widget_activate_action (fixture->window, "win.undo", NULL));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (groups), 16);
  g_assert_cmpint (lab_document (fixture->lab)->blocks[2].groups, ==, 16);
  reslab_test_until (is_counted, fixture);
  reslab_test_frames (fixture->window, 2);
  g_assert_true (figure_says (card, "16 groups of 8"));
  g_assert_true (gtk_widget_activate_action (fixture->window, "win.undo", NULL));
  g_assert_cmpint (lab_document (fixture->lab)->blocks[2].groups, ==, 32);
}

static void
bars_wait_for_their_times (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) cards = all_of (fixture, RESLAB_TYPE_COMPARE_CARD);

  lab_do (fixture->lab, NULL, "compare-input", "side", 28, NULL);
  reslab_test_until (is_counted, fixture);
  reslab_test_frames (fixture->window, 2);
  g_assert_true (figure_says (cards->pdata[0], "measuring"));
  reslab_test_shot (fixture->window, "compare-measuring");
  lab_do (fixture->lab, NULL, "compare-input", "side", 4, NULL);
  reslab_test_until (is_idle, fixture);
  reslab_test_frames (fixture->window, 2);
  g_assert_false (figure_says (cards->pdata[0], "measuring"));
  g_assert_true (figure_says (cards->pdata[0], " ms"));
}

static void
budget_locks_widths (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) cards = all_of (fixture, RESLAB_TYPE_COMPARE_CARD);

  lab_do (fixture->lab, NULL, "budget", "on", TRUE, "reference", 1, NULL);
  reslab_test_until (is_counted, fixture);
  reslab_test_frames (fixture->window, 2);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (field_of (cards->pdata[0], "mid"))));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (field_of (cards->pdata[1], "mid"))));
  g_assert_true (figure_says (cards->pdata[0], "256 → 15"));
  lab_do (fixture->lab, NULL, "budget", "on", FALSE, NULL);
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (field_of (cards->pdata[0], "mid"))));
}

static void
a_point_of_the_sweep_is_taken (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sweep = reslab_test_find (fixture->view, RESLAB_TYPE_COMPARE_SWEEP, NULL);
  GtkWidget *figure = reslab_test_find (sweep, RESLAB_TYPE_FIGURE_VIEW, NULL);
  FigScene *scene;

  reslab_test_until (is_idle, fixture);
  reslab_test_frames (fixture->window, 2);
  reslab_test_shot (fixture->window, "compare");
  scene = reslab_figure_view_get_scene (RESLAB_FIGURE_VIEW (figure));
  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };
      double x, y;

      fig_scene_mark (scene, i, &mark);
      if (mark.kind != FIG_POINT || mark.column != 0)
        continue;
      x = mark.bounds.x + mark.bounds.width / 2;
      y = mark.bounds.y + mark.bounds.height / 2;
      reslab_figure_view_from_scene (RESLAB_FIGURE_VIEW (figure), &x, &y);
      reslab_test_click (figure, x, y);
      break;
    }
  g_assert_cmpint (lab_document (fixture->lab)->blocks[2].groups, ==, 1);
}

static void
narrow_windows_hold_it (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1024, 700);
  reslab_test_until (is_idle, fixture);
  reslab_test_wait (100);
  reslab_test_frames (fixture->window, 3);
  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 1060);
  reslab_test_shot (fixture->window, "compare-narrow");
}

int
main (int argc, char **argv)
{
  int status;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
#define TEST(name, function) \
  g_test_add ("/gtk/compare/" name, Fixture, NULL, open_view, function, close_view)
  TEST ("keys", keys_send_commands);
  TEST ("forms", forms_change_figures);
  TEST ("measuring", bars_wait_for_their_times);
  TEST ("budget", budget_locks_widths);
  TEST ("sweep", a_point_of_the_sweep_is_taken);
  TEST ("narrow", narrow_windows_hold_it);
  status = g_test_run ();
  g_clear_object (&application);
  return status;
}
