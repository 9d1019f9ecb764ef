/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-statistics.h"

G_BEGIN_DECLS

typedef struct
{
  const char         *name;
  FigPath             path;
  const RnHistogram  *histogram;
  const RnStatistics *statistics;    /* (nullable) told below the title of a single series */
} FigHistogramSeries;

typedef struct
{
  const char               *title;
  const FigHistogramSeries *series;  /* the first as bars, others as lines over it */
  guint                     n_series;
  gboolean                  compact; /* low, for a card; the first series' statistics are told */
} FigHistogramData;

FigScene *fig_histogram_new (const FigHistogramData *data, const FigStyle *style);

G_END_DECLS
