/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Expressions of lessons: what they are worth, what is refused, how numbers are written. */
#include <string.h>

#include "lab-lesson.h"
#include "rn-test.h"

static gboolean
look_up (const char *name, LabValue *value, gpointer data, GError **error)
{
  value->number = 7;
  if (g_str_equal (name, "seven"))
    return TRUE;
  g_set_error_literal (error, RN_ERROR, RN_ERROR_UNKNOWN, name);
  return FALSE;
}

static gboolean
add_all (const char *function, const LabValue *arguments, guint n, LabValue *value, gpointer data, GError **error)
{
  for (guint i = 0; i < n; i++)
    value->number += arguments[i].text != NULL ? (double) strlen (arguments[i].text) : arguments[i].number;
  return TRUE;
}

static const LabScope scope = { look_up, add_all, NULL };

static void
arithmetic_is_as_on_paper (void)
{
  static const struct { const char *text; double value; } cases[] = {
    { "1 + 2 * 3", 7 },           { "(1 + 2) * 3", 9 },       { "7 - 2 - 1", 4 },
    { "8 / 2 / 2", 2 },           { "-2 * -3", 6 },           { "−2 × 3", -6 },
    { "2 < 3 and 3 <= 3", 1 },    { "not (1 > 2) or 1/0 < 0", 1 }, { "0.1 + 0.2 == 0.3", 1 },
    { "1 != 1.00001", 1 },        { "max (2, sqrt(16)) + min(1, 2)", 5 }, { "log2(8) + log10(100)", 5 },
    { "pow(2, 10) + abs(-1)", 1025 }, { "round(2.6)", 3 },    { "seven * 6", 42 },
    { "f('abc', 4)", 7 },         { "f() + 1", 1 },           { "1e3", 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LabExpression) expression = lab_expression_read (cases[i].text, &error);
      g_auto (LabValue) value = { 0, NULL };

      g_assert_no_error (error);
      g_assert_true (lab_expression_evaluate (expression, &scope, &value, &error));
      g_assert_cmpfloat_with_epsilon (value.number, cases[i].value, 1e-12);      /* a few roundings */
    }
}

static void
wrong_expressions_are_refused (void)
{
  static const char *const texts[] = { "", "1 +", "(1", "1)", "'open", "1 2", "sqrt(1, 2)", "f(1,2,3,4,5,6)", "%",
                                       "1 < 2 < 3" };
  g_autofree char *deep = g_strnfill (100, '('), *longest = g_strnfill (2000, '1');

  for (guint i = 0; i < G_N_ELEMENTS (texts) + 2; i++)
    {
      g_autoptr (GError) error = NULL;
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : i == G_N_ELEMENTS (texts) ? deep : longest;

      g_assert_null (lab_expression_read (text, &error));
      g_assert_error (error, RN_ERROR, RN_ERROR_FORMAT);
    }
}

static void
numbers_are_written_as_asked (void)
{
  static const struct { LabAs as; double value; const char *text; } cases[] = {
    { { LAB_AS_INTEGER, 0 }, 1769472, "1,769,472" }, { { LAB_AS_COUNT, 0 }, 1769472, "1.77 M" },
    { { LAB_AS_FIXED, 2 }, -0.125, "−0.12" },        { { LAB_AS_PERCENT, 1 }, 0.941, "94.1 %" },
    { { LAB_AS_TIMES, 0 }, 16.94, "16.9×" },         { { LAB_AS_SCIENTIFIC, 3 }, 3.12e-4, "3.12×10⁻⁴" },
    { { LAB_AS_SIGNIFICANT, 3 }, 0.0319, "0.0319" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const LabValue value = { cases[i].value, NULL };
      g_autofree char *text = lab_as_format (cases[i].as, &value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/expression/value/as-on-paper", arithmetic_is_as_on_paper);
  g_test_add_func ("/lab/expression/wrong/refused", wrong_expressions_are_refused);
  g_test_add_func ("/lab/expression/as/written-as-asked", numbers_are_written_as_asked);
  return g_test_run ();
}
