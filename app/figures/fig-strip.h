/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-record.h"

G_BEGIN_DECLS

/*
 * The gradient by depth: a column a block. Pick gives the block in column and scope; item is 0 the
 * shortcut, 1 the branch, 2 the plain network, −1 the column around them. The scissors over a cut
 * shortcut are FIG_EDGE.
 */
typedef struct
{
  const RnRecords *records;        /* with splits */
  const char      *name;           /* “resnet-56” */
  const RnRecords *plain;          /* (nullable) its twin without shortcuts, as wide grey steps */
  const char      *plain_name;
  const RnRecords *before;         /* (nullable) as it was before the last cut: ink ticks */
  const gboolean  *cut;            /* (nullable) [blocks] shortcuts that are cut */
  gboolean         before_addition;    /* the rows below show how far F(x) spreads before the
                                          addition (He 2015, fig. 7), not the block's output */
  int              selected;       /* −1: none */
  gboolean         cosine;         /* of the two paths in the row below the bars, not their ratio */
  gboolean         offer;          /* scissors at the foot of the selected shortcut: FIG_EDGE */
  gboolean         stale;          /* newer numbers are being computed: bars at half strength */
  const char      *title;          /* (nullable) */
  const char      *subtitle;       /* (nullable) */
} FigStripData;

/* RN_ERROR_UNKNOWN where the records hold no split. */
FigScene *fig_strip_new (const FigStripData *data, const FigStyle *style, GError **error);

/* The same standard deviations as lines over the depth: now, before the cut, the plain network.
   Pick gives FIG_POINT, column the block. RN_ERROR_UNKNOWN where none was measured. */
FigScene *fig_strip_deviation_lines (const FigStripData *data, const FigStyle *style,
                                     GError **error);

G_END_DECLS
