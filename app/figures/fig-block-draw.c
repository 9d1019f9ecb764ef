/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One block to scale: convolutions as trapezoids, groups as slivers, the shortcut as an arc. */
#include "config.h"
#include "fig-block-private.h"

#include <math.h>
#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"

char *
fig__ladder_weights (guint64 n)
{
  g_autofree char *count = fig_format_count (n);

  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%s weight", "%s weights", n), count);
}

guint64
fig__ladder_n_weights (const RnGraph *graph, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  return info->parameters[0] != G_MAXUINT
           ? rn_shape_elements (&rn_graph_parameter (graph, info->parameters[0])->shape)
           : 0;
}

static char *
window_words (const RnGraph *graph, RnNode node, gboolean with_name)
{
  int heads = (int) fig__attribute (graph, node, "heads", 1),
      window = (int) fig__attribute (graph, node, "window", 1);

  /* TRANSLATORS: of self-attention, behind “MHSA, ” or alone: “4 heads, 7×7” */
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%s%d head, %d×%d", "%s%d heads, %d×%d",
                                     (gulong) heads),
                          with_name ? "MHSA, " : "", heads, window, window);
}

/* The first line beside a convolution; its size where it does not stand inside. */
static char *
side_words (const RnGraph *graph, RnNode node, gboolean with_size)
{
  gsize in = channels (graph, rn_graph_node (graph, node)->inputs[0]), out = channels (graph, node);
  int groups = (int) fig__attribute (graph, node, "groups", 1),
      kernel = (int) fig__attribute (graph, node, "kernel", 1);
  int stride = (int) fig__attribute (graph, node, "stride", 1);
  g_autofree char *step = stride > 1 ? g_strdup_printf (" /%d", stride) : g_strdup ("");

  if (fig__is (graph, node, "window_attention"))
    return window_words (graph, node, with_size);
  if (groups > 1)
    return g_strdup_printf (_("%d×%d%s, %d groups of %d"), kernel, kernel, step, groups,
                            (int) in / groups);
  if (with_size)
    return g_strdup_printf ("%d×%d%s, %d → %d", kernel, kernel, step, (int) in, (int) out);
  return g_strdup_printf ("%d → %d%s", (int) in, (int) out, step);
}

static void
draw_side (const FigSheet *sheet, const RnGraph *graph, RnNode node, gboolean with_size, double x,
           double y, double room)
{
  const FigPalette *palette = &sheet->scene->palette;
  FigFace face = fig__face (FIG_SMALL + 0.5, FALSE, palette->ink);
  g_autofree char *first = side_words (graph, node, with_size),
                  *brief = side_words (graph, node, FALSE),
                  *count = fig__ladder_weights (fig__ladder_n_weights (graph, node));
  gboolean fits = fig__text_width (sheet->scene, face, first) <= room;

  fig__text (sheet->scene, x, y - 8, FIG_START, face, fits ? first : brief);
  fig__text (sheet->scene, x, y + 9, FIG_START, fig__face (FIG_SMALL, FALSE, palette->ink2), count);
}

/* What is said of a fork: how many lanes it has, or its name, and its weights. */
static char *
fork_words (const RnGraph *graph, const FigStep *fork)
{
  if (fig__is_gate (graph, fork))
    return fork->part != RN_SCOPE_ROOT ? g_ascii_strup (rn_graph_scope (graph, fork->part)->name, -1)
                                       : g_strdup (_("gate"));
  /* TRANSLATORS: the ways through a block that parts: “32 paths” */
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u path", "%u paths", fork->lanes->len),
                          fork->lanes->len);
}

static void
draw_fork_words (const FigSheet *sheet, const RnGraph *graph, const FigStep *fork, double x,
                 double y)
{
  g_autofree char *name = fork_words (graph, fork), *count = NULL;
  guint64 n = 0;

  for (RnNode i = fork->first; i <= fork->node; i++)
    if (fig__ladder_is_shaped (graph, i))
      n += fig__ladder_n_weights (graph, i);
  count = fig__ladder_weights (n);
  fig__textf (sheet->scene, x, y, FIG_START,
              fig__face (FIG_SMALL, FALSE, sheet->scene->palette.ink2), "%s: %s", name, count);
}

/* Room for the widest of them. */
double
fig__sheet_side_room (const FigSheet *sheet)
{
  double room = 96;

  for (guint i = 0; i < sheet->n; i++)
    for (guint r = 0; r < sheet->ladders[i].rungs->len; r++)
      {
        const RnGraph *graph = sheet->ladders[i].block->graph;
        const FigSpot *rung = rung_of (sheet->ladders[i].rungs, r);
        g_autofree char *words = NULL;

        if (!fig__ladder_is_shaped (graph, rung->step.node))
          continue;
        words = side_words (graph, rung->step.node, TRUE);
        room = fmax (room, fig__text_width (sheet->scene,
                                            fig__face (FIG_SMALL + 0.5, FALSE,
                                                       sheet->scene->palette.ink),
                                            words));
      }
  return ceil (room);
}

/* A trapezoid from @top to @bottom px wide; a group each a sliver, as many as can be told apart. */
static FigMark *
draw_shape (const FigSheet *sheet, const FigRole *role, double middle, double y, double top,
            double bottom, guint groups)
{
  guint slivers = CLAMP (groups, 1, MAX ((guint) (fmin (top, bottom) / 2.5), 2));
  FigMark *whole = NULL;
  double gap = slivers > 1 ? fmin (1.2, 0.4 * fmin (top, bottom) / slivers) : 0;

  if (slivers > 1)
    {
      /* The main line must not shine through, and the gaps answer to a pointer like the slivers. */
      fig__pen_polygon (sheet->scene,
                        (FigPoint[]) { { middle - top / 2, y },
                                       { middle + top / 2, y },
                                       { middle + bottom / 2, y + CONV_PX },
                                       { middle - bottom / 2, y + CONV_PX } },
                        4, TRUE);
      whole = fig__fill (sheet->scene, sheet->scene->palette.card);
    }
  for (guint i = 0; i < slivers; i++)
    {
      double t0 = middle - top / 2 + top * i / slivers + gap / 2,
             t1 = middle - top / 2 + top * (i + 1) / slivers - gap / 2;
      double b0 = middle - bottom / 2 + bottom * i / slivers + gap / 2,
             b1 = middle - bottom / 2 + bottom * (i + 1) / slivers - gap / 2;

      cairo_new_sub_path (sheet->scene->pen);
      fig__pen_polygon (sheet->scene,
                        (FigPoint[]) {
                          { t0, y }, { t1, y }, { b1, y + CONV_PX }, { b0, y + CONV_PX } },
                        4, TRUE);
    }
  if (whole == NULL)
    return fig__draw (sheet->scene,
                      &(FigPaint) { .fill = role->tint, .stroke = role->line, .line = 2 });
  fig__fill (sheet->scene, role->line);
  return whole;
}

void
fig__ladder_shape (const FigSheet *sheet, const RnGraph *graph, RnNode node, const FigRole *role,
                   double left, double y)
{
  double top = fmax (sheet->scale * channels (graph, rn_graph_node (graph, node)->inputs[0]), 4);
  double bottom = fmax (sheet->scale * channels (graph, node), 4), middle = left + sheet->axis;
  gboolean attends = fig__is (graph, node, "window_attention");
  int kernel = (int) fig__attribute (graph, node, "kernel", 1);
  guint groups = (guint) fig__attribute (graph, node, "groups", 1);
  g_autofree char *size = attends ? g_strdup (fig__op_symbol (graph, node))
                                  : g_strdup_printf ("%d×%d", kernel, kernel),
                  *words = attends ? g_strdup (size) : g_strdup_printf ("%s %s", size, _("conv"));
  FigFace face = fig__face (FIG_SMALL + 0.5, TRUE, role->text);
  double room = fmin (top, bottom) + 0.35 * fabs (top - bottom) - 6;
  gboolean inside;
  FigMark *mark = draw_shape (sheet, role, middle, y - CONV_PX / 2, top, bottom, groups);
  guint64 weights = fig__ladder_n_weights (graph, node);
  g_autofree char *count = fig__ladder_weights (weights), *kind = fig__op_kind (graph, node);

  fig__tell (mark, FIG_NODE,
             g_strdup_printf ("%s\n%s, %d → %d\n%s", rn_graph_node (graph, node)->name, kind,
                              (int) channels (graph, rn_graph_node (graph, node)->inputs[0]),
                              (int) channels (graph, node), count));
  mark->datum.node = node;
  mark->datum.value = (double) weights;
  inside = groups <= 1 && fig__text_width (sheet->scene, face, size) <= room;
  if (inside)
    fig__text (sheet->scene, middle, y, FIG_CENTER, face,
               fig__text_width (sheet->scene, face, words) <= room ? words : size);
  draw_side (sheet, graph, node, !inside, left + sheet->text, y, sheet->content - sheet->text);
}

static void
draw_input (const FigSheet *sheet, const FigLadder *ladder, double left, double y)
{
  FigScene *scene = sheet->scene;
  gsize in = channels (ladder->block->graph, ladder->anatomy.input);
  double width = fmax (sheet->scale * in, 4);
  g_autofree char *words = g_strdup_printf ("<m>x</m> %" G_GSIZE_FORMAT, in);
  FigMark *mark;

  fig__pen_rect (scene, left + sheet->axis - width / 2, y, width, BAR_PX, 2);
  mark = fig__fill (scene, scene->palette.ink2);
  fig__tell (mark, FIG_NODE, g_strdup (words + strlen ("<m>x</m> ")));
  mark->datum.node = ladder->anatomy.input;
  fig__text (scene, left + sheet->text, y + 4, FIG_START,
             fig__face (FIG_BODY, FALSE, scene->palette.ink), words);
}

/* From @y through what stands behind ⊕ to the tip the output leaves by. */
static void
draw_foot (const FigSheet *sheet, const FigLadder *ladder, double left, double y)
{
  const RnGraph *graph = ladder->block->graph;
  FigScene *scene = sheet->scene;
  gboolean arc = ladder->anatomy.has_shortcut;
  const FigRole *role = arc ? &scene->palette.sum : &scene->palette.plain;
  double x = left + sheet->axis, end = y + ladder->foot, at = y + (arc ? PLUS + 8 : 8);
  RnNode last = rn_graph_scope (graph, ladder->scope)->end - 1;
  g_autofree char *shape = fig_format_map (&rn_graph_node (graph, last)->shape);

  fig__pen_line (scene, x, arc ? y + PLUS : y, x, end - 8);
  fig__stroke (scene, role->line, 3);
  fig__pen_arrow (scene, x, end, 0, 1, 9, 5);
  fig__fill (scene, role->line);
  for (guint i = 0; i < ladder->after->len; i++)
    {
      const FigSpot *spot = rung_of (ladder->after, i);

      fig__ladder_pill (sheet, graph, spot, arc ? role : NULL, x, at + spot->half, INFINITY);
      at += 2 * spot->half + 8;
    }
  fig__text (scene, left + sheet->text, end - 8, FIG_START,
             fig__face (FIG_SMALL + 0.5, FALSE, scene->palette.ink2), shape);
}

static void
draw_rung (const FigSheet *sheet, const FigLadder *ladder, const FigSpot *rung, const FigRole *role,
           double left, double y)
{
  const RnGraph *graph = ladder->block->graph;
  double x = left + sheet->axis;

  if (rung->lanes != NULL)
    {
      fig__ladder_lanes (sheet, graph, rung, role, left, y - rung->half);
      draw_fork_words (sheet, graph, &rung->step, x + 14, y + rung->half - FORK_WORDS_PX / 2);
    }
  else if (rung->words != NULL)
    fig__ladder_pill (sheet, graph, rung, NULL, x, y, INFINITY);
  else if (rung->is_round)
    fig__ladder_ring (sheet, graph, rung->step.node, rung->step.node, role, x, y, RING_PX);
  else
    fig__ladder_shape (sheet, graph, rung->step.node, role, left, y);
}

/* Lanes leave the main line, but for a gate, which stands beside it. */
static gboolean
breaks_line (const FigSpot *rung)
{
  return rung->lanes != NULL && !rung->lanes->is_gate;
}

/* The main line from @from to the next rung that breaks it, or to @end. */
static void
draw_line (const FigSheet *sheet, double x, double from, double to, FigColor color)
{
  fig__pen_line (sheet->scene, x, from, x, to);
  fig__stroke (sheet->scene, color, 3);
}

/* @places: of the rungs' middles. */
static void
draw_main_line (const FigSheet *sheet, const FigLadder *ladder, const double *places, double x,
                double from, double end, FigColor color)
{
  for (guint i = 0; i < ladder->rungs->len; i++)
    {
      const FigSpot *rung = rung_of (ladder->rungs, i);

      if (!breaks_line (rung))
        continue;
      draw_line (sheet, x, from, places[i] - rung->half, color);
      from = places[i] + rung->half - FORK_WORDS_PX;
    }
  draw_line (sheet, x, from, end, color);
}

static double *
place_rungs (const FigLadder *ladder, double at, double stretch)
{
  double *places = g_new (double, ladder->rungs->len + 1);

  for (guint i = 0; i < ladder->rungs->len; i++)
    {
      const FigSpot *rung = rung_of (ladder->rungs, i);

      places[i] = at + rung->half;
      at += 2 * rung->half + stretch
            + gap_between (rung, i + 1 < ladder->rungs->len ? rung + 1 : NULL);
    }
  return places;
}

/* @stretch: px added to every gap, so that neighbours end on one line. */
void
fig__ladder_draw (const FigSheet *sheet, const FigLadder *ladder, double left, double y,
                  double stretch)
{
  FigScene *scene = sheet->scene;
  const RnGraph *graph = ladder->block->graph;
  gboolean arc = ladder->anatomy.has_shortcut;
  const FigRole *role = arc ? &scene->palette.branch : &scene->palette.plain;
  double middle = left + sheet->axis, fork = y + BAR_PX + GAP_PX;
  double plus = y + ladder->height + stretch * (ladder->rungs->len + 1) - ladder->foot;
  g_autofree double *places = place_rungs (ladder, fork + GAP_PX + stretch, stretch);

  draw_input (sheet, ladder, left, y);
  draw_main_line (sheet, ladder, places, middle, y + BAR_PX, plus - (arc ? PLUS + 8 : 0),
                  role->line);
  if (arc)
    {
      fig__pen_arrow (scene, middle, plus - PLUS - 1, 0, 1, 9, 5);
      fig__fill (scene, role->line);
      fig__ladder_arc (sheet, ladder, left, fork, plus,
                       ladder->linked < ladder->rungs->len ? places[ladder->linked] : NAN);
      fig__pen_circle (scene, middle, fork, 4.5);
      fig__fill (scene, scene->palette.ink);
    }
  draw_foot (sheet, ladder, left, plus);
  for (guint i = 0; i < ladder->rungs->len; i++)
    draw_rung (sheet, ladder, rung_of (ladder->rungs, i), role, left, places[i]);
  if (arc && ladder->anatomy.addition != RN_NODE_NONE)
    fig__ladder_ring (sheet, graph, ladder->anatomy.addition, ladder->anatomy.addition,
                      &scene->palette.sum, middle, plus, PLUS);
}
