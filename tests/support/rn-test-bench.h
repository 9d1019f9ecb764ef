/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-test-run.h"

G_BEGIN_DECLS

/* A graph, parameters drawn for it, and a session that is ready to run. */
typedef struct
{
  RnGraph      *graph;
  RnParameters *parameters;
  RnSession    *session;
} RnTestBench;

/* Takes @graph. */
void     rn_test_bench_start      (RnTestBench *self, RnGraph *graph, const RnTestRun *run);
void     rn_test_bench_clear      (RnTestBench *self);

/* CIFAR's ResNet-20 on two small pictures. (transfer full) */
RnGraph *rn_test_small_network    (gboolean loss);

/* Every activation, gradient and parameter of two sessions on the same graph. */
void     rn_test_assert_same_bits (RnSession *a, RnSession *b);

typedef struct
{
  const char *name;
  void      (*test) (gconstpointer engine);   /* the engine's name */
} RnTestOfEngine;

/* A test PREFIX/ENGINE/NAME of each on every engine. */
void     rn_test_add_engines      (const char *prefix, const RnTestOfEngine *tests, guint n);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RnTestBench, rn_test_bench_clear)

G_END_DECLS
