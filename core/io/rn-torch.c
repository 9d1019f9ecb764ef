/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The two formats of torch.save().
 *
 * Before PyTorch 1.6, one stream after the other: a magic number, the version, sizes of the
 * machine's types, the pickle, the list of the storages' keys, and for each key its number of
 * elements (8 bytes) and the elements. Since then a zip archive: NAME/data.pkl, and NAME/data/KEY
 * for each storage, not compressed.
 *
 * What storages are said to take is checked against the size of the file before memory is taken.
 *
 * Source: PyTorch's torch/serialization.py
 */
#include "config.h"

#include "rn-file.h"

#include <glib/gi18n-lib.h>
#include "rn-file-private.h"
#include "rn-safetensors.h"
#include "rn-safetensors-private.h"
#include "rn-torch.h"
#include "rn-torch-private.h"

#include <string.h>
#include <unistd.h>
#include <zip.h>

#define LEGACY_VERSION  1001
#define MAX_SMALL_BYTES 16        /* of the members that say one word */
#define MAX_PICKLE      (64u << 20)

static const guint8 legacy_magic[10] = {
  0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
};

/* A file being read. */
typedef struct
{
  GBytes     *bytes;            /* borrowed: all of it */
  gsize       size;
  const char *what;             /* for messages */
  RnPickle   *pickle;           /* borrowed */
  zip_t      *zip;              /* borrowed */
  const char *folder;           /* borrowed: "NAME/" */
} File;

static gboolean
fail (const File *self, int code, GError **error, const char *why)
{
  g_set_error (error, RN_ERROR, code, "%s: %s", self->what, why);
  return FALSE;
}

/* All storages together are no larger than the file they are in. */
static gboolean
check_storages (const File *self, GError **error)
{
  GPtrArray *storages = rn__pickle_storages (self->pickle);
  guint64 left = self->size;

  for (guint i = 0; i < storages->len; i++)
    {
      const RnPickleStorage *storage = storages->pdata[i];

      if (storage->elements > left / storage->dtype->size)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED,
                       "%s: storage “%.40s” is said to hold %" G_GUINT64_FORMAT
                       " numbers, more than the file has room for",
                       self->what, storage->key, storage->elements);
          return FALSE;
        }
      left -= storage->elements * storage->dtype->size;
    }
  return TRUE;
}

/* ── streams ── */

static RnPickleValue *
read_stream (const File *self, RnPickleKind kind, GError **error)
{
  RnPickleValue *value = rn__pickle_read (self->pickle, error);

  if (value == NULL || value->kind == kind)
    return value;
  fail (self, RN_ERROR_FORMAT, error, "is not made as torch.save () makes its files");
  return NULL;
}

static gboolean
read_preamble (const File *self, GError **error)
{
  const RnPickleValue *magic = read_stream (self, RN_PICKLE_BYTES, error), *version, *machine;
  const RnPickleValue *little;

  if (magic == NULL)
    return FALSE;
  if (g_bytes_get_size (magic->bytes) != sizeof legacy_magic
      || memcmp (g_bytes_get_data (magic->bytes, NULL), legacy_magic, sizeof legacy_magic) != 0)
    return fail (self, RN_ERROR_FORMAT, error, "is a pickle, but not one of torch.save ()");
  version = read_stream (self, RN_PICKLE_INTEGER, error);
  machine = version != NULL ? read_stream (self, RN_PICKLE_DICT, error) : NULL;
  if (machine == NULL)
    return FALSE;
  little = rn__pickle_lookup (machine, "little_endian");
  if (version->integer != LEGACY_VERSION || little == NULL || little->integer != 1)
    return fail (self, RN_ERROR_VERSION, error,
                 "is of a version of torch.save () or of a machine that is not read here");
  return TRUE;
}

/* Where each storage's numbers lie in the file. */
static gboolean
place_storages (const File *self, const RnPickleValue *keys, GError **error)
{
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  gsize at = rn__pickle_at (self->pickle);

  for (guint i = 0; i < keys->items->len; i++)
    {
      const char *key = rn__pickle_text (keys->items->pdata[i]);
      RnPickleStorage *storage = key != NULL ? rn__pickle_storage (self->pickle, key) : NULL;
      guint64 elements;
      gsize bytes;

      if (storage == NULL || storage->bytes != NULL)
        return fail (self, RN_ERROR_FORMAT, error, "lists a storage that its pickle does not have");
      bytes = (gsize) storage->elements * storage->dtype->size;
      if (self->size - at < sizeof elements || self->size - at - sizeof elements < bytes)
        return fail (self, RN_ERROR_TRUNCATED, error, "ends within its numbers");
      memcpy (&elements, data + at, sizeof elements);
      if (GUINT64_FROM_LE (elements) != storage->elements)
        return fail (self, RN_ERROR_FORMAT, error, "tells two sizes of one storage");
      storage->bytes = g_bytes_new_from_bytes (self->bytes, at + sizeof elements, bytes);
      at += sizeof elements + bytes;
    }
  return TRUE;
}

static gboolean
no_storage (gpointer data, RnPickleStorage *storage, GError **error)
{
  return fail (data, RN_ERROR_TRUNCATED, error, "does not hold the numbers of all its tensors");
}

static RnTensors *
parse_streams (File *self, GError **error)
{
  g_autoptr (RnPickle) pickle = rn__pickle_new (g_bytes_get_data (self->bytes, NULL), self->size,
                                                self->what);
  const RnPickleValue *root = NULL, *keys = NULL;

  self->pickle = pickle;
  if (read_preamble (self, error))
    root = rn__pickle_read (pickle, error);
  if (root != NULL && check_storages (self, error))
    keys = read_stream (self, RN_PICKLE_LIST, error);
  if (keys == NULL || !place_storages (self, keys, error))
    return NULL;
  return rn__torch_collect (root, no_storage, self, self->size, self->what, error);
}

/* ── archives ── */

static gboolean
fail_member (const File *self, int code, const char *name, const char *why, GError **error)
{
  g_set_error (error, RN_ERROR, code, _("%s: its member “%.100s” %s"), self->what, name, why);
  return FALSE;
}

static gboolean
read_open_member (const File *self, zip_file_t *file, guint8 *to, gsize n, const char *name,
                  GError **error)
{
  gsize done = 0;
  guint8 beyond;

  while (done < n)
    {
      zip_int64_t got = zip_fread (file, to + done, n - done);

      if (got <= 0)
        return fail_member (self, RN_ERROR_TRUNCATED, name, "ends too early", error);
      done += (gsize) got;
    }
  /* the checksum is compared where the end is met */
  return zip_fread (file, &beyond, 1) == 0
         || fail_member (self, RN_ERROR_FORMAT, name, "does not have its own checksum", error);
}

/*
 * The bytes of a member of at most @limit. Compressed ones are refused: torch.save() makes none,
 * and a stored one cannot claim more than the file has.
 */
static GBytes *
read_member (const File *self, const char *name, gsize limit, GError **error)
{
  zip_stat_t status;
  g_autofree guint8 *data = NULL;
  zip_file_t *file;
  gboolean read;

  zip_stat_init (&status);
  if (zip_stat (self->zip, name, 0, &status) != 0)
    fail_member (self, RN_ERROR_FORMAT, name, "is missing", error);
  else if (status.comp_method != ZIP_CM_STORE || status.encryption_method != ZIP_EM_NONE)
    fail_member (self, RN_ERROR_FORMAT, name, "is compressed, which torch.save () never does",
                 error);
  else if (status.size > MIN (limit, self->size) || status.comp_size != status.size)
    fail_member (self, RN_ERROR_TRUNCATED, name, "is said to be larger than it can be", error);
  else if ((data = g_try_malloc (MAX (status.size, 1))) == NULL)
    fail_member (self, RN_ERROR_NO_MEMORY, name, "is larger than the memory that can be had",
                 error);
  if (data == NULL)
    return NULL;
  file = zip_fopen (self->zip, name, 0);
  if (file == NULL)
    {
      fail_member (self, RN_ERROR_FORMAT, name, "cannot be opened", error);
      return NULL;
    }
  read = read_open_member (self, file, data, (gsize) status.size, name, error);
  zip_fclose (file);
  return read ? g_bytes_new_take (g_steal_pointer (&data), (gsize) status.size) : NULL;
}

static gboolean
fetch_member (gpointer data, RnPickleStorage *storage, GError **error)
{
  const File *self = data;
  g_autofree char *name = g_strconcat (self->folder, "data/", storage->key, NULL);
  gsize expected = (gsize) storage->elements * storage->dtype->size;
  g_autoptr (GBytes) bytes = read_member (self, name, self->size, error);

  if (bytes == NULL)
    return FALSE;
  if (g_bytes_get_size (bytes) < expected)
    return fail_member (self, RN_ERROR_TRUNCATED, name, "is shorter than its tensors need", error);
  storage->bytes = g_steal_pointer (&bytes);
  return TRUE;
}

/* "NAME/" of NAME/data.pkl. (transfer full) (nullable) */
static char *
find_folder (const File *self, GError **error)
{
  static const char pickle[] = "data.pkl";

  for (zip_int64_t i = 0, n = zip_get_num_entries (self->zip, 0); i < n; i++)
    {
      const char *name = zip_get_name (self->zip, (zip_uint64_t) i, 0);
      gsize length = name != NULL ? strlen (name) : 0;

      if (name != NULL && g_str_has_suffix (name, pickle)
          && (length == strlen (pickle) || name[length - sizeof pickle] == '/'))
        return g_strndup (name, length - strlen (pickle));
    }
  fail (self, RN_ERROR_FORMAT, error,
        "is a zip archive, but not one of torch.save (): no data.pkl");
  return NULL;
}

/* NAME/byteorder is there since PyTorch 2.1. */
static gboolean
check_byte_order (const File *self, GError **error)
{
  g_autofree char *name = g_strconcat (self->folder, "byteorder", NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (zip_name_locate (self->zip, name, 0) < 0)
    return TRUE;
  bytes = read_member (self, name, MAX_SMALL_BYTES, error);
  if (bytes == NULL)
    return FALSE;
  return (g_bytes_get_size (bytes) == 6
          && memcmp (g_bytes_get_data (bytes, NULL), "little", 6) == 0)
         || fail_member (self, RN_ERROR_VERSION, name, "does not say “little”", error);
}

static RnTensors *
parse_members (File *self, GError **error)
{
  g_autofree char *folder = find_folder (self, error);
  g_autofree char *name = g_strconcat (folder != NULL ? folder : "", "data.pkl", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RnPickle) pickle = NULL;
  const RnPickleValue *root;

  self->folder = folder;
  if (folder != NULL && check_byte_order (self, error))
    bytes = read_member (self, name, MAX_PICKLE, error);
  if (bytes == NULL)
    return NULL;
  pickle = rn__pickle_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), self->what);
  self->pickle = pickle;
  root = rn__pickle_read (pickle, error);
  if (root == NULL || !check_storages (self, error))
    return NULL;
  return rn__torch_collect (root, fetch_member, self, self->size, self->what, error);
}

static RnTensors *
parse_archive (File *self, GError **error)
{
  zip_error_t why;
  zip_source_t *source;
  RnTensors *tensors;

  zip_error_init (&why);
  source = zip_source_buffer_create (g_bytes_get_data (self->bytes, NULL), self->size, 0, &why);
  self->zip = source != NULL ? zip_open_from_source (source, ZIP_RDONLY, &why) : NULL;
  if (self->zip == NULL)
    {
      fail (self, RN_ERROR_FORMAT, error, zip_error_strerror (&why));
      if (source != NULL)
        zip_source_free (source);
      zip_error_fini (&why);
      return NULL;
    }
  tensors = parse_members (self, error);
  zip_discard (self->zip);
  zip_error_fini (&why);
  return tensors;
}

/* ── either ── */

static gboolean
is_archive (const guint8 *data, gsize size)
{
  return size >= 4 && memcmp (data, "PK\3\4", 4) == 0;
}

/*
 * PROTO, which begins every stream since protocol 2, or what older ones begin with; as the length
 * of a safetensors header it would be more than is read.
 */
static gboolean
is_pickle (const guint8 *data, gsize size)
{
  guint64 length = 0;

  for (guint i = 0; i < MIN (size, 8); i++)
    length |= (guint64) data[i] << (8 * i);
  return size > 2 && length > RN__SAFETENSORS_MAX_HEADER
         && (data[0] == 0x80 || data[0] == 'c' || data[0] == '(');
}

/**
 * rn_torch_parse:
 * @bytes: the whole file
 * @what: its name in messages
 * @error: return location
 *
 * Errors:   RN_ERROR_UNKNOWN where it asks for a name that is not allowed; RN_ERROR_TRUNCATED if it
 *           ends too early or claims more than it holds; RN_ERROR_FORMAT; RN_ERROR_VERSION;
 *           RN_ERROR_RANGE where a limit is passed or a tensor leaves its storage; RN_ERROR_SHAPE
 *           for more than 4 dimensions; RN_ERROR_NO_MEMORY
 *
 * Returns: (transfer full) (nullable): its tensors in the order of the file
 */
RnTensors *
rn_torch_parse (GBytes *bytes, const char *what, GError **error)
{
  File self = { .bytes = bytes, .what = what };
  const guint8 *data = g_bytes_get_data (bytes, &self.size);

  return is_archive (data, self.size) ? parse_archive (&self, error) : parse_streams (&self, error);
}

/* What the reader of safetensors says of a file that is meant for torch.load() is of no use. */
static void
tell_kinds (const char *path, GError **error)
{
  static const char *const suffixes[] = { ".pth", ".pt", ".th", ".bin" };
  gboolean meant = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    meant |= g_str_has_suffix (path, suffixes[i]);
  if (!meant || error == NULL || (*error)->domain != RN_ERROR)
    return;
  g_clear_error (error);
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               _("%s: is no file of weights: neither safetensors, nor what torch.save() writes"),
               path);
}

RnTensors *
rn_weights_load (const char *path, GError **error)
{
  guint8 start[8];
  gsize size;
  int fd = rn__file_open (path, G_MAXSSIZE, &size, error);
  RnTensors *tensors;
  gssize got;

  if (fd < 0)
    return NULL;
  got = pread (fd, start, sizeof start, 0);
  close (fd);
  if (got > 0 && (is_archive (start, (gsize) got) || is_pickle (start, (gsize) got)))
    {
      g_autoptr (GBytes) bytes = rn_file_read (path, G_MAXSSIZE, error);

      return bytes != NULL ? rn_torch_parse (bytes, path, error) : NULL;
    }
  tensors = rn_safetensors_load (path, error);
  if (tensors == NULL)
    tell_kinds (path, error);
  return tensors;
}
