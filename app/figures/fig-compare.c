/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Blocks side by side with what they cost, counted from their graphs. */
#include "config.h"
#include "fig-compare.h"

#include <math.h>

#include "fig-anatomy-private.h"
#include "fig-i18n.h"

enum { PARAMETERS, MULTIPLY_ADDS, MEMORY, TIME, N_QUANTITIES };

typedef struct
{
  GArray *segments[N_QUANTITIES];    /* (owned) (element-type FigSegment) */
} Costs;

static void
segment_clear (gpointer data)
{
  g_free (((FigSegment *) data)->text);
}

static RnShape *
shapes_of (const RnGraph *graph)
{
  guint n = rn_graph_n_nodes (graph);
  RnShape *shapes = g_new (RnShape, n);

  for (RnNode i = 0; i < n; i++)
    shapes[i] = rn_graph_node (graph, i)->shape;
  return shapes;
}

static FigPath
path_of (const RnGraph *graph, RnNode node)
{
  for (RnScope s = rn_graph_node (graph, node)->scope; s != RN_SCOPE_ROOT;
       s = rn_graph_scope (graph, s)->parent)
    if (rn_graph_scope (graph, s)->kind == RN_SCOPE_SHORTCUT)
      return FIG_SHORTCUT;
  return FIG_BRANCH;
}

/* Every convolution begins a segment; what follows it, its batch norm say, counts with it. */
static void
add (GArray *segments, const RnGraph *graph, RnNode node, double value)
{
  FigPath path = path_of (graph, node);
  FigSegment *last = segments->len > 0 ? &g_array_index (segments, FigSegment, segments->len - 1)
                                       : NULL;

  if (last != NULL && last->path == path && !fig__is (graph, node, "conv2d"))
    last->value += value;
  else if (value > 0 || fig__is (graph, node, "conv2d"))
    {
      FigSegment segment
        = { .value = value, .path = path, .text = g_strdup (rn_graph_node (graph, node)->name) };

      g_array_append_val (segments, segment);
    }
}

static void
add_whole (GArray *segments, double value, gboolean hatched, const char *text)
{
  FigSegment segment
    = { .value = value, .path = FIG_BRANCH, .hatched = hatched, .text = g_strdup (text) };

  g_array_append_val (segments, segment);
}

static void
measure (Costs *costs, const FigCompared *block, const RnConvention *convention)
{
  g_autofree RnShape *shapes = shapes_of (block->graph);
  guint n = rn_graph_n_nodes (block->graph);
  RnTotals totals;

  for (guint q = 0; q < N_QUANTITIES; q++)
    {
      costs->segments[q] = g_array_new (FALSE, FALSE, sizeof (FigSegment));
      g_array_set_clear_func (costs->segments[q], segment_clear);
    }
  for (RnNode i = 0; i < n; i++)
    {
      add (costs->segments[PARAMETERS], block->graph, i,
           (double) fig__parameters (block->graph, i, i + 1));
      add (costs->segments[MULTIPLY_ADDS], block->graph, i,
           (double) rn_convention_count (convention, block->graph, i, shapes));
    }
  rn_totals_measure (block->graph, shapes, 0, n, convention, &totals);
  add_whole (costs->segments[MEMORY], (double) totals.activation_bytes, FALSE,
             _("kept for the backward pass"));
  if (isfinite (block->forward_ms))
    add_whole (costs->segments[TIME], block->forward_ms, FALSE, _("forward pass"));
  if (isfinite (block->backward_ms))
    add_whole (costs->segments[TIME], block->backward_ms, TRUE, _("backward pass"));
}

static void
clear (Costs *costs)
{
  for (guint q = 0; q < N_QUANTITIES; q++)
    g_array_unref (costs->segments[q]);
}

/* @shown: −1 for all of them. */
static FigScene *
draw (const FigCompared *blocks, guint n_blocks, int shown, const RnConvention *convention,
      const FigStyle *style, GError **error)
{
  const FigQuantity quantities[N_QUANTITIES]
    = { [PARAMETERS] = { _("Parameters"), NULL, FIG_UNIT_COUNT },
        [MULTIPLY_ADDS] = { _("Multiply-adds"), rn_convention_name (convention),
                            FIG_UNIT_MULTIPLY_ADDS },
        [MEMORY] = { _("Activation memory"), NULL, FIG_UNIT_BYTES },
        [TIME] = { _("Forward + back"), NULL, FIG_UNIT_MILLISECONDS } };
  g_autofree Costs *costs = g_new0 (Costs, n_blocks);
  g_autofree FigBlock *figures = g_new0 (FigBlock, n_blocks);
  g_autofree FigBar *bars = g_new0 (FigBar, N_QUANTITIES * n_blocks);
  FigBarsData data
    = { .n_blocks = n_blocks, .quantities = quantities, .n_quantities = TIME, .bars = bars };
  FigScene *scene;

  for (guint b = 0; b < n_blocks; b++)
    {
      measure (&costs[b], &blocks[b], convention);
      figures[b] = (FigBlock) { .graph = blocks[b].graph, .title = blocks[b].title,
                                .subtitle = blocks[b].subtitle };
      if (costs[b].segments[TIME]->len > 0 || blocks[b].pending != NULL)
        data.n_quantities = N_QUANTITIES;
      for (guint q = 0; q < N_QUANTITIES; q++)
        bars[q * n_blocks + b] = (FigBar) {
          (const FigSegment *) (gpointer) costs[b].segments[q]->data, costs[b].segments[q]->len,
          q == TIME ? blocks[b].pending : NULL
        };
    }
  scene = shown < 0 ? fig_blocks_new (figures, n_blocks, &data, style, error)
                    : fig_block_card_new (figures, n_blocks, (guint) shown, &data, style, error);
  for (guint b = 0; b < n_blocks; b++)
    clear (&costs[b]);
  return scene;
}

FigScene *
fig_compare_new (const FigCompared *blocks, guint n_blocks, const RnConvention *convention,
                 const FigStyle *style, GError **error)
{
  g_return_val_if_fail (n_blocks > 0 && convention != NULL && style != NULL, NULL);
  return draw (blocks, n_blocks, -1, convention, style, error);
}

FigScene *
fig_compare_card_new (const FigCompared *blocks, guint n_blocks, guint shown,
                      const RnConvention *convention, const FigStyle *style, GError **error)
{
  g_return_val_if_fail (shown < n_blocks && convention != NULL && style != NULL, NULL);
  return draw (blocks, n_blocks, (int) shown, convention, style, error);
}
