/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "rn-block-spec.h"

G_BEGIN_DECLS

/*
 * What edits one key of a block's schema, as its type has it.
 *
 * Signals
 *   edited (const char *json)    by a person: the new value, “null” for the default
 */
#define RESLAB_TYPE_BLOCK_EDITOR (reslab_block_editor_get_type ())
G_DECLARE_FINAL_TYPE (ReslabBlockEditor, reslab_block_editor, RESLAB, BLOCK_EDITOR, GtkBox)

/* @key is of rn_block_schema(); @help is what a screen reader adds to its name. */
GtkWidget *reslab_block_editor_new       (const RnSpecKey *key, const char *help);
/* Shows the key's value in @spec; tells nobody. Whether it is another than the default. */
gboolean   reslab_block_editor_show      (ReslabBlockEditor *self, const RnBlockSpec *spec);
/* Of a number: as if a person had multiplied it. */
void       reslab_block_editor_scale     (ReslabBlockEditor *self, double factor);
void       reslab_block_editor_set_wrong (ReslabBlockEditor *self, gboolean wrong);

/* As people read it: "bottleneck", "default". (transfer full) */
char      *reslab_block_key_words        (const RnSpecKey *key, const RnBlockSpec *spec);
char      *reslab_block_number_words     (const RnSpecKey *key, double number);

G_END_DECLS
