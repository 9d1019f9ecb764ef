/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* One block to scale: convolutions as trapezoids, groups as slivers, the shortcut as an arc. */
#include "config.h"
#include "fig-block-private.h"

#include <math.h>
#include <string.h>

#include "fig-format.h"
#include "fig-i18n.h"

static char *
weights_words (guint64 n)
{
  g_autofree char *count = fig_format_count (n);

  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%s weight", "%s weights", n), count);
}

static guint64
weights (const RnGraph *graph, RnNode node)
{
  const RnNodeInfo *info = rn_graph_node (graph, node);

  return info->parameters[0] != G_MAXUINT
           ? rn_shape_elements (&rn_graph_parameter (graph, info->parameters[0])->shape)
           : 0;
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

  if (groups > 1)
    return g_strdup_printf (_("%d×%d%s, %d groups of %d"), kernel, kernel, step, groups,
                            (int) in / groups);
  if (with_size)
    return g_strdup_printf ("%d×%d%s, %d → %d", kernel, kernel, step, (int) in, (int) out);
  return g_strdup_printf ("%d → %d%s", (int) in, (int) out, step);
}

static void
draw_side (const FigSheet *sheet, const RnGraph *graph, RnNode node, gboolean with_size, double x,
           double y)
{
  const FigPalette *palette = &sheet->scene->palette;
  g_autofree char *first = side_words (graph, node, with_size),
                  *count = weights_words (weights (graph, node));

  fig__text (sheet->scene, x, y - 8, FIG_START, fig__face (FIG_SMALL + 0.5, FALSE, palette->ink),
             first);
  fig__text (sheet->scene, x, y + 9, FIG_START, fig__face (FIG_SMALL, FALSE, palette->ink2), count);
}

/* Room for the widest of them. */
double
fig__sheet_side_room (const FigSheet *sheet)
{
  double room = 96;

  for (guint i = 0; i < sheet->n; i++)
    for (guint r = 0; r < sheet->ladders[i].rungs->len; r++)
      {
        const FigRung *rung = &g_array_index (sheet->ladders[i].rungs, FigRung, r);
        g_autofree char *words = rung->words == NULL
                                   ? side_words (sheet->ladders[i].block->graph, rung->node, TRUE)
                                   : NULL;

        if (words != NULL)
          room = fmax (room, fig__text_width (sheet->scene,
                                              fig__face (FIG_SMALL + 0.5, FALSE,
                                                         sheet->scene->palette.ink),
                                              words));
      }
  return ceil (room);
}

gboolean
fig__ladder_has_projection (const FigLadder *ladder)
{
  for (guint i = 0; i < ladder->anatomy.shortcut->len; i++)
    if (fig__is (ladder->block->graph, g_array_index (ladder->anatomy.shortcut, FigStep, i).node,
                 "conv2d"))
      return TRUE;
  return FALSE;
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

static void
draw_convolution (const FigSheet *sheet, const RnGraph *graph, RnNode node, const FigRole *role,
                  double left, double y)
{
  double top = fmax (sheet->scale * channels (graph, rn_graph_node (graph, node)->inputs[0]), 4);
  double bottom = fmax (sheet->scale * channels (graph, node), 4), middle = left + sheet->axis;
  int kernel = (int) fig__attribute (graph, node, "kernel", 1);
  guint groups = (guint) fig__attribute (graph, node, "groups", 1);
  g_autofree char *size = g_strdup_printf ("%d×%d", kernel, kernel),
                  *words = g_strdup_printf ("%s %s", size, _("conv"));
  FigFace face = fig__face (FIG_SMALL + 0.5, TRUE, role->text);
  double room = fmin (top, bottom) + 0.35 * fabs (top - bottom) - 10;
  gboolean inside;
  FigMark *mark = draw_shape (sheet, role, middle, y, top, bottom, groups);
  g_autofree char *count = weights_words (weights (graph, node)),
                  *kind = fig__op_kind (graph, node);

  fig__tell (mark, FIG_NODE,
             g_strdup_printf ("%s\n%s, %d → %d\n%s", rn_graph_node (graph, node)->name, kind,
                              (int) channels (graph, rn_graph_node (graph, node)->inputs[0]),
                              (int) channels (graph, node), count));
  mark->datum.node = node;
  mark->datum.value = (double) weights (graph, node);
  inside = groups <= 1 && fig__text_width (sheet->scene, face, size) <= room;
  if (inside)
    fig__text (sheet->scene, middle, y + CONV_PX / 2, FIG_CENTER, face,
               fig__text_width (sheet->scene, face, words) <= room ? words : size);
  draw_side (sheet, graph, node, !inside, left + sheet->text, y + CONV_PX / 2);
}

static void
draw_pill (const FigSheet *sheet, const RnGraph *graph, const FigRung *rung, double middle,
           double y)
{
  const FigPalette *palette = &sheet->scene->palette;
  FigFace face = fig__face (FIG_TICK_SIZE, FALSE, palette->ink2);
  double width = fig__text_width (sheet->scene, face, rung->words) + 16;
  FigMark *mark;

  fig__pen_rect (sheet->scene, middle - width / 2, y, width, PILL_PX, PILL_PX / 2);
  mark = fig__draw (sheet->scene,
                    &(FigPaint){ .fill = palette->card, .stroke = palette->hairline, .line = 1.2 });
  fig__tell (mark, FIG_NODE, g_strdup (rn_graph_node (graph, rung->node)->name));
  mark->datum.node = rung->node;
  fig__textf (sheet->scene, middle, y + PILL_PX / 2, FIG_CENTER, face, "%s", rung->words);
}

/* “identity: 0 weights”, “projection: 32,768 weights”, “pad +64: 0 weights” */
static char *
shortcut_words (const FigLadder *ladder)
{
  const RnGraph *graph = ladder->block->graph;
  guint64 n = 0;
  int added = -1;
  g_autofree char *count = NULL, *name = NULL;

  for (guint i = 0; i < ladder->anatomy.shortcut->len; i++)
    {
      RnNode node = g_array_index (ladder->anatomy.shortcut, FigStep, i).node;

      if (fig__is (graph, node, "conv2d"))
        n += weights (graph, node);
      if (fig__is (graph, node, "pad_channels"))
        added = (int) (fig__attribute (graph, node, "before", 0)
                       + fig__attribute (graph, node, "after", 0));
    }
  count = weights_words (n);
  name = added >= 0 ? g_strdup_printf (_("pad +%d"), added)
                    : g_strdup (n > 0                               ? _("projection")
                                : ladder->anatomy.shortcut->len > 0 ? _("subsampling")
                                                                    : _("identity"));
  return g_strdup_printf ("%s: %s", name, count);
}

/* Returns whether there is one to draw. */
static gboolean
draw_projection (const FigSheet *sheet, const FigLadder *ladder, double x, double y)
{
  const FigRole *role = &sheet->scene->palette.shortcut;
  gboolean found = FALSE;

  for (guint i = 0; i < ladder->anatomy.shortcut->len; i++)
    {
      RnNode node = g_array_index (ladder->anatomy.shortcut, FigStep, i).node;
      int kernel = (int) fig__attribute (ladder->block->graph, node, "kernel", 1);
      g_autofree char *count = NULL;
      FigMark *mark;

      if (!fig__is (ladder->block->graph, node, "conv2d"))
        continue;
      found = TRUE;
      fig__pen_rect (sheet->scene, x - 18, y - CONV_PX / 2, 36, CONV_PX, 3);
      mark = fig__draw (sheet->scene,
                        &(FigPaint) { .fill = role->tint, .stroke = role->line, .line = 2 });
      count = weights_words (weights (ladder->block->graph, node));
      fig__tell (mark, FIG_NODE,
                 g_strdup_printf ("%s\n%s", rn_graph_node (ladder->block->graph, node)->name,
                                  count));
      mark->datum.node = node;
      fig__textf (sheet->scene, x, y, FIG_CENTER, fig__face (FIG_SMALL, TRUE, role->text), "%d×%d",
                  kernel, kernel);
    }
  return found;
}

static void
draw_shortcut (const FigSheet *sheet, const FigLadder *ladder, double left, double fork,
               double plus)
{
  FigScene *scene = sheet->scene;
  double x = left + sheet->arc, middle = left + sheet->axis;
  g_autofree char *words = shortcut_words (ladder);
  FigPoint way[] = { { middle, fork }, { x, fork }, { x, plus }, { middle - PLUS - 8, plus } };
  FigMark *mark;

  fig__pen_route (scene, way, 4, 16);
  mark = fig__stroke (scene, scene->palette.shortcut.line, 3);
  fig__tell (mark, FIG_EDGE, g_strdup_printf (_("shortcut\n%s"), words));
  mark->datum.node = ladder->anatomy.input;
  fig__pen_arrow (scene, middle - PLUS - 1, plus, 1, 0, 9, 5);
  fig__fill (scene, scene->palette.shortcut.line);
  fig__text_upward (scene, x - (draw_projection (sheet, ladder, x, (fork + plus) / 2) ? 28 : 13),
                    (fork + plus) / 2, fig__face (FIG_SMALL, FALSE, scene->palette.shortcut.text),
                    words);
}

/* Behind ⊕ to the right: “ReLU → 256×56×56”. */
static void
draw_output (const FigSheet *sheet, const FigLadder *ladder, double left, double y)
{
  const RnGraph *graph = ladder->block->graph;
  FigScene *scene = sheet->scene;
  RnNode last = rn_graph_scope (graph, ladder->scope)->end - 1;
  double middle = left + sheet->axis,
         start = ladder->anatomy.has_shortcut ? middle + PLUS + 1 : middle;
  double end = middle + 66;
  FigColor color = ladder->anatomy.has_shortcut ? scene->palette.sum.line
                                                : scene->palette.plain.line;
  g_autofree char *shape = fig_format_map (&rn_graph_node (graph, last)->shape);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < ladder->anatomy.after->len; i++)
    g_string_append_printf (words, "%s → ",
                            fig__op_symbol (graph, g_array_index (ladder->anatomy.after, FigStep, i)
                                                     .node));
  g_string_append (words, shape);
  if (middle + 74
        + fig__text_width (scene, fig__face (FIG_SMALL + 0.5, FALSE, scene->palette.ink2),
                           words->str)
      > left + sheet->content)
    end = middle + 40;
  fig__pen_line (scene, start, y, end - 8, y);
  fig__stroke (scene, color, 3);
  fig__pen_arrow (scene, end, y, 1, 0, 9, 5);
  fig__fill (scene, color);
  fig__textf (scene, end + 8, y, FIG_START, fig__face (FIG_SMALL + 0.5, FALSE, scene->palette.ink2),
              "%s", words->str);
  g_string_free (words, TRUE);
}

static void
draw_plus (const FigSheet *sheet, const FigLadder *ladder, double x, double y)
{
  const FigRole *sum = &sheet->scene->palette.sum;
  FigMark *mark;

  fig__pen_circle (sheet->scene, x, y, PLUS);
  mark = fig__draw (sheet->scene,
                    &(FigPaint) { .fill = sum->tint, .stroke = sum->line, .line = 2.5 });
  fig__tell (mark, FIG_NODE,
             g_strdup (rn_graph_node (ladder->block->graph, ladder->anatomy.addition)->name));
  mark->datum.node = ladder->anatomy.addition;
  fig__pen_line (sheet->scene, x - 7, y, x + 7, y);
  fig__pen_line (sheet->scene, x, y - 7, x, y + 7);
  fig__stroke (sheet->scene, sum->line, 2.5);
}

static void
draw_input (const FigSheet *sheet, const FigLadder *ladder, double left, double y)
{
  FigScene *scene = sheet->scene;
  gsize in = channels (ladder->block->graph, ladder->anatomy.input);
  double width = fmax (sheet->scale * in, 4);
  g_autofree char *words = g_strdup_printf ("<m>x</m> %" G_GSIZE_FORMAT, in);
  FigMark *mark;

  fig__pen_rect (scene, left + sheet->axis - width / 2, y, width, 8, 2);
  mark = fig__fill (scene, scene->palette.ink2);
  fig__tell (mark, FIG_NODE, g_strdup (words + strlen ("<m>x</m> ")));
  mark->datum.node = ladder->anatomy.input;
  fig__text (scene, left + sheet->text, y + 4, FIG_START,
             fig__face (FIG_BODY, FALSE, scene->palette.ink), words);
}

/* @stretch: px added to every gap, so that neighbours end on one line. */
void
fig__ladder_draw (const FigSheet *sheet, const FigLadder *ladder, double left, double y,
                  double stretch)
{
  FigScene *scene = sheet->scene;
  const RnGraph *graph = ladder->block->graph;
  gboolean arc = ladder->anatomy.has_shortcut;
  FigColor color = arc ? scene->palette.branch.line : scene->palette.plain.line;
  double middle = left + sheet->axis, fork = y + 8 + 18, at = fork + GAP_PX + stretch;
  double bottom = y + ladder->height + stretch * (ladder->rungs->len + 1), plus = bottom - PLUS;

  draw_input (sheet, ladder, left, y);
  fig__pen_line (scene, middle, y + 8, middle, plus - (arc ? PLUS + 8 : 0));
  fig__stroke (scene, color, 3);
  if (arc)
    {
      fig__pen_arrow (scene, middle, plus - PLUS - 1, 0, 1, 9, 5);
      fig__fill (scene, color);
      draw_shortcut (sheet, ladder, left, fork, plus);
      fig__pen_circle (scene, middle, fork, 4.5);
      fig__fill (scene, scene->palette.ink);
    }
  for (guint i = 0; i < ladder->rungs->len; i++)
    {
      const FigRung *rung = &g_array_index (ladder->rungs, FigRung, i);

      if (rung->words != NULL)
        draw_pill (sheet, graph, rung, middle, at);
      else
        draw_convolution (sheet, graph, rung->node,
                          arc ? &scene->palette.branch : &scene->palette.plain, left, at);
      at += rung_height (rung) + gap_between (rung, i + 1 < ladder->rungs->len ? rung + 1 : NULL)
            + stretch;
    }
  draw_output (sheet, ladder, left, plus);
  if (arc && ladder->anatomy.addition != RN_NODE_NONE)
    draw_plus (sheet, ladder, middle, plus);
}
