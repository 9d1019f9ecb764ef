/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A table on pages: columns as wide as they need, wrapped or smaller where the page is too narrow,
 * the header on every page. */
#include "config.h"

#include "lab-press-private.h"

#include <math.h>
#include <string.h>

#define SIZE        7.5
#define SIZE_LEAST  5.0
#define GAP         9.0
#define GAP_MOST    22.0
#define ROW_SPACE   3.2      /* above and below a row's text, together */
#define TEXT_LEAST  90.0     /* a column of words is not wrapped narrower */
#define HEADER_WHOLE 44.0    /* a header up to that is not broken */
#define HEADER_WORD 66.0     /* a header is broken beyond that, even without a blank in it */

typedef struct
{
  LabPress      *press;
  const RnTable *table;
  guint          n;
  double        *widths;     /* owned [n] */
  double         size;
  double         gap;
} Columns;

static double
measure (const Columns *self, const char *text, gboolean bold)
{
  PangoLayout *layout = lab__press_layout (self->press, text, self->size, bold, 0);
  double width = lab__layout_width (layout);

  g_object_unref (layout);
  return width;
}

static double
measure_header (const Columns *self, const char *title)
{
  g_auto (GStrv) words = g_strsplit (title, " ", -1);
  double width = 0, whole = measure (self, title, TRUE);

  if (whole <= HEADER_WHOLE)
    return whole;
  for (guint i = 0; words[i] != NULL; i++)
    width = fmax (width, measure (self, words[i], TRUE));
  return fmin (width, HEADER_WORD);
}

static double
sum (const Columns *self)
{
  double total = self->gap * (self->n - 1);

  for (guint c = 0; c < self->n; c++)
    total += self->widths[c];
  return total;
}

static void
measure_all (Columns *self)
{
  for (guint c = 0; c < self->n; c++)
    {
      self->widths[c] = measure_header (self, rn_table_column (self->table, c, NULL));
      for (guint r = 0; r < rn_table_n_rows (self->table); r++)
        self->widths[c] = fmax (self->widths[c],
                                measure (self, rn_table_cell (self->table, r, c), FALSE));
    }
}

/* What is too much is taken from the widest column of words, as far as words can be wrapped. */
static void
narrow (Columns *self)
{
  guint widest = 0;
  double excess = sum (self) - LAB_PAGE_ROOM;

  if (excess <= 0)
    return;
  for (guint c = 0; c < self->n; c++)
    {
      RnAlign align;

      rn_table_column (self->table, c, &align);
      if (align == RN_ALIGN_LEFT && self->widths[c] > self->widths[widest])
        widest = c;
    }
  self->widths[widest] = fmax (self->widths[widest] - excess,
                               fmin (self->widths[widest], TEXT_LEAST));
}

static void
fit (Columns *self)
{
  double total;

  measure_all (self);
  narrow (self);
  total = sum (self);
  if (total > LAB_PAGE_ROOM)
    {
      self->size = fmax (SIZE * LAB_PAGE_ROOM / total, SIZE_LEAST);
      for (guint c = 0; c < self->n; c++)
        self->widths[c] *= LAB_PAGE_ROOM / total;
      self->gap *= LAB_PAGE_ROOM / total;
    }
  else if (self->n > 1)
    self->gap = fmin (self->gap + (LAB_PAGE_ROOM - total) / (self->n - 1), GAP_MOST);
}

/* ── rows ── */

static const char *
cell_text (const Columns *self, int row, guint column)
{
  return row < 0 ? rn_table_column (self->table, column, NULL)
                 : rn_table_cell (self->table, (guint) row, column);
}

/* A little more than the column is wide: rounding must not break what fits. */
static PangoLayout *
make_cell (const Columns *self, int row, guint column)
{
  return lab__press_layout (self->press, cell_text (self, row, column), self->size, row < 0,
                            self->widths[column] + 0.5);
}

static double
row_height (const Columns *self, int row)
{
  double height = self->size;

  for (guint c = 0; c < self->n; c++)
    {
      PangoLayout *layout = make_cell (self, row, c);

      height = fmax (height, lab__layout_height (layout));
      g_object_unref (layout);
    }
  return height + ROW_SPACE;
}

/* @row −1: the header */
static void
print_row (const Columns *self, int row, double height)
{
  LabPress *press = self->press;
  const FigPalette *palette = &press->paper->palette;
  double x = LAB_PAGE_SIDE;

  for (guint c = 0; c < self->n; c++)
    {
      PangoLayout *layout = make_cell (self, row, c);
      RnAlign align;

      rn_table_column (self->table, c, &align);
      if (align == RN_ALIGN_RIGHT)
        pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
      lab__press_show (press, layout, x, press->y + ROW_SPACE / 2, palette->ink);
      g_object_unref (layout);
      x += self->widths[c] + self->gap;
    }
  press->y += height;
  lab__press_line (press, press->y, fmin (sum (self), LAB_PAGE_ROOM),
                   row < 0 ? palette->ink2 : palette->grid);
}

void
lab__press_table (LabPress *self, const RnTable *table)
{
  Columns columns = { .press = self, .table = table, .n = rn_table_n_columns (table),
                      .size = SIZE, .gap = GAP };
  double header;

  columns.widths = g_new0 (double, columns.n);
  fit (&columns);
  header = row_height (&columns, -1);
  print_row (&columns, -1, header);
  for (guint r = 0; r < rn_table_n_rows (table); r++)
    {
      double height = row_height (&columns, (int) r);

      if (self->y + height > LAB_PAGE_END)
        {
          lab__press_page (self);
          print_row (&columns, -1, header);
        }
      print_row (&columns, (int) r, height);
    }
  g_free (columns.widths);
}
