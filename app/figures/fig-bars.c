/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks against each other, a group of bars a quantity: one scale a quantity, a gap at each
 * convolution, backward hatched. */
#include "config.h"
#include "fig-bars-private.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-parts-private.h"

#define BAR_PX 14.0
#define ROW_PX 26.0

double
fig__bar_value (const FigBar *bar)
{
  double sum = 0;

  for (guint i = 0; i < bar->n_segments && bar->pending == NULL; i++)
    sum += bar->segments[i].value;
  return sum;
}

static const FigBar *
bar_of (const FigBarsData *data, guint quantity, guint block)
{
  return &data->bars[quantity * data->n_blocks + block];
}

double
fig__bars_largest (const FigBarsData *data, guint quantity)
{
  double largest = 0;

  for (guint b = 0; b < data->n_blocks; b++)
    largest = fmax (largest, fig__bar_value (bar_of (data, quantity, b)));
  return largest;
}

char *
fig__bar_label (const FigBarsData *data, guint quantity, guint block)
{
  const FigBar *bar = bar_of (data, quantity, block);
  FigUnit unit = data->quantities[quantity].unit;
  double hatched = 0, sum = fig__bar_value (bar);

  if (bar->pending != NULL)
    return g_strdup ("–");
  for (guint i = 0; i < bar->n_segments; i++)
    hatched += bar->segments[i].hatched ? bar->segments[i].value : 0;
  if (hatched > 0 && unit == FIG_UNIT_MILLISECONDS)
    {
      g_autofree char *first = fig_format_fixed (sum - hatched, sum >= 10 ? 1 : sum >= 1 ? 2 : 3);
      g_autofree char *second = fig_format_fixed (hatched, sum >= 10 ? 1 : sum >= 1 ? 2 : 3);

      return g_strdup_printf ("%s + %s ms", first, second);
    }
  return fig_format (unit, sum);
}

static void
tell_segment (const FigBarsData *data, FigMark *mark, guint quantity, guint block, guint segment)
{
  const FigSegment *part = &bar_of (data, quantity, block)->segments[segment];
  const FigQuantity *q = &data->quantities[quantity];
  g_autofree char *all = fig__bar_label (data, quantity, block),
                  *value = fig_format (q->unit, part->value);

  fig__tell (mark, FIG_BAR,
             g_strdup_printf ("%c  %s: %s%s%s\n%s %s", 'A' + (int) (block % 26), q->name, all,
                              q->note != NULL ? ", " : "", q->note != NULL ? q->note : "",
                              part->text != NULL ? part->text : "", value));
  mark->datum.item = (int) block;
  mark->datum.row = (int) segment;
  mark->datum.column = (int) quantity;
  mark->datum.value = part->value;
}

/* Its text on a patch of card, so that it can be read over the hatching. */
static void
draw_pending (FigScene *scene, const FigBarsData *data, guint quantity, guint block, FigRect box)
{
  const char *words = bar_of (data, quantity, block)->pending;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);
  double middle = box.x + box.width / 2, width = fig__text_width (scene, face, words) + 12;
  FigMark *mark;

  fig__pen_rect (scene, box.x, box.y, box.width, box.height, 2);
  mark = fig__draw (scene, &(FigPaint) { .stroke = scene->palette.hairline, .line = 1.8,
                                         .hatch = TRUE });
  fig__tell (mark, FIG_BAR,
             g_strdup_printf ("%c  %s: %s", 'A' + (int) (block % 26),
                              data->quantities[quantity].name, words));
  mark->datum.item = (int) block;
  mark->datum.column = (int) quantity;
  if (width > box.width)
    return;
  fig__pen_rect (scene, middle - width / 2, box.y - 1, width, box.height + 2, 4);
  fig__fill (scene, scene->palette.card);
  fig__textf (scene, middle, box.y + box.height / 2, FIG_CENTER, face, "%s", words);
}

void
fig__bar_draw (FigScene *scene, const FigBarsData *data, guint quantity, guint block, double x,
               double y, double width, double height)
{
  const FigBar *bar = bar_of (data, quantity, block);
  double largest = fig__bars_largest (data, quantity), at = x;

  fig__pen_rect (scene, x, y, width, height, 2);
  fig__fill (scene, scene->palette.plain.tint);
  if (bar->pending != NULL)
    {
      draw_pending (scene, data, quantity, block, (FigRect) { x, y, width, height });
      return;
    }
  for (guint i = 0; i < bar->n_segments && largest > 0; i++)
    {
      const FigSegment *part = &bar->segments[i];
      double length = width * part->value / largest;
      FigColor color = fig_palette_role (&scene->palette, part->path).line;
      double gap = i + 1 < bar->n_segments && length > 4 ? 1.5 : 0;

      if (length <= 0)
        continue;
      fig__pen_rect (scene, at, y, fmax (length - gap, 0.75), height,
                     i == 0 || i + 1 == bar->n_segments ? 2 : 0);
      tell_segment (data,
                    part->hatched
                      ? fig__draw (scene,
                                   &(FigPaint) { .stroke = color, .line = 1.8, .hatch = TRUE })
                      : fig__fill (scene, color),
                    quantity, block, i);
      at += length;
    }
}

/* The quantity's name and note, then a row a block: letter, bar, value, ratio to the first. */
static double
draw_quantity (FigScene *scene, const FigBarsData *data, guint quantity, double x, double y,
               double right)
{
  const FigPalette *palette = &scene->palette;
  const FigQuantity *q = &data->quantities[quantity];
  FigFace bold = fig__face (FIG_SMALL, TRUE, palette->ink),
          quiet = fig__face (FIG_SMALL, FALSE, palette->ink2);
  g_autofree char *name = g_markup_escape_text (q->name, -1),
                  *note = q->note != NULL ? g_markup_escape_text (q->note, -1) : NULL;
  double value_room = 0, ratio_room = 0, first = fig__bar_value (bar_of (data, quantity, 0));

  for (guint b = 0; b < data->n_blocks; b++)
    {
      g_autofree char *label = fig__bar_label (data, quantity, b);
      g_autofree char *ratio
        = b > 0 && bar_of (data, quantity, b)->pending == NULL ? fig_format_ratio (q->unit, fig__bar_value (bar_of (data, quantity, b)), first)
                : g_strdup ("");

      value_room = fmax (value_room, fig__text_width (scene, bold, label));
      ratio_room = fmax (ratio_room, fig__text_width (scene, quiet, ratio));
    }
  if (ratio_room > 0)
    ratio_room += 14;
  fig__text (scene, x, y + 8, FIG_START, fig__face (13, TRUE, palette->ink), name);
  if (note != NULL
      && x + fig__text_width (scene, fig__face (13, TRUE, palette->ink), name) + 10
             + fig__text_width (scene, quiet, note)
           <= right)
    fig__text (scene, x + fig__text_width (scene, fig__face (13, TRUE, palette->ink), name) + 10,
               y + 8, FIG_START, quiet, note);
  y += 24;
  for (guint b = 0; b < data->n_blocks; b++, y += ROW_PX)
    {
      double middle = y + ROW_PX / 2, value = fig__bar_value (bar_of (data, quantity, b));
      g_autofree char *label = fig__bar_label (data, quantity, b),
                      *ratio = b > 0 && bar_of (data, quantity, b)->pending == NULL
                                 ? fig_format_ratio (q->unit, value, first)
                                 : NULL;

      fig__textf (scene, x, middle, FIG_START, fig__face (FIG_SMALL, TRUE, palette->ink2), "%c",
                  'A' + (int) (b % 26));
      fig__bar_draw (scene, data, quantity, b, x + 20, middle - BAR_PX / 2,
                     right - ratio_room - value_room - 14 - x - 20, BAR_PX);
      fig__text (scene, right - ratio_room, middle, FIG_END, bold, label);
      if (ratio != NULL)
        fig__text (scene, right - ratio_room + 14, middle, FIG_START, quiet, ratio);
    }
  return y;
}

/* “A basic   B bottleneck …”, wrapping. */
static double
draw_names (FigScene *scene, const FigBarsData *data, double y)
{
  FigFace face = fig__face (FIG_BODY, FALSE, scene->palette.ink);
  double x = FIG_MARGIN;

  for (guint b = 0; b < data->n_blocks; b++)
    {
      g_autofree char *name = g_markup_escape_text (data->blocks[b], -1);
      double width = 32 + fig__text_width (scene, face, name) + 24;

      if (x > FIG_MARGIN && x + width > scene->width - FIG_MARGIN)
        {
          x = FIG_MARGIN;
          y += 32;
        }
      fig__letter (scene, x + 12, y + 12, b);
      fig__text (scene, x + 32, y + 12, FIG_START, face, name);
      x += width;
    }
  return y + 36;
}

FigScene *
fig_bars_new (const FigBarsData *data, const FigStyle *style)
{
  FigScene *scene;
  double y = 14, width, lowest;
  guint columns;

  g_return_val_if_fail (data != NULL && data->n_blocks > 0 && data->n_quantities > 0
                          && style != NULL,
                        NULL);
  scene = fig__scene_new (style);
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1);

      y = fig__heading (scene, FIG_MARGIN, y, scene->width - FIG_MARGIN, title, NULL) + 2;
    }
  y = draw_names (scene, data, y);
  columns = scene->width >= 860 ? 2 : 1;
  width = (scene->width - 2 * FIG_MARGIN - 40 * (columns - 1)) / columns;
  lowest = y;
  for (guint q = 0; q < data->n_quantities; q++)
    {
      double x = FIG_MARGIN + (q % columns) * (width + 40);

      if (q > 0 && q % columns == 0)
        y = lowest + 12;
      lowest = fmax (lowest, draw_quantity (scene, data, q, x, y, x + width));
    }
  scene->height = lowest + 12;
  return scene;
}
