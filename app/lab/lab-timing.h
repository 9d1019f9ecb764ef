/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-session.h"

G_BEGIN_DECLS

/* Milliseconds of one pass over alternating runs; NAN: not measured. */
typedef struct
{
  double median;
  double low;
  double high;
} LabTime;

/* One of the networks or blocks that are timed in turns. */
typedef struct
{
  RnSession *session;            /* (borrowed) planned for training, with all that goes in set */
  gboolean   backward;           /* that pass too */
  guint      passes;             /* of one run: as many as take 20 ms */
  GArray    *forward_ms;         /* (owned) (element-type double) one a run */
  GArray    *backward_ms;        /* (owned) (element-type double) */
} LabTimed;

void     lab_timed_init     (LabTimed *self, RnSession *session, gboolean backward);
void     lab_timed_clear    (LabTimed *self);
LabTime  lab_timed_forward  (const LabTimed *self);
LabTime  lab_timed_backward (const LabTimed *self);

/*
 * Each run times every one of @timed once, the next run in the other order: what disturbs the
 * machine for a while disturbs all. @after (nullable) is called when a run is complete.
 */
gboolean lab_time           (LabTimed *timed, guint n, guint runs, const RnProgress *progress,
                             void (*after) (guint run, gpointer data), gpointer data,
                             GError **error);

/* Sorts @values (element-type double, at least one) and gives the middle one. */
double   lab_median         (GArray *values);

G_END_DECLS
