/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A convolution's weights as pictures. */
#include "config.h"
#include "fig-kernels.h"

#include <math.h>
#include <stdlib.h>

#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "rn-error.h"

#define GAP 6.0
#define STRIP_PAD 16.0
#define STRIP_GAP 4.0

typedef struct
{
  const FigKernelsData *data;
  FigScene             *scene;
  gsize                 outputs, inputs, rows, columns;    /* K, C, R, S */
  const float          *values;
  FigColorScale         scale;
} Sheet;

static const float *
kernel (const Sheet *sheet, gsize output, gsize input)
{
  return sheet->values + (output * sheet->inputs + input) * sheet->rows * sheet->columns;
}

static void
tell_kernel (const Sheet *sheet, FigMark *mark, gsize output, gsize input)
{
  fig__tell (mark, FIG_KERNEL,
             g_strdup_printf (_("%s, kernel of output %d, input %d"), sheet->data->title,
                              (int) output, (int) input));
  mark->datum.node = sheet->data->node;
  mark->datum.channel = (int) output;
  mark->datum.item = (int) input;
  fig__image_values (mark, sheet->data->weight,
                     (gsize) (kernel (sheet, output, input) - sheet->values), sheet->rows,
                     sheet->columns);
}

static void
draw_kernel (const Sheet *sheet, gsize output, gsize input, double x, double y, double width,
             double height)
{
  cairo_surface_t *image = fig_color_scale_image (&sheet->scale, &sheet->scene->palette,
                                                  kernel (sheet, output, input), sheet->rows,
                                                  sheet->columns);

  tell_kernel (sheet, fig__image (sheet->scene, image, x, y, width, height, 2), output, input);
}

/* Zero is mid-grey; one scale for the whole layer. */
static void
draw_color_kernel (const Sheet *sheet, gsize output, double x, double y, double width,
                   double height)
{
  cairo_surface_t *image = fig_rgb_image (kernel (sheet, output, 0), kernel (sheet, output, 1),
                                          kernel (sheet, output, 2), sheet->rows, sheet->columns,
                                          sheet->scale.low, sheet->scale.high);
  FigMark *mark = fig__image (sheet->scene, image, x, y, width, height, 2);

  fig__tell (mark, FIG_KERNEL,
             g_strdup_printf (_("%s, kernel of output %d, three inputs as red, green, blue"),
                              sheet->data->title, (int) output));
  mark->datum.node = sheet->data->node;
  mark->datum.channel = (int) output;
}

/* Columns of equal cells over the whole width. */
static gsize
fit_columns (const FigScene *scene, double left, double wish, gsize n, double *width)
{
  double room = scene->width - FIG_MARGIN - left;
  gsize columns = CLAMP ((gsize) ((room + GAP) / (wish + GAP)), 1, MAX (n, 1));

  *width = floor (fmin ((room - (columns - 1) * GAP) / columns, 1.6 * wish));
  return columns;
}

static double
draw_color_sheet (const Sheet *sheet, double y)
{
  gsize n = sheet->data->most > 0 ? MIN (sheet->data->most, sheet->outputs) : sheet->outputs;
  double width, height;
  gsize columns = fit_columns (sheet->scene, FIG_MARGIN, 56, n, &width);

  height = round (width * sheet->rows / sheet->columns);
  for (gsize i = 0; i < n; i++)
    {
      double x = FIG_MARGIN + (i % columns) * (width + GAP),
             top = y + (double) (i / columns) * (height + 20);

      draw_color_kernel (sheet, i, x, top, width, height);
      fig__textf (sheet->scene, x + width / 2, top + height + 9, FIG_CENTER,
                  fig__face (FIG_TICK_SIZE, FALSE, sheet->scene->palette.ink2), "%" G_GSIZE_FORMAT,
                  i);
    }
  return y + (double) ((n + columns - 1) / columns) * (height + 20);
}

/* 1×1 kernels are a matrix: a row an output channel, a column an input channel. */
static double
draw_matrix (const Sheet *sheet, double y)
{
  FigScene *scene = sheet->scene;
  FigFace face = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  gsize rows = sheet->data->output >= 0 ? 1 : sheet->outputs,
        first = sheet->data->output >= 0 ? (gsize) sheet->data->output : 0;
  double left = FIG_MARGIN + 24, room = scene->width - FIG_MARGIN - left;
  double cell = fmin (fmin (room / sheet->inputs, rows > 1 ? fmax (900.0 / rows, 0.5) : 12), 12);
  double width = cell * sheet->inputs, height = fmax (cell * rows, rows == 1 ? 24 : 4);
  FigMark *mark;

  cell = cell >= 2 ? floor (cell)
                   : cell; /* whole pixels where that does not cost the figure its size */
  width = cell * sheet->inputs;
  height = rows == 1 ? 24 : cell * rows;
  fig__textf (scene, left, y + 4, FIG_START, face, _("input channel 0 … %d →"),
              (int) sheet->inputs - 1);
  if (rows > 1)
    {
      g_autofree char *label = g_strdup_printf (_("← output channel 0 … %d"),
                                                (int) sheet->outputs - 1);

      height = fmax (height, 8);
      if (fig__text_width (scene, face, label) <= height)
        fig__text_upward (scene, FIG_MARGIN + 8, y + 18 + height / 2, face, label);
    }
  mark = fig__image (scene,
                     fig_color_scale_image (&sheet->scale, &scene->palette,
                                            kernel (sheet, first, 0), rows, sheet->inputs),
                     left, y + 18, width, height, 2);
  fig__tell (mark, FIG_KERNEL,
             g_strdup_printf (_("%s, rows are outputs, columns inputs"), sheet->data->title));
  mark->datum.node = sheet->data->node;
  mark->datum.channel = (int) first;
  fig__image_values (mark, sheet->data->weight, first * sheet->inputs, rows, sheet->inputs);
  return y + 18 + height + 6;
}

/* Outputs down, inputs across. */
static double
draw_table (const Sheet *sheet, double y)
{
  FigScene *scene = sheet->scene;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2);
  double left = FIG_MARGIN + 44, width, height;
  gsize columns = fit_columns (scene, left, sheet->rows > 3 ? 44 : 34, sheet->inputs, &width);
  gsize rows = MIN (sheet->data->most > 0 ? sheet->data->most : 16, sheet->outputs);

  height = round (width * sheet->rows / sheet->columns);
  fig__text (scene, left, y + 4, FIG_START, fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
             _("input channel →"));
  for (gsize c = 0; c < columns; c++)
    fig__textf (scene, left + c * (width + GAP) + width / 2, y + 22, FIG_CENTER, face,
                "%" G_GSIZE_FORMAT, c);
  y += 34;
  for (gsize k = 0; k < rows; k++, y += height + GAP)
    {
      fig__textf (scene, left - 8, y + height / 2, FIG_END, face, "%" G_GSIZE_FORMAT, k);
      for (gsize c = 0; c < columns; c++)
        draw_kernel (sheet, k, c, left + c * (width + GAP), y, width, height);
    }
  fig__text_upward (scene, FIG_MARGIN + 4, y - (rows * (height + GAP)) / 2,
                    fig__face (FIG_SMALL, FALSE, scene->palette.ink2), _("← output channel"));
  return y;
}

typedef struct
{
  gsize  input;
  double size;
} Place;

static int
by_size (const void *a, const void *b)
{
  const Place *p = a, *q = b;

  return p->size != q->size ? (p->size < q->size ? 1 : -1) : p->input < q->input ? -1 : 1;
}

/* (transfer full) [inputs], those with the largest weights first */
static Place *
rank_inputs (const Sheet *sheet, gsize output)
{
  Place *places = g_new0 (Place, sheet->inputs);

  for (gsize c = 0; c < sheet->inputs; c++)
    {
      places[c].input = c;
      for (gsize i = 0; i < sheet->rows * sheet->columns; i++)
        places[c].size += fabs (kernel (sheet, output, c)[i]);
    }
  qsort (places, sheet->inputs, sizeof *places, by_size);
  return places;
}

/* The kernels that make one output channel. */
static double
draw_one_output (const Sheet *sheet, double y)
{
  gsize output = (gsize) sheet->data->output,
        n = MIN (sheet->data->most > 0 ? sheet->data->most : 64, sheet->inputs);
  g_autofree Place *places = rank_inputs (sheet, output);
  double width, height;
  gsize columns = fit_columns (sheet->scene, FIG_MARGIN, 44, n, &width);

  height = round (width * sheet->rows / sheet->columns);
  for (gsize i = 0; i < n; i++)
    {
      double x = FIG_MARGIN + (i % columns) * (width + GAP),
             top = y + (double) (i / columns) * (height + 20);

      draw_kernel (sheet, output, places[i].input, x, top, width, height);
      fig__textf (sheet->scene, x + width / 2, top + height + 9, FIG_CENTER,
                  fig__face (FIG_TICK_SIZE, FALSE, sheet->scene->palette.ink2), "%" G_GSIZE_FORMAT,
                  places[i].input);
    }
  return y + (double) ((n + columns - 1) / columns) * (height + 20);
}

/* One row over the whole width under a quiet title, for a card. */
static double
draw_strip (const Sheet *sheet)
{
  FigScene *scene = sheet->scene;
  FigFace bold = fig__face (13, TRUE, scene->palette.ink),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  gsize output = (gsize) sheet->data->output,
        n = MIN (sheet->data->most > 0 ? sheet->data->most : 16, sheet->inputs);
  g_autofree Place *places = rank_inputs (sheet, output);
  g_autofree char *title = g_strdup_printf (_("Kernels of output channel %d"), (int) output);
  g_autofree char *words
    = n < sheet->inputs ? g_strdup_printf (_("%d largest of %d"), (int) n, (int) sheet->inputs)
                        : g_strdup_printf ("%d×%d", (int) sheet->rows, (int) sheet->columns);
  double right = scene->width - STRIP_PAD, end, bar;
  double width = floor (fmin ((right - STRIP_PAD + STRIP_GAP) / n - STRIP_GAP, 44));
  double height = round (width * sheet->rows / sheet->columns);

  fig__text (scene, STRIP_PAD, 16, FIG_START, bold, title);
  end = STRIP_PAD + fig__text_width (scene, bold, title) + 8;
  bar = fig__color_bar (scene, right, 16, &sheet->scale);
  if (end + fig__text_width (scene, quiet, words) + 12 <= bar)
    fig__text (scene, end, 16, FIG_START, quiet, words);
  for (gsize i = 0; i < n; i++)
    draw_kernel (sheet, output, places[i].input, STRIP_PAD + i * (width + STRIP_GAP), 34, width,
                 height);
  return 34 + height + 6;
}

static gboolean
sheet_init (Sheet *sheet, const FigKernelsData *data, GError **error)
{
  const RnShape *shape = rn_tensor_shape (data->weight);

  if (shape->rank != 4)
    {
      g_autofree char *found = rn_shape_describe (shape);

      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                   _("“%s” is %s: kernels have the shape K×C×R×S"), data->title, found);
      return FALSE;
    }
  if (data->output >= 0 && (gsize) data->output >= shape->dim[0])
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("“%s” has no output channel %d: it has %d"),
                   data->title, data->output, (int) shape->dim[0]);
      return FALSE;
    }
  *sheet = (Sheet){ .data = data,
                    .outputs = shape->dim[0],
                    .inputs = shape->dim[1],
                    .rows = shape->dim[2],
                    .columns = shape->dim[3],
                    .values = rn_tensor_values (data->weight) };
  sheet->scale = fig_color_scale_of (sheet->values, rn_tensor_elements (data->weight));
  sheet->scale = fig_color_scale_signed (&sheet->scale);
  return TRUE;
}

FigScene *
fig_kernels_new (const FigKernelsData *data, const FigStyle *style, GError **error)
{
  Sheet sheet;
  g_autofree char *title = NULL, *subtitle = NULL, *whose = NULL;
  gboolean color, matrix, wide;
  double y = 14, right, bar = 0;
  FigScene *scene;

  g_return_val_if_fail (data != NULL && data->weight != NULL && style != NULL, NULL);
  if (!sheet_init (&sheet, data, error))
    return NULL;
  sheet.scene = scene = fig__scene_new (style);
  if (data->strip && data->output >= 0)
    {
      scene->height = draw_strip (&sheet);
      return scene;
    }
  matrix = sheet.rows * sheet.columns == 1;
  color = sheet.inputs == 3 && !matrix && data->output < 0;
  right = scene->width - FIG_MARGIN;
  wide = scene->width >= 640;
  title = g_markup_escape_text (data->title, -1);
  whose = data->output >= 0 ? g_strdup_printf (_("output channel %d, largest first"), data->output)
                            : NULL;
  subtitle = g_strdup_printf (_("kernels %d×%d · %d inputs, %d outputs%s%s%s"), (int) sheet.rows,
                              (int) sheet.columns, (int) sheet.inputs, (int) sheet.outputs,
                              whose != NULL ? " · " : "", whose != NULL ? whose : "",
                              color ? _(" · inputs as red, green, blue; grey is 0") : "");
  if (!color && wide)
    bar = right - fig__color_bar (scene, right, y + 11, &sheet.scale) + 16;
  y = fig__heading (scene, FIG_MARGIN, y, right - bar, title, subtitle) + 6;
  if (!color && !wide)
    {
      fig__color_bar (scene, right, y + 4, &sheet.scale);
      y += 20;
    }
  y = color               ? draw_color_sheet (&sheet, y)
      : matrix            ? draw_matrix (&sheet, y)
      : data->output >= 0 ? draw_one_output (&sheet, y)
                          : draw_table (&sheet, y);
  scene->height = y + 10;
  return scene;
}
