/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-comm.h"
#include "rn-engine.h"
#include "rn-statistics.h"

G_BEGIN_DECLS

/* Which tensor of a plan: the output of @node, the gradient of it, or what reader @node sends to
 * its input @slot. */
typedef enum
{
  RN_TENSOR_VALUE,
  RN_TENSOR_GRADIENT,
  RN_TENSOR_EDGE,
} RnTensorKind;

typedef struct
{
  RnTensorKind kind;
  RnNode       node;
  guint        slot;          /* of an edge */
} RnTensorName;

/* Everything a plan is made for. The plan takes its own references. */
typedef struct
{
  RnGraph       *graph;
  RnParameters  *parameters;
  const RnShape *shapes;      /* [n_nodes] at the batch to run */
  RnMode         mode;
  gboolean       backward;
  gboolean       input_gradient;    /* backward goes on to the inputs */
  RnKeep         keep;
  /* An engine that keeps everything, or is asked to, need not. */
  RnRecompute    recompute;
  /* (nullable) (borrowed) in training, batch norms measure what all ranks have together */
  RnComm        *comm;
  guint          threads;
} RnPlanRequest;

/* Called for every gradient an op sends to one of its inputs, before it is summed with those of
 * other readers. */
typedef void (*RnEdgeFunc) (gpointer data, const RnTensorName *edge);

/* What an engine that collects statistics can say of a gradient that joins another: |before|²,
 * |edge|², <before, edge>. */
typedef struct
{
  double before;
  double edge;
  double dot;
} RnEdgeProducts;

/* The first member of every engine's plan. */
struct _RnPlan
{
  const struct _RnPlanClass *klass;
};

typedef struct _RnPlanClass
{
  void         (*free)     (RnPlan *self);
  /* Before a pass: takes up parameters that changed; before a backward pass the parameters'
   * gradients become 0. */
  void         (*begin)    (RnPlan *self, gboolean backward);
  void         (*forward)  (RnPlan *self, RnNode node);
  /* @edge may be NULL: then sums need not be formed one by one. */
  void         (*backward) (RnPlan *self, RnNode node, RnEdgeFunc edge, gpointer data);
  /* In the engine's own order, without padding; NULL where it is not (or no longer) there. */
  const float *(*values)   (RnPlan *self, const RnTensorName *name, gsize *n);
  /* Inside an edge function: what others sent to the same tensor before; NULL if nobody did. */
  const float *(*before)   (RnPlan *self, const RnTensorName *edge);
  gboolean     (*read)     (RnPlan *self, const RnTensorName *name, float *nchw);
  /* One channel of one sample, [H, W]; a single number where the tensor has no pixels. */
  gboolean     (*read_plane) (RnPlan *self, const RnTensorName *name, gsize sample, gsize channel,
                              float *plane);
  void         (*write)    (RnPlan *self, const RnTensorName *name, const float *nchw);
  /* With RN_KEEP_STATISTICS, NULL for engines that do not collect: of a value or gradient, NULL
   * before it was computed. */
  const RnStatistics *(*statistics) (RnPlan *self, const RnTensorName *name);
  gboolean     (*products) (RnPlan *self, const RnTensorName *edge, RnEdgeProducts *products);
  char        *(*kernel)   (RnPlan *self, RnNode node);
  RnPlanMemory (*memory)   (RnPlan *self);
  gboolean     (*computes_again) (RnPlan *self, RnNode node);   /* (nullable) nothing */
} RnPlanClass;

struct _RnEngine
{
  const char *name;
  const char *title;
  RnPlan   *(*plan) (const RnPlanRequest *request, GError **error);
};

extern const RnEngine rn__reference_engine;
extern const RnEngine rn__onednn_engine;

/* (transfer full) [n_nodes]: whose output needs a gradient: everything after a trained
 * parameter, and with @inputs after an input. */
gboolean *rn__nodes_with_gradient (const RnGraph *graph, gboolean inputs);
/* (transfer full) [n_nodes]: how many node inputs read each output. */
guint    *rn__count_readers       (const RnGraph *graph);

G_END_DECLS
