/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "cli-subject.h"
#include "rn-cost.h"

G_BEGIN_DECLS

/* Milliseconds of one pass over alternating runs. */
typedef struct
{
  double median;
  double low;
  double high;
} CompareTime;

/* One of the networks or blocks that are compared. */
typedef struct
{
  CliSubject   subject;          /* (owned) */
  RnTotals     totals;
  GArray      *forward_ms;       /* (owned) (element-type double) one a run */
  GArray      *backward_ms;      /* (owned) (element-type double) */
  CompareTime  forward;
  CompareTime  backward;
} CompareSubject;

void     compare_subject_clear (CompareSubject *self);

/* Builds it for @input (rank 0: its own, one sample), counts, and plans a training pass. */
gboolean compare_open    (CompareSubject *self, RnSpec *spec, const RnShape *input, int threads,
                          GError **error);

/*
 * Each run times every subject once, the next run in the other order: what disturbs the machine for
 * a while disturbs all. A time is the mean of as many passes as take 20 ms.
 */
gboolean compare_measure (CompareSubject *subjects, guint n, guint runs, GError **error);

G_END_DECLS
