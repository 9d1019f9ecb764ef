/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-graph.h"

G_BEGIN_DECLS

/*
 * Two paths of a block that end in different shapes, layer by layer from where they start. Each
 * path's first step is the block's input.
 *
 * A path parts from the other at the first of its layers that gives a dimension the value it ends
 * with, where the other path ends with another: of 256 channels that go 64, 64, 512 beside an
 * identity that is the last one, not the first.
 */
typedef struct
{
  char   *layer;             /* (owned) inside the block: "conv1", "downsample.0" */
  char   *op;                /* (owned) "conv2d" */
  RnNode  node;
  RnShape shape;             /* of its output */
} RnTraceStep;

typedef struct
{
  RnGraph *graph;            /* (owned) as far as it was built */
  GArray *branch;            /* (owned) (element-type RnTraceStep) */
  GArray *shortcut;          /* (owned) (element-type RnTraceStep) */
  int     branch_parts;      /* the step at which it parts; −1: it keeps what the other changes */
  int     shortcut_parts;
} RnMismatch;

/* Of @graph, from node @x to the ends of the two paths. (transfer full) */
RN_API RnMismatch  *rn_mismatch_new  (RnGraph *graph, RnNode x, RnNode branch,
                                      RnNode shortcut);
RN_API void         rn_mismatch_free (RnMismatch *self);
RN_API const RnShape *rn_mismatch_end (const GArray *path);
/* “channels 64 → 128, pixels 56×56 → 28×28”, "" where step @i changes neither. (transfer full) */
RN_API char        *rn_mismatch_change (const GArray *path, guint i);
/* Both paths in two columns, a line a layer. (transfer full) */
RN_API char        *rn_mismatch_text (const RnMismatch *self);
RN_API json_object *rn_mismatch_json (const RnMismatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnMismatch, rn_mismatch_free)

G_END_DECLS
