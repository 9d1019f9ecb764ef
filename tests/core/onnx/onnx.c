/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * ONNX models, read again by a small reader of protobuf's wire format that shares nothing with the
 * writer: every operator reads what is there, every shape is the graph's, every constant the
 * parameter's. (That such files compute what the network does was found with onnx.checker and with
 * ONNX Runtime on models of every family, to 1e-5 of the largest number.)
 */
#include "rn-onnx.h"

#include "rn-test-model.h"
#include "rn-test-run.h"
#include "rn-test.h"

#include <string.h>

/* ── the wire format: fields of (number << 3 | type), type 0 a varint, 2 bytes, 5 four bytes ── */

typedef struct
{
  const guint8 *at;
  const guint8 *end;
} Wire;

typedef struct
{
  guint   number;
  guint64 value;                /* varint, or the bits of a float */
  Wire    bytes;
} Field;

static guint64
read_varint (Wire *wire)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      g_assert_true (wire->at < wire->end);
      value |= (guint64) (*wire->at & 127) << shift;
      if ((*wire->at++ & 128) == 0)
        return value;
    }
  g_assert_not_reached ();
}

static gboolean
next_field (Wire *wire, Field *field)
{
  guint64 key;

  if (wire->at == wire->end)
    return FALSE;
  key = read_varint (wire);
  field->number = (guint) (key >> 3);
  switch (key & 7)
    {
    case 0:
      field->value = read_varint (wire);
      break;
    case 2:
      field->value = read_varint (wire);
      g_assert_cmpuint (field->value, <=, (gsize) (wire->end - wire->at));
      field->bytes = (Wire) { wire->at, wire->at + field->value };
      wire->at += field->value;
      break;
    case 5:
      g_assert_cmpint (wire->end - wire->at, >=, 4);
      memcpy (&field->value, wire->at, 4);
      wire->at += 4;
      break;
    default:
      g_assert_not_reached ();
    }
  return TRUE;
}

static char *
text_of (const Field *field)
{
  return g_strndup ((const char *) field->bytes.at, (gsize) (field->bytes.end - field->bytes.at));
}

/* The first field @number of a message; it must be there. */
static Field
field_of (Wire message, guint number)
{
  Field field;

  while (next_field (&message, &field))
    if (field.number == number)
      return field;
  g_error ("there is no field %u", number);
}

/* ── the parts of a model that are looked at (onnx.proto's numbers, from the published file) ── */

enum { MODEL_IR = 1, MODEL_GRAPH = 7, MODEL_OPSET = 8 };
enum { GRAPH_NODE = 1, GRAPH_INITIALIZER = 5, GRAPH_INPUT = 11, GRAPH_OUTPUT = 12 };
enum { GRAPH_VALUE = 13 };
enum { NODE_INPUT = 1, NODE_OUTPUT = 2, NODE_TYPE = 4, NODE_ATTRIBUTE = 5 };
enum { TENSOR_DIMS = 1, TENSOR_TYPE = 2, TENSOR_NAME = 8, TENSOR_DATA = 9 };

typedef struct
{
  const RnGraph *graph;
  RnParameters  *parameters;
  GHashTable    *known;         /* owned: names of values and constants read so far */
  guint          n_operators;
  guint          n_values;
  guint          n_constants;   /* that are the graph's parameters */
} Reading;

static void
take_name (Reading *self, char *name)
{
  g_assert_true (g_hash_table_add (self->known, name));        /* each is made once */
}

/* dims, packed: a run of varints; unpacked: a field each */
static RnShape
read_dims (Wire tensor)
{
  RnShape shape = { 0, { 1, 1, 1, 1 } };
  Field field;

  while (next_field (&tensor, &field))
    if (field.number == TENSOR_DIMS)
      while (field.bytes.at < field.bytes.end)
        {
          g_assert_cmpuint (shape.rank, <, RN_SHAPE_MAX_RANK);
          shape.dim[shape.rank++] = (gsize) read_varint (&field.bytes);
        }
  return shape;
}

static void
read_constant (Reading *self, Wire tensor)
{
  Field named = field_of (tensor, TENSOR_NAME), data = field_of (tensor, TENSOR_DATA);
  guint64 type = field_of (tensor, TENSOR_TYPE).value;
  char *name = text_of (&named);
  guint p = rn_graph_find_parameter (self->graph, name);
  RnShape shape = read_dims (tensor);
  gsize elements = shape.rank > 0 ? rn_shape_elements (&shape) : 1;

  g_assert_true (type == 1 || type == 7);
  g_assert_cmpuint (data.value, ==, elements * (type == 1 ? 4 : 8));
  if (p != G_MAXUINT)
    {
      g_assert_true (rn_shape_equal (&shape, &rn_graph_parameter (self->graph, p)->shape));
      g_assert_cmpmem (data.bytes.at, data.value, rn_parameters_values (self->parameters, p),
                       4 * elements);
      self->n_constants++;
    }
  take_name (self, name);
}

/* name 1, type 2 → tensor 1 → elem_type 1, shape 2 → dim 1 → value 1 or name 2 */
static void
check_value (Reading *self, Wire value)
{
  Field named = field_of (value, 1), type = field_of (value, 2);
  Wire tensor = field_of (type.bytes, 1).bytes, dims = field_of (tensor, 2).bytes;
  g_autofree char *name = text_of (&named);
  RnNode node = rn_graph_find (self->graph, name);
  const RnShape *shape;
  guint d = 0;
  Field dim;

  g_assert_cmpuint (node, !=, RN_NODE_NONE);
  g_assert_cmpuint (field_of (tensor, 1).value, ==, 1);
  shape = &rn_graph_node (self->graph, node)->shape;
  for (; next_field (&dims, &dim); d++)
    if (d > 0)
      g_assert_cmpuint (field_of (dim.bytes, 1).value, ==, shape->dim[d]);
    else
      g_assert_cmpuint (field_of (dim.bytes, 2).value, ==, 1);         /* "N" */
  g_assert_cmpuint (d, ==, shape->rank);
  self->n_values++;
}

/* The values of the attribute @name, packed. Returns: how many */
static guint
read_attribute (Wire node, const char *name, guint64 *values)
{
  Field field, inner;
  guint n = 0;

  while (next_field (&node, &field))
    {
      Field named = field.number == NODE_ATTRIBUTE ? field_of (field.bytes, 1) : field;
      g_autofree char *word = text_of (&named);

      if (field.number != NODE_ATTRIBUTE || !g_str_equal (word, name))
        continue;
      while (next_field (&field.bytes, &inner))
        if (inner.number == 3)
          values[n++] = inner.value;
        else if (inner.number == 8)
          while (inner.bytes.at < inner.bytes.end)
            values[n++] = read_varint (&inner.bytes);
    }
  return n;
}

static double
attribute (const RnNodeInfo *info, const char *name)
{
  return info->attributes[rn_op_attribute (info->op, name)];
}

static void
check_conv (const RnNodeInfo *info, Wire node)
{
  guint64 v[8] = { 0 };

  g_assert_cmpuint (read_attribute (node, "kernel_shape", v), ==, 2);
  g_assert_true (v[0] == attribute (info, "kernel") && v[1] == v[0]);
  g_assert_cmpuint (read_attribute (node, "strides", v), ==, 2);
  g_assert_true (v[0] == attribute (info, "stride") && v[1] == v[0]);
  g_assert_cmpuint (read_attribute (node, "pads", v), ==, 4);
  g_assert_true (v[0] == attribute (info, "pad") && v[3] == v[0]);
  g_assert_cmpuint (read_attribute (node, "group", v), ==, 1);
  g_assert_true (v[0] == attribute (info, "groups"));
}

static void
read_operator (Reading *self, Wire node)
{
  Field type = field_of (node, NODE_TYPE), output = field_of (node, NODE_OUTPUT), field;
  g_autofree char *word = text_of (&type);
  char *name = text_of (&output);
  RnNode found = rn_graph_find (self->graph, name);
  Wire rest = node;

  while (next_field (&rest, &field))
    if (field.number == NODE_INPUT)
      {
        g_autofree char *input = text_of (&field);

        g_assert_true (g_hash_table_contains (self->known, input));
      }
  if (g_str_equal (word, "Conv"))
    check_conv (rn_graph_node (self->graph, found), node);
  take_name (self, name);
  self->n_operators++;
}

/* Constants and the input first, then operators in order, then the types. */
static void
read_graph (Reading *self, Wire graph)
{
  static const guint passes[] = { GRAPH_INPUT, GRAPH_INITIALIZER, GRAPH_NODE, GRAPH_OUTPUT,
                                  GRAPH_VALUE };
  Field field;

  for (guint pass = 0; pass < G_N_ELEMENTS (passes); pass++)
    for (Wire wire = graph; next_field (&wire, &field);)
      if (field.number == passes[pass])
        switch (passes[pass])
          {
          case GRAPH_INPUT:
            field = field_of (field.bytes, 1);
            take_name (self, text_of (&field));
            break;
          case GRAPH_INITIALIZER:
            read_constant (self, field.bytes);
            break;
          case GRAPH_NODE:
            read_operator (self, field.bytes);
            break;
          default:
            check_value (self, field.bytes);
          }
}

static guint
n_constants (const RnGraph *graph)
{
  guint n = 0;

  for (guint p = 0; p < rn_graph_n_parameters (graph); p++)
    {
      const char *op = rn_graph_node (graph, rn_graph_parameter (graph, p)->node)->op->name;

      n += !g_str_equal (op, "dropout") && !g_str_equal (op, "window_attention");
    }
  return n;
}

static void
check_file (RnParameters *parameters, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Wire model = { data, data + size };
  Field graph = field_of (model, MODEL_GRAPH), opset = field_of (model, MODEL_OPSET);
  Reading reading = { .graph = rn_parameters_graph (parameters), .parameters = parameters };

  g_assert_cmpuint (field_of (model, MODEL_IR).value, ==, 7);
  g_assert_cmpuint (field_of (opset.bytes, 2).value, ==, 13);
  reading.known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_graph (&reading, graph.bytes);
  /* all nodes but the input have a type */
  g_assert_cmpuint (reading.n_values, ==, rn_graph_n_nodes (reading.graph) - 1);
  g_assert_cmpuint (reading.n_operators, >=, rn_graph_n_nodes (reading.graph) - 1);
  g_assert_cmpuint (reading.n_constants, ==, n_constants (reading.graph));
  g_hash_table_unref (reading.known);
}

static void
check_spec (const char *spec, const char *input)
{
  g_autoptr (RnGraph) graph = rn_test_build (spec, input);
  g_autoptr (RnParameters) parameters = rn_test_parameters (graph, 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = rn_onnx_write (graph, parameters, NULL, &error);
  g_autoptr (GBytes) folded = NULL;

  g_test_message ("%s", spec);
  g_assert_no_error (error);
  check_file (parameters, bytes);
  folded = rn_onnx_write (graph, parameters, &(RnOnnxOptions) { .fold = TRUE }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (folded), <, g_bytes_get_size (bytes));
}

static void
test_networks (void)
{
  check_spec ("cifar_resnet20", NULL);
  check_spec ("mobilenet_v2", "1,3,32,32");
  check_spec ("resnet18", "1,3,40,33");
}

/* All that is not convolution, norm and ReLU. */
static void
test_blocks (void)
{
  static const char *const blocks[] = {
    "{\"body\":\"bottleneck\",\"in\":16,\"out\":32,\"stride\":2,\"groups\":2,\"se\":4}",
    "{\"body\":\"attention\",\"in\":16,\"out\":16,\"heads\":2,\"window\":5}",
    "{\"body\":\"res2net\",\"in\":16,\"out\":16,\"stride\":2}",
    "{\"body\":\"basic\",\"in\":8,\"out\":16,\"stride\":2,\"shortcut\":\"pad\"}",
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"exclusive-gate\","
    "\"activation\":\"gelu\"}",
    "{\"body\":\"basic\",\"in\":8,\"out\":8,\"shortcut\":\"dropout\",\"activation\":\"silu\"}",
    "{\"body\":\"bottleneck\",\"in\":16,\"out\":16,\"groups\":4,\"form\":\"concatenated\"}",
    "{\"body\":\"inverted\",\"in\":8,\"out\":8,\"activation\":\"relu6\",\"precision\":\"bf16\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autofree char *input = g_strdup_printf ("2,%d,9,12", i < 3 || i == 6 ? 16 : 8);

      check_spec (blocks[i], input);
    }
}

/* Every op can be exported but the loss, which is no part of inference. */
static void
test_ops (void)
{
  guint n;
  const RnOp *const *ops = rn_ops (&n);
  g_autoptr (RnGraph) loss = rn_test_build_small ("cifar_resnet20");
  g_autoptr (RnParameters) parameters = rn_parameters_new (loss, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    g_assert_true (rn_onnx_knows (ops[i]->name)
                   != g_str_equal (ops[i]->name, "softmax_cross_entropy"));
  g_assert_null (rn_onnx_write (loss, parameters, NULL, &error));
  g_assert_error (error, RN_ERROR, RN_ERROR_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/onnx/onnx/networks", test_networks);
  g_test_add_func ("/core/onnx/onnx/blocks", test_blocks);
  g_test_add_func ("/core/onnx/onnx/ops", test_ops);
  return g_test_run ();
}
