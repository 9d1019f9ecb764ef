/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A few numbers with names, as bars on one scale. */
#include "config.h"
#include "fig-values.h"

#include <math.h>

#include "fig-parts-private.h"

#define PAD     16.0
#define ROW_PX  34.0
#define BAR_PX  18.0
#define GAP     10.0

typedef struct
{
  FigScene            *scene;
  const FigValuesData *data;
  double               from, to;
  double               left, right;      /* of the scale, px */
  gboolean             above;            /* labels stand above their bars: there is no room beside */
} Sheet;

static FigFace
plain_face (const Sheet *self)
{
  return fig__face (FIG_BODY, FALSE, self->scene->palette.ink);
}

static FigFace
bold_face (const Sheet *self)
{
  return fig__face (FIG_BODY, TRUE, self->scene->palette.ink);
}

static void
choose_scale (Sheet *self)
{
  const FigValuesData *data = self->data;

  self->from = data->from;
  self->to = data->to;
  for (guint i = 0; data->from == data->to && i < data->n; i++)
    if (isfinite (data->values[i].value))
      {
        self->from = fmin (self->from, data->values[i].value);
        self->to = fmax (self->to, data->values[i].value);
      }
  if (!(self->to > self->from))
    self->to = self->from + 1;
}

static void
choose_room (Sheet *self)
{
  double labels = 0, texts = 0, width = self->scene->width;

  for (guint i = 0; i < self->data->n; i++)
    {
      g_autofree char *label = g_markup_escape_text (self->data->values[i].label, -1);
      g_autofree char *text = g_markup_escape_text (self->data->values[i].text, -1);

      labels = fmax (labels, fig__text_width (self->scene, plain_face (self), label));
      texts = fmax (texts, fig__text_width (self->scene, bold_face (self), text));
    }
  self->above = labels > 0.4 * width;
  self->left = self->above ? PAD : PAD + labels + GAP;
  self->right = fmax (width - PAD - texts - GAP, self->left + 40);
}

static double
place (const Sheet *self, double value)
{
  double part = (value - self->from) / (self->to - self->from);

  return self->left + CLAMP (part, 0, 1) * (self->right - self->left);
}

static void
draw_row (const Sheet *self, guint i, double y)
{
  const FigValue *value = &self->data->values[i];
  FigRole role = fig_palette_role (&self->scene->palette, value->path);
  double zero = place (self, CLAMP (0, self->from, self->to)), end;
  FigMark *mark;

  fig__pen_rect (self->scene, self->left, y - BAR_PX / 2, self->right - self->left, BAR_PX, 3);
  mark = fig__fill (self->scene, self->scene->palette.grid);
  fig__tell (mark, FIG_BAR, g_strdup_printf ("%s: %s", value->label, value->text));
  mark->datum.item = (int) i;
  mark->datum.value = value->value;
  if (!isfinite (value->value))
    return;
  end = place (self, value->value);
  fig__pen_rect (self->scene, fmin (zero, end), y - BAR_PX / 2, fmax (fabs (end - zero), 1.5), BAR_PX, 3);
  fig__fill (self->scene, value->path == FIG_INK ? self->scene->palette.accent : role.line);
}

static void
draw_words (const Sheet *self, guint i, double y)
{
  const FigValue *value = &self->data->values[i];
  g_autofree char *label = g_markup_escape_text (value->label, -1);
  g_autofree char *text = g_markup_escape_text (value->text, -1);
  FigRole role = fig_palette_role (&self->scene->palette, value->path);

  if (self->above)
    fig__text (self->scene, PAD, y - BAR_PX / 2 - 10, FIG_START, fig__face (FIG_BODY, FALSE, role.text), label);
  else
    fig__text (self->scene, self->left - GAP, y, FIG_END, fig__face (FIG_BODY, FALSE, role.text), label);
  fig__text (self->scene, self->right + GAP, y, FIG_START, bold_face (self), text);
}

static double
draw_ends (const Sheet *self, double y)
{
  FigFace quiet = fig__face (FIG_SMALL, FALSE, self->scene->palette.ink2);

  if (self->data->from_text == NULL || self->data->to_text == NULL)
    return y;
  fig__textf (self->scene, self->left, y, FIG_START, quiet, "%s", self->data->from_text);
  fig__textf (self->scene, self->right, y, FIG_END, quiet, "%s", self->data->to_text);
  return y + 18;
}

FigScene *
fig_values_new (const FigValuesData *data, const FigStyle *style)
{
  Sheet self = { .data = data };
  double y;

  g_return_val_if_fail (data->n > 0 && style != NULL, NULL);
  self.scene = fig__scene_new (style);
  choose_scale (&self);
  choose_room (&self);
  y = self.above ? 38 : 24;
  for (guint i = 0; i < data->n; i++, y += self.above ? ROW_PX + 20 : ROW_PX)
    {
      draw_row (&self, i, y);
      draw_words (&self, i, y);
    }
  y = draw_ends (&self, y - (self.above ? 26 : 8));
  self.scene->height = ceil (y + 4);
  return self.scene;
}
