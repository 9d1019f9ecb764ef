/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What is compared: as it is named, or made to cost the same. */
#include "config.h"

#include "compare-specs.h"

#include "cli-subject.h"
#include "cli.h"
#include "rn-budget.h"

/* Every block with the inner width that costs what the first one costs. */
static gboolean
solve_budget (GPtrArray *specs, RnBudgetQuantity quantity, const RnShape *input, GError **error)
{
  g_autofree RnBlockSpec *blocks = g_new (RnBlockSpec, specs->len);
  g_autofree RnBudget *budgets = g_new (RnBudget, specs->len);
  RnShape shape = input->rank > 0 ? *input : rn_spec_input (g_ptr_array_index (specs, 0));

  for (guint i = 0; i < specs->len; i++)
    {
      const RnBlockSpec *block = rn_spec_block (g_ptr_array_index (specs, i));

      if (block == NULL)
        return cli_usage_error (error, "--budget compares blocks, and %s is a whole network",
                                rn_spec_name (g_ptr_array_index (specs, i)));
      blocks[i] = *block;
    }
  if (!rn_budget_solve (blocks, specs->len, quantity, shape.dim[2], shape.dim[3], budgets, error))
    return FALSE;
  for (guint i = 1; i < specs->len; i++)
    {
      rn_spec_unref (specs->pdata[i]);
      specs->pdata[i] = rn_spec_new_block (&budgets[i].spec);
    }
  return TRUE;
}

static gboolean
apply_budget (GPtrArray *specs, const char *budget, const RnShape *input, GError **error)
{
  static const char *const quantities[] = { "parameters", "macs", NULL };
  int choice = cli_choose ("budget", budget, quantities, error);

  if (budget == NULL)
    return TRUE;
  return choice >= 0
         && solve_budget (specs, choice == 0 ? RN_BUDGET_PARAMETERS : RN_BUDGET_MACS, input, error);
}

GPtrArray *
compare_specs_open (char **words, const char *budget, const RnShape *input, GError **error)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) rn_spec_unref);

  for (guint i = 0; words[i] != NULL; i++)
    {
      RnSpec *spec = cli_open_spec (words[i], error);

      if (spec == NULL)
        return NULL;
      g_ptr_array_add (specs, spec);
    }
  return apply_budget (specs, budget, input, error) ? g_steal_pointer (&specs) : NULL;
}
