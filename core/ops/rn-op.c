/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The registry of ops, made from op-list.h. */
#include "config.h"

#include "rn-op.h"

#include "ops-private.h"

#include <string.h>

static const RnOp *const registry[] = {
#define RN_OP(symbol) &rn__op_##symbol,
#include "op-list.h"
#undef RN_OP
};

const RnOp *const *
rn_ops (guint *n)
{
  *n = G_N_ELEMENTS (registry);
  return registry;
}

const RnOp *
rn_op_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (registry); i++)
    if (strcmp (registry[i]->name, name) == 0)
      return registry[i];
  return NULL;
}

int
rn_op_attribute (const RnOp *op, const char *name)
{
  g_return_val_if_fail (op != NULL && name != NULL, -1);

  for (guint i = 0; i < op->n_attributes; i++)
    if (strcmp (op->attributes[i].name, name) == 0)
      return (int) i;
  return -1;
}

void
rn_explanation_clear (RnExplanation *explanation)
{
  g_clear_pointer (&explanation->terms, g_array_unref);
  g_clear_pointer (&explanation->formula, g_free);
  *explanation = (RnExplanation) { 0 };
}
