/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "lab.h"

G_BEGIN_DECLS

/*
 * “How this number was made”: a card over the diagram, there while an element is probed. Pinned it
 * stays; the arrow keys walk the pixel, Ctrl+C copies the story as text, Escape lets it go.
 */
#define RESLAB_TYPE_HOVER_CARD (reslab_hover_card_get_type ())
G_DECLARE_FINAL_TYPE (ReslabHoverCard, reslab_hover_card, RESLAB, HOVER_CARD, AdwBin)

/* A widget for an overlay; docked at the lower left unless told otherwise. */
GtkWidget *reslab_hover_card_new    (Lab *lab);
/* Takes the keys of a pinned card before @view's other widgets do. */
void       reslab_hover_card_attach (ReslabHoverCard *self, GtkWidget *view);
/* Returns: whether the card took the key. */
gboolean   reslab_hover_card_key    (ReslabHoverCard *self, guint key, GdkModifierType held);
/* The story as it is copied; NULL where none is told. (transfer full) */
char      *reslab_hover_card_text   (ReslabHoverCard *self);
/* Unpins. FALSE: it was not pinned. */
gboolean   reslab_hover_card_escape (ReslabHoverCard *self);

G_END_DECLS
