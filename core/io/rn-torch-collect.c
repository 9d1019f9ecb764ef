/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* Dicts inside dicts become one list of names; views of storages become tensors. */
#include "config.h"

#include "rn-error.h"

#include <glib/gi18n-lib.h>
#include "rn-json-private.h"
#include "rn-size.h"
#include "rn-torch-private.h"

#include <string.h>

/* Values may hold each other in circles, or one a thousand times; real files stay far below. */
#define MAX_DEPTH      16
#define MAX_VISITS     (1u << 18)
#define MAX_NAME_BYTES 1024

/* Views of a storage that overlap take memory each; all of them at most so many times the file. */
#define MAX_OVERLAP    16

typedef struct
{
  RnTensors   *tensors;
  RnTorchFetch fetch;
  gpointer     data;
  const char  *what;            /* for messages */
  guint        visits;
  guint64      size;            /* bytes of the file */
  guint64      made;            /* bytes of all tensors so far, in the types of the file */
} Collector;

static gboolean
fail (const Collector *self, int code, const char *name, const char *why, GError **error)
{
  g_set_error (error, RN_ERROR, code, _("%s: %.100s%s%s"), self->what, name, *name != '\0' ? ": " : "",
               why);
  return FALSE;
}

/* @n elements, @stride apart */
static void
convert_row (const RnDtype *dtype, const guint8 *from, guint64 stride, float *to, guint64 n)
{
  if (stride == 1)
    dtype->convert (from, to, (gsize) n);
  else
    for (guint64 i = 0; i < n; i++)
      dtype->convert (from + i * stride * dtype->size, to + i, 1);
}

/* Views of less than four dimensions have more of size 1 in front. */
static void
gather (const RnPickleValue *view, float *to)
{
  const RnDtype *dtype = view->storage->dtype;
  const guint8 *from = g_bytes_get_data (view->storage->bytes, NULL);
  guint64 size[RN_SHAPE_MAX_RANK] = { 1, 1, 1, 1 }, stride[RN_SHAPE_MAX_RANK] = { 0, 0, 0, 1 };

  for (guint i = 0, first = RN_SHAPE_MAX_RANK - view->rank; i < view->rank; i++)
    {
      size[first + i] = view->size[i];
      stride[first + i] = view->stride[i];
    }
  for (guint64 a = 0; a < size[0]; a++)
    for (guint64 b = 0; b < size[1]; b++)
      for (guint64 c = 0; c < size[2]; c++, to += size[3])
        {
          guint64 at = view->offset + a * stride[0] + b * stride[1] + c * stride[2];

          convert_row (dtype, from + at * dtype->size, stride[3], to, size[3]);
        }
}

static RnTensor *
make_tensor (const RnPickleValue *view, GError **error)
{
  RnShape shape = rn_shape_1d (1);      /* a single number is a vector of 1 */
  RnTensor *tensor;

  for (guint i = 0; i < view->rank; i++)
    shape.dim[i] = (gsize) view->size[i];
  shape.rank = MAX (view->rank, 1);
  tensor = rn_tensor_new (&shape, error);
  if (tensor != NULL && rn_tensor_elements (tensor) > 0)
    gather (view, rn_tensor_data (tensor));
  return tensor;
}

/* A view's elements are at most its storage's, so this cannot overflow. */
static guint64
bytes_of (const RnPickleValue *view)
{
  guint64 elements = 1;

  for (guint i = 0; i < view->rank; i++)
    elements *= view->size[i];
  return elements * view->storage->dtype->size;
}

static gboolean
load (Collector *self, RnPickleValue *view, const char *name, GError **error)
{
  RnPickleStorage *storage = view->storage;

  if (storage->bytes == NULL && !self->fetch (self->data, storage, error))
    return FALSE;
  self->made += bytes_of (view);
  if (self->made / MAX_OVERLAP > self->size)
    return fail (self, RN_ERROR_RANGE, name, "its tensors overlap more than is read here", error);
  view->tensor = make_tensor (view, error);
  if (view->tensor == NULL)
    return FALSE;
  if (--storage->n_views == 0)
    g_clear_pointer (&storage->bytes, g_bytes_unref);
  return TRUE;
}

static gboolean
add_tensor (Collector *self, RnPickleValue *view, const char *name, GError **error)
{
  if (view->tensor == NULL && !load (self, view, name, error))
    return FALSE;
  rn_tensors_add (self->tensors, *name != '\0' ? name : "tensor", view->tensor);
  return TRUE;
}

static void
add_metadata (Collector *self, const RnPickleValue *value, const char *name)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (value->kind == RN_PICKLE_TEXT)
    rn_tensors_set_metadata (self->tensors, name, rn__pickle_text (value));
  else if (value->kind == RN_PICKLE_REAL)
    rn_tensors_set_metadata (self->tensors, name, rn__real_text (number, value->real));
  else if (value->kind == RN_PICKLE_INTEGER || value->kind == RN_PICKLE_BOOLEAN)
    {
      g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, value->integer);
      rn_tensors_set_metadata (self->tensors, name, number);
    }
}

/* (transfer full) (nullable) "layer1" + "conv1" → "layer1.conv1"; keys may be numbers too */
static char *
join (const char *name, const RnPickleValue *key)
{
  const char *dot = *name != '\0' ? "." : "";
  const char *text = rn__pickle_text (key);

  if (text != NULL)
    return strlen (name) + strlen (text) < MAX_NAME_BYTES ? g_strconcat (name, dot, text, NULL)
                                                              : NULL;
  return key->kind == RN_PICKLE_INTEGER
         ? g_strdup_printf ("%s%s%" G_GINT64_FORMAT, name, dot, key->integer) : NULL;
}

static gboolean visit (Collector *self, RnPickleValue *value, const char *name, guint depth,
                       GError **error);

static gboolean
visit_items (Collector *self, const RnPickleValue *value, const char *name, guint depth,
             GError **error)
{
  gboolean is_dict = value->kind == RN_PICKLE_DICT;

  if (depth >= MAX_DEPTH)
    return fail (self, RN_ERROR_RANGE, name, "dicts inside dicts are too deep", error);
  for (guint i = 0; i < value->items->len; i += is_dict ? 2 : 1)
    {
      const RnPickleValue place = { .kind = RN_PICKLE_INTEGER, .integer = i };
      g_autofree char *inner = join (name, is_dict ? value->items->pdata[i] : &place);

      if (inner == NULL)
        return fail (self, RN_ERROR_FORMAT, name, "a key is no text of ordinary length", error);
      if (!visit (self, value->items->pdata[is_dict ? i + 1 : i], inner, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
visit (Collector *self, RnPickleValue *value, const char *name, guint depth, GError **error)
{
  if (++self->visits > MAX_VISITS)
    return fail (self, RN_ERROR_RANGE, name, "holds more values than are read here", error);
  switch (value->kind)
    {
    case RN_PICKLE_TENSOR:
      return add_tensor (self, value, name, error);
    case RN_PICKLE_DICT:
    case RN_PICKLE_LIST:
    case RN_PICKLE_TUPLE:
      return visit_items (self, value, name, depth, error);
    default:
      add_metadata (self, value, name);
      return TRUE;
    }
}

RnTensors *
rn__torch_collect (const RnPickleValue *root, RnTorchFetch fetch, gpointer data, gsize size,
                   const char *what, GError **error)
{
  g_autoptr (RnTensors) tensors = rn_tensors_new ();
  Collector self = { .tensors = tensors, .fetch = fetch, .data = data, .size = size,
                     .what = what };

  if (root->kind != RN_PICKLE_DICT)
    {
      fail (&self, RN_ERROR_FORMAT, "", "holds no dict of named tensors", error);
      return NULL;
    }
  return visit (&self, (RnPickleValue *) root, "", 0, error) ? g_steal_pointer (&tensors) : NULL;
}
