/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The shortcut of a block drawn to scale: an arc at the left with its layers on it, and its gate
   between the arc and the branch. */
#include "config.h"
#include "fig-block-private.h"

#include <math.h>

#include "fig-i18n.h"

#define TIMES_ABOVE_PX 42.0      /* of the shortcut's ⊗ above ⊕ */

/* “identity: 0 weights”, “projection: 32,768 weights”, “pad +64: 0 weights” */
static char *
shortcut_words (const FigLadder *ladder)
{
  const RnGraph *graph = ladder->block->graph;
  guint64 n = 0;
  int added = -1;
  gboolean skips = FALSE;
  g_autofree char *count = NULL, *name = NULL;

  for (guint i = 0; i < ladder->arc->len; i++)
    {
      RnNode node = rung_of (ladder->arc, i)->step.node;

      if (fig__is (graph, node, "conv2d"))
        n += fig__ladder_n_weights (graph, node);
      skips = skips || fig__is (graph, node, "subsample");
      if (fig__is (graph, node, "pad_channels"))
        added = (int) (fig__attribute (graph, node, "before", 0)
                       + fig__attribute (graph, node, "after", 0));
    }
  name = added >= 0 ? g_strdup_printf (_("pad +%d"), added)
                    : g_strdup (n > 0   ? _("projection")
                                : skips ? _("subsampling")
                                        : _("identity"));
  for (guint i = 0; i < ladder->gate->len; i++)
    if (fig__is (graph, rung_of (ladder->gate, i)->step.node, "conv2d"))
      n += fig__ladder_n_weights (graph, rung_of (ladder->gate, i)->step.node);
  count = fig__ladder_weights (n);
  if (ladder->gate->len > 0)
    return g_strdup_printf ("%s · %s: %s", name, _("gate"), count);
  return g_strdup_printf ("%s: %s", name, count);
}

static double
draw_spot (const FigSheet *sheet, const FigLadder *ladder, const FigSpot *spot, double x, double y)
{
  const FigRole *role = &sheet->scene->palette.shortcut;

  if (spot->words != NULL)
    {
      fig__ladder_pill (sheet, ladder->block->graph, spot, role, x, y, INFINITY);
      return fig__pill_width (sheet->scene, spot->words) / 2;
    }
  fig__ladder_box (sheet, ladder->block->graph, spot->step.node, role, x, y);
  return fig__box_width (sheet->scene, ladder->block->graph, spot->step.node) / 2;
}

/* Spots between @from and @to with as much room before each as behind the last; the widest half. */
static double
draw_spots (const FigSheet *sheet, const FigLadder *ladder, const GArray *spots, guint first,
            guint n, double x, double from, double to)
{
  double room = to - from, widest = 0, at = from;

  for (guint i = first; i < first + n; i++)
    room -= 2 * rung_of (spots, i)->half;
  for (guint i = first; i < first + n; i++)
    {
      at += room / (n + 1) + rung_of (spots, i)->half;
      widest = fmax (widest, draw_spot (sheet, ladder, rung_of (spots, i), x, at));
      at += rung_of (spots, i)->half;
    }
  return widest;
}

/* How many spots of the gate lie before what the branch reads of it. */
static guint
before_link (const FigLadder *ladder)
{
  const RnNodeInfo *reader;

  if (ladder->linked >= ladder->rungs->len)
    return ladder->gate->len;
  reader = rn_graph_node (ladder->block->graph, rung_of (ladder->rungs, ladder->linked)->step.node);
  for (guint i = 0; i < ladder->gate->len; i++)
    for (guint k = 0; k < reader->n_inputs; k++)
      if (rung_of (ladder->gate, i)->step.node == reader->inputs[k])
        return i + 1;
  return ladder->gate->len;
}

/* From x down beside the arc into ⊗; where the branch reads it too, a way to there. */
static void
draw_gate (const FigSheet *sheet, const FigLadder *ladder, double left, double fork, double times,
           double link)
{
  const FigRole *role = &sheet->scene->palette.shortcut;
  double x = left + sheet->gate, arc = left + sheet->arc, middle = left + sheet->axis;
  guint n = before_link (ladder);
  double split = n < ladder->gate->len ? link : times;

  fig__ladder_way (sheet,
                   (FigPoint[]) { { x, fork }, { x, times }, { arc + RING_PX + 1, times } }, 3, role,
                   TRUE);
  fig__pen_circle (sheet->scene, x, fork, 3.5);
  fig__fill (sheet->scene, role->line);
  draw_spots (sheet, ladder, ladder->gate, 0, n, x, fork + 4, split - 4);
  if (n == ladder->gate->len)
    return;
  fig__ladder_way (sheet, (FigPoint[]) { { x, link }, { middle - RING_PX - 1, link } }, 2, role,
                   TRUE);
  fig__pen_circle (sheet->scene, x, link, 3.5);
  fig__fill (sheet->scene, role->line);
  fig__text (sheet->scene, x + 14, link - 10, FIG_CENTER,
             fig__face (FIG_BODY, FALSE, role->text), "<m>g</m>");
  draw_spots (sheet, ladder, ladder->gate, n, ladder->gate->len - n, x, link, times - 4);
}

void
fig__ladder_arc (const FigSheet *sheet, const FigLadder *ladder, double left, double fork,
                 double plus, double link)
{
  FigScene *scene = sheet->scene;
  const FigRole *role = &scene->palette.shortcut;
  double x = left + sheet->arc, middle = left + sheet->axis, end = plus - 18, widest;
  g_autofree char *words = shortcut_words (ladder);
  FigPoint way[] = { { middle, fork }, { x, fork }, { x, plus }, { middle - PLUS - 8, plus } };
  FigMark *mark;

  fig__pen_route (scene, way, 4, 16);
  mark = fig__stroke (scene, role->line, 3);
  fig__tell (mark, FIG_EDGE, g_strdup_printf (_("shortcut\n%s"), words));
  mark->datum.node = ladder->anatomy.input;
  fig__pen_arrow (scene, middle - PLUS - 1, plus, 1, 0, 9, 5);
  fig__fill (scene, role->line);
  if (ladder->gated != NULL)
    {
      end = isnan (link) ? plus - TIMES_ABOVE_PX : fmax (link + 44, plus - TIMES_ABOVE_PX);
      draw_gate (sheet, ladder, left, fork, end, link);
      fig__ladder_ring (sheet, ladder->block->graph, fig__join_first (ladder->gated),
                        ladder->gated->node, role, x, end, RING_PX);
      end -= RING_PX;
    }
  widest = draw_spots (sheet, ladder, ladder->arc, 0, ladder->arc->len, x, fork + 12, end);
  fig__text_upward (scene, x - fmax (widest, ladder->gated != NULL ? RING_PX : 0) - 13, (fork + plus) / 2,
                    fig__face (FIG_SMALL, FALSE, role->text), words);
}
