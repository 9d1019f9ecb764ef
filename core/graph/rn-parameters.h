/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-graph.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/*
 * The values and gradients of a graph's parameters, each in one vector, so an optimizer is one
 * loop. Several sessions may share one. Engines keep packed copies: whoever writes values says
 * rn_parameters_changed() afterwards.
 */
typedef struct _RnParameters RnParameters;

/* all zero; running_var 1 */
RN_API RnParameters *rn_parameters_new        (RnGraph *graph, GError **error);
RN_API RnParameters *rn_parameters_ref        (RnParameters *self);
RN_API void          rn_parameters_unref      (RnParameters *self);
RN_API RnGraph      *rn_parameters_graph      (RnParameters *self);

/* Each parameter from its own stream (its name) under @seed: independent of the order of the
 * layers. */
RN_API void          rn_parameters_initialize (RnParameters *self, guint64 seed);

RN_API float        *rn_parameters_values     (RnParameters *self, guint parameter);
/* Room for gradients is taken once, before the first backward pass:
 * RN_ERROR_NO_MEMORY. */
RN_API gboolean      rn_parameters_need_gradients (RnParameters *self, GError **error);
/* after need_gradients */
RN_API float        *rn_parameters_gradients  (RnParameters *self, guint parameter);
RN_API gboolean      rn_parameters_set        (RnParameters *self, const char *name,
                                               const RnTensor *value, GError **error);
RN_API void          rn_parameters_changed    (RnParameters *self);
RN_API guint64       rn_parameters_version    (const RnParameters *self);
RN_API void          rn_parameters_clear_gradients (RnParameters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnParameters, rn_parameters_unref)

G_END_DECLS
