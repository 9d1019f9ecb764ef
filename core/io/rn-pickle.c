/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* What a pickle stream makes: values and storages, and their lives. */
#include "config.h"

#include "rn-error.h"
#include "rn-pickle-private.h"

static void
free_value (gpointer data)
{
  RnPickleValue *value = data;

  g_clear_pointer (&value->bytes, g_bytes_unref);
  g_clear_pointer (&value->items, g_ptr_array_unref);
  g_clear_pointer (&value->tensor, rn_tensor_unref);
  g_free (value);
}

static void
free_storage (gpointer data)
{
  RnPickleStorage *storage = data;

  g_clear_pointer (&storage->bytes, g_bytes_unref);
  g_free (storage->key);
  g_free (storage);
}

RnPickle *
rn__pickle_new (const guint8 *data, gsize size, const char *what)
{
  RnPickle *self = g_new0 (RnPickle, 1);

  self->data = data;
  self->size = size;
  self->what = what;
  self->values = g_ptr_array_new_with_free_func (free_value);
  self->storages = g_ptr_array_new_with_free_func (free_storage);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->stack = g_ptr_array_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (guint));
  self->memo = g_hash_table_new (NULL, NULL);
  return self;
}

void
rn__pickle_free (RnPickle *self)
{
  g_hash_table_unref (self->memo);
  g_array_unref (self->marks);
  g_ptr_array_unref (self->stack);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->storages);
  g_ptr_array_unref (self->values);
  g_free (self);
}

gsize
rn__pickle_at (const RnPickle *self)
{
  return self->at;
}

GPtrArray *
rn__pickle_storages (RnPickle *self)
{
  return self->storages;
}

RnPickleStorage *
rn__pickle_storage (RnPickle *self, const char *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

RnPickleStorage *
rn__pickle_add_storage (RnPickle *self, const char *key, const RnDtype *dtype, guint64 elements)
{
  RnPickleStorage *storage = g_new0 (RnPickleStorage, 1);

  storage->key = g_strdup (key);
  storage->dtype = dtype;
  storage->elements = elements;
  g_ptr_array_add (self->storages, storage);
  g_hash_table_insert (self->by_key, storage->key, storage);
  return storage;
}

gboolean
rn__pickle_fail (RnPickle *self, int code, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, RN_ERROR, code, "%s: %s", self->what, message);
  return FALSE;
}

RnPickleValue *
rn__pickle_add (RnPickle *self, RnPickleKind kind, GError **error)
{
  RnPickleValue *value;

  if (self->values->len >= RN__PICKLE_MAX_VALUES)
    {
      rn__pickle_fail (self, RN_ERROR_RANGE, error, "its pickle has more than %u values",
                       RN__PICKLE_MAX_VALUES);
      return NULL;
    }
  value = g_new0 (RnPickleValue, 1);
  value->kind = kind;
  if (kind == RN_PICKLE_TUPLE || kind == RN_PICKLE_LIST || kind == RN_PICKLE_DICT)
    value->items = g_ptr_array_new ();
  g_ptr_array_add (self->values, value);
  return value;
}

RnPickleValue *
rn__pickle_lookup (const RnPickleValue *dict, const char *key)
{
  if (dict->kind != RN_PICKLE_DICT)
    return NULL;
  for (guint i = dict->items->len; i >= 2; i -= 2)
    {
      const char *text = rn__pickle_text (dict->items->pdata[i - 2]);

      if (text != NULL && g_str_equal (text, key))
        return dict->items->pdata[i - 1];
    }
  return NULL;
}
