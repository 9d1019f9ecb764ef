/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <pango/pangocairo.h>

#include "fig-style.h"

G_BEGIN_DECLS

/*
 * How text is set, in one place: the font, the language that decides which Han glyphs are taken,
 * tabular figures, and measures that are the same at every scale (no hinting). Text may hold Pango
 * markup, and <m>…</m> for a formula.
 */
typedef struct _FigText FigText;

typedef struct
{
  double   size;             /* px */
  gboolean bold;
  FigColor color;
  double   wrap;             /* px; 0: one line */
} FigFace;

FigText     *fig_text_new    (const FigStyle *style);
void         fig_text_free   (FigText *self);
/* (transfer full) */
PangoLayout *fig_text_layout (FigText *self, const FigFace *face, const char *markup);
double       fig_text_width  (FigText *self, const FigFace *face, const char *markup);

/* Half the height of a capital above the base line, as a part of the size: where a line's visual
   middle is. */
#define FIG_MIDDLE 0.355

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FigText, fig_text_free)

G_END_DECLS
