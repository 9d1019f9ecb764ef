/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-record.h"
#include "rn-sgd.h"
#include "rn-spec.h"

G_BEGIN_DECLS

typedef enum
{
  BENCH_INFERENCE,             /* batch norm folded */
  BENCH_TRAINING,              /* forward, loss, backward; on CIFAR networks the update too */
  BENCH_FORWARD,               /* of a training step alone */
  BENCH_BACKWARD,              /* the forward half before it is not timed */
  BENCH_N_KINDS,
} BenchKind;

/*
 * A thing to time: KIND_MODEL_bBATCH, with _recompute behind it to drop what lies inside blocks, and
 * _stats behind that to have every layer measured while it runs. KIND is inf, train, fwd or bwd; MODEL whatever rn_spec_open() takes.
 */
typedef struct
{
  char         *name;          /* (owned) "train_resnet50_b16_stats" */
  RnSpec       *spec;          /* (owned) */
  guint         batch;
  BenchKind     kind;
  gboolean      statistics;
  gboolean      recomputes;    /* what lies inside a block, for the backward pass */
  gboolean      updates;       /* SGD after each backward pass */
  /* what it runs */
  RnSession    *session;       /* (owned) */
  RnSgd        *sgd;           /* (owned) (nullable) */
  RnTensor     *input;         /* (owned) normal random numbers */
  RnTensor     *output_gradient; /* (owned) (nullable) the same, where there is no loss */
  guint        *labels;        /* (owned) (nullable) [batch] */
  RnRecords    *records;       /* (owned) (nullable) */
  RnRecorder   *recorder;      /* (owned) (nullable) */
} BenchCase;

/* The cases the performance page speaks of, NULL-terminated. */
const char *const *bench_case_names (void);

BenchCase *bench_case_parse (const char *name, GError **error);
gboolean   bench_case_open  (BenchCase *self, guint threads, GError **error);
/* One iteration: what comes before the part that is timed, then that. */
gboolean   bench_case_ready (BenchCase *self, GError **error);
gboolean   bench_case_run   (BenchCase *self, GError **error);
void       bench_case_free  (BenchCase *self);

/* One repetition: as many iterations as take a quarter of a second. */
typedef struct
{
  double ms;                 /* an iteration */
  double foreign;            /* what others, or the host, used of the machine meanwhile, 0 … 1 */
} BenchRepetition;

/* Runs it warm. Returns: the iterations of a repetition; 0 with @error set */
guint      bench_prepare    (BenchCase *self, GError **error);
gboolean   bench_repeat     (BenchCase *self, guint iterations, BenchRepetition *repetition,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchCase, bench_case_free)

G_END_DECLS
