/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-api.h"

G_BEGIN_DECLS

/* How the learning rate goes through a run. */
typedef enum
{
  RN_SCHEDULE_CONSTANT,
  RN_SCHEDULE_STEPS,        /* times factor at each milestone (He 2015: 0.1) */
  RN_SCHEDULE_COSINE,       /* half a cosine down to 0 (Loshchilov and Hutter 2017) */
  RN_SCHEDULE_ONE_CYCLE,    /* up from 1/25 in three tenths, then down to nearly 0 (Smith 2018) */
} RnScheduleKind;

#define RN_SCHEDULE_MAX_MILESTONES 16

typedef struct
{
  RnScheduleKind kind;
  double  rate;             /* the largest */
  guint64 steps;            /* of the whole run */
  guint64 warm_up;          /* steps in which the rate rises to its place (Goyal 2017) */
  double  factor;           /* of STEPS */
  guint64 milestones[RN_SCHEDULE_MAX_MILESTONES];     /* of STEPS: steps, ascending */
  guint   n_milestones;
} RnSchedule;

/* The learning rate of step @step, 0 … steps−1; behind the end that of the last step. */
RN_API double rn_schedule_rate (const RnSchedule *self, guint64 step);

G_END_DECLS
