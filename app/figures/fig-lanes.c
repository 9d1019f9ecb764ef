/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Where the lanes of a fork and what is on them stand. */
#include "config.h"
#include "fig-lanes-private.h"

#include <math.h>

#define LINK_PX 10.0         /* from what a spot of another lane reads to the spot's middle */

static void
spot_clear (gpointer data)
{
  FigSpot *spot = data;

  g_free (spot->words);
  if (spot->lanes != NULL)
    fig__lanes_clear (spot->lanes);
  g_free (spot->lanes);
}

GArray *
fig__spots_new (void)
{
  GArray *spots = g_array_new (FALSE, TRUE, sizeof (FigSpot));

  g_array_set_clear_func (spots, spot_clear);
  return spots;
}

static void
lane_clear (gpointer data)
{
  g_clear_pointer (&((FigLane *) data)->spots, g_array_unref);
}

static void
take_nodes (FigLane *lane, const GArray *steps)
{
  if (steps->len == 0)
    return;
  if (lane->first == RN_NODE_NONE)
    lane->first = g_array_index (steps, FigStep, 0).first;
  lane->last = g_array_index (steps, FigStep, steps->len - 1).node;
}

static void
add_lane (FigLanes *self, guint number, guint stands_for, FigSpotFill fill, gpointer data)
{
  FigLane lane = { .number = number, .stands_for = stands_for, .first = RN_NODE_NONE,
                   .last = RN_NODE_NONE };

  lane.spots = fig__spots_new ();
  for (guint i = number; i < number + stands_for; i++)
    {
      const GArray *steps = g_ptr_array_index (self->fork->lanes, i);

      take_nodes (&lane, steps);
      for (guint k = 0; stands_for == 1 && k < steps->len; k++)
        fill (lane.spots, &g_array_index (steps, FigStep, k), i, data);
    }
  g_array_append_val (self->lanes, lane);
}

void
fig__lanes_read (FigLanes *self, const RnGraph *graph, const FigStep *fork, guint most,
                 FigSpotFill fill, gpointer data)
{
  guint n = fork->lanes->len, head = most - 2;

  *self = (FigLanes) { .fork = fork, .is_gate = fig__is_gate (graph, fork) };
  self->lanes = g_array_new (FALSE, FALSE, sizeof (FigLane));
  g_array_set_clear_func (self->lanes, lane_clear);
  for (guint i = 0; i < n; i++)
    if (n <= most || i < head || i + 1 == n)
      add_lane (self, i, 1, fill, data);
    else
      {
        add_lane (self, i, n - 1 - head, fill, data);
        i = n - 2;
      }
}

void
fig__lanes_clear (FigLanes *self)
{
  g_clear_pointer (&self->lanes, g_array_unref);
}

const FigSpot *
fig__lanes_link (const FigLanes *self, const RnGraph *graph, guint lane, guint i, guint *from)
{
  const RnNodeInfo *info
    = rn_graph_node (graph, fig__spot (fig__lane (self, lane), i)->step.node);

  for (guint l = 0; l < lane; l++)
    for (guint s = 0; s < fig__lane (self, l)->spots->len; s++)
      for (guint k = 0; k < info->n_inputs; k++)
        if (fig__spot (fig__lane (self, l), s)->step.node == info->inputs[k])
          {
            *from = l;
            return fig__spot (fig__lane (self, l), s);
          }
  return NULL;
}

void
fig__lanes_place (FigLanes *self, const RnGraph *graph, double gap)
{
  self->length = 2 * gap;
  for (guint l = 0; l < self->lanes->len; l++)
    {
      const FigLane *lane = fig__lane (self, l);
      double at = gap;
      guint from;

      for (guint i = 0; i < lane->spots->len; i++)
        {
          FigSpot *spot = fig__spot (lane, i);
          const FigSpot *link = fig__lanes_link (self, graph, l, i, &from);

          spot->at = at + spot->half;
          if (link != NULL)
            spot->at = fmax (spot->at, link->at + link->half + fmax (LINK_PX, gap * 0.6));
          at = spot->at + spot->half + gap;
        }
      self->length = fmax (self->length, at);
    }
}

void
fig__lanes_spread (FigLanes *self, double pitch)
{
  guint n = self->lanes->len;

  for (guint i = 0; i < n; i++)
    fig__lane (self, i)->side = self->is_gate ? i * pitch : (i - (n - 1) / 2.0) * pitch;
}
