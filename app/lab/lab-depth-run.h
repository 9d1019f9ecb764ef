/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-record.h"
#include "rn-spec.h"

G_BEGIN_DECLS

/*
 * How the gradient of each block is found, for the window and for the command line alike: which
 * network, and what is looked at while it runs.
 */

/* Of a session with RN_KEEP_VALUES or more. */
#define LAB_DEPTH_FLAGS                                                                            \
  (RN_RECORD_VALUES | RN_RECORD_GRADIENTS | RN_RECORD_SPLITS | RN_RECORD_IDENTITY)

/* The same network or block with this “norm” in every part. (transfer full) NULL @norm: as it is */
RnSpec *lab_spec_with_norm (RnSpec *spec, const char *norm, GError **error);

G_END_DECLS
