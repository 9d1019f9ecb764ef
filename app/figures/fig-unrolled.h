/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-paths.h"

G_BEGIN_DECLS

/*
 * Blocks in a row, and below them, column by column, the paths they unroll into (Veit 2016,
 * fig. 1): each path a row that passes a box F or a shortcut's arc in each column, as wide as its
 * gradient there, grouped by how many branches it passes.
 */
typedef struct
{
  const RnPaths *paths;
  const RnGraph *graph;      /* the blocks' names and kinds */
  int            selected;   /* a path, −1: none */
  gboolean       stale;      /* newer numbers are being computed: all at half strength */
  const char    *title;      /* (nullable) */
  const char    *subtitle;   /* (nullable) */
} FigUnrolledData;

/*
 * Pick gives FIG_PATH, item a path: anywhere in its row, with column the block where a box or arc is
 * hit. Boxes and arcs of the blocks above have it too, with scope the block: the selected path made
 * to go that way, or of none selected the one path that passes this branch alone, or all but it.
 */
FigScene   *fig_unrolled_new  (const FigUnrolledData *data, const FigStyle *style);

/* The paths there are as they stand below each other: by length, then by number; how many. */
guint       fig_unrolled_order (const RnPaths *paths, guint order[RN_PATHS_MOST]);
/* For a tooltip and for those who hear it: “path F₁ · h₂ · F₃ …”. (transfer full) */
char       *fig_unrolled_text (const RnPaths *paths, const RnGraph *graph, guint path);

G_END_DECLS
