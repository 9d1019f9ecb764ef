/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* A summary as JSON. */
#include "config.h"

#include "summary.h"

#include "cli-output.h"

static json_object *
memory_json (const RnTotals *totals)
{
  json_object *memory = json_object_new_object ();

  json_object_object_add (memory, "input_bytes", json_object_new_uint64 (totals->input_bytes));
  json_object_object_add (memory, "forward_backward_bytes",
                          json_object_new_uint64 (totals->forward_backward_bytes));
  json_object_object_add (memory, "parameters_bytes",
                          json_object_new_uint64 (totals->parameter_bytes));
  json_object_object_add (memory, "total_bytes", json_object_new_uint64 (totals->total_bytes));
  return memory;
}

static json_object *
conventions_json (const Summary *self)
{
  json_object *counts = json_object_new_object ();
  guint n;
  const RnConvention *const *conventions = rn_conventions (&n);

  for (guint i = 0; i < n; i++)
    json_object_object_add (counts, rn_convention_name (conventions[i]),
                            json_object_new_uint64 (summary_count_by (self, conventions[i])));
  return counts;
}

static json_object *
shape_json (const RnShape *shape)
{
  json_object *json = json_object_new_array ();

  for (guint i = 0; i < shape->rank; i++)
    json_object_array_add (json, json_object_new_uint64 (shape->dim[i]));
  return json;
}

/* The rows of the table, with shapes as lists. */
static json_object *
layers_json (const Summary *self, guint depth)
{
  g_autoptr (RnTable) table = summary_layer_table (self, depth, FALSE);
  json_object *rows = cli_table_json (table);

  for (gsize i = 0; i < json_object_array_length (rows); i++)
    {
      json_object *row = json_object_array_get_idx (rows, i), *text;
      RnShape shape;

      if (json_object_object_get_ex (row, "output_shape", &text)
          && rn_shape_parse (json_object_get_string (text), &shape, NULL))
        json_object_object_add (row, "output_shape", shape_json (&shape));
    }
  return rows;
}

json_object *
summary_json (const Summary *self, guint depth)
{
  json_object *json = json_object_new_object ();

  json_object_object_add (json, "model", json_object_new_string (rn_spec_name (self->spec)));
  json_object_object_add (json, "input", shape_json (&self->input));
  json_object_object_add (json, "convention",
                          json_object_new_string (rn_convention_name (self->convention)));
  json_object_object_add (json, "parameters", json_object_new_uint64 (self->totals.parameters));
  json_object_object_add (json, "mult_adds", json_object_new_uint64 (self->totals.mult_adds));
  json_object_object_add (json, "macs", json_object_new_uint64 (self->totals.macs));
  json_object_object_add (json, "memory", memory_json (&self->totals));
  json_object_object_add (json, "activation_bytes",
                          json_object_new_uint64 (self->totals.activation_bytes));
  json_object_object_add (json, "conventions", conventions_json (self));
  json_object_object_add (json, "published", summary_published_json (self));
  json_object_object_add (json, "layers", layers_json (self, depth));
  return json;
}
