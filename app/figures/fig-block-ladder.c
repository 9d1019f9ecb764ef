/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a block drawn to scale is made of: rungs from x down to ⊕ and behind it, and the arc. */
#include "config.h"
#include "fig-block-private.h"

#include <math.h>
#include <string.h>

#include "fig-i18n.h"

#define LINK_ROOM_PX 40.0    /* between a rung that reads the shortcut's gate and ⊕ */
#define FOOT_PX      26.0    /* from the last below ⊕ to the tip of the block's output */

/* What has a width of its own; all else is a word in a pill. */
gboolean
fig__ladder_is_shaped (const RnGraph *graph, RnNode node)
{
  return fig__is (graph, node, "conv2d") || fig__is (graph, node, "window_attention");
}

static gboolean
is_round (const RnGraph *graph, const FigStep *step)
{
  return rn_graph_node (graph, step->node)->n_inputs > 1
         && (fig__is (graph, step->node, "add") || fig__is_gate (graph, step));
}

/* Words in a row share a pill, but for 1 − g: g itself may be read elsewhere. */
static void
add_words (GArray *spots, const RnGraph *graph, const FigStep *step, const char *words)
{
  FigSpot *last = spots->len > 0 ? &g_array_index (spots, FigSpot, spots->len - 1) : NULL;
  FigSpot spot = { .step = *step, .half = PILL_PX / 2 };

  if (last != NULL && last->words != NULL && !fig__is (graph, step->node, "complement"))
    {
      char *joined = g_strconcat (last->words, "·", words, NULL);

      g_free (last->words);
      last->words = joined;
      last->step.node = step->node;
      return;
    }
  spot.words = g_strdup (words);
  g_array_append_val (spots, spot);
}

/* The parts a tensor is cut into are x₁, x₂ …, by their lane. */
static char *
label_of (const RnGraph *graph, RnNode node, guint lane)
{
  static const char *const digits[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉" };
  GString *text;

  if (!fig__is (graph, node, "slice"))
    return fig__op_label (graph, node);
  text = g_string_new ("x");
  if (lane + 1 >= 10)
    g_string_append (text, digits[(lane + 1) / 10 % 10]);
  g_string_append (text, digits[(lane + 1) % 10]);
  return g_string_free (text, FALSE);
}

static void
add_spot (GArray *spots, const FigStep *step, guint lane, gpointer data)
{
  const RnGraph *graph = data;
  FigSpot spot = { .step = *step };
  g_autofree char *words = NULL;

  if (step->lanes == NULL && is_round (graph, step))
    {
      spot.is_round = TRUE;
      spot.half = RING_PX;
      g_array_append_val (spots, spot);
    }
  else if (step->lanes == NULL && fig__ladder_is_shaped (graph, step->node))
    {
      spot.half = LANE_BOX_PX / 2;
      g_array_append_val (spots, spot);
    }
  else
    {
      words = label_of (graph, step->node, lane);
      add_words (spots, graph, step, words);
    }
}

static void
add_fork (const FigSheet *sheet, FigLadder *ladder, const FigStep *step)
{
  const RnGraph *graph = ladder->block->graph;
  FigSpot spot = { .step = *step, .lanes = g_new0 (FigLanes, 1) };

  fig__lanes_read (spot.lanes, graph, step, sheet->most, add_spot, (gpointer) graph);
  fig__lanes_place (spot.lanes, graph, LANE_GAP_PX);
  if (fig__is (graph, step->node, "add"))
    spot.lanes->length += RING_PX;
  spot.half = (spot.lanes->length + (fig__is (graph, step->node, "concat") ? BAR_PX : RING_PX)
               + FORK_WORDS_PX) / 2;
  g_array_append_val (ladder->rungs, spot);
}

static void
add_rungs (const FigSheet *sheet, FigLadder *ladder, const GArray *steps)
{
  const RnGraph *graph = ladder->block->graph;

  for (guint i = 0; i < steps->len; i++)
    {
      const FigStep *step = &g_array_index (steps, FigStep, i);

      if (step->lanes != NULL)
        {
          add_fork (sheet, ladder, step);
          continue;
        }
      add_spot (ladder->rungs, step, 0, (gpointer) graph);
      if (fig__ladder_is_shaped (graph, step->node))
        g_array_index (ladder->rungs, FigSpot, ladder->rungs->len - 1).half = CONV_PX / 2;
    }
}

/* The shortcut's own line, and beside it what leads to the gate it ends in. */
static void
read_arc (FigLadder *ladder)
{
  const RnGraph *graph = ladder->block->graph;
  const GArray *steps = ladder->anatomy.shortcut;

  for (guint i = 0; i < steps->len; i++)
    {
      const FigStep *step = &g_array_index (steps, FigStep, i);

      if (step->lanes == NULL || !fig__is_gate (graph, step) || step->lanes->len != 2)
        {
          add_spot (ladder->arc, step, 0, (gpointer) graph);
          continue;
        }
      ladder->gated = step;
      for (guint l = 0; l < 2; l++)
        {
          const GArray *lane = g_ptr_array_index (step->lanes, l);

          for (guint k = 0; k < lane->len; k++)
            add_spot (l == 0 ? ladder->arc : ladder->gate, &g_array_index (lane, FigStep, k), 0,
                      (gpointer) graph);
        }
    }
  if (ladder->anatomy.scaled != RN_NODE_NONE)
    add_spot (ladder->arc,
              &(FigStep) { .node = ladder->anatomy.scaled, .first = ladder->anatomy.scaled }, 0,
              (gpointer) graph);
}

static guint
find_link (const FigLadder *ladder)
{
  for (guint i = 0; i < ladder->rungs->len; i++)
    if (rung_of (ladder->rungs, i)->is_round && ladder->gate->len > 0)
      return i;
  return ladder->rungs->len;
}

/* Down to the tip of the arrow the output leaves by. */
static void
measure (FigLadder *ladder)
{
  double height = BAR_PX + GAP_PX + GAP_PX;

  for (guint i = 0; i < ladder->rungs->len; i++)
    {
      const FigSpot *rung = rung_of (ladder->rungs, i);

      height += 2 * rung->half
                + gap_between (rung, i + 1 < ladder->rungs->len ? rung + 1 : NULL);
    }
  ladder->linked = find_link (ladder);
  if (ladder->linked < ladder->rungs->len)
    height += LINK_ROOM_PX;
  ladder->foot = FOOT_PX + (ladder->anatomy.has_shortcut ? PLUS : 0);
  for (guint i = 0; i < ladder->after->len; i++)
    ladder->foot += 2 * rung_of (ladder->after, i)->half + 8;
  ladder->height = height + (ladder->anatomy.has_shortcut ? 10 + PLUS : 0) + ladder->foot;
}

void
fig__ladder_read (FigLadder *ladder, const FigSheet *sheet)
{
  const RnGraph *graph = ladder->block->graph;

  fig__anatomy_read (&ladder->anatomy, graph, ladder->scope);
  ladder->rungs = fig__spots_new ();
  ladder->after = fig__spots_new ();
  ladder->arc = fig__spots_new ();
  ladder->gate = fig__spots_new ();
  add_rungs (sheet, ladder, ladder->anatomy.before);
  add_rungs (sheet, ladder, ladder->anatomy.branch);
  for (guint i = 0; i < ladder->anatomy.after->len; i++)
    add_spot (ladder->after, &g_array_index (ladder->anatomy.after, FigStep, i), 0,
              (gpointer) graph);
  read_arc (ladder);
  ladder->widest = channels (graph, ladder->anatomy.input);
  for (guint i = 0; i < ladder->rungs->len; i++)
    ladder->widest = MAX (ladder->widest,
                          channels (graph, rung_of (ladder->rungs, i)->step.node));
  measure (ladder);
}

void
fig__ladder_clear (FigLadder *ladder)
{
  g_clear_pointer (&ladder->rungs, g_array_unref);
  g_clear_pointer (&ladder->after, g_array_unref);
  g_clear_pointer (&ladder->arc, g_array_unref);
  g_clear_pointer (&ladder->gate, g_array_unref);
  fig__anatomy_clear (&ladder->anatomy);
}
