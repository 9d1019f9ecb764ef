/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-cost.h"
#include "rn-paths.h"
#include "rn-session.h"
#include "rn-statistics.h"

G_BEGIN_DECLS

/*
 * What is known of a run: one record a node, one split a block, and a header that makes it
 * repeatable. Tables, JSON, figures and views read it; nothing else measures.
 */
typedef struct
{
  RnNode       node;
  RnShape      output;               /* at the run's batch */
  guint64      parameters;
  guint64      macs;
  guint64      output_bytes;
  double       forward_ms;           /* NAN where not measured */
  double       backward_ms;
  gboolean     has_values;
  RnStatistics values;               /* of the output */
  gboolean     has_gradient;
  RnStatistics gradient;             /* of dL/d output */
  RnHistogram *histogram;            /* (nullable) (owned) of the output, over [min, max] */
  RnHistogram *gradient_histogram;   /* (nullable) (owned) */
} RnRecord;

/*
 * dL/dx = g_shortcut + g_branch at a block's input x; norms are L2 over the whole batch. Where others read x too
 * (a pyramid, a decoder), dL/dx is what the block sends back: all of it but for what came from those.
 */
typedef struct
{
  RnScope  block;
  gboolean has_shortcut;             /* FALSE: plain, the shortcut fields are 0 */
  double   shortcut_norm;
  double   branch_norm;
  double   input_norm;               /* ‖dL/dx‖ of what the block sends back */
  double   ratio;                    /* branch ÷ shortcut; INFINITY without shortcut */
  double   cosine;                   /* between the two; NAN where one is 0 */
  /* max |dL/dx − (g_shortcut + g_branch + others' terms)| ÷ max |dL/dx|; NAN where not checked */
  double   identity_error;
  /* std of F(x) before the addition (He 2015 fig. 7); NAN where not measured */
  double   branch_deviation;
  double   output_deviation;         /* std of the block's output */
  /* the element of dL/dx that is largest in size, and its two terms; NAN where not checked */
  double   peak;
  double   peak_shortcut;
  double   peak_branch;
} RnSplit;

typedef struct
{
  RnGraph *graph;                    /* (owned) */
  RnShape *shapes;                   /* (owned) [n_nodes] at the run's batch */
  GArray  *records;                  /* (owned) (element-type RnRecord), one a node, in order */
  /* (owned) (element-type RnSplit), one a block, in order of depth */
  GArray  *splits;
  /* (nullable) (owned) of a few blocks of graph, where somebody has followed them */
  RnPaths *paths;
  char    *spec;                     /* (nullable) (owned) JSON text */
  char    *engine;                   /* (owned) */
  char    *weights_sha256;           /* (nullable) (owned) */
  char    *picture_sha256;           /* (nullable) (owned) */
  guint64  seed;
  guint    threads;
  RnMode   mode;
  gboolean backward;
  double   loss;                     /* NAN without one */
  double   forward_ms;
  double   backward_ms;
} RnRecords;

/* costs and shapes filled in, nothing measured */
RN_API RnRecords *rn_records_new  (RnSession *session);
/* (transfer full) as they are now */
RN_API RnRecords *rn_records_copy (const RnRecords *self);
RN_API void       rn_records_free (RnRecords *self);

/* What to look at while a session runs; attach with rn_recorder_attach, run, detach. */
typedef enum
{
  RN_RECORD_TIME       = 1 << 0,
  RN_RECORD_VALUES     = 1 << 1,
  RN_RECORD_GRADIENTS  = 1 << 2,
  RN_RECORD_SPLITS     = 1 << 3,     /* edge gradients at every block's input */
  RN_RECORD_HISTOGRAMS = 1 << 4,
  /* with SPLITS: also check dL/dx = g_shortcut + g_branch element by element, and tell the largest */
  RN_RECORD_IDENTITY   = 1 << 5,
} RnRecordFlags;

typedef struct _RnRecorder RnRecorder;

RN_API RnRecorder *rn_recorder_attach (RnSession *session, RnRecords *records, RnRecordFlags flags);
RN_API void        rn_recorder_detach (RnRecorder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnRecords, rn_records_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnRecorder, rn_recorder_detach)

G_END_DECLS
