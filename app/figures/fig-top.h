/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-scene.h"
#include "rn-tensor.h"

G_BEGIN_DECLS

/* The likeliest classes with their probabilities as bars. Pick gives FIG_BAR, item the
   place. */
typedef struct
{
  const guint        *classes;       /* [n] likeliest first */
  const double       *probability;   /* [n] */
  guint               n;
  guint               n_classes;     /* of the network */
  const char *const  *names;         /* (nullable) [n] of the classes; else their numbers */
  gboolean            untrained;     /* says that these are guesses */
  RnTensor           *picture;       /* (nullable) of one or three colours: stands left of the bars */
} FigTopData;

FigScene *fig_top_new (const FigTopData *data, const FigStyle *style);

G_END_DECLS
