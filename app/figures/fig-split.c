/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The gradient split of one block: dL/dx = g_shortcut + g_branch as a drawing, bars and words. */
#include "config.h"
#include "fig-split.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"

#define PAD        16.0
#define BAR_LEFT   112.0     /* room for the bars' names */
#define BAR_RIGHT  64.0      /* and for their numbers */
#define BAR_PX     8.0
#define LINE_PX    26.0
#define BOX_WIDTH  112.0
#define SUM_RADIUS 14.0

typedef struct
{
  const FigSplitData *data;
  FigScene           *scene;
  double              left, right;
  double              most;          /* the longest bar stands for it, in both sets */
} Split;

void
fig_split_data_init (FigSplitData *data)
{
  *data = (FigSplitData) { .scale = 1, .one_shortcut = NAN, .one_branch = NAN, .one_sum = NAN };
}

/* ── the drawing ── */

static double
draw_formula (const Split *self, double y)
{
  const FigPalette *palette = &self->scene->palette;
  FigPiece pieces[] = { { palette->ink, "<m>dL/dx</m> = " },
                        { palette->shortcut.text, _("<m>g</m><sub>shortcut</sub>") },
                        { palette->ink, " + " },
                        { palette->branch.text, _("<m>g</m><sub>branch</sub>") } };

  fig__pieces (self->scene, (self->left + self->right) / 2, y + 14, FIG_CENTER, 17, pieces,
               G_N_ELEMENTS (pieces));
  return y + 36;
}

static void
draw_arrow (const Split *self, double x0, double x1, double y, FigColor color)
{
  fig__pen_line (self->scene, x0, y, x1 + 8, y);
  fig__stroke (self->scene, color, 3);
  fig__pen_arrow (self->scene, x1, y, -1, 0, 9, 5);
  fig__fill (self->scene, color);
}

static void
tell_shortcut (const Split *self, FigMark *mark)
{
  g_autofree char *norm = fig_format_number (self->data->split->shortcut_norm, 3);

  fig__tell (mark, FIG_EDGE, g_strdup_printf (_("shortcut\ngradient norm %s"), norm));
  mark->datum.scope = self->data->split->block;
  mark->datum.value = self->data->split->shortcut_norm;
}

static const char *
arc_words (const FigSplitData *data)
{
  return data->scale == 0 ? _("cut: nothing comes back")
         : data->identity && data->scale == 1 ? _("identity: nothing in the way")
                                               : _("shortcut <m>h(x)</m>");
}

/* From ⊕ over the branch and down to the dot, against the forward direction. */
static void
draw_arc (const Split *self, double from, double to, double top, double base)
{
  FigScene *scene = self->scene;
  gboolean cut = self->data->scale == 0;
  FigColor color = cut ? fig_color_fade (scene->palette.shortcut.line, 0.6)
                       : scene->palette.shortcut.line;
  FigPoint way[] = { { from, base - SUM_RADIUS - 1 }, { from, top }, { to, top },
                     { to, base - 13 } };
  double words = top + (self->data->scale == 1 ? 16 : 24);
  FigFace face = fig__face (FIG_SMALL, FALSE, scene->palette.shortcut.text);

  fig__pen_route (scene, way, G_N_ELEMENTS (way), 12);
  tell_shortcut (self, fig__draw (scene, &(FigPaint) { .stroke = color,
                                                       .line = 3,
                                                       .dash = cut ? FIG_DASHES : FIG_SOLID }));
  fig__pen_arrow (scene, to, base - 5, 0, 1, 9, 5);
  fig__fill (scene, color);
  fig__text (scene, (from + to) / 2, words, FIG_CENTER, face, arc_words (self->data));
  if (cut)
    tell_shortcut (self, fig__scissors (scene, (from + to) / 2, top, 12));
  else if (self->data->scale != 1)
    {
      g_autofree char *factor = fig__factor (self->data->scale);
      double width = fig__text_width (scene, face, factor) + 16;

      fig__pen_rect (scene, (from + to - width) / 2, top - 10, width, 20, 10);
      tell_shortcut (self, fig__draw (scene, &(FigPaint) { .fill = scene->palette.shortcut.tint,
                                                           .stroke = color,
                                                           .line = 1.5 }));
      fig__text (scene, (from + to) / 2, top, FIG_CENTER, face, factor);
    }
}

static void
draw_sum (const Split *self, double x, double y)
{
  FigScene *scene = self->scene;
  const FigRole *sum = &scene->palette.sum;

  fig__pen_circle (scene, x, y, SUM_RADIUS);
  fig__draw (scene, &(FigPaint) { .fill = sum->tint, .stroke = sum->line, .line = 2.2 });
  fig__pen_line (scene, x - 7, y, x + 7, y);
  fig__pen_line (scene, x, y - 7, x, y + 7);
  fig__stroke (scene, sum->line, 2.2);
}

static double
draw_block (const Split *self, double y)
{
  FigScene *scene = self->scene;
  const FigPalette *palette = &scene->palette;
  gboolean plain = !self->data->split->has_shortcut;
  const FigRole *role = plain ? &palette->plain : &palette->branch;
  double middle = (self->left + self->right) / 2,
         half = fmin (130, (self->right - self->left) / 2 - 44);
  double dot = middle - half + 22, plus = middle + half - 22, top = y + 14, base = y + 78;

  if (plain)
    base = y + 30;
  draw_arrow (self, dot, dot - 36, base, palette->ink2);
  draw_arrow (self, plus - (plain ? 0 : SUM_RADIUS), dot + 5, base, role->line);
  draw_arrow (self, plus + 46, plus + (plain ? 0 : SUM_RADIUS + 2), base, palette->sum.line);
  fig__pen_rect (scene, middle - BOX_WIDTH / 2, base - 19, BOX_WIDTH, 38, 8);
  fig__draw (scene, &(FigPaint) { .fill = role->tint, .stroke = role->line, .line = 1.6 });
  fig__text (scene, middle, base, FIG_CENTER, fig__face (13, FALSE, role->text),
             /* TRANSLATORS: Jᵀ is the transposed Jacobian of the residual branch */
             _("branch <m>J</m>ᵀ"));
  if (!plain)
    {
      draw_arc (self, plus, dot, top, base);
      draw_sum (self, plus, base);
    }
  fig__pen_circle (scene, dot, base, 5);
  fig__fill (scene, palette->ink);
  fig__text (scene, dot - 22, base + 20, FIG_CENTER, fig__face (FIG_SMALL, FALSE, palette->ink),
             "<m>dL/dx</m>");
  fig__text (scene, plus + 36, base - 16, FIG_CENTER, fig__face (14, FALSE, palette->sum.text),
             "<m>g</m>");
  return base + 36;
}

/* ── the numbers ── */

static double
draw_bar (const Split *self, double y, const char *name, const FigRole *role, double value,
          int item, gboolean before)
{
  FigScene *scene = self->scene;
  double left = self->left + BAR_LEFT, room = self->right - BAR_RIGHT - left;
  double length = self->most > 0 && isfinite (value) ? room * value / self->most : 0;
  g_autofree char *number = fig_format_number (value, 3);
  FigMark *track;

  fig__text (scene, self->left, y, FIG_START, fig__face (13, FALSE, role->text), name);
  fig__pen_rect (scene, left, y - BAR_PX / 2, room, BAR_PX, 2);
  track = fig__fill (scene, scene->palette.grid);
  fig__tell (track, FIG_BAR, g_strdup (number));
  track->datum.item = item;
  track->datum.column = before;
  track->datum.scope = self->data->split->block;
  track->datum.value = value;
  track->touch = (FigRect) { self->left, y - LINE_PX / 2, self->right - self->left, LINE_PX };
  if (length >= 0.5)
    {
      fig__pen_rect (scene, left, y - BAR_PX / 2, length, BAR_PX, 2);
      fig__fill (scene, role->line);
    }
  fig__text (scene, self->right, y, FIG_END, fig__face (13, TRUE, role->text), number);
  return y + LINE_PX;
}

/* What the angle between the two terms does to the length of their sum. */
static char *
angle_words (const RnSplit *split)
{
  g_autofree char *a = fig_format_number (split->shortcut_norm, 3),
                  *b = fig_format_number (split->branch_norm, 3),
                  *c = fig_format_number (split->input_norm, 3);

  if (fabs (split->cosine) < 0.1)
    return g_strdup_printf (_("the two are nearly at right angles, so the squares add: "
                              "%s² + %s² ≈ %s²"),
                            a, b, c);
  if (split->cosine > 0.5)
    return g_strdup (_("the two point the same way and strengthen each other"));
  if (split->cosine < -0.5)
    return g_strdup (_("the two point against each other and partly cancel"));
  return g_strdup (split->cosine > 0 ? _("the two lean the same way")
                                     : _("the two lean against each other"));
}

static char *
sentence (const RnSplit *split)
{
  g_autofree char *ratio = fig_format_number (split->ratio, 2),
                  *cosine = fig_format_number (split->cosine, 2), *angle = NULL;

  if (!split->has_shortcut)
    return g_strdup (_("A plain block: everything passes through its convolutions."));
  if (!(split->shortcut_norm > 0))
    return g_strdup (_("Everything now passes through the residual branch."));
  if (!isfinite (split->cosine))
    return g_strdup_printf (_("ratio <b>%s</b>"), ratio);
  angle = angle_words (split);
  return g_strdup_printf (_("ratio <b>%s</b> · cosine <b>%s</b>: %s"), ratio, cosine, angle);
}

static double
draw_set (const Split *self, double y, const char *title, const RnSplit *split, gboolean before)
{
  FigScene *scene = self->scene;
  const FigPalette *palette = &scene->palette;
  FigRole ink = { palette->ink2, palette->ink, palette->card };
  FigFace bold = fig__face (13, TRUE, palette->ink),
          quiet = fig__face (FIG_SMALL, FALSE, palette->ink2);
  g_autofree char *words = sentence (split);

  fig__text (scene, self->left, y + 8, FIG_START, bold, title);
  fig__text (scene, self->left + fig__text_width (scene, bold, title) + 8, y + 8, FIG_START, quiet,
             _("norm over the batch"));
  y += 34;
  if (split->has_shortcut)
    y = draw_bar (self, y, _("‖ <m>g</m> shortcut ‖"), &palette->shortcut, split->shortcut_norm, 0,
                  before);
  y = draw_bar (self, y, _("‖ <m>g</m> branch ‖"),
                split->has_shortcut ? &palette->branch : &palette->plain, split->branch_norm, 1,
                before);
  y = draw_bar (self, y, "‖ <m>dL/dx</m> ‖", &ink, split->input_norm, 2, before);
  return fig__note (scene, self->left, y + 2, self->right,
                    fig__face (FIG_SMALL, FALSE, palette->ink), words) + 14;
}

/* One element: the two terms and their sum in three columns. */
static double
draw_one (const Split *self, double y)
{
  FigScene *scene = self->scene;
  const FigPalette *palette = &scene->palette;
  const double values[] = { self->data->one_shortcut, self->data->one_branch, self->data->one_sum };
  const FigColor colors[] = { palette->shortcut.text, palette->branch.text, palette->ink };
  const char *names[] = { _("<m>g</m> shortcut"), _("<m>g</m> branch"), "<m>dL/dx</m>" };
  double column = (self->right - self->left) / 3;
  FigSum sum = fig_sum_of (values, 2, values[2], 3);

  fig__text (scene, self->left, y + 8, FIG_START, fig__face (13, TRUE, palette->ink),
             _("One number of it"));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *number = fig_sum_format (&sum, values[i]);
      double x = self->left + column * (i + 0.5);

      fig__text (scene, x, y + 34, FIG_CENTER, fig__face (FIG_BODY, TRUE, colors[i]), number);
      fig__text (scene, x, y + 53, FIG_CENTER, fig__face (FIG_SMALL, FALSE, colors[i]), names[i]);
      if (i > 0)
        fig__text (scene, self->left + column * i, y + 34, FIG_CENTER,
                   fig__face (FIG_BODY, FALSE, palette->ink), i == 1 ? "+" : "=");
    }
  return y + 74;
}

static void
take_most (double *most, const RnSplit *split)
{
  const double values[] = { split->shortcut_norm, split->branch_norm, split->input_norm };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (isfinite (values[i]))
      *most = fmax (*most, values[i]);
}

FigScene *
fig_split_new (const FigSplitData *data, const FigStyle *style)
{
  Split self = { .data = data };
  gboolean scaled = data->scale != 0 && data->scale != 1;    /* 1: another block's is cut */
  double y = 10;

  g_return_val_if_fail (data->split != NULL && style != NULL, NULL);
  self.scene = fig__scene_new (style);
  self.left = PAD;
  self.right = fmin (self.scene->width - PAD, 520);
  take_most (&self.most, data->split);
  if (data->before != NULL)
    take_most (&self.most, data->before);
  if (data->title != NULL)
    {
      g_autofree char *title = g_markup_escape_text (data->title, -1),
                      *subtitle = data->subtitle != NULL ? g_markup_escape_text (data->subtitle, -1)
                                                         : NULL;

      y = fig__heading (self.scene, self.left, y, self.right, title, subtitle);
    }
  if (data->split->has_shortcut)
    y = draw_formula (&self, y);
  y = draw_block (&self, y);
  if (data->before != NULL)
    y = draw_set (&self, y, scaled ? _("Before the scaling") : _("Before the cut"),
                  data->before, TRUE);
  y = draw_set (&self, y,
                data->before == NULL ? _("Gradient")
                : scaled             ? _("After the scaling")
                                     : _("After the cut"),
                data->split, FALSE);
  if (isfinite (data->one_sum))
    y = draw_one (&self, y);
  self.scene->height = ceil (y);
  return self.scene;
}
