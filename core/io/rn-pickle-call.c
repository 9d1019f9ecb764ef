/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * The names a pickle may ask for, and what is made of them. A new name is one row of the table.
 *
 * Source: PyTorch's torch/_utils.py and torch/serialization.py
 */
#include "config.h"

#include "rn-error.h"
#include "rn-pickle-private.h"
#include "rn-size.h"

#include <string.h>

typedef RnPickleValue *(*Make) (RnPickle *self, RnPickleValue *arguments, GError **error);

struct _RnPickleGlobal
{
  const char *module;
  const char *name;             /* NULL: the types of storages, by the table of number types */
  Make        make;             /* NULL: it is not called */
};

/* Argument @i where it is there and of @kind. */
static RnPickleValue *
argument (const RnPickleValue *arguments, guint i, RnPickleKind kind)
{
  RnPickleValue *value = i < arguments->items->len ? arguments->items->pdata[i] : NULL;

  return value != NULL && value->kind == kind ? value : NULL;
}

static RnPickleValue *
refuse_arguments (RnPickle *self, const char *name, GError **error)
{
  rn__pickle_fail (self, RN_ERROR_FORMAT, error,
                   "its pickle calls %s with other arguments than it has", name);
  return NULL;
}

/* OrderedDict (), OrderedDict ([(key, value), …]) */
static RnPickleValue *
make_dict (RnPickle *self, RnPickleValue *arguments, GError **error)
{
  RnPickleValue *pairs = argument (arguments, 0, RN_PICKLE_LIST);
  RnPickleValue *dict = rn__pickle_add (self, RN_PICKLE_DICT, error);

  if (dict == NULL || arguments->items->len == 0)
    return dict;
  if (pairs == NULL || arguments->items->len != 1)
    return refuse_arguments (self, "OrderedDict", error);
  for (guint i = 0; i < pairs->items->len; i++)
    {
      const RnPickleValue *pair = pairs->items->pdata[i];

      if ((pair->kind != RN_PICKLE_LIST && pair->kind != RN_PICKLE_TUPLE) || pair->items->len != 2)
        return refuse_arguments (self, "OrderedDict", error);
      g_ptr_array_add (dict->items, pair->items->pdata[0]);
      g_ptr_array_add (dict->items, pair->items->pdata[1]);
    }
  return dict;
}

/* torch.Size ((2, 3)) */
static RnPickleValue *
make_size (RnPickle *self, RnPickleValue *arguments, GError **error)
{
  RnPickleValue *sizes = argument (arguments, 0, RN_PICKLE_TUPLE);

  return sizes != NULL ? sizes : refuse_arguments (self, "torch.Size", error);
}

/* A tuple of whole numbers ≥ 0. */
static gboolean
read_numbers (const RnPickleValue *tuple, guint64 *numbers)
{
  for (guint i = 0; i < tuple->items->len; i++)
    {
      const RnPickleValue *value = tuple->items->pdata[i];

      if (value->kind != RN_PICKLE_INTEGER || value->integer < 0)
        return FALSE;
      numbers[i] = (guint64) value->integer;
    }
  return TRUE;
}

/*
 * Whether every element lies inside the storage and there are no more of them than it has: a
 * stride of 0 could make any number of one.
 */
static gboolean
is_inside (const RnPickleValue *tensor)
{
  gsize elements = 1, last = (gsize) tensor->offset;

  for (guint i = 0; i < tensor->rank; i++)
    {
      gsize way;

      if (!rn_size_multiply (elements, (gsize) tensor->size[i], &elements))
        return FALSE;
      if (tensor->size[i] > 0
          && (!rn_size_multiply ((gsize) tensor->size[i] - 1, (gsize) tensor->stride[i], &way)
              || !rn_size_add (last, way, &last)))
        return FALSE;
    }
  return elements == 0
         || (last < tensor->storage->elements && elements <= tensor->storage->elements);
}

/* _rebuild_tensor_v2 (storage, offset, size, stride, requires_grad, hooks[, metadata]) */
static RnPickleValue *
make_tensor (RnPickle *self, RnPickleValue *arguments, GError **error)
{
  const char *name = "torch._utils._rebuild_tensor";
  const RnPickleValue *storage = argument (arguments, 0, RN_PICKLE_STORAGE);
  const RnPickleValue *offset = argument (arguments, 1, RN_PICKLE_INTEGER);
  const RnPickleValue *size = argument (arguments, 2, RN_PICKLE_TUPLE);
  const RnPickleValue *stride = argument (arguments, 3, RN_PICKLE_TUPLE);
  RnPickleValue *tensor;

  if (storage == NULL || offset == NULL || offset->integer < 0 || size == NULL || stride == NULL
      || size->items->len != stride->items->len)
    return refuse_arguments (self, name, error);
  if (size->items->len > RN_SHAPE_MAX_RANK)
    {
      rn__pickle_fail (self, RN_ERROR_SHAPE, error,
                       "has a tensor of %u dimensions, at most %u are read here", size->items->len,
                       RN_SHAPE_MAX_RANK);
      return NULL;
    }
  tensor = rn__pickle_add (self, RN_PICKLE_TENSOR, error);
  if (tensor == NULL)
    return NULL;
  tensor->storage = storage->storage;
  tensor->rank = size->items->len;
  if (!read_numbers (size, tensor->size) || !read_numbers (stride, tensor->stride)
      || __builtin_add_overflow (storage->offset, (guint64) offset->integer, &tensor->offset))
    return refuse_arguments (self, name, error);
  if (!is_inside (tensor))
    {
      rn__pickle_fail (self, RN_ERROR_RANGE, error,
                       "has a tensor that reaches beyond the %" G_GUINT64_FORMAT
                       " numbers of its storage “%.40s”",
                       tensor->storage->elements, tensor->storage->key);
      return NULL;
    }
  tensor->storage->n_views++;
  return tensor;
}

/* _rebuild_parameter (tensor, requires_grad, hooks[, state]) */
static RnPickleValue *
make_parameter (RnPickle *self, RnPickleValue *arguments, GError **error)
{
  RnPickleValue *tensor = argument (arguments, 0, RN_PICKLE_TENSOR);

  return tensor != NULL ? tensor
                        : refuse_arguments (self, "torch._utils._rebuild_parameter", error);
}

static const RnPickleGlobal globals[] = {
  { "collections", "OrderedDict", make_dict },
  { "torch", "Size", make_size },
  { "torch._utils", "_rebuild_tensor", make_tensor },
  { "torch._utils", "_rebuild_tensor_v2", make_tensor },
  { "torch._utils", "_rebuild_parameter", make_parameter },
  { "torch._utils", "_rebuild_parameter_with_state", make_parameter },
};

static const RnPickleGlobal storage_type = { "torch", NULL, NULL };

RnPickleValue *
rn__pickle_global (RnPickle *self, const char *module, const char *name, GError **error)
{
  const RnPickleGlobal *found = NULL;
  const RnDtype *dtype = g_str_equal (module, "torch") ? rn__dtype_find_storage (name) : NULL;
  RnPickleValue *value;

  for (guint i = 0; i < G_N_ELEMENTS (globals); i++)
    if (g_str_equal (module, globals[i].module) && g_str_equal (name, globals[i].name))
      found = &globals[i];
  if (found == NULL && dtype == NULL)
    {
      rn__pickle_fail (self, RN_ERROR_UNKNOWN, error,
                       "refused: %.100s.%.100s. Only tensors, dicts, lists, numbers and texts are "
                       "read; save model.state_dict () to have just these",
                       module, name);
      return NULL;
    }
  value = rn__pickle_add (self, RN_PICKLE_GLOBAL, error);
  if (value == NULL)
    return NULL;
  value->global = found != NULL ? found : &storage_type;
  value->bytes = g_bytes_new (name, strlen (name) + 1);
  return value;
}

RnPickleValue *
rn__pickle_call (RnPickle *self, const RnPickleValue *function, RnPickleValue *arguments,
                 GError **error)
{
  if (function->kind == RN_PICKLE_GLOBAL && function->global->make != NULL
      && arguments->kind == RN_PICKLE_TUPLE)
    return function->global->make (self, arguments, error);
  rn__pickle_fail (self, RN_ERROR_FORMAT, error, "its pickle calls what is no function");
  return NULL;
}

/*
 * ("storage", type, key, where it was, elements[, view]); a view, (its own key, offset, elements),
 * is a part of the storage.
 */
RnPickleValue *
rn__pickle_persistent (RnPickle *self, const RnPickleValue *id, GError **error)
{
  gboolean is_tuple = id->kind == RN_PICKLE_TUPLE;
  const RnPickleValue *kind = is_tuple ? argument (id, 0, RN_PICKLE_TEXT) : NULL;
  const RnPickleValue *type = is_tuple ? argument (id, 1, RN_PICKLE_GLOBAL) : NULL;
  const RnPickleValue *name = is_tuple ? argument (id, 2, RN_PICKLE_TEXT) : NULL;
  const RnPickleValue *elements = is_tuple ? argument (id, 4, RN_PICKLE_INTEGER) : NULL;
  const RnPickleValue *view = is_tuple ? argument (id, 5, RN_PICKLE_TUPLE) : NULL;
  const RnDtype *dtype = type != NULL && type->global == &storage_type
                         ? rn__dtype_find_storage (g_bytes_get_data (type->bytes, NULL)) : NULL;
  const char *key = name != NULL ? rn__pickle_text (name) : NULL;
  const RnPickleValue *offset = view != NULL ? argument (view, 1, RN_PICKLE_INTEGER) : NULL;
  RnPickleStorage *storage;
  RnPickleValue *value;

  if (kind == NULL || g_strcmp0 (rn__pickle_text (kind), "storage") != 0 || dtype == NULL
      || key == NULL || elements == NULL || elements->integer < 0
      || (view != NULL && (offset == NULL || offset->integer < 0)))
    {
      rn__pickle_fail (self, RN_ERROR_FORMAT, error, "its pickle refers to what is no storage");
      return NULL;
    }
  storage = rn__pickle_storage (self, key);
  if (storage == NULL)
    storage = rn__pickle_add_storage (self, key, dtype, (guint64) elements->integer);
  if (storage->dtype != dtype || storage->elements != (guint64) elements->integer)
    {
      rn__pickle_fail (self, RN_ERROR_FORMAT, error, "tells of storage “%.40s” twice, differently",
                       key);
      return NULL;
    }
  value = rn__pickle_add (self, RN_PICKLE_STORAGE, error);
  if (value != NULL)
    {
      value->storage = storage;
      value->offset = offset != NULL ? (guint64) offset->integer : 0;
    }
  return value;
}
