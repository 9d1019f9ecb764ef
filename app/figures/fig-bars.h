/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-format.h"
#include "fig-scene.h"

G_BEGIN_DECLS

/* Part of a bar; a gap sets it apart from the next. */
typedef struct
{
  double   value;
  FigPath  path;             /* FIG_BRANCH, or FIG_SHORTCUT for a projection's part */
  gboolean hatched;          /* backward time */
  char    *text;             /* (nullable) what a tooltip says of it */
} FigSegment;

typedef struct
{
  const FigSegment *segments;  /* [n_segments]; their sum is the bar's value */
  guint             n_segments;
  const char       *pending;   /* (nullable) “measuring 3 of 15”: stands in a hatched bar's place */
} FigBar;

/* A quantity has one scale across all blocks. */
typedef struct
{
  const char *name;
  const char *note;          /* (nullable) the counting convention and the like */
  FigUnit     unit;
} FigQuantity;

typedef struct
{
  const char        *title;      /* (nullable) */
  const char *const *blocks;     /* [n_blocks] names; letters A, B … go before them */
  guint              n_blocks;
  const FigQuantity *quantities; /* [n_quantities] */
  guint              n_quantities;
  const FigBar      *bars;       /* [n_quantities · n_blocks], a quantity's blocks together */
} FigBarsData;

FigScene *fig_bars_new (const FigBarsData *data, const FigStyle *style);

G_END_DECLS
