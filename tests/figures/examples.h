/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-network.h"

G_BEGIN_DECLS

/* One example of each figure, for the tests and for looking at. */
typedef struct
{
  const char *name;
  FigScene *(*draw) (const FigStyle *style);   /* NULL: the diagram of @model */
  const char *model;
  FigFold     fold;
} Example;

const Example *example_list (guint *n);
FigScene      *example_draw (const Example *example, const FigStyle *style);

G_END_DECLS
