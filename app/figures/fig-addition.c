/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One channel of an addition, both terms and their sum on one colour scale. */
#include "config.h"
#include "fig-addition.h"

#include <math.h>
#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"
#include "rn-error.h"

#define PAD       16.0
#define SIGN_PX   34.0       /* between two maps, for + and = */
#define MAP_MOST  220.0

typedef struct
{
  RnTensor *tensor;          /* borrowed */
  gsize     offset;          /* floats to the channel */
  double    norm;
} Term;

typedef struct
{
  const FigAdditionData *data;
  FigScene     *scene;
  Term          terms[3];
  gsize         rows, columns;
  FigColorScale scale;
  double        side, height;        /* px of a map */
  gboolean      probed;
  FigSum        sum;                 /* how the three probed numbers are printed */
} Addition;

void
fig_addition_data_init (FigAdditionData *data)
{
  *data = (FigAdditionData) { .nodes = { RN_NODE_NONE, RN_NODE_NONE, RN_NODE_NONE },
                              .row = -1,
                              .column = -1,
                              .scale = 1 };
}

/* ── what is shown ── */

static gboolean
take_term (Addition *self, guint i, RnTensor *tensor, GError **error)
{
  const RnShape *shape = rn_tensor_shape (tensor), *first = rn_tensor_shape (self->data->sum);
  gsize channel = shape->dim[1] == 1 ? 0 : self->data->channel, pixels;
  g_autofree char *found = rn_shape_describe (shape);

  if ((shape->rank != 4 && shape->rank != 2) || shape->dim[2] != first->dim[2]
      || shape->dim[3] != first->dim[3])
    {
      g_autofree char *expected = rn_shape_describe (first);

      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE, _("a term is %s, the sum %s"), found, expected);
      return FALSE;
    }
  if (self->data->sample >= shape->dim[0] || channel >= shape->dim[1])
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s has no channel %u of sample %u"), found, (guint) channel,
                   (guint) self->data->sample);
      return FALSE;
    }
  pixels = shape->dim[2] * shape->dim[3];
  self->rows = shape->dim[2];
  self->columns = shape->dim[3];
  self->terms[i].tensor = tensor;
  self->terms[i].offset = (self->data->sample * shape->dim[1] + channel) * pixels;
  return TRUE;
}

static const float *
values_of (const Addition *self, guint i)
{
  return rn_tensor_values (self->terms[i].tensor) + self->terms[i].offset;
}

/* The norms, and one scale that holds all three: signed, because sums and gradients are. */
static void
measure (Addition *self)
{
  gsize pixels = self->rows * self->columns;
  FigColorScale scale = { .gamma = 1 };

  for (guint i = 0; i < 3; i++)
    {
      const float *values = values_of (self, i);
      FigColorScale own = fig_color_scale_of (values, pixels);
      double square = 0;

      for (gsize k = 0; k < pixels; k++)
        square += (double) values[k] * values[k];
      self->terms[i].norm = sqrt (square);
      scale.low = fmin (scale.low, own.low);
      scale.high = fmax (scale.high, own.high);
    }
  self->scale = fig_color_scale_signed (&scale);
  self->scale.gamma = 1;
}

/* ── the drawing ── */

static const FigRole *
role_of (const Addition *self, guint i)
{
  const FigPalette *palette = &self->scene->palette;

  return i == 0 ? &palette->shortcut : i == 1 ? &palette->branch : &palette->sum;
}

static const char *
name_of (const Addition *self, guint i)
{
  static const char *const forward[] = { "<m>h(x)</m>", "<m>F(x)</m>", "<m>h(x) + F(x)</m>" };
  const char *backward[] = { _("<m>g</m> shortcut"), _("<m>g</m> branch"), "<m>dL/dx</m>" };

  return self->data->gradients ? backward[i] : forward[i];
}

static void
draw_probe (const Addition *self, double x, double y)
{
  double cell_w = self->side / self->columns, cell_h = self->height / self->rows;
  double width = fmax (cell_w, 7), height = fmax (cell_h, 7);
  double left = x + (self->data->column + 0.5) * cell_w - width / 2,
         top = y + (self->data->row + 0.5) * cell_h - height / 2;

  if (!self->probed)
    return;
  fig__pen_rect (self->scene, left - 1.5, top - 1.5, width + 3, height + 3, 0);
  fig__stroke (self->scene, fig_color (0x000000), 1);
  fig__pen_rect (self->scene, left - 0.2, top - 0.2, width + 0.4, height + 0.4, 0);
  fig__stroke (self->scene, self->scene->palette.now, 1.8);
}

static void
draw_map (const Addition *self, guint i, double x, double y)
{
  FigScene *scene = self->scene;
  FigMark *mark = fig__image (scene,
                              fig_color_scale_image (&self->scale, &scene->palette,
                                                     values_of (self, i), self->rows,
                                                     self->columns),
                              x, y, self->side, self->height, 5);
  gboolean cut = i == 0 && self->data->cut;

  fig__image_values (mark, self->terms[i].tensor, self->terms[i].offset, self->rows,
                     self->columns);
  fig__tell (mark, FIG_MAP, g_strdup_printf (_("channel %d"), (int) self->data->channel));
  mark->datum.item = (int) i;
  mark->datum.channel = (int) self->data->channel;
  mark->datum.node = self->data->nodes[i];
  fig__pen_rect (scene, x, y, self->side, self->height, 5);
  fig__draw (scene, &(FigPaint) { .stroke = role_of (self, i)->line,
                                  .line = 2,
                                  .dash = cut ? FIG_DASHES : FIG_SOLID });
  if (cut)
    fig__scissors (scene, x + self->side / 2, y, 12);
  draw_probe (self, x, y);
}

static double
probed_value (const Addition *self, guint i)
{
  return values_of (self, i)[(gsize) self->data->row * self->columns
                             + (gsize) self->data->column];
}

/* Name and probed number in one line where both fit, the norm below. */
static double
draw_words (const Addition *self, guint i, double x, double y)
{
  FigScene *scene = self->scene;
  FigFace name = fig__face (FIG_BODY, FALSE, role_of (self, i)->text),
          bold = fig__face (13, TRUE, role_of (self, i)->text),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  g_autofree char *norm = fig_format_number (self->terms[i].norm, 3), *words = NULL;

  fig__text (scene, x, y, FIG_START, name, name_of (self, i));
  if (self->probed)
    {
      g_autofree char *number = fig_sum_format (&self->sum, probed_value (self, i));

      if (fig__text_width (scene, name, name_of (self, i)) + 8
            + fig__text_width (scene, bold, number) > self->side)
        y += 19;
      fig__text (scene, x + self->side, y, FIG_END, bold, number);
    }
  words = g_strdup_printf (_("norm %s"), norm);
  fig__text (scene, x, y + 19, FIG_START, quiet, words);
  return y + 19;
}

static double
draw_title (const Addition *self, double y)
{
  FigScene *scene = self->scene;
  FigFace bold = fig__face (13, TRUE, scene->palette.ink),
          quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  g_autofree char *title = g_strdup_printf (_("Channel %d"), (int) self->data->channel),
                  *factor = self->data->scale != 1 && !self->data->cut
                              ? fig__factor (self->data->scale)
                              : NULL,
                  *words = factor != NULL
                             ? g_strdup_printf (_("shortcut %s · one colour scale"), factor)
                             : g_strdup (_("one colour scale for all three"));
  double end = PAD + fig__text_width (scene, bold, title) + 8, bar;

  fig__text (scene, PAD, y + 8, FIG_START, bold, title);
  bar = fig__color_bar (scene, PAD + 3 * self->side + 2 * SIGN_PX, y + 8, &self->scale);
  if (end + fig__text_width (scene, quiet, words) + 12 <= bar)
    fig__text (scene, end, y + 8, FIG_START, quiet, words);
  return y + 26;
}

FigScene *
fig_addition_new (const FigAdditionData *data, const FigStyle *style, GError **error)
{
  Addition self = { .data = data };
  FigFace sign;
  double y = 8, below = 0;

  g_return_val_if_fail (data->shortcut != NULL && data->branch != NULL && data->sum != NULL, NULL);
  if (!take_term (&self, 0, data->shortcut, error) || !take_term (&self, 1, data->branch, error)
      || !take_term (&self, 2, data->sum, error))
    return NULL;
  self.scene = fig__scene_new (style);
  measure (&self);
  self.probed = data->row >= 0 && data->row < (int) self.rows && data->column >= 0
                && data->column < (int) self.columns;
  if (self.probed)
    {
      const double terms[] = { probed_value (&self, 0), probed_value (&self, 1) };

      self.sum = fig_sum_of (terms, 2, probed_value (&self, 2), 3);
    }
  self.side = fmin (MAP_MOST, floor ((self.scene->width - 2 * PAD - 2 * SIGN_PX) / 3));
  self.height = fmin (self.side * 1.5, self.side * self.rows / self.columns);
  sign = fig__face (22, FALSE, self.scene->palette.ink);
  y = draw_title (&self, y) + (data->cut ? 8 : 0);
  for (guint i = 0; i < 3; i++)
    {
      double x = PAD + i * (self.side + SIGN_PX);

      draw_map (&self, i, x, y);
      if (i > 0)
        fig__text (self.scene, x - SIGN_PX / 2, y + self.height / 2, FIG_CENTER, sign,
                   i == 1 ? "+" : "=");
      below = fmax (below, draw_words (&self, i, x, y + self.height + 16));
    }
  self.scene->height = ceil (below + 18);
  return self.scene;
}
