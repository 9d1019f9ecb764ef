/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-block-spec.h"
#include "rn-findings.h"

G_BEGIN_DECLS

/*
 * A block edited key by key, as a form does: @key is one of rn_block_schema(), or "channels", which
 * is "in" and "out" at once. JSON null takes the key back to its default. A custom shortcut
 * begins with a projection's layers; giving "shortcut_layers" makes it one. What cannot be built
 * leaves @spec as it was.
 */
gboolean    lab_block_set      (RnBlockSpec *spec, const char *key, json_object *value,
                                GError **error);
/* What is wrong with a key that was refused. @json: (out) (transfer full) what mendings are applied to */
RnFindings *lab_block_find     (const RnBlockSpec *spec, const char *key, json_object *value,
                                json_object **json);
/* What the keys say, and that the block can be added to an input of this size. */
gboolean    lab_block_check    (const RnBlockSpec *spec, guint batch, guint side, GError **error);

/* “256–64–256”, “256–128 (32×4)–256” (transfer full) */
char       *lab_block_widths   (const RnBlockSpec *spec);

/* ── what people begin with ── */

typedef struct
{
  const char *name;
  const char *title;                   /* N_() */
  const char *spec;                    /* JSON */
} LabBlockPreset;

#define LAB_PRESET_BLOCKS 4

/* A comparison worth making: blocks that differ in one thing. */
typedef struct
{
  const char *name;
  const char *title;                   /* N_() */
  const char *blocks[LAB_PRESET_BLOCKS + 1];    /* names of block presets, up to a NULL */
} LabPreset;

const LabBlockPreset *lab_block_presets     (guint *n);
const LabPreset      *lab_presets           (guint *n);
/* Both: RN_ERROR_UNKNOWN with the names there are. */
gboolean              lab_block_preset_read (const char *name, RnBlockSpec *spec, GError **error);
const LabPreset      *lab_preset_find       (const char *name, GError **error);

G_END_DECLS
