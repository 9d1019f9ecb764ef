/* SPDX-FileCopyrightText: 2026 The Reslab authors */
/* SPDX-License-Identifier: MIT */
/* The cases ops are tested by: tests/data/ops/cases.json, PyTorch's values in ops.safetensors. */
#include "op-harness.h"

#include "rn-random.h"
#include "rn-test.h"

#include <json.h>
#include <math.h>
#include <string.h>

static void
case_free (gpointer data)
{
  OpCase *c = data;

  g_free (c->name);
  g_free (c);
}

void
op_attributes (const RnOp *op, const RnArg *args, double *attributes)
{
  for (guint i = 0; i < op->n_attributes; i++)
    attributes[i] = isnan (op->attributes[i].fallback) ? 0 : op->attributes[i].fallback;
  for (; args->name != NULL; args++)
    {
      int place = rn_op_attribute (op, args->name);

      if (place < 0)
        g_error ("%s has no attribute %s", op->name, args->name);
      attributes[place] = args->value;
    }
}

static void
read_attributes (OpCase *c, struct json_object *attributes)
{
  RnArg args[RN_OP_MAX_ATTRIBUTES + 1] = { { NULL, 0 } };
  guint n = 0;

  if (attributes != NULL)
    {
      struct json_object_iterator at = json_object_iter_begin (attributes);
      struct json_object_iterator end = json_object_iter_end (attributes);

      for (; !json_object_iter_equal (&at, &end); json_object_iter_next (&at))
        {
          g_assert_cmpuint (n, <, RN_OP_MAX_ATTRIBUTES);
          args[n++] = (RnArg) { json_object_iter_peek_name (&at),
                                json_object_get_double (json_object_iter_peek_value (&at)) };
        }
    }
  op_attributes (c->op, args, c->attributes);
}

static RnShape
read_shape (struct json_object *numbers)
{
  RnShape shape = { (guint) json_object_array_length (numbers), { 1, 1, 1, 1 } };

  g_assert_cmpuint (shape.rank, <=, RN_SHAPE_MAX_RANK);
  for (guint i = 0; i < shape.rank; i++)
    shape.dim[i] = (gsize) json_object_get_int (json_object_array_get_idx (numbers, i));
  return shape;
}

static OpCase *
read_case (struct json_object *object)
{
  OpCase *c = g_new0 (OpCase, 1);
  struct json_object *inputs = json_object_object_get (object, "inputs"), *differences;
  const char *op = json_object_get_string (json_object_object_get (object, "op"));
  g_autoptr (GError) error = NULL;

  c->name = g_strdup (json_object_get_string (json_object_object_get (object, "name")));
  c->op = rn_op_find (op);
  if (c->op == NULL || !g_str_has_prefix (c->name, op))
    g_error ("case %s: no op %s, or the name does not begin with it", c->name, op);
  c->training = json_object_get_boolean (json_object_object_get (object, "training"));
  c->smooth = !json_object_get_boolean (json_object_object_get (object, "steps"));
  if (json_object_object_get_ex (object, "differences", &differences))
    c->smooth = json_object_get_boolean (differences);
  read_attributes (c, json_object_object_get (object, "attributes"));
  c->call = (RnOpCall) { .name = c->name, .attributes = c->attributes,
                         .n_inputs = (guint) json_object_array_length (inputs),
                         .inputs = c->inputs, .parameters = c->parameters };
  for (guint i = 0; i < c->call.n_inputs; i++)
    c->inputs[i] = read_shape (json_object_array_get_idx (inputs, i));
  if (!c->op->infer (&c->call, &c->call.output, c->parameters, &error))
    g_error ("%s", error->message);
  return c;
}

OpCases *
op_cases_load (void)
{
  g_autofree char *table = rn_test_data ("ops/cases.json");
  g_autofree char *values = rn_test_data ("ops/ops.safetensors");
  struct json_object *root = json_object_from_file (table);
  g_autoptr (GError) error = NULL;
  OpCases *self = g_new0 (OpCases, 1);

  if (root == NULL)
    g_error ("%s: %s", table, json_util_get_last_err ());
  self->tensors = rn_safetensors_load (values, &error);
  g_assert_no_error (error);
  self->cases = g_ptr_array_new_with_free_func (case_free);
  for (gsize i = 0; i < json_object_array_length (root); i++)
    g_ptr_array_add (self->cases, read_case (json_object_array_get_idx (root, i)));
  json_object_put (root);
  return self;
}

void
op_cases_free (OpCases *self)
{
  g_ptr_array_unref (self->cases);
  rn_tensors_free (self->tensors);
  g_free (self);
}

const RnTensor *
op_cases_tensor (OpCases *self, const OpCase *c, const char *format, ...)
{
  g_autofree char *key = NULL, *name = NULL;
  va_list arguments;

  va_start (arguments, format);
  key = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  name = g_strdup_printf ("%s.%s", c->name, key);
  return rn_tensors_get (self->tensors, name);
}

/* A copy of @tensor's numbers, after its shape was compared. */
static float *
copy_values (const RnTensor *tensor, const RnShape *shape)
{
  g_assert_nonnull (tensor);
  g_assert_true (rn_shape_equal (rn_tensor_shape (tensor), shape));
  return g_memdup2 (rn_tensor_values (tensor), rn_tensor_elements (tensor) * sizeof (float));
}

static float *
not_numbers (gsize n)
{
  float *values = n > 0 ? g_new (float, n) : NULL;

  for (gsize i = 0; i < n; i++)
    values[i] = NAN;
  return values;
}

OpRun *
op_run_new (OpCases *cases, const OpCase *c)
{
  OpRun *self = g_new0 (OpRun, 1);

  self->c = c;
  for (guint i = 0; i < c->call.n_inputs; i++)
    {
      self->inputs[i] = copy_values (op_cases_tensor (cases, c, "input.%u", i), &c->inputs[i]);
      if (op_cases_tensor (cases, c, "grad_input.%u", i) != NULL)
        self->d_inputs[i] = g_new0 (float, rn_shape_elements (&c->inputs[i]));
    }
  for (guint i = 0; i < c->op->n_parameters; i++)
    {
      const char *name = c->op->parameters[i].name;
      const RnTensor *value = op_cases_tensor (cases, c, "param.%s", name);

      if (c->parameters[i].rank == 0)
        continue;
      self->parameters[i] = copy_values (value, &c->parameters[i]);
      if (c->op->parameters[i].trained)
        self->d_parameters[i] = g_new0 (float, rn_shape_elements (&c->parameters[i]));
    }
  self->output = not_numbers (rn_shape_elements (&c->call.output));
  self->state = not_numbers (c->op->state != NULL ? c->op->state (&c->call) : 0);
  self->d_output = copy_values (op_cases_tensor (cases, c, "grad_output"), &c->call.output);
  return self;
}

static float *
normal_numbers (guint64 stream, const RnShape *shape)
{
  gsize n = rn_shape_elements (shape);
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) rn_random_normal (0, stream, i);
  return values;
}

OpRun *
op_run_new_random (const OpCase *c)
{
  OpRun *self = g_new0 (OpRun, 1);
  guint64 stream = 0;

  self->c = c;
  for (guint i = 0; i < c->call.n_inputs; i++)
    {
      self->inputs[i] = normal_numbers (stream++, &c->inputs[i]);
      self->d_inputs[i] = g_new0 (float, rn_shape_elements (&c->inputs[i]));
    }
  for (guint i = 0; i < c->op->n_parameters; i++)
    if (c->parameters[i].rank > 0)
      {
        self->parameters[i] = normal_numbers (stream++, &c->parameters[i]);
        self->d_parameters[i] = g_new0 (float, rn_shape_elements (&c->parameters[i]));
      }
  self->output = not_numbers (rn_shape_elements (&c->call.output));
  self->state = not_numbers (c->op->state != NULL ? c->op->state (&c->call) : 0);
  self->d_output = normal_numbers (stream, &c->call.output);
  return self;
}

void
op_run_free (OpRun *self)
{
  for (guint i = 0; i < RN_OP_MAX_INPUTS; i++)
    {
      g_free (self->inputs[i]);
      g_free (self->d_inputs[i]);
    }
  for (guint i = 0; i < RN_OP_MAX_PARAMETERS; i++)
    {
      g_free (self->parameters[i]);
      g_free (self->d_parameters[i]);
    }
  g_free (self->output);
  g_free (self->state);
  g_free (self->d_output);
  g_free (self);
}

void
op_run_forward (OpRun *self)
{
  RnOpData data = { .training = self->c->training, .inputs = (const float *const *) self->inputs,
                    .parameters = self->parameters, .output = self->output, .state = self->state };

  self->c->op->forward (&self->c->call, &data);
}

void
op_run_backward (OpRun *self)
{
  static const float *const nothing[RN_OP_MAX_INPUTS];
  guint reads = self->c->op->backward_reads;
  RnOpData data = { .training = self->c->training, .parameters = self->parameters,
                    .state = self->state, .d_output = self->d_output, .d_inputs = self->d_inputs,
                    .d_parameters = self->d_parameters };

  data.inputs = reads & RN_BACKWARD_READS_INPUTS ? (const float *const *) self->inputs : nothing;
  data.output = reads & RN_BACKWARD_READS_OUTPUT ? self->output : NULL;
  self->c->op->backward (&self->c->call, &data);
}

void
op_run_explain (OpRun *self, const gsize *index, RnExplanation *explanation)
{
  RnOpData data = { .training = self->c->training, .inputs = (const float *const *) self->inputs,
                    .parameters = self->parameters };

  self->c->op->explain (&self->c->call, &data, index, explanation);
}
