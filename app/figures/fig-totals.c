/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Totals of compared blocks: numbers, and their ratios in words. */
#include "config.h"
#include "fig-totals.h"

#include <math.h>

#include "fig-i18n.h"
#include "fig-parts-private.h"

#define GAP        8.0           /* between a number and its ratio */
#define COLUMN    12.0           /* between two blocks */
#define ROW_PX    31.0
#define LINE_PX   15.0           /* of what stands below a number */
#define MARGIN     2.0

typedef struct
{
  FigScene            *scene;
  const FigTotalsData *data;
  double               names;    /* px of the first column */
  double               values;   /* of the widest number */
  double               ratios;   /* of the widest ratio */
  double               step;     /* from a block to the next */
  gboolean             below;    /* ratios stand below their numbers: there is no room beside */
} Sheet;

static FigFace
bold (const Sheet *self)
{
  return fig__face (FIG_SMALL + 0.5, TRUE, self->scene->palette.ink);
}

static FigFace
quiet (const Sheet *self)
{
  return fig__face (FIG_SMALL, FALSE, self->scene->palette.ink2);
}

static char *
value_words (const FigTotalsRow *row, guint block)
{
  return isfinite (row->blocks[block].value) ? fig_format (row->unit, row->blocks[block].value)
                                             : g_strdup ("–");
}

static char *
ratio_words (const Sheet *self, const FigTotalsRow *row, guint block)
{
  double value = row->blocks[block].value, reference = row->blocks[self->data->reference].value;

  if (!isfinite (value) || !isfinite (reference))
    return g_strdup ("");
  if (block == self->data->reference)
    return g_strdup ("1");
  return fig_format_ratio (row->unit, value, reference);
}

static double
name_width (const Sheet *self, const FigTotalsRow *row)
{
  double width = fig__text_width (self->scene, fig__face (FIG_SMALL + 0.5, FALSE,
                                                          self->scene->palette.ink), row->name);

  return row->note != NULL ? width + 6 + fig__text_width (self->scene, quiet (self), row->note)
                           : width;
}

static void
measure (Sheet *self)
{
  double room;

  for (guint r = 0; r < self->data->n_rows; r++)
    {
      const FigTotalsRow *row = &self->data->rows[r];

      self->names = fmax (self->names, name_width (self, row));
      for (guint b = 0; b < self->data->n_blocks; b++)
        {
          g_autofree char *value = value_words (row, b), *ratio = ratio_words (self, row, b);

          self->values = fmax (self->values, fig__text_width (self->scene, bold (self), value));
          if (row->blocks[b].spread != NULL)
            self->values = fmax (self->values, fig__text_width (self->scene, quiet (self),
                                                                row->blocks[b].spread));
          self->ratios = fmax (self->ratios, fig__text_width (self->scene, quiet (self), ratio));
        }
    }
  room = self->scene->width - 2 * MARGIN - self->names - COLUMN;
  self->step = room / self->data->n_blocks;
  self->below = self->values + GAP + self->ratios + COLUMN > self->step;
}

/* Where a block's numbers end. */
static double
value_end (const Sheet *self, guint block)
{
  double right = MARGIN + self->names + COLUMN + self->step * (block + 1);

  return self->below ? right : right - self->ratios - GAP;
}

static double
draw_head (const Sheet *self)
{
  const FigTotalsData *data = self->data;
  double right = self->scene->width - MARGIN, y = 2, head;
  double note = data->note != NULL ? fig__text_width (self->scene, quiet (self), data->note) : 0;
  g_autofree char *title = g_markup_escape_text (data->title, -1);
  g_autofree char *subtitle = data->subtitle != NULL ? g_markup_escape_text (data->subtitle, -1)
                                                     : NULL;

  head = fig__text_width (self->scene, fig__face (FIG_HEADING, TRUE, self->scene->palette.ink),
                          title)
         + 24 + (subtitle != NULL ? fig__text_width (self->scene, quiet (self), subtitle) : 0);
  if (data->note != NULL && MARGIN + head + note <= right)
    fig__textf (self->scene, right, y + 11, FIG_END, quiet (self), "%s", data->note);
  y = fig__heading (self->scene, MARGIN, y, right, title, subtitle);
  if (data->note != NULL && MARGIN + head + note > right)
    y = fig__note (self->scene, MARGIN, y + 6, right, quiet (self), data->note) + 2;
  for (guint b = 0; b < data->n_blocks; b++)
    {
      double end = value_end (self, b);
      double room = self->below ? self->step - 34 : self->ratios + (b + 1 < data->n_blocks ? COLUMN
                                                                                           : 0);
      g_autofree char *name = fig__shorten (self->scene, quiet (self), data->names[b], room);
      g_autofree char *escaped = g_markup_escape_text (name, -1);

      if (self->below)
        fig__textf (self->scene, end, y + 8, FIG_END, quiet (self), "<b>%c</b>  %s",
                    'A' + (int) b, escaped);
      else
        {
          fig__textf (self->scene, end, y + 8, FIG_END, bold (self), "%c", 'A' + (int) b);
          fig__text (self->scene, end + GAP, y + 8, FIG_START, quiet (self), escaped);
        }
    }
  return y + 20;
}

static void
draw_cell (const Sheet *self, guint r, guint b, double y, double height)
{
  const FigTotalsRow *row = &self->data->rows[r];
  const FigTotal *total = &row->blocks[b];
  g_autofree char *value = value_words (row, b), *ratio = ratio_words (self, row, b);
  double end = value_end (self, b), at = y + ROW_PX / 2;
  FigMark *mark;

  mark = fig__text (self->scene, end, at, FIG_END, bold (self), value);
  mark->touch = (FigRect) { end - self->values, y,
                            self->values + (self->below ? 0 : GAP + self->ratios), height };
  fig__tell (mark, FIG_CELL,
             g_strdup_printf ("%c  %s: %s%s%s%s%s", 'A' + (int) b, row->name, value,
                              ratio[0] != '\0' && b != self->data->reference ? ", " : "",
                              b != self->data->reference ? ratio : "",
                              total->text != NULL ? "\n" : "",
                              total->text != NULL ? total->text : ""));
  mark->datum.item = (int) r;
  mark->datum.column = (int) b;
  mark->datum.value = total->value;
  if (!self->below)
    fig__text (self->scene, end + GAP, at, FIG_START, quiet (self), ratio);
  if (total->spread != NULL)
    {
      at += LINE_PX;
      fig__textf (self->scene, end, at, FIG_END,
                  fig__face (FIG_TICK_SIZE, FALSE, self->scene->palette.ink2), "%s",
                  total->spread);
    }
  if (self->below)
    fig__text (self->scene, end, at + LINE_PX, FIG_END, quiet (self), ratio);
}

static double
draw_row (const Sheet *self, guint r, double y)
{
  const FigTotalsRow *row = &self->data->rows[r];
  FigFace face = fig__face (FIG_SMALL + 0.5, FALSE, self->scene->palette.ink);
  double height = ROW_PX + (self->below ? LINE_PX : 0);

  for (guint b = 0; b < self->data->n_blocks; b++)
    if (row->blocks[b].spread != NULL)
      {
        height += LINE_PX;
        break;
      }
  fig__pen_line (self->scene, MARGIN, y, self->scene->width - MARGIN, y);
  fig__stroke (self->scene, self->scene->palette.hairline, 1);
  fig__textf (self->scene, MARGIN, y + ROW_PX / 2, FIG_START, face, "%s", row->name);
  if (row->note != NULL)
    fig__textf (self->scene, MARGIN + fig__text_width (self->scene, face, row->name) + 6,
                y + ROW_PX / 2, FIG_START, quiet (self), "%s", row->note);
  for (guint b = 0; b < self->data->n_blocks; b++)
    draw_cell (self, r, b, y, height);
  return y + height;
}

FigScene *
fig_totals_new (const FigTotalsData *data, const FigStyle *style)
{
  Sheet self = { .data = data };
  double y;

  g_return_val_if_fail (data != NULL && data->n_blocks > 0 && data->n_rows > 0 && style != NULL,
                        NULL);
  g_return_val_if_fail (data->reference < data->n_blocks, NULL);
  self.scene = fig__scene_new (style);
  measure (&self);
  y = draw_head (&self);
  for (guint r = 0; r < data->n_rows; r++)
    y = draw_row (&self, r, y);
  self.scene->height = y + 2;
  return self.scene;
}
