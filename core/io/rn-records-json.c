/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/*
 * Records of a run as reslab-statistics JSON: enough to repeat the run, one object a layer, one a
 * block.
 */
#include "config.h"

#include "rn-file.h"
#include "rn-json-private.h"
#include "rn-records-json.h"
#include "rn-spec-schema.h"

#include <math.h>
#include <string.h>

static void
add (json_object *object, const char *key, json_object *value)
{
  json_object_object_add (object, key, value);
}

static void
add_real (json_object *object, const char *key, double value)
{
  add (object, key, rn__json_real (value));
}

static void
add_count (json_object *object, const char *key, guint64 value)
{
  add (object, key, json_object_new_uint64 (value));
}

static void
add_text (json_object *object, const char *key, const char *value)
{
  add (object, key, value != NULL ? json_object_new_string (value) : NULL);
}

static void
add_boolean (json_object *object, const char *key, gboolean value)
{
  add (object, key, json_object_new_boolean (value));
}

static json_object *
write_shape (const RnShape *shape)
{
  json_object *json = json_object_new_array ();

  for (guint i = 0; i < shape->rank; i++)
    json_object_array_add (json, json_object_new_uint64 (shape->dim[i]));
  return json;
}

static json_object *
write_histogram (const RnHistogram *histogram)
{
  json_object *json, *counts;

  if (histogram == NULL)
    return NULL;
  json = json_object_new_object ();
  counts = json_object_new_array ();
  add_real (json, "low", histogram->low);
  add_real (json, "high", histogram->high);
  for (guint i = 0; i < RN_HISTOGRAM_BINS; i++)
    json_object_array_add (counts, json_object_new_uint64 (histogram->counts[i]));
  add (json, "counts", counts);
  return json;
}

static json_object *
write_statistics (gboolean has, const RnStatistics *statistics, const RnHistogram *histogram)
{
  json_object *json;

  if (!has)
    return NULL;
  json = json_object_new_object ();
  add_count (json, "count", statistics->count);
  add_count (json, "zeros", statistics->zeros);
  add_count (json, "negatives", statistics->negatives);
  add_count (json, "not_finite", statistics->not_finite);
  add_real (json, "mean", statistics->mean);
  add_real (json, "std", statistics->std);
  add_real (json, "min", statistics->min);
  add_real (json, "max", statistics->max);
  add_real (json, "l1", statistics->l1);
  add_real (json, "l2", statistics->l2);
  add (json, "histogram", write_histogram (histogram));
  return json;
}

/* "model name" of /proc/cpuinfo, as every x86 tells it */
static char *
find_cpu (void)
{
  g_autoptr (GBytes) bytes = rn_file_read ("/proc/cpuinfo", 16 << 20, NULL);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = data != NULL ? g_strndup (data, size) : NULL;
  const char *line = text != NULL ? strstr (text, "model name") : NULL;
  const char *colon = line != NULL ? strchr (line, ':') : NULL;

  return colon != NULL ? g_strstrip (g_strndup (colon + 1, strcspn (colon + 1, "\n"))) : NULL;
}

json_object *
rn__json_machine (void)
{
  json_object *json = json_object_new_object ();
  g_autofree char *cpu = find_cpu ();

  add_text (json, "cpu", cpu);
  add_count (json, "cores", g_get_num_processors ());
  return json;
}

/* The shortcuts that were scaled or cut (0), by the path of their block: read off the graph itself. */
static json_object *
write_shortcut_scales (const RnGraph *graph)
{
  json_object *json = json_object_new_object ();

  for (RnNode i = 0; i < rn_graph_n_nodes (graph); i++)
    {
      const RnNodeInfo *node = rn_graph_node (graph, i);
      RnScope block = rn_graph_scope_above (graph, node->scope, RN_SCOPE_BLOCK);

      if (g_str_equal (node->op->name, "scale_constant")
          && rn_graph_scope_above (graph, node->scope, RN_SCOPE_SHORTCUT) != RN_SCOPE_ROOT)
        add_real (json, rn_graph_scope (graph, block)->path, node->attributes[0]);
    }
  return json;
}

static json_object *
write_network (const RnRecords *self)
{
  json_object *json = json_object_new_object ();
  guint n = rn_graph_n_nodes (self->graph);

  add_text (json, "name", rn_graph_name (self->graph));
  if (self->spec != NULL)
    add (json, "spec", rn_spec_parse_json (self->spec, strlen (self->spec), "spec", NULL));
  else
    add (json, "spec", NULL);
  add (json, "shortcut_scales", write_shortcut_scales (self->graph));
  add (json, "input", n > 0 ? write_shape (&self->shapes[0]) : NULL);
  add (json, "output", n > 0 ? write_shape (&self->shapes[rn_graph_output (self->graph)]) : NULL);
  return json;
}

static json_object *
write_run (const RnRecords *self)
{
  json_object *json = json_object_new_object ();

  add_text (json, "engine", self->engine);
  add_text (json, "precision", "float32");
  add_text (json, "mode", self->mode == RN_MODE_TRAIN ? "train" : "eval");
  add_boolean (json, "backward", self->backward);
  add_count (json, "seed", self->seed);
  add_count (json, "threads", self->threads);
  add_text (json, "weights_sha256", self->weights_sha256);
  add_text (json, "picture_sha256", self->picture_sha256);
  add_real (json, "loss", self->loss);
  add_real (json, "forward_ms", self->forward_ms);
  add_real (json, "backward_ms", self->backward_ms);
  return json;
}

/* { CONVENTION: mult-adds, … } of one node, or of all for RN_NODE_NONE */
static json_object *
write_conventions (const RnRecords *self, RnNode node)
{
  json_object *json = json_object_new_object ();
  RnNode first = node == RN_NODE_NONE ? 0 : node;
  RnNode end = node == RN_NODE_NONE ? rn_graph_n_nodes (self->graph) : node + 1;
  guint n;
  const RnConvention *const *conventions = rn_conventions (&n);

  for (guint i = 0; i < n; i++)
    {
      guint64 count = 0;

      for (RnNode k = first; k < end; k++)
        count += rn_convention_count (conventions[i], self->graph, k, self->shapes);
      add_count (json, rn_convention_name (conventions[i]), count);
    }
  return json;
}

static json_object *
write_totals (const RnRecords *self)
{
  json_object *json = json_object_new_object (), *memory = json_object_new_object ();
  RnTotals totals;

  rn_totals_measure (self->graph, self->shapes, 0, rn_graph_n_nodes (self->graph),
                     rn_convention_default (), &totals);
  add_count (json, "parameters", totals.parameters);
  add_count (json, "macs", totals.macs);
  add (json, "mult_adds", write_conventions (self, RN_NODE_NONE));
  add_count (memory, "input_bytes", totals.input_bytes);
  add_count (memory, "forward_backward_bytes", totals.forward_backward_bytes);
  add_count (memory, "parameters_bytes", totals.parameter_bytes);
  add_count (memory, "total_bytes", totals.total_bytes);
  add_count (memory, "activation_bytes", totals.activation_bytes);
  add (json, "memory", memory);
  return json;
}

/* [ { "name", "shape" }, … ] of what the node reads */
static json_object *
write_inputs (const RnRecords *self, const RnNodeInfo *node)
{
  json_object *json = json_object_new_array ();

  for (guint i = 0; i < node->n_inputs; i++)
    {
      json_object *input = json_object_new_object ();

      add_text (input, "name", rn_graph_node (self->graph, node->inputs[i])->name);
      add (input, "shape", write_shape (&self->shapes[node->inputs[i]]));
      json_object_array_add (json, input);
    }
  return json;
}

static json_object *
write_attributes (const RnNodeInfo *node)
{
  json_object *json = json_object_new_object ();

  for (guint i = 0; i < node->op->n_attributes; i++)
    {
      const RnAttribute *attribute = &node->op->attributes[i];
      double value = node->attributes[i];

      if (attribute->type == RN_ATTRIBUTE_BOOLEAN)
        add_boolean (json, attribute->name, value != 0);
      else if (attribute->type == RN_ATTRIBUTE_INTEGER && fabs (value) < 0x1p53)
        add (json, attribute->name, json_object_new_int64 ((gint64) value));
      else
        add_real (json, attribute->name, value);
    }
  return json;
}

/* { SLOT: { "name", "shape", "trained" }, … } */
static json_object *
write_parameters (const RnRecords *self, const RnNodeInfo *node)
{
  json_object *json = json_object_new_object ();

  for (guint i = 0; i < node->op->n_parameters; i++)
    if (node->parameters[i] != G_MAXUINT)
      {
        const RnParameterInfo *parameter = rn_graph_parameter (self->graph, node->parameters[i]);
        json_object *one = json_object_new_object ();

        add_text (one, "name", parameter->name);
        add (one, "shape", write_shape (&parameter->shape));
        add_boolean (one, "trained", parameter->trained);
        add (json, node->op->parameters[i].name, one);
      }
  return json;
}

static json_object *
write_layer (const RnRecords *self, const RnRecord *record)
{
  const RnNodeInfo *node = rn_graph_node (self->graph, record->node);
  RnScope block = rn_graph_scope_above (self->graph, node->scope, RN_SCOPE_BLOCK);
  json_object *json = json_object_new_object (), *bytes = json_object_new_object ();
  RnCost cost = { 0 };

  rn_cost_node (self->graph, record->node, self->shapes, &cost);
  add_text (json, "name", node->name);
  add_text (json, "scope", rn_graph_scope (self->graph, node->scope)->path);
  add_text (json, "block",
            block != RN_SCOPE_ROOT ? rn_graph_scope (self->graph, block)->path : NULL);
  add_text (json, "op", node->op->name);
  add (json, "attributes", write_attributes (node));
  add (json, "inputs", write_inputs (self, node));
  add (json, "output", write_shape (&record->output));
  add_count (json, "parameters", record->parameters);
  add (json, "tensors", write_parameters (self, node));
  add_count (json, "macs", record->macs);
  add (json, "mult_adds", write_conventions (self, record->node));
  add_count (bytes, "output", record->output_bytes);
  add_count (bytes, "read", cost.bytes_read);
  add_count (bytes, "written", cost.bytes_written);
  add (json, "bytes", bytes);
  add_real (json, "forward_ms", record->forward_ms);
  add_real (json, "backward_ms", record->backward_ms);
  add (json, "statistics",
       write_statistics (record->has_values, &record->values, record->histogram));
  add (json, "gradient",
       write_statistics (record->has_gradient, &record->gradient, record->gradient_histogram));
  return json;
}

static json_object *
write_split (const RnRecords *self, const RnSplit *split, gboolean measured)
{
  const RnScopeInfo *block = rn_graph_scope (self->graph, split->block);
  json_object *json = json_object_new_object ();

  add_text (json, "path", block->path);
  add_text (json, "summary", block->summary);
  add_boolean (json, "has_shortcut", split->has_shortcut);
  add_real (json, "shortcut_norm", measured && split->has_shortcut ? split->shortcut_norm : NAN);
  add_real (json, "branch_norm", measured ? split->branch_norm : NAN);
  add_real (json, "input_norm", measured ? split->input_norm : NAN);
  add_real (json, "ratio", split->ratio);
  add_real (json, "cosine", split->cosine);
  add_real (json, "identity_error", split->identity_error);
  add_real (json, "branch_deviation", split->branch_deviation);
  add_real (json, "output_deviation", split->output_deviation);
  return json;
}

static json_object *
write_path (const RnPaths *paths, guint path)
{
  const RnPath *one = &paths->paths[path];
  g_autofree char *word = rn_paths_word (path, paths->n_blocks);
  json_object *json = json_object_new_object (), *norms = json_object_new_array ();

  add_text (json, "path", word);
  add_count (json, "length", rn_paths_length (path));
  add_real (json, "norm", one->norm);
  add_real (json, "share", one->share);
  add_real (json, "peak", one->peak);
  for (guint i = 0; i <= paths->n_blocks; i++)
    {
      double norm = paths->tree[rn_paths_place (path, paths->n_blocks, i)];

      json_object_array_add (norms, isfinite (norm) ? json_object_new_double (norm) : NULL);
    }
  add (json, "norms", norms);
  return json;
}

static json_object *
write_paths (const RnRecords *self)
{
  const RnPaths *paths = self->paths;
  json_object *json = json_object_new_object (), *blocks = json_object_new_array (),
              *all = json_object_new_array ();

  for (guint i = 0; i < paths->n_blocks; i++)
    json_object_array_add (
      blocks, json_object_new_string (rn_graph_scope (self->graph, paths->blocks[i])->path));
  for (guint i = 0; i < 1u << paths->n_blocks; i++)
    if (paths->paths[i].exists)
      json_object_array_add (all, write_path (paths, i));
  add (json, "blocks", blocks);
  add_real (json, "output_norm", paths->tree[1]);
  add_real (json, "input_norm", paths->input_norm);
  add_real (json, "peak", paths->peak);
  add_real (json, "identity_error", paths->identity_error);
  add_boolean (json, "alone", paths->alone);
  add (json, "paths", all);
  return json;
}

/**
 * rn_records_write_json:
 *
 * Returns: (transfer full): reslab-statistics JSON
 */
char *
rn_records_write_json (const RnRecords *self)
{
  json_object *json = json_object_new_object ();
  json_object *layers = json_object_new_array (), *blocks = json_object_new_array ();
  char *text;

  add_text (json, "format", "reslab-statistics");
  add_count (json, "version", 1);
  add_text (json, "library", RN_VERSION);
  add (json, "network", write_network (self));
  add (json, "run", write_run (self));
  add (json, "machine", rn__json_machine ());
  add (json, "totals", write_totals (self));
  for (guint i = 0; i < self->records->len; i++)
    json_object_array_add (layers, write_layer (self, &g_array_index (self->records, RnRecord, i)));
  for (guint i = 0; i < self->splits->len; i++)
    {
      const RnSplit *split = &g_array_index (self->splits, RnSplit, i);

      json_object_array_add (blocks, write_split (self, split, !isnan (split->ratio)));
    }
  add (json, "layers", layers);
  add (json, "blocks", blocks);
  if (self->paths != NULL)
    add (json, "paths", write_paths (self));
  text = rn__json_text (json);
  json_object_put (json);
  return text;
}

gboolean
rn_records_save_json (const RnRecords *self, const char *path, GError **error)
{
  g_autofree char *text = rn_records_write_json (self);

  return rn_file_write (path, text, strlen (text), error);
}
