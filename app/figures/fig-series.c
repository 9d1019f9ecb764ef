/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Nodes as a series of ops and forks, read off who reads whom. Behind a node that alone is read
 * later the series goes on; between two of these lie a single op, or lanes that part and meet
 * again in one op, their join.
 */
#include "config.h"
#include "fig-anatomy-private.h"

static void
step_clear (gpointer data)
{
  g_clear_pointer (&((FigStep *) data)->lanes, g_ptr_array_unref);
}

GArray *
fig__series_new (void)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (FigStep));

  g_array_set_clear_func (steps, step_clear);
  return steps;
}

static gboolean
find (const GArray *nodes, RnNode node, guint *place)
{
  for (guint i = 0; i < nodes->len; i++)
    if (g_array_index (nodes, RnNode, i) == node)
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

/* [nodes + 1] the last place that reads the input, and each node. */
static guint *
last_readers (const RnGraph *graph, RnNode input, const GArray *nodes)
{
  guint *last = g_new0 (guint, nodes->len + 1), place;

  for (guint i = 0; i < nodes->len; i++)
    {
      const RnNodeInfo *info = rn_graph_node (graph, g_array_index (nodes, RnNode, i));

      for (guint k = 0; k < info->n_inputs; k++)
        if (info->inputs[k] == input)
          last[0] = i;
        else if (find (nodes, info->inputs[k], &place))
          last[place + 1] = i;
    }
  return last;
}

/* Moves what leads to @end, as far as it lies in @rest, to a lane of its own. */
static void
take_lane (GArray *lane, GArray *rest, const RnGraph *graph, RnNode end)
{
  const RnNodeInfo *info = rn_graph_node (graph, end);
  guint place;

  if (!find (rest, end, &place))
    return;
  g_array_remove_index (rest, place);
  for (guint k = 0; k < info->n_inputs; k++)
    take_lane (lane, rest, graph, info->inputs[k]);
  g_array_append_val (lane, end);
}

static int
by_number (gconstpointer a, gconstpointer b)
{
  RnNode p = *(const RnNode *) a, q = *(const RnNode *) b;

  return p < q ? -1 : p > q;
}

/* A sum of sums is one sum: an op that takes few inputs is used in rounds. */
static gboolean
is_round_of (const RnGraph *graph, const GArray *lane, RnNode join)
{
  const FigStep *step = lane->len == 1 ? &g_array_index (lane, FigStep, 0) : NULL;

  return step != NULL && step->lanes != NULL
         && rn_graph_node (graph, step->node)->op == rn_graph_node (graph, join)->op
         && (fig__is (graph, join, "add") || fig__is (graph, join, "concat"));
}

static void
add_lane (GPtrArray *lanes, const RnGraph *graph, GArray *lane, RnNode join)
{
  if (!is_round_of (graph, lane, join))
    {
      g_ptr_array_add (lanes, lane);
      return;
    }
  g_ptr_array_extend_and_steal (
    lanes, g_steal_pointer (&g_array_index (lane, FigStep, 0).lanes));
  g_array_unref (lane);
}

/* The named part a fork is all of. */
static RnScope
part_of (const RnGraph *graph, RnNode first, RnNode join)
{
  RnScope scope = rn_graph_node (graph, join)->scope;
  const RnScopeInfo *info = rn_graph_scope (graph, scope);

  return info->kind == RN_SCOPE_GROUP && info->first == first && info->end == join + 1
           ? scope
           : RN_SCOPE_ROOT;
}

static FigStep
read_fork (const RnGraph *graph, RnNode input, GArray *nodes)
{
  RnNode first = g_array_index (nodes, RnNode, 0),
         join = g_array_index (nodes, RnNode, nodes->len - 1);
  const RnNodeInfo *info = rn_graph_node (graph, join);
  FigStep fork = { .node = join, .first = first, .part = part_of (graph, first, join),
                   .lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref) };

  g_array_set_size (nodes, nodes->len - 1);
  for (guint k = 0; k < info->n_inputs; k++)
    {
      g_autoptr (GArray) lane = g_array_new (FALSE, FALSE, sizeof (RnNode));
      GArray *steps = fig__series_new ();

      take_lane (lane, nodes, graph, info->inputs[k]);
      g_array_sort (lane, by_number);
      fig__series_read (steps, graph, input, lane);
      add_lane (fork.lanes, graph, steps, join);
    }
  return fork;
}

static void
add_segment (GArray *steps, const RnGraph *graph, RnNode input, const GArray *nodes, guint first,
             guint last)
{
  g_autoptr (GArray) inner = g_array_new (FALSE, FALSE, sizeof (RnNode));
  RnNode end = g_array_index (nodes, RnNode, last);
  FigStep step = { .node = end, .first = end, .part = RN_SCOPE_ROOT };

  if (first < last)
    {
      g_array_append_vals (inner, &g_array_index (nodes, RnNode, first), last - first + 1);
      step = read_fork (graph, input, inner);
    }
  g_array_append_val (steps, step);
}

/**
 * fig__series_read:
 * @steps: (element-type FigStep): from fig__series_new(); gets the series
 * @graph: what the nodes are of
 * @input: what they read beside one another
 * @nodes: (element-type RnNode): ascending
 */
void
fig__series_read (GArray *steps, const RnGraph *graph, RnNode input, const GArray *nodes)
{
  g_autofree guint *last = last_readers (graph, input, nodes);
  guint first = 0, reach = last[0];

  for (guint i = 0; i < nodes->len; i++)
    if (reach <= i || i + 1 == nodes->len)
      {
        add_segment (steps, graph, first > 0 ? g_array_index (nodes, RnNode, first - 1) : input,
                     nodes, first, i);
        first = i + 1;
        reach = last[i + 1];
      }
    else
      reach = MAX (reach, last[i + 1]);
}

gboolean
fig__is_gate (const RnGraph *graph, const FigStep *step)
{
  return fig__is (graph, step->node, "scale");
}

RnNode
fig__join_first (const FigStep *fork)
{
  const GArray *lane;

  for (guint i = fork->lanes->len; i-- > 0;)
    {
      lane = g_ptr_array_index (fork->lanes, i);
      if (lane->len > 0)
        return g_array_index (lane, FigStep, lane->len - 1).node + 1;
    }
  return fork->node;
}
