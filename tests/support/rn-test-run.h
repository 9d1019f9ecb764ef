/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Sessions with numbers in them, and the comparison of what two of them computed. */
#pragma once

#include "rn-session.h"

G_BEGIN_DECLS

typedef struct
{
  const char *engine;
  RnMode      mode;
  gboolean    backward;
  RnKeep      keep;
  guint       threads;      /* 0: two */
} RnTestRun;

/*
 * Parameters that make a comparison fair: weights that keep the size of what passes; norms that
 * shift their channels clear of the ReLU's kink (bias ±1 where a ReLU follows, else 1 ± 0.2;
 * weights around 0.2), because an element that rounds to the other side of 0 changes whole
 * gradients.
 */
RnParameters *rn_test_parameters (RnGraph *graph, guint64 seed);
RnParameters *rn_test_copy       (RnParameters *parameters);
/*
 * Running statistics become those of the last training pass, which moved them from @before by the
 * momentum, once for each norm that shares them.
 */
void          rn_test_settle     (RnParameters *parameters, RnParameters *before);

/*
 * A session on @parameters, its inputs, labels and output gradient set from fixed random numbers.
 * Errors fail the test.
 */
RnSession    *rn_test_session    (RnGraph *graph, RnParameters *parameters, const RnTestRun *run);
/* The same, by the session's own options. */
RnSession    *rn_test_session_with (RnGraph *graph, RnParameters *parameters,
                                    const RnSessionOptions *options);
void          rn_test_forward    (RnSession *session);
void          rn_test_backward   (RnSession *session);
/* Forward, and backward where it is planned. */
void          rn_test_pass       (RnSession *session);

/*
 * Whether @found computed what @expected (a reference run with RN_KEEP_ALL) did: output, loss,
 * running statistics, gradients of parameters; where @found keeps all, also every activation,
 * gradient and edge gradient. Each tensor is judged by its own largest magnitude; the gradient of a
 * parameter also by that of the tensor it is summed from, because such a sum may cancel. Returns:
 * the largest relative error met; more than @tolerance fails the test
 */
double        rn_test_compare    (RnSession *found, RnSession *expected, double tolerance,
                                  const char *what);

/*
 * The fast engine against the reference from @start, which stays as it is, for every way to keep
 * from NOTHING to @last, and forward alone. @after (nullable) (out) (transfer full): the parameters
 * as the reference leaves them.
 */
double        rn_test_agree      (RnParameters *start, RnMode mode, RnKeep last, double tolerance,
                                  const char *what,
                                  RnParameters **after);

G_END_DECLS
