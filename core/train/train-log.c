/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The log of a run. */
#include "config.h"

#include "train-log-private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "rn-file.h"

#define MOST_LOG ((gsize) 1 << 30)

struct _TrainLog
{
  char *path;                /* owned */
  FILE *file;                /* owned */
};

static gboolean
fail (const char *path, GError **error)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", path,
               g_strerror (number));
  return FALSE;
}

/* The step a line is of; 0 where it is no line of a log, as one that was cut off by a crash. */
static gint64
step_of (const char *line, gsize length)
{
  json_object *json = rn_spec_parse_json (line, length, "log", NULL);
  gint64 step = json != NULL ? json_object_get_int64 (json_object_object_get (json, "step")) : 0;

  json_object_put (json);
  return step;
}

/* The bytes of the lines up to step @kept. */
static gsize
measure_kept (const char *text, gsize length, guint64 kept)
{
  gsize at = 0;

  while (at < length)
    {
      const char *end = memchr (text + at, '\n', length - at);
      gint64 step = end != NULL ? step_of (text + at, (gsize) (end - (text + at))) : 0;

      if (step < 1 || (guint64) step > kept)
        break;
      at = (gsize) (end - text) + 1;
    }
  return at;
}

/* An earlier run's log ends behind step @kept. */
static gboolean
cut (const char *path, guint64 kept, GError **error)
{
  g_autoptr (GBytes) old = rn_file_read (path, MOST_LOG, error);
  const char *text;
  gsize length;

  if (old == NULL)
    return FALSE;
  text = g_bytes_get_data (old, &length);
  return truncate (path, (off_t) (text != NULL ? measure_kept (text, length, kept) : 0)) == 0
      || fail (path, error);
}

TrainLog *
train_log_open (const char *path, guint64 kept, GError **error)
{
  gboolean goes_on = kept > 0 && g_file_test (path, G_FILE_TEST_IS_REGULAR);
  TrainLog *self;
  FILE *file;

  if (goes_on && !cut (path, kept, error))
    return NULL;
  file = g_fopen (path, goes_on ? "ae" : "we");
  if (file == NULL)
    {
      fail (path, error);
      return NULL;
    }
  self = g_new0 (TrainLog, 1);
  self->path = g_strdup (path);
  self->file = file;
  return self;
}

gboolean
train_log_write (TrainLog *self, json_object *line, GError **error)
{
  gboolean written
      = fprintf (self->file, "%s\n", json_object_to_json_string_ext (line, JSON_C_TO_STRING_PLAIN))
            > 0
        && fflush (self->file) == 0;

  json_object_put (line);
  return written || fail (self->path, error);
}

void
train_log_close (TrainLog *self)
{
  fclose (self->file);
  g_free (self->path);
  g_free (self);
}
