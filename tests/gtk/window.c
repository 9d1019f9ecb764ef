/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The window: it opens and goes, its actions, its keys, its notices. */
#include "fig-mismatch.h"
#include "gtk-test.h"
#include "reslab-about.h"
#include "reslab-banner.h"
#include "reslab-figure-view.h"
#include "reslab-mistakes.h"
#include "reslab-preferences.h"
#include "reslab-style.h"
#include "reslab-window.h"
#include "rn-test.h"

#include <string.h>

typedef struct
{
  ReslabApplication *app;
  Lab               *lab;
  GtkWidget         *window;
} Fixture;

static ReslabApplication *application;

static void
open_window (Fixture *fixture, gconstpointer data)
{
  fixture->app = application;
  fixture->lab = lab_new ();
  fixture->window = reslab_window_new (fixture->app, fixture->lab);
  gtk_window_present (GTK_WINDOW (fixture->window));
  reslab_test_frames (fixture->window, 2);
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

/* Nothing of the window holds the lab, or itself, once it is closed. */
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
opens_and_goes (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < LAB_N_VIEWS; i++)
    {
      GtkWidget *view = GTK_WIDGET (reslab_window_view_at (RESLAB_WINDOW (fixture->window), i));

      lab_do (fixture->lab, NULL, "view", "name", reslab_view_type (i)->name, NULL);
      reslab_test_frames (fixture->window, 2);
      g_assert_true (gtk_widget_get_mapped (view));
      g_assert_true (reslab_window_view (RESLAB_WINDOW (fixture->window)) == RESLAB_VIEW (view));
    }
}

/* The switcher, a key and a command do the same. */
static void
views_are_switched (Fixture *fixture, gconstpointer data)
{
  ReslabWindow *window = RESLAB_WINDOW (fixture->window);
  GtkWidget *stack = reslab_test_find (fixture->window, ADW_TYPE_VIEW_STACK, NULL);

  g_assert_true (reslab_window_key (window, GDK_KEY_2, GDK_CONTROL_MASK));
  g_assert_cmpint (lab_look (fixture->lab)->view, ==, LAB_VIEW_COMPARE);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (stack)), ==, "compare");
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (stack), "gradients");
  g_assert_cmpint (lab_look (fixture->lab)->view, ==, LAB_VIEW_GRADIENTS);
  gtk_widget_activate_action (fixture->window, "win.explore", NULL);
  g_assert_cmpint (lab_look (fixture->lab)->view, ==, LAB_VIEW_EXPLORE);
}

static void
keys_sleep_in_text (Fixture *fixture, gconstpointer data)
{
  ReslabWindow *window = RESLAB_WINDOW (fixture->window);
  GtkWidget *entry = gtk_entry_new ();
  GtkStack *start = GTK_STACK (reslab_test_find (fixture->window, GTK_TYPE_STACK, NULL));

  g_assert_true (lab_wait (fixture->lab, NULL));       /* before a pass there is no next step */
  gtk_stack_add_named (start, entry, "entry");
  gtk_stack_set_visible_child (start, entry);
  gtk_widget_grab_focus (entry);
  g_assert_false (reslab_window_key (window, GDK_KEY_space, 0));
  g_assert_true (reslab_window_key (window, GDK_KEY_3, GDK_CONTROL_MASK));
  g_assert_true (reslab_window_key (window, GDK_KEY_F5, 0));
  g_assert_true (reslab_style_is_projector (reslab_style_of (fixture->window)));
  g_assert_true (reslab_window_key (window, GDK_KEY_F5, 0));
  lab_do (fixture->lab, NULL, "view", "name", "explore", NULL);
  reslab_view_grab (reslab_window_view (window));
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  g_assert_true (reslab_window_key (window, GDK_KEY_space, 0));
}

static void
errors_show (Fixture *fixture, gconstpointer data)
{
  ReslabBanner *banner
      = RESLAB_BANNER (reslab_test_find (fixture->window, RESLAB_TYPE_BANNER, NULL));

  g_assert_null (reslab_banner_message (banner));
  lab_do (fixture->lab, NULL, "model", "spec", "resnet-seventeen", NULL);
  g_assert_nonnull (reslab_banner_message (banner));
  g_assert_nonnull (strstr (reslab_banner_message (banner), "resnet-seventeen"));
  g_assert_cmpstr (rn_spec_name (lab_document (fixture->lab)->spec), ==, "resnet18");
  reslab_test_frames (fixture->window, 20);
  reslab_test_shot (fixture->window, "window-banner");
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_Escape, 0));
  g_assert_null (reslab_banner_message (banner));
}

static GtkWindow *
dialog_of (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (RESLAB_IS_MISTAKES (window))
        return window;
    }
  return NULL;
}

/* The first choice of a mismatch, in widget px. */
static void
choice_of (ReslabFigureView *view, double *x, double *y)
{
  FigScene *scene = reslab_figure_view_get_scene (view);

  for (guint i = 0; i < fig_scene_n_marks (scene); i++)
    {
      g_auto (FigPick) mark = { 0 };

      fig_scene_mark (scene, i, &mark);
      if (mark.kind == FIG_CELL && mark.item == FIG_MISMATCH_CHOICE)
        {
          *x = mark.bounds.x + mark.bounds.width / 2;
          *y = mark.bounds.y + mark.bounds.height / 2;
          reslab_figure_view_from_scene (view, x, y);
          return;
        }
    }
  g_assert_not_reached ();
}

/* A network with two mistakes: a sentence with a button, then two paths as a picture with choices. */
static void
a_refused_network_is_mended (Fixture *fixture, gconstpointer data)
{
  static const char spec[] = "{\"input\":[3,32,32],\"stem\":{\"out\":8},\"block\":{\"groups\":3},\"stages\":["
                             "{\"count\":1,\"out\":8},{\"count\":1,\"out\":16,\"stride\":2,"
                             "\"block\":{\"shortcut\":\"identity\"}}]}";
  g_autofree char *folder = rn_test_folder ();
  g_autofree char *path = g_build_filename (folder, "wrong.json", NULL);
  ReslabBanner *banner
      = RESLAB_BANNER (reslab_test_find (fixture->window, RESLAB_TYPE_BANNER, NULL));
  GtkWindow *dialog;
  GtkWidget *figure, *button;
  double x = 0, y = 0;

  g_assert_true (g_file_set_contents (path, spec, -1, NULL));
  gtk_widget_activate_action (fixture->window, "win.open-path", "s", path);
  g_assert_nonnull (reslab_banner_message (banner));
  reslab_test_frames (fixture->window, 20);
  reslab_test_shot (fixture->window, "window-refused");
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_m, GDK_CONTROL_MASK));
  dialog = dialog_of ();
  g_assert_nonnull (dialog);
  g_assert_null (reslab_banner_message (banner));
  reslab_test_frames (GTK_WIDGET (dialog), 3);
  reslab_test_shot (GTK_WIDGET (dialog), "mistakes-sentences");
  figure = reslab_test_find (GTK_WIDGET (dialog), RESLAB_TYPE_FIGURE_VIEW, NULL);
  g_assert_false (gtk_widget_get_visible (figure));
  button = reslab_test_find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "mend-0-0");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (rn_spec_name (lab_document (fixture->lab)->spec), ==, "resnet18");
  g_assert_true (gtk_widget_get_visible (figure));
  reslab_test_frames (GTK_WIDGET (dialog), 3);
  reslab_test_shot (GTK_WIDGET (dialog), "mistakes-paths");
  choice_of (RESLAB_FIGURE_VIEW (figure), &x, &y);
  reslab_test_click (figure, x, y);
  g_assert_cmpstr (rn_spec_name (lab_document (fixture->lab)->spec), ==, "network");
  g_assert_true (gtk_widget_activate_action (fixture->window, "win.undo", NULL));
  g_assert_cmpstr (rn_spec_name (lab_document (fixture->lab)->spec), ==, "resnet18");
}

static void
undo_follows_the_history (Fixture *fixture, gconstpointer data)
{
  GActionMap *map = G_ACTION_MAP (fixture->window);
  GAction *undo = g_action_map_lookup_action (map, "undo");

  g_assert_false (g_action_get_enabled (undo));
  lab_do (fixture->lab, NULL, "seed", "seed", 7, NULL);
  g_assert_true (g_action_get_enabled (undo));
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_cmpuint (lab_document (fixture->lab)->seed, ==, 0);
  g_assert_true (reslab_window_key (RESLAB_WINDOW (fixture->window), GDK_KEY_Z,
                                    GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_cmpuint (lab_document (fixture->lab)->seed, ==, 7);
}

static void
narrow_is_told (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1024, 700);
  reslab_test_frames (fixture->window, 3);
  g_assert_true (reslab_window_is_narrow (RESLAB_WINDOW (fixture->window)));
  reslab_test_shot (fixture->window, "window-narrow");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1440, 900);
  reslab_test_frames (fixture->window, 3);
  g_assert_false (reslab_window_is_narrow (RESLAB_WINDOW (fixture->window)));
}

static void
dialogs_open_and_go (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialogs[] = { reslab_preferences_new (RESLAB_WINDOW (fixture->window)),
                           reslab_shortcuts_new (), reslab_help_new (), reslab_about_new () };
  static const char *const names[]
      = { "dialog-preferences", "dialog-shortcuts", "dialog-help", "dialog-about" };

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      gtk_window_set_modal (GTK_WINDOW (dialogs[i]), FALSE);
      gtk_window_present (GTK_WINDOW (dialogs[i]));
      reslab_test_frames (dialogs[i], 3);
      reslab_test_shot (dialogs[i], names[i]);
      reslab_test_destroy (dialogs[i]);
    }
}

/* ── the tables ── */

static const ReslabActionTable *
table_at (int i)
{
  return i < LAB_N_VIEWS ? &reslab_view_type (i)->actions : &reslab_window_actions;
}

static gboolean
mentions (GtkWidget *widget, const char *title)
{
  g_autofree char *text = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "accelerator") != NULL
      && g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "title") != NULL)
    g_object_get (widget, "title", &text, NULL);
  if (g_strcmp0 (text, title) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (mentions (child, title))
      return TRUE;
  return FALSE;
}

/* Every row does something, is named, and every key is in the shortcuts window. */
static void
rows_are_complete (Fixture *fixture, gconstpointer data)
{
  GtkWidget *shortcuts = reslab_shortcuts_new ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (int t = 0; t <= LAB_N_VIEWS; t++)
    for (guint i = 0; i < table_at (t)->n; i++)
      {
        const ReslabAction *row = &table_at (t)->rows[i];

        g_test_message ("%s", row->name);
        g_assert_true (g_hash_table_add (names, (gpointer) row->name));
        g_assert_true (row->title != NULL && row->title[0] != '\0');
        g_assert_true (row->group != NULL && row->group[0] != '\0');
        g_assert_true ((row->command != NULL) != (row->run != NULL));
        if (row->command != NULL)
          g_assert_nonnull (lab_command_find (row->command));
        if (row->arguments != NULL)
          {
            json_object *arguments = json_tokener_parse (row->arguments);

            g_assert_true (json_object_is_type (arguments, json_type_object));
            json_object_put (arguments);
          }
        g_assert_nonnull (g_action_map_lookup_action (G_ACTION_MAP (fixture->window), row->name));
        if (row->keys != NULL)
          g_assert_true (mentions (shortcuts, row->title));
      }
  g_assert_cmpuint (g_hash_table_size (names), >, 15);
  gtk_window_destroy (GTK_WINDOW (shortcuts));
}

static void
add_keys (GHashTable *keys, const ReslabActionTable *table)
{
  for (guint i = 0; i < table->n; i++)
    {
      const ReslabAction *row = &table->rows[i];
      g_auto (GStrv) parts = g_strsplit (row->keys != NULL ? row->keys : "", " ", -1);

      for (guint k = 0; parts[k] != NULL; k++)
        {
          guint key;
          GdkModifierType held;

          g_assert_true (gtk_accelerator_parse (parts[k], &key, &held));
          if (!g_hash_table_add (keys, gtk_accelerator_name (key, held)))
            g_error ("%s: the key %s is taken already", row->name, parts[k]);
          /* and the key leads to the row */
          g_assert_true (reslab_actions_by_key (table, key, held) == row);
        }
    }
}

/* In each view, a key means one thing. */
static void
keys_are_unique (Fixture *fixture, gconstpointer data)
{
  for (int t = 0; t < LAB_N_VIEWS; t++)
    {
      g_autoptr (GHashTable) keys
          = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      add_keys (keys, &reslab_window_actions);
      add_keys (keys, table_at (t));
      g_assert_cmpuint (g_hash_table_size (keys), >, 10);
    }
}

static void
tooltips_name_the_key (void)
{
  g_autofree char *undo = reslab_actions_tooltip ("undo"), *about = reslab_actions_tooltip ("about");

  g_assert_cmpstr (undo, ==, "Undo (Ctrl+Z)");
  g_assert_cmpstr (about, ==, "About Reslab");
  /* a sign may need Shift on one keyboard and not on another; a letter with Shift is another key */
  g_assert_nonnull (
      reslab_actions_by_key (&reslab_window_actions, GDK_KEY_question,
                             GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_null (reslab_actions_by_key (&reslab_window_actions, GDK_KEY_o,
                                        GDK_CONTROL_MASK | GDK_SHIFT_MASK));
}

static gboolean
is_told (gpointer window)
{
  return reslab_window_hide_error (RESLAB_WINDOW (window));
}

/* A file of @bytes that is no picture, whatever its name says; a large one is read aside. */
static void
broken_picture (Fixture *fixture, gsize bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = rn_test_folder ();
  g_autofree char *path = g_build_filename (folder, "broken.png", NULL);
  g_autofree char *junk = g_malloc (bytes);
  guint64 before = lab_picture_revision (lab_document (fixture->lab)->picture);

  memset (junk, 'j', bytes);
  g_file_set_contents (path, junk, (gssize) bytes, &error);
  g_assert_no_error (error);
  gtk_widget_activate_action (fixture->window, "win.open-path", "s", path);
  reslab_test_until (is_told, fixture->window);
  g_assert_cmpuint (lab_picture_revision (lab_document (fixture->lab)->picture), ==, before);
  g_assert_false (lab_can_undo (fixture->lab));
}

static void
a_broken_picture_changes_nothing (Fixture *fixture, gconstpointer data)
{
  broken_picture (fixture, 1000);
  broken_picture (fixture, 1024 * 1024);
}

static gboolean
is_another_picture (gpointer lab)
{
  return lab_can_undo (lab);
}

/* Noise does not compress: the file is large enough to be read aside. */
static void
a_large_picture_is_read_aside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 600, 500);
  g_autofree char *folder = rn_test_folder ();
  g_autofree char *path = g_build_filename (folder, "noise.png", NULL);
  guint64 before = lab_picture_revision (lab_document (fixture->lab)->picture);
  guint32 state = 1;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++)
    gdk_pixbuf_get_pixels (pixbuf)[i] = (guchar) ((state = state * 1664525 + 1013904223) >> 24);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", &error, NULL));
  gtk_widget_activate_action (fixture->window, "win.open-path", "s", path);
  g_assert_cmpuint (lab_picture_revision (lab_document (fixture->lab)->picture), ==, before);
  reslab_test_until (is_another_picture, fixture->lab);
  g_assert_cmpstr (lab_picture_name (lab_document (fixture->lab)->picture), ==, "noise.png");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/gtk/window/" name, Fixture, NULL, open_window, function, close_window)

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
  ADD ("opens-and-goes", opens_and_goes);
  ADD ("views-are-switched", views_are_switched);
  ADD ("keys-sleep-in-text", keys_sleep_in_text);
  ADD ("errors-show", errors_show);
  ADD ("refused-network", a_refused_network_is_mended);
  ADD ("broken-picture", a_broken_picture_changes_nothing);
  ADD ("large-picture", a_large_picture_is_read_aside);
  ADD ("undo-follows-the-history", undo_follows_the_history);
  ADD ("narrow-is-told", narrow_is_told);
  ADD ("dialogs-open-and-go", dialogs_open_and_go);
  ADD ("rows-are-complete", rows_are_complete);
  ADD ("keys-are-unique", keys_are_unique);
  g_test_add_func ("/gtk/window/tooltips-name-the-key", tooltips_name_the_key);
  result = g_test_run ();
  g_clear_object (&application);
  return result;
}
