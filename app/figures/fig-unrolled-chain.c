/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The unrolled view's blocks as they stand in the network, the gradient going from right to left. */
#include "config.h"
#include "fig-unrolled-private.h"

#include <math.h>

#include "fig-anatomy-private.h"
#include "fig-i18n.h"

/* One block of the chain. */
typedef struct
{
  const FigUnrolled *view;
  guint              block;
  RnScope            scope;
  FigAnatomy         anatomy;
  double             fork, plus;     /* px */
  double             top, base;
  double             radius;         /* of ⊕ */
} Link;

static void
draw_arrow (const FigUnrolled *self, double from, double to, double y, FigColor color)
{
  fig__pen_line (self->scene, from, y, to + 8, y);
  fig__stroke (self->scene, color, FIG_LINE_LEAST);
  fig__pen_arrow (self->scene, to, y, -1, 0, 9, 5);
  fig__fill (self->scene, color);
}

/* The selected path made to pass the block this way; of none the one that differs only here. */
static int
path_by (const FigUnrolled *self, guint block, gboolean branch)
{
  guint bit = 1u << block, all = (1u << self->data->paths->n_blocks) - 1;

  if (self->data->selected < 0)
    return (int) (branch ? bit : all & ~bit);
  return (int) (branch ? (guint) self->data->selected | bit : (guint) self->data->selected & ~bit);
}

static void
tell_way (const Link *link, FigMark *mark, gboolean branch)
{
  const FigUnrolled *self = link->view;
  int path = path_by (self, link->block, branch);

  if (!self->data->paths->paths[path].exists)
    return;
  fig__tell (mark, FIG_PATH,
             fig_unrolled_text (self->data->paths, self->data->graph, (guint) path));
  mark->datum.item = path;
  mark->datum.scope = link->scope;
}

/* ── the shortcut ── */

static const char *
shortcut_kind (const Link *link)
{
  const GArray *steps = link->anatomy.shortcut;

  for (guint i = 0; i < steps->len; i++)
    if (fig__is (link->view->data->graph, g_array_index (steps, FigStep, i).node, "conv2d"))
      return _("projection");
  return steps->len == 0 ? _("identity") : _("shortcut");
}

static void
draw_arc_words (const Link *link, double scale, FigMark *arc)
{
  const FigUnrolled *self = link->view;
  const FigRole *role = &self->scene->palette.shortcut;
  gboolean off = fig__unrolled_is_off (self, link->block, FALSE);
  FigFace face = fig__face (FIG_SMALL, FALSE, fig__unrolled_shade (self, role->text, off));
  g_autofree char *symbol = fig__unrolled_factor (0, link->block);
  g_autofree char *words = g_strdup_printf ("%s %s", symbol, shortcut_kind (link));
  double middle = (link->fork + link->plus) / 2;

  if (scale == 0)
    tell_way (link, fig__scissors (self->scene, middle, link->top, 10), FALSE);
  else if (scale != 1)
    {
      g_autofree char *factor = fig__factor (scale);
      double width = fig__text_width (self->scene, face, factor) + 12;

      fig__pen_rect (self->scene, middle - width / 2, link->top - 10, width, 20, 10);
      tell_way (link, fig__draw (self->scene, &(FigPaint) { .fill = role->tint,
                                                            .stroke = role->line,
                                                            .line = 1.5 }), FALSE);
      fig__text (self->scene, middle, link->top, FIG_CENTER, face, factor);
    }
  fig__text (self->scene, middle, link->top + (scale == 1 ? 16 : 20), FIG_CENTER, face,
             fig__text_width (self->scene, face, words) < link->plus - link->fork - 16 ? words
                                                                                       : symbol);
}

static void
draw_arc (const Link *link)
{
  const FigUnrolled *self = link->view;
  double scale = fig__shortcut_scale (self->data->graph, link->scope);
  gboolean off = fig__unrolled_is_off (self, link->block, FALSE) || scale == 0;
  FigColor color = fig__unrolled_shade (self, self->scene->palette.shortcut.line, off);
  FigPoint way[] = { { link->plus, link->base - link->radius - 1 }, { link->plus, link->top },
                     { link->fork, link->top }, { link->fork, link->base - 12 } };
  FigMark *arc;

  fig__pen_route (self->scene, way, G_N_ELEMENTS (way), 12);
  arc = fig__draw (self->scene, &(FigPaint) { .stroke = color,
                                              .line = FIG_LINE_LEAST,
                                              .dash = scale == 0 ? FIG_DASHES : FIG_SOLID });
  tell_way (link, arc, FALSE);
  fig__pen_arrow (self->scene, link->fork, link->base - 4, 0, 1, 9, 5);
  fig__fill (self->scene, color);
  draw_arc_words (link, scale, arc);
}

/* ── the branch ── */

static void
draw_plus (const Link *link)
{
  FigScene *scene = link->view->scene;
  const FigRole *sum = &scene->palette.sum;
  double arm = link->radius / 2, line = link->radius > 10 ? 2.2 : 1.6;

  fig__pen_circle (scene, link->plus, link->base, link->radius);
  fig__draw (scene, &(FigPaint) { .fill = sum->tint, .stroke = sum->line, .line = line });
  fig__pen_line (scene, link->plus - arm, link->base, link->plus + arm, link->base);
  fig__pen_line (scene, link->plus, link->base - arm, link->plus, link->base + arm);
  fig__stroke (scene, sum->line, line);
}

static void
draw_branch (const Link *link)
{
  const FigUnrolled *self = link->view;
  const FigPalette *palette = &self->scene->palette;
  gboolean arc = link->anatomy.has_shortcut;
  const FigRole *role = arc ? &palette->branch : &palette->plain;
  gboolean off = fig__unrolled_is_off (self, link->block, TRUE);
  double middle = (link->fork + link->plus) / 2,
         half = fig__unrolled_half (self), height = self->column > FIG_COLUMN_ROOMY ? 36 : 24;
  g_autofree char *symbol = fig__unrolled_factor (1u << link->block, link->block);
  FigMark *box;

  draw_arrow (self, link->plus - (arc ? link->radius : 0), link->fork + (arc ? 4 : 0), link->base,
              fig__unrolled_shade (self, role->line, off));
  fig__pen_rect (self->scene, middle - half, link->base - height / 2, 2 * half, height, 6);
  box = fig__draw (self->scene, &(FigPaint) { .fill = palette->card });
  fig__pen_rect (self->scene, middle - half, link->base - height / 2, 2 * half, height, 6);
  box = fig__draw (self->scene,
                   &(FigPaint) { .fill = fig__unrolled_shade (self, role->tint, off),
                                 .stroke = fig__unrolled_shade (self, role->line, off),
                                 .line = 2 });
  tell_way (link, box, TRUE);
  fig__text (self->scene, middle, link->base, FIG_CENTER,
             fig__face (13, FALSE, fig__unrolled_shade (self, role->text, off)), symbol);
}

/* The block's path, its own word, or nothing, as there is room. */
static void
draw_name (const Link *link)
{
  const FigUnrolled *self = link->view;
  const RnScopeInfo *scope = rn_graph_scope (self->data->graph, link->scope);
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, self->scene->palette.ink2);
  double middle = (link->fork + link->plus) / 2;
  g_autofree char *path = g_markup_escape_text (scope->path, -1);

  if (path[0] != '\0' && fig__text_width (self->scene, face, path) < self->column - 6)
    fig__text (self->scene, middle, link->base + 34, FIG_CENTER, face, path);
}

/* What stands behind ⊕ on the main line. */
static void
draw_after (const Link *link, double end)
{
  const FigUnrolled *self = link->view;
  const RnGraph *graph = self->data->graph;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, self->scene->palette.ink2);
  const GArray *after = link->anatomy.after;
  GString *words = g_string_new (NULL);
  double width;

  draw_arrow (self, end, link->plus + (link->anatomy.has_shortcut ? link->radius + 1 : 0),
              link->base, fig__unrolled_shade (self, self->scene->palette.ink2, FALSE));
  for (guint i = 0; i < after->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? "·" : "",
                            fig__op_symbol (graph, g_array_index (after, FigStep, i).node));
  width = fig__text_width (self->scene, face, words->str) + 12;
  if (after->len > 0 && width < end - link->plus - link->radius - 22)
    {
      double middle = (link->plus + link->radius + 8 + end) / 2;

      fig__pen_rect (self->scene, middle - width / 2, link->base - 9, width, 18, 9);
      fig__draw (self->scene, &(FigPaint) { .fill = self->scene->palette.card,
                                            .stroke = self->scene->palette.hairline,
                                            .line = 1.2 });
      fig__text (self->scene, middle, link->base, FIG_CENTER, face, words->str);
    }
  g_string_free (words, TRUE);
}

static void
draw_link (const FigUnrolled *self, guint block, double top, double base)
{
  double start = fig__unrolled_at (self, block), end = start + self->column;
  gboolean roomy = self->column > FIG_COLUMN_ROOMY;
  Link link = { .view = self, .block = block, .scope = self->data->paths->blocks[block],
                .fork = start, .top = top, .base = base, .radius = roomy ? 12 : 6 };

  link.plus = fig__unrolled_plus (self, block);
  fig__anatomy_read (&link.anatomy, self->data->graph, link.scope);
  draw_branch (&link);
  draw_after (&link, end);
  if (link.anatomy.has_shortcut)
    {
      draw_arc (&link);
      draw_plus (&link);
    }
  draw_name (&link);
  fig__pen_circle (self->scene, start, base, 4);
  fig__fill (self->scene, self->scene->palette.ink);
  fig__anatomy_clear (&link.anatomy);
}

double
fig__unrolled_chain (const FigUnrolled *self, double y)
{
  FigScene *scene = self->scene;
  double top = y + 14, base = y + 72;
  FigFace face = fig__face (FIG_BODY, FALSE, scene->palette.ink);

  draw_arrow (self, self->start, self->left + 4, base,
              fig__unrolled_shade (self, scene->palette.ink2, FALSE));
  for (guint i = 0; i < self->data->paths->n_blocks; i++)
    draw_link (self, i, top, base);
  fig__pen_circle (scene, self->end, base, 4);
  fig__fill (scene, scene->palette.ink);
  fig__text (scene, self->left, base + 20, FIG_START, face, "<m>dL/dx</m>");
  fig__text (scene, self->end + 10, base, FIG_START, face, "<m>dL/dy</m>");
  return base;
}
