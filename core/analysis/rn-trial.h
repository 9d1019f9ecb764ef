/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-session.h"

G_BEGIN_DECLS

/*
 * A network tried out with no data at hand: untrained parameters, normal random numbers in, and a
 * random aim for what comes out. The same seed gives the same trial.
 */

/* Random labels where the graph ends in a loss, else a random gradient of its output. */
RN_API gboolean   rn_trial_aim     (RnSession *session, guint64 seed, GError **error);
/* (transfer full) at the shape @graph was built for, its input set, and aimed where @options ask
 * for the backward pass */
RN_API RnSession *rn_trial_session (RnGraph *graph, guint64 seed, const RnSessionOptions *options,
                                    GError **error);

/*
 * How far numbers are from exact ones: ‖difference‖₂ ÷ ‖exact‖₂. The largest difference would say little: where
 * a rounding takes a number across a ReLU's corner, its gradient is wholly there or not.
 */
typedef struct
{
  double output;              /* of what comes out */
  double gradient;            /* of the gradient of what goes in */
} RnDeviation;

/*
 * Tries @graph and @exact, which differ in nothing but how they compute (a precision, a form), on the same
 * numbers, forward and backward.
 *
 * Errors: those of a session; RN_ERROR_CANCELLED
 */
RN_API gboolean   rn_trial_deviation (RnGraph *graph, RnGraph *exact, guint64 seed,
                                      RnDeviation *deviation, const RnProgress *progress,
                                      GError **error);

G_END_DECLS
