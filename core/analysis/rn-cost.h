/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-graph.h"

G_BEGIN_DECLS

/*
 * A counting convention gives each kind of work a weight; its total is the weighted sum of what the
 * ops count (RnCost). One table, so a convention is added in one place. @rule is the text people
 * see beside a number.
 */
typedef struct _RnConvention RnConvention;

RN_API const RnConvention *const *rn_conventions           (guint *n);
/* NULL: unknown */
RN_API const RnConvention        *rn_convention_find       (const char *name);
RN_API const RnConvention        *rn_convention_default    (void);                 /* torchvision */
RN_API const char                *rn_convention_name       (const RnConvention *self);
RN_API const char                *rn_convention_rule       (const RnConvention *self);
RN_API guint64                    rn_convention_count      (const RnConvention *self,
                                                            const RnGraph *graph,
                                                            RnNode node, const RnShape *shapes);

/* One node's counts under @shapes [n_nodes]. */
RN_API void    rn_cost_node      (const RnGraph *graph, RnNode node, const RnShape *shapes,
                                  RnCost *cost);

/* Sums over the nodes first ≤ i < end. Shared parameters count once. */
typedef struct
{
  guint64 parameters;
  guint64 macs;                        /* of convolution and linear layers, no bias */
  guint64 mult_adds;                   /* by the convention asked for */
  guint64 input_bytes;                 /* torchinfo's memory: input, … */
  guint64 forward_backward_bytes;      /* … 2 × outputs of layers that own parameters, … */
  guint64 parameter_bytes;
  guint64 total_bytes;                 /* … and their sum */
  /* all that backward keeps: what the compare view calls activation memory */
  guint64 activation_bytes;
} RnTotals;

RN_API void    rn_totals_measure (const RnGraph *graph, const RnShape *shapes, RnNode first,
                                  RnNode end,
                                  const RnConvention *convention, RnTotals *totals);

G_END_DECLS
