/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine-private.h"
#include "rn-session.h"

G_BEGIN_DECLS

struct _RnLook
{
  RnPlan      *plan;
  RnTensorName name;
  RnShape      shape;
  gint64       microseconds;
};

struct _RnSession
{
  RnGraph         *graph;             /* owned */
  RnParameters    *parameters;        /* owned */
  RnSessionOptions options;
  RnShape         *shapes;            /* owned [n_nodes] */
  RnPlan          *plan;              /* owned */
  GPtrArray       *observers;         /* owned (element-type RnObserver), which are borrowed */
  RnTensor        *output_gradient;   /* owned, NULL until set */
  guint            n_nodes;
  guint            computed;          /* steps whose results are there */
  gboolean         consumed;          /* a backward pass has reused the memory of values it needs */
  guint            position;
};

/* What an observer, or a reader, is shown of the tensor @name. */
static inline RnLook
rn__session_look (RnSession *self, RnTensorName name)
{
  RnNode node = name.kind == RN_TENSOR_EDGE
                ? rn_graph_node (self->graph, name.node)->inputs[name.slot]
                : name.node;

  return (RnLook) { self->plan, name, self->shapes[node], 0 };
}

G_END_DECLS
