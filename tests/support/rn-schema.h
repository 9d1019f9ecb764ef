/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>
#include <json-c/json.h>

G_BEGIN_DECLS

/*
 * Whether @value follows @schema, a subset of JSON Schema draft-07: type, enum, const, minimum,
 * pattern, properties, required, additionalProperties, items (one schema), minItems, maxItems,
 * anyOf, oneOf, $ref to #/definitions/NAME. As an extension of draft-07, keywords beside a $ref
 * count too. A keyword that is not of the subset fails: nothing in a schema is silently ignored.
 *
 * Returns: (transfer full): NULL where it does, else the path in @value and what is wrong there
 */
char        *rn_schema_check (json_object *schema, json_object *value);

/* A JSON file that must be there and be JSON. (transfer full) */
json_object *rn_schema_load  (const char *path);
/* "reslab-findings": the schema of that name under assets/schemas. (transfer full) */
json_object *rn_schema_named (const char *name);
/* Fails with the path in @value and what is wrong there. */
void         rn_schema_assert (const char *name, json_object *value);

G_END_DECLS
