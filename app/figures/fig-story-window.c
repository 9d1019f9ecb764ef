/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The window that a convolution or pooling looked at, beside the story of its number. */
#include "config.h"
#include "fig-story-private.h"

#include "fig-i18n.h"

#define GRID_MOST 11         /* larger windows have no grid */

const RnShape *
fig__story_shape (const FigStory *self, RnNode node)
{
  return self->data->shapes != NULL ? &self->data->shapes[node]
                                    : &rn_graph_node (self->data->graph, node)->shape;
}

/* Where in the window a term stands; it must lie there. */
static gsize
place_in_window (const FigStory *self, const FigExplainStep *step, const RnTerm *term)
{
  const RnGraph *graph = self->data->graph;
  gsize kernel = (gsize) fig__attribute (graph, step->node, "kernel", 1),
        stride = (gsize) fig__attribute (graph, step->node, "stride", 1),
        pad = (gsize) fig__attribute (graph, step->node, "pad", 0),
        dilation = (gsize) fig__attribute (graph, step->node, "dilation", 1);
  gsize row = (term->index[2] + pad - step->index[2] * stride) / dilation,
        column = (term->index[3] + pad - step->index[3] * stride) / dilation;

  return MIN (row, kernel - 1) * kernel + MIN (column, kernel - 1);
}

static void
open_grid (FigStory *self, const FigExplainStep *step, gsize side, gboolean kernel)
{
  self->grid.rows = self->grid.columns = side;
  self->grid.window = g_new0 (float, side * side);
  self->grid.inside = g_new0 (gboolean, side * side);
  self->grid.kernel = kernel ? g_new0 (float, side * side) : NULL;
  self->grid.winner = -1;
  self->grid.node = step->node;
}

static gboolean
takes_grid (const FigStory *self, gsize side)
{
  return self->grid.rows == 0 && side <= GRID_MOST;
}

char *
fig__story_input (const FigStory *self, RnNode node)
{
  return fig__op_word (self->data->graph, rn_graph_node (self->data->graph, node)->inputs[0]);
}

void
fig__story_window (FigStory *self, const FigExplainStep *step, gsize channel)
{
  const RnGraph *graph = self->data->graph;
  gsize side = (gsize) fig__attribute (graph, step->node, "kernel", 1), group = 0;
  g_autofree char *input = fig__story_input (self, step->node),
                  *word = fig__op_word (graph, step->node);

  if (!takes_grid (self, side))
    return;
  open_grid (self, step, side, TRUE);
  for (guint i = 0; i < step->explanation->terms->len; i++)
    {
      const RnTerm *term = fig__story_term (step, i);
      gsize place = term->weight_index % (side * side);

      if (term->index[1] != channel)
        continue;
      self->grid.window[place] = (float) term->value;
      self->grid.kernel[place] = (float) term->factor;
      self->grid.inside[place] = TRUE;
      group = term->weight_index / (side * side);
    }
  /* padding has weights too, which nobody multiplies: they are left empty */
  group %= MAX (1, fig__story_shape (self, rn_graph_node (graph, step->node)->inputs[0])->dim[1]
                     / (gsize) fig__attribute (graph, step->node, "groups", 1));
  self->grid.window_words = g_strdup_printf (_("%s, input channel %d"), input, (int) channel);
  self->grid.kernel_words = g_strdup_printf (_("kernel of %s [%d, %d]"), word,
                                             (int) step->index[1], (int) group);
}

void
fig__story_pool (FigStory *self, const FigExplainStep *step)
{
  gsize side = (gsize) fig__attribute (self->data->graph, step->node, "kernel", 0);
  g_autofree char *input = fig__story_input (self, step->node);

  if (side == 0 || !takes_grid (self, side))
    return;
  open_grid (self, step, side, FALSE);
  for (guint i = 0; i < step->explanation->terms->len; i++)
    {
      const RnTerm *term = fig__story_term (step, i);
      gsize place = place_in_window (self, step, term);

      self->grid.window[place] = (float) term->value;
      self->grid.inside[place] = TRUE;
      if (fig__is (self->data->graph, step->node, "max_pool") && term->factor == 1)
        self->grid.winner = (int) place;
    }
  self->grid.window_words = g_strdup_printf (_("%s, channel %d"), input, (int) step->index[1]);
}
