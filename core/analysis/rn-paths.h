/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-session.h"

G_BEGIN_DECLS

/*
 * The unrolled view of n blocks in a row (Veit 2016, fig. 1): each block hands a gradient on
 * through its branch F or through its shortcut h, so dL/dx at the first one's input is a sum over
 * 2ⁿ paths. A path is a number whose bit i says how it passes block i, 0 being the block nearest
 * the network's input: 1 through F, 0 through h.
 */
#define RN_PATHS_BLOCKS_MOST 4
#define RN_PATHS_MOST        (1 << RN_PATHS_BLOCKS_MOST)

typedef struct
{
  gboolean exists;       /* FALSE: it would take the shortcut of a block that has none */
  double   norm;         /* L2 over the whole batch */
  double   share;        /* <path, dL/dx> ÷ ‖dL/dx‖²: all add up to 1; NAN where dL/dx is 0 */
  double   peak;         /* its part of the largest element of dL/dx */
} RnPath;

/* A value. */
typedef struct
{
  guint    n_blocks;
  RnScope  blocks[RN_PATHS_BLOCKS_MOST];
  RnPath   paths[RN_PATHS_MOST];         /* [2^n_blocks] */
  /*
   * ‖gradient‖ on the way back as a tree: 1 behind the last block, then 2k what k sends to the input
   * of a block by h, 2k + 1 by F; path p ends at 2ⁿ + p. NAN where there is no such way.
   */
  double   tree[2 * RN_PATHS_MOST];
  double   input_norm;                   /* ‖dL/dx‖ before the first, of what these blocks send */
  double   peak;                         /* the element of dL/dx that is largest in size */
  /* max |dL/dx − Σ paths| ÷ max |dL/dx|, dL/dx being the network's own where nothing but the
   * blocks reads what lies between them */
  double   identity_error;
  gboolean alone;                        /* whether that is so */
} RnPaths;

/* Looks on while a session runs forward and backward, then goes back once more path by path. */
typedef struct _RnPathsProbe RnPathsProbe;

/* Up to @most blocks of which each reads what the one before it gives, from @first on; how many. */
RN_API guint         rn_paths_chain   (const RnGraph *graph, RnScope first, guint most,
                                       RnScope *blocks);
/* Where in the tree a path is at the input of block @block; @n_blocks: behind the last one. */
RN_API guint         rn_paths_place   (guint path, guint n_blocks, guint block);
/* How many branches a path passes. */
RN_API guint         rn_paths_length  (guint path);
/* How many of @n blocks' paths pass @k branches: n! ÷ (k! (n − k)!) */
RN_API guint         rn_paths_choose  (guint n, guint k);
/* “FhF”, block 0 first. (transfer full) */
RN_API char         *rn_paths_word    (guint path, guint n_blocks);
/* The other way; RN_ERROR_FORMAT where @word is not @n_blocks letters F or h. */
RN_API gboolean      rn_paths_read    (const char *word, guint n_blocks, guint *path,
                                       GError **error);

RN_API RnPathsProbe *rn_paths_attach  (RnSession *session, const RnScope *blocks, guint n_blocks);
RN_API gboolean      rn_paths_compute (RnPathsProbe *self, RnPaths *paths,
                                       const RnProgress *progress, GError **error);
RN_API void          rn_paths_detach  (RnPathsProbe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RnPathsProbe, rn_paths_detach)

G_END_DECLS
