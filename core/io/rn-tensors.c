/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Named tensors in order, with text metadata. */
#include "config.h"

#include "rn-safetensors.h"
#include "rn-safetensors-private.h"

typedef struct
{
  char     *name;               /* owned */
  RnTensor *tensor;             /* owned */
} Entry;

struct _RnTensors
{
  GArray     *entries;          /* owned (element-type Entry) */
  GHashTable *by_name;          /* owned: name → index + 1; the names are those of the entries */
  GPtrArray  *keys;             /* owned (element-type utf8): keys of the metadata in order */
  GHashTable *metadata;         /* owned: key → value; the keys are those above */
};

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  rn_tensor_unref (entry->tensor);
}

RnTensors *
rn_tensors_new (void)
{
  RnTensors *self = g_new (RnTensors, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
rn_tensors_free (RnTensors *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_name);
  g_array_unref (self->entries);
  g_hash_table_unref (self->metadata);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

/**
 * rn_tensors_add:
 * @name: UTF-8; a tensor already there under this name is replaced, in its place
 * @tensor: (transfer none):
 */
void
rn_tensors_add (RnTensors *self, const char *name, RnTensor *tensor)
{
  guint at;

  g_return_if_fail (self != NULL && tensor != NULL);
  g_return_if_fail (name != NULL && g_utf8_validate (name, -1, NULL));
  at = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name));
  if (at > 0)
    {
      Entry *entry = &g_array_index (self->entries, Entry, at - 1);
      RnTensor *old = entry->tensor;

      entry->tensor = rn_tensor_ref (tensor);
      rn_tensor_unref (old);
    }
  else
    {
      Entry entry = { g_strdup (name), rn_tensor_ref (tensor) };

      g_array_append_val (self->entries, entry);
      g_hash_table_insert (self->by_name, entry.name, GUINT_TO_POINTER (self->entries->len));
    }
}

RnTensor *
rn_tensors_get (RnTensors *self, const char *name)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name));

  return at > 0 ? g_array_index (self->entries, Entry, at - 1).tensor : NULL;
}

guint
rn_tensors_n (const RnTensors *self)
{
  return self->entries->len;
}

const char *
rn_tensors_name (const RnTensors *self, guint i)
{
  g_return_val_if_fail (i < self->entries->len, NULL);
  return g_array_index (self->entries, Entry, i).name;
}

RnTensor *
rn_tensors_nth (RnTensors *self, guint i)
{
  g_return_val_if_fail (i < self->entries->len, NULL);
  return g_array_index (self->entries, Entry, i).tensor;
}

void
rn_tensors_set_metadata (RnTensors *self, const char *key, const char *value)
{
  gpointer known;

  g_return_if_fail (key != NULL && g_utf8_validate (key, -1, NULL));
  g_return_if_fail (value != NULL && g_utf8_validate (value, -1, NULL));
  if (!g_hash_table_lookup_extended (self->metadata, key, &known, NULL))
    {
      known = g_strdup (key);
      g_ptr_array_add (self->keys, known);
    }
  g_hash_table_insert (self->metadata, known, g_strdup (value));
}

const char *
rn_tensors_metadata (const RnTensors *self, const char *key)
{
  return g_hash_table_lookup (self->metadata, key);
}

const GPtrArray *
rn__tensors_metadata_keys (const RnTensors *self)
{
  return self->keys;
}
