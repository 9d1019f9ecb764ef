/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* An unfolded block in a narrow figure: the branch downwards, the shortcut to its left. */
#include "config.h"
#include "fig-network-card-private.h"

#include <math.h>

#include "fig-i18n.h"

#define WORDS      40.0      /* two lines below a tile */
#define GATE_PX    74.0      /* from the arc to its gate, and from the gate to the branch */

static double
arc_tile (const FigCard *card)
{
  return fig__give (card->net, ARC_TILE, fmin (card->side, 38));
}

static double
place_down (FigCard *card, double top)
{
  double at = top;

  for (guint i = 0; i < card->stops->len; i++)
    {
      FigStop *s = stop (card, i);
      double gap = i == 0                             ? fig__give (card->net, 26, 14)
                   : fig__card_label_after (card, i - 1) ? fig__give (card->net, 40, 26)
                                                         : fig__give (card->net, 30, 12);

      if (i > 0 && i - 1 == card->linked)
        gap = card->lane + fig__give (card->net, 80, 60);
      gap += i > card->fork && i <= card->plus ? card->stretch : 0;

      s->at = at + (i == 0 && s->is_fork ? 30 : gap) + s->half;
      at = s->at + s->half;
    }
  return at;
}

static void
draw_arc_down (const FigCard *card, double line, double row, double base)
{
  const FigNetwork *net = card->net;
  FigColor color = net->scene->palette.shortcut.line;
  double from = stop (card, card->fork)->at, to = stop (card, card->plus)->at,
         norm = fig__split_norm (card->net, card->anatomy.block, FALSE);
  double label = fig__card_arc_words (card) + 16, start = from + CORNER + label,
         times = to - CORNER - 8 - RING,
         end = card->gated != NULL ? times - RING - 12 : to - CORNER - 8;
  double tile = card->gated != NULL ? card->lane : arc_tile (card),
         words = card->gated != NULL ? WORDS / 2 : WORDS;
  guint n = fig__card_n_arc_tiles (card);
  RnNode before = card->anatomy.input, last;
  FigPoint at = { base - 3, from };
  gboolean turned = FALSE;
  FigMark *edge;

  for (guint i = 0; i < n; i++)
    {
      const FigStep *step = arc_step (card, i);
      double y = start + (end - start) / n * (i + 0.5) - words / 2, upper = y - tile / 2 - 1;

      edge = fig__edge (net,
                        turned ? (FigPoint[]) { at, { line, upper } }
                               : (FigPoint[]) { at, { line, from }, { line, upper } },
                        turned ? 2 : 3, color, before, step->node, i == 0 ? norm : NAN, TRUE);
      edge->datum.scope = card->anatomy.block;
      fig__tile (net, step, line, y, tile,
                 &net->scene->palette.shortcut,
                 card->gated != NULL ? FIG_WORDS_NAME : FIG_WORDS_BELOW);
      turned = TRUE;
      at = (FigPoint) { line, y + tile / 2 + words };
      before = step->node;
    }
  if (card->gated != NULL)
    {
      edge = fig__edge (net,
                        turned ? (FigPoint[]) { at, { line, times - RING - 1 } }
                               : (FigPoint[]) { at, { line, from }, { line, times - RING - 1 } },
                        turned ? 2 : 3, color, before, card->gated->node, n == 0 ? norm : NAN, TRUE);
      edge->datum.scope = card->anatomy.block;
      fig__card_draw_gate (card, from, row, line, base, times, TRUE);
      turned = TRUE;
      at = (FigPoint) { line, times + RING + 1 };
    }
  last = fig__card_shortcut_end (card);
  edge = fig__edge (net,
                    turned
                      ? (FigPoint[]) { at, { line, to }, { base - PLUS - 1, to } }
                      : (FigPoint[]) { at, { line, from }, { line, to }, { base - PLUS - 1, to } },
                    turned ? 3 : 4, color, last, card->anatomy.addition, n == 0 ? norm : NAN, TRUE);
  fig__card_cut (card, edge, (line + base - PLUS) / 2 + 4, to);
  fig__text_upward (net->scene, line - 15, n > 0 ? from + CORNER + label / 2 - 4 : (from + to) / 2,
                    fig__face (13, TRUE, net->scene->palette.shortcut.text),
                    card->anatomy.shortcut->len == 0 ? _("shortcut <m>h(x) = x</m>")
                                                     : _("shortcut <m>h(x)</m>"));
  if (fig__card_is_padding (card))
    fig__card_padding (card, line, from + (to - from) * 0.22);
}

static void
draw_stops_down (const FigCard *card, double base)
{
  FigScene *scene = card->net->scene;

  for (guint i = 0; i < card->stops->len; i++)
    {
      const FigStop *s = stop (card, i);

      if (i + 1 < card->stops->len)
        {
          const FigStop *next = stop (card, i + 1);
          double y0 = s->at + s->half + 1, y1 = next->at - next->half - (next->lanes != NULL ? 0 : 1);

          fig__edge (card->net, (FigPoint[]) { { base, y0 }, { base, y1 } }, 2,
                     fig__card_edge_color (card, i), fig__card_tensor_after (card, i),
                     next->lanes != NULL ? RN_NODE_NONE : next->step.node,
                     fig__card_branch_norm (card, i), !next->is_fork && next->lanes == NULL);
          if (fig__card_label_after (card, i))
            {
              g_autofree char *channels = NULL, *size = NULL, *both = NULL;

              fig__card_shape_words (card, fig__card_tensor_after (card, i), &channels, &size);
              both = g_strconcat (channels, "  ", size, NULL);
              /* in a short gap as far from the tile above as a ring around that needs */
              fig__text (scene, base + 12, (y0 + y1) / 2 + fig__give (card->net, -2, 3), FIG_START,
                         fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), both);
            }
        }
      if (s->is_plus)
        {
          double words = base + card->side / 2 + 12;

          fig__ring (card->net, s->step.node, s->step.node, base, s->at, PLUS, s->role);
          fig__card_plus_words (card, words, s->at, TRUE);
          if (card->right - 16 - words - 2 * fig__card_plus_words_width (card) > 90)
            fig__card_plus_map (card, words + 2 * fig__card_plus_words_width (card) - 6, s->at + 91,
                                words + 2 * fig__card_plus_words_width (card) + 6, s->at);
        }
      else if (s->lanes != NULL)
        fig__card_draw_fork (card, s, base, TRUE);
      else if (s->is_ring)
        fig__ring (card->net, s->step.node, s->step.node, base, s->at, RING, s->role);
      else if (!s->is_fork)
        fig__tile (card->net, &s->step, base, s->at, card->side, s->role, FIG_WORDS_RIGHT);
    }
}

static void
draw_fork_down (const FigCard *card, double base)
{
  FigScene *scene = card->net->scene;
  double y = stop (card, card->fork)->at;

  fig__dot (card->net, base, y, 4.5, scene->palette.ink);
  fig__text (scene, base + 14, y - 8, FIG_CENTER, fig__face (16, FALSE, scene->palette.ink),
             "<m>x</m>");
  if (card->fork == 0 && card->anatomy.input != RN_NODE_NONE)
    {
      g_autofree char *channels = NULL, *size = NULL, *both = NULL;

      fig__card_shape_words (card, card->anatomy.input, &channels, &size);
      both = g_strconcat (channels, "  ", size, NULL);
      fig__text (scene, base + 26, y - 7, FIG_START,
                 fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), both);
    }
}

/* The arc's tiles with their words may need more than the branch is long. */
static void
place (FigCard *card, double enter)
{
  double from, to, room = 2 * CORNER + fig__card_arc_words (card) + 24;
  guint n = fig__card_n_arc_tiles (card);

  place_down (card, enter);
  if (!has_arc (card) || n == 0)
    return;
  from = stop (card, card->fork)->at;
  to = stop (card, card->plus)->at;
  room += n * (arc_tile (card) + WORDS + fig__give (card->net, 18, 10))
          + (card->gated != NULL ? 3 * RING : 0);
  card->stretch = fmax (room - (to - from), 0) / (card->plus - card->fork);
  place_down (card, enter);
}

/* “residual branch F(x)” beside the longest run without lanes, where it has the room. */
static void
draw_branch_label (const FigCard *card, double base)
{
  FigFace face = fig__face (13, TRUE, card->branch.text);
  const char *words = has_arc (card) ? _("residual branch <m>F(x)</m>") : _("plain: no shortcut");
  guint end = MIN (card->plus, card->stops->len);
  double best = 0, middle = 0, from = stop (card, card->fork + 1)->at, to;

  for (guint i = card->fork + 1; i < end; i++)
    {
      const FigStop *s = stop (card, i);
      gboolean breaks = s->lanes != NULL && !s->lanes->is_gate;

      to = s->at;
      if (!breaks && to - from >= best)
        {
          best = to - from;
          middle = (from + to) / 2;
        }
      if (breaks && i + 1 < end)
        from = stop (card, i + 1)->at;
    }
  if (best + card->side + 20 >= fig__text_width (card->net->scene, face, words))
    fig__text_upward (card->net->scene, base - card->side / 2 - 16, middle, face, words);
}

/* From the arc to where lanes may begin: where all is close they stand beside the words of its tiles. */
static double
beside_arc (const FigCard *card)
{
  double beside = 14;

  for (guint i = 0; card->net->low && i < fig__card_n_arc_tiles (card); i++)
    beside = fmax (beside, fig__tile_words_width (card->net, arc_step (card, i)) / 2 + 4);
  return beside;
}

FigFlow
fig__card_upright (FigCard *card, double below_title)
{
  FigScene *scene = card->net->scene;
  gboolean arc = has_arc (card), gated = card->gated != NULL;
  double spare = fmax (0, (card->right - card->left - 326) / 2);
  double line = card->left + (gated ? 46 : 58) + spare,
         base = gated ? line + 2 * GATE_PX - 4 : card->left + (arc ? 166 : 110) + spare;
  guint last = card->stops->len - 1;
  double enter = below_title + 8;

  for (guint i = 0; i <= last; i++)
    if (stop (card, i)->lanes != NULL)
      fig__card_fork (card, stop (card, i), TRUE,
                      (arc ? line : card->left) + beside_arc (card) - base,
                      card->right - 10 - base);
  place (card, enter);
  draw_stops_down (card, base);
  if (arc)
    draw_arc_down (card, line, line + GATE_PX, base);
  draw_fork_down (card, base);
  if (!gated)
    /* where a gate runs there is no room beside the branch */
    draw_branch_label (card, base);
  fig__edge (card->net,
             (FigPoint[]) { { card->left, enter },
                            { base, enter },
                            { base, stop (card, 0)->at - stop (card, 0)->half } },
             3, scene->palette.ink2, card->anatomy.input, stop (card, 0)->step.first, NAN,
             !stop (card, 0)->is_fork && stop (card, 0)->lanes == NULL);
  return (FigFlow) { .enter = { card->left, enter },
                     .leave = { base, stop (card, last)->at + stop (card, last)->half + 1 },
                     .down = TRUE,
                     .bottom = stop (card, last)->at + stop (card, last)->half + 22 };
}
