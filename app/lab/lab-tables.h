/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-format.h"
#include "rn-cost.h"
#include "rn-record.h"
#include "rn-spec.h"
#include "rn-table.h"

G_BEGIN_DECLS

/* Tables with titles in the language of the process, for exports and reports. All
 * (transfer full). */

typedef enum
{
  LAB_COLUMNS_COST       = 1 << 0,    /* op, output, parameters, multiply-adds, bytes */
  LAB_COLUMNS_TIME       = 1 << 1,
  LAB_COLUMNS_STATISTICS = 1 << 2,    /* mean, deviation, extremes, zeros, norm of the gradient */
  LAB_COLUMNS_ALL        = LAB_COLUMNS_COST | LAB_COLUMNS_TIME | LAB_COLUMNS_STATISTICS,
} LabColumns;

/* A row a layer. */
RnTable *lab_layer_table      (const RnRecords *records, const RnConvention *convention,
                               LabColumns columns);
/* A row a stage, stem and head included, with its blocks, output and totals. */
RnTable *lab_stage_table      (const RnGraph *graph, const RnShape *shapes,
                               const RnConvention *convention);
/* A row a convention: what it counts over the whole network, and its rule. */
RnTable *lab_convention_table (const RnGraph *graph, const RnShape *shapes);

/* Its rule in the language of the process. (transfer none) */
const char *lab_convention_words (const RnConvention *convention);

/* A cell that people read as fig_format() writes it. */
void     lab_add_number       (RnTable *table, FigUnit unit, double value);

G_END_DECLS
