/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The rows below the gradient bars: the ratio of both paths, and how far outputs spread. */
#include "config.h"
#include "fig-strip-private.h"

#include "fig-format.h"
#include "fig-i18n.h"

#define RATIO_PX     50.0
#define HEAT_PX      24.0
#define LOG_FROM     30.0      /* greatest ÷ least from where colours go by factors */

/* 1, 2, 5 within a decade or so, 1 and 3 within two, else decades; 1 is where both paths carry the
 * same. */
static void
draw_ratio_grid (const FigStrip *strip, const FigAxis *axis)
{
  static const double steps[] = { 1, 2, 5, 1, 3 };
  FigScene *scene = strip->scene;
  double span = log10 (axis->high / axis->low);
  guint first = span < 1.2 ? 0 : 3, n = span < 1.2 ? 3 : span < 2.2 ? 2 : 1;
  int every = MAX ((int) ceil (span / 4), 1);

  for (int power = (int) floor (log10 (axis->low)); power <= (int) ceil (log10 (axis->high));
       power++)
    for (guint k = 0; k < n; k++)
      {
        double tick = pow (10, power) * steps[first + k], y = fig_axis_place (axis, tick);
        g_autofree char *label = fig_axis_label (axis, tick);
        gboolean one = power == 0 && k == 0;

        if (tick < axis->low || tick > axis->high || power % every != 0)
          continue;
        fig__pen_line (scene, strip->left, y, strip->right, y);
        fig__draw (scene, &(FigPaint) { .stroke = one ? scene->palette.ink2 : scene->palette.grid,
                                        .line = 1,
                                        .dash = one ? FIG_DASHES : FIG_SOLID });
        fig__text (scene, strip->left - 8, y, FIG_END,
                   fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), label);
      }
}

/* NAN or INFINITY where there is none */
static double
row_value (const FigStrip *strip, guint i, gboolean cosine)
{
  double ratio = column (strip, i)->ratio;

  return cosine ? column (strip, i)->cosine : ratio > 0 ? ratio : INFINITY;
}

/* A line over the columns with a ring at each; “∞” or nothing where there is no number. */
static void
draw_points (const FigStrip *strip, const FigAxis *axis, gboolean cosine)
{
  FigScene *scene = strip->scene;
  double radius = CLAMP (strip->pitch * 0.22, 1.5, 3.5);
  gboolean down = FALSE;

  for (guint i = 0; i < strip->columns->len; i++)
    {
      double value = row_value (strip, i, cosine);

      if (isfinite (value))
        (down ? cairo_line_to : cairo_move_to) (scene->pen, middle_of (strip, i),
                                                fig_axis_place (axis, value));
      down = isfinite (value);
    }
  fig__stroke (scene, scene->palette.ink, 2);
  for (guint i = 0; i < strip->columns->len; i++)
    {
      double value = row_value (strip, i, cosine);
      FigMark *mark;

      if (!isfinite (value))
        {
          fig__text (scene, middle_of (strip, i), fig_axis_place (axis, cosine ? 0 : 1), FIG_CENTER,
                     fig__face (FIG_SMALL, TRUE, scene->palette.ink), cosine ? "–" : "∞");
          continue;
        }
      fig__pen_circle (scene, middle_of (strip, i), fig_axis_place (axis, value), radius);
      mark = fig__draw (scene, &(FigPaint) { .fill = scene->palette.card,
                                             .stroke = scene->palette.ink,
                                             .line = fmin (1.5, radius / 2) });
      fig__tell (mark, FIG_POINT, fig__strip_text (strip, i));
      mark->datum.column = (int) column (strip, i)->first;
      mark->datum.scope = split (strip->data->records, column (strip, i)->first)->block;
      mark->datum.value = value;
    }
}

static void
head_row (const FigStrip *strip, double y, const char *markup)
{
  fig__text (strip->scene, strip->left, y, FIG_START,
             fig__face (FIG_SMALL, FALSE, strip->scene->palette.ink2), markup);
}

double
fig__strip_ratio (const FigStrip *strip, double y)
{
  FigAxis axis;
  double low = 1, high = 1;

  for (guint i = 0; i < strip->columns->len; i++)
    widen (column (strip, i)->ratio, &low, &high);
  head_row (strip, y, _("<b>branch ÷ shortcut</b>  ratio of the norms, log scale"));
  axis = (FigAxis) { .log = TRUE,
                     .low = fmin (low / 1.2, 0.5),
                     .high = fmax (high * 1.2, 2),
                     .start = y + 18 + RATIO_PX,
                     .end = y + 18 };
  draw_ratio_grid (strip, &axis);
  draw_points (strip, &axis, FALSE);
  return y + 18 + RATIO_PX + 24;
}

/* 0 in the middle: at right angles; 1 and −1 where the two point the same way or against each
 * other. Small ones are the rule, so the scale ends where the largest does. */
double
fig__strip_cosine (const FigStrip *strip, double y)
{
  FigScene *scene = strip->scene;
  FigAxis axis = { .start = y + 18 + RATIO_PX, .end = y + 18 };
  double most = 0.1;

  for (guint i = 0; i < strip->columns->len; i++)
    if (isfinite (column (strip, i)->cosine))
      most = fmax (most, fabs (column (strip, i)->cosine));
  most = most <= 0.1 ? 0.1 : most <= 0.2 ? 0.2 : most <= 0.5 ? 0.5 : 1;
  axis.low = -most;
  axis.high = most;
  head_row (strip, y, _("<b>cosine</b>  between the two paths’ gradients; 0: at right angles"));
  for (int k = -1; k <= 1; k++)
    {
      double place = fig_axis_place (&axis, k * most);
      g_autofree char *label = fig_axis_label (&axis, k * most);

      fig__pen_line (scene, strip->left, place, strip->right, place);
      fig__draw (scene, &(FigPaint) { .stroke = k == 0 ? scene->palette.ink2 : scene->palette.grid,
                                      .line = 1,
                                      .dash = k == 0 ? FIG_DASHES : FIG_SOLID });
      fig__text (scene, strip->left - 8, place, FIG_END,
                 fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), label);
    }
  draw_points (strip, &axis, TRUE);
  return y + 18 + RATIO_PX + 24;
}

static double
deviation (const FigStripData *data, const RnRecords *records, const FigColumn *c)
{
  double sum = 0;
  guint n = 0;

  for (guint b = c->first; b < MIN (c->end, n_blocks (records)); b++)
    if (isfinite (deviation_of (data, split (records, b))))
      {
        sum += deviation_of (data, split (records, b));
        n++;
      }
  return n > 0 ? sum / n : NAN;
}

static void
draw_heat (const FigStrip *strip, const RnRecords *records, const char *name, int row,
           const FigColorScale *scale, double y)
{
  FigScene *scene = strip->scene;
  double gap = strip->pitch > 8 ? 2 : 0;

  for (guint i = 0; i < strip->columns->len; i++)
    {
      double value = deviation (strip->data, records, column (strip, i));
      g_autofree char *number = fig_format_number (value, 3);
      FigMark *mark;

      if (!isfinite (value))
        continue;
      fig__pen_rect (scene, strip->left + strip->pitch * i + gap / 2, y, strip->pitch - gap,
                     HEAT_PX, gap > 0 ? 2 : 0);
      mark = fig__fill (scene, fig_color (fig_color_scale_pixel (scale, &scene->palette, value)));
      fig__tell (mark, FIG_CELL,
                 g_strdup_printf (strip->data->before_addition
                                    ? _("%s, block %u\nstandard deviation before the addition %s")
                                    : _("%s, block %u\nstandard deviation of the output %s"),
                                  name, column (strip, i)->first + 1, number));
      mark->datum.item = row;
      mark->datum.column = (int) column (strip, i)->first;
      mark->datum.scope = split (strip->data->records, column (strip, i)->first)->block;
      mark->datum.value = value;
    }
}

/* A row a network; names left of them, above them where that costs too much room. */
double
fig__strip_deviations (const FigStrip *strip, double y)
{
  const FigStripData *data = strip->data;
  const RnRecords *rows[] = { data->records, data->before, data->plain };
  const char *names[] = { data->name, _("before the cut"), data->plain_name };
  FigColorScale scale = { .low = INFINITY, .high = -INFINITY, .gamma = 1 };
  FigScene *scene = strip->scene;
  FigFace face = fig__face (FIG_SMALL, FALSE, scene->palette.ink);
  const char *title = data->before_addition
                        ? _("<b>Deviation of <m>F(x)</m></b>  before the addition")
                        : _("<b>Output deviation</b>  of each block");
  double words;

  for (guint r = 0; r < 3; r++)
    for (guint i = 0; rows[r] != NULL && i < strip->columns->len; i++)
      widen (deviation (data, rows[r], column (strip, i)), &scale.low, &scale.high);
  if (!(scale.high > 0))
    return y - 12;
  if (scale.high < 1.05 * scale.low)    /* rounding is no difference: one colour */
    scale = (FigColorScale) { .low = 0.5 * scale.low, .high = 1.5 * scale.low, .gamma = 1 };
  scale.is_log = scale.high > LOG_FROM * scale.low;
  words = strip->left + fig__text_width (scene, face, title);
  fig__text (scene, strip->left, y, FIG_START, fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
             title);
  if (words + 210 > strip->right)
    y += 20;
  fig__color_bar (scene, strip->right, y, &scale);
  y += 14;
  for (guint r = 0; r < 3; r++)
    {
      g_autofree char *short_name = NULL;
      gboolean beside;

      if (rows[r] == NULL || names[r] == NULL)
        continue;
      beside = fig__text_width (scene, face, names[r]) + 12 <= strip->left - 8;
      short_name = fig__shorten (scene, face, names[r], strip->right - strip->left);
      fig__textf (scene, beside ? strip->left - 8 : strip->left, beside ? y + HEAT_PX / 2 : y + 8,
                  beside ? FIG_END : FIG_START, face, "%s", short_name);
      if (!beside)
        y += 18;
      draw_heat (strip, rows[r], names[r], (int) r, &scale, y);
      y += HEAT_PX + 4;
    }
  return y + 4;
}
