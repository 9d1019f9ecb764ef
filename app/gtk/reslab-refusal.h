/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "rn-findings.h"

G_BEGIN_DECLS

/*
 * Why a value was not taken, and a button for each change that would mend it. Nothing is seen of it
 * until it is told of one.
 *
 * Signals
 *   mended (const char *json)    a change that was offered: the whole spec with it
 */
#define RESLAB_TYPE_REFUSAL (reslab_refusal_get_type ())
G_DECLARE_FINAL_TYPE (ReslabRefusal, reslab_refusal, RESLAB, REFUSAL, GtkBox)

GtkWidget *reslab_refusal_new   (void);
/* NULL: nothing was refused. What was offered before is taken back. */
void       reslab_refusal_say   (ReslabRefusal *self, const char *message);
/* What would mend @json, in which @findings were found: the changes the first of them proposes. */
void       reslab_refusal_offer (ReslabRefusal *self, const RnFindings *findings,
                                 json_object *json);

G_END_DECLS
