/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Helpers of the window's tests. */
#include "gtk-test.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "fig-i18n.h"
#include "reslab-shot.h"

#define PATIENCE_MS 10000

gboolean
reslab_test_init (int *argc, char ***argv)
{
  fig_i18n_init (NULL);
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return FALSE;
    }
  adw_init ();
  return TRUE;
}

ReslabApplication *
reslab_test_application (void)
{
  g_autoptr (GError) error = NULL;
  ReslabApplication *application = reslab_application_new (G_APPLICATION_NON_UNIQUE, &error);

  g_assert_no_error (error);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  return application;
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
reslab_test_until (gboolean (*done) (gpointer data), gpointer data)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add (PATIENCE_MS, set_true, &late);

  while (!done (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (timeout);
}

void
reslab_test_wait (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, set_true, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_down (GdkFrameClock *clock, gpointer data)
{
  guint *left = data;

  if (*left > 0)
    --*left;
}

static gboolean
is_zero (gpointer data)
{
  return *(guint *) data == 0;
}

void
reslab_test_frames (GtkWidget *widget, guint n)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler;

  g_assert_nonnull (clock);
  for (; n > 0; n--)
    {
      guint left = 1;

      handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_down), &left);
      gtk_widget_queue_draw (widget);
      reslab_test_until (is_zero, &left);
      g_signal_handler_disconnect (clock, handler);
    }
}

GtkWidget *
reslab_test_window (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  reslab_test_frames (window, 2);
  return window;
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
reslab_test_destroy (GtkWidget *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  reslab_test_until (is_null, &weak);
}

GtkWidget *
reslab_test_find (GtkWidget *root, GType type, const char *name)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (root), type)
      && (name == NULL || g_strcmp0 (gtk_widget_get_name (root), name) == 0))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = reslab_test_find (child, type, name);
  return found;
}

/* A widget may have a click gesture for each button; the primary one is meant. */
static gboolean
is_meant (GtkEventController *controller, GType type)
{
  return g_type_is_a (G_OBJECT_TYPE (controller), type)
         && (!GTK_IS_GESTURE_CLICK (controller)
             || gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller))
                    == GDK_BUTTON_PRIMARY);
}

GtkEventController *
reslab_test_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  GtkEventController *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && found == NULL; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (is_meant (controller, type))
        found = controller;        /* the widget holds it */
    }
  return found;
}

gboolean
reslab_test_key (GtkWidget *widget, guint key, GdkModifierType held)
{
  GtkEventController *controller = reslab_test_controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY);
  gboolean taken = FALSE;

  g_assert_nonnull (controller);
  g_signal_emit_by_name (controller, "key-pressed", key, 0u, held, &taken);
  return taken;
}

void
reslab_test_move (GtkWidget *widget, double x, double y)
{
  GtkEventController *controller
      = reslab_test_controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION);

  g_assert_nonnull (controller);
  g_signal_emit_by_name (controller, "motion", x, y);
}

void
reslab_test_click (GtkWidget *widget, double x, double y)
{
  GtkEventController *controller = reslab_test_controller (widget, GTK_TYPE_GESTURE_CLICK);

  g_assert_nonnull (controller);
  g_signal_emit_by_name (controller, "pressed", 1, x, y);
  g_signal_emit_by_name (controller, "released", 1, x, y);
}

void
reslab_test_shot (GtkWidget *widget, const char *name)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "gtk", "shots", NULL);
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0755);
  reslab_shot_save (widget, path, &error);
  g_assert_no_error (error);
}
