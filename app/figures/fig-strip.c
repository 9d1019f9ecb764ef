/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The gradient at each block's input by depth: what came through the shortcut upwards, through the branch downwards, on one
 * logarithmic scale; below it their ratio, and how far the block's outputs spread.
 */
#include "config.h"
#include "fig-strip.h"

#include <math.h>
#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "rn-error.h"

#define DECADE_MOST  40.0
#define DECADE_LEAST 16.0
#define BARS_PX      300.0     /* both halves together, where they have many decades */
#define BAR_MOST     15.0
#define BAR_LEAST    3.0
#define PITCH_LEAST  5.0       /* narrower columns are merged by fours */
#define HEADROOM     1.25
#define NUMBERS_PX   28.0
#define RATIO_PX     50.0
#define HEAT_PX      24.0
#define DECADES_MOST 24        /* a floor 24 decades below the top is as good as 0 */

/* A block, or four, sixteen … of them with least and greatest. */
typedef struct
{
  guint    first, end;       /* blocks */
  double   shortcut[3];      /* middle, least, greatest */
  double   branch[3];
  double   ratio;
  gboolean has_shortcut;
  gboolean cut;
} Column;

typedef struct
{
  const FigStripData *data;
  FigScene           *scene;
  GArray             *columns;   /* (owned) (element-type Column) */
  guint               merge;     /* blocks a column */
  double              left, right, pitch, bar;
  double              floor;     /* a power of ten */
  double              shortcut_top, branch_top;
  double              decade;    /* px */
  double              zero_up, zero_down;    /* y of both floors */
  double              top, bottom;           /* of the bars */
} Strip;

static guint
n_blocks (const RnRecords *records)
{
  return records != NULL ? records->splits->len : 0;
}

static const RnSplit *
split (const RnRecords *records, guint block)
{
  return &g_array_index (records->splits, RnSplit, block);
}

static const Column *
column (const Strip *strip, guint i)
{
  return &g_array_index (strip->columns, Column, i);
}

static gboolean
is_cut (const Strip *strip, guint block)
{
  return strip->data->cut != NULL && strip->data->cut[block];
}

/* Geometric mean, least, greatest of what is above 0. */
static void
summarise (const RnRecords *records, guint first, guint end, gboolean branch, double *out)
{
  double sum = 0;
  guint n = 0;

  out[0] = out[1] = out[2] = 0;
  for (guint b = first; b < end; b++)
    {
      double value = branch ? split (records, b)->branch_norm : split (records, b)->shortcut_norm;

      if (!(value > 0) || !isfinite (value))
        continue;
      out[1] = n == 0 ? value : fmin (out[1], value);
      out[2] = fmax (out[2], value);
      sum += log (value);
      n++;
    }
  if (n > 0)
    out[0] = exp (sum / n);
}

static void
make_columns (Strip *strip)
{
  guint n = n_blocks (strip->data->records);

  strip->merge = 1;
  while ((strip->right - strip->left) / ceil ((double) n / strip->merge) < PITCH_LEAST)
    strip->merge *= 4;
  strip->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  for (guint b = 0; b < n; b += strip->merge)
    {
      Column c = { .first = b, .end = MIN (b + strip->merge, n) };

      summarise (strip->data->records, c.first, c.end, FALSE, c.shortcut);
      summarise (strip->data->records, c.first, c.end, TRUE, c.branch);
      for (guint i = c.first; i < c.end; i++)
        {
          c.has_shortcut |= split (strip->data->records, i)->has_shortcut;
          c.cut |= is_cut (strip, i);
        }
      c.ratio = c.shortcut[0] > 0 ? c.branch[0] / c.shortcut[0] : INFINITY;
      g_array_append_val (strip->columns, c);
    }
  strip->pitch = (strip->right - strip->left) / strip->columns->len;
  strip->bar = CLAMP (strip->pitch * 0.48, BAR_LEAST, BAR_MOST);
}

static void
widen (double value, double *low, double *high)
{
  if (value > 0 && isfinite (value))
    {
      *low = fmin (*low, value);
      *high = fmax (*high, value);
    }
}

static double
decade_above (double value)
{
  return pow (10, ceil (log10 (value) - 1e-9));
}

/* One floor for both halves; each reaches as high as it must. */
static void
set_scale (Strip *strip)
{
  const FigStripData *data = strip->data;
  double low = INFINITY, shortcut = 0, branch = 0, decades;

  for (guint b = 0; b < n_blocks (data->records); b++)
    {
      widen (split (data->records, b)->shortcut_norm, &low, &shortcut);
      widen (split (data->records, b)->branch_norm, &low, &branch);
    }
  for (guint b = 0; b < n_blocks (data->before); b++)
    {
      widen (split (data->before, b)->shortcut_norm, &low, &shortcut);
      widen (split (data->before, b)->branch_norm, &low, &branch);
    }
  for (guint b = 0; b < n_blocks (data->plain); b++)
    widen (split (data->plain, b)->input_norm, &low, &branch);
  if (!isfinite (low))
    low = branch = 1;
  /* The shortest bar keeps a visible length. */
  strip->floor = pow (10, floor (log10 (low) - 0.15));
  branch = fmax (branch, low);
  strip->floor = fmax (strip->floor, decade_above (fmax (shortcut, branch)) * pow (10, -DECADES_MOST));
  strip->branch_top = fmax (branch * HEADROOM, strip->floor * 10);
  strip->shortcut_top = shortcut > 0 ? fmax (shortcut * HEADROOM, strip->floor * 10) : strip->floor;
  decades = log10 (strip->branch_top / strip->floor) + log10 (strip->shortcut_top / strip->floor);
  strip->decade = CLAMP (BARS_PX / decades, DECADE_LEAST, DECADE_MOST);
  /* Each half is as high as its own name is long. */
  for (int half = 0; half < 2; half++)
    {
      double height = log10 ((half == 0 ? strip->shortcut_top : strip->branch_top) / strip->floor) * strip->decade;
      double room = 8 + fig__text_width (strip->scene, fig__face (FIG_SMALL, TRUE, strip->scene->palette.ink), half == 0 ? _("shortcut") : _("residual branch"));

      if (height > 0 && height < room)
        strip->decade *= room / height;
    }
}

static double
length_of (const Strip *strip, double value)
{
  return value > strip->floor ? log10 (value / strip->floor) * strip->decade : 0;
}

static double
middle_of (const Strip *strip, guint i)
{
  return strip->left + strip->pitch * (i + 0.5);
}

/* ── columns ── */

static char *
column_text (const Strip *strip, guint i)
{
  const Column *c = column (strip, i);
  const RnRecords *records = strip->data->records;
  const RnSplit *s = split (records, c->first);
  g_autofree char *shortcut = fig_format_number (c->shortcut[0], 3), *branch = fig_format_number (c->branch[0], 3);
  g_autofree char *ratio = fig_format_number (c->ratio, 3), *cosine = fig_format_number (s->cosine, 3);

  if (c->end - c->first > 1)
    return g_strdup_printf (_("blocks %u–%u\nshortcut %s, branch %s\nratio %s"), c->first + 1, c->end, shortcut, branch, ratio);
  return g_strdup_printf (_("block %u, %s\nshortcut %s, branch %s\nratio %s, cosine %s"), c->first + 1,
                          rn_graph_scope (records->graph, s->block)->path, shortcut, branch, ratio, cosine);
}

static void
tell_bar (const Strip *strip, FigMark *mark, guint i, int item, double value)
{
  fig__tell (mark, FIG_BAR, column_text (strip, i));
  mark->datum.item = item;
  mark->datum.column = (int) column (strip, i)->first;
  mark->datum.scope = split (strip->data->records, column (strip, i)->first)->block;
  mark->datum.value = value;
}

static void
draw_whisker (const Strip *strip, double x, double from, double to)
{
  fig__pen_line (strip->scene, x, from, x, to);
  fig__stroke (strip->scene, strip->scene->palette.ink, 1);
}

static void
draw_bar (const Strip *strip, guint i, gboolean branch)
{
  const Column *c = column (strip, i);
  const double *value = branch ? c->branch : c->shortcut;
  const FigRole *role = branch ? (c->has_shortcut ? &strip->scene->palette.branch : &strip->scene->palette.plain) : &strip->scene->palette.shortcut;
  double x = middle_of (strip, i), length = length_of (strip, value[0]), from = branch ? strip->zero_down : strip->zero_up;

  if (length <= 0)
    return;
  fig__pen_rect (strip->scene, x - strip->bar / 2, branch ? from : from - length, strip->bar, length, fmin (2, strip->bar / 3));
  tell_bar (strip, fig__fill (strip->scene, role->line), i, branch, value[0]);
  if (strip->merge > 1 && value[2] > value[1])
    draw_whisker (strip, x, branch ? from + length_of (strip, value[1]) : from - length_of (strip, value[1]),
                  branch ? from + length_of (strip, value[2]) : from - length_of (strip, value[2]));
}

/* Wide and grey behind the branch's bars, with a line at the value. */
static void
draw_plain (const Strip *strip, guint i)
{
  const Column *c = column (strip, i);
  double sum = 0, length, x = middle_of (strip, i), width = fmax (strip->pitch - 4, strip->pitch * 0.8), value;
  guint n = 0;

  for (guint b = c->first; b < MIN (c->end, n_blocks (strip->data->plain)); b++)
    if (split (strip->data->plain, b)->input_norm > 0)
      {
        sum += log (split (strip->data->plain, b)->input_norm);
        n++;
      }
  value = n > 0 ? exp (sum / n) : 0;
  length = length_of (strip, value);
  if (length <= 0)
    return;
  fig__pen_rect (strip->scene, x - width / 2, strip->zero_down, width, length, 0);
  tell_bar (strip, fig__fill (strip->scene, fig_color_fade (strip->scene->palette.plain.line, 0.28)), i, 2, value);
  fig__pen_line (strip->scene, x - width / 2, strip->zero_down + length, x + width / 2, strip->zero_down + length);
  fig__stroke (strip->scene, strip->scene->palette.plain.line, 2);
}

static void
draw_before (const Strip *strip, guint i)
{
  const Column *c = column (strip, i);
  double value[3], x = middle_of (strip, i), half = fmin (strip->bar / 2 + 3, strip->pitch / 2 - 0.5);

  for (int branch = 0; branch < 2; branch++)
    {
      double length, y;

      summarise (strip->data->before, c->first, MIN (c->end, n_blocks (strip->data->before)), branch, value);
      length = length_of (strip, value[0]);
      y = branch ? strip->zero_down + length : strip->zero_up - length;
      if (length <= 0)
        continue;
      if (!branch && c->cut)
        {
          fig__pen_rect (strip->scene, x - strip->bar / 2, y, strip->bar, length, 2);
          fig__draw (strip->scene, &(FigPaint) { .stroke = strip->scene->palette.shortcut.line, .line = 1.6, .dash = FIG_DASHES });
        }
      fig__pen_line (strip->scene, x - half, y, x + half, y);
      fig__stroke (strip->scene, strip->scene->palette.ink, 1.5);
    }
}

/* Open scissors in a ring. */
static void
draw_scissors (const Strip *strip, double x, double y)
{
  FigScene *scene = strip->scene;

  fig__pen_circle (scene, x, y, 12);
  fig__draw (scene, &(FigPaint) { .fill = scene->palette.card, .stroke = scene->palette.ink, .line = 1.5 });
  fig__pen_circle (scene, x - 3.5, y + 4.5, 2.2);
  fig__pen_circle (scene, x + 3.5, y + 4.5, 2.2);
  fig__pen_line (scene, x - 2.2, y + 2.7, x + 3.6, y - 6);
  fig__pen_line (scene, x + 2.2, y + 2.7, x - 3.6, y - 6);
  fig__stroke (scene, scene->palette.ink, 1.4);
}

/* ── around the bars ── */

/* Stages as alternate bands, their names above. */
static void
draw_stages (const Strip *strip, double y, double bottom)
{
  const RnGraph *graph = strip->data->records->graph;
  FigScene *scene = strip->scene;
  guint stage = 0, n = strip->columns->len;

  for (guint i = 0; i < n;)
    {
      const RnSplit *s = split (strip->data->records, column (strip, i)->first);
      RnScope scope = rn_graph_scope_above (graph, s->block, RN_SCOPE_STAGE);
      double x0 = strip->left + strip->pitch * i, x1, width;
      g_autofree char *shape = fig_format_map (&rn_graph_node (graph, rn_graph_scope (graph, s->block)->end - 1)->shape);
      g_autofree char *name = g_markup_printf_escaped ("<b>%s</b>", rn_graph_scope (graph, scope)->path), *both = NULL;
      FigFace face = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);

      while (i < n && rn_graph_scope_above (graph, split (strip->data->records, column (strip, i)->first)->block, RN_SCOPE_STAGE) == scope)
        i++;
      x1 = strip->left + strip->pitch * i;
      width = x1 - x0;
      if (stage++ % 2 == 0)
        {
          fig__pen_rect (scene, x0, y + 18, width, bottom - y - 18, 6);
          fig__fill (scene, fig_color_fade (scene->palette.plain.tint, 0.62));
        }
      both = g_strdup_printf ("%s  %s", name, shape);
      if (fig__text_width (scene, face, both) + 10 <= width)
        fig__text (scene, (x0 + x1) / 2, y + 4, FIG_CENTER, face, both);
      else if (fig__text_width (scene, face, name) + 6 <= width)
        fig__text (scene, (x0 + x1) / 2, y + 4, FIG_CENTER, face, name);
    }
}

static void
draw_decades (const Strip *strip, gboolean branch)
{
  FigScene *scene = strip->scene;
  double top = branch ? strip->branch_top : strip->shortcut_top;
  int first = (int) lround (log10 (strip->floor)), last = (int) floor (log10 (top) + 1e-9);
  int every = strip->decade >= 15 ? 1 : 2;

  for (int power = first; power <= last; power++)
    {
      double value = pow (10, power), length = (power - first) * strip->decade;
      double y = branch ? strip->zero_down + length : strip->zero_up - length;
      FigAxis axis = { .log = TRUE, .low = value, .high = value };
      g_autofree char *label = fig_axis_label (&axis, value);

      fig__pen_line (scene, strip->left, y, strip->right, y);
      fig__stroke (scene, scene->palette.grid, 1);
      if ((power - first) % every == 0)
        fig__text (scene, strip->left - 8, y, FIG_END, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), label);
    }
}

static void
draw_numbers (const Strip *strip)
{
  double y = (strip->zero_up + strip->zero_down) / 2, free_from = -INFINITY;

  for (guint i = 0; i < strip->columns->len; i++)
    {
      const Column *c = column (strip, i);
      gboolean now = strip->data->selected >= (int) c->first && strip->data->selected < (int) c->end;
      FigFace face = fig__face (FIG_TICK_SIZE, now, now ? strip->scene->palette.ink : strip->scene->palette.ink2);
      g_autofree char *words = g_strdup_printf ("%u", c->first + 1);
      double half = fig__text_width (strip->scene, face, words) / 2, x = middle_of (strip, i);

      if (!now && x - half < free_from)
        continue;
      if (!now && strip->data->selected >= 0 && fabs (strip->data->selected / strip->merge - (double) i) * strip->pitch < 2 * half + 8)
        continue;
      fig__text (strip->scene, x, y, FIG_CENTER, face, words);
      free_from = x + half + 6;
    }
}

/* Below every step it would cross. */
static void
draw_plain_name (const Strip *strip)
{
  g_autofree char *name = NULL;
  FigFace face = fig__face (FIG_SMALL, TRUE, strip->scene->palette.plain.text);
  double width = fig__text_width (strip->scene, face, strip->data->plain_name);
  double x = strip->left + (strip->right - strip->left) * 0.3, deepest = 0;

  for (guint i = 0; i < strip->columns->len; i++)
    if (middle_of (strip, i) + strip->pitch / 2 >= x && middle_of (strip, i) - strip->pitch / 2 <= x + width)
      for (guint b = column (strip, i)->first; b < MIN (column (strip, i)->end, n_blocks (strip->data->plain)); b++)
        deepest = fmax (deepest, fmax (length_of (strip, split (strip->data->plain, b)->input_norm), length_of (strip, column (strip, i)->branch[2])));
  name = fig__shorten (strip->scene, face, strip->data->plain_name, strip->right - x);
  fig__textf (strip->scene, x, strip->zero_down + deepest + 14, FIG_START, face, "%s", name);
}

static void
draw_halves (Strip *strip)
{
  FigScene *scene = strip->scene;
  gboolean shortcut = strip->shortcut_top > strip->floor;

  if (shortcut)
    {
      draw_decades (strip, FALSE);
      fig__text_upward (scene, FIG_MARGIN + 2, (strip->top + strip->zero_up) / 2, fig__face (FIG_SMALL, TRUE, scene->palette.shortcut.text), _("shortcut"));
    }
  draw_decades (strip, TRUE);
  fig__text_upward (scene, FIG_MARGIN + 2, (strip->zero_down + strip->bottom) / 2,
                    fig__face (FIG_SMALL, TRUE, shortcut ? scene->palette.branch.text : scene->palette.plain.text), shortcut ? _("residual branch") : _("plain"));
  for (guint i = 0; i < strip->columns->len; i++)
    {
      fig__pen_rect (scene, middle_of (strip, i) - strip->pitch / 2, strip->top, strip->pitch, strip->bottom - strip->top, 0);
      tell_bar (strip, fig__fill (scene, fig_color_fade (scene->palette.canvas, 0.002)), i, -1, NAN);
      if (strip->data->plain != NULL)
        draw_plain (strip, i);
      draw_bar (strip, i, FALSE);
      draw_bar (strip, i, TRUE);
      if (strip->data->before != NULL)
        draw_before (strip, i);
    }
  draw_numbers (strip);
  if (strip->data->plain != NULL && strip->data->plain_name != NULL)
    draw_plain_name (strip);
  for (guint i = 0; i < strip->columns->len; i++)
    if (column (strip, i)->cut && strip->pitch >= 10)
      draw_scissors (strip, middle_of (strip, i), strip->top + 14);
}

/* ── the rows below ── */

/* 1, 2, 5 within a decade or so, 1 and 3 within two, else decades; 1 is where both paths carry the same. */
static void
draw_ratio_grid (const Strip *strip, const FigAxis *axis)
{
  static const double steps[] = { 1, 2, 5, 1, 3 };
  FigScene *scene = strip->scene;
  double span = log10 (axis->high / axis->low);
  guint first = span < 1.2 ? 0 : 3, n = span < 1.2 ? 3 : span < 2.2 ? 2 : 1;
  int every = MAX ((int) ceil (span / 4), 1);

  for (int power = (int) floor (log10 (axis->low)); power <= (int) ceil (log10 (axis->high)); power++)
    for (guint k = 0; k < n; k++)
      {
        double tick = pow (10, power) * steps[first + k], y = fig_axis_place (axis, tick);
        g_autofree char *label = fig_axis_label (axis, tick);
        gboolean one = power == 0 && k == 0;

        if (tick < axis->low || tick > axis->high || power % every != 0)
          continue;
        fig__pen_line (scene, strip->left, y, strip->right, y);
        fig__draw (scene, &(FigPaint) { .stroke = one ? scene->palette.ink2 : scene->palette.grid, .line = 1, .dash = one ? FIG_DASHES : FIG_SOLID });
        fig__text (scene, strip->left - 8, y, FIG_END, fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), label);
      }
}

static double
draw_ratio (const Strip *strip, double y)
{
  FigScene *scene = strip->scene;
  FigAxis axis;
  double low = 1, high = 1, radius = CLAMP (strip->pitch * 0.22, 1.5, 3.5);
  gboolean down = FALSE;

  for (guint i = 0; i < strip->columns->len; i++)
    widen (column (strip, i)->ratio, &low, &high);
  fig__text (scene, strip->left, y, FIG_START, fig__face (FIG_SMALL, FALSE, scene->palette.ink2), _("<b>branch ÷ shortcut</b>  ratio of the norms, log scale"));
  axis = (FigAxis) { .log = TRUE, .low = fmin (low / 1.2, 0.5), .high = fmax (high * 1.2, 2), .start = y + 18 + RATIO_PX, .end = y + 18 };
  draw_ratio_grid (strip, &axis);
  for (guint i = 0; i < strip->columns->len; i++)
    {
      double ratio = column (strip, i)->ratio;

      if (isfinite (ratio) && ratio > 0)
        (down ? cairo_line_to : cairo_move_to) (scene->pen, middle_of (strip, i), fig_axis_place (&axis, ratio));
      down = isfinite (ratio) && ratio > 0;
    }
  fig__stroke (scene, scene->palette.ink, 2);
  for (guint i = 0; i < strip->columns->len; i++)
    {
      double ratio = column (strip, i)->ratio;
      FigMark *mark;

      if (!isfinite (ratio) || ratio <= 0)
        {
          fig__text (scene, middle_of (strip, i), fig_axis_place (&axis, 1), FIG_CENTER, fig__face (FIG_SMALL, TRUE, scene->palette.ink), "∞");
          continue;
        }
      fig__pen_circle (scene, middle_of (strip, i), fig_axis_place (&axis, ratio), radius);
      mark = fig__draw (scene, &(FigPaint) { .fill = scene->palette.card, .stroke = scene->palette.ink, .line = fmin (1.5, radius / 2) });
      fig__tell (mark, FIG_POINT, column_text (strip, i));
      mark->datum.column = (int) column (strip, i)->first;
      mark->datum.scope = split (strip->data->records, column (strip, i)->first)->block;
      mark->datum.value = ratio;
    }
  return y + 18 + RATIO_PX + 24;
}

static double
deviation (const RnRecords *records, const Column *c)
{
  double sum = 0;
  guint n = 0;

  for (guint b = c->first; b < MIN (c->end, n_blocks (records)); b++)
    if (isfinite (split (records, b)->output_deviation))
      {
        sum += split (records, b)->output_deviation;
        n++;
      }
  return n > 0 ? sum / n : NAN;
}

static void
draw_heat (const Strip *strip, const RnRecords *records, const char *name, int row, const FigColorScale *scale, double y)
{
  FigScene *scene = strip->scene;
  double gap = strip->pitch > 8 ? 2 : 0;

  for (guint i = 0; i < strip->columns->len; i++)
    {
      double value = deviation (records, column (strip, i));
      g_autofree char *number = fig_format_number (value, 3);
      FigMark *mark;

      if (!isfinite (value))
        continue;
      fig__pen_rect (scene, strip->left + strip->pitch * i + gap / 2, y, strip->pitch - gap, HEAT_PX, gap > 0 ? 2 : 0);
      mark = fig__fill (scene, fig_color (fig_color_scale_pixel (scale, &scene->palette, value)));
      fig__tell (mark, FIG_CELL, g_strdup_printf (_("%s, block %u\nstandard deviation of the output %s"), name, column (strip, i)->first + 1, number));
      mark->datum.item = row;
      mark->datum.column = (int) column (strip, i)->first;
      mark->datum.scope = split (strip->data->records, column (strip, i)->first)->block;
      mark->datum.value = value;
    }
}

/* A row a network; names left of them, above them where that costs too much room. */
static double
draw_deviations (const Strip *strip, double y)
{
  const FigStripData *data = strip->data;
  const RnRecords *rows[] = { data->records, data->before, data->plain };
  const char *names[] = { data->name, _("before the cut"), data->plain_name };
  FigColorScale scale = { .low = INFINITY, .high = -INFINITY, .gamma = 1 };
  FigScene *scene = strip->scene;
  FigFace face = fig__face (FIG_SMALL, FALSE, scene->palette.ink);
  double words;

  for (guint r = 0; r < 3; r++)
    for (guint i = 0; rows[r] != NULL && i < strip->columns->len; i++)
      widen (deviation (rows[r], column (strip, i)), &scale.low, &scale.high);
  if (!(scale.high > 0))
    return y - 12;
  words = strip->left + fig__text_width (scene, face, _("<b>Output deviation</b>  of each block"));
  fig__text (scene, strip->left, y, FIG_START, fig__face (FIG_SMALL, FALSE, scene->palette.ink2), _("<b>Output deviation</b>  of each block"));
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
      fig__textf (scene, beside ? strip->left - 8 : strip->left, beside ? y + HEAT_PX / 2 : y + 8, beside ? FIG_END : FIG_START, face, "%s", short_name);
      if (!beside)
        y += 18;
      draw_heat (strip, rows[r], names[r], (int) r, &scale, y);
      y += HEAT_PX + 4;
    }
  return y + 4;
}

/* One column through all rows. */
static void
draw_selection (const Strip *strip, double top, double bottom)
{
  double x;

  if (strip->data->selected < 0 || strip->data->selected >= (int) n_blocks (strip->data->records))
    return;
  x = strip->left + strip->pitch * (guint) (strip->data->selected / (int) strip->merge);
  fig__pen_rect (strip->scene, x - 1, top, strip->pitch + 2, bottom - top, 5);
  fig__draw (strip->scene, &(FigPaint) { .fill = fig_color_fade (strip->scene->palette.now, 0.28), .stroke = strip->scene->palette.ink, .line = 1.6 });
}

static double
gutter (const Strip *strip)
{
  FigFace face = fig__face (FIG_SMALL, FALSE, strip->scene->palette.ink);
  double names = fmax (fig__text_width (strip->scene, face, strip->data->name), strip->data->plain_name != NULL ? fig__text_width (strip->scene, face, strip->data->plain_name) : 0);

  return strip->scene->width >= 640 && names < 120 ? fmax (names + 12, 68) : 62;
}

/* Puts the last @n marks before mark @at, in their order. */
static void
put_below (FigScene *scene, guint at, guint n)
{
  gpointer *marks = scene->marks->pdata;
  guint rest = scene->marks->len - n - at;
  g_autofree gpointer *last = g_memdup2 (&marks[at + rest], n * sizeof *marks);

  memmove (&marks[at + n], &marks[at], rest * sizeof *marks);
  memcpy (&marks[at], last, n * sizeof *marks);
}

FigScene *
fig_strip_new (const FigStripData *data, const FigStyle *style, GError **error)
{
  Strip strip = { .data = data };
  FigScene *scene;
  double y = 14, top;
  guint first, last;

  g_return_val_if_fail (data != NULL && data->records != NULL && data->name != NULL && style != NULL, NULL);
  if (n_blocks (data->records) == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN, _("“%s” has no block whose gradient was split"), data->name);
      return NULL;
    }
  strip.scene = scene = fig__scene_new (style);
  strip.left = FIG_MARGIN + gutter (&strip);
  strip.right = scene->width - FIG_MARGIN;
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1), *subtitle = data->subtitle != NULL ? g_markup_escape_text (data->subtitle, -1) : NULL;

      y = fig__heading (scene, FIG_MARGIN, y, strip.right, title, subtitle) + 8;
    }
  make_columns (&strip);
  set_scale (&strip);
  top = y;
  strip.top = y + 32;
  strip.zero_up = strip.top + log10 (strip.shortcut_top / strip.floor) * strip.decade;
  strip.zero_down = strip.zero_up + NUMBERS_PX;
  strip.bottom = strip.zero_down + log10 (strip.branch_top / strip.floor) * strip.decade;
  first = scene->marks->len;
  draw_halves (&strip);
  y = strip.bottom + 22;
  if (scene->width >= 560)
    fig__textf (scene, strip.right, y, FIG_END, fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
                _("the gradient flows ← from block %u to block 1"), n_blocks (data->records));
  y += 26;
  if (strip.shortcut_top > strip.floor)
    y = draw_ratio (&strip, y);
  y = draw_deviations (&strip, y);
  /* Bands and the selected column reach over all rows, whose height is known only now, and lie behind them. */
  last = scene->marks->len;
  draw_stages (&strip, top, y);
  draw_selection (&strip, top + 18, y);
  put_below (scene, first, scene->marks->len - last);
  scene->height = y + 16;
  g_array_unref (strip.columns);
  return scene;
}
