/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-spec.h"

G_BEGIN_DECLS

/*
 * Networks that Reslab trained on “shapes” and that come with it (assets/weights, which says how):
 * for each name NAME.config.json, the run's config; NAME.safetensors, what it learned; NAME.jsonl,
 * its log; and NAME.summary.json.
 */
RN_API const char *const *rn_trained_names (void);         /* NULL-terminated */

/* The network of the config. (transfer full) RN_ERROR_UNKNOWN: there is no such name */
RN_API RnSpec *rn_trained_spec (const char *name, GError **error);

/* A file of it: ".safetensors", ".jsonl" … (transfer full) RN_ERROR_UNKNOWN as above */
RN_API char   *rn_trained_file (const char *name, const char *extension, GError **error);

/* @word itself where it is a file, or looks like the path of one; else the file of that name's weights.
 * (transfer full) RN_ERROR_UNKNOWN as above */
RN_API char   *rn_trained_resolve (const char *word, GError **error);

G_END_DECLS
