/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One channel large; and a channel beside the one it was made of. */
#include "config.h"
#include "fig-channel.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "rn-error.h"

#define PAD        16.0
#define LARGE_MOST 640.0
#define PAIR_MOST  150.0
#define ARROW_PX   46.0
#define WORDS_PX   150.0     /* the least the words beside a pair need */

typedef struct
{
  const FigChannel *channel;
  const float      *values;
  gsize             offset;  /* floats to them */
  gsize             rows, columns;
  FigColorScale     scale;
} Plane;

static gboolean
plane_init (Plane *self, const FigChannel *channel, GError **error)
{
  const RnShape *shape = rn_tensor_shape (channel->tensor);
  g_autofree char *found = rn_shape_describe (shape);
  FigColorScale whole;
  gsize pixels;

  if (shape->rank != 4 && shape->rank != 2)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE,
                   _("a tensor of %s has no channels to look at"), found);
      return FALSE;
    }
  if (channel->sample >= shape->dim[0] || channel->channel >= shape->dim[1])
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE, _("%s has no channel %u of sample %u"), found,
                   (guint) channel->channel, (guint) channel->sample);
      return FALSE;
    }
  pixels = shape->dim[2] * shape->dim[3];
  *self = (Plane) { .channel = channel, .rows = shape->dim[2], .columns = shape->dim[3] };
  self->offset = (channel->sample * shape->dim[1] + channel->channel) * pixels;
  self->values = rn_tensor_values (channel->tensor) + self->offset;
  /* a channel without a negative number among others that have some keeps their colours */
  whole = fig_color_scale_of (rn_tensor_values (channel->tensor),
                              rn_tensor_elements (channel->tensor));
  self->scale = channel->whole_scale ? whole : fig_color_scale_of (self->values, pixels);
  if (whole.is_signed)
    self->scale = fig_color_scale_signed (&self->scale);
  self->scale.gamma = 1;
  return TRUE;
}

static void
draw_plane (FigScene *scene, const Plane *plane, int item, double x, double y, double width,
            double height)
{
  const FigChannel *channel = plane->channel;
  FigMark *mark = fig__image (scene,
                              fig_color_scale_image (&plane->scale, &scene->palette, plane->values,
                                                     plane->rows, plane->columns),
                              x, y, width, height, 5);

  fig__image_values (mark, channel->tensor, plane->offset, plane->rows, plane->columns);
  fig__tell (mark, FIG_MAP, g_strdup_printf (_("channel %d"), (int) channel->channel));
  mark->datum.node = channel->node;
  mark->datum.channel = (int) channel->channel;
  mark->datum.item = item;
  fig__pen_rect (scene, x, y, width, height, 5);
  fig__stroke (scene,
               channel->path == FIG_INK ? scene->palette.hairline
                                        : fig_palette_role (&scene->palette, channel->path).line,
               2);
}

/* ── large ── */

FigScene *
fig_large_new (const FigLargeData *data, const FigStyle *style, GError **error)
{
  Plane plane;
  FigScene *scene;
  FigFace bold, quiet;
  g_autofree char *title = NULL, *subtitle = NULL;
  double side, height, bar, end;

  g_return_val_if_fail (data->channel.tensor != NULL && style != NULL, NULL);
  if (!plane_init (&plane, &data->channel, error))
    return NULL;
  scene = fig__scene_new (style);
  bold = fig__face (13, TRUE, scene->palette.ink);
  quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  title = g_markup_escape_text (data->title, -1);
  subtitle = g_markup_escape_text (data->subtitle != NULL ? data->subtitle : "", -1);
  side = fmin (scene->width - 2 * PAD, LARGE_MOST);
  height = fmin (side * plane.rows / plane.columns, 1.5 * side);
  fig__text (scene, PAD, 16, FIG_START, bold, title);
  end = PAD + fig__text_width (scene, bold, title) + 8;
  bar = fig__color_bar (scene, PAD + side, 16, &plane.scale);
  if (end + fig__text_width (scene, quiet, subtitle) + 12 <= bar)
    fig__text (scene, end, 16, FIG_START, quiet, subtitle);
  draw_plane (scene, &plane, 0, PAD, 32, side, height);
  scene->height = 32 + height + PAD;
  return scene;
}

/* ── a pair ── */

static void
draw_frame (FigScene *scene, double x, double y, double width, double height)
{
  fig__pen_rect (scene, x - 1.5, y - 1.5, width + 3, height + 3, 0);
  fig__stroke (scene, fig_color (0x000000), 1);
  fig__pen_rect (scene, x - 0.2, y - 0.2, width + 0.4, height + 0.4, 0);
  fig__stroke (scene, scene->palette.now, 1.8);
}

/* What is read of the input, cut to where the input is. */
static void
draw_window (FigScene *scene, const FigPairData *data, const Plane *from, const Plane *to, double x,
             double y, double width, double height)
{
  const FigWindow *w = &data->window;
  double cell_w = width / from->columns, cell_h = height / from->rows;
  double reach = w->size > 0 ? (double) (w->size - 1) * w->dilation + 1 : 1;
  double left = w->size > 0 ? (double) data->column * w->stride - w->pad
                            : floor ((data->column + 0.5) * from->columns / to->columns);
  double top = w->size > 0 ? (double) data->row * w->stride - w->pad
                           : floor ((data->row + 0.5) * from->rows / to->rows);
  double right = fmin (left + reach, from->columns), bottom = fmin (top + reach, from->rows);

  left = fmax (left, 0);
  top = fmax (top, 0);
  if (right > left && bottom > top)
    draw_frame (scene, x + left * cell_w, y + top * cell_h, (right - left) * cell_w,
                (bottom - top) * cell_h);
}

static void
draw_arrow (FigScene *scene, double x, double y)
{
  fig__pen_line (scene, x, y, x + 14, y);
  fig__stroke (scene, scene->palette.ink, 1.6);
  fig__pen_line (scene, x + 9, y - 5, x + 14, y);
  fig__stroke (scene, scene->palette.ink, 1.6);
  fig__pen_line (scene, x + 9, y + 5, x + 14, y);
  fig__stroke (scene, scene->palette.ink, 1.6);
}

/* Returns the y below. */
static double
draw_words (FigScene *scene, const FigPairData *data, double x, double y)
{
  g_autofree char *title = g_markup_escape_text (data->words_title, -1);
  double right = scene->width - PAD;

  y = fig__note (scene, x, y + 8, right, fig__face (FIG_SMALL, TRUE, scene->palette.ink), title);
  return fig__note (scene, x, y + 8, right, fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
                    data->words);
}

FigScene *
fig_pair_new (const FigPairData *data, const FigStyle *style, GError **error)
{
  Plane from, to;
  FigScene *scene;
  gboolean beside;
  double side, height, below, x2, y = 12;

  g_return_val_if_fail (data->from.tensor != NULL && data->to.tensor != NULL, NULL);
  if (!plane_init (&from, &data->from, error) || !plane_init (&to, &data->to, error))
    return NULL;
  scene = fig__scene_new (style);
  beside = scene->width >= 2 * PAD + 2 * 110 + ARROW_PX + 14 + WORDS_PX;
  side = floor (fmin ((scene->width - 2 * PAD - ARROW_PX - (beside ? 14 + WORDS_PX : 0)) / 2,
                      PAIR_MOST));
  height = fmin (side * to.rows / to.columns, 1.5 * side);
  x2 = PAD + side + ARROW_PX;
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1);

      fig__text (scene, PAD, 16, FIG_START, fig__face (13, TRUE, scene->palette.ink), title);
      y = 34;
    }
  draw_plane (scene, &from, 0, PAD, y, side, height);
  draw_plane (scene, &to, 1, x2, y, side, height);
  draw_arrow (scene, PAD + side + ARROW_PX / 2 - 7, y + height / 2);
  if (data->row >= 0 && data->row < (int) to.rows && data->column < (int) to.columns)
    {
      double w = side / to.columns, h = height / to.rows;

      draw_window (scene, data, &from, &to, PAD, y, side, height);
      draw_frame (scene, x2 + data->column * w, y + data->row * h, w, h);
    }
  below = draw_words (scene, data, beside ? x2 + side + 14 : PAD, beside ? y : y + height + 8);
  scene->height = ceil (fmax (y + height, below) + PAD);
  return scene;
}

/* ── the picture ── */

FigScene *
fig_picture_new (RnTensor *picture, const char *title, const char *subtitle, const FigStyle *style,
                 GError **error)
{
  const FigChannel channel = { .tensor = picture, .node = 0 };
  Plane plane;
  FigScene *scene;
  FigFace bold;
  gsize pixels, colors;
  FigColorScale range;
  FigMark *mark;
  double side, height;

  g_return_val_if_fail (picture != NULL && style != NULL, NULL);
  if (!plane_init (&plane, &channel, error))
    return NULL;
  scene = fig__scene_new (style);
  bold = fig__face (13, TRUE, scene->palette.ink);
  pixels = plane.rows * plane.columns;
  colors = rn_tensor_shape (picture)->dim[1] == 3 ? pixels : 0;
  range = fig_color_scale_of (plane.values, pixels + 2 * colors);
  if (range.is_signed)                  /* as wide as the values, not symmetric about 0 */
    range.low = range.high = 0;
  if (range.is_signed)
    for (gsize i = 0; i < pixels + 2 * colors; i++)
      {
        range.low = MIN (range.low, plane.values[i]);
        range.high = MAX (range.high, plane.values[i]);
      }
  side = fmin (scene->width - 2 * PAD, LARGE_MOST);
  height = fmin (side * plane.rows / plane.columns, 1.5 * side);
  fig__textf (scene, PAD, 16, FIG_START, bold, "%s", title);
  fig__textf (scene, PAD + side, 16, FIG_END, fig__face (FIG_SMALL, FALSE, scene->palette.ink2),
              "%s", subtitle);
  mark = fig__image (scene,
                     fig_rgb_image (plane.values, plane.values + colors, plane.values + 2 * colors,
                                    plane.rows, plane.columns, range.low, range.high),
                     PAD, 32, side, height, 5);
  fig__image_values (mark, picture, 0, plane.rows, plane.columns);
  fig__tell (mark, FIG_MAP, g_strdup (title));
  mark->datum.node = 0;
  mark->datum.channel = 0;
  scene->height = 32 + height + PAD;
  return scene;
}
