/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-block-spec.h"

G_BEGIN_DECLS

/*
 * Blocks made comparable: each one's inner width is chosen so that it costs as nearly as it can
 * what the first one costs.
 */
typedef enum
{
  RN_BUDGET_PARAMETERS,
  RN_BUDGET_MACS,            /* of one sample, torchvision's convention */
} RnBudgetQuantity;

typedef struct
{
  RnBlockSpec spec;          /* with mid set, but for the first, which stays as it came */
  guint64     parameters;
  guint64     macs;
} RnBudget;

RN_API gboolean rn_budget_measure (const RnBlockSpec *spec, gsize height, gsize width,
                                   RnBudget *budget, GError **error);
RN_API gboolean rn_budget_solve   (const RnBlockSpec *specs, guint n, RnBudgetQuantity quantity,
                                   gsize height, gsize width, RnBudget *budgets, GError **error);

G_END_DECLS
