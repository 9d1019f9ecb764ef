/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Blocks at the same budget have the widths of the paper that did this first (Xie 2017, table 2).
 */
#include "rn-budget.h"
#include "rn-test-model.h"

#include <math.h>

static RnBlockSpec
block (const char *text)
{
  g_autoptr (RnSpec) spec = rn_test_open (text);

  return *rn_spec_block (spec);
}

static void
solve (const char *first, const char *second, RnBudgetQuantity quantity, RnBudget *budgets)
{
  RnBlockSpec specs[2] = { block (first), block (second) };
  g_autoptr (GError) error = NULL;

  rn_budget_solve (specs, 2, quantity, 56, 56, budgets, &error);
  g_assert_no_error (error);
}

#define BOTTLENECK "{\"body\":\"bottleneck\",\"in\":256,\"out\":256,\"norm\":\"none\""

static void
test_resnext_template (void)
{
  static const struct { const char *spec; int mid; guint64 parameters; } rows[] = {
    { BOTTLENECK "}", 64, 69632 },
    { BOTTLENECK ",\"groups\":2}", 80, 69760 },
    { BOTTLENECK ",\"groups\":4}", 96, 69888 },
    { BOTTLENECK ",\"groups\":8}", 112, 71456 },
    { BOTTLENECK ",\"groups\":32}", 128, 70144 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (RnBudgetQuantity quantity = RN_BUDGET_PARAMETERS; quantity <= RN_BUDGET_MACS; quantity++)
      {
        RnBudget budgets[2];

        solve (BOTTLENECK "}", rows[i].spec, quantity, budgets);
        g_assert_cmpuint (budgets[0].parameters, ==, 69632);
        g_assert_cmpint (budgets[1].spec.mid, ==, rows[i].mid);
        g_assert_cmpuint (budgets[1].parameters, ==, rows[i].parameters);
        g_assert_cmpuint (budgets[1].macs, ==, 56 * 56 * rows[i].parameters);
      }
}

#define BASIC(channels, mid) \
  "{\"body\":\"basic\",\"in\":" #channels ",\"out\":" #channels ",\"mid\":" #mid ",\"norm\":\"none\"}"

/*
 * A basic block of 8 channels has 144 parameters a channel of width: 216 lies midway between widths
 * 1 and 2.
 */
static void
test_tie (void)
{
  RnBudget budgets[2];

  solve (BASIC (4, 3), BASIC (8, 8), RN_BUDGET_PARAMETERS, budgets);
  g_assert_cmpuint (budgets[0].parameters, ==, 216);
  g_assert_cmpint (budgets[1].spec.mid, ==, 1);
  g_assert_cmpuint (budgets[1].parameters, ==, 144);
}

static void
test_out_of_reach (void)
{
  RnBudget budgets[2];

  solve (BASIC (1, 1), BASIC (64, 64), RN_BUDGET_PARAMETERS, budgets);
  g_assert_cmpint (budgets[1].spec.mid, ==, 1);
  solve (BASIC (4096, 65536), BASIC (1, 1), RN_BUDGET_PARAMETERS, budgets);
  g_assert_cmpint (budgets[1].spec.mid, ==, 65536);
}

static void
test_unbuildable (void)
{
  RnBlockSpec specs[2] = { block (BASIC (8, 8)), block (BASIC (8, 8)) };
  g_autoptr (GError) error = NULL;
  RnBudget budgets[2];

  specs[1].groups = 3;
  g_assert_false (rn_budget_solve (specs, 2, RN_BUDGET_MACS, 56, 56, budgets, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

/* The widths tried are those a body can have: 4 scales of 2 groups come in eights, heads in fives. */
static void
test_other_bodies (void)
{
  static const struct { const char *spec; int step; } rows[] = {
    { "{\"body\":\"res2net\",\"in\":256,\"out\":256,\"groups\":2}", 8 },
    { "{\"body\":\"attention\",\"in\":256,\"out\":256,\"mid\":60,\"heads\":5}", 5 },
    { "{\"body\":\"inverted\",\"in\":256,\"out\":256}", 1 },
  };
  RnBlockSpec depthwise[2]
    = { block (BOTTLENECK "}"), block ("{\"body\":\"depthwise\",\"in\":256,\"out\":256}") };
  RnBudget budgets[2];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      solve (BOTTLENECK "}", rows[i].spec, RN_BUDGET_PARAMETERS, budgets);
      g_assert_cmpint (rn_block_spec_mid_step (&budgets[1].spec), ==, rows[i].step);
      g_assert_cmpint (budgets[1].spec.mid % rows[i].step, ==, 0);
      g_assert_cmpfloat (fabs ((double) budgets[1].parameters / 69632 - 1), <, 0.1);
    }
  g_assert_false (rn_budget_solve (depthwise, 2, RN_BUDGET_MACS, 56, 56, budgets, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/analysis/budget/resnext-template", test_resnext_template);
  g_test_add_func ("/core/analysis/budget/tie", test_tie);
  g_test_add_func ("/core/analysis/budget/out-of-reach", test_out_of_reach);
  g_test_add_func ("/core/analysis/budget/unbuildable", test_unbuildable);
  g_test_add_func ("/core/analysis/budget/other-bodies", test_other_bodies);
  return g_test_run ();
}
