/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Whole files: written so that a half-written one never stands, read with a limit. */
#include "config.h"

#include "rn-file.h"
#include "rn-file-private.h"

#include "rn-error.h"
#include "rn-size.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
rn_file_check_target (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR,
                 _("%s: is a folder, expected the name of a file"), path);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _("%s: there is no folder “%s”"), path,
                 folder);
  else if (g_access (folder, W_OK) != 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES, _("%s: nothing may be written to “%s”"),
                 path, folder);
  else
    return TRUE;
  return FALSE;
}

gboolean
rn_file_write (const char *path, const void *data, gsize length, GError **error)
{
  g_return_val_if_fail (path != NULL && (data != NULL || length == 0), FALSE);
  if (length > G_MAXSSIZE)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   _("%s: %zu bytes are too many for a file"), path, length);
      return FALSE;
    }
  return rn_file_check_target (path, error)
         && g_file_set_contents_full (path, length == 0 ? "" : data, (gssize) length,
                                      G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}

static gboolean
set_file_error (GError **error, const char *path)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", path,
               g_strerror (number));
  return FALSE;
}

static gboolean
set_too_large (GError **error, const char *path, gsize limit)
{
  g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
               _("%s: is larger than the %zu bytes that are read"), path, limit);
  return FALSE;
}

/* The size of an open regular file of at most @limit bytes. */
static gboolean
check_file (int fd, const char *path, gsize limit, gsize *size, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return set_file_error (error, path);
  if (S_ISDIR (status.st_mode))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, _("%s: is a folder, expected a file"),
                   path);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT, _("%s: is no regular file"), path);
      return FALSE;
    }
  if ((guint64) status.st_size > limit)
    return set_too_large (error, path, limit);
  *size = (gsize) status.st_size;
  return TRUE;
}

int
rn__file_open (const char *path, gsize limit, gsize *size, GError **error)
{
  /* not to wait for the writer of a named pipe */
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (fd < 0)
    {
      set_file_error (error, path);
      return -1;
    }
  if (check_file (fd, path, limit, size, error))
    return fd;
  close (fd);
  return -1;
}

/*
 * Reads to the end, which may lie past @size where the file grows meanwhile (or tells no size, as
 * under /proc).
 */
static guint8 *
read_all (int fd, const char *path, gsize size, gsize limit, gsize *length, GError **error)
{
  /* one more, to see the end without growing */
  gsize capacity = size < limit ? size + 1 : size;
  g_autofree guint8 *data = g_try_malloc (MAX (capacity, 1));
  gsize n = 0;

  for (;;)
    {
      guint8 beyond;
      gssize got;

      if (data == NULL)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
                       _("%s: no memory for its %zu bytes"), path, capacity);
          return NULL;
        }
      got = n < capacity ? read (fd, data + n, capacity - n) : read (fd, &beyond, 1);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          set_file_error (error, path);
          return NULL;
        }
      if (got == 0)
        break;
      if (n == capacity)
        {
          set_too_large (error, path, limit);
          return NULL;
        }
      n += (gsize) got;
      if (n == capacity && capacity < limit)
        {
          guint8 *grown;

          capacity = capacity > limit / 2 ? limit : MAX (2 * capacity, MIN (4096, limit));
          grown = g_try_realloc (data, capacity);
          if (grown == NULL)
            g_free (g_steal_pointer (&data));
          data = grown;
        }
    }
  *length = n;
  return g_steal_pointer (&data);
}

/**
 * rn_file_read:
 * @path: a regular file
 * @limit: the most bytes that are read
 * @error: return location
 *
 * Errors:   G_FILE_ERROR where it cannot be read; RN_ERROR_FORMAT if it is no regular file;
 *           RN_ERROR_RANGE if it is larger than @limit; RN_ERROR_NO_MEMORY
 *
 * Returns: (transfer full) (nullable): all of the file
 */
GBytes *
rn_file_read (const char *path, gsize limit, GError **error)
{
  gsize size, length = 0;
  guint8 *data;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  fd = rn__file_open (path, limit, &size, error);
  if (fd < 0)
    return NULL;
  data = read_all (fd, path, size, limit, &length, error);
  close (fd);
  return data != NULL ? g_bytes_new_take (data, length) : NULL;
}

char *
rn_file_sha256 (const char *path, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 buffer[65536];
  gsize size;
  gssize got;
  int fd = rn__file_open (path, G_MAXSSIZE, &size, error);

  if (fd < 0)
    return NULL;
  while ((got = read (fd, buffer, sizeof buffer)) > 0 || (got < 0 && errno == EINTR))
    if (got > 0)
      g_checksum_update (sum, buffer, got);
  if (got < 0)
    set_file_error (error, path);
  close (fd);
  return got == 0 ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

char *
rn_sha256 (const void *bytes, gsize length)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, length == 0 ? (const guchar *) "" : bytes,
                                      length);
}
