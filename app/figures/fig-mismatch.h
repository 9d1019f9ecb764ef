/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-findings.h"

G_BEGIN_DECLS

/*
 * Two paths of a block that cannot be added: the shapes of both, layer by layer side by side, the layer
 * at which each parts from the other, and the changes that would mend it.
 *
 * Marks are FIG_CELL: the item says of what, the row which step or change.
 */
enum
{
  FIG_MISMATCH_BRANCH,
  FIG_MISMATCH_SHORTCUT,
  FIG_MISMATCH_CHOICE,
};

typedef struct
{
  const RnFinding *finding;      /* one with a mismatch */
  const char      *title;        /* (nullable) the block or network it is in */
} FigMismatchData;

FigScene *fig_mismatch_new (const FigMismatchData *data, const FigStyle *style);

G_END_DECLS
