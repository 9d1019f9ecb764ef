/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * .safetensors files: named tensors behind a JSON header, nothing in them runs.
 *
 *   8 bytes N, little-endian · N bytes of JSON, padded with spaces · the data, tensor after tensor,
 *   without a gap
 *
 * All that the header says is checked against the size of the file before memory is taken for any
 * tensor; that memory is then at most four times the data (a byte becomes a float).
 *
 * Source: github.com/huggingface/safetensors, README.md, “Format”
 */
#include "config.h"

#include "rn-dtype-private.h"

#include <glib/gi18n-lib.h>
#include "rn-file-private.h"
#include "rn-safetensors.h"
#include "rn-safetensors-private.h"
#include "rn-size.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LENGTH_BYTES 8

/* Where the bytes come from: an open file or memory. */
typedef struct
{
  const char   *what;           /* for messages */
  int           fd;             /* −1: memory */
  const guint8 *memory;
  guint64       size;
} Source;

static gboolean
read_at (const Source *self, guint64 offset, gpointer to, gsize n, GError **error)
{
  gsize done = 0;

  if (self->fd < 0)
    {
      memcpy (to, self->memory + offset, n);
      return TRUE;
    }
  while (done < n)
    {
      gssize got = pread (self->fd, (guint8 *) to + done, n - done, (off_t) (offset + done));

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          int number = errno;

          if (got < 0)
            g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s",
                         self->what, g_strerror (number));
          else
            g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED,
                         _("%s: became shorter while it was read"), self->what);
          return FALSE;
        }
      done += (gsize) got;
    }
  return TRUE;
}

static gboolean
check_tensor (const RnStoredTensor *tensor, const Source *source, GError **error)
{
  const RnDtype *dtype = rn__dtype_find (tensor->dtype);
  gsize elements = rn_shape_elements (&tensor->shape);
  gsize bytes;

  if (dtype == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_DTYPE,
                   _("%s: tensor “%.100s” is of type “%.20s”, which is not read here"),
                   source->what, tensor->name, tensor->dtype);
      return FALSE;
    }
  if (elements == G_MAXSIZE || !rn_size_multiply (elements, dtype->size, &bytes)
      || bytes != tensor->end - tensor->begin)
    {
      g_autofree char *shape = rn_shape_describe (&tensor->shape);

      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   "%s: tensor “%.100s” of %s × %s has %" G_GUINT64_FORMAT " bytes",
                   source->what, tensor->name, shape, dtype->name, tensor->end - tensor->begin);
      return FALSE;
    }
  return TRUE;
}

static int
compare_place (gconstpointer a, gconstpointer b)
{
  const RnStoredTensor *p = *(const RnStoredTensor *const *) a;
  const RnStoredTensor *q = *(const RnStoredTensor *const *) b;

  if (p->begin != q->begin)
    return p->begin < q->begin ? -1 : 1;
  return p->end < q->end ? -1 : p->end > q->end;
}

/* Tensor after tensor from 0 to @bytes, without a gap or an overlap. */
static gboolean
check_places (GArray *stored, guint64 bytes, const Source *source, GError **error)
{
  g_autoptr (GPtrArray) order = g_ptr_array_sized_new (stored->len);
  guint64 at = 0;

  for (guint i = 0; i < stored->len; i++)
    g_ptr_array_add (order, &g_array_index (stored, RnStoredTensor, i));
  g_ptr_array_sort (order, compare_place);
  for (guint i = 0; i < order->len; i++)
    {
      const RnStoredTensor *tensor = order->pdata[i];

      if (tensor->begin != at)
        {
          g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                       "%s: tensor “%.100s” begins at byte %" G_GUINT64_FORMAT
                       " of the data, the one before it ends at %" G_GUINT64_FORMAT,
                       source->what, tensor->name, tensor->begin, at);
          return FALSE;
        }
      at = tensor->end;
    }
  if (at == bytes)
    return TRUE;
  g_set_error (error, RN_ERROR, at > bytes ? RN_ERROR_TRUNCATED : RN_ERROR_FORMAT,
               "%s: the header tells of %" G_GUINT64_FORMAT " bytes of data, there are %"
               G_GUINT64_FORMAT,
               source->what, at, bytes);
  return FALSE;
}

static RnTensor *
load_tensor (const RnStoredTensor *stored, const Source *source, guint64 data_start, GError **error)
{
  const RnDtype *dtype = rn__dtype_find (stored->dtype);
  g_autoptr (RnTensor) tensor = rn_tensor_new (&stored->shape, error);
  guint8 buffer[32768];
  gsize step = sizeof buffer / dtype->size;

  if (tensor == NULL)
    {
      g_prefix_error (error, "%s: tensor “%.100s”: ", source->what, stored->name);
      return NULL;
    }
  for (gsize i = 0, n = rn_tensor_elements (tensor); i < n; i += step)
    {
      gsize count = MIN (step, n - i);

      if (!read_at (source, data_start + stored->begin + i * dtype->size, buffer,
                    count * dtype->size, error))
        return NULL;
      dtype->convert (buffer, rn_tensor_data (tensor) + i, count);
    }
  return g_steal_pointer (&tensor);
}

/* The header's bytes, once its length is known to lie inside the file. */
static char *
load_header (const Source *source, guint64 *length, GError **error)
{
  guint64 bits = 0;
  char *header;

  if (source->size < LENGTH_BYTES)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED,
                   "%s: %" G_GUINT64_FORMAT " bytes are too few for a safetensors file",
                   source->what, source->size);
      return NULL;
    }
  if (!read_at (source, 0, &bits, sizeof bits, error))
    return NULL;
  *length = GUINT64_FROM_LE (bits);
  if (*length > RN__SAFETENSORS_MAX_HEADER)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
                   "%s: no safetensors file: a header of %" G_GUINT64_FORMAT
                   " bytes, at most %d are allowed", source->what, *length,
                   RN__SAFETENSORS_MAX_HEADER);
      return NULL;
    }
  if (*length > source->size - LENGTH_BYTES)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_TRUNCATED,
                   "%s: a header of %" G_GUINT64_FORMAT " bytes in a file of %"
                   G_GUINT64_FORMAT, source->what, *length, source->size);
      return NULL;
    }
  header = g_malloc ((gsize) *length + 1);
  if (!read_at (source, LENGTH_BYTES, header, (gsize) *length, error))
    g_clear_pointer (&header, g_free);
  return header;
}

static RnTensors *
load (const Source *source, GError **error)
{
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  g_autoptr (GArray) stored = NULL;
  guint64 length;
  g_autofree char *header = load_header (source, &length, error);

  if (header == NULL)
    return NULL;
  stored = rn__safetensors_read_header (header, (gsize) length, source->what, tensors, error);
  if (stored == NULL)
    return NULL;
  for (guint i = 0; i < stored->len; i++)
    if (!check_tensor (&g_array_index (stored, RnStoredTensor, i), source, error))
      return NULL;
  if (!check_places (stored, source->size - LENGTH_BYTES - length, source, error))
    return NULL;
  for (guint i = 0; i < stored->len; i++)
    {
      const RnStoredTensor *one = &g_array_index (stored, RnStoredTensor, i);
      g_autoptr (RnTensor) tensor = load_tensor (one, source, LENGTH_BYTES + length, error);

      if (tensor == NULL)
        return NULL;
      rn_tensors_add (tensors, one->name, tensor);
    }
  return g_steal_pointer (&tensors);
}

/**
 * rn_safetensors_parse:
 * @bytes: the whole file
 * @what: its name in messages
 * @error: return location
 *
 * Errors:   RN_ERROR_TRUNCATED if it ends too early; RN_ERROR_FORMAT if header and data do not fit;
 *           RN_ERROR_DTYPE; RN_ERROR_SHAPE for more than 4 dimensions; RN_ERROR_NO_MEMORY
 *
 * Returns: (transfer full) (nullable): its tensors in the order of the header
 */
RnTensors *
rn_safetensors_parse (GBytes *bytes, const char *what, GError **error)
{
  gsize size;
  const guint8 *memory = g_bytes_get_data (bytes, &size);
  Source source = { what, -1, memory, size };

  return load (&source, error);
}

RnTensors *
rn_safetensors_load (const char *path, GError **error)
{
  gsize size;
  int fd = rn__file_open (path, G_MAXSSIZE, &size, error);
  Source source = { path, fd, NULL, size };
  RnTensors *tensors;

  if (fd < 0)
    return NULL;
  tensors = load (&source, error);
  close (fd);
  return tensors;
}

static void
append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\')
      g_string_append_printf (json, "\\%c", *text);
    else if ((guchar) *text < 0x20)
      g_string_append_printf (json, "\\u%04x", (guint) *text);
    else
      g_string_append_c (json, *text);
  g_string_append_c (json, '"');
}

static void
append_metadata (GString *json, RnTensors *tensors)
{
  const GPtrArray *keys = rn__tensors_metadata_keys (tensors);

  if (keys->len == 0)
    return;
  g_string_append (json, "\"__metadata__\":{");
  for (guint i = 0; i < keys->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_string (json, keys->pdata[i]);
      g_string_append_c (json, ':');
      append_string (json, rn_tensors_metadata (tensors, keys->pdata[i]));
    }
  g_string_append (json, "},");
}

/* @bytes: of all data */
static GString *
write_header (RnTensors *tensors, gsize *bytes)
{
  GString *json = g_string_new ("{");

  *bytes = 0;
  append_metadata (json, tensors);
  for (guint i = 0; i < rn_tensors_n (tensors); i++)
    {
      RnTensor *tensor = rn_tensors_nth (tensors, i);
      const RnShape *shape = rn_tensor_shape (tensor);
      gsize begin = *bytes;

      append_string (json, rn_tensors_name (tensors, i));
      g_string_append (json, ":{\"dtype\":\"F32\",\"shape\":[");
      for (guint d = 0; d < shape->rank; d++)
        g_string_append_printf (json, "%s%" G_GSIZE_FORMAT, d > 0 ? "," : "", shape->dim[d]);
      *bytes += rn_tensor_elements (tensor) * sizeof (float);
      g_string_append (json, "],\"data_offsets\":[");
      g_string_append_printf (json, "%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "]},", begin, *bytes);
    }
  if (json->str[json->len - 1] == ',')
    g_string_truncate (json, json->len - 1);
  g_string_append_c (json, '}');
  while (json->len % 8 != 0)
    g_string_append_c (json, ' ');
  return json;
}

static void
store_floats (guint8 *to, const float *from, gsize n)
{
  memcpy (to, from, n * sizeof (float));
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return;
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, to + 4 * i, 4);
      bits = GUINT32_TO_LE (bits);
      memcpy (to + 4 * i, &bits, 4);
    }
}

/**
 * rn_safetensors_save:
 *
 * Writes all tensors as F32 in their order: the same tensors make the same bytes. The file is whole
 * or not there.
 */
gboolean
rn_safetensors_save (RnTensors *self, const char *path, GError **error)
{
  gsize bytes, at;
  g_autoptr (GString) header = write_header (self, &bytes);
  g_autofree guint8 *file = g_try_malloc (LENGTH_BYTES + header->len + bytes);
  guint64 length = GUINT64_TO_LE ((guint64) header->len);

  if (file == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY,
                   _("%s: no memory for its %zu bytes"), path, bytes);
      return FALSE;
    }
  memcpy (file, &length, LENGTH_BYTES);
  memcpy (file + LENGTH_BYTES, header->str, header->len);
  at = LENGTH_BYTES + header->len;
  for (guint i = 0; i < rn_tensors_n (self); i++)
    {
      RnTensor *tensor = rn_tensors_nth (self, i);

      store_floats (file + at, rn_tensor_values (tensor), rn_tensor_elements (tensor));
      at += rn_tensor_elements (tensor) * sizeof (float);
    }
  return rn_file_write (path, file, at, error);
}
