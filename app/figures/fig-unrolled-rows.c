/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The unrolled view's paths, a row each, hung between the two ends of the blocks above. */
#include "config.h"
#include "fig-unrolled-private.h"

#include <math.h>

#include "fig-format.h"
#include "fig-i18n.h"

#define ROW         32.0
#define ROW_STACKED 40.0
#define GROUP       30.0       /* the line above the paths of one length */
#define BOX         22.0
#define HUMP        9.0        /* how far a shortcut's arc rises */

typedef struct
{
  const FigUnrolled *view;
  guint              path;
  double             y;
  gboolean           off;      /* another path is selected */
} Row;

static double
norm_at (const Row *row, guint block)
{
  const RnPaths *paths = row->view->data->paths;

  return paths->tree[rn_paths_place (row->path, paths->n_blocks, block)];
}

static FigColor
shade (const Row *row, FigColor color)
{
  return fig__unrolled_shade (row->view, color, row->off);
}

static FigMark *
tell (const Row *row, FigMark *mark, char *text /* (transfer full) */)
{
  fig__tell (mark, FIG_PATH, text);
  mark->datum.item = (int) row->path;
  mark->datum.value = row->view->data->paths->paths[row->path].norm;
  return mark;
}

/* The whole row answers to a pointer; what is drawn on it later tells its own part. */
static void
draw_ground (const Row *row, double height)
{
  const FigUnrolled *self = row->view;
  FigScene *scene = self->scene;
  gboolean selected = self->data->selected == (int) row->path;
  double left = self->start - 16;
  FigMark *ground;

  fig__pen_rect (scene, left, row->y - height / 2 + 1, self->shares + 10 - left, height - 2, 8);
  ground = selected ? fig__stroke (scene, scene->palette.ink, 2)
                    : fig__fill (scene, fig_color_fade (scene->palette.card, 0));
  ground->touch = (FigRect) { left, row->y - height / 2, self->shares + 10 - left, height };
  tell (row, ground, fig_unrolled_text (self->data->paths, self->data->graph, row->path));
}

static char *
way_text (const Row *row, guint block)
{
  const FigUnrolled *self = row->view;
  g_autofree char *text = fig_unrolled_text (self->data->paths, self->data->graph, row->path),
                  *behind = fig_format_number (norm_at (row, block + 1), 3),
                  *before = fig_format_number (norm_at (row, block), 3);

  return g_strdup_printf (_("%s\nin block %u from %s to %s"), text, block + 1, behind, before);
}

/* ── the two ways through a block ── */

static const FigRole *
branch_role (const FigUnrolled *self, guint block)
{
  const FigPalette *palette = &self->scene->palette;

  return fig__unrolled_has_shortcut (self, block) ? &palette->branch : &palette->plain;
}

static void
draw_branch (const Row *row, guint block, double a, double b)
{
  FigScene *scene = row->view->scene;
  const FigRole *role = branch_role (row->view, block);
  double middle = fig__unrolled_middle (row->view, block), half = fig__unrolled_half (row->view);
  g_autofree char *symbol = fig__unrolled_factor (row->path, block);
  FigMark *mark;

  fig__pen_line (scene, b, row->y, middle + half, row->y);
  tell (row, fig__stroke (scene, shade (row, role->line),
                          fig__unrolled_line (row->view, norm_at (row, block + 1))),
        way_text (row, block));
  fig__pen_line (scene, middle - half, row->y, a, row->y);
  tell (row, fig__stroke (scene, shade (row, role->line),
                          fig__unrolled_line (row->view, norm_at (row, block))),
        way_text (row, block));
  fig__pen_rect (scene, middle - half, row->y - BOX / 2, 2 * half, BOX, 5);
  mark = fig__draw (scene, &(FigPaint) { .fill = shade (row, role->tint),
                                         .stroke = shade (row, role->line),
                                         .line = 1.6 });
  tell (row, mark, way_text (row, block));
  fig__text (scene, middle, row->y, FIG_CENTER,
             fig__face (FIG_SMALL, FALSE, shade (row, role->text)), symbol);
}

static void
draw_shortcut (const Row *row, guint block, double a, double b)
{
  FigScene *scene = row->view->scene;
  const FigRole *role = &scene->palette.shortcut;
  double middle = fig__unrolled_middle (row->view, block),
         half = fmin (fig__unrolled_half (row->view) + HUMP / 2, middle - a - 5);
  double norm = norm_at (row, block), line = fig__unrolled_line (row->view, norm);
  FigPoint way[] = { { b, row->y },
                     { middle + half, row->y },
                     { middle + half, row->y - HUMP },
                     { middle - half, row->y - HUMP },
                     { middle - half, row->y },
                     { a, row->y } };
  g_autofree char *symbol = fig__unrolled_factor (row->path, block);

  fig__pen_route (scene, way, G_N_ELEMENTS (way), HUMP / 2);
  tell (row, fig__draw (scene, &(FigPaint) { .stroke = shade (row, role->line),
                                             .line = line,
                                             .dash = norm > 0 ? FIG_SOLID : FIG_DASHES }),
        way_text (row, block));
  fig__text (scene, middle, row->y + 4, FIG_CENTER,
             fig__face (FIG_TICK_SIZE, FALSE, shade (row, role->text)), symbol);
}

/* ── its numbers ── */

static void
draw_share_bar (const Row *row)
{
  const FigUnrolled *self = row->view;
  double span = self->most_share - self->least_share,
         share = self->data->paths->paths[row->path].share;
  double zero = self->bars - self->bar * self->least_share / span;

  if (!(self->bar > 0) || !(span > 0) || !isfinite (share))
    return;
  fig__pen_rect (self->scene, self->bars, row->y - 4, self->bar, 8, 2);
  fig__fill (self->scene, self->scene->palette.grid);
  if (fabs (share / span) * self->bar >= 0.5)
    {
      fig__pen_rect (self->scene, fmin (zero, zero + self->bar * share / span), row->y - 4,
                     self->bar * fabs (share) / span, 8, 2);
      fig__fill (self->scene, shade (row, self->scene->palette.ink2));
    }
  if (self->least_share < 0)
    {
      fig__pen_line (self->scene, zero, row->y - 7, zero, row->y + 7);
      fig__stroke (self->scene, self->scene->palette.ink2, 1);
    }
}

static void
draw_numbers (const Row *row)
{
  const FigUnrolled *self = row->view;
  const RnPath *path = &self->data->paths->paths[row->path];
  FigColor ink = row->off ? self->scene->palette.ink2 : self->scene->palette.ink;
  g_autofree char *norm = fig_format_number (path->norm, 3), *share = fig__percent (path->share);

  draw_share_bar (row);
  fig__text (self->scene, self->norms, row->y - (self->stacked ? 9 : 0), FIG_END,
             fig__face (13, TRUE, ink), norm);
  fig__text (self->scene, self->shares, row->y + (self->stacked ? 9 : 0), FIG_END,
             fig__face (self->stacked ? FIG_SMALL : 13, FALSE, ink), share);
}

static void
draw_row (const FigUnrolled *self, guint path, double y, double height)
{
  Row row = { self, path, y, self->data->selected >= 0 && self->data->selected != (int) path };
  gboolean branch = (path & 1) != 0;
  const FigRole *first = branch ? branch_role (self, 0) : &self->scene->palette.shortcut;

  draw_ground (&row, height);
  for (guint i = self->data->paths->n_blocks; i-- > 0;)
    {
      double a = fig__unrolled_at (self, i) + (i == 0 ? 9 : 0), b = fig__unrolled_at (self, i + 1);

      if ((path >> i & 1) != 0)
        draw_branch (&row, i, a, b);
      else
        draw_shortcut (&row, i, a, b);
    }
  fig__pen_arrow (self->scene, self->start + 1, y, -1, 0, 10,
                  3 + fig__unrolled_line (self, norm_at (&row, 0)) * 0.6);
  fig__fill (self->scene, shade (&row, first->line));
  draw_numbers (&row);
}

/* ── paths of one length ── */

/* Three ways to say it, the fuller first. */
enum { FULL, BRIEF, LENGTH, N_WAYS };

/* “1 branch · 3 of 8 paths · mean norm 0.012 × 3 = 0.036 · share 45 %” */
static void
group_words (const FigUnrolled *self, guint length, char *words[N_WAYS])
{
  const RnPaths *paths = self->data->paths;
  guint all = 1u << paths->n_blocks, n = 0;
  double norm = 0, part = 0;
  g_autofree char *mean = NULL, *sum = NULL, *share = NULL, *head = NULL;

  for (guint i = 0; i < all; i++)
    if (rn_paths_length (i) == length && paths->paths[i].exists)
      {
        n++;
        norm += paths->paths[i].norm;
        part += paths->paths[i].share;
      }
  mean = fig_format_number (norm / n, 3);
  sum = fig_format_number (norm, 3);
  share = fig__percent (part);
  head = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "<b>%u branch</b>", "<b>%u branches</b>",
                                     length),
                          length);
  words[FULL] = g_strdup_printf (dngettext (GETTEXT_PACKAGE,
                                            "%s · %u of %u path · mean norm %s × %u = %s · share %s",
                                            "%s · %u of %u paths · mean norm %s × %u = %s · "
                                            "share %s",
                                            all),
                                 head, n, all, mean, n, sum, share);
  words[BRIEF] = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%s · %u path · share %s",
                                             "%s · %u paths · share %s", n),
                                  head, n, share);
  words[LENGTH] = g_steal_pointer (&head);
}

/* Between the two rails, as fully as there is room. */
static void
draw_group (const FigUnrolled *self, guint length, double y)
{
  FigFace face = fig__face (FIG_SMALL, FALSE, self->scene->palette.ink2);
  char *words[N_WAYS];
  double x = self->start + 12;
  guint way = FULL;

  group_words (self, length, words);
  while (way < LENGTH && x + fig__text_width (self->scene, face, words[way]) > self->end - 6)
    way++;
  fig__text (self->scene, x, y, FIG_START, face, words[way]);
  for (guint i = 0; i < N_WAYS; i++)
    g_free (words[i]);
}

/* From the two ends of the chain down to the last path. */
static void
draw_rails (const FigUnrolled *self, double top, double bottom)
{
  FigColor color = fig__unrolled_shade (self, self->scene->palette.ink2, FALSE);

  fig__pen_line (self->scene, self->start, top, self->start, bottom + 1.5);
  fig__stroke (self->scene, color, FIG_LINE_LEAST);
  fig__pen_line (self->scene, self->end, top, self->end, bottom + 1.5);
  fig__stroke (self->scene, color, FIG_LINE_LEAST);
}

/* Whether another length begins with place @i of the order. */
static gboolean
begins (const guint *order, guint i)
{
  return i == 0 || rn_paths_length (order[i]) != rn_paths_length (order[i - 1]);
}

double
fig__unrolled_rows (const FigUnrolled *self, double y)
{
  FigFace quiet = fig__face (FIG_TICK_SIZE, FALSE, self->scene->palette.ink2);
  double height = self->stacked ? ROW_STACKED : ROW, top = y + 58, at = top;
  guint order[RN_PATHS_MOST], n = fig_unrolled_order (self->data->paths, order), groups = 0;

  for (guint i = 0; i < n; i++)
    groups += begins (order, i);
  draw_rails (self, y + 4, top + groups * GROUP + (n - 0.5) * height);
  if (!self->stacked)
    {
      fig__text (self->scene, self->norms, top - 8, FIG_END, quiet, _("norm"));
      fig__text (self->scene, self->shares, top - 8, FIG_END, quiet, _("share"));
    }
  for (guint i = 0; i < n; i++)
    {
      if (begins (order, i))
        {
          draw_group (self, rn_paths_length (order[i]), at + GROUP / 2);
          at += GROUP;
        }
      draw_row (self, order[i], at + height / 2, height);
      at += height;
    }
  return at;
}
