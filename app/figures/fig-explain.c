/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* “How this number was made”: a window and a kernel in colour, and the lines of the sum. */
#include "config.h"
#include "fig-explain.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "fig-story-private.h"

#define PAD        16.0
#define GAP        18.0
#define TIMES_PX   28.0      /* between window and kernel */
#define LINE_PX    20.0
#define LINES_LEAST 230.0    /* width of the column of lines */
#define LINES_MOST  330.0
#define THUMB_PX   44.0

typedef struct
{
  const FigExplainData *data;
  FigStory              story;
  FigScene             *scene;
  double                cell_width, cell_height;
  gboolean              numbers;     /* cells have room for their numbers */
} Explain;

/* ── grids ── */

static void
size_cells (Explain *self)
{
  gsize side = self->story.grid.rows;

  self->numbers = side <= 5;
  self->cell_width = side <= 1 ? 64 : side <= 3 ? 44 : side <= 5 ? 38 : fmin (18, 126.0 / side);
  self->cell_height = self->numbers ? 26 : self->cell_width;
}

static double
grid_width (const Explain *self)
{
  const FigGrid *grid = &self->story.grid;
  double one = grid->columns * self->cell_width;

  return grid->columns == 0 ? 0 : grid->kernel != NULL ? 2 * one + TIMES_PX : one;
}

/* Black or white, whichever is farther from the cell's colour (luma of Rec. 601). */
static FigColor
ink_on (guint32 rgb)
{
  double luma = 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);

  return luma > 140 ? fig_color (0x1F2226) : fig_color (0xFFFFFF);
}

static char *
cell_text (const Explain *self, gsize place, gboolean kernel)
{
  const FigGrid *grid = &self->story.grid;
  g_autofree char *value = fig_format_number (grid->window[place], 4), *weight = NULL;

  if (!grid->inside[place])
    return g_strdup (_("padding: 0"));
  if (grid->kernel == NULL)
    return g_steal_pointer (&value);
  weight = fig_format_number (grid->kernel[place], 4);
  return g_strdup_printf ("%s × %s", value, weight);
}

/* As many digits as the cell has room for, three at most. (transfer full) */
static char *
cell_number (const Explain *self, double value, FigFace face)
{
  for (guint digits = 3; digits > 0; digits--)
    {
      g_autofree char *number = fig_format_number (value, digits);

      if (fig__text_width (self->scene, face, number) <= self->cell_width - 5)
        return g_steal_pointer (&number);
    }
  return g_strdup (fabs (value) < 1 ? "≈ 0" : "…");
}

static void
draw_cell (const Explain *self, gsize place, gboolean kernel, double x, double y,
           const FigColorScale *scale)
{
  FigScene *scene = self->scene;
  const FigGrid *grid = &self->story.grid;
  const float *values = kernel ? grid->kernel : grid->window;
  guint32 rgb = fig_color_scale_pixel (scale, &scene->palette, values[place]);
  double gap = self->numbers ? 1 : 0.5;
  gboolean winner = !kernel && grid->winner == (int) place;
  FigMark *mark;

  fig__pen_rect (scene, x + gap, y + gap, self->cell_width - 2 * gap, self->cell_height - 2 * gap,
                 self->numbers ? 3 : 1);
  mark = fig__draw (scene, grid->inside[place]
                             ? &(FigPaint) { .fill = fig_color (rgb) }
                             : &(FigPaint) { .fill = scene->palette.plain.tint });
  fig__tell (mark, FIG_CELL, cell_text (self, place, kernel));
  mark->datum.item = kernel;
  mark->datum.row = (int) (place / grid->columns);
  mark->datum.column = (int) (place % grid->columns);
  mark->datum.node = grid->node;
  mark->datum.value = values[place];
  if (winner)
    {
      fig__pen_rect (scene, x + 1.5, y + 1.5, self->cell_width - 3, self->cell_height - 3, 3);
      fig__stroke (scene, fig_color (0x000000), 3.6);
      fig__pen_rect (scene, x + 1.5, y + 1.5, self->cell_width - 3, self->cell_height - 3, 3);
      fig__stroke (scene, scene->palette.now, 2);
    }
  if (self->numbers)
    {
      FigFace face = fig__face (FIG_TICK_SIZE, FALSE,
                                grid->inside[place] ? ink_on (rgb) : scene->palette.ink2);
      g_autofree char *number = cell_number (self, grid->inside[place] ? values[place] : 0, face);

      fig__text (scene, x + self->cell_width / 2, y + self->cell_height / 2, FIG_CENTER, face,
                 number);
    }
}

/* Returns the y below the cells and their words. */
static double
draw_grid (const Explain *self, gboolean kernel, double x, double y)
{
  const FigGrid *grid = &self->story.grid;
  const float *values = kernel ? grid->kernel : grid->window;
  gsize n = grid->rows * grid->columns;
  FigColorScale scale = fig_color_scale_of (values, n);
  g_autofree char *words = g_markup_escape_text (kernel ? grid->kernel_words : grid->window_words,
                                                 -1);

  if (kernel)
    scale = fig_color_scale_signed (&scale);
  scale.gamma = 0.75;
  for (gsize i = 0; i < n; i++)
    draw_cell (self, i, kernel, x + (i % grid->columns) * self->cell_width,
               y + (i / grid->columns) * self->cell_height, &scale);
  return fig__note (self->scene, x, y + grid->rows * self->cell_height + 12,
                    x + fmax (grid->columns * self->cell_width, 100),
                    fig__face (FIG_TICK_SIZE, FALSE, self->scene->palette.ink2), words);
}

static double
draw_grids (const Explain *self, double x, double y)
{
  const FigGrid *grid = &self->story.grid;
  double one = grid->columns * self->cell_width, below = draw_grid (self, FALSE, x, y);
  double step = fmax (one, grid->kernel != NULL ? 104 : 0);

  if (grid->kernel == NULL)
    return below;
  fig__text (self->scene, x + step + TIMES_PX / 2 - (step - one) / 2,
             y + grid->rows * self->cell_height / 2, FIG_CENTER,
             fig__face (15, FALSE, self->scene->palette.ink), "×");
  return fmax (below, draw_grid (self, TRUE, x + step + TIMES_PX, y));
}

/* ── lines ── */

static FigColor
line_color (const Explain *self, const FigLineOfStory *line)
{
  return line->path == FIG_INK ? self->scene->palette.ink
                               : fig_palette_role (&self->scene->palette, line->path).text;
}

/* A rule, the words (wrapped where they must), and the number at the right end. */
static double
draw_line (const Explain *self, guint i, double left, double right, double y)
{
  FigScene *scene = self->scene;
  const FigLineOfStory *line = &g_array_index (self->story.lines, FigLineOfStory, i);
  FigFace face = fig__face (FIG_SMALL, FALSE, line_color (self, line)),
          bold = fig__face (13, TRUE, line_color (self, line));
  g_autofree char *number = fig__story_number (&self->story, i),
                  *words = line->formula ? g_strdup (line->words)
                                         : g_markup_escape_text (line->words, -1);
  double room = right - fig__text_width (scene, bold, number) - 12, below;
  FigMark *mark;

  if (line->total)
    {
      fig__pen_line (scene, left, y - 10, right, y - 10);
      fig__stroke (scene, scene->palette.hairline, 1);
    }
  below = fig__note (scene, left, y, room, face, words);
  mark = fig__text (scene, right, y, FIG_END, bold, number);
  fig__tell (mark, FIG_NODE, g_strdup (rn_graph_node (self->data->graph, line->node)->name));
  mark->datum.node = line->node;
  mark->datum.value = line->value;
  mark->touch = (FigRect) { left, y - LINE_PX / 2, right - left, fmax (LINE_PX, below - y) };
  return fmax (y + LINE_PX, below + 4);
}

static double
draw_lines (const Explain *self, double left, double right, double y)
{
  for (guint i = 0; i < self->story.lines->len; i++)
    y = draw_line (self, i, left, right, y);
  return y;
}

/* ── the receptive field ── */

static cairo_surface_t *
picture_image (const Explain *self, const RnShape *shape, const float *values)
{
  gsize plane = shape->dim[2] * shape->dim[3], n = (shape->dim[1] == 3 ? 3 : 1) * plane;
  double low = values[0], high = values[0];
  FigColorScale scale;

  for (gsize i = 0; i < n; i++)
    {
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
    }
  if (shape->dim[1] == 3)
    return fig_rgb_image (values, values + plane, values + 2 * plane, shape->dim[2], shape->dim[3],
                          low, high);
  scale = fig_color_scale_of (values, plane);
  return fig_color_scale_image (&scale, &self->scene->palette, values, shape->dim[2],
                                shape->dim[3]);
}

/* Only what a map has: H, W and the sample asked for. */
static double
draw_thumbnail (const Explain *self, double x, double y)
{
  const RnShape *shape = rn_tensor_shape (self->data->picture);
  const RnRegion *region = self->data->region;
  double scale = THUMB_PX / MAX (shape->dim[2], shape->dim[3]);
  double width = shape->dim[3] * scale, height = shape->dim[2] * scale;
  const float *values = rn_tensor_values (self->data->picture)
                        + self->data->sample * shape->dim[1] * shape->dim[2] * shape->dim[3];
  FigRect box = { x + region->left * scale, y + region->top * scale,
                  fmax (region->width * scale, 3), fmax (region->height * scale, 3) };
  FigMark *mark = fig__image (self->scene, picture_image (self, shape, values), x, y, width, height,
                              3);

  fig__tell (mark, FIG_NODE, g_strdup (self->story.field));
  mark->datum.node = 0;
  fig__pen_rect (self->scene, box.x, box.y, box.width, box.height, 0);
  fig__stroke (self->scene, fig_color (0x000000), 3.4);
  fig__pen_rect (self->scene, box.x, box.y, box.width, box.height, 0);
  fig__stroke (self->scene, self->scene->palette.now, 1.8);
  return x + width + 10;
}

static double
draw_field (const Explain *self, double x, double right, double y)
{
  gboolean thumb = self->data->picture != NULL
                   && rn_tensor_shape (self->data->picture)->rank == 4;
  FigFace quiet = fig__face (FIG_SMALL, FALSE, self->scene->palette.ink2);

  if (self->story.field == NULL)
    return y;
  if (thumb)
    x = draw_thumbnail (self, x, y + 2);
  fig__note (self->scene, x, y + (thumb ? THUMB_PX / 2 : 10), right, quiet, self->story.field);
  return y + (thumb ? THUMB_PX + 8 : 24);
}

FigScene *
fig_explain_new (const FigExplainData *data, const FigStyle *style)
{
  Explain self = { .data = data };
  double grid, left, right, y, below = 0;
  gboolean beside;

  g_return_val_if_fail (data->graph != NULL && data->n_steps > 0 && style != NULL, NULL);
  fig__story_tell (&self.story, data);
  self.scene = fig__scene_new (style);
  size_cells (&self);
  grid = grid_width (&self);
  if (self.story.grid.kernel != NULL && grid > 0)
    grid = fmax (grid, 2 * 104 + TIMES_PX);
  else if (grid > 0)
    grid = fmax (grid, 104);
  beside = grid > 0 && self.scene->width >= 2 * PAD + grid + GAP + LINES_LEAST;
  left = PAD + (beside ? grid + GAP : 0);
  right = floor (fmin (self.scene->width - PAD, left + (beside ? LINES_MOST : 400)));
  self.scene->width = right + PAD;
  {
    g_autofree char *where = g_markup_escape_text (self.story.where, -1);

    y = fig__heading (self.scene, PAD, 6, right, _("How this number was made"), where) + 6;
  }
  if (grid > 0)
    below = draw_grids (&self, PAD, y);
  y = draw_lines (&self, left, right, beside || grid <= 0 ? y + 10 : below + 16);
  y = draw_field (&self, left, right, y);
  self.scene->height = ceil (fmax (y, below) + 8);
  fig__story_clear (&self.story);
  return self.scene;
}

/* ── as text ── */

static void
append_plain (GString *out, const char *markup)
{
  g_autoptr (GString) text = g_string_new (markup);

  g_string_replace (text, "<m>", "", 0);
  g_string_replace (text, "</m>", "", 0);
  g_string_append (out, text->str);
}

/* The window row by row: “2.80 × −0.0717, …”. */
static void
append_grid (GString *out, const FigGrid *grid)
{
  if (grid->rows == 0)
    return;
  g_string_append_printf (out, "%s%s%s\n", grid->window_words,
                          grid->kernel_words != NULL ? " × " : "",
                          grid->kernel_words != NULL ? grid->kernel_words : "");
  for (gsize i = 0; i < grid->rows * grid->columns; i++)
    {
      g_autofree char *value = fig_format_number (grid->inside[i] ? grid->window[i] : 0, 3),
                      *weight = grid->kernel != NULL && grid->inside[i]
                                  ? fig_format_number (grid->kernel[i], 3)
                                  : NULL;

      g_string_append_printf (out, "%s%s%s%s", i % grid->columns == 0 ? "  " : ", ", value,
                              weight != NULL ? " × " : "", weight != NULL ? weight : "");
      if ((i + 1) % grid->columns == 0)
        g_string_append_c (out, '\n');
    }
}

char *
fig_explain_text (const FigExplainData *data)
{
  g_auto (FigStory) story = { 0 };
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (data->graph != NULL && data->n_steps > 0, NULL);
  fig__story_tell (&story, data);
  g_string_append_printf (out, "%s: %s\n", _("How this number was made"), story.where);
  append_grid (out, &story.grid);
  for (guint i = 0; i < story.lines->len; i++)
    {
      g_autofree char *number = fig__story_number (&story, i);

      append_plain (out, g_array_index (story.lines, FigLineOfStory, i).words);
      g_string_append_printf (out, " = %s\n", number);
    }
  if (story.field != NULL)
    g_string_append_printf (out, "%s\n", story.field);
  return g_string_free (out, FALSE);
}
