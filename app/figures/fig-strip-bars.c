/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The bars of the gradient by depth: shortcut upwards, branch
   downwards, the plain network behind. */
#include "config.h"
#include "fig-strip-private.h"

#include "fig-i18n.h"

static void
tell_bar (const FigStrip *strip, FigMark *mark, guint i, int item, double value)
{
  fig__tell (mark, FIG_BAR, fig__strip_text (strip, i));
  mark->datum.item = item;
  mark->datum.column = (int) column (strip, i)->first;
  mark->datum.scope = split (strip->data->records, column (strip, i)->first)->block;
  mark->datum.value = value;
}

static void
draw_whisker (const FigStrip *strip, double x, double from, double to)
{
  fig__pen_line (strip->scene, x, from, x, to);
  fig__stroke (strip->scene, strip->scene->palette.ink, 1);
}

static void
draw_bar (const FigStrip *strip, guint i, gboolean branch)
{
  const FigColumn *c = column (strip, i);
  const double *value = branch ? c->branch : c->shortcut;
  const FigRole *role = branch ? (c->has_shortcut ? &strip->scene->palette.branch
                                                  : &strip->scene->palette.plain)
                               : &strip->scene->palette.shortcut;
  double x = middle_of (strip, i), length = length_of (strip, value[0]),
         from = branch ? strip->zero_down : strip->zero_up;

  if (length <= 0)
    return;
  fig__pen_rect (strip->scene, x - strip->bar / 2, branch ? from : from - length, strip->bar,
                 length, fmin (2, strip->bar / 3));
  tell_bar (strip, fig__fill (strip->scene, strength (strip, role->line)), i, branch, value[0]);
  if (strip->merge > 1 && value[2] > value[1])
    draw_whisker (strip, x,
                  branch ? from + length_of (strip, value[1]) : from - length_of (strip, value[1]),
                  branch ? from + length_of (strip, value[2]) : from - length_of (strip, value[2]));
}

/* Wide and grey behind the branch's bars, with a line at the value. */
static void
draw_plain (const FigStrip *strip, guint i)
{
  const FigColumn *c = column (strip, i);
  double sum = 0, length, x = middle_of (strip, i),
         width = fmax (strip->pitch - 4, strip->pitch * 0.8), value;
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
  tell_bar (strip,
            fig__fill (strip->scene, fig_color_fade (strip->scene->palette.plain.line,
                                                      strip->data->stale ? 0.14 : 0.28)), i, 2,
            value);
  fig__pen_line (strip->scene, x - width / 2, strip->zero_down + length, x + width / 2,
                 strip->zero_down + length);
  fig__stroke (strip->scene, strength (strip, strip->scene->palette.plain.line), 2);
}

static void
draw_before (const FigStrip *strip, guint i)
{
  const FigColumn *c = column (strip, i);
  double value[3], x = middle_of (strip, i),
                   half = fmin (strip->bar / 2 + 3, strip->pitch / 2 - 0.5);

  for (int branch = 0; branch < 2; branch++)
    {
      double length, y;

      fig__strip_summarise (strip->data->before, c->first,
                            MIN (c->end, n_blocks (strip->data->before)), branch, value);
      length = length_of (strip, value[0]);
      y = branch ? strip->zero_down + length : strip->zero_up - length;
      if (length <= 0)
        continue;
      if (!branch && c->cut)
        {
          fig__pen_rect (strip->scene, x - strip->bar / 2, y, strip->bar, length, 2);
          fig__draw (strip->scene, &(FigPaint) { .stroke = strip->scene->palette.shortcut.line,
                                                 .line = 1.6,
                                                 .dash = FIG_DASHES });
        }
      fig__pen_line (strip->scene, x - half, y, x + half, y);
      fig__stroke (strip->scene, strip->scene->palette.ink, 1.5);
    }
}

static void
draw_decades (const FigStrip *strip, gboolean branch)
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
        fig__text (scene, strip->left - 8, y, FIG_END,
                   fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), label);
    }
}

static void
draw_numbers (const FigStrip *strip)
{
  double y = (strip->zero_up + strip->zero_down) / 2, free_from = -INFINITY;

  for (guint i = 0; i < strip->columns->len; i++)
    {
      const FigColumn *c = column (strip, i);
      gboolean now = strip->data->selected >= (int) c->first
                     && strip->data->selected < (int) c->end;
      FigFace face = fig__face (FIG_TICK_SIZE, now,
                                now ? strip->scene->palette.ink : strip->scene->palette.ink2);
      g_autofree char *words = g_strdup_printf ("%u", c->first + 1);
      double half = fig__text_width (strip->scene, face, words) / 2, x = middle_of (strip, i);

      if (!now && x - half < free_from)
        continue;
      if (!now && strip->data->selected >= 0
          && fabs (strip->data->selected / strip->merge - (double) i) * strip->pitch < 2 * half + 8)
        continue;
      fig__text (strip->scene, x, y, FIG_CENTER, face, words);
      free_from = x + half + 6;
    }
}

/* Below every step it would cross. */
static void
draw_plain_name (const FigStrip *strip)
{
  g_autofree char *name = NULL;
  FigFace face = fig__face (FIG_SMALL, TRUE, strip->scene->palette.plain.text);
  double width = fig__text_width (strip->scene, face, strip->data->plain_name);
  double x = strip->left + (strip->right - strip->left) * 0.3, deepest = 0;

  for (guint i = 0; i < strip->columns->len; i++)
    if (middle_of (strip, i) + strip->pitch / 2 >= x
        && middle_of (strip, i) - strip->pitch / 2 <= x + width)
      for (guint b = column (strip, i)->first;
           b < MIN (column (strip, i)->end, n_blocks (strip->data->plain)); b++)
        deepest = fmax (deepest, fmax (length_of (strip, split (strip->data->plain, b)->input_norm),
                                       length_of (strip, column (strip, i)->branch[2])));
  name = fig__shorten (strip->scene, face, strip->data->plain_name, strip->right - x);
  fig__textf (strip->scene, x, strip->zero_down + deepest + 14, FIG_START, face, "%s", name);
}

static void
draw_scissors (FigStrip *strip, guint i, double y, double radius)
{
  FigMark *mark;

  if (strip->merge > 1 || strip->pitch < 10)
    return;
  mark = fig__scissors (strip->scene, middle_of (strip, i), y, radius);
  tell_bar (strip, mark, i, 0, column (strip, i)->shortcut[0]);
  mark->datum.kind = FIG_EDGE;
}

void
fig__strip_halves (FigStrip *strip)
{
  FigScene *scene = strip->scene;
  gboolean shortcut = strip->shortcut_top > strip->floor;

  if (shortcut)
    {
      draw_decades (strip, FALSE);
      fig__text_upward (scene, FIG_MARGIN + 2, (strip->top + strip->zero_up) / 2,
                        fig__face (FIG_SMALL, TRUE, scene->palette.shortcut.text), _("shortcut"));
    }
  draw_decades (strip, TRUE);
  fig__text_upward (scene, FIG_MARGIN + 2, (strip->zero_down + strip->bottom) / 2,
                    fig__face (FIG_SMALL, TRUE,
                               shortcut ? scene->palette.branch.text : scene->palette.plain.text),
                    shortcut ? _("residual branch") : _("plain"));
  for (guint i = 0; i < strip->columns->len; i++)
    {
      fig__pen_rect (scene, middle_of (strip, i) - strip->pitch / 2, strip->top, strip->pitch,
                     strip->bottom - strip->top, 0);
      tell_bar (strip, fig__fill (scene, fig_color_fade (scene->palette.canvas, 0.002)), i, -1,
                NAN);
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
    if (column (strip, i)->cut)
      draw_scissors (strip, i, strip->top + 14, 12);
    else if (strip->data->offer && strip->data->selected == (int) column (strip, i)->first
             && column (strip, i)->has_shortcut)
      draw_scissors (strip, i, strip->zero_up - 14, 11);
}
