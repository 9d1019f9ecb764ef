/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"

G_BEGIN_DECLS

typedef struct
{
  const char *label;
  double      value;         /* NAN: not there; the row's scale is empty */
  const char *text;          /* the value as it is written, at the row's end */
  FigPath     path;          /* its colour */
} FigValue;

/*
 * A few numbers as bars below each other on one scale. Marks are FIG_BAR, item the row: its bounds are the
 * whole scale, so that a point on it stands for a number.
 */
typedef struct
{
  const FigValue *values;
  guint           n;
  double          from, to;  /* of the scale, written at its ends; both 0: as the values need, from 0 */
  const char     *from_text; /* (nullable) */
  const char     *to_text;   /* (nullable) */
} FigValuesData;

FigScene *fig_values_new (const FigValuesData *data, const FigStyle *style);

G_END_DECLS
