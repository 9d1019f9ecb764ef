/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* An unfolded block on its base line: the branch from left to
   right, the shortcut as an arc above. */
#include "config.h"
#include "fig-network-card-private.h"

#include <math.h>

#include "fig-i18n.h"

#define GAP_LEAST  24.0
#define GAP_MOST   110.0
#define GATE_DROP  78.0      /* from the arc to its gate's line, below a bare arc … */
#define GATE_BELOW 116.0     /* … and below tiles with their words */

/* Behind what reads the shortcut's gate the rest of the gate goes back to the shortcut. */
static double
least_behind (const FigCard *card, guint i, double gap)
{
  return i == card->linked ? fmax (gap, card->lane + 2 * GAP_LEAST + 60) : gap;
}

static const double smaller[] = { 0, 8, 14 };     /* px off a tile's side */

/* Sets at of each stop for a least gap; returns where the last one ends. */
static double
place_across (FigCard *card, double gap)
{
  double first = card->left + (stop (card, 0)->is_fork ? 46 : 30 + card->side / 2);

  for (guint i = 0; i < card->stops->len; i++)
    {
      FigStop *s = stop (card, i), *before = i > 0 ? stop (card, i - 1) : NULL;
      double label = i > 0 && fig__card_label_after (card, i - 1)
                       ? fig__card_label_width (card, fig__card_tensor_after (card, i - 1)) + 18
                       : 0;

      s->at = i == 0 ? first
                     : before->at
                         + fmax (before->half + fmax (least_behind (card, i - 1, gap), label)
                                   + s->half,
                                 before->words + s->words + 10);
    }
  return stop (card, card->stops->len - 1)->at
         + fmax (stop (card, card->stops->len - 1)->half, stop (card, card->stops->len - 1)->words);
}

/* Room the arc's label and tiles need between fork and ⊕. */
static double
arc_room (const FigCard *card)
{
  double room = 2 * CORNER + fig__card_arc_words (card) + 20;

  for (guint i = 0; i < fig__card_n_arc_tiles (card); i++)
    room += fmax (ARC_TILE, fig__tile_words_width (card->net, arc_step (card, i))) + GAP_LEAST;
  if (card->gated != NULL)
    room = fmax (room + 60, fig__card_gate_length (card, FALSE) + 2 * CORNER);
  return room;
}

static void
set_side (FigCard *card, double side)
{
  for (guint i = 0; i < card->stops->len; i++)
    if (stop (card, i)->lanes != NULL)
      fig__card_fork (card, stop (card, i), FALSE, -INFINITY, INFINITY);
    else if (!stop (card, i)->is_fork && !stop (card, i)->is_plus && !stop (card, i)->is_ring)
      stop (card, i)->half = side / 2;
  card->side = side;
}

static gboolean
fits (FigCard *card, double least)
{
  double room = card->right - 24;
  double gap = least;

  if (place_across (card, gap) > room)
    return FALSE;
  while (gap < GAP_MOST && place_across (card, gap + 2) <= room)
    gap += 2;
  place_across (card, gap);
  return !has_arc (card)
         || stop (card, card->plus)->at - stop (card, card->fork)->at >= arc_room (card);
}

/* Where there is little room the tiles give way before the block is set upright. */
gboolean
fig__card_fits_across (FigCard *card)
{
  double side = card->side;

  for (guint i = 0; i < G_N_ELEMENTS (smaller); i++)
    {
      set_side (card, fmax (side - smaller[i], LEAST_TILE));
      if (fits (card, GAP_LEAST - smaller[i] / 2))
        return TRUE;
    }
  set_side (card, side);
  return FALSE;
}

static void
draw_gap_label (const FigCard *card, RnNode node, double x, double y)
{
  g_autofree char *channels = NULL, *size = NULL;
  FigFace quiet = fig__face (FIG_TICK_SIZE, FALSE, card->net->scene->palette.ink2);
  FigFace strong = fig__face (FIG_TICK_SIZE, FALSE, card->net->scene->palette.ink);

  fig__card_shape_words (card, node, &channels, &size);
  fig__text (card->net->scene, x, y - 13, FIG_CENTER, strong, channels);
  if (size[0] != '\0')
    fig__text (card->net->scene, x, y + 14, FIG_CENTER, quiet, size);
}

static void
draw_arc_label (const FigCard *card, double x, double y)
{
  FigFace face = fig__face (13, TRUE, card->net->scene->palette.shortcut.text);

  if (card->anatomy.shortcut->len == 0)
    fig__text (card->net->scene, x, y - 15, FIG_START, face, _("shortcut <m>h(x) = x</m>"));
  else
    fig__text (card->net->scene, x, y - 15, FIG_START, face, _("shortcut <m>h(x)</m>"));
}

/* From the fork up, along the arc through its tiles, and down into ⊕. */
static void
draw_arc_across (const FigCard *card, double base, double arc, double row)
{
  const FigNetwork *net = card->net;
  FigColor color = net->scene->palette.shortcut.line;
  double from = stop (card, card->fork)->at, to = stop (card, card->plus)->at,
         down = base - PLUS - 1;
  double times = to - CORNER - 8 - RING;
  double start = from + CORNER + 14 + fig__card_arc_words (card) + 12,
         end = card->gated != NULL ? times - RING - 12 : to - CORNER - 8, norm = fig__split_norm (card->net, card->anatomy.block, FALSE);
  guint n = fig__card_n_arc_tiles (card);
  RnNode before = card->anatomy.input, last;
  FigPoint at = { from, base - 3 };
  gboolean turned = FALSE;
  FigMark *edge;

  for (guint i = 0; i < n; i++)
    {
      const FigStep *step = arc_step (card, i);
      double slot = (end - start) / n, x = start + slot * (i + 0.5), left = x - ARC_TILE / 2 - 1;

      edge = fig__edge (net,
                        turned ? (FigPoint[]) { at, { left, arc } }
                               : (FigPoint[]) { at, { from, arc }, { left, arc } },
                        turned ? 2 : 3, color, before, step->node, i == 0 ? norm : NAN, TRUE);
      edge->datum.scope = card->anatomy.block;
      if (i > 0
          && fig__card_changes (card, i > 1 ? arc_step (card, i - 2)->node : card->anatomy.input,
                                before))
        draw_gap_label (card, before, (at.x + left) / 2 - 3, arc);
      fig__tile (net, step, x, arc, ARC_TILE, &net->scene->palette.shortcut,
                 FIG_WORDS_BELOW);
      turned = TRUE;
      at = (FigPoint) { x + ARC_TILE / 2 + 1, arc };
      before = step->node;
    }
  if (card->gated != NULL)
    {
      edge = fig__edge (net,
                        turned ? (FigPoint[]) { at, { times - RING - 1, arc } }
                               : (FigPoint[]) { at, { from, arc }, { times - RING - 1, arc } },
                        turned ? 2 : 3, color, before, card->gated->node, n == 0 ? norm : NAN, TRUE);
      edge->datum.scope = card->anatomy.block;
      fig__card_draw_gate (card, from, row, arc, base, times, FALSE);
      turned = TRUE;
      at = (FigPoint) { times + RING + 1, arc };
    }
  last = fig__card_shortcut_end (card);
  edge = fig__edge (net,
                    turned ? (FigPoint[]) { at, { to, arc }, { to, down } }
                           : (FigPoint[]) { at, { from, arc }, { to, arc }, { to, down } },
                    turned ? 3 : 4, color, last, card->anatomy.addition, n == 0 ? norm : NAN, TRUE);
  fig__card_cut (card, edge, to, arc + (down - arc) * 0.42);
  if (n > 0 && card->gated == NULL
      && fig__card_changes (card, n > 1 ? arc_step (card, n - 2)->node : card->anatomy.input, last)
      && end - at.x > 60)
    draw_gap_label (card, last, at.x + 38, arc);
  draw_arc_label (card, from + CORNER + 14, arc);
  if (fig__card_is_padding (card))
    fig__card_padding (card,
                       (fmax (from + CORNER + 14 + fig__card_arc_words (card), from) + to) / 2,
                       arc);
}

static void
draw_fork_across (const FigCard *card, guint i, double base)
{
  FigScene *scene = card->net->scene;
  double x = stop (card, i)->at;

  fig__dot (card->net, x, base, 4.5, scene->palette.ink);
  fig__text (scene, x - 14, base - 16, FIG_CENTER, fig__face (16, FALSE, scene->palette.ink),
             "<m>x</m>");
  if (i == 0 && card->anatomy.input != RN_NODE_NONE)
    {
      g_autofree char *channels = NULL, *size = NULL;

      fig__card_shape_words (card, card->anatomy.input, &channels, &size);
      fig__text (scene, x, base + 20, FIG_CENTER,
                 fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink), channels);
      fig__text (scene, x, base + 36, FIG_CENTER,
                 fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), size);
    }
}

static void
draw_stops_across (const FigCard *card, double base)
{
  for (guint i = 0; i < card->stops->len; i++)
    {
      const FigStop *s = stop (card, i);

      if (i + 1 < card->stops->len)
        {
          const FigStop *next = stop (card, i + 1);
          double x0 = s->at + s->half + 1, x1 = next->at - next->half - (next->lanes != NULL ? 0 : 1);

          fig__edge (card->net, (FigPoint[]) { { x0, base }, { x1, base } }, 2,
                     fig__card_edge_color (card, i), fig__card_tensor_after (card, i),
                     next->lanes != NULL ? RN_NODE_NONE : next->step.node,
                     fig__card_branch_norm (card, i), !next->is_fork && next->lanes == NULL);
          if (fig__card_label_after (card, i))
            draw_gap_label (card, fig__card_tensor_after (card, i), (x0 + x1) / 2 - 3, base);
        }
      if (s->is_plus)
        {
          fig__ring (card->net, s->step.node, s->step.node, s->at, base, PLUS, s->role);
          fig__card_plus_words (card, s->at, base + card->side / 2 + 21, FALSE);
          fig__card_plus_map (card, s->at, base, s->at + PLUS * 0.45, base - PLUS * 0.9);
        }
      else if (s->lanes != NULL)
        fig__card_draw_fork (card, s, base, FALSE);
      else if (s->is_ring)
        fig__ring (card->net, s->step.node, s->step.node, s->at, base, RING, s->role);
      else if (!s->is_fork)
        fig__tile (card->net, &s->step, s->at, base, card->side, s->role, FIG_WORDS_BELOW);
    }
}

FigFlow
fig__card_across (FigCard *card, double below_title)
{
  guint tiles = fig__card_n_arc_tiles (card), last = card->stops->len - 1;
  gboolean arc = has_arc (card);
  gboolean plus_map = arc && card->net->data->values != NULL;
  double arc_y = below_title + (tiles > 0 ? 30 : 24),
         row = arc_y + (tiles > 0 ? GATE_BELOW : GATE_DROP);
  double above = fmax (fig__card_fork_before (card, FALSE) - card->side / 2, 0),
         below = fmax (fig__card_fork_behind (card, FALSE), card->side / 2 + 40);
  double base = arc ? (card->gated != NULL ? row + 86
                       : tiles > 0         ? arc_y + 132
                       : plus_map          ? arc_y + 118
                                           : arc_y + 96)
                        + above
                    : below_title + 10 + card->side / 2 + above;
  const FigRole *branch = &card->branch;

  draw_stops_across (card, base);
  if (arc)
    draw_arc_across (card, base, arc_y, row);
  draw_fork_across (card, card->fork, base);
  {
    const FigStop *first = stop (card, card->fork + 1),
                  *end = stop (card, MIN (card->plus, card->stops->len) - 1);

    fig__text (card->net->scene, (first->at + end->at) / 2, base + below + 16, FIG_CENTER,
               fig__face (13, TRUE, branch->text),
               arc ? _("residual branch <m>F(x)</m>") : _("plain: no shortcut"));
  }
  return (FigFlow) { .enter = { stop (card, 0)->at - stop (card, 0)->half, base },
                     .leave = { stop (card, last)->at + stop (card, last)->half + 1, base },
                     .down = FALSE,
                     .bottom = base + below + 38 };
}
