/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-parameters.h"

G_BEGIN_DECLS

/*
 * An engine makes a plan of a graph for one batch, mode and precision: all shapes known, all memory
 * laid out, all kernels made; whatever can fail fails there. It alone knows in which layout a
 * tensor lies.
 */
typedef struct _RnEngine RnEngine;
typedef struct _RnPlan   RnPlan;

typedef enum
{
  RN_MODE_EVAL,              /* batch norm uses its running statistics */
  RN_MODE_TRAIN,             /* batch norm uses the batch's, and updates the running ones */
} RnMode;

typedef enum
{
  /* least memory, most fusion: only outputs, loss and parameter gradients can be read */
  RN_KEEP_NOTHING,
  /* as fused and as small, but every node's statistics are collected on the way */
  RN_KEEP_STATISTICS,
  /* every node is computed on its own, so observers see each; memory is still reused */
  RN_KEEP_VALUES,
  RN_KEEP_ALL,               /* every activation, gradient and edge gradient stays readable */
} RnKeep;

/* What is dropped in the forward pass and computed again for the backward one: less memory, more
 * time, the same bits. */
typedef enum
{
  RN_RECOMPUTE_NOTHING,
  /* Chen et al. 2016: of each block its output is kept; what lies inside is computed again when
   * the backward pass reaches it. So of the stem; what comes last stays, being needed at once. */
  RN_RECOMPUTE_BLOCKS,
} RnRecompute;

/* What a plan takes, in bytes. */
typedef struct
{
  gsize tensors;             /* activations and gradients at their peak */
  gsize tensors_kept;        /* the same, were nothing computed again */
  gsize kernels;             /* scratch, packed weights */
} RnPlanMemory;

RN_API const RnEngine *const *rn_engines                (guint *n);
RN_API const RnEngine        *rn_engine_find            (const char *name);       /* "onednn",
                                                         "reference" */
RN_API const RnEngine        *rn_engine_default         (void);
RN_API const char            *rn_engine_name            (const RnEngine *self);
/* OMP_NUM_THREADS, else the physical cores */
RN_API guint                  rn_engine_default_threads (void);

/* The kernel that computes @node forward (and backward), for people: "jit:avx512_core · bwd_d …
 * · bwd_w …". (transfer full) */
RN_API char                  *rn_plan_kernel            (RnPlan *self, RnNode node);
RN_API RnPlanMemory           rn_plan_memory            (RnPlan *self);
/* all of it: activations, gradients, scratch, packed weights */
RN_API gsize                  rn_plan_bytes             (RnPlan *self);
/* Whether the backward pass needs @node a second time. */
RN_API gboolean               rn_plan_computes_again    (RnPlan *self, RnNode node);

G_END_DECLS
