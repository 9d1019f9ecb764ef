/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-cost.h"
#include "rn-spec.h"
#include "rn-table.h"

G_BEGIN_DECLS

/* What the parts of the verb summary share. */
typedef struct
{
  RnSpec             *spec;            /* (owned) */
  RnGraph            *graph;           /* (owned) */
  RnShape             input;
  RnShape            *shapes;          /* (owned) [n_nodes] */
  const RnConvention *convention;
  RnTotals            totals;
} Summary;

/* Multiply-adds of the whole by another convention. */
guint64  summary_count_by         (const Summary *self, const RnConvention *convention);
/* For people the whole tree; for machines its leaves, which add up to the totals. (transfer full) */
RnTable *summary_layer_table      (const Summary *self, guint depth, gboolean for_people);
/* A row a convention; @wrap: its rule in lines of some width. (transfer full) */
RnTable *summary_convention_table (const Summary *self, gboolean wrap);

/* Beside what others counted. (transfer full) NULL unless it is a network of the catalogue */
RnTable     *summary_published_table (const Summary *self);
json_object *summary_published_json  (const Summary *self);

/* (transfer full) */
json_object *summary_json            (const Summary *self, guint depth);

G_END_DECLS
