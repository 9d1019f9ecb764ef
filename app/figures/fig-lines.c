/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Line charts: sweeps and training curves. Every line has its name at its end. */
#include "config.h"
#include "fig-lines.h"

#include <math.h>
#include <stdlib.h>

#include "fig-i18n.h"
#include "fig-parts-private.h"

#define PLOT_PX  190.0
#define LEAST_PX 196.0
#define MARKS_MOST 40       /* more points than this are a curve without marks */

typedef struct
{
  const FigPlot *plot;
  FigScene      *scene;
  FigAxis        x, y;
  double         left, right, top, bottom;
} Chart;

static void
include (double value, double *low, double *high)
{
  if (isfinite (value))
    {
      *low = fmin (*low, value);
      *high = fmax (*high, value);
    }
}

static void
set_axes (Chart *chart)
{
  const FigPlot *plot = chart->plot;
  double x0 = INFINITY, x1 = -INFINITY, y0 = plot->y_from_zero && !plot->y_log ? 0 : INFINITY,
         y1 = plot->y_from_zero && !plot->y_log ? 0 : -INFINITY;

  for (guint i = 0; i < plot->n_lines; i++)
    for (guint k = 0; k < plot->lines[i].n; k++)
      {
        include (plot->lines[i].x[k], &x0, &x1);
        include (plot->lines[i].y[k], &y0, &y1);
      }
  include (plot->reference, &y0, &y1);
  if (!(x1 >= x0))
    x0 = 1, x1 = 2;
  if (!(y1 >= y0))
    y0 = 0, y1 = 1;
  chart->x = (FigAxis) { .log = plot->x_log && x0 > 0, .low = x0, .high = x1 > x0 ? x1 : x0 + 1 };
  chart->y = plot->y_log ? fig_axis_log (y0, y1) : fig_axis_linear (y0, y1, 4);
}

static double
names_room (const Chart *chart)
{
  double room = 0;

  for (guint i = 0; i < chart->plot->n_lines; i++)
    if (chart->plot->lines[i].name != NULL)
      room = fmax (room,
                   12
                     + fig__text_width (chart->scene,
                                        fig__face (FIG_SMALL, TRUE, chart->scene->palette.ink),
                                        chart->plot->lines[i].name));
  return room;
}

static void
draw_x_ticks (const Chart *chart)
{
  const FigLine *line = &chart->plot->lines[0];
  double free_from = -INFINITY, now_from = INFINITY, now_to = -INFINITY;

  if (!chart->plot->x_ticks || chart->plot->n_lines == 0)
    {
      fig__axis_below (chart->scene, &chart->x, chart->bottom,
                       chart->right - chart->left > 420 ? 8 : 5);
      return;
    }
  /* The present one is never left out. */
  if (line->now >= 0)
    {
      g_autofree char *label = fig_axis_label (&chart->x, line->x[line->now]);
      double x = fig_axis_place (&chart->x, line->x[line->now]),
             half = fig__text_width (chart->scene,
                                     fig__face (FIG_TICK_SIZE, TRUE, chart->scene->palette.ink),
                                     label) / 2;

      now_from = x - half - 6;
      now_to = x + half + 6;
    }
  for (guint k = 0; k < line->n; k++)
    {
      gboolean now = line->now == (int) k;
      FigFace face = fig__face (FIG_TICK_SIZE, now,
                                now ? chart->scene->palette.ink : chart->scene->palette.ink2);
      g_autofree char *label = fig_axis_label (&chart->x, line->x[k]);
      double x = fig_axis_place (&chart->x, line->x[k]),
             half = fig__text_width (chart->scene, face, label) / 2;

      if (!now && (x - half < free_from || (x + half > now_from && x - half < now_to)))
        continue;
      fig__text (chart->scene, x, chart->bottom + 14, FIG_CENTER, face, label);
      free_from = x + half + 6;
    }
}

static void
draw_points (const Chart *chart, guint series, FigColor color)
{
  const FigLine *line = &chart->plot->lines[series];

  for (guint k = 0; k < line->n; k++)
    {
      double x = fig_axis_place (&chart->x, line->x[k]), y = fig_axis_place (&chart->y, line->y[k]);
      gboolean now = line->now == (int) k;
      double radius = now ? 6 : line->n > MARKS_MOST ? 2.5 : 3.5;
      g_autofree char *value = NULL, *at = NULL;
      FigMark *mark;

      if (!isfinite (line->y[k]))
        continue;
      if (line->path == FIG_PLAIN && !now)
        fig__pen_rect (chart->scene, x - radius, y - radius, 2 * radius, 2 * radius, 0);
      else
        fig__pen_circle (chart->scene, x, y, radius);
      mark = line->n > MARKS_MOST && !now
               ? fig__fill (chart->scene, fig_color_fade (color, 0.01))
               : fig__draw (chart->scene,
                            &(FigPaint) { .fill = now ? chart->scene->palette.now
                                                     : chart->scene->palette.card,
                                         .stroke = now ? chart->scene->palette.ink : color,
                                         .line = now ? 1.5 : 1.7 });
      value = fig_format (chart->plot->unit, line->y[k]);
      at = fig_format_number (line->x[k], 4);
      fig__tell (mark, FIG_POINT,
                 g_strdup_printf ("%s\n%s %s: %s",
                                  line->name != NULL ? line->name : chart->plot->title,
                                  chart->plot->x_name != NULL ? chart->plot->x_name : "x", at,
                                  value));
      mark->datum.item = (int) series;
      mark->datum.column = (int) k;
      mark->datum.value = line->y[k];
    }
}

static void
draw_line (const Chart *chart, guint series)
{
  const FigLine *line = &chart->plot->lines[series];
  FigColor color = fig_palette_role (&chart->scene->palette, line->path).line;
  gboolean down = FALSE;

  for (guint k = 0; k < line->n; k++)
    {
      double x = fig_axis_place (&chart->x, line->x[k]), y = fig_axis_place (&chart->y, line->y[k]);

      if (isfinite (line->y[k]) && down)
        cairo_line_to (chart->scene->pen, x, y);
      else if (isfinite (line->y[k]))
        cairo_move_to (chart->scene->pen, x, y);
      down = isfinite (line->y[k]);
    }
  fig__draw (chart->scene, &(FigPaint){ .stroke = color,
                                        .line = 2.2,
                                        .dash = line->path == FIG_PLAIN ? FIG_DASHES : FIG_SOLID });
  draw_points (chart, series, color);
}

typedef struct
{
  double y;
  guint  series;
} End;

static int
by_height (const void *a, const void *b)
{
  double p = ((const End *) a)->y, q = ((const End *) b)->y;

  return p < q ? -1 : p > q;
}

/* Names stand at their lines' ends, moved apart where they would touch. */
static void
draw_names (const Chart *chart)
{
  const FigPlot *plot = chart->plot;
  g_autofree End *ends = g_new0 (End, MAX (plot->n_lines, 1));
  g_autofree double *places = g_new0 (double, MAX (plot->n_lines, 1));
  guint n = 0;

  for (guint i = 0; i < plot->n_lines; i++)
    for (guint k = plot->lines[i].n; k-- > 0 && plot->lines[i].name != NULL;)
      if (isfinite (plot->lines[i].y[k]))
        {
          ends[n++] = (End) { fig_axis_place (&chart->y, plot->lines[i].y[k]), i };
          break;
        }
  qsort (ends, n, sizeof *ends, by_height);
  for (guint i = 0; i < n; i++)
    places[i] = ends[i].y;
  fig__spread (places, n, 17, chart->top, chart->bottom);
  for (guint i = 0; i < n; i++)
    {
      const FigLine *line = &plot->lines[ends[i].series];

      fig__textf (chart->scene, chart->right + 10, places[i], FIG_START,
                  fig__face (FIG_SMALL, TRUE,
                             fig_palette_role (&chart->scene->palette, line->path).text),
                  "%s", line->name);
    }
}

/* The level's name goes where the first line is farthest from it. */
static void
draw_reference (const Chart *chart)
{
  const FigPlot *plot = chart->plot;
  double y = fig_axis_place (&chart->y, plot->reference);
  gboolean below;

  if (!isfinite (plot->reference))
    return;
  fig__pen_line (chart->scene, chart->left, y, chart->right, y);
  fig__draw (chart->scene,
             &(FigPaint) { .stroke = chart->scene->palette.ink2, .line = 1.3, .dash = FIG_DASHES });
  if (plot->reference_name == NULL)
    return;
  below = chart->bottom - y > 30;
  fig__textf (chart->scene, chart->right, below ? y + 14 : y - 14, FIG_END,
              fig__face (FIG_TICK_SIZE, FALSE, chart->scene->palette.ink2), "%s",
              plot->reference_name);
}

static double
draw_chart (FigScene *scene, const FigPlot *plot, double x, double y, double width)
{
  Chart chart = { .plot = plot, .scene = scene };
  g_autofree char *title = g_markup_escape_text (plot->title, -1);

  set_axes (&chart);
  fig__text (scene, x, y + 8, FIG_START, fig__face (13, TRUE, scene->palette.ink), title);
  chart.left = x + fig__axis_room (scene, &chart.y, 5) + 10;
  chart.right = x + width - fmax (names_room (&chart), 14);
  chart.top = y + 32;
  chart.bottom = chart.top + PLOT_PX;
  chart.x.start = chart.left + 8;
  chart.x.end = chart.right - 8;
  chart.y.start = chart.bottom;
  chart.y.end = chart.top;
  fig__axis_left (scene, &chart.y, chart.left, chart.right, 5);
  draw_x_ticks (&chart);
  draw_reference (&chart);
  for (guint i = 0; i < plot->n_lines; i++)
    draw_line (&chart, i);
  draw_names (&chart);
  if (plot->x_name != NULL)
    fig__textf (scene, (chart.left + chart.right) / 2, chart.bottom + 34, FIG_CENTER,
                fig__face (FIG_SMALL, FALSE, scene->palette.ink2), "%s", plot->x_name);
  return chart.bottom + (plot->x_name != NULL ? 50 : 30);
}

FigScene *
fig_lines_new (const char *title, const FigPlot *plots, guint n_plots, const FigStyle *style)
{
  FigScene *scene;
  guint columns;
  double y = 14, width, lowest;

  g_return_val_if_fail (n_plots > 0 && style != NULL, NULL);
  scene = fig__scene_new (style);
  if (title != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (title, -1);

      y = fig__heading (scene, FIG_MARGIN, y, scene->width - FIG_MARGIN, escaped, NULL) + 4;
    }
  columns = (guint) CLAMP ((scene->width - 2 * FIG_MARGIN + 24) / (LEAST_PX + 24), 1, n_plots);
  width = (scene->width - 2 * FIG_MARGIN - 24 * (columns - 1)) / columns;
  lowest = y;
  for (guint i = 0; i < n_plots; i++)
    {
      if (i > 0 && i % columns == 0)
        y = lowest + 8;
      lowest = fmax (lowest, draw_chart (scene, &plots[i],
                                         FIG_MARGIN + (i % columns) * (width + 24), y, width));
    }
  scene->height = lowest + 8;
  return scene;
}
