/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The view Train: keys begin, pause and change the rate; charts and numbers follow. */
#include <json-c/json.h>
#include <math.h>

#include "gtk-test.h"
#include "reslab-figure-view.h"
#include "reslab-train-private.h"
#include "reslab-window.h"

/* Small enough that a step takes a millisecond. */
#define NET                                                                                        \
  "{\"name\":\"small\",\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":4,\"out\":4,\"pool\":\"none\"},"        \
  "\"stages\":[{\"name\":\"layer1\",\"count\":1,\"out\":4}],\"head\":{\"classes\":10}}"

typedef struct
{
  Lab       *lab;
  GtkWidget *window;
  GtkWidget *view;
} Fixture;

static ReslabApplication *application;

static gboolean
is_still (gpointer data)
{
  return !lab_is_working (data) && !lab_look (data)->training;
}

static void
settle (Fixture *fixture)
{
  reslab_test_until (is_still, fixture->lab);
  reslab_test_frames (fixture->window, 3);
}

static void
open_window (Fixture *fixture, gconstpointer data)
{
  json_object *models = json_object_new_array ();

  fixture->lab = lab_new ();
  json_object_array_add (models, json_object_new_string (NET));
  lab_do (fixture->lab, NULL, "model", "spec", NET, NULL);
  lab_do (fixture->lab, NULL, "train-models", "models", models, NULL);
  lab_do (fixture->lab, NULL, "train-set", "key", "batch", "value", 8.0, NULL);
  json_object_put (models);
  fixture->window = reslab_window_new (application, fixture->lab);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  lab_do (fixture->lab, NULL, "view", "name", "train", NULL);
  fixture->view = GTK_WIDGET (reslab_window_view_at (RESLAB_WINDOW (fixture->window),
                                                     LAB_VIEW_TRAIN));
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
}

static void
keys_take_steps (Fixture *fixture, gconstpointer data)
{
  press (fixture, GDK_KEY_period);
  settle (fixture);
  g_assert_cmpuint (lab_training (fixture->lab)->step, ==, 1);
  press (fixture, GDK_KEY_period);
  settle (fixture);
  g_assert_cmpuint (lab_training (fixture->lab)->step, ==, 2);
  g_assert_cmpint (lab_training (fixture->lab)->status, ==, LAB_TRAIN_PAUSED);
  reslab_test_shot (fixture->window, "train");
}

static void
space_begins_and_pauses (Fixture *fixture, gconstpointer data)
{
  press (fixture, GDK_KEY_space);
  g_assert_true (lab_look (fixture->lab)->training);
  press (fixture, GDK_KEY_space);
  g_assert_false (lab_look (fixture->lab)->training);
  settle (fixture);
}

/* By √10, and back again. */
static void
keys_change_the_rate (Fixture *fixture, gconstpointer data)
{
  double rate = lab_document (fixture->lab)->plan->rate;

  press (fixture, GDK_KEY_plus);
  g_assert_cmpfloat_with_epsilon (lab_look (fixture->lab)->rate, rate * sqrt (10), 1e-12);
  press (fixture, GDK_KEY_minus);
  g_assert_cmpfloat_with_epsilon (lab_look (fixture->lab)->rate, rate, 1e-12);
}

static void
charts_follow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *charts = reslab_test_find (fixture->view, RESLAB_TYPE_FIGURE_VIEW, NULL);
  guint before = reslab_figure_view_n_scenes (RESLAB_FIGURE_VIEW (charts));

  press (fixture, GDK_KEY_period);
  settle (fixture);
  g_assert_cmpuint (reslab_figure_view_n_scenes (RESLAB_FIGURE_VIEW (charts)), >, before);
  press (fixture, GDK_KEY_BackSpace);
  settle (fixture);
  while (lab_training (fixture->lab)->n_runs > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* What the menu of networks offers can be trained. */
static void
offers_are_taken (Fixture *fixture, gconstpointer data)
{
  GtkWidget *header = reslab_view_header_start (RESLAB_VIEW (fixture->view));
  GtkWidget *button = reslab_test_find (header, GTK_TYPE_MENU_BUTTON, NULL);
  GMenuModel *menu = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));
  guint tried = 0;

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *target = NULL;
      g_autoptr (GError) error = NULL;
      json_object *models;

      if (!g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_TARGET, "s", &target))
        continue;
      models = json_tokener_parse (target);
      lab_do (fixture->lab, &error, "train-models", "models", models, NULL);
      g_assert_no_error (error);
      json_object_put (models);
      tried++;
    }
  g_assert_cmpuint (tried, >, 3);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/train/" name, Fixture, NULL, open_window, function, close_window)

int
main (int argc, char **argv)
{
  int status;

  if (!reslab_test_init (&argc, &argv))
    return 0;
  application = reslab_test_application ();
  ADD ("steps", keys_take_steps);
  ADD ("space", space_begins_and_pauses);
  ADD ("rate", keys_change_the_rate);
  ADD ("charts", charts_follow);
  ADD ("offers", offers_are_taken);
  status = g_test_run ();
  g_clear_object (&application);
  return status;
}
