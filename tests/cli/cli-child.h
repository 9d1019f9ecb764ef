/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
#pragma once

#include <json-c/json.h>

#include "rn-safetensors.h"

G_BEGIN_DECLS

/* What became of one call of the built program. */
typedef struct
{
  int   status;              /* exit status; a signal fails the test */
  char *out;
  char *err;
} Child;

/* The words after “reslab-cli”, NULL-terminated. */
Child        child_run      (const char *verb, ...) G_GNUC_NULL_TERMINATED;
/* @input: (nullable) what it reads on stdin */
Child        child_run_with (const char *input, const char *const *words);
void         child_clear    (Child *self);

/* Exit 0 and not a word on stderr but notes. */
void         child_assert_done    (const Child *self);
/* Exit @status with one message, “reslab-cli: …”, holding @piece (nullable); nothing on stdout. */
void         child_assert_refused (const Child *self, int status, const char *piece);
void         child_assert_says    (const Child *self, const char *piece);     /* on stdout */
/* stdout as JSON (transfer full) */
json_object *child_json     (const Child *self);
/* A member that must be there; names parted by "/". (transfer none) */
json_object *json_at        (json_object *json, const char *path);

/* Files for a test, in a directory that is removed at exit. */
char        *scratch_write  (const char *name, const void *data, gsize length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Child, child_clear)

G_END_DECLS
