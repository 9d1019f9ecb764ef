/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Feature maps of one sample as a grid; a vector's numbers as cells. */
#include "config.h"
#include "fig-maps.h"

#include <math.h>
#include <stdlib.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "rn-error.h"

#define GAP        8.0
#define CAPTION    17.0
#define CELL_WISH  72.0
#define CELL_LEAST 44.0
#define BARE_PAD   16.0      /* as the cards of the window have it */
#define BARE_GAP   4.0
#define BARE_CELL  57.0

typedef struct
{
  gsize  channel;
  double activity;
} Place;

typedef struct
{
  const FigMapsData *data;
  FigScene          *scene;
  gsize              channels, rows, columns;
  const float       *values;     /* [C, H, W] of the sample */
  gsize              offset;     /* floats from the tensor's start to values */
  GArray            *places;     /* (owned) (element-type Place) in drawing order */
  FigColorScale      scale;
} Grid;

static int
by_activity (const void *a, const void *b)
{
  const Place *p = a, *q = b;

  return p->activity != q->activity ? (p->activity < q->activity ? 1 : -1)
         : p->channel < q->channel  ? -1
                                    : 1;
}

static GArray *
arrange (const Grid *grid)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  gsize plane = grid->rows * grid->columns;

  for (gsize c = 0; c < grid->channels; c++)
    {
      Place place = { .channel = c };

      for (gsize i = 0; i < plane; i++)
        place.activity += fabs (grid->values[c * plane + i]);
      if (!isfinite (place.activity))
        place.activity = INFINITY;
      g_array_append_val (places, place);
    }
  if (grid->data->order == FIG_ORDER_ACTIVITY)
    qsort (places->data, places->len, sizeof (Place), by_activity);
  if (grid->data->most > 0 && grid->data->most < places->len)
    g_array_set_size (places, (guint) grid->data->most);
  return places;
}

static FigColorScale
layer_scale (const Grid *grid)
{
  if (grid->data->scale != FIG_SCALE_GLOBAL)
    return fig_color_scale_of (grid->values, grid->channels * grid->rows * grid->columns);
  return fig_color_scale_of ((float[]) { (float) grid->data->low, (float) grid->data->high }, 2);
}

static char *
describe (const Grid *grid)
{
  g_autofree char *all = g_strdup_printf ("%" G_GSIZE_FORMAT, grid->channels);
  const char *order = grid->data->order == FIG_ORDER_ACTIVITY ? _("most active first")
                                                              : _("by index");
  GString *text = g_string_new (NULL);

  if (grid->places->len < grid->channels)
    /* TRANSLATORS: so many of all the channels are shown */
    g_string_append_printf (text, _("%u of %s channels"), grid->places->len, all);
  else
    g_string_append_printf (text,
                            dngettext (GETTEXT_PACKAGE, "%s channel", "%s channels",
                                       grid->channels),
                            all);
  if (grid->rows * grid->columns > 1)
    g_string_append_printf (text, " · %" G_GSIZE_FORMAT "×%" G_GSIZE_FORMAT, grid->rows,
                            grid->columns);
  g_string_append_printf (text, " · %s", order);
  if (grid->data->scale == FIG_SCALE_MAP)
    g_string_append_printf (text, " · %s", _("each map on its own colour scale"));
  return g_string_free (text, FALSE);
}

static FigMark *
tell_channel (const Grid *grid, FigMark *mark, gsize channel)
{
  fig__tell (mark, FIG_MAP,
             g_strdup_printf (_("%s, channel %d"), grid->data->title, (int) channel));
  mark->datum.node = grid->data->node;
  mark->datum.channel = (int) channel;
  return mark;
}

static void
draw_map (const Grid *grid, gsize channel, double x, double y, double width, double height)
{
  gsize plane = grid->rows * grid->columns;
  const float *values = grid->values + channel * plane;
  FigColorScale scale = grid->data->scale == FIG_SCALE_MAP ? fig_color_scale_of (values, plane)
                                                           : grid->scale;
  FigMark *mark;

  if (grid->scale.is_signed)
    scale = fig_color_scale_signed (&scale);
  mark = fig__image (grid->scene,
                     fig_color_scale_image (&scale, &grid->scene->palette, values, grid->rows,
                                            grid->columns),
                     x, y, width, height, grid->data->bare ? 0 : 3);
  tell_channel (grid, mark, channel);
  fig__image_values (mark, grid->data->tensor, grid->offset + channel * plane, grid->rows,
                     grid->columns);
  if (grid->data->bare)
    return;
  fig__textf (grid->scene, x + width / 2, y + height + 9, FIG_CENTER,
              fig__face (FIG_TICK_SIZE, FALSE, grid->scene->palette.ink2), "%" G_GSIZE_FORMAT,
              channel);
}

/* Fewer columns in less room; a cell never shrinks below what can be looked at. */
static double
draw_grid (const Grid *grid, double y)
{
  double room = grid->scene->width - 2 * FIG_MARGIN;
  double wish = grid->rows <= 8 ? 52 : CELL_WISH;
  gsize columns = MAX ((gsize) ((room + GAP) / (fmax (wish, CELL_LEAST) + GAP)), 1);
  double width, height;

  columns = MIN (columns, (gsize) grid->places->len);
  width = floor (fmin ((room - (columns - 1) * GAP) / columns, 2 * wish));
  height = fmax (round (width * grid->rows / grid->columns), 4);
  for (guint i = 0; i < grid->places->len; i++)
    draw_map (grid, g_array_index (grid->places, Place, i).channel,
              FIG_MARGIN + (i % columns) * (width + GAP),
              y + (double) (i / columns) * (height + CAPTION + 4), width, height);
  return y + (double) ((grid->places->len + columns - 1) / columns) * (height + CAPTION + 4);
}

/* As many as fit at about the wished size, over the whole width and on whole pixels. */
static double
draw_bare (const Grid *grid, double y)
{
  double room = grid->scene->width - 2 * BARE_PAD;
  gsize columns = MAX ((gsize) ((room + BARE_GAP) / (BARE_CELL + BARE_GAP)), 1);
  double width, height;

  columns = MAX (MIN (columns, (gsize) grid->places->len), 4);
  width = floor (fmin ((room - (columns - 1) * BARE_GAP) / columns, 2 * BARE_CELL));
  height = fmax (round (width * grid->rows / grid->columns), 4);
  for (guint i = 0; i < grid->places->len; i++)
    draw_map (grid, g_array_index (grid->places, Place, i).channel,
              BARE_PAD + (i % columns) * (width + BARE_GAP),
              y + (double) (i / columns) * (height + BARE_GAP), width, height);
  return y + (double) ((grid->places->len + columns - 1) / columns) * (height + BARE_GAP)
         - BARE_GAP;
}

/* A vector: a cell a number, each row labelled with its first. */
static double
draw_cells (const Grid *grid, double y)
{
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, grid->scene->palette.ink2);
  double margin = grid->data->bare ? BARE_PAD : FIG_MARGIN;
  double left = margin + 40, room = grid->scene->width - margin - left;
  gsize columns = grid->data->bare && grid->places->len > 100 ? 40
                  : room >= 50 * 18                            ? 50
                  : room >= 20 * 18                            ? 20
                                                               : 16;
  double side = floor (fmin (room / columns, 26));

  for (guint i = 0; i < grid->places->len; i++)
    {
      gsize channel = g_array_index (grid->places, Place, i).channel;
      double value = grid->values[channel], x = left + (i % columns) * side;
      FigMark *mark;

      if (i > 0 && i % columns == 0)
        y += side;
      if (i % columns == 0 && grid->data->order == FIG_ORDER_INDEX)
        fig__textf (grid->scene, left - 8, y + side / 2, FIG_END, face, "%" G_GSIZE_FORMAT,
                    channel);
      fig__pen_rect (grid->scene, x + 1, y + 1, side - 2, side - 2, 2);
      mark = tell_channel (grid,
                           fig__fill (grid->scene,
                                      fig_color (fig_color_scale_pixel (&grid->scale,
                                                                        &grid->scene->palette,
                                                                        value))),
                           channel);
      mark->datum.value = value;
    }
  return y + side;
}

static gboolean
grid_init (Grid *grid, const FigMapsData *data, GError **error)
{
  const RnShape *shape = rn_tensor_shape (data->tensor);

  *grid = (Grid) { .data = data };
  if (shape->rank != 4 && shape->rank != 2)
    {
      g_autofree char *found = rn_shape_describe (shape);

      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                   _("“%s” is %s: feature maps have the shape N×C×H×W or N×C"), data->title,
                   found);
      return FALSE;
    }
  if (data->sample >= shape->dim[0])
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("“%s” has no sample %d: the batch holds %d"),
                   data->title, (int) data->sample, (int) shape->dim[0]);
      return FALSE;
    }
  grid->channels = shape->dim[1];
  grid->rows = shape->dim[2];
  grid->columns = shape->dim[3];
  grid->offset = data->sample * grid->channels * grid->rows * grid->columns;
  grid->values = rn_tensor_values (data->tensor) + grid->offset;
  return TRUE;
}

/* Title and colour bar. Returns the y below them. */
static double
draw_heading (const Grid *grid, double y)
{
  FigScene *scene = grid->scene;
  g_autofree char *subtitle = describe (grid);
  g_autofree char *title = g_markup_escape_text (grid->data->title, -1);
  double right = scene->width - FIG_MARGIN, bar = 0;

  if (grid->data->scale != FIG_SCALE_MAP && scene->width >= 640)
    bar = right - fig__color_bar (scene, right, y + 11, &grid->scale) + 16;
  y = fig__heading (scene, FIG_MARGIN, y, right - bar, title, subtitle) + 6;
  if (grid->data->scale != FIG_SCALE_MAP && bar == 0)
    {
      fig__color_bar (scene, right, y + 4, &grid->scale);
      y += 20;
    }
  return y;
}

FigScene *
fig_maps_new (const FigMapsData *data, const FigStyle *style, GError **error)
{
  Grid grid;
  FigScene *scene;
  double y;

  g_return_val_if_fail (data != NULL && data->tensor != NULL && style != NULL, NULL);
  if (!grid_init (&grid, data, error))
    return NULL;
  grid.scene = scene = fig__scene_new (style);
  grid.places = arrange (&grid);
  grid.scale = layer_scale (&grid);
  y = data->bare ? 2 : draw_heading (&grid, 14);
  y = grid.rows * grid.columns == 1 ? draw_cells (&grid, y)
      : data->bare                  ? draw_bare (&grid, y)
                                    : draw_grid (&grid, y);
  scene->height = y + (data->bare ? BARE_PAD : 10);
  g_array_unref (grid.places);
  return scene;
}
