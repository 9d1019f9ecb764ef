/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * How values are spread. A series is drawn as a density (share of its values ÷ bin width), so that
 * areas are equal whatever the bins. One bin may hold most of a ReLU's output (the zeros): it is
 * then cut and labelled, so that the rest can be seen.
 */
#include "config.h"
#include "fig-histogram.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"

#define PLOT_PX 180.0
#define LOW_PX  58.0      /* in a card */
#define LOW_PAD 16.0
#define CUT     4.0     /* a bin is cut where it is this many times the next one */

typedef struct
{
  const FigHistogramData *data;
  FigScene               *scene;
  FigAxis                 axis;
  double                  top, bottom;
  double                  density;      /* at the top */
} Plot;

static guint64
total (const RnHistogram *histogram)
{
  guint64 sum = 0;

  for (guint i = 0; i < RN_HISTOGRAM_BINS; i++)
    sum += histogram->counts[i];
  return sum;
}

static double
bin_width (const RnHistogram *histogram)
{
  double width = (histogram->high - histogram->low) / RN_HISTOGRAM_BINS;

  return width > 0 ? width : 1;
}

static double
density (const RnHistogram *histogram, guint bin)
{
  guint64 sum = total (histogram);

  return sum > 0 ? histogram->counts[bin] / (sum * bin_width (histogram)) : 0;
}

/* The top of the plot: the highest bin, or a little above the next one where the highest stands
 * alone. */
static double
top_density (const FigHistogramData *data)
{
  double top = 0;

  for (guint s = 0; s < data->n_series; s++)
    {
      double first = 0, second = 0;

      for (guint i = 0; i < RN_HISTOGRAM_BINS; i++)
        {
          double d = density (data->series[s].histogram, i);

          if (d > first)
            {
              second = first;
              first = d;
            }
          else
            second = fmax (second, d);
        }
      top = fmax (top, second > 0 && first > CUT * second ? 1.5 * second : first);
    }
  return top > 0 ? top : 1;
}

static double
height_at (const Plot *plot, double value)
{
  return plot->bottom - fmin (value / plot->density, 1) * (plot->bottom - plot->top);
}

static char *
bin_text (const FigHistogramSeries *series, guint bin)
{
  const RnHistogram *h = series->histogram;
  guint64 sum = MAX (total (h), 1);
  g_autofree char *low = fig_format_number (h->low + bin * bin_width (h), 3);
  g_autofree char *high = fig_format_number (h->low + (bin + 1) * bin_width (h), 3);
  g_autofree char *count = fig_format_count (h->counts[bin]);
  g_autofree char *share = fig_format_fixed (100.0 * h->counts[bin] / sum, 1);

  return g_strdup_printf (_("%s\n%s … %s: %s values, %s %%"), series->name, low, high, count,
                          share);
}

static void
draw_bars (const Plot *plot, const FigHistogramSeries *series)
{
  const RnHistogram *h = series->histogram;
  FigColor fill = fig_palette_role (&plot->scene->palette, series->path).line;

  for (guint i = 0; i < RN_HISTOGRAM_BINS; i++)
    {
      double left = fig_axis_place (&plot->axis, h->low + i * bin_width (h));
      double right = fig_axis_place (&plot->axis, h->low + (i + 1) * bin_width (h));
      double d = density (h, i),
             top = h->counts[i] > 0 ? fmin (height_at (plot, d), plot->bottom - 1) : plot->bottom;
      FigMark *mark;

      /* The whole column answers to a pointer, the bar is what is seen. */
      fig__pen_rect (plot->scene, left, plot->top, right - left, plot->bottom - plot->top, 0);
      mark = fig__fill (plot->scene, fig_color_fade (fill, 0.002));
      fig__tell (mark, FIG_BIN, bin_text (series, i));
      mark->datum.item = 0;
      mark->datum.column = (int) i;
      mark->datum.value = (double) h->counts[i];
      if (h->counts[i] == 0)
        continue;
      fig__pen_rect (plot->scene, left + 0.5, top, fmax (right - left - 1, 0.5), plot->bottom - top,
                     0);
      fig__fill (plot->scene, fig_color_fade (fill, plot->data->n_series > 1 ? 0.55 : 0.85));
      if (d > plot->density * 1.0001)
        {
          g_autofree char *share = fig_format_fixed (100.0 * h->counts[i] / MAX (total (h), 1), 0);
          gboolean before = left > plot->scene->width * 0.6;

          fig__pen_line (plot->scene, left - 2, top + 12, right + 2, top + 7);
          fig__stroke (plot->scene, plot->scene->palette.canvas, 3);
          fig__textf (plot->scene, before ? left - 8 : right + 8, top + 6,
                      before ? FIG_END : FIG_START,
                      fig__face (FIG_TICK_SIZE, TRUE,
                                 fig_palette_role (&plot->scene->palette, series->path).text),
                      _("%s %% in one bin, cut"), share);
        }
    }
}

static void
draw_line (const Plot *plot, const FigHistogramSeries *series)
{
  const RnHistogram *h = series->histogram;
  FigPoint points[RN_HISTOGRAM_BINS];

  for (guint i = 0; i < RN_HISTOGRAM_BINS; i++)
    points[i] = (FigPoint) { fig_axis_place (&plot->axis, h->low + (i + 0.5) * bin_width (h)),
                            height_at (plot, density (h, i)) };
  fig__pen_polygon (plot->scene, points, RN_HISTOGRAM_BINS, FALSE);
  fig__stroke (plot->scene, fig_palette_role (&plot->scene->palette, series->path).line, 2);
}

static void
draw_zero (const Plot *plot)
{
  if (plot->axis.low < 0 && plot->axis.high > 0)
    {
      double x = fig_axis_place (&plot->axis, 0);

      fig__pen_line (plot->scene, x, plot->top - 4, x, plot->bottom);
      fig__draw (plot->scene,
                 &(FigPaint){ .stroke = plot->scene->palette.ink2, .line = 1, .dash = FIG_DASHES });
    }
}

static void
draw_names (const Plot *plot, double right)
{
  for (guint i = 0; i < plot->data->n_series && plot->data->n_series > 1; i++)
    fig__text (plot->scene, right, plot->top + 6 + 18 * i, FIG_END,
               fig__face (FIG_SMALL, TRUE,
                          fig_palette_role (&plot->scene->palette, plot->data->series[i].path)
                            .text),
               plot->data->series[i].name);
}

/* In a card the numbers share a line with the title, so only the share that says most is told. */
static char *
describe_statistics (const RnStatistics *s, gboolean compact)
{
  g_autofree char *mean = fig_format_number (s->mean, compact ? 3 : 4);
  g_autofree char *std = fig_format_number (s->std, compact ? 3 : 4);
  g_autofree char *min = fig_format_number (s->min, 3), *max = fig_format_number (s->max, 3);
  g_autofree char *below = fig_format_fixed (100.0 * s->negatives / s->count, 1),
                  *zeros = fig_format_fixed (100.0 * s->zeros / s->count, 1);

  if (compact && s->negatives == 0)
    return g_strdup_printf (_("mean <b>%s</b> · std <b>%s</b> · min <b>%s</b> · max <b>%s</b> · "
                               "zero <b>%s %%</b>"),
                            mean, std, min, max, zeros);
  if (compact)
    return g_strdup_printf (_("mean <b>%s</b> · std <b>%s</b> · min <b>%s</b> · max <b>%s</b> · "
                               "below zero <b>%s %%</b>"),
                            mean, std, min, max, below);
  return g_strdup_printf (_("mean <b>%s</b> · std <b>%s</b> · min <b>%s</b> · max <b>%s</b> · "
                             "below zero <b>%s %%</b> · zero <b>%s %%</b>"),
                          mean, std, min, max, below, zeros);
}

static char *
describe (const FigHistogramData *data)
{
  const RnStatistics *s = data->n_series == 1 || data->compact ? data->series[0].statistics : NULL;

  if (s == NULL || s->count == 0)
    return g_strdup (data->n_series == 1 && !data->compact ? data->series[0].name : "");
  return describe_statistics (s, data->compact);
}

/* Title and numbers. Returns the y below them. */
static double
draw_heading (Plot *plot, double margin)
{
  FigScene *scene = plot->scene;
  FigFace bold = fig__face (13, TRUE, scene->palette.ink),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  g_autofree char *subtitle = describe (plot->data);
  g_autofree char *title = g_markup_escape_text (plot->data->title, -1);
  double end;

  if (!plot->data->compact)
    return fig__heading (scene, margin, 14, scene->width - margin, title, subtitle);
  end = margin + fig__text_width (scene, bold, title) + 14;
  fig__text (scene, margin, 16, FIG_START, bold, title);
  if (end + fig__text_width (scene, quiet, subtitle) <= scene->width - margin)
    {
      fig__text (scene, end, 16, FIG_START, quiet, subtitle);
      return 26;
    }
  return fig__note (scene, margin, 36, scene->width - margin, quiet, subtitle);
}

FigScene *
fig_histogram_new (const FigHistogramData *data, const FigStyle *style)
{
  Plot plot = { .data = data };
  double margin = data != NULL && data->compact ? LOW_PAD : FIG_MARGIN;
  double low = INFINITY, high = -INFINITY, y, right;

  g_return_val_if_fail (data != NULL && data->n_series > 0 && style != NULL, NULL);
  plot.scene = fig__scene_new (style);
  right = plot.scene->width - margin;
  y = draw_heading (&plot, margin);
  for (guint i = 0; i < data->n_series; i++)
    {
      low = fmin (low, data->series[i].histogram->low);
      high = fmax (high, data->series[i].histogram->high);
    }
  plot.axis = (FigAxis) {
    .low = low, .high = high > low ? high : low + 1, .start = margin, .end = right
  };
  plot.top = y + 10;
  plot.bottom = plot.top + (data->compact ? LOW_PX : PLOT_PX);
  plot.density = top_density (data);
  draw_bars (&plot, &data->series[0]);
  for (guint i = 1; i < data->n_series; i++)
    draw_line (&plot, &data->series[i]);
  draw_zero (&plot);
  fig__pen_line (plot.scene, margin, plot.bottom, right, plot.bottom);
  fig__stroke (plot.scene, plot.scene->palette.ink2, 1);
  fig__axis_below (plot.scene, &plot.axis, plot.bottom, plot.scene->width >= 640 ? 10 : 6);
  draw_names (&plot, right);
  plot.scene->height = plot.bottom + (data->compact ? 28 : 34);
  return plot.scene;
}
