/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What the window's thread spends: from the start of main() to the first frame and to the first
 * maps, and its processor time for each frame of a pan over the diagram of resnet152, folded and
 * unfolded, and for each step taken in it; and while networks are trained how long a turn of the
 * main loop takes and how late a timer of 10 ms comes. Times of the screen itself say nothing here: it may be a display without a
 * graphics card. usage: bench-window (needs a display)
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lab-training.h"
#include "reslab-application.h"
#include "reslab-figure-view.h"
#include "reslab-window.h"

#define FRAMES 120
#define TURNS  4096
#define TICK   10                /* ms */
#define TRAIN  20                /* s */

/* Learns a step in about a millisecond, so that there are many. */
#define SMALL                                                                                      \
  "{\"input\":[3,32,32],\"stem\":{\"kernel\":3,\"stride\":4,\"out\":4,\"pool\":\"none\"},"                  \
  "\"stages\":[{\"name\":\"layer1\",\"count\":1,\"out\":4}],\"head\":{\"classes\":10}}"

static double
processor_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static double
wall_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static void
on_paint (GdkFrameClock *clock, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
next_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_paint), &painted);

  gtk_widget_queue_draw (widget);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

/* The diagram: the largest figure. (transfer none) */
static GtkWidget *
find_canvas (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (RESLAB_IS_FIGURE_VIEW (widget) && gtk_widget_get_mapped (widget)
      && gtk_widget_get_height (widget) > 300)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_canvas (child);
  return found;
}

static int
by_size (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
pan (GtkWidget *canvas, const char *what)
{
  double cost[FRAMES];
  FigRect before, after;
  int moved = 0;

  /* Large enough that there is somewhere to go. */
  reslab_figure_view_zoom_to (RESLAB_FIGURE_VIEW (canvas), 1.5, 0, 0);
  for (int i = 0; i < 10; i++)
    next_frame (canvas);
  for (int i = 0; i < FRAMES; i++)
    {
      double start = processor_ms ();

      reslab_figure_view_get_visible (RESLAB_FIGURE_VIEW (canvas), &before);
      reslab_figure_view_pan (RESLAB_FIGURE_VIEW (canvas), i % 40 < 20 ? 9 : -9,
                              i % 60 < 30 ? -14 : 14);
      next_frame (canvas);
      cost[i] = processor_ms () - start;
      reslab_figure_view_get_visible (RESLAB_FIGURE_VIEW (canvas), &after);
      moved += before.x != after.x || before.y != after.y;
    }
  qsort (cost, FRAMES, sizeof cost[0], by_size);
  printf ("pan, %s: %.1f ms of processor a frame (%.1f–%.1f, worst %.1f; %d of %d "
          "moved)\n", what,
          cost[FRAMES / 2], cost[FRAMES / 4], cost[3 * FRAMES / 4], cost[FRAMES - 1], moved, FRAMES);
}

/* A step makes a new scene, and paints what can be seen of it anew. */
static void
step (Lab *lab, GtkWidget *canvas, const char *what)
{
  double cost[FRAMES];

  reslab_figure_view_zoom_to (RESLAB_FIGURE_VIEW (canvas), 1, 0, 0);
  lab_do (lab, NULL, "step", "position", 100, NULL);
  for (int i = 0; i < FRAMES; i++)
    {
      double start = processor_ms ();

      lab_do (lab, NULL, "next", NULL);
      next_frame (canvas);
      cost[i] = processor_ms () - start;
    }
  lab_wait (lab, NULL);
  qsort (cost, FRAMES, sizeof cost[0], by_size);
  printf ("step, %s: %.1f ms of processor (%.1f–%.1f, worst %.1f)\n", what, cost[FRAMES / 2],
          cost[FRAMES / 4], cost[3 * FRAMES / 4], cost[FRAMES - 1]);
}

typedef struct
{
  double late[TURNS];
  guint  n;
  double due;
} Ticks;

static gboolean
tick (gpointer data)
{
  Ticks *ticks = data;
  double now = wall_ms ();

  if (ticks->n < TURNS)
    ticks->late[ticks->n++] = MAX (0, now - ticks->due);
  ticks->due = now + TICK;
  return G_SOURCE_CONTINUE;
}

/* Turns of the main loop in which something was done, while the training goes on. */
static void
train (Lab *lab, const char *what)
{
  static double cost[TURNS];
  Ticks ticks = { .due = wall_ms () + TICK };
  double end = wall_ms () + TRAIN * 1000;
  guint n = 0, timer;

  lab_do (lab, NULL, "view", "name", "train", NULL);
  lab_do (lab, NULL, "train-set", "key", "stop", "value", 100000.0, NULL);
  lab_do (lab, NULL, "train-start", NULL);
  timer = g_timeout_add (TICK, tick, &ticks);
  while (wall_ms () < end && lab_look (lab)->training)
    {
      double start = processor_ms ();

      g_main_context_iteration (NULL, TRUE);
      if (n < TURNS && processor_ms () - start > 0.5)
        cost[n++] = processor_ms () - start;
    }
  g_source_remove (timer);
  lab_do (lab, NULL, "train-pause", NULL);
  lab_wait (lab, NULL);
  qsort (cost, n, sizeof cost[0], by_size);
  qsort (ticks.late, ticks.n, sizeof ticks.late[0], by_size);
  printf ("training, %s, to step %u: %u turns of more than 0.5 ms, %.1f ms of processor each (worst %.1f); a timer of "
          "%d ms late by %.1f ms (99 in 100 below %.1f, worst %.1f)\n",
          what, (guint) lab_training (lab)->step, n, n > 0 ? cost[n / 2] : 0, n > 0 ? cost[n - 1] : 0, TICK,
          ticks.late[ticks.n / 2], ticks.late[ticks.n * 99 / 100], ticks.late[ticks.n - 1]);
}

static void
train_all (Lab *lab)
{
  json_object *small = json_object_new_array ();

  train (lab, "cifar_plain20 and cifar_resnet20");
  json_object_array_add (small, json_object_new_string (SMALL));
  lab_do (lab, NULL, "train-models", "models", small, NULL);
  lab_do (lab, NULL, "train-set", "key", "batch", "value", 8.0, NULL);
  json_object_put (small);
  train (lab, "a network of two convolutions");
}

static void
measure (GtkApplication *app, double start)
{
  g_autoptr (Lab) lab = lab_new ();
  GtkWidget *window = reslab_window_new (RESLAB_APPLICATION (app), lab), *canvas;

  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  gtk_window_present (GTK_WINDOW (window));
  next_frame (window);
  printf ("start to first frame: %.0f ms\n", wall_ms () - start);
  lab_wait (lab, NULL);
  next_frame (window);
  printf ("start to first maps: %.0f ms\n", wall_ms () - start);
  lab_do (lab, NULL, "play", "on", FALSE, NULL);
  lab_do (lab, NULL, "model", "spec", "resnet152", NULL);
  lab_wait (lab, NULL);
  next_frame (window);
  canvas = find_canvas (window);
  if (canvas != NULL)
    {
      pan (canvas, "resnet152 folded to blocks");
      step (lab, canvas, "resnet152 folded to blocks");
      lab_do (lab, NULL, "fold-all", "to", "layer", NULL);
      pan (canvas, "resnet152 with every layer");
      step (lab, canvas, "resnet152 with every layer");
    }
  train_all (lab);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  double start = wall_ms ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ReslabApplication) app = reslab_application_new (G_APPLICATION_NON_UNIQUE, &error);

  if (app == NULL || !g_application_register (G_APPLICATION (app), NULL, &error))
    {
      fprintf (stderr, "bench-window: %s\n", error->message);
      return 1;
    }
  setvbuf (stdout, NULL, _IOLBF, 0);
  measure (GTK_APPLICATION (app), start);
  return 0;
}
