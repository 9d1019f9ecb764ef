/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include "rn-api.h"

G_BEGIN_DECLS

/* Writes to a temporary beside @path and renames it, so a half-written file never replaces a
 * good one. */
RN_API gboolean  rn_file_write (const char *path,
                                const void *data,
                                gsize       length,
                                GError    **error);

/* Whether a file can be written there, for work that takes long to be refused before it begins:
 * G_FILE_ERROR where it is a folder, or its folder is not there or may not be written to. */
RN_API gboolean  rn_file_check_target (const char *path, GError **error);

/* Reads a regular file of at most @limit bytes; a larger one is refused before it is read
 * (RN_ERROR_RANGE). */
RN_API GBytes   *rn_file_read  (const char *path,
                                gsize       limit,
                                GError    **error);

/* SHA-256 of a regular file, of any size. (transfer full) */
RN_API char     *rn_file_sha256 (const char *path,
                                 GError    **error);

/* SHA-256 of @bytes, 64 lower-case hex digits. */
RN_API char     *rn_sha256     (const void *bytes,
                                gsize       length);

G_END_DECLS
