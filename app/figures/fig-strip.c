/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The gradient at each block's input by depth: what came through the shortcut upwards, through the
 * branch downwards, on one logarithmic scale; below it their ratio, and how far the block's
 * outputs spread.
 */
#include "config.h"
#include "fig-strip-private.h"

#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "rn-error.h"

#define DECADE_MOST  40.0
#define DECADE_LEAST 16.0
#define BARS_PX      300.0     /* both halves together, where they have many decades … */
#define BARS_LEAST   150.0     /* … and where there is little height */
#define BAR_MOST     15.0
#define BAR_LEAST    3.0
#define PITCH_LEAST  5.0       /* narrower columns are merged by fours */
#define HEADROOM     1.25
#define NUMBERS_PX   28.0
#define DECADES_MOST 24        /* a floor 24 decades below the top is as good as 0 */

static gboolean
is_cut (const FigStrip *strip, guint block)
{
  return strip->data->cut != NULL && strip->data->cut[block];
}

/* Geometric mean, least, greatest of what is above 0. */
void
fig__strip_summarise (const RnRecords *records, guint first, guint end, gboolean branch,
                      double *out)
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

static double
mean_cosine (const RnRecords *records, guint first, guint end)
{
  double sum = 0;
  guint n = 0;

  for (guint b = first; b < end; b++)
    if (isfinite (split (records, b)->cosine))
      {
        sum += split (records, b)->cosine;
        n++;
      }
  return n > 0 ? sum / n : NAN;
}

static void
make_columns (FigStrip *strip)
{
  guint n = n_blocks (strip->data->records);

  strip->merge = 1;
  while ((strip->right - strip->left) / ceil ((double) n / strip->merge) < PITCH_LEAST)
    strip->merge *= 4;
  strip->columns = g_array_new (FALSE, FALSE, sizeof (FigColumn));
  for (guint b = 0; b < n; b += strip->merge)
    {
      FigColumn c = { .first = b, .end = MIN (b + strip->merge, n) };

      fig__strip_summarise (strip->data->records, c.first, c.end, FALSE, c.shortcut);
      fig__strip_summarise (strip->data->records, c.first, c.end, TRUE, c.branch);
      for (guint i = c.first; i < c.end; i++)
        {
          c.has_shortcut |= split (strip->data->records, i)->has_shortcut;
          c.cut |= is_cut (strip, i);
        }
      c.ratio = c.shortcut[0] > 0 ? c.branch[0] / c.shortcut[0] : INFINITY;
      c.cosine = mean_cosine (strip->data->records, c.first, c.end);
      g_array_append_val (strip->columns, c);
    }
  strip->pitch = (strip->right - strip->left) / strip->columns->len;
  strip->bar = CLAMP (strip->pitch * 0.48, BAR_LEAST, BAR_MOST);
}

static double
decade_above (double value)
{
  return pow (10, ceil (log10 (value) - 1e-9));
}

/* One floor for both halves; each reaches as high as it must. */
static void
set_scale (FigStrip *strip)
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
  strip->floor = fmax (strip->floor,
                       decade_above (fmax (shortcut, branch)) * pow (10, -DECADES_MOST));
  strip->branch_top = fmax (branch * HEADROOM, strip->floor * 10);
  strip->shortcut_top = shortcut > 0 ? fmax (shortcut * HEADROOM, strip->floor * 10) : strip->floor;
  decades = log10 (strip->branch_top / strip->floor) + log10 (strip->shortcut_top / strip->floor);
  strip->decade = CLAMP (strip->room / decades, DECADE_LEAST, DECADE_MOST);
  /* Each half is as high as its own name is long. */
  for (int half = 0; half < 2; half++)
    {
      double height = log10 ((half == 0 ? strip->shortcut_top : strip->branch_top) / strip->floor)
                      * strip->decade;
      double room = 8
                    + fig__text_width (strip->scene,
                                       fig__face (FIG_SMALL, TRUE, strip->scene->palette.ink),
                                       half == 0 ? _("shortcut") : _("residual branch"));

      if (height > 0 && height < room)
        strip->decade *= room / height;
    }
}

char *
fig__strip_text (const FigStrip *strip, guint i)
{
  const FigColumn *c = column (strip, i);
  const RnRecords *records = strip->data->records;
  const RnSplit *s = split (records, c->first);
  g_autofree char *shortcut = fig_format_number (c->shortcut[0], 3),
                  *branch = fig_format_number (c->branch[0], 3);
  g_autofree char *ratio = fig_format_number (c->ratio, 3),
                  *cosine = fig_format_number (s->cosine, 3);

  if (c->end - c->first > 1)
    return g_strdup_printf (_("blocks %u–%u\nshortcut %s, branch %s\nratio %s"), c->first + 1,
                            c->end, shortcut, branch, ratio);
  return g_strdup_printf (_("block %u, %s\nshortcut %s, branch %s\nratio %s, cosine %s"),
                          c->first + 1, rn_graph_scope (records->graph, s->block)->path, shortcut,
                          branch, ratio, cosine);
}

/* Stages as alternate bands, their names above. */
static void
draw_stages (const FigStrip *strip, double y, double bottom)
{
  const RnGraph *graph = strip->data->records->graph;
  FigScene *scene = strip->scene;
  guint stage = 0, n = strip->columns->len;

  for (guint i = 0; i < n;)
    {
      const RnSplit *s = split (strip->data->records, column (strip, i)->first);
      RnScope scope = rn_graph_scope_above (graph, s->block, RN_SCOPE_STAGE);
      double x0 = strip->left + strip->pitch * i, x1, width;
      RnNode last = rn_graph_scope (graph, s->block)->end - 1;
      g_autofree char *shape = fig_format_map (&rn_graph_node (graph, last)->shape);
      g_autofree char *name = g_markup_printf_escaped ("<b>%s</b>",
                                                       rn_graph_scope (graph, scope)->path),
                      *both = NULL;
      FigFace face = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);

      while (i < n
             && rn_graph_scope_above (graph,
                                      split (strip->data->records, column (strip, i)->first)->block,
                                      RN_SCOPE_STAGE)
                  == scope)
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

/* One column through all rows. */
static void
draw_selection (const FigStrip *strip, double top, double bottom)
{
  double x;

  if (strip->data->selected < 0 || strip->data->selected >= (int) n_blocks (strip->data->records))
    return;
  x = strip->left + strip->pitch * (guint) (strip->data->selected / (int) strip->merge);
  fig__pen_rect (strip->scene, x - 1, top, strip->pitch + 2, bottom - top, 5);
  fig__draw (strip->scene, &(FigPaint) { .fill = fig_color_fade (strip->scene->palette.now, 0.28),
                                         .stroke = strip->scene->palette.ink,
                                         .line = 1.6 });
}

static double
gutter (const FigStrip *strip)
{
  FigFace face = fig__face (FIG_SMALL, FALSE, strip->scene->palette.ink);
  double names = fmax (fig__text_width (strip->scene, face, strip->data->name),
                       strip->data->plain_name != NULL
                         ? fig__text_width (strip->scene, face, strip->data->plain_name)
                         : 0);

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

/* @halves: px for both halves; then what they took. */
static FigScene *
draw_strip (const FigStripData *data, const FigStyle *style, double *halves)
{
  FigStrip strip = { .data = data, .room = *halves };
  FigScene *scene;
  double y = 14, top;
  guint first, last;

  strip.scene = scene = fig__scene_new (style);
  strip.left = FIG_MARGIN + gutter (&strip);
  strip.right = scene->width - FIG_MARGIN;
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1),
                      *subtitle = data->subtitle != NULL ? g_markup_escape_text (data->subtitle, -1)
                                                         : NULL;

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
  fig__strip_halves (&strip);
  y = strip.bottom + 22;
  if (scene->width >= 560 && n_blocks (data->records) > 1)
    fig__textf (scene, strip.right, y, FIG_END, fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
                _("the gradient flows ← from block %u to block 1"), n_blocks (data->records));
  y += 26;
  if (strip.shortcut_top > strip.floor)
    y = data->cosine ? fig__strip_cosine (&strip, y) : fig__strip_ratio (&strip, y);
  y = fig__strip_deviations (&strip, y);
  /* Bands and the selected column reach over all rows, whose height is known only now, and lie
   * behind them. */
  last = scene->marks->len;
  draw_stages (&strip, top, y);
  draw_selection (&strip, top + 18, y);
  put_below (scene, first, scene->marks->len - last);
  scene->height = y + 16;
  *halves = strip.bottom - strip.top - NUMBERS_PX;
  g_array_unref (strip.columns);
  return scene;
}

/* Where the height is not enough the bars become shorter. */
FigScene *
fig_strip_new (const FigStripData *data, const FigStyle *style, GError **error)
{
  FigScene *scene, *lower;
  double halves = BARS_PX, excess;

  g_return_val_if_fail (data != NULL && data->records != NULL && data->name != NULL
                          && style != NULL,
                        NULL);
  if (n_blocks (data->records) == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_UNKNOWN,
                   _("“%s” has no block whose gradient was split"), data->name);
      return NULL;
    }
  scene = draw_strip (data, style, &halves);
  excess = style->height > 0 ? fig_scene_height (scene) - style->height : 0;
  if (excess <= 0)
    return scene;
  halves = fmax (halves - excess / scene->zoom - 2, BARS_LEAST);
  lower = draw_strip (data, style, &halves);
  fig_scene_free (scene);
  return lower;
}
