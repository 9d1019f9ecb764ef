/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"

G_BEGIN_DECLS

#define FIG_CONFUSION_MOST 128   /* classes that can be told apart */

typedef struct
{
  const char        *title;      /* “cifar_resnet20 on cifar10” */
  guint              n;          /* classes, 1 … FIG_CONFUSION_MOST */
  const char *const *names;      /* [n], translated */
  const guint64     *counts;     /* [n, n]: what they are, what they were taken for */
} FigConfusionData;

/* Each class of picture a row, each answer a column; a cell's colour is its share of the row. */
FigScene *fig_confusion_new (const FigConfusionData *data, const FigStyle *style);

G_END_DECLS
