/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * What a network takes for what. Colour is the share of the row, so that classes of different size
 * compare, and goes by the square root, so that a few in a hundred still show; numbers are told
 * where they fit.
 */
#include "config.h"
#include "fig-confusion.h"

#include <math.h>

#include "fig-color-map.h"
#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"

#define SIDE_MOST  48.0          /* of a cell, px */
#define NAME_SHARE 0.28          /* of the width, at most, for the names of the rows */
#define NAME_MOST  150.0
#define GAP        8.0
#define ROW_LEAST  15.0          /* side from which every row and column has its name */

typedef struct
{
  const FigConfusionData *data;
  FigScene               *scene;
  FigColorScale           scale;
  double                  left, top, side;
} Matrix;

static guint64
count_at (const FigConfusionData *data, guint row, guint column)
{
  return data->counts[(gsize) row * data->n + column];
}

static guint64
row_sum (const FigConfusionData *data, guint row)
{
  guint64 sum = 0;

  for (guint k = 0; k < data->n; k++)
    sum += count_at (data, row, k);
  return sum;
}

static char *
subtitle (const FigConfusionData *data)
{
  guint64 all = 0, right = 0;
  g_autofree char *n = NULL, *good = NULL, *percent = NULL;

  for (guint k = 0; k < data->n; k++)
    {
      all += row_sum (data, k);
      right += count_at (data, k, k);
    }
  n = fig_format_count (all);
  good = fig_format_count (right);
  percent = fig_format_fixed (all > 0 ? 100.0 * (double) right / (double) all : 0, 2);
  return g_strdup_printf (_("%s of %s right, %s %%"), good, n, percent);
}

static char *
cell_text (const FigConfusionData *data, guint row, guint column)
{
  guint64 count = count_at (data, row, column), sum = MAX (row_sum (data, row), 1);
  g_autofree char *n = fig_format_count (count);
  g_autofree char *percent = fig_format_fixed (100.0 * (double) count / (double) sum, 1);

  if (row == column)
    return g_strdup_printf (_("%s: %s right, %s %%"), data->names[row], n, percent);
  return g_strdup_printf (_("%s taken for %s: %s, %s %%"), data->names[row], data->names[column],
                          n, percent);
}

/* Black or white, whichever is readable on it (WCAG 2.1, relative luminance, where both are alike). */
static FigColor
ink_on (guint32 rgb)
{
  FigColor c = fig_color (rgb);
  double luminance = 0.2126 * pow (c.red, 2.2) + 0.7152 * pow (c.green, 2.2)
                     + 0.0722 * pow (c.blue, 2.2);

  return fig_color (luminance > 0.18 ? 0x000000 : 0xffffff);
}

static void
draw_cell (const Matrix *matrix, guint row, guint column)
{
  const FigConfusionData *data = matrix->data;
  FigScene *scene = matrix->scene;
  guint64 count = count_at (data, row, column);
  double share = (double) count / (double) MAX (row_sum (data, row), 1);
  guint32 rgb = fig_color_scale_pixel (&matrix->scale, &scene->palette, share);
  double x = matrix->left + column * matrix->side, y = matrix->top + row * matrix->side;
  double gap = matrix->side >= ROW_LEAST ? 1 : 0;
  g_autofree char *number = fig_format_count (count);
  FigFace face = fig__face (FIG_TICK_SIZE, row == column, ink_on (rgb));
  FigMark *mark;

  fig__pen_rect (scene, x, y, matrix->side - gap, matrix->side - gap, 0);
  mark = fig__fill (scene, fig_color (rgb));
  fig__tell (mark, FIG_CELL, cell_text (data, row, column));
  mark->datum.item = (int) row;
  mark->datum.column = (int) column;
  mark->datum.value = (double) count;
  if (count > 0 && matrix->side >= ROW_LEAST
      && fig__text_width (scene, face, number) <= matrix->side - 4)
    fig__text (scene, x + matrix->side / 2, y + matrix->side / 2, FIG_CENTER, face, number);
}

/* @name as markup, as long as there is room. (transfer full) */
static char *
shortened (FigScene *scene, FigFace face, const char *name, double room)
{
  g_autofree char *markup = g_markup_escape_text (name, -1);

  return fig__shorten (scene, face, markup, room);
}

static double
widest_name (const FigConfusionData *data, FigScene *scene, FigFace face, double room)
{
  double widest = 0;

  for (guint k = 0; k < data->n; k++)
    {
      g_autofree char *name = shortened (scene, face, data->names[k], room);

      widest = fmax (widest, fig__text_width (scene, face, name));
    }
  return widest;
}

static void
draw_names (const Matrix *matrix, FigFace face, double room)
{
  for (guint k = 0; k < matrix->data->n; k++)
    {
      g_autofree char *name = shortened (matrix->scene, face, matrix->data->names[k], room);
      double place = (k + 0.5) * matrix->side, width = fig__text_width (matrix->scene, face, name);

      fig__text (matrix->scene, matrix->left - GAP, matrix->top + place, FIG_END, face, name);
      fig__text_upward (matrix->scene, matrix->left + place, matrix->top - GAP - width / 2, face,
                        name);
    }
}

FigScene *
fig_confusion_new (const FigConfusionData *data, const FigStyle *style)
{
  FigScene *scene = fig__scene_new (style);
  Matrix matrix = { .data = data, .scene = scene, .scale = { .high = 1, .gamma = 0.5 } };
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);
  double right = scene->width - FIG_MARGIN;
  double room = fmin (NAME_SHARE * scene->width, NAME_MOST);
  double names = widest_name (data, scene, face, room), y;
  g_autofree char *title = g_markup_escape_text (data->title, -1);
  g_autofree char *told = subtitle (data);

  y = fig__heading (scene, FIG_MARGIN, FIG_MARGIN + 8, right, title, told);
  y = fig__note (scene, FIG_MARGIN, y + 6, right, fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
                 _("Rows: what the pictures show. Columns: what they were taken for. Colour: share "
                   "of the row."));
  matrix.side = fmin ((right - FIG_MARGIN - names - GAP) / data->n, SIDE_MOST);
  if (matrix.side < ROW_LEAST)
    {
      names = 0;
      matrix.side = fmin ((right - FIG_MARGIN) / data->n, SIDE_MOST);
    }
  matrix.left = FIG_MARGIN + (names > 0 ? names + GAP : 0);
  matrix.top = y + 14 + (names > 0 ? names + GAP : 0);
  for (guint row = 0; row < data->n; row++)
    for (guint column = 0; column < data->n; column++)
      draw_cell (&matrix, row, column);
  if (names > 0)
    draw_names (&matrix, face, room);
  scene->height = matrix.top + data->n * matrix.side + FIG_MARGIN;
  return scene;
}
