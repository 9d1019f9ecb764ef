/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-task.h"
#include "lab-timing.h"
#include "rn-table.h"
#include "rn-trial.h"

G_BEGIN_DECLS

/* One of the blocks that are compared, as it is after “same budget”. */
typedef struct
{
  RnBlockSpec spec;
  RnGraph    *graph;           /* (owned) for the input the document says */
  RnTotals    totals;
  guint64     weights;         /* of its convolutions */
  int         solved_mid;      /* the inner width at which it costs what the reference costs */
} LabCompared;

/*
 * What the blocks are and what they cost, counted; immutable. There while Compare is the view, and
 * after.
 */
typedef struct
{
  gint        refs;            /* atomic */
  guint       n;
  LabCompared blocks[LAB_BLOCKS_MOST];
  guint       reference;
  guint       batch, side;
} LabComparison;

/* What they take, measured in turns; immutable. */
typedef struct
{
  gint    refs;                /* atomic */
  guint   n;
  LabTime forward[LAB_BLOCKS_MOST];
  LabTime backward[LAB_BLOCKS_MOST];
  RnDeviation deviation[LAB_BLOCKS_MOST];      /* of bf16 from fp32; NAN where all is fp32 */
  guint   run;                 /* of n_runs, so far */
  guint   n_runs;
  guint   threads;
} LabTimes;

#define LAB_TIMING_RUNS 15

/* (nullable) (transfer none) the newest there is */
LabComparison *lab_comparison       (Lab *lab);
void           lab_comparison_unref (LabComparison *self);
/* (nullable) (transfer none) of the blocks as they are now, perhaps not all runs yet */
LabTimes      *lab_times            (Lab *lab);
void           lab_times_unref      (LabTimes *self);

/* Multiply-adds by the look's convention, of the whole batch. */
guint64        lab_compared_count   (const LabCompared *self, const RnConvention *convention);

/* “A would become 256–15–256”: what “same budget” changes. (transfer full); NULL: nothing */
char          *lab_budget_hint      (Lab *lab);
/* “1 × 256 × 56 × 56, fp32, 2 threads, median of 15 runs” (transfer full) */
char          *lab_comparison_terms (Lab *lab);

/* A row a block, ratios to the reference included; for export. (transfer full) (nullable) */
RnTable       *lab_comparison_table (Lab *lab);

/* For tasks and commands: the blocks at the reference's cost. @solved (out) [n_blocks] */
gboolean       lab__budget_solve    (const LabDocument *document, RnBlockSpec *solved,
                                     GError **error);
/* The document's blocks can be built and, where wanted, solved. */
gboolean       lab__blocks_check    (const LabDocument *document, GError **error);
/* A block's graph for an input. (transfer full) */
RnGraph       *lab__block_graph     (const RnBlockSpec *spec, guint batch, guint side,
                                     GError **error);
/* The nodes first ≤ i < end of a layer's name or a scope's path, of NULL all. RN_ERROR_RANGE where there is
 * no such part. */
gboolean       lab__graph_part      (const RnGraph *graph, const char *part, RnNode *first, RnNode *end,
                                     GError **error);
/* Weights of convolutions among the nodes first ≤ i < end. */
guint64        lab__graph_weights   (const RnGraph *graph);

G_END_DECLS
