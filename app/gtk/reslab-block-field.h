/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "rn-block-spec.h"

G_BEGIN_DECLS

/*
 * One key of a block's schema: its name, what edits it, a way back to the default, help with the
 * range, and what was wrong with a value that was refused.
 *
 * Signals
 *   edited (const char *json)    by a person: the new value, “null” for the default
 */
#define RESLAB_TYPE_BLOCK_FIELD (reslab_block_field_get_type ())
G_DECLARE_FINAL_TYPE (ReslabBlockField, reslab_block_field, RESLAB, BLOCK_FIELD, GtkBox)

/* @key is of rn_block_schema(). */
GtkWidget       *reslab_block_field_new       (const RnSpecKey *key);
const RnSpecKey *reslab_block_field_get_key   (ReslabBlockField *self);
/* Shows the key's value in @spec, or hides where the block makes no use of the key; tells nobody. */
void             reslab_block_field_show      (ReslabBlockField *self, const RnBlockSpec *spec);
/* NULL: nothing is wrong. */
void             reslab_block_field_set_error (ReslabBlockField *self, const char *message);

G_END_DECLS
