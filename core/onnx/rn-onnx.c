/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A graph and its parameters as an ONNX model. */
#include "config.h"

#include "rn-onnx.h"

#include "onnx-private.h"
#include "rn-file.h"
#include "rn-fold.h"

#define IR_VERSION 7            /* of ONNX 1.7 and later */
#define OPSET      13

/* What protobuf can hold in one message. */
#define MAX_BYTES G_MAXINT32

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OnnxFile, rn__onnx_clear)

static void
name_inputs (OnnxNode *self, const RnGraph *graph)
{
  for (guint i = 0; i < self->info->n_inputs; i++)
    {
      const RnNodeInfo *input = rn_graph_node (graph, self->info->inputs[i]);

      self->inputs[i] = input->name;
      self->shapes[i] = input->shape;
    }
}

static void
name_parameters (OnnxNode *self, RnParameters *parameters, const RnGraph *graph)
{
  for (guint i = 0; i < self->info->op->n_parameters; i++)
    {
      guint p = self->info->parameters[i];

      if (p == G_MAXUINT)
        continue;
      self->parameters[i] = rn_graph_parameter (graph, p)->name;
      self->values[i] = rn_parameters_values (parameters, p);
    }
}

/*
 * Those parameters become constants that an operator reads; what an op keeps for itself, as dropout
 * its random numbers, does not.
 */
static void
keep_parameters (OnnxNode *self, RnParameters *parameters, guint first_node)
{
  const RnGraph *graph = rn_parameters_graph (parameters);

  for (guint n = first_node; n < self->file->nodes->len; n++)
    {
      const Onnx__NodeProto *node = self->file->nodes->pdata[n];

      for (size_t i = 0; i < node->n_input; i++)
        {
          guint p = rn_graph_find_parameter (graph, node->input[i]);

          if (p != G_MAXUINT)
            rn__onnx_floats (self->file, node->input[i], &rn_graph_parameter (graph, p)->shape,
                             rn_parameters_values (parameters, p));
        }
    }
}

static gboolean
add_nodes (OnnxFile *file, RnParameters *parameters, GError **error)
{
  const RnGraph *graph = rn_parameters_graph (parameters);

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      OnnxNode node = { .file = file, .info = rn_graph_node (graph, i) };
      guint first = file->nodes->len;

      if (g_str_equal (node.info->op->name, "input"))
        continue;
      name_inputs (&node, graph);
      name_parameters (&node, parameters, graph);
      if (!rn__onnx_translate (&node, error))
        return FALSE;
      keep_parameters (&node, parameters, first);
      if (i != rn_graph_output (graph))
        g_ptr_array_add (file->values, rn__onnx_value (file, node.info->name, &node.info->shape));
    }
  return TRUE;
}

/* The spec, so that whoever has the model can build the network again. */
static void
add_spec (Onnx__ModelProto *model, Onnx__StringStringEntryProto **entry, const RnGraph *graph)
{
  const char *spec = rn_graph_scope (graph, RN_SCOPE_ROOT)->spec;

  if (spec == NULL)
    return;
  (*entry)->key = (char *) "reslab-spec";
  (*entry)->value = (char *) spec;
  model->n_metadata_props = 1;
  model->metadata_props = entry;
}

static GBytes *
pack (const Onnx__ModelProto *model, const RnGraph *graph, GError **error)
{
  gsize size = onnx__model_proto__get_packed_size (model);
  guint8 *bytes;

  if (size > MAX_BYTES)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_RANGE,
                   "%s: %" G_GSIZE_FORMAT " bytes are more than an ONNX file may have, %d",
                   rn_graph_name (graph), size, MAX_BYTES);
      return NULL;
    }
  bytes = g_try_malloc (MAX (size, 1));
  if (bytes == NULL)
    {
      g_set_error (error, RN_ERROR, RN_ERROR_NO_MEMORY, "no memory for %" G_GSIZE_FORMAT " bytes",
                   size);
      return NULL;
    }
  return g_bytes_new_take (bytes, onnx__model_proto__pack (model, bytes));
}

static GBytes *
write_graph (RnParameters *parameters, GError **error)
{
  const RnGraph *graph = rn_parameters_graph (parameters);
  const RnNodeInfo *input = rn_graph_node (graph, 0);
  const RnNodeInfo *output = rn_graph_node (graph, rn_graph_output (graph));
  g_auto (OnnxFile) file = { 0 };
  Onnx__GraphProto body = ONNX__GRAPH_PROTO__INIT;
  Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
  Onnx__OperatorSetIdProto opset = ONNX__OPERATOR_SET_ID_PROTO__INIT, *opsets = &opset;
  Onnx__StringStringEntryProto entry = ONNX__STRING_STRING_ENTRY_PROTO__INIT, *entries = &entry;
  Onnx__ValueInfoProto *in, *out;

  rn__onnx_init (&file);
  if (!add_nodes (&file, parameters, error))
    return NULL;
  in = rn__onnx_value (&file, input->name, &input->shape);
  out = rn__onnx_value (&file, output->name, &output->shape);
  body.name = (char *) rn_graph_name (graph);
  body.n_node = file.nodes->len;
  body.node = (Onnx__NodeProto **) file.nodes->pdata;
  body.n_initializer = file.initializers->len;
  body.initializer = (Onnx__TensorProto **) file.initializers->pdata;
  body.n_value_info = file.values->len;
  body.value_info = (Onnx__ValueInfoProto **) file.values->pdata;
  body.n_input = body.n_output = 1;
  body.input = &in;
  body.output = &out;
  opset.version = OPSET;
  model.ir_version = IR_VERSION;
  model.producer_name = (char *) "reslab";
  model.producer_version = (char *) RN_VERSION;
  model.n_opset_import = 1;
  model.opset_import = &opsets;
  model.graph = &body;
  add_spec (&model, &entries, graph);
  return pack (&model, graph, error);
}

/**
 * rn_onnx_write:
 * @graph: without a loss
 * @parameters: of @graph
 * @options: (nullable):
 * @error: return location
 *
 * Errors:  RN_ERROR_UNKNOWN for an op that ONNX has nothing for (a loss); RN_ERROR_RANGE for more
 *          than 2 GiB, which one ONNX file cannot hold; RN_ERROR_NO_MEMORY
 *
 * Returns: (transfer full) (nullable): the bytes of an .onnx file
 */
GBytes *
rn_onnx_write (RnGraph *graph, RnParameters *parameters, const RnOnnxOptions *options,
               GError **error)
{
  g_autoptr (RnGraph) folded = NULL;
  g_autoptr (RnParameters) taken = NULL;

  if (options == NULL || !options->fold)
    return write_graph (parameters, error);
  folded = rn_fold_batch_norm (graph, parameters, &taken, error);
  return folded != NULL ? write_graph (taken, error) : NULL;
}

gboolean
rn_onnx_save (RnGraph *graph, RnParameters *parameters, const RnOnnxOptions *options,
              const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = rn_onnx_write (graph, parameters, options, error);

  return bytes != NULL
         && rn_file_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
