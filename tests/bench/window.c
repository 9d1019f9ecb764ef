/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What the window's thread spends: from the start of main() to the first frame and to the first
 * maps, and its processor time for each frame of a pan over the diagram of resnet152, folded and
 * unfolded, and for each step taken in it. Times of the screen itself say nothing here: it may be a display without a graphics
 * card. usage: bench-window (needs a display)
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "reslab-application.h"
#include "reslab-figure-view.h"
#include "reslab-window.h"

#define FRAMES 120

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
