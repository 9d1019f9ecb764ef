/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Rows by size: which op is where, read from the graph. */
#include "config.h"
#include "fig-levels-private.h"

#include <math.h>

#define PITCH_MOST  72.0
#define PITCH_LEAST 54.0

FigLevelSpot *
fig__spot_at (const FigLevels *self, guint i)
{
  return &g_array_index (self->spots, FigLevelSpot, i);
}

guint
fig__spot_of (const FigLevels *self, RnNode node)
{
  for (guint i = 0; i < self->spots->len; i++)
    if (fig__spot_at (self, i)->step.first <= node && node <= fig__spot_at (self, i)->step.node)
      return i;
  return FIG_NO_SPOT;
}

/* ── reading ── */

static gboolean
joins (const RnGraph *graph, const FigLevelSpot *last, RnNode node)
{
  return fig__is (graph, last->step.first, "conv2d")
         && rn_graph_node (graph, node)->inputs[0] == last->step.node
         && (fig__is (graph, node, "batch_norm") || fig__is_activation (graph, node));
}

/* The spot that stands for an earlier map. */
static guint
source_of (FigLevels *self, RnNode node)
{
  FigLevelSpot source = { .step = { .node = node, .first = node, .part = RN_SCOPE_ROOT },
                .is_source = TRUE,
                .size = fig__shape (self->net, node)->dim[2],
                .before = FIG_NO_SPOT,
                .other = FIG_NO_SPOT,
                .upsample = RN_NODE_NONE,
                .outside = node,
                .half = FIG_SOURCE_PX / 2 };

  if (fig__spot_of (self, node) == FIG_NO_SPOT)
    g_array_append_val (self->spots, source);
  return fig__spot_of (self, node);
}

/* The inputs of a spot as what is before it, elsewhere, or outside. */
static void
read_inputs (FigLevels *self, FigLevelSpot *spot, RnNode first)
{
  const RnNodeInfo *info = rn_graph_node (self->net->graph, spot->step.first);

  spot->before = spot->other = FIG_NO_SPOT;
  spot->upsample = spot->outside = RN_NODE_NONE;
  for (guint k = 0; k < info->n_inputs; k++)
    {
      RnNode x = info->inputs[k];

      if (x < first)
        spot->outside = x;
      else if (fig__is (self->net->graph, x, "upsample"))
        {
          spot->upsample = x;
          x = rn_graph_node (self->net->graph, x)->inputs[0];
          spot->other = x < first ? source_of (self, x) : fig__spot_of (self, x);
        }
      else
        spot->before = fig__spot_of (self, x);
    }
}

static void
add_node (FigLevels *self, RnNode node, RnNode first)
{
  const RnGraph *graph = self->net->graph;
  FigLevelSpot spot = { .step = { .node = node, .first = node, .part = RN_SCOPE_ROOT },
                .size = fig__shape (self->net, node)->dim[2], .half = LANE_TILE / 2 };

  if (fig__is (graph, node, "upsample"))
    return;
  if (fig__is (graph, node, "concat_pixels"))
    {
      self->gather = node;
      return;
    }
  if (self->spots->len > 0 && joins (graph, fig__spot_at (self, self->spots->len - 1), node))
    {
      fig__spot_at (self, self->spots->len - 1)->step.node = node;
      return;
    }
  if (fig__is (graph, node, "add"))
    spot.half = RING;
  else if (fig__is (graph, node, "concat"))
    {
      spot.half = FIG_BAR_HALF;
      self->climbs = TRUE;
    }
  read_inputs (self, &spot, first);
  g_array_append_val (self->spots, spot);
}

/* Rows by size, coarsest first. */
static void
number_rows (FigLevels *self)
{
  for (guint i = 0; i < self->spots->len; i++)
    {
      guint coarser = 0;

      for (guint k = 0; k < self->spots->len; k++)
        {
          gboolean counted = fig__spot_at (self, k)->size >= fig__spot_at (self, i)->size;

          for (guint j = 0; j < k && !counted; j++)
            counted = fig__spot_at (self, j)->size == fig__spot_at (self, k)->size;
          coarser += !counted;
        }
      fig__spot_at (self, i)->row = coarser;
      self->rows = MAX (self->rows, coarser + 1);
    }
}

static guint
count_outside (const FigLevels *self)
{
  guint n = 0;

  for (guint i = 0; i < self->spots->len; i++)
    n += fig__spot_at (self, i)->outside != RN_NODE_NONE;
  return n;
}

gboolean
fig__levels_read (FigLevels *self, const FigNetwork *net, RnScope scope)
{
  const RnScopeInfo *info = rn_graph_scope (net->graph, scope);

  if (info->kind != RN_SCOPE_GROUP)
    return FALSE;
  *self = (FigLevels) { .net = net, .gather = RN_NODE_NONE };
  self->spots = g_array_new (FALSE, FALSE, sizeof (FigLevelSpot));
  for (RnNode i = info->first; i < info->end; i++)
    add_node (self, i, info->first);
  if (count_outside (self) > 1)
    number_rows (self);
  if (self->rows > 1)
    return TRUE;
  fig__levels_clear (self);
  return FALSE;
}

void
fig__levels_clear (FigLevels *self)
{
  g_clear_pointer (&self->spots, g_array_unref);
}

/* ── places ── */

gboolean
fig__levels_straight (const FigLevels *self, const FigLevelSpot *spot)
{
  return fabs (fig__spot_at (self, spot->other)->x - spot->x) < 0.5;
}

double
fig__levels_place (FigLevels *self, double pitch)
{
  double widest = 0;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->spots->len; i++)
      {
        FigLevelSpot *spot = fig__spot_at (self, i);
        double x = spot->is_source ? FIG_SOURCE_PX / 2 : FIG_SOURCE_PX + 22 + spot->half;

        if (spot->before != FIG_NO_SPOT)
          x = fig__spot_at (self, spot->before)->x + pitch * (spot->half < LANE_TILE / 2 ? 0.8 : 1);
        /* straight down from a ring, else behind what it reads */
        if (spot->other != FIG_NO_SPOT)
          x = fmax (x, fig__spot_at (self, spot->other)->x
                         + (fig__spot_at (self, spot->other)->half == RING ? 0 : pitch * 0.8));
        /* a line that leaves this row for another one leaves behind what it carries */
        for (guint k = 0; k < i; k++)
          if (fig__spot_at (self, k)->other != FIG_NO_SPOT && fig__spot_at (self, k)->other == spot->before
              && !fig__levels_straight (self, fig__spot_at (self, k)))
            x = fmax (x, fig__spot_at (self, k)->x + pitch * 0.7);
        spot->x = x;
        widest = fmax (widest, x + LANE_TILE / 2);
      }
  return widest + (self->gather != RN_NODE_NONE ? 36 : 20);
}

double
fig__levels_pitch (FigLevels *self, double width)
{
  for (double pitch = PITCH_MOST; pitch >= PITCH_LEAST; pitch -= 2)
    if (fig__levels_place (self, pitch) <= width)
      return pitch;
  return 0;
}
