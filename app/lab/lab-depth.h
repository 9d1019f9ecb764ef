/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-task.h"
#include "rn-record.h"
#include "rn-table.h"

G_BEGIN_DECLS

/*
 * How the gradient goes by depth: the splits of the document's network as it is, as it was before
 * its last cut, and of its plain twin, all of the same seed on the same input. Immutable, reference
 * counted. It is computed while Gradients is the view; each network runs once, so what was computed
 * before is there at once when it is asked for again.
 */
typedef struct
{
  gatomicrefcount refs;
  char      *key;            /* (owned) everything it depends on */
  RnSpec    *spec;           /* (owned) its norms as they were run */
  RnRecords *records;        /* (owned) with splits */
  gboolean   norm;           /* a batch norm is in it */
  gboolean   shortcuts;      /* a block has one */
  gboolean   trained;        /* its weights are those of a file; else drawn by the seed */
} LabDepthRun;

typedef struct
{
  gatomicrefcount refs;
  LabDepthRun *now;          /* (owned) */
  LabDepthRun *before;       /* (owned) (nullable) without the last cut */
  LabDepthRun *plain;        /* (owned) (nullable) the twin, where it is wanted and there is one */
  gboolean     has_twin;
  guint        n_blocks;
  double      *scales;       /* (owned) [n_blocks] of the shortcuts, 1 but for cuts */
  int          last_cut;     /* block of the last cut, −1: none */
  guint        samples;
  guint64      seed;
  char        *input;        /* (owned) for people: “batch of 8 pictures” */
} LabDepth;

LabDepth *lab_depth         (Lab *lab);     /* (nullable) (transfer none) */
LabDepth *lab_depth_ref     (LabDepth *self);
void      lab_depth_unref   (LabDepth *self);

/* The block that is shown, −1 where there is none. */
int       lab_depth_block   (Lab *lab);
const RnSplit *lab_depth_split (const LabDepthRun *run, guint block);
/* “layer2.0”; "" where the block is all there is */
const char *lab_depth_path  (const LabDepth *self, guint block);

/*
 * A row a block: norms of the two paths and of their sum, ratio, cosine, the identity's error, both
 * deviations. With @other, of as many blocks, the norm of its gradient in a last column. For the
 * command line too. (transfer full)
 */
RnTable  *lab_splits_table  (const RnRecords *records, const RnRecords *other);
void      lab_splits_columns (RnTable *table, const char *other);
void      lab_splits_row    (RnTable *table, const RnRecords *records, guint block);
/* What to see, made from the numbers: one to three sentences with Pango markup. (transfer full) */
char     *lab_depth_words   (const LabDepth *self);
/* The same about how outputs spread, below the chart of deviations. (transfer full) (nullable) */
char     *lab_depth_deviation_words (const LabDepth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabDepth, lab_depth_unref)

G_END_DECLS
