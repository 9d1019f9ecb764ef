/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The pieces of an ONNX model: operators, constants, types. */
#include "config.h"

#include "onnx-private.h"

#include <string.h>

void
rn__onnx_init (OnnxFile *self)
{
  self->owned = g_ptr_array_new_with_free_func (g_free);
  self->nodes = g_ptr_array_new ();
  self->initializers = g_ptr_array_new ();
  self->values = g_ptr_array_new ();
  self->constants = g_hash_table_new (g_str_hash, g_str_equal);
}

void
rn__onnx_clear (OnnxFile *self)
{
  g_hash_table_unref (self->constants);
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->initializers);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->owned);
}

static gpointer
keep (OnnxFile *self, gpointer memory)
{
  g_ptr_array_add (self->owned, memory);
  return memory;
}

static char *
keep_text (OnnxFile *self, const char *text)
{
  return keep (self, g_strdup (text));
}

/* A message of protobuf-c, in its first state. */
#define NEW(self, Type, init) new_message (self, &(Type) init, sizeof (Type))

static gpointer
new_message (OnnxFile *self, gconstpointer first, gsize size)
{
  return keep (self, g_memdup2 (first, size));
}

const char *
rn__onnx_name (OnnxFile *self, const char *node, const char *what)
{
  return keep (self, g_strconcat (node, "/", what, NULL));
}

float *
rn__onnx_room (OnnxFile *self, gsize n)
{
  return keep (self, g_new0 (float, MAX (n, 1)));
}

/* ── operators ── */

Onnx__NodeProto *
rn__onnx_node (OnnxFile *self, const char *type, const char *output, const char *const *inputs)
{
  Onnx__NodeProto *node = NEW (self, Onnx__NodeProto, ONNX__NODE_PROTO__INIT);
  guint n = 0;

  while (inputs[n] != NULL)
    n++;
  node->op_type = keep_text (self, type);
  node->name = keep_text (self, output);
  node->n_input = n;
  node->input = keep (self, g_new (char *, MAX (n, 1)));
  for (guint i = 0; i < n; i++)
    node->input[i] = keep_text (self, inputs[i]);
  node->n_output = 1;
  node->output = keep (self, g_new (char *, 1));
  node->output[0] = node->name;
  g_ptr_array_add (self->nodes, node);
  return node;
}

static Onnx__AttributeProto *
add_attribute (OnnxFile *self, Onnx__NodeProto *node, const char *name,
               Onnx__AttributeProto__AttributeType type)
{
  Onnx__AttributeProto *attribute = NEW (self, Onnx__AttributeProto, ONNX__ATTRIBUTE_PROTO__INIT);
  Onnx__AttributeProto **all = g_new (Onnx__AttributeProto *, node->n_attribute + 1);

  if (node->n_attribute > 0)
    memcpy (all, node->attribute, node->n_attribute * sizeof *all);
  all[node->n_attribute++] = attribute;
  node->attribute = keep (self, all);
  attribute->name = keep_text (self, name);
  attribute->type = type;
  return attribute;
}

void
rn__onnx_integer (OnnxFile *self, Onnx__NodeProto *node, const char *name, gint64 value)
{
  add_attribute (self, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT)->i = value;
}

void
rn__onnx_real (OnnxFile *self, Onnx__NodeProto *node, const char *name, double value)
{
  add_attribute (self, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT)->f = (float) value;
}

void
rn__onnx_integers (OnnxFile *self, Onnx__NodeProto *node, const char *name, const gint64 *values,
                   guint n)
{
  Onnx__AttributeProto *attribute
    = add_attribute (self, node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);

  attribute->n_ints = n;
  attribute->ints = keep (self, g_memdup2 (values, n * sizeof *values));
}

/* ── constants ── */

/* NULL where there is one by that name. */
static Onnx__TensorProto *
add_constant (OnnxFile *self, const char *name, Onnx__TensorProto__DataType type, gpointer data,
              gsize bytes)
{
  Onnx__TensorProto *tensor;

  if (g_hash_table_contains (self->constants, name))
    return NULL;
  tensor = NEW (self, Onnx__TensorProto, ONNX__TENSOR_PROTO__INIT);
  tensor->name = keep_text (self, name);
  tensor->data_type = type;
  tensor->raw_data.data = data;
  tensor->raw_data.len = bytes;
  g_hash_table_add (self->constants, tensor->name);
  g_ptr_array_add (self->initializers, tensor);
  return tensor;
}

static void
set_dims (OnnxFile *self, Onnx__TensorProto *tensor, const gsize *dims, guint rank)
{
  tensor->n_dims = rank;
  tensor->dims = keep (self, g_new (gint64, MAX (rank, 1)));
  for (guint i = 0; i < rank; i++)
    tensor->dims[i] = (gint64) dims[i];
}

const char *
rn__onnx_floats (OnnxFile *self, const char *name, const RnShape *shape, const float *values)
{
  Onnx__TensorProto *tensor = add_constant (self, name, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
                                            (gpointer) values,
                                            rn_shape_elements (shape) * sizeof *values);

  if (tensor != NULL)
    set_dims (self, tensor, shape->dim, shape->rank);
  return name;
}

const char *
rn__onnx_number (OnnxFile *self, const char *name, double value)
{
  float *room = rn__onnx_room (self, 1);

  *room = (float) value;
  add_constant (self, name, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, room, sizeof *room);
  return name;
}

const char *
rn__onnx_list (OnnxFile *self, const char *name, const gint64 *values, guint n)
{
  gpointer copy = keep (self, g_memdup2 (values, n * sizeof *values));
  Onnx__TensorProto *tensor = add_constant (self, name, ONNX__TENSOR_PROTO__DATA_TYPE__INT64, copy,
                                            n * sizeof *values);

  if (tensor != NULL)
    set_dims (self, tensor, (gsize[]) { n }, 1);
  return name;
}

/* ── types ── */

Onnx__ValueInfoProto *
rn__onnx_value (OnnxFile *self, const char *name, const RnShape *shape)
{
  Onnx__ValueInfoProto *value = NEW (self, Onnx__ValueInfoProto, ONNX__VALUE_INFO_PROTO__INIT);
  Onnx__TypeProto *type = NEW (self, Onnx__TypeProto, ONNX__TYPE_PROTO__INIT);
  Onnx__TypeProto__Tensor *tensor = NEW (self, Onnx__TypeProto__Tensor,
                                         ONNX__TYPE_PROTO__TENSOR__INIT);

  tensor->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
  tensor->shape = NEW (self, Onnx__TensorShapeProto, ONNX__TENSOR_SHAPE_PROTO__INIT);
  tensor->shape->n_dim = shape->rank;
  tensor->shape->dim = keep (self, g_new (Onnx__TensorShapeProto__Dimension *, shape->rank));
  for (guint i = 0; i < shape->rank; i++)
    {
      Onnx__TensorShapeProto__Dimension *dim
        = NEW (self, Onnx__TensorShapeProto__Dimension, ONNX__TENSOR_SHAPE_PROTO__DIMENSION__INIT);

      dim->value_case = i == 0 ? ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM
                               : ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
      if (i == 0)
        dim->dim_param = keep_text (self, "N");
      else
        dim->dim_value = (gint64) shape->dim[i];
      tensor->shape->dim[i] = dim;
    }
  type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
  type->tensor_type = tensor;
  value->name = keep_text (self, name);
  value->type = type;
  return value;
}
