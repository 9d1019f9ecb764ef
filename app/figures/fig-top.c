/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What the network takes the picture for. */
#include "config.h"
#include "fig-top.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"
#include "fig-parts-private.h"

#define PAD    16.0
#define ROW_PX 26.0
#define BAR_PX 14.0
#define PICTURE_PX  144.0
#define WIDTH_LEAST 480.0        /* of a figure with a picture */

static char *
name_of (const FigTopData *data, guint i)
{
  if (data->names != NULL && data->names[i] != NULL)
    return g_strdup (data->names[i]);
  /* TRANSLATORS: one of the classes a network tells apart, by its number */
  return g_strdup_printf (_("class %u"), data->classes[i]);
}

/* All bars on one scale that ends at a nice number above the longest. */
static double
scale_end (const FigTopData *data)
{
  double most = 1e-6;

  for (guint i = 0; i < data->n; i++)
    most = fmax (most, data->probability[i]);
  return most > 0.5 ? 1 : most * 1.15;
}

/* @from: the figure's left edge, or what is right of the picture. */
static void
draw_row (FigScene *scene, const FigTopData *data, guint i, double from, double left, double right,
          double y)
{
  g_autofree char *name = name_of (data, i), *words = g_markup_escape_text (name, -1);
  g_autofree char *percent = fig_format_number (100 * data->probability[i], 3);
  FigFace face = fig__face (FIG_SMALL, i == 0, scene->palette.ink);
  double length = fmax ((right - left) * data->probability[i] / scale_end (data), 1);
  FigMark *mark;

  fig__text (scene, left - 10, y, FIG_END, face, words);
  fig__pen_rect (scene, left, y - BAR_PX / 2, right - left, BAR_PX, 3);
  fig__fill (scene, scene->palette.plain.tint);
  fig__pen_rect (scene, left, y - BAR_PX / 2, length, BAR_PX, 3);
  mark = fig__fill (scene, i == 0 ? scene->palette.accent : scene->palette.plain.line);
  fig__tell (mark, FIG_BAR, g_strdup_printf (_("%s: %s %%"), name, percent));
  mark->datum.item = (int) i;
  mark->datum.value = data->probability[i];
  mark->touch = (FigRect) { from, y - ROW_PX / 2, scene->width - PAD - from, ROW_PX };
  fig__textf (scene, scene->width - PAD, y, FIG_END, face, _("%s %%"), percent);
}

FigScene *
fig_top_new (const FigTopData *data, const FigStyle *style)
{
  FigScene *scene;
  FigFace bold, quiet;
  double from = PAD, left = 0, y, width, side = 0;

  g_return_val_if_fail (data->n > 0 && style != NULL, NULL);
  scene = fig__scene_new (style);
  bold = fig__face (13, TRUE, scene->palette.ink);
  quiet = fig__face (FIG_SMALL, FALSE, scene->palette.ink2);
  if (data->picture != NULL && scene->width >= WIDTH_LEAST)
    {
      FigMark *mark;

      side = PICTURE_PX;
      from += side + 2 * PAD;
      mark = fig__picture (scene, data->picture, PAD, 8, side, 5);
      fig__tell (mark, FIG_MAP, g_strdup (_("The picture")));
    }
  fig__textf (scene, from, 16, FIG_START, bold, _("Top %u"), data->n);
  fig__textf (scene, scene->width - PAD, 16, FIG_END, quiet,
              dngettext (GETTEXT_PACKAGE, "of %u class", "of %u classes", data->n_classes),
              data->n_classes);
  for (guint i = 0; i < data->n; i++)
    {
      g_autofree char *name = name_of (data, i), *words = g_markup_escape_text (name, -1);

      width = fig__text_width (scene, fig__face (FIG_SMALL, TRUE, scene->palette.ink), words);
      left = fmax (left, width);
    }
  left = from + fmin (left + 10, (scene->width - from) / 2);
  y = 44;
  for (guint i = 0; i < data->n; i++, y += ROW_PX)
    draw_row (scene, data, i, from, left, scene->width - PAD - 58, y);
  if (data->untrained)
    y = fig__note (scene, from, y, scene->width - PAD, quiet,
                   _("Untrained: these are guesses. The weights are random numbers.")) + 8;
  scene->height = ceil (fmax (y, side + PAD));
  return scene;
}
