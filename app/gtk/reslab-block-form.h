/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

#include "rn-block-spec.h"
#include "rn-findings.h"

G_BEGIN_DECLS

/*
 * A form for one residual block, made from rn_block_schema(): the four keys people change most as
 * compact buttons, the others behind “More”, or below where the form is expanded. It changes
 * nothing by itself: its owner applies what was edited (lab_block_set()), and either shows the new
 * spec or says what was wrong.
 *
 * Signals
 *   edited (const char *key, const char *json)    a key of the schema, or "channels": in and out;
 *                                                 the value as JSON, “null” for the default
 *   mended (const char *json)                     a change that was offered: the whole spec
 */
#define RESLAB_TYPE_BLOCK_FORM (reslab_block_form_get_type ())
G_DECLARE_FINAL_TYPE (ReslabBlockForm, reslab_block_form, RESLAB, BLOCK_FORM, GtkBox)

GtkWidget *reslab_block_form_new          (void);
/* All other keys stand below, with their help, instead of behind “More”. */
void       reslab_block_form_set_expanded (ReslabBlockForm *self, gboolean expanded);
/* What it shows; an error stays as long as nothing changes. */
void       reslab_block_form_set_spec     (ReslabBlockForm *self, const RnBlockSpec *spec);
/* @key: as “edited” said it. @message: NULL where the value was taken. */
void       reslab_block_form_set_error    (ReslabBlockForm *self, const char *key,
                                           const char *message);
/* Buttons below the error, one for each change that would mend @json, in which @findings were found. */
void       reslab_block_form_offer        (ReslabBlockForm *self, const RnFindings *findings,
                                           json_object *json);
/* The key cannot be edited, and why; NULL: it can. */
void       reslab_block_form_set_locked   (ReslabBlockForm *self, const char *key,
                                           const char *reason);

G_END_DECLS
