/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Forks inside an unfolded block: lanes of small tiles between where the main line parts and where
 * it meets again, and the gate of a shortcut, which has a line of its own between the two paths.
 */
#include "config.h"
#include "fig-network-card-private.h"

#include <math.h>

#include "fig-i18n.h"

#define GAP_ACROSS    20.0   /* between tiles of a lane */
#define GAP_DOWN      32.0   /* with the upper one's word beside the line … */
#define GAP_LEAST     18.0   /* … where there is little height … */
#define GAP_BESIDE    20.0   /* … and with it beside the tile */
#define BESIDE_LEAST  12.0
#define PITCH_ACROSS  76.0   /* from lane to lane: a tile and its word below */
#define PITCH_DOWN    68.0

/* A norm and an activation share their convolution's tile; a gate's σ is looked at by itself. */
static gboolean
joins (const RnGraph *graph, const GArray *spots, const FigStep *step)
{
  const FigSpot *last = spots->len > 0 ? &g_array_index (spots, FigSpot, spots->len - 1) : NULL;

  return last != NULL && fig__is (graph, last->step.first, "conv2d") && step->lanes == NULL
         && (fig__is (graph, step->node, "batch_norm")
             || (fig__is_activation (graph, step->node)
                 && !fig__is (graph, step->node, "sigmoid")));
}

void
fig__card_add_spot (GArray *spots, const FigStep *step, guint lane, gpointer data)
{
  const FigCard *card = data;
  const RnGraph *graph = card->net->graph;
  FigSpot spot = { .step = *step, .half = card->lane / 2 };

  (void) lane;
  if (joins (graph, spots, step))
    {
      g_array_index (spots, FigSpot, spots->len - 1).step.node = step->node;
      return;
    }
  if (step->lanes == NULL && rn_graph_node (graph, step->node)->n_inputs > 1)
    {
      spot.is_round = TRUE;
      spot.half = RING;
    }
  g_array_append_val (spots, spot);
}

static double
gap_of (const FigCard *card, gboolean down)
{
  return down ? fig__give (card->net, GAP_DOWN, GAP_LEAST) : GAP_ACROSS;
}

/* @s becomes as long as its lanes, and they as close as they must be. */
void
fig__card_fork (FigCard *card, FigStop *s, gboolean down, double low, double high)
{
  guint n = s->lanes->lanes->len;
  double pitch = fmin (down ? PITCH_DOWN : PITCH_ACROSS, (high - low) / n), half = pitch * n / 2;

  fig__lanes_place (s->lanes, card->net->graph,
                    down && s->lanes->is_gate && card->net->low ? fig__give (card->net, GAP_BESIDE, BESIDE_LEAST)
                                                                : gap_of (card, down));
  if (fig__is (card->net->graph, s->step.node, "add"))
    s->lanes->length += RING;
  fig__lanes_spread (s->lanes, s->lanes->is_gate ? PITCH_ACROSS + 8 : pitch);
  for (guint i = 0; i < n && !s->lanes->is_gate; i++)
    fig__lane (s->lanes, i)->side += fmin (fmax (0, low + half), high - half);
  s->half = s->words
    = (s->lanes->length + (fig__is (card->net->graph, s->step.node, "concat") ? 4 : RING)) / 2;
}

/* How far lanes reach beyond the main line: up or to the left … */
double
fig__card_fork_before (const FigCard *card, gboolean down)
{
  double most = 0;

  for (guint i = 0; i < card->stops->len; i++)
    for (guint l = 0; stop (card, i)->lanes != NULL && l < stop (card, i)->lanes->lanes->len; l++)
      most = fmax (most, -fig__lane (stop (card, i)->lanes, l)->side + card->lane / 2);
  (void) down;
  return most;
}

/* … and down, with the words there, or to the right. */
double
fig__card_fork_behind (const FigCard *card, gboolean down)
{
  double most = 0;

  for (guint i = 0; i < card->stops->len; i++)
    for (guint l = 0; stop (card, i)->lanes != NULL && l < stop (card, i)->lanes->lanes->len; l++)
      most = fmax (most, fig__lane (stop (card, i)->lanes, l)->side + card->lane / 2
                           + (down ? 8 : 20));
  return most;
}

/* ── drawing, in either posture ── */

typedef struct
{
  const FigCard *card;
  const FigRole *role;
  FigPoint       origin;     /* on the main line where the lanes part */
  gboolean       down;
  gboolean       is_tight;   /* lanes too close for words */
  gboolean       beside;     /* words stand right of their tiles, where nothing else does */
} Frame;

static FigPoint
at (const Frame *frame, double along, double side)
{
  return frame->down ? (FigPoint) { frame->origin.x + side, frame->origin.y + along }
                     : (FigPoint) { frame->origin.x + along, frame->origin.y + side };
}

static void
draw_spot (const Frame *frame, const FigSpot *spot, double along, double side)
{
  FigPoint p = at (frame, along, side);

  if (spot->is_round)
    fig__ring (frame->card->net, spot->step.first, spot->step.node, p.x, p.y, RING, frame->role);
  else
    fig__tile (frame->card->net, &spot->step, p.x, p.y, frame->card->lane, frame->role,
               !frame->down      ? FIG_WORDS_NAME
               : frame->is_tight ? FIG_WORDS_NONE
               : frame->beside   ? FIG_WORDS_BESIDE
                                 : FIG_WORDS_ASIDE);
}

static void
draw_dot (const Frame *frame, double along, double side)
{
  FigPoint p = at (frame, along, side);

  fig__dot (frame->card->net, p.x, p.y, 3.5, frame->role->line);
}

/* One edge a gap, each with its own tensor; the last runs to the join. */
static void
draw_lane (const Frame *frame, const FigLanes *lanes, const FigLane *lane, RnNode input)
{
  const FigNetwork *net = frame->card->net;
  double from = 0, side = lane->side, end = lanes->length;
  gboolean first = TRUE, straight = fabs (side) < 1,
           concat = fig__is (net->graph, lanes->fork->node, "concat");
  RnNode before = input;

  for (guint i = 0; i < lane->spots->len; i++)
    {
      const FigSpot *spot = fig__spot (lane, i);
      FigPoint way[] = { at (frame, 0, 0), at (frame, 0, side),
                         at (frame, spot->at - spot->half - 1, side) };

      if (first && !straight)
        fig__edge (net, way, 3, frame->role->line, before, spot->step.first, NAN, TRUE);
      else
        fig__edge (net, (FigPoint[]) { at (frame, from, side), way[2] }, 2, frame->role->line,
                   before, spot->step.first, NAN, TRUE);
      first = FALSE;
      from = spot->at + spot->half + 1;
      before = spot->step.node;
    }
  {
    FigPoint out[5];
    guint n = 0;

    if (first && !straight)
      out[n++] = at (frame, 0, 0);
    out[n++] = at (frame, first ? 0 : from, side);
    if (straight || concat)
      out[n++] = at (frame, end - (concat ? 5 : RING + 1), side);
    else
      {
        out[n++] = at (frame, end, side);
        out[n++] = at (frame, end, copysign (RING + 1, side));
      }
    fig__edge (net, out, n, frame->role->line, before, lanes->fork->node, NAN, TRUE);
  }
}

static void
draw_links (const Frame *frame, const FigLanes *lanes, guint lane)
{
  const FigNetwork *net = frame->card->net;

  for (guint i = 0; i < fig__lane (lanes, lane)->spots->len; i++)
    {
      guint from;
      const FigSpot *spot = fig__spot (fig__lane (lanes, lane), i),
                    *link = fig__lanes_link (lanes, net->graph, lane, i, &from);
      double side0, side1;

      if (link == NULL)
        continue;
      side0 = fig__lane (lanes, from)->side;
      side1 = fig__lane (lanes, lane)->side;
      fig__edge (net,
                 (FigPoint[]) { at (frame, spot->at, side0),
                                at (frame, spot->at,
                                    side1 - copysign (RING + 1, side1 - side0)) },
                 2, frame->role->line, link->step.node, spot->step.node, NAN, TRUE);
      draw_dot (frame, spot->at, side0);
    }
}

/* “…” and how many. */
static void
draw_elided (const Frame *frame, const FigLanes *lanes, const FigLane *lane)
{
  FigScene *scene = frame->card->net->scene;
  FigPoint p = at (frame, lanes->length / 2, lane->side);
  FigMark *mark = fig__text (scene, p.x, p.y - 4, FIG_CENTER,
                             fig__face (20, TRUE, scene->palette.ink2), "…");

  fig__tell (mark, FIG_NODE,
             g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u path more like these",
                                         "%u paths more like these", lane->stands_for),
                              lane->stands_for));
  mark->datum.node = lane->last;
  fig__shows (mark, lane->first, lane->last, (FigRect) { p.x - 22, p.y - 22, 44, 44 }, 6);
  fig__rings (frame->card->net, lane->first, lane->last, p.x - 22, p.y - 22, 44, 44, 6);
  fig__textf (scene, p.x, p.y + 14, FIG_CENTER,
              fig__face (FIG_TICK_SIZE, FALSE, scene->palette.ink2), "×%u", lane->stands_for);
}

/* Where lanes are concatenated a bar across them, elsewhere a ring on the main line. */
static void
draw_join (const Frame *frame, const FigLanes *lanes)
{
  const FigNetwork *net = frame->card->net;
  RnNode first = fig__join_first (lanes->fork), node = lanes->fork->node;
  double low = fig__lane (lanes, 0)->side - 14,
         high = fig__lane (lanes, lanes->lanes->len - 1)->side + 14;
  FigPoint p = at (frame, lanes->length, 0), a = at (frame, lanes->length - 4, low),
           b = at (frame, lanes->length + 4, high);
  FigMark *mark;

  if (!fig__is (net->graph, node, "concat"))
    {
      fig__ring (net, first, node, p.x, p.y, RING, frame->role);
      return;
    }
  fig__rings (net, first, node, a.x, a.y, b.x - a.x, b.y - a.y, 3);
  fig__pen_rect (net->scene, a.x, a.y, b.x - a.x, b.y - a.y, 3);
  mark = fig__fill (net->scene, frame->role->line);
  fig__tell (mark, FIG_NODE, fig__node_text (net, node));
  mark->datum.node = node;
  fig__shows (mark, first, node, (FigRect) { a.x, a.y, b.x - a.x, b.y - a.y }, 3);
}

void
fig__card_draw_fork (const FigCard *card, const FigStop *s, double base, gboolean down)
{
  const FigLanes *lanes = s->lanes;
  double start = s->at - s->half;
  Frame frame = { card, s->role, down ? (FigPoint) { base, start } : (FigPoint) { start, base },
                  down, FALSE, lanes->is_gate && card->net->low };
  RnNode input = RN_NODE_NONE;

  frame.is_tight = !lanes->is_gate
                   && fig__lane (lanes, 1)->side - fig__lane (lanes, 0)->side < PITCH_DOWN - 1;
  for (guint i = 0; stop (card, i) != s; i++)
    input = fig__card_tensor_after (card, i);
  for (guint i = 0; i < lanes->lanes->len; i++)
    if (fig__lane (lanes, i)->stands_for == 1)
      draw_lane (&frame, lanes, fig__lane (lanes, i), input);
  for (guint i = 0; i < lanes->lanes->len; i++)
    draw_links (&frame, lanes, i);
  draw_dot (&frame, 0, 0);
  for (guint i = 0; i < lanes->lanes->len; i++)
    {
      const FigLane *lane = fig__lane (lanes, i);

      if (lane->stands_for > 1)
        draw_elided (&frame, lanes, lane);
      for (guint k = 0; k < lane->spots->len; k++)
        draw_spot (&frame, fig__spot (lane, k), fig__spot (lane, k)->at, lane->side);
    }
  draw_join (&frame, lanes);
}

/* ── the shortcut's gate ── */

/* How many spots lie before what the branch reads. */
static guint
before_link (const FigCard *card)
{
  const RnNodeInfo *reader
    = card->linked < card->stops->len
        ? rn_graph_node (card->net->graph, stop (card, card->linked)->step.node)
        : NULL;

  for (guint i = 0; reader != NULL && i < card->gate->len; i++)
    for (guint k = 0; k < reader->n_inputs; k++)
      if (g_array_index (card->gate, FigSpot, i).step.node == reader->inputs[k])
        return i + 1;
  return card->gate->len;
}

/* What it needs between where it leaves the shortcut and where it comes back. */
double
fig__card_gate_length (const FigCard *card, gboolean down)
{
  return card->gate->len * (card->lane + gap_of (card, down)) + 2 * RING;
}

/* Tiles first ≤ i < end, evenly between two places on the gate's line, with the edges before each;
   the place behind the last. */
static double
draw_gate_tiles (const Frame *frame, guint first, guint end, double from, double to, double row,
                 RnNode *before)
{
  double half = frame->card->lane / 2,
         room = (to - from - (end - first) * frame->card->lane) / (end - first + 1), along = from;

  for (guint i = first; i < end; i++)
    {
      const FigSpot *spot = &g_array_index (frame->card->gate, FigSpot, i);
      double middle = along + room + half;

      fig__edge (frame->card->net,
                 (FigPoint[]) { at (frame, along, row), at (frame, middle - half - 1, row) },
                 2, frame->role->line, *before, spot->step.first, NAN, TRUE);
      draw_spot (frame, spot, middle, row);
      along = middle + half + 1;
      *before = spot->step.node;
    }
  return along;
}

void
fig__card_draw_gate (const FigCard *card, double tap, double row, double arc, double base,
                     double times, gboolean down)
{
  const FigNetwork *net = card->net;
  Frame frame = { card, &net->scene->palette.shortcut, { 0, 0 }, down, FALSE, FALSE };
  guint n = before_link (card);
  gboolean linked = n < card->gate->len || card->linked < card->stops->len;
  double split = linked ? stop (card, card->linked)->at : times, along;
  RnNode before = card->anatomy.input;
  FigPoint p;

  draw_dot (&frame, tap, row);
  along = draw_gate_tiles (&frame, 0, n, tap, split, row, &before);
  if (linked)
    {
      fig__edge (net, (FigPoint[]) { at (&frame, along, row), at (&frame, split, row) }, 2,
                 frame.role->line, before, RN_NODE_NONE, NAN, FALSE);
      fig__edge (net, (FigPoint[]) { at (&frame, split, row), at (&frame, split, base - RING - 1) },
                 2, frame.role->line, before, stop (card, card->linked)->step.node, NAN, TRUE);
      draw_dot (&frame, split, row);
      along = draw_gate_tiles (&frame, n, card->gate->len, split, times, row, &before);
    }
  fig__edge (net, (FigPoint[]) { at (&frame, along, row), at (&frame, times, row),
                                 at (&frame, times, arc + RING + 1) }, 3, frame.role->line, before,
             card->gated->node, NAN, TRUE);
  p = at (&frame, times, arc);
  fig__ring (net, fig__join_first (card->gated), card->gated->node, p.x, p.y, RING, frame.role);
}
