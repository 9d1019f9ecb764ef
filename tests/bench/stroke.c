/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * From a stroke on the picture to the changed maps: the command “brush”, the pass that follows, the
 * scene of the selected layer's maps and that scene on an image surface, as a window of 480 px
 * shows it. usage: bench-stroke [MODEL [LAYER [STROKES]]]
 */
#include <stdio.h>
#include <stdlib.h>

#include "fig-maps.h"
#include "lab-layer.h"

#define WARM 3                     /* strokes before the clock counts: first pages, first glyphs */

typedef struct
{
  double work_ms;                  /* command to “changed” with the new layer */
  double scene_ms;
  double paint_ms;
} Times;

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
tell (const char *what, const Times *times, guint n, double (*of) (const Times *))
{
  g_autofree double *v = g_new (double, n);

  for (guint i = 0; i < n; i++)
    v[i] = of (&times[i]);
  qsort (v, n, sizeof *v, compare);
  printf ("  %-28s median %6.1f ms   quartiles %6.1f … %6.1f   most %6.1f\n", what, v[n / 2],
          v[n / 4], v[3 * n / 4], v[n - 1]);
}

static double
work_of (const Times *t)
{
  return t->work_ms;
}

static double
scene_of (const Times *t)
{
  return t->scene_ms;
}

static double
paint_of (const Times *t)
{
  return t->paint_ms;
}

static double
all_of (const Times *t)
{
  return t->work_ms + t->scene_ms + t->paint_ms;
}

static double
since_ms (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static void
paint (FigScene *scene)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                                         (int) fig_scene_width (scene),
                                                         (int) fig_scene_height (scene));
  cairo_t *cr = cairo_create (surface);

  fig_scene_paint (scene, cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
stroke (Lab *lab, guint i, Times *times)
{
  const FigStyle style = { .width = 488 };
  LabLayer *before = lab_layer (lab);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (FigScene) scene = NULL;

  lab_do (lab, NULL, "brush", "x", 0.2 + 0.6 * (i % 31) / 31, "y", 0.3 + 0.4 * (i % 7) / 7, "size",
          0.03, "color", 0xff0000 >> (i % 24), "stroke", 1, NULL);
  while (lab_layer (lab) == before || lab_layer (lab) == NULL)
    g_main_context_iteration (NULL, TRUE);
  times->work_ms = since_ms (start);
  start = g_get_monotonic_time ();
  scene = fig_maps_new (&(FigMapsData) { .tensor = lab_layer (lab)->output,
                                         .node = lab_layer (lab)->node,
                                         .title = "maps",
                                         .scale = FIG_SCALE_LAYER,
                                         .order = FIG_ORDER_ACTIVITY },
                        &style, NULL);
  times->scene_ms = since_ms (start);
  start = g_get_monotonic_time ();
  paint (scene);
  times->paint_ms = since_ms (start);
  lab_wait (lab, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (Lab) lab = lab_new ();
  const char *model = argc > 1 ? argv[1] : "resnet18", *layer = argc > 2 ? argv[2] : NULL;
  guint n = argc > 3 ? (guint) atoi (argv[3]) : 40;
  g_autofree Times *times = g_new0 (Times, n + WARM);

  if (!lab_do (lab, NULL, "model", "spec", model, NULL)
      || !lab_do (lab, NULL, "select", "name", layer != NULL ? layer : "layer2.0.addition", NULL)
      || !lab_wait (lab, NULL) || lab_layer (lab) == NULL)
    return 1;
  for (guint i = 0; i < n + WARM; i++)
    stroke (lab, i, &times[i]);
  printf ("%s, %s, %u strokes\n", model, lab_look (lab)->selected, n);
  tell ("stroke to the layer", times + WARM, n, work_of);
  tell ("scene of its maps", times + WARM, n, scene_of);
  tell ("painting it", times + WARM, n, paint_of);
  tell ("together", times + WARM, n, all_of);
  return 0;
}
