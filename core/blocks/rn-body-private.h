/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-block-spec.h"

G_BEGIN_DECLS

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
  guint              n;           /* convolutions the body has */
  guint              i;           /* of which are appended */
  RnNode             x;
  RnNode             y;
  RnNode             first_norm;  /* batch norms, RN_NODE_NONE where there is none yet */
  RnNode             last_norm;
} RnBranch;

/* A body is one const descriptor; a new one is a file and a line in block-list.h. */
typedef struct
{
  const char *name;
  const char *doc;                /* what it is made of, for people: "3×3–3×3" */
  int         ratio;              /* out ÷ mid where the spec gives neither mid nor ratio */
  guint       n_convolutions;

  /* What only this body asks of a spec whose widths are known to be ≥ 1. */
  gboolean (*check)  (const RnBlockSpec *spec, GError **error);
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

/* RN_ERROR_RANGE where spec->groups does not divide @channels, named @key. */
gboolean         rn__check_groups (const RnBlockSpec *spec, const char *key, int channels,
                                   GError **error);

/*
 * The activation as RnActivation, and the word a node of it gets: "relu1", "relu6_1"; @number 0:
 * "relu".
 */
RnNode           rn__append_activation (RnGraph *graph, RnNode x, int activation, guint number);

/*
 * The next convolution of the branch with what belongs to it: conv–norm–act, without act after the
 * last one; or norm–act–conv where the order is pre. Named conv1, bn1, relu1, conv2 ….
 */
void             rn__branch_convolution (RnBranch *branch, int out, int kernel, int stride,
                                         int groups);
void             rn__branch_squeeze_excitation (RnBranch *branch);

/*
 * Opens the shortcut's scope and appends h(x) as @kind says, and branch->scale times it; gives its
 * last node, x for the identity.
 */
RnNode           rn__shortcut_append (const RnBranch *branch, RnShortcut kind);

/* rn_block_append(), with the shortcut multiplied by *@scale where that is not NULL. */
RnNode           rn__block_append    (RnGraph *graph, RnNode x, const char *word,
                                      const RnBlockSpec *spec, const double *scale);

G_END_DECLS
