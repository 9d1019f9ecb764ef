/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-parts-private.h"
#include "fig-strip.h"

#include <math.h>

G_BEGIN_DECLS

/* A block, or four, sixteen … of them with least and greatest. */
typedef struct
{
  guint    first, end;       /* blocks */
  double   shortcut[3];      /* middle, least, greatest */
  double   branch[3];
  double   ratio;
  double   cosine;           /* NAN where there is none */
  gboolean has_shortcut;
  gboolean cut;
} FigColumn;

typedef struct
{
  const FigStripData *data;
  FigScene           *scene;
  GArray             *columns;   /* (owned) (element-type FigColumn) */
  guint               merge;     /* blocks a column */
  double              left, right, pitch, bar;
  double              floor;     /* a power of ten */
  double              shortcut_top, branch_top;
  double              room;      /* px for both halves together, as far as decades let it */
  double              decade;    /* px */
  double              zero_up, zero_down;    /* y of both floors */
  double              top, bottom;           /* of the bars */
} FigStrip;

static inline guint
n_blocks (const RnRecords *records)
{
  return records != NULL ? records->splits->len : 0;
}

static inline const RnSplit *
split (const RnRecords *records, guint block)
{
  return &g_array_index (records->splits, RnSplit, block);
}

static inline const FigColumn *
column (const FigStrip *strip, guint i)
{
  return &g_array_index (strip->columns, FigColumn, i);
}

static inline void
widen (double value, double *low, double *high)
{
  if (value > 0 && isfinite (value))
    {
      *low = fmin (*low, value);
      *high = fmax (*high, value);
    }
}

static inline double
length_of (const FigStrip *strip, double value)
{
  return value > strip->floor ? log10 (value / strip->floor) * strip->decade : 0;
}

static inline double
middle_of (const FigStrip *strip, guint i)
{
  return strip->left + strip->pitch * (i + 0.5);
}

/* The standard deviation the rows show; NAN where it was not measured. */
static inline double
deviation_of (const FigStripData *data, const RnSplit *s)
{
  return data->before_addition ? s->branch_deviation : s->output_deviation;
}

static inline FigColor
strength (const FigStrip *strip, FigColor color)
{
  return strip->data->stale ? fig_color_fade (color, 0.5) : color;
}

/* Geometric mean, least and greatest of a range of blocks. */
void  fig__strip_summarise (const RnRecords *records, guint first, guint end, gboolean branch,
                            double *out);
char *fig__strip_text      (const FigStrip *strip, guint i);    /* (transfer full) for tooltips */

/* parts of the figure; the rows return the y below them */
void   fig__strip_halves     (FigStrip *strip);
double fig__strip_ratio      (const FigStrip *strip, double y);
double fig__strip_cosine     (const FigStrip *strip, double y);
double fig__strip_deviations (const FigStrip *strip, double y);

G_END_DECLS
