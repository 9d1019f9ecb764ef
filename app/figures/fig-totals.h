/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-format.h"
#include "fig-scene.h"

G_BEGIN_DECLS

/* What one block has of a quantity. */
typedef struct
{
  double      value;           /* NAN: not there yet */
  const char *spread;          /* (nullable) “110.2–131.0”, below it */
  const char *text;            /* (nullable) what a tooltip adds: formula, exact value */
} FigTotal;

typedef struct
{
  const char     *name;
  const char     *note;        /* (nullable) the convention and the like, quieter */
  FigUnit         unit;
  const FigTotal *blocks;      /* [n_blocks] */
} FigTotalsRow;

typedef struct
{
  const char         *title;
  const char         *subtitle;   /* (nullable) */
  const char         *note;       /* (nullable) at the right: what was measured, how */
  const char *const  *names;      /* [n_blocks] */
  guint               n_blocks;
  guint               reference;  /* the block that ratios are to */
  const FigTotalsRow *rows;
  guint               n_rows;
} FigTotalsData;

/* A table of blocks side by side, each number with its ratio to the reference in words. Marks are
   FIG_CELL: item is the row, column the block. */
FigScene *fig_totals_new (const FigTotalsData *data, const FigStyle *style);

G_END_DECLS
