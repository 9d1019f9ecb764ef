/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-palette.h"
#include "rn-graph.h"

G_BEGIN_DECLS

/* An op, or a fork: lanes that part and meet again. */
typedef struct
{
  RnNode     node;           /* of a fork: where the lanes meet, its join */
  RnNode     first;          /* of a fork: its first; else node */
  RnScope    part;           /* of a fork that is all of a named part (“se”); else RN_SCOPE_ROOT */
  GPtrArray *lanes;          /* (owned) (nullable) (element-type GArray(FigStep)) of a fork, in the
                                order the join reads them; an empty one is the tensor itself */
} FigStep;

/*
 * A block as the textbook draws it, read off the scope tree: what comes before the fork, the
 * residual branch, the shortcut, the addition, what comes after.
 */
typedef struct
{
  RnScope  block;
  RnNode   input;            /* x */
  GArray  *before;           /* (owned) (element-type FigStep) */
  GArray  *branch;           /* (owned) (element-type FigStep) */
  GArray  *shortcut;         /* (owned) (element-type FigStep) empty for the identity */
  GArray  *after;            /* (owned) (element-type FigStep) behind the addition */
  RnNode   scaled;           /* h(x) times a constant, the scissors' own op, which is in none of the
                                above; RN_NODE_NONE where the shortcut is whole */
  gboolean has_shortcut;     /* FALSE: plain */
  RnNode   addition;         /* RN_NODE_NONE in a plain block */
} FigAnatomy;

void          fig__anatomy_read  (FigAnatomy *self, const RnGraph *graph, RnScope block);
void          fig__anatomy_clear (FigAnatomy *self);

/* (transfer full) (element-type FigStep), which owns its lanes */
GArray       *fig__series_new    (void);
void          fig__series_read   (GArray *steps, const RnGraph *graph, RnNode input,
                                  const GArray *nodes);
/* A multiplication of two tensors: its second input is the gate. */
gboolean      fig__is_gate       (const RnGraph *graph, const FigStep *step);
/* The first of the nodes behind the lanes of @fork: its join, or those that lead to it. */
RnNode        fig__join_first    (const FigStep *fork);

/* The scissors' op on the shortcut of @block, RN_NODE_NONE where nothing scales it; and its factor,
   1 without. */
RnNode        fig__scaled_node   (const RnGraph *graph, RnScope block);
double        fig__shortcut_scale (const RnGraph *graph, RnScope block);
/* How many blocks of @scope (a block itself, or a stage) have a shortcut, and how many of these are
   scaled by less or more than 1. */
void          fig__count_scaled  (const RnGraph *graph, RnScope scope, guint *shortcuts,
                                  guint *scaled);

/* Words for an op. */
gboolean      fig__is            (const RnGraph *graph, RnNode node, const char *op);
gboolean      fig__is_activation (const RnGraph *graph, RnNode node);
double        fig__attribute     (const RnGraph *graph, RnNode node, const char *name,
                                  double fallback);
/* (transfer full) “conv 3×3 /2”, “batch norm”, “ReLU” */
char         *fig__op_kind       (const RnGraph *graph, RnNode node);
/* “conv”, “BN”, “ReLU”: fits into a tile */
const char   *fig__op_symbol     (const RnGraph *graph, RnNode node);
/* The same with its numbers where it has some: “×0.5”; “FC” for a convolution of single pixels.
   (transfer full) */
char         *fig__op_label      (const RnGraph *graph, RnNode node);
/* the name without its path, “downsample.0” keeping what tells it from others (transfer full) */
char         *fig__op_word       (const RnGraph *graph, RnNode node);
/* The child of @scope that holds @node, or @scope itself. */
RnScope       fig__child_scope   (const RnGraph *graph, RnScope scope, RnNode node);
/* One past the last scope inside @scope. */
RnScope       fig__scope_end     (const RnGraph *graph, RnScope scope);
/* The path a node works on: inside branch or shortcut; the rest of a block is the sum's. */
FigPath       fig__path_of       (const RnGraph *graph, RnNode node);
/* Trained parameters of the nodes first ≤ i < end, shared ones once. */
guint64       fig__parameters    (const RnGraph *graph, RnNode first, RnNode end);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FigAnatomy, fig__anatomy_clear)

G_END_DECLS
