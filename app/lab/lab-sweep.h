/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-blocks-run.h"
#include "lab-task.h"

G_BEGIN_DECLS

/* The chosen block with one of its numbers changed. */
typedef struct
{
  double      x;
  RnBlockSpec spec;
  guint       side;
  guint64     weights;           /* of its convolutions */
  guint64     mult_adds;         /* by the look's convention */
} LabSweepPoint;

/* Counted; immutable. */
typedef struct
{
  gint          refs;            /* atomic */
  guint         block;
  LabSweepKey   over;
  guint         batch;
  guint         n;
  LabSweepPoint points[LAB_BLOCKS_RUN_MOST];     /* ascending */
  int           now;             /* the point that is the block as it is; −1: none */
} LabSweep;

/* Measured, point by point of a LabSweep; immutable. */
typedef struct
{
  gint    refs;                  /* atomic */
  guint   n;
  LabTime forward[LAB_BLOCKS_RUN_MOST];
  guint   run;                   /* of n_runs, so far */
  guint   n_runs;
} LabSweepTimes;

#define LAB_SWEEP_RUNS 7

/* (nullable) (transfer none) the newest there is */
LabSweep      *lab_sweep             (Lab *lab);
void           lab_sweep_unref       (LabSweep *self);
/* (nullable) (transfer none) of lab_sweep(), perhaps not all runs yet */
LabSweepTimes *lab_sweep_times       (Lab *lab);
void           lab_sweep_times_unref (LabSweepTimes *self);

/* Which block is swept, within those there are. */
guint          lab_sweep_block       (Lab *lab);
/* Whether the body has what is swept: a depthwise one has no groups to choose. */
gboolean       lab_sweep_applies     (LabSweepKey over, const RnBlockSpec *spec);
/* "channels", "groups", "ratio", "resolution", NULL: as commands name them */
const char *const *lab_sweep_words   (void);

/* A block, or its input, with another value. */
gboolean       lab__sweep_apply      (LabSweepKey over, double x, RnBlockSpec *spec, guint *side,
                                      guint batch, GError **error);

G_END_DECLS
