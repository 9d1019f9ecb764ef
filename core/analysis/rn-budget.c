/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* “Same budget”: the inner widths at which blocks of different design cost the same. */
#include "config.h"

#include "rn-budget.h"

#include <glib/gi18n-lib.h>

#include "rn-cost.h"

#define MAX_MID 65536

/**
 * rn_budget_measure:
 * @height: of the block's input, pixels
 * @width: of the block's input, pixels
 * @budget: (out caller-allocates): @spec and its counts for one sample
 *
 * Errors: those of rn_block_append()
 */
gboolean
rn_budget_measure (const RnBlockSpec *spec, gsize height, gsize width, RnBudget *budget,
                   GError **error)
{
  g_autoptr (RnGraph) graph = rn_graph_new ("budget");
  RnShape input = rn_shape_4d (1, MAX (spec->in, 1), height, width);
  g_autofree RnShape *shapes = NULL;
  guint n_nodes;
  RnTotals totals;

  rn_block_append (graph, rn_graph_input (graph, "input", &input), "", spec);
  if (!rn_graph_check (graph, error))
    return FALSE;
  n_nodes = rn_graph_n_nodes (graph);
  shapes = g_new (RnShape, n_nodes);
  for (RnNode i = 0; i < n_nodes; i++)
    shapes[i] = rn_graph_node (graph, i)->shape;
  rn_totals_measure (graph, shapes, 0, n_nodes, NULL, &totals);
  *budget = (RnBudget) { .spec = *spec, .parameters = totals.parameters, .macs = totals.macs };
  return TRUE;
}

static guint64
quantity_of (const RnBudget *budget, RnBudgetQuantity quantity)
{
  return quantity == RN_BUDGET_MACS ? budget->macs : budget->parameters;
}

static guint64
distance (const RnBudget *budget, RnBudgetQuantity quantity, guint64 target)
{
  guint64 has = quantity_of (budget, quantity);

  return has > target ? has - target : target - has;
}

/* The widths tried are those the body can be built with; more width always costs more. */
static gboolean
measure_width (const RnBlockSpec *spec, int multiple, gsize height, gsize width, RnBudget *budget,
               GError **error)
{
  RnBlockSpec wider = *spec;

  wider.mid = multiple * rn_block_spec_mid_step (spec);
  return rn_budget_measure (&wider, height, width, budget, error);
}

static gboolean
solve_one (const RnBlockSpec *spec, RnBudgetQuantity quantity, guint64 target, gsize height,
           gsize width, RnBudget *best, GError **error)
{
  int step = rn_block_spec_mid_step (spec), low = 1, high = MAX (1, MAX_MID / MAX (step, 1));
  RnBudget below;

  if (step == 0)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s: the block has no inner channels to choose, so it costs what it costs: take "
                     "it as the one that gives the budget"),
                   rn_block_spec_title (spec));
      return FALSE;
    }
  /* the narrowest that reaches the target, or the widest there is */
  while (low < high)
    {
      int middle = low + (high - low) / 2;

      if (!measure_width (spec, middle, height, width, best, error))
        return FALSE;
      if (quantity_of (best, quantity) >= target)
        high = middle;
      else
        low = middle + 1;
    }
  if (!measure_width (spec, low, height, width, best, error))
    return FALSE;
  if (low > 1)
    {
      if (!measure_width (spec, low - 1, height, width, &below, error))
        return FALSE;
      if (distance (&below, quantity, target) <= distance (best, quantity, target))
        *best = below;
    }
  return TRUE;
}

/**
 * rn_budget_solve:
 * @specs: (array length=n): the first gives the budget
 * @height: of the blocks' input, pixels
 * @width: of the blocks' input, pixels
 * @budgets: (out caller-allocates) (array length=n): the specs with their new mid, and what they
 * cost
 *
 * Keeps in, out, stride and groups; of two widths equally near the smaller one wins.
 *
 * Errors: those of rn_block_append(); RN_ERROR_RANGE where another than the first has no inner
 * channels to choose
 */
gboolean
rn_budget_solve (const RnBlockSpec *specs, guint n, RnBudgetQuantity quantity, gsize height,
                 gsize width, RnBudget *budgets, GError **error)
{
  g_return_val_if_fail (n > 0, FALSE);

  if (!rn_budget_measure (&specs[0], height, width, &budgets[0], error))
    return FALSE;
  for (guint i = 1; i < n; i++)
    if (!solve_one (&specs[i], quantity, quantity_of (&budgets[0], quantity), height, width,
                    &budgets[i], error))
      return FALSE;
  return TRUE;
}
