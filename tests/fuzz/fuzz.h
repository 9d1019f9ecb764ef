/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a target defines: reads @data as what it is a fuzzer of, and lets go of all it made. The
 * name and the form are libFuzzer's, so that a target links with -fsanitize=fuzzer as well as with
 * fuzz-main.c. An error is an answer; a crash, a leak, a hang or a wrong sum is a bug.
 */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* A file of that name and content, for readers that take a path; the next of the same name takes its
 * place. (transfer full) its path, in a directory that is removed at exit. */
char *fuzz_file (const char *name, gconstpointer data, gsize size);

G_END_DECLS
