/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "fig-style.h"

G_BEGIN_DECLS

/*
 * How everything looks now: light or dark as the system or the user says, and whether a projector
 * is on. One for each display, shared by every window and figure on it. Colours of figures come
 * from here and never from CSS, so that an export matches the window.
 *
 * Signals
 *   changed ()    light became dark, or the projector was switched
 */
#define RESLAB_TYPE_STYLE (reslab_style_get_type ())
G_DECLARE_FINAL_TYPE (ReslabStyle, reslab_style, RESLAB, STYLE, GObject)

/* (transfer none) */
ReslabStyle      *reslab_style_get           (GdkDisplay *display);
ReslabStyle      *reslab_style_of            (GtkWidget *widget);

gboolean          reslab_style_is_dark       (ReslabStyle *self);
gboolean          reslab_style_is_projector  (ReslabStyle *self);
/* Type × 1.6 in figures and in widgets. */
void              reslab_style_set_projector (ReslabStyle *self, gboolean projector);

/* What figures are drawn in: light or dark; a figure makes it high contrast for a projector. */
const FigPalette *reslab_style_palette       (ReslabStyle *self);
/* A style for a figure of @width px. @on_card: it lies on a card, not on the canvas. @palette is
   room for the colours and must live as long as @style. */
void              reslab_style_fill          (ReslabStyle *self, double width, gboolean on_card,
                                              FigPalette *palette, FigStyle *style);

G_END_DECLS
