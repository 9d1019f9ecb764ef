/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"

G_BEGIN_DECLS

/* One example of each figure, for the tests and for looking at. */
typedef struct
{
  const char *name;
  FigScene *(*draw) (const FigStyle *style);
} Example;

const Example *example_list (guint *n);

G_END_DECLS
