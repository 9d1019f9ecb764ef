/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-error.h"

G_BEGIN_DECLS

/*
 * Changes to a spec that is still JSON. A patch is a spec in part: its objects are merged key by
 * key, anything else takes the place of what was there, and null takes a key away (RFC 7396).
 *
 * A place is a way into JSON: "", "stem", "stages[1].block".
 */

RN_API void         rn_spec_patch    (json_object *into, json_object *patch);
/* The object at @place, made where only its last keys are missing, is patched; RN_ERROR_UNKNOWN
 * where there is no such place. */
RN_API gboolean     rn_spec_patch_at (json_object *into, const char *place, json_object *patch,
                                      GError **error);
/* (transfer none) (nullable) what stands at @place, or NULL where nothing does */
RN_API json_object *rn_spec_at       (json_object *json, const char *place);

G_END_DECLS
