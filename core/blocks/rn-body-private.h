/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-block-find-private.h"
#include "rn-block-spec.h"

G_BEGIN_DECLS

/* Channels there can be at most: inner ones and those of the ends. */
#define RN_MAX_WIDTH 65536

/*
 * A residual branch being built. Its parts are appended in order; x is where the branch and the
 * shortcut start, y the last node so far.
 */
typedef struct
{
  RnGraph           *graph;       /* borrowed */
  const RnBlockSpec *spec;        /* borrowed */
  const double      *scale;       /* (nullable) what h(x) is multiplied by before the addition */
  int                mid;
  guint              n;           /* weighted layers the body has: conv1 … convn, bn1 … bnn */
  guint              i;           /* of which are appended */
  RnNode             x;
  RnNode             y;
  RnNode             gate;        /* what an exclusive gate lets through; RN_NODE_NONE without */
  RnNode             first_norm;  /* batch norms, RN_NODE_NONE where there is none yet */
  RnNode             last_norm;
} RnBranch;

/* A body is one const descriptor; a new one is a file and a line in block-list.h. */
typedef struct
{
  const char *name;
  const char *title;              /* N_(): for people */
  const char *grouped_title;      /* (nullable): where there is more than one group */
  const char *doc;                /* what it is made of, for people: "3×3–3×3" */
  int         ratio;              /* out ÷ mid where the spec gives neither mid nor ratio */
  guint       n_layers;           /* weighted ones: conv1 … */
  gboolean    linear;             /* no activation after the addition */
  RnShortcut  misfit;             /* what auto is where x and F(x) have different shapes */
  const char *keys;               /* those of the spec that only some bodies read: "groups mid" */

  /* (nullable) inner channels where not out ÷ ratio; mid is not given */
  int      (*mid)    (const RnBlockSpec *spec);
  /* (nullable) what inner channels are a multiple of, where not of groups */
  int      (*mid_step) (const RnBlockSpec *spec);
  /* (nullable) What only this body asks of a spec whose widths are known to be ≥ 1. */
  void     (*find)   (const RnBlockSpec *spec, RnFindings *findings);
  void     (*append) (RnBranch *branch);
} RnBody;

#define RN_BODY(name) extern const RnBody rn__body_##name;
#include "block-list.h"
#undef RN_BODY

/* RN_BODY_basic … : what RnBlockSpec.body holds */
enum
{
#define RN_BODY(name) RN_BODY_##name,
#include "block-list.h"
#undef RN_BODY
  RN_N_BODIES
};

const RnBody    *rn__block_body   (const RnBlockSpec *spec);

/* The schema without in, out and stride, which a network's stages give. */
const RnSpecKey *rn__block_design (guint *n_keys);

/*
 * The activation as RnActivation, and the word a node of it gets: "relu1", "relu6_1"; @number 0:
 * "relu".
 */
RnNode           rn__append_activation (RnGraph *graph, RnNode x, int activation, guint number);

/*
 * Where norms and activations stand is the order's business, so every layer of a branch is appended
 * between begin and end: begin counts it and appends what comes before it, end what comes behind
 * it, squeeze-and-excitation and the branch's own end included. Named bn1, relu1 ….
 */
void             rn__branch_begin (RnBranch *branch);
void             rn__branch_end   (RnBranch *branch);
/* A convolution alone, the padding half its kernel. */
RnNode           rn__branch_conv2d (RnBranch *branch, const char *word, RnNode x, int out,
                                    int kernel, int stride, int groups);
/* The usual layer: begin, conv1 (conv2 …), end. */
void             rn__branch_convolution (RnBranch *branch, int out, int kernel, int stride,
                                         int groups);
/* The activation inside the branch, and a norm, neither of which the order places. */
RnNode           rn__branch_activation (RnBranch *branch, const char *word, RnNode x);
RnNode           rn__branch_norm  (RnBranch *branch, const char *word, RnNode x);

/*
 * @op (concat or add) of any number of nodes, in rounds of as many as an op takes. Leaves @nodes
 * undefined.
 */
RnNode           rn__append_all   (RnGraph *graph, const char *op, const char *word, RnNode *nodes,
                                   guint n);

/* Opens the shortcut's scope and appends h(x), as far as it does not need the branch; its last node, x for
 * the identity. Sets branch->gate where the branch is gated too. */
RnNode           rn__shortcut_append (RnBranch *branch);

/* ── the spec's parts ── */

/* Norm and activation around a layer, by RnOrder. */
typedef struct
{
  gboolean norm_before;           /* each layer */
  gboolean activation_before;
  gboolean norm_behind;           /* each layer */
  gboolean last_norm_behind;      /* the last one too */
  gboolean activation_behind;     /* each layer but the last */
  gboolean last_activation_behind;
  gboolean norm_after_addition;
  gboolean activation_after_addition;
} RnOrderParts;

const RnOrderParts *rn__order_parts (int order);

json_object     *rn__block_write_keys (const RnSpecKey *keys, guint n_keys,
                                       const RnBlockSpec *spec);
json_object     *rn__shortcut_layers_write (const RnBlockSpec *spec);

/* rn_block_append(), with the shortcut multiplied by *@scale where that is not NULL. */
RnNode           rn__block_append    (RnGraph *graph, RnNode x, const char *word,
                                      const RnBlockSpec *spec, const double *scale);

G_END_DECLS
