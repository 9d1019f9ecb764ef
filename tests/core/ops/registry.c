/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The registry of ops: every descriptor is complete and found under its own name. */
#include "rn-op.h"

#include <math.h>

static void
test_complete (void)
{
  guint n;
  const RnOp *const *ops = rn_ops (&n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      const RnOp *op = ops[i];

      g_test_message ("%s", op->name);
      g_assert_true (rn_op_find (op->name) == op);
      g_assert_nonnull (op->title);
      g_assert_nonnull (op->formula);
      g_assert_nonnull (op->source);
      g_assert_true (op->infer && op->cost && op->forward && op->backward && op->explain);
      g_assert_cmpuint (op->min_inputs, <=, op->max_inputs);
      g_assert_cmpuint (op->max_inputs, <=, RN_OP_MAX_INPUTS);
      g_assert_cmpuint (op->n_parameters, <=, RN_OP_MAX_PARAMETERS);
      g_assert_cmpuint (op->n_attributes, <=, RN_OP_MAX_ATTRIBUTES);
    }
}

static void
test_attributes (void)
{
  guint n;
  const RnOp *const *ops = rn_ops (&n);

  for (guint i = 0; i < n; i++)
    for (guint a = 0; a < ops[i]->n_attributes; a++)
      {
        const RnAttribute *attribute = &ops[i]->attributes[a];

        g_test_message ("%s.%s", ops[i]->name, attribute->name);
        g_assert_cmpint (rn_op_attribute (ops[i], attribute->name), ==, a);
        g_assert_nonnull (attribute->doc);
        g_assert_cmpfloat (attribute->minimum, <, attribute->maximum);
        if (isnan (attribute->fallback))
          continue;
        g_assert_cmpfloat (attribute->minimum, <=, attribute->fallback);
        g_assert_cmpfloat (attribute->fallback, <=, attribute->maximum);
      }
}

static void
test_unknown (void)
{
  g_assert_null (rn_op_find ("conv"));
  g_assert_null (rn_op_find (""));
  g_assert_cmpint (rn_op_attribute (rn_op_find ("conv2d"), "width"), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ops/registry/complete", test_complete);
  g_test_add_func ("/core/ops/registry/attributes", test_attributes);
  g_test_add_func ("/core/ops/registry/unknown-is-told", test_unknown);
  return g_test_run ();
}
