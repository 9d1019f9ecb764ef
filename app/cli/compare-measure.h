/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "cli-subject.h"
#include "lab-timing.h"
#include "rn-cost.h"

G_BEGIN_DECLS

/* One of the networks or blocks that are compared. */
typedef struct
{
  CliSubject   subject;          /* (owned) */
  RnTotals     totals;
  LabTime      forward;
  LabTime      backward;
} CompareSubject;

void     compare_subject_clear (CompareSubject *self);

/* Builds it for @input (rank 0: its own, one sample), counts, and plans a training pass. */
gboolean compare_open    (CompareSubject *self, RnSpec *spec, const RnShape *input, int threads,
                          GError **error);

/* lab_time() of them all. */
gboolean compare_measure (CompareSubject *subjects, guint n, guint runs, GError **error);

G_END_DECLS
