/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "lab-timing.h"
#include "rn-block-spec.h"

G_BEGIN_DECLS

#define LAB_BLOCKS_RUN_MOST 12

/* Blocks planned for training on normal random numbers, to be timed in turns. */
typedef struct
{
  guint         n;
  LabTimed      timed[LAB_BLOCKS_RUN_MOST];
  RnGraph      *graphs[LAB_BLOCKS_RUN_MOST];         /* (owned) */
  RnSession    *sessions[LAB_BLOCKS_RUN_MOST];       /* (owned) */
} LabBlocksRun;

LabBlocksRun *lab__blocks_run_new  (void);
void          lab__blocks_run_free (LabBlocksRun *self);
/* One more; RN_ERROR_NO_MEMORY where it would not fit. */
gboolean      lab__blocks_run_add  (LabBlocksRun *self, const RnBlockSpec *spec, guint batch,
                                    guint side, gboolean backward, const RnProgress *progress,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabBlocksRun, lab__blocks_run_free)

G_END_DECLS
