/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The header of a .safetensors file.
 *
 *   { "__metadata__": { KEY: TEXT, … },
 *     NAME: { "dtype": TEXT, "shape": [ n, … ], "data_offsets": [ begin, end ] }, … }
 *
 * Source: github.com/huggingface/safetensors, README.md, “Format”
 */
#include "config.h"

#include "rn-safetensors-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  const char *what;             /* the file, for messages */
} Cursor;

static gboolean
fail (Cursor *self, GError **error, const char *expected)
{
  g_set_error (error, RN_ERROR, RN_ERROR_FORMAT,
               _("%s: header, byte %zu: expected %s"), self->what,
               (gsize) (self->at - self->start), expected);
  return FALSE;
}

static void
skip_space (Cursor *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL)
    self->at++;
}

/* Moves past @c where it comes next. */
static gboolean
accept (Cursor *self, char c)
{
  skip_space (self);
  if (self->at == self->end || *self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
read_hex4 (Cursor *self, gunichar *value)
{
  *value = 0;
  if (self->end - self->at < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*self->at);

      if (digit < 0)
        return FALSE;
      *value = *value << 4 | (gunichar) digit;
      self->at++;
    }
  return TRUE;
}

/* What follows “\u”; a character above U+FFFF is told by two. */
static gboolean
read_unicode (Cursor *self, gunichar *value)
{
  gunichar low;

  if (!read_hex4 (self, value))
    return FALSE;
  if (*value >= 0xd800 && *value < 0xdc00)
    {
      if (self->end - self->at < 2 || self->at[0] != '\\' || self->at[1] != 'u')
        return FALSE;
      self->at += 2;
      if (!read_hex4 (self, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      *value = 0x10000 + ((*value - 0xd800) << 10) + (low - 0xdc00);
    }
  return *value != 0 && g_unichar_validate (*value);
}

static gboolean
read_escape (Cursor *self, GString *text)
{
  static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  const char *letter;
  gunichar value;

  if (self->at == self->end)
    return FALSE;
  if (*self->at == 'u')
    {
      self->at++;
      if (!read_unicode (self, &value))
        return FALSE;
      g_string_append_unichar (text, value);
      return TRUE;
    }
  letter = strchr (letters, *self->at);
  if (letter == NULL)
    return FALSE;
  g_string_append_c (text, meant[letter - letters]);
  self->at++;
  return TRUE;
}

static char *
read_string (Cursor *self, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!accept (self, '"'))
    {
      fail (self, error, "a string");
      return NULL;
    }
  while (self->at < self->end && *self->at != '"')
    {
      if ((guchar) *self->at < 0x20)
        {
          fail (self, error, "no control character in a string");
          return NULL;
        }
      if (*self->at != '\\')
        g_string_append_c (text, *self->at++);
      else
        {
          self->at++;
          if (!read_escape (self, text))
            {
              fail (self, error, "an escape that JSON knows");
              return NULL;
            }
        }
    }
  if (!accept (self, '"'))
    {
      fail (self, error, "the end of a string");
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_number (Cursor *self, guint64 *number, GError **error)
{
  skip_space (self);
  if (self->at == self->end || !g_ascii_isdigit (*self->at))
    return fail (self, error, "a whole number, zero or more");
  if (*self->at == '0' && self->at + 1 < self->end && g_ascii_isdigit (self->at[1]))
    return fail (self, error, "a number without leading zeros");
  for (*number = 0; self->at < self->end && g_ascii_isdigit (*self->at); self->at++)
    if (__builtin_mul_overflow (*number, 10, number)
        || __builtin_add_overflow (*number, (guint64) (*self->at - '0'), number))
      return fail (self, error, "a number below 2⁶⁴");
  return TRUE;
}

/* At most @max numbers; *@n becomes max + 1 where there are more. */
static gboolean
read_numbers (Cursor *self, guint64 *numbers, guint max, guint *n, GError **error)
{
  *n = 0;
  if (!accept (self, '['))
    return fail (self, error, "“[”");
  if (accept (self, ']'))
    return TRUE;
  do
    {
      guint64 number;

      if (!read_number (self, &number, error))
        return FALSE;
      if (*n < max)
        numbers[*n] = number;
      *n = MIN (*n, max) + 1;
    }
  while (accept (self, ','));
  return accept (self, ']') || fail (self, error, "“,” or “]”");
}

static gboolean
read_shape (Cursor *self, RnShape *shape, GError **error)
{
  guint64 dims[RN_SHAPE_MAX_RANK];
  guint rank;

  if (!read_numbers (self, dims, RN_SHAPE_MAX_RANK, &rank, error))
    return FALSE;
  if (rank > RN_SHAPE_MAX_RANK)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_SHAPE, _("%s: header, byte %zu: a shape of more than %d dimensions"), self->what,
                   (gsize) (self->at - self->start), RN_SHAPE_MAX_RANK);
      return FALSE;
    }
  *shape = rn_shape_1d (1);
  shape->rank = MAX (rank, 1);
  for (guint i = 0; i < rank; i++)
    if (dims[i] >= G_MAXSIZE)
      return fail (self, error, "a smaller dimension");
    else
      shape->dim[i] = (gsize) dims[i];
  return TRUE;
}

static gboolean
read_offsets (Cursor *self, RnStoredTensor *tensor, GError **error)
{
  guint64 offsets[2];
  guint n;

  if (!read_numbers (self, offsets, 2, &n, error))
    return FALSE;
  if (n != 2 || offsets[0] > offsets[1])
    return fail (self, error, "[ begin, end ] with begin ≤ end before it");
  tensor->begin = offsets[0];
  tensor->end = offsets[1];
  return TRUE;
}

static gboolean
read_tensor (Cursor *self, RnStoredTensor *tensor, GError **error)
{
  static const char *const keys[] = { "dtype", "shape", "data_offsets" };
  gboolean seen[G_N_ELEMENTS (keys)] = { FALSE };

  if (!accept (self, '{'))
    return fail (self, error, "“{”");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *key = NULL;
      gboolean read;
      guint k;

      if (i > 0 && !accept (self, ','))
        return fail (self, error, "“,”: a tensor has dtype, shape and data_offsets");
      key = read_string (self, error);
      if (key == NULL)
        return FALSE;
      for (k = 0; k < G_N_ELEMENTS (keys) && !g_str_equal (key, keys[k]); k++)
        ;
      if (k == G_N_ELEMENTS (keys) || seen[k])
        return fail (self, error, "dtype, shape and data_offsets, each once, before it");
      seen[k] = TRUE;
      if (!accept (self, ':'))
        return fail (self, error, "“:”");
      if (k == 0)
        read = (tensor->dtype = read_string (self, error)) != NULL;
      else if (k == 1)
        read = read_shape (self, &tensor->shape, error);
      else
        read = read_offsets (self, tensor, error);
      if (!read)
        return FALSE;
    }
  return accept (self, '}')
         || fail (self, error, "“}”: a tensor has dtype, shape and data_offsets");
}

static gboolean
read_metadata (Cursor *self, RnTensors *tensors, GError **error)
{
  if (!accept (self, '{'))
    return fail (self, error, "“{”");
  if (accept (self, '}'))
    return TRUE;
  do
    {
      g_autofree char *key = read_string (self, error);
      g_autofree char *value = NULL;

      if (key == NULL)
        return FALSE;
      if (rn_tensors_metadata (tensors, key) != NULL)
        return fail (self, error, "a key that was not there before");
      if (!accept (self, ':'))
        return fail (self, error, "“:”");
      value = read_string (self, error);
      if (value == NULL)
        return FALSE;
      rn_tensors_set_metadata (tensors, key, value);
    }
  while (accept (self, ','));
  return accept (self, '}') || fail (self, error, "“,” or “}”");
}

static void
clear_stored (gpointer data)
{
  RnStoredTensor *tensor = data;

  g_free (tensor->name);
  g_free (tensor->dtype);
}

/* NAME: … with the name in @names, where each may stand once. */
static gboolean
read_entry (Cursor *self, GArray *stored, GHashTable *names, RnTensors *tensors, GError **error)
{
  g_autofree char *name = read_string (self, error);
  RnStoredTensor *tensor;

  if (name == NULL)
    return FALSE;
  if (!g_hash_table_add (names, g_strdup (name)))
    return fail (self, error, "a name that was not there before");
  if (!accept (self, ':'))
    return fail (self, error, "“:”");
  if (g_str_equal (name, "__metadata__"))
    return read_metadata (self, tensors, error);
  g_array_set_size (stored, stored->len + 1);
  tensor = &g_array_index (stored, RnStoredTensor, stored->len - 1);
  tensor->name = g_steal_pointer (&name);
  return read_tensor (self, tensor, error);
}

GArray *
rn__safetensors_read_header (const char *text, gsize length, const char *what, RnTensors *tensors,
                             GError **error)
{
  g_autoptr (GArray) stored = g_array_new (FALSE, TRUE, sizeof (RnStoredTensor));
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Cursor cursor = { text, text, text + length, what };
  const char *invalid;

  g_array_set_clear_func (stored, clear_stored);
  if (!g_utf8_validate_len (text, length, &invalid))
    {
      cursor.at = invalid;
      fail (&cursor, error, "UTF-8");
      return NULL;
    }
  if (length == 0 || *text != '{')
    {
      fail (&cursor, error, "“{”");
      return NULL;
    }
  cursor.at++;
  if (!accept (&cursor, '}'))
    {
      do
        if (!read_entry (&cursor, stored, names, tensors, error))
          return NULL;
      while (accept (&cursor, ','));
      if (!accept (&cursor, '}'))
        {
          fail (&cursor, error, "“,” or “}”");
          return NULL;
        }
    }
  skip_space (&cursor);
  if (cursor.at != cursor.end)
    {
      fail (&cursor, error, "nothing after the last “}”");
      return NULL;
    }
  return g_steal_pointer (&stored);
}
