/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-record.h"

G_BEGIN_DECLS

/*
 * reslab-statistics, version 1: assets/schemas/reslab-statistics.schema.json. What was not measured
 * and what is no number is null.
 */
RN_API char    *rn_records_write_json (const RnRecords *self);      /* (transfer full) */
RN_API gboolean rn_records_save_json  (const RnRecords *self, const char *path, GError **error);

G_END_DECLS
