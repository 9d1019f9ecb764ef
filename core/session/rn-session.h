/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-comm.h"
#include "rn-engine.h"
#include "rn-progress.h"
#include "rn-statistics.h"

G_BEGIN_DECLS

/*
 * A graph, planned by an engine for one batch size and mode, and run: whole passes, or one step at
 * a time.
 *
 * Steps are counted through the whole pass: 0 … n−1 compute node 0 … n−1, n … 2n−1 the gradients of
 * node n−1 … 0. The position is the number of steps taken, so position 0 is before anything. Going
 * back computes nothing: the results stay, only the position moves; going on computes what is not
 * there yet. Stepping needs RN_KEEP_ALL.
 *
 * A session is used from one thread at a time, which need not be the one that made it.
 */
typedef struct _RnSession  RnSession;
typedef struct _RnObserver RnObserver;

typedef struct
{
  const RnEngine *engine;          /* NULL: rn_engine_default() */
  RnMode          mode;
  gboolean        backward;        /* gradients will be asked for */
  /* backward goes on to the inputs, as it does for a part of a larger network; where everything is
   * kept it always does */
  gboolean        input_gradient;
  RnKeep          keep;
  RnRecompute     recompute;       /* nothing where everything is kept */
  /* (nullable) (borrowed) in training, batch norms are of the batches of all ranks together; every
   * pass is then one of all of them */
  RnComm         *comm;
  guint           threads;         /* 0: rn_engine_default_threads() */
} RnSessionOptions;

typedef enum
{
  RN_FORWARD,
  RN_BACKWARD,
} RnDirection;

/* What observers may ask about the node at hand; see the functions rn_look_*. Valid only inside
 * a hook. */
typedef struct _RnLook RnLook;

/*
 * Optional hooks, called on the running thread. In the backward half, edge() offers the gradient
 * that @reader sends to its input @slot before it is summed with that of other readers;
 * before_node/after_node bracket the node whose backward runs: after before_node its gradient (dL/d
 * output) is complete. Returning FALSE from after_node cancels the pass.
 */
struct _RnObserver
{
  gpointer data;
  void     (*begin)       (gpointer data, RnSession *session, RnDirection direction);
  void     (*before_node) (gpointer data, RnNode node, RnDirection direction, const RnLook *look);
  void     (*edge)        (gpointer data, RnNode reader, guint slot, const RnLook *look);
  gboolean (*after_node)  (gpointer data, RnNode node, RnDirection direction, const RnLook *look);
  void     (*finish)      (gpointer data, RnDirection direction);
};

RN_API RnSession    *rn_session_new        (RnGraph *graph, RnParameters *parameters,
                                            const RnShape *input,
                                            const RnSessionOptions *options, GError **error);
RN_API void          rn_session_free       (RnSession *self);
RN_API RnGraph      *rn_session_graph      (RnSession *self);
RN_API RnParameters *rn_session_parameters (RnSession *self);
RN_API const RnSessionOptions *rn_session_options (RnSession *self);
/* at the session's batch */
RN_API const RnShape *rn_session_shape     (RnSession *self, RnNode node);
RN_API RnPlan       *rn_session_plan       (RnSession *self);

/* @observer is borrowed and must outlive the session or be removed. */
RN_API void          rn_session_observe    (RnSession *self, const RnObserver *observer);
RN_API void          rn_session_unobserve  (RnSession *self, const RnObserver *observer);

/* What input node @node (0 is the picture) holds from the next forward on; the shape must be the
 * planned one. */
RN_API gboolean      rn_session_set_input  (RnSession *self, RnNode node, const RnTensor *value,
                                            GError **error);
/* The class of each sample, [N], where the graph ends in a loss; where that takes shares of the
 * classes, all of each is its class's (others: rn_session_set_input() of its second input). */
RN_API gboolean      rn_session_set_labels (RnSession *self, const guint *labels, GError **error);
/* dL/d output for the next backward; NULL: 1 for a loss, else an error at backward. */
RN_API gboolean      rn_session_set_output_gradient (RnSession *self, const RnTensor *value,
                                                     GError **error);

RN_API gboolean      rn_session_forward    (RnSession *self, const RnProgress *progress,
                                            GError **error);
RN_API gboolean      rn_session_backward   (RnSession *self, const RnProgress *progress,
                                            GError **error);
RN_API guint         rn_session_n_steps    (RnSession *self);
RN_API guint         rn_session_position   (RnSession *self);
RN_API gboolean      rn_session_seek       (RnSession *self, guint position, GError **error);
/* The node step @step works on, and in which direction. */
RN_API RnNode        rn_session_step_node  (RnSession *self, guint step, RnDirection *direction);

/* (transfer full) copies in NCHW; RN_ERROR_UNKNOWN where the plan did not keep it or it is not
 * computed yet */
RN_API RnTensor     *rn_session_activation (RnSession *self, RnNode node, GError **error);
RN_API RnTensor     *rn_session_gradient   (RnSession *self, RnNode node, GError **error);
RN_API RnTensor     *rn_session_edge_gradient (RnSession *self, RnNode reader, guint slot,
                                               GError **error);
/* One channel of one sample, copied to @plane [H, W]; a single number where the tensor is [N, C].
 * Fast: nothing else is converted. */
RN_API gboolean      rn_session_activation_plane (RnSession *self, RnNode node, gsize sample,
                                                  gsize channel, float *plane, GError **error);
RN_API gboolean      rn_session_gradient_plane   (RnSession *self, RnNode node, gsize sample,
                                                  gsize channel, float *plane, GError **error);
RN_API double        rn_session_loss       (RnSession *self);     /* NAN without one */

/* Whether RN_KEEP_STATISTICS is collected by the engine; else an observer measures what it sees. */
RN_API gboolean      rn_session_collects   (RnSession *self);
/* After the pass in @direction: (transfer none) (nullable) of the output, or of its gradient. */
RN_API const RnStatistics *rn_session_statistics (RnSession *self, RnNode node,
                                                  RnDirection direction);

/* How output element @index [4] of @node came about; needs its inputs kept. */
RN_API gboolean      rn_session_explain    (RnSession *self, RnNode node, const gsize *index,
                                            RnExplanation *explanation, GError **error);

/* ── what a hook may ask ── */

/* The tensor as floats in the engine's own order, every element once and no padding: for sums
 * and extremes. NULL if none. */
RN_API const float  *rn_look_values        (const RnLook *look, gsize *n);
/* In edge(): what other readers sent to the same tensor before, summed, in the same order as
 * rn_look_values; NULL if this is the first. */
RN_API const float  *rn_look_sum_before    (const RnLook *look);
/* In edge(), where the engine collects and there was something before: |before|², |edge|² and
 * <before, edge>; then there are no values. */
RN_API gboolean      rn_look_products      (const RnLook *look, double *before, double *edge,
                                            double *dot);
/* (transfer full) (nullable) in NCHW */
RN_API RnTensor     *rn_look_copy          (const RnLook *look);
/* in after_node: what the node took */
RN_API gint64        rn_look_microseconds  (const RnLook *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnSession, rn_session_free)

G_END_DECLS
