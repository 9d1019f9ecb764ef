/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "fig-palette.h"

G_BEGIN_DECLS

/*
 * What a figure is set in; the language is the process's own (fig-i18n.h). Borrowed while a figure
 * is made, not kept.
 */
typedef struct
{
  const FigPalette *palette;       /* NULL: light */
  double            width;         /* room, logical px; a figure reflows into it, and is never
                                      wider than it or FIG_WIDTH_LEAST */
  double            height;        /* room, logical px; 0: any. A figure that can stands closer to
                                      fit, as far as its words allow; it may still be higher */
  gboolean          projector;     /* type and room × 1.6, lines × 2, high contrast */
  double            zoom;          /* of type and room, in place of 1 or a projector's; 0: that */
  gboolean          transparent;   /* no canvas behind: what lies below shows */
  const char       *font;          /* NULL: FIG_FONT */
  const char       *formula_font;  /* NULL: FIG_FORMULA_FONT */
} FigStyle;

#define FIG_WIDTH_LEAST   360.0
#define FIG_FONT          "Cantarell, Sans, Noto Sans CJK SC"
#define FIG_FORMULA_FONT  "Serif"

G_END_DECLS
