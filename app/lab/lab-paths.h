/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "lab-task.h"
#include "rn-paths.h"
#include "rn-record.h"
#include "rn-table.h"

G_BEGIN_DECLS

/*
 * The gradient path by path through the block that Gradients has selected and those that follow it.
 * Immutable, reference counted. Computed while Gradients shows paths.
 */
typedef struct
{
  gatomicrefcount refs;
  RnGraph *graph;            /* (owned) */
  RnPaths  paths;
} LabPaths;

#define LAB_PATHS_BLOCKS 3   /* a sitting begins with; 8 paths */

LabPaths *lab_paths          (Lab *lab);      /* (nullable) (transfer none) */
void      lab_paths_unref    (LabPaths *self);
/* The selected path, −1: none, or one that is not among those computed. */
int       lab_paths_selected (Lab *lab);

/* “Paths through layer2.0 … layer2.2” (transfer full) */
char     *lab_paths_title    (const RnPaths *paths, const RnGraph *graph);
/* A row a path as it stands in the figure. For the command line too. (transfer full) */
RnTable  *lab_paths_table    (const RnPaths *paths);
/* The figure; NULL without @error while nothing is computed yet. @titled: with the network's name
   and what was run, for a figure that stands alone. (transfer full) */
FigScene *lab_paths_scene    (Lab *lab, gboolean titled, const FigStyle *style, GError **error);

/*
 * The blocks at @path (NULL: the network's first) and up to @count − 1 that follow; how many.
 * 0 with RN_ERROR_UNKNOWN where there is no such block.
 */
guint     lab_paths_find     (const RnGraph *graph, const char *path, guint count, RnScope *blocks,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPaths, lab_paths_unref)

G_END_DECLS
